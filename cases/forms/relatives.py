"""Whose mother, who answers for her, whom never to contact: somebody registered, or by name in the same step."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.actions import NewPerson
from cases.ages import OLDEST
from cases.forms.people import LegalNameFields, model_text, reason_field
from cases.models import Case, Person, Relationship
from cases.states import PARENTS, AgeSource, RelationshipKind, Stance, Whereabouts
from directory.codelists import Sex
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills

TOLD = (
    *("kind", "lives_together", "stance", "is_guardian", "authority_suspended"),
    *("possibly_involved", "involved_reason", "notes"),
)
_LIVES = [("", _("No se sabe")), ("True", _("Sí")), ("False", _("No"))]


class TieFields(Form):
    """What a relative is to her, and to her safety."""

    kind = forms.ChoiceField(
        label=_("Esa persona es su…"),
        choices=[("", _("Elegir una opción")), *RelationshipKind.choices],
        error_messages={"required": _("Elige qué es para ella")},
    )
    lives_together = forms.TypedChoiceField(
        label=_("¿Vive con ella?"),
        required=False,
        choices=_LIVES,
        widget=Pills,
        coerce=lambda value: value == "True",
        empty_value=None,
    )
    stance = forms.ChoiceField(
        label=_("Para su seguridad"), required=False, choices=[("", _("Sin indicar")), *Stance.choices]
    )
    is_guardian = forms.BooleanField(
        label=_("Es su tutora o tutor legal"), required=False, help_text=_("Por sentencia o por resolución de la UPE.")
    )
    authority_suspended = forms.BooleanField(
        label=_("Tiene la patria potestad suspendida o perdida"),
        required=False,
        help_text=_("Ya no decide ni firma por ella."),
    )
    possibly_involved = forms.BooleanField(
        label=_("Posible involucrado"),
        required=False,
        help_text=_("Puede haber participado en los hechos: nunca se ofrece como contacto ni decide por ella."),
    )
    involved_reason = model_text(
        Relationship,
        "involved_reason",
        label=_("Por qué se piensa"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Solo si marcaste «Posible involucrado». Sin antecedentes ni documentos de esa persona."),
    )
    notes = model_text(Relationship, "notes", widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("involved_reason") and not cleaned.get("possibly_involved"):
            self.add_error("possibly_involved", _("Marca «Posible involucrado», o borra por qué se piensa"))
        if cleaned.get("authority_suspended") and cleaned.get("kind") and cleaned["kind"] not in PARENTS:
            self.add_error("authority_suspended", _("La patria potestad es de la madre o del padre: desmárcala"))
        return cleaned

    def told(self) -> dict:
        """Fields of a ``Relationship``; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in TOLD}


