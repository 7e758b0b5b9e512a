"""The plain facts of a case that two people may edit."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.intake import UnitField
from cases.models import Assessment, Case, CaseProject
from directory.codelists import Confidentiality, IntakeSource, ProblemType, RiskLevel
from directory.forms import PlaceField, PlaceForm
from directory.models import AgencyUnit, Project
from interface.forms import Form, VersionedForm
from interface.widgets import Pills

# What each level means, where it is chosen: who reads the case.
LEVELS = {
    Confidentiality.NORMAL: _("Normal: lo ve toda la sede"),
    Confidentiality.RESTRICTED: _("Restringida: solo su equipo y la coordinación de la sede"),
    Confidentiality.IDENTITY_RESERVED: _(
        "Reserva de identidad: lo mismo; además, los oficios llevan su código y quien no ve el caso no la encuentra"
    ),
    Confidentiality.SEALED: _("Sellada: solo su equipo; la coordinación de la sede no, si no es del equipo"),
}
EDITED = ("summary", "problem", "other_problems", "risk", "intake_source", "source_unit", "place")


class CaseForm(PlaceForm, VersionedForm, Form):
    """``levels`` are the confidentiality levels on offer; without any, the question is not asked."""

    summary = forms.CharField(
        label=_("Resumen"),
        required=False,
        max_length=Case._meta.get_field("summary").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Lo que el equipo necesita saber hoy. Sin nombres ni direcciones."),
    )
    risk = forms.ChoiceField(
        label=_("Riesgo"),
        required=False,
        choices=[("", _("Sin evaluar")), *RiskLevel.choices],
        widget=Pills,
        help_text=_("Según la ficha de valoración. Ley 30364, art. 19."),
    )
    problem = forms.ChoiceField(
        label=_("Motivo principal"),
        choices=ProblemType.choices,
        error_messages={"required": _("Elige el motivo principal")},
    )
    other_problems = forms.MultipleChoiceField(
        label=_("Otros motivos"),
        required=False,
        choices=ProblemType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    intake_source = forms.ChoiceField(label=_("Cómo llegó"), choices=IntakeSource.choices)
    source_unit = UnitField(label=_("Unidad que la derivó"), queryset=AgencyUnit.objects.none(), required=False)
    place = PlaceField(label=_("Lugar de los hechos"), required=False)
    projects = forms.ModelMultipleChoiceField(
        label=_("Con qué fondos se atiende"),
        queryset=Project.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confidentiality = forms.ChoiceField(
        label=_("Confidencialidad"),
        choices=list(LEVELS.items()),
        widget=forms.RadioSelect,
        help_text=_("La coordinación nacional lee todos. Un permiso excepcional o una emergencia abren cualquiera."),
    )

    def __init__(self, *args, case: Case, levels: list[str], **kwargs):
        paying = set(CaseProject.objects.current().filter(case=case).values_list("project", flat=True))
        super().__init__(*args, initial={**_initial(case), "projects": paying}, **kwargs)
        offered = Project.objects.valid(on=timezone.localdate()) | Project.objects.filter(pk__in=paying)
        self.fields["projects"].queryset = offered.order_by("name", "id")
        if not offered.exists():
            del self.fields["projects"]
        units = AgencyUnit.objects.valid(on=timezone.localdate()) | AgencyUnit.objects.filter(pk=case.source_unit_id)
        self.fields["source_unit"].queryset = units.for_list().order_by("agency__name", "name", "id")
        if Assessment.objects.of_risk(case).exists():  # then it follows them (cases/actions/assessments.py)
            del self.fields["risk"]
        if levels:
            offered = [choice for choice in LEVELS.items() if choice[0] in levels]
            self.fields["confidentiality"].choices = offered
        else:
            del self.fields["confidentiality"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("problem") in (cleaned.get("other_problems") or ()):
            self.add_error("other_problems", _("Ese ya es el motivo principal: desmárcalo aquí"))
        return cleaned

    @property
    def hides_sealing(self) -> bool:
        """Whether the level that would hide the case from whoever asks is left out."""
        return Confidentiality.SEALED not in dict(self.fields["confidentiality"].choices)

    def values(self) -> dict:
        """Of a cleaned form: what ``change_case`` takes."""
        names = [name for name in (*EDITED, "confidentiality") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}

    def paid_by(self) -> list | None:
        """Ids of the projects that were marked; None where the question was not asked. Of a cleaned form."""
        marked = self.cleaned_data.get("projects")
        return None if marked is None else [each.pk for each in marked]


def _initial(case: Case) -> dict:
    return {name: getattr(case, name) for name in (*EDITED, "confidentiality", "version")}
