"""The filters of the list of cases; they stand in its address, in Spanish and without personal data."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.codes import case_code_like, person_code_like
from cases.models import Participation, Person
from cases.states import OPEN_STATUSES, CaseStatus
from directory.codelists import ProblemType, RiskLevel
from directory.models import Office
from interface.fields import RowChoiceField
from interface.forms import Form

LED, TEAM, OFFICE = "mios", "equipo", "sede"
ALL, NOT_ASSESSED = "todos", "sin"
_IN_ADDRESS = {
    "scope": "vista",
    "status": "estado",
    "office": "sede",
    "risk": "riesgo",
    "problem": "motivo",
    "code": "codigo",
}


class CaseListForm(Form):
    """Each filter narrows the list; a wrong one is said beside it and narrows nothing."""

    scope = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(each, each) for each in (LED, TEAM, OFFICE)]
    )
    code = forms.CharField(
        label=_("Código"), required=False, max_length=30, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = forms.ChoiceField(
        label=_("Estado"), required=False, choices=[("", _("Abiertos")), (ALL, _("Todos")), *CaseStatus.choices]
    )
    office = RowChoiceField(
        label=_("Sede"), required=False, queryset=Office.objects.all(), to_field_name="code", empty_label=_("Todas")
    )
    risk = forms.ChoiceField(
        label=_("Riesgo"),
        required=False,
        choices=[("", _("Todos")), *reversed(RiskLevel.choices), (NOT_ASSESSED, _("Sin evaluar"))],
    )
    problem = forms.ChoiceField(label=_("Motivo"), required=False, choices=[("", _("Todos")), *ProblemType.choices])

    def __init__(self, *args, has_offices: bool, default_scope: str, **kwargs):
        self.default_scope = default_scope
        super().__init__(*args, **kwargs)
        if not has_offices:
            self.fields.pop("office")

    def add_prefix(self, field_name):
        return _IN_ADDRESS.get(field_name, field_name)

    def clean_code(self):
        typed = self.cleaned_data["code"]
        if typed and not (case_code_like(typed) or person_code_like(typed)):
            raise forms.ValidationError(_("Escribe un código, como CALP-IQT-2026-0045 o 45"))
        return typed

    def scope_asked(self) -> str:
        """Whose cases the list shows."""
        return self.cleaned_data.get("scope") or self.default_scope

    def is_narrowed(self) -> bool:
        """Whether any filter but the scope is set."""
        return any(value for name, value in self.cleaned_data.items() if name != "scope")

    def conditions(self) -> Q:
        """What the right filters ask of a case. Of a validated form."""
        cleaned = self.cleaned_data
        asked = Q()
        if (status := cleaned.get("status")) != ALL:
            asked &= Q(status=status) if status else Q(status__in=OPEN_STATUSES)
        if risk := cleaned.get("risk"):
            asked &= Q(risk="" if risk == NOT_ASSESSED else risk)
        if problem := cleaned.get("problem"):
            asked &= Q(problem=problem) | Q(other_problems__contains=[problem])
        if office := cleaned.get("office"):
            asked &= Q(office=office)
        return asked & _with_code(cleaned.get("code", ""))


def _with_code(typed: str) -> Q:
    of_case, of_person = case_code_like(typed), person_code_like(typed)
    if of_person:
        people = Person.objects.filter(of_person)
        return Q(pk__in=Participation.objects.filter(person__in=people).values("case"))
    return of_case or Q()
