"""What is asked of the trail and of alerts: shape and words, never permission."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.alert_models import AlertKind, AlertOutcome
from accounts.hours import off_hours
from accounts.models import AuditAction
from interface.forms import Form, IdempotentForm

DENIED, OFF_HOURS = "negados", "noche"
OPEN, REVIEWED, ALL = "", "revisadas", "todas"


class AuditFilterForm(Form):
    """Filters of the trail; a user name and a case code are no names of people helped."""

    usuario = forms.CharField(label=_("Usuario"), required=False, max_length=60)
    codigo = forms.CharField(label=_("Código"), required=False, max_length=40)
    accion = forms.ChoiceField(label=_("Qué"), required=False, choices=[("", _("Todo")), *AuditAction.choices])
    solo = forms.ChoiceField(
        label=_("Solo"),
        required=False,
        choices=[("", _("Sin límite")), (DENIED, _("Lo negado")), (OFF_HOURS, _("De noche o en feriado"))],
    )
    desde = forms.DateField(label=_("Desde"), required=False)
    hasta = forms.DateField(label=_("Hasta"), required=False)

    def applied_to(self, entries):
        if not self.is_valid():
            return entries.none()
        chosen = self.cleaned_data
        wanted = {
            "actor_name__iexact": chosen["usuario"].strip(),
            "subject_code__iexact": chosen["codigo"].strip(),
            "action": chosen["accion"],
            "at__date__gte": chosen["desde"],
            "at__date__lte": chosen["hasta"],
        }
        entries = entries.filter(**{name: value for name, value in wanted.items() if value})
        if chosen["solo"] == DENIED:
            return entries.filter(action=AuditAction.DENIED)
        return entries.filter(off_hours()) if chosen["solo"] == OFF_HOURS else entries


class AlertFilterForm(Form):
    """Filters of the alerts; one begins with those that wait."""

    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[(OPEN, _("Por revisar")), (REVIEWED, _("Revisadas")), (ALL, _("Todas"))],
    )
    tipo = forms.ChoiceField(label=_("Qué pasó"), required=False)

    def __init__(self, *args, kinds=AlertKind.choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tipo"].choices = [("", _("Todo")), *kinds]

    def applied_to(self, alerts):
        if not self.is_valid():
            return alerts.none()
        chosen = self.cleaned_data
        if chosen["estado"] != ALL:
            alerts = alerts.reviewed() if chosen["estado"] == REVIEWED else alerts.open()
        return alerts.filter(kind=chosen["tipo"]) if chosen["tipo"] else alerts


class ReviewForm(IdempotentForm, Form):
    """What came out of an alert. What is neither work nor explained needs words."""

    outcome = forms.ChoiceField(
        label=_("Resultado"),
        choices=AlertOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige qué resultó")},
    )
    note = forms.CharField(
        label=_("Nota"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Qué se supo y qué se hizo. Queda cifrada. Sin datos de personas atendidas."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == AlertOutcome.INCIDENT and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", _("Escribe qué se supo y qué se hizo"))
        return cleaned
