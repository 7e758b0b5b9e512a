"""The night call: six answers, and whatever else is known."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django import forms
from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.actions import Intake, NewPerson
from cases.forms.consent import consent_field
from cases.forms.people import NewPersonFields
from cases.forms.search import SearchingForm
from cases.models import Person
from cases.states import AgeSource
from directory.codelists import IntakeSource, ProblemType
from directory.forms import PlaceField
from directory.models import AgencyUnit, Office
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

FIRST_DAY = date(2000, 1, 1)

_S = IntakeSource
SOURCES_BY_GROUP = (
    (_("Llamó o vino"), (_S.SELF, _S.FAMILY, _S.HOTLINE_1818, _S.HOTLINE_100)),
    (
        _("La derivó una entidad"),
        (
            _S.PNP_REFERRAL,
            _S.MP_REFERRAL,
            _S.UPE_CAR_REFERRAL,
            _S.CEM_REFERRAL,
            _S.DP_VICT_REFERRAL,
            _S.HEALTH,
            _S.SCHOOL,
            _S.DEMUNA,
            _S.CONSULATE,
            _S.NGO,
        ),
    ),
    (_("Se supo de otra manera"), (_S.OUTREACH, _S.COMMUNITY_VEEDURIA, _S.MEDIA_SOCIAL, _S.OTHER)),
)
MAIN_PROBLEMS = (
    (ProblemType.TDP, ProblemType.TDP.label),
    (ProblemType.ESNNA, _("ESNNA")),
    (ProblemType.SEXUAL_EXPLOITATION_ADULT, _("Explotación sexual de persona adulta")),
    (ProblemType.LABOR_EXPLOITATION, ProblemType.LABOR_EXPLOITATION.label),
    (ProblemType.FORCED_LABOR, ProblemType.FORCED_LABOR.label),
)


def _grouped_sources():
    blank = [("", _("Elige una opción"))]
    return blank + [(group, [(each, each.label) for each in members]) for group, members in SOURCES_BY_GROUP]


def _other_problems():
    listed = {code for code, _label in MAIN_PROBLEMS}
    rest = [each for each in ProblemType.choices if each[0] not in listed]
    return [("", _("Ninguno de la lista")), *rest]


class _UnitsByAgency(forms.models.ModelChoiceIterator):
    def __iter__(self):
        yield "", self.field.empty_label
        for agency, units in groupby(self.queryset, key=lambda unit: unit.agency):
            yield str(agency), [self.choice(unit) for unit in units]


class UnitField(RowChoiceField):
    """Units of today, under the name of their agency."""

    iterator = _UnitsByAgency


class CaseFields(Form):
    """What is asked of the case itself, whoever the person is."""

    source = forms.ChoiceField(
        label=_("Cómo llegó"),
        choices=_grouped_sources,
        error_messages={"required": _("Elige cómo llegó al centro")},
    )
    problem = forms.ChoiceField(
        label=_("Motivo principal"),
        choices=MAIN_PROBLEMS,
        widget=Pills,
        help_text=_("ESNNA: explotación sexual de niñas, niños y adolescentes."),
        error_messages={"required": _("Elige el motivo principal")},
    )
    other_problem = forms.ChoiceField(label=_("Otro motivo"), required=False, choices=_other_problems)
    consent = consent_field()
    office = RowChoiceField(
        label=_("Sede"),
        queryset=Office.objects.active(),
        error_messages={"required": _("Elige la sede que atenderá el caso")},
    )
    opened_on = forms.DateField(label=_("Fecha de ingreso"), initial=timezone.localdate)
    source_unit = UnitField(label=_("Unidad que la derivó"), queryset=AgencyUnit.objects.none(), required=False)
    place = PlaceField(label=_("Lugar de los hechos"), required=False)
    notes = forms.CharField(
        label=_("Notas del ingreso"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Lo que dijo quien llamó. No le pidas que repita su relato."),
    )

    def clean_opened_on(self):
        day = self.cleaned_data["opened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("La fecha de ingreso no puede ser después de hoy"))
        if day < FIRST_DAY:
            raise forms.ValidationError(_("Escribe una fecha de ingreso desde el 01/01/2000"))
        return day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("problem") and cleaned.get("other_problem"):
            self.add_error("other_problem", _("Elige un solo motivo: arriba o en esta lista"))
        return cleaned


@dataclass(frozen=True)
class Answer:
    """A required answer as the list "Para guardar" shows it: ``si``, ``no`` (not yet) or ``mal`` (wrong or missing)."""

    label: str
    state: str
    names: str


class KnownPersonIntakeForm(SearchingForm, IdempotentForm, CaseFields):
    """A case for somebody already registered: nothing of hers is asked again. Without ``office`` it is asked."""

    field_order = ["source", "problem", "other_problem", "consent"]
    required_answers = (
        (_("Cómo llegó"), ("source",)),
        (_("Motivo"), ("problem", "other_problem")),
        (_("Consentimiento"), ("consent",)),
    )

    def __init__(self, *args, office: Office | None, person: Person | None = None, **kwargs):
        self.office, self.person = office, person
        super().__init__(*args, initial={"place": office and office.place_id}, **kwargs)
        self.fields["problem"].required = not self["other_problem"].value()
        if office is not None:
            self.fields.pop("office")
        units = AgencyUnit.objects.valid(on=timezone.localdate()).for_list()
        self.fields["source_unit"].queryset = units.order_by("agency__name", "agency_id", "name", "id")

    def intake(self) -> Intake:
        """Of a cleaned form."""
        cleaned = self.cleaned_data
        return Intake(
            office=self.office or cleaned["office"],
            source=cleaned["source"],
            problem=cleaned["problem"] or cleaned["other_problem"],
            consent=cleaned["consent"],
            person=self.who(),
            opened_on=cleaned["opened_on"],
            source_unit=cleaned["source_unit"],
            place=cleaned["place"],
            notes=cleaned["notes"],
        )

    def who(self) -> Person | NewPerson:
        return self.person

    def tells_more_of_case(self) -> bool:
        """Whether the folded part of the case (unit, day, notes) has something in it, right or wrong."""
        if self.errors.keys() & {"opened_on", "source_unit", "place", "notes"}:
            return True
        return bool(self["source_unit"].value() or self["notes"].value())

    def answers(self) -> list[Answer]:
        """What is still needed to save, in the order of the page."""
        return [Answer(label, self._state_of(names), " ".join(names)) for label, names in self.required_answers]

    def _state_of(self, names) -> str:
        if self.is_bound:
            return "mal" if self.errors.keys() & set(names) else "si"
        return "si" if is_answered({name: self[name].value() for name in names}) else "no"


class NewPersonIntakeForm(KnownPersonIntakeForm, NewPersonFields):
    """A case for somebody nobody knows yet: six answers."""

    field_order = ["source", "preferred_name", "sex", "age", "age_source", "problem", "other_problem", "consent"]
    required_answers = (
        (_("Cómo llegó"), ("source",)),
        (_("Cómo llamarla"), ("preferred_name",)),
        (_("Sexo"), ("sex",)),
        (_("Edad"), ("age_source", "age", "birth_date")),
        (_("Motivo"), ("problem", "other_problem")),
        (_("Consentimiento"), ("consent",)),
    )

    def who(self) -> NewPerson:
        return self.new_person()


def is_answered(values: dict) -> bool:
    """Whether these values answer one question; an age also needs to be known somehow, or known to be unknown."""
    if "age_source" not in values:
        return any(values.values())
    source = values["age_source"]
    is_told = values["age"] not in (None, "") or bool(values["birth_date"])
    return source == AgeSource.UNKNOWN or (bool(source) and is_told)


def missing_title(form: forms.BaseForm) -> str:
    """The heading of the error summary: how much is missing, in words."""
    count = sum(len(messages) for messages in form.errors.values())
    words = ngettext("Falta un dato para guardar el ingreso", "Faltan %(count)s datos para guardar el ingreso", count)
    return words % {"count": apnumber(count)}
