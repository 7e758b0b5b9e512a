"""Changing what is known of a person; two people may do so at once, so each form carries its version."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.forms.people import AgeFields, ContactFields, LegalNameFields, model_text
from cases.models import Person, SafeContact
from cases.states import AgeSource, Whereabouts
from directory.codelists import Sex
from directory.countries import country_choices, nationality_choices
from directory.forms import PlaceField, PlaceForm
from interface.dates import day
from interface.forms import VersionedForm
from interface.widgets import Pills

EDITED = (
    *("preferred_name", "given_names", "paternal_surname", "maternal_surname", "other_names"),
    *("sex", "birth_date", "age_source", "birth_country", "birth_place"),
    *("residence", "address", "languages", "needs_interpreter", "interpreter_language"),
    *("whereabouts", "whereabouts_on", "whereabouts_note"),
)
INTERPRETER = [("", _("No se sabe")), ("True", _("Sí")), ("False", _("No"))]


class PersonForm(PlaceForm, VersionedForm, AgeFields, LegalNameFields):
    """The plain facts of somebody registered."""

    preferred_name = model_text(Person, "preferred_name")
    other_names = model_text(Person, "other_names")
    sex = forms.ChoiceField(label=_("Sexo"), choices=Sex.choices, widget=Pills)
    expert_on = forms.DateField(
        label=_("Fecha de la pericia"), required=False, help_text=_("Solo si su edad es de una pericia médico-legal.")
    )
    nationality = forms.ChoiceField(label=_("Nacionalidad"), required=False, choices=nationality_choices)
    second_nationality = forms.ChoiceField(label=_("Otra nacionalidad"), required=False, choices=nationality_choices)
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
    interpreter_language = model_text(Person, "interpreter_language")
    residence = PlaceField(label=_("Distrito donde vive"), required=False)
    address = model_text(Person, "address", help_text=_("Nunca la de un refugio. No viaja en ninguna derivación."))

    whereabouts = forms.ChoiceField(
        label=_("Si no se la puede encontrar"),
        required=False,
        choices=[("", _("No es el caso")), *Whereabouts.choices],
        widget=forms.RadioSelect,
    )
    whereabouts_on = forms.DateField(label=_("Desde cuándo"), required=False)
    whereabouts_note = model_text(
        Person,
        "whereabouts_note",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Dónde se denunció, con qué número, quién la busca."),
    )

    def __init__(self, *args, person: Person, **kwargs):
        self.person, self.age_before = person, person.stated_age
        super().__init__(*args, initial=_initial(person), **kwargs)

    def clean(self):
        cleaned = super().clean()
        second = cleaned.get("second_nationality")
        if second and second == cleaned.get("nationality"):
            self.add_error("second_nationality", _("Es la misma que la anterior: elige otra o déjala vacía"))
        if not cleaned.get("whereabouts") and (cleaned.get("whereabouts_on") or cleaned.get("whereabouts_note")):
            self.add_error("whereabouts", _("Marca si se la busca, desapareció o falleció, o borra lo que escribiste"))
        since = cleaned.get("whereabouts_on")
        if since and since > timezone.localdate():
            self.add_error("whereabouts_on", _("Escribe hoy o un día que ya pasó"))
        if (wrong := self._expert_day_error(cleaned)) and "expert_on" not in self.errors:
            self.add_error("expert_on", wrong)
        return cleaned

    def _expert_day_error(self, cleaned) -> str:
        """Her age counts from the day of the report, so one without the other says nothing."""
        is_experts, on = cleaned.get("age_source") == AgeSource.EXPERT, cleaned.get("expert_on")
        if is_experts and on is None:
            return gettext("Escribe la fecha de la pericia: la edad mínima cuenta desde ese día")
        if on is not None and not is_experts:
            return gettext("Marca «Pericia médico-legal» o borra esta fecha")
        return gettext("Escribe hoy o un día que ya pasó") if on and on > timezone.localdate() else ""

    @property
    def tells_whereabouts(self) -> bool:
        """Whether the folded part has something in it, right or wrong."""
        names = ("whereabouts", "whereabouts_on", "whereabouts_note")
        return any(self[name].value() or self[name].errors for name in names)

    def stated_note(self) -> str:
        """The day on which her age was told, "" when nobody told it."""
        told = self.person.stated_on
        return gettext("Dicha o estimada el %s.") % day(told) if told else ""

    def values(self) -> dict:
        """What ``change_person`` takes; of a cleaned form. An age counts from the day on which it was stated."""
        cleaned = self.cleaned_data
        age = None if cleaned["birth_date"] else cleaned["age"]
        return {name: cleaned[name] for name in EDITED} | {
            "nationalities": [*filter(None, [cleaned["nationality"], cleaned["second_nationality"]]), *_further(self)],
            "stated_age": age,
            "stated_on": None if age is None else self._stated_on(age),
        }

    def _stated_on(self, age: int) -> date:
        if self.cleaned_data["age_source"] == AgeSource.EXPERT:
            return self.cleaned_data["expert_on"]
        is_same = age == self.person.stated_age and self.person.age_source != AgeSource.EXPERT
        return self.person.stated_on if is_same else timezone.localdate()


def _further(form) -> list[str]:
    """Nationalities beyond the two on the page, as an import may bring them; they stay."""
    return form.person.nationalities[2:]


def _initial(person: Person) -> dict:
    first, second, *_rest = [*person.nationalities, "", ""]
    needs = person.needs_interpreter
    return {name: getattr(person, name) for name in EDITED} | {
        "age": person.stated_age,
        "expert_on": person.stated_on if person.age_source == AgeSource.EXPERT else None,
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
