"""Changing what is known of a person; two people may do so at once, so each form carries its version."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.documents import is_dni
from cases.forms.people import DNI_KINDS, WRONG_DNI, AgeFields, ContactFields, LegalNameFields, model_text
from cases.models import IdentityDocument, Person, Relationship, SafeContact
from cases.states import DocumentStatus, RelationshipKind
from directory.codelists import DocumentType, Sex
from directory.countries import country_choices
from directory.forms import PlaceField, PlaceForm
from interface.dates import day
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills

EDITED = (
    *("preferred_name", "given_names", "paternal_surname", "maternal_surname", "other_names"),
    *("sex", "birth_date", "age_source", "birth_country", "birth_place"),
    *("residence", "address", "languages", "needs_interpreter"),
)
INTERPRETER = [("", _("No se sabe")), ("True", _("Sí")), ("False", _("No"))]


class PersonForm(PlaceForm, VersionedForm, AgeFields, LegalNameFields):
    """The plain facts of somebody registered."""

    preferred_name = model_text(Person, "preferred_name")
    other_names = model_text(Person, "other_names")
    sex = forms.ChoiceField(label=_("Sexo"), choices=Sex.choices, widget=Pills)
    nationality = forms.ChoiceField(label=_("Nacionalidad"), required=False, choices=country_choices)
    second_nationality = forms.ChoiceField(label=_("Otra nacionalidad"), required=False, choices=country_choices)
    birth_country = forms.ChoiceField(label=_("País de nacimiento"), required=False, choices=country_choices)
    birth_place = PlaceField(label=_("Lugar de nacimiento, si fue en el Perú"), required=False)
    languages = model_text(Person, "languages", help_text=_("Por ejemplo: kukama y algo de castellano."))
    needs_interpreter = forms.TypedChoiceField(
        label=_("¿Necesita intérprete?"),
        required=False,
        choices=INTERPRETER,
        widget=Pills,
        coerce=lambda value: value == "True",
        empty_value=None,
    )
    residence = PlaceField(label=_("Distrito donde vive"), required=False)
    address = model_text(Person, "address", help_text=_("Nunca la de un refugio. No viaja en ninguna derivación."))

    def __init__(self, *args, person: Person, **kwargs):
        self.person, self.age_before = person, person.stated_age
        super().__init__(*args, initial=_initial(person), **kwargs)

    def clean(self):
        cleaned = super().clean()
        second = cleaned.get("second_nationality")
        if second and second == cleaned.get("nationality"):
            self.add_error("second_nationality", _("Es la misma que la anterior: elige otra o déjala vacía"))
        return cleaned

    def stated_note(self) -> str:
        """The day on which her age was told, "" when nobody told it."""
        told = self.person.stated_on
        return gettext("Dicha o estimada el %s.") % day(told) if told else ""

    def values(self) -> dict:
        """What ``change_person`` takes; of a cleaned form. An age counts from the day on which it was stated."""
        cleaned = self.cleaned_data
        age = None if cleaned["birth_date"] else cleaned["age"]
        is_same = age == self.person.stated_age
        return {name: cleaned[name] for name in EDITED} | {
            "nationalities": [*filter(None, [cleaned["nationality"], cleaned["second_nationality"]]), *_further(self)],
            "stated_age": age,
            "stated_on": self.person.stated_on if is_same else (None if age is None else timezone.localdate()),
        }


def _further(form) -> list[str]:
    """Nationalities beyond the two on the page, as an import may bring them; they stay."""
    return form.person.nationalities[2:]


def _initial(person: Person) -> dict:
    first, second, *_rest = [*person.nationalities, "", ""]
    needs = person.needs_interpreter
    return {name: getattr(person, name) for name in EDITED} | {
        "age": person.stated_age,
        "nationality": first,
        "second_nationality": second,
        "needs_interpreter": "" if needs is None else str(needs),
        "version": person.version,
    }


class SafeContactForm(VersionedForm, ContactFields):
    """Version 0: nobody had written it yet."""

    notes = model_text(SafeContact, "notes", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, contact: SafeContact | None, **kwargs):
        names = [*ContactFields.base_fields, "notes"]
        known = {name: getattr(contact, name) for name in (*names, "version")} if contact else {"version": 0}
        super().__init__(*args, initial=known, **kwargs)

    def values(self) -> dict:
        """What ``change_safe_contact`` takes; of a cleaned form."""
        return self.safe_contact() | {"notes": self.cleaned_data["notes"]}


class DocumentForm(IdempotentForm, Form):
    """A document and where it is: shown, told, kept by whoever exploited her, being made, or none at all."""

    kind = forms.ChoiceField(
        label=_("Tipo de documento"),
        choices=[("", _("Elegir una opción")), *DocumentType.choices],
        error_messages={"required": _("Elige el tipo de documento")},
    )
    number = model_text(IdentityDocument, "number")
    country = forms.ChoiceField(label=_("País que lo emitió"), required=False, choices=country_choices)
    status = forms.ChoiceField(
        label=_("Situación"),
        choices=DocumentStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Marca en qué situación está el documento")},
    )

    def clean(self):
        cleaned = super().clean()
        for name, message in self._contradictions(cleaned):
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def _contradictions(self, cleaned):
        kind, number, status = cleaned.get("kind"), cleaned.get("number"), cleaned.get("status")
        has_none = kind == DocumentType.NONE
        if kind and status and has_none != (status == DocumentStatus.NONE):
            yield "status", _("«Sin documento» va en las dos preguntas o en ninguna")
        if has_none and number:
            yield "number", _("Sin documento no hay número: bórralo, o elige el tipo")
        if status == DocumentStatus.SHOWN and not number:
            yield "number", _("Si lo presentó, escribe el número")
        if number and kind in DNI_KINDS and not is_dni(number):
            yield "number", WRONG_DNI


class _PersonChoice(RowChoiceField):
    def label_from_instance(self, person) -> str:
        age = person.age_on(timezone.localdate())
        years = "" if age is None else gettext(", %d años") % age
        return f"{person.code} · {person.get_sex_display()}{years}"


class RelationForm(IdempotentForm, Form):
    """A tie to somebody of the same cases, or to anybody the account may see, by code."""

    relative = _PersonChoice(
        label=_("Persona de sus casos"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ninguna de estas"),
    )
    code = forms.CharField(
        label=_("O su código"), required=False, max_length=20, help_text=_("Por ejemplo, V-2026-000123.")
    )
    kind = forms.ChoiceField(
        label=_("Esa persona es su…"),
        choices=[("", _("Elegir una opción")), *RelationshipKind.choices],
        error_messages={"required": _("Elige qué es para ella")},
    )
    possibly_involved = forms.BooleanField(
        label=_("Posible involucrado"),
        required=False,
        help_text=_("Puede haber participado en los hechos: nunca se ofrece como contacto."),
    )
    notes = model_text(Relationship, "notes", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, near, reachable, **kwargs):
        """``near``: people of her cases; ``reachable``: everybody the account may see."""
        self.reachable = reachable
        super().__init__(*args, **kwargs)
        self.fields["relative"].queryset = near

    def clean_code(self):
        typed = self.cleaned_data["code"].strip().upper()
        if not typed:
            return None
        person = self.reachable.filter(code=typed).first()
        if person is None:
            raise forms.ValidationError(_("No encontramos ese código entre las personas que puedes ver"))
        return person

    def clean(self):
        cleaned = super().clean()
        if self.errors.keys() & {"relative", "code"}:
            return cleaned
        if cleaned["relative"] and cleaned["code"]:
            self.add_error("code", _("Elige una persona o escribe un código, no las dos cosas"))
        elif not cleaned["relative"] and not cleaned["code"]:
            self.add_error("relative", _("Elige a la persona, o escribe su código"))
        return cleaned

    def who(self) -> Person:
        """Of a cleaned form."""
        return self.cleaned_data["relative"] or self.cleaned_data["code"]