class RelationEditForm(VersionedForm, TieFields):
    """``cleared_reason`` is asked where the tie says that its relative may have taken part, and no longer shall."""

    cleared_reason = model_text(
        Relationship,
        "withdrawal_reason",
        label=_("Si ya no se piensa, por qué"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Solo si desmarcas «Posible involucrado»: se le podrá volver a contactar. Sin nombres."),
    )

    def __init__(self, *args, tie: Relationship, **kwargs):
        self.was_involved, self.version = tie.possibly_involved, tie.version
        known = {name: getattr(tie, name) for name in (*TOLD, "version")}
        known["lives_together"] = "" if tie.lives_together is None else str(tie.lives_together)
        super().__init__(*args, initial=known, **kwargs)
        if not self.was_involved:
            del self.fields["cleared_reason"]

    def clean(self):
        if self.was_involved and not self.cleaned_data.get("possibly_involved"):
            self.cleaned_data["involved_reason"] = ""  # it goes with the thought, and stays in the history
        cleaned = super().clean()
        if self.was_involved and self.version == cleaned.get("version") and "cleared_reason" not in self.errors:
            if not cleaned.get("possibly_involved") and not cleaned["cleared_reason"]:
                self.add_error("cleared_reason", _("Escribe por qué ya no se piensa: se le podrá volver a contactar"))
            elif cleaned.get("possibly_involved") and cleaned["cleared_reason"]:
                self.add_error(
                    "possibly_involved", _("Desmarca «Posible involucrado», o borra por qué ya no se piensa")
                )
        return cleaned


class WithdrawRelationForm(Form):
    reason = reason_field(
        Relationship, label=_("Por qué se quita"), help_text=_("Sin nombres. Queda en la cronología del caso.")
    )


class _PersonChoice(RowChoiceField):
    def label_from_instance(self, person) -> str:
        age = person.age_on(timezone.localdate())
        years = "" if age is None else gettext(", %d años") % age
        return f"{person.code} · {person.get_sex_display()}{years}"


class _CaseChoice(RowChoiceField):
    def label_from_instance(self, case) -> str:
        return case.code


class RelationForm(IdempotentForm, LegalNameFields, TieFields):
    """A tie to somebody of the same cases, to anybody the account may see, by code, or to somebody new, by name."""

    relative = _PersonChoice(
        label=_("Persona de sus casos"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Ninguna de estas"),
    )
    code = forms.CharField(
        label=_("O su código"), required=False, max_length=20, help_text=_("Por ejemplo, V-2026-000123.")
    )
    case = _CaseChoice(
        label=_("En qué caso se registra"),
        queryset=Case.objects.none(),
        required=False,
        empty_label=None,
    )
    sex = forms.ChoiceField(label=_("Sexo"), required=False, choices=Sex.choices, widget=Pills, initial=Sex.NI)
    age = forms.IntegerField(
        label=_("Edad aproximada"),
        required=False,
        min_value=0,
        max_value=OLDEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    whereabouts = forms.ChoiceField(
        label=_("¿Se sabe dónde está?"),
        required=False,
        choices=[("", _("Sí, o no hace falta")), *Whereabouts.choices],
        widget=Pills,
    )

    def __init__(self, *args, near: QuerySet[Person], reachable: QuerySet[Person], cases: QuerySet[Case], **kwargs):
        """``near``: people of her cases; ``reachable``: everybody the account may see; ``cases``: hers, of which
        somebody new joins one."""
        self.reachable = reachable
        super().__init__(*args, **kwargs)
        self.fields["relative"].queryset = near
        self.fields["case"].queryset = cases
        self.fields["case"].initial = cases.first()
        if cases.count() < 2:
            del self.fields["case"]
            self.only_case = cases.first()

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
        if self.errors.keys() & {"relative", "code", *LegalNameFields.base_fields}:
            return cleaned
        is_named = self.is_named
        if cleaned["relative"] and cleaned["code"]:
            self.add_error("code", _("Elige una persona o escribe un código, no las dos cosas"))
        elif is_named and (cleaned["relative"] or cleaned["code"]):
            self.add_error("given_names", _("Elige a alguien registrado o escribe un nombre, no las dos cosas"))
        elif not is_named and not cleaned["relative"] and not cleaned["code"]:
            self.add_error("relative", _("Elige a la persona, escribe su código, o escribe su nombre"))
        elif is_named and self.joins() is None:
            self.add_error("given_names", _("No hay un caso tuyo en que registrarla: añádela primero al caso"))
        return cleaned

    @property
    def is_named(self) -> bool:
        return any(self.cleaned_data.get(name) for name in LegalNameFields.base_fields)

    @property
    def tells_new(self) -> bool:
        """Whether the folded part has something in it, right or wrong."""
        return any(self[name].value() or self[name].errors for name in (*LegalNameFields.base_fields, "age"))

    def who(self) -> Person:
        """Somebody registered; of a cleaned form that is not ``is_named``."""
        return self.cleaned_data["relative"] or self.cleaned_data["code"]

    def joins(self) -> Case | None:
        """Where somebody new is registered; of a cleaned form."""
        return self.cleaned_data.get("case") if "case" in self.fields else self.only_case

    def new_person(self) -> NewPerson:
        """Of a cleaned form that ``is_named``."""
        cleaned = self.cleaned_data
        age = cleaned.get("age")
        return NewPerson(
            preferred_name="",
            sex=cleaned["sex"] or Sex.NI,
            age_source=AgeSource.UNKNOWN if age is None else AgeSource.DECLARED,
            age=age,
            **{name: cleaned[name] for name in LegalNameFields.base_fields},
        )
