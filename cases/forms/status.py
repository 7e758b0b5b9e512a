"""Moves of a case, of a victim status and of phases. What was seen travels along and is compared under the lock."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import StatusChange, VictimStatusChange
from cases.states import CaseStatus, ClosureReason, DecidingBody, Phase, VictimStatus, needs_closure_reason, phases_fit
from interface.forms import Form
from interface.widgets import Pills

_WHY = _("Escribe por qué: la próxima persona que lea el caso lo necesitará")


class MoveFields(Form):
    """Since when, and what was seen. ``not_before`` is the first day that makes sense."""

    on = forms.DateField(label=_("Desde"), error_messages={"required": _("Escribe desde qué día")})
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, not_before: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.not_before = not_before
        self.fields["on"].initial = timezone.localdate

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe el día en que pasó: no puede ser después de hoy"))
        if day < self.not_before:
            words = _("Escribe un día igual o posterior al %(day)s, cuando empezó")
            raise forms.ValidationError(words, params={"day": self.not_before.strftime("%d/%m/%Y")})
        return day


class _OfferedField(forms.ChoiceField):
    """Offers some values and takes any of the list: what is no longer possible is answered by the verb, in words."""

    def offer(self, values) -> None:
        labels = dict(self.choices)
        self.widget.choices = [(value, labels[value]) for value in values]


class StatusForm(MoveFields):
    to = _OfferedField(
        label=_("Pasa a"),
        choices=CaseStatus.choices,
        widget=Pills,
        error_messages={"required": _("Elige a qué estado")},
    )
    closure_reason = forms.ChoiceField(
        label=_("Motivo de cierre"),
        required=False,
        choices=[("", _("Elegir una opción")), *ClosureReason.choices],
        help_text=_("Solo para cerrar; con otro estado no se toma en cuenta."),
    )
    reason = forms.CharField(
        label=_("Por qué"),
        max_length=StatusChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _WHY},
    )
    cancels_tasks = forms.BooleanField(label=_("Anular esas tareas al cerrar"), required=False, initial=True)
    knows = forms.BooleanField(label=_("Lo revisé: se cierra así, con lo que falta"), required=False)
    field_order = ["to", "closure_reason", "reason", "on", "cancels_tasks", "knows"]

    def __init__(self, *args, offered, may_end_tasks: bool = False, leaves_undone: bool = False, **kwargs):
        """For whoever may close: whether it would end tasks, and whether it would leave anything undone."""
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(offered)
        for name in ("closure_reason", "cancels_tasks", "knows"):
            self.fields[name].says_optional = False
        if CaseStatus.CLOSED not in offered:
            self.fields["closure_reason"].widget = forms.HiddenInput()
        if not may_end_tasks:
            del self.fields["cancels_tasks"]
        if not leaves_undone:
            del self.fields["knows"]

    def clean(self):
        cleaned = super().clean()
        to, why = cleaned.get("to"), cleaned.get("closure_reason")
        if to and needs_closure_reason(to) and not why:
            self.add_error("closure_reason", _("Elige el motivo de cierre"))
        if to == CaseStatus.CLOSED and "knows" in self.fields and not cleaned.get("knows"):
            self.add_error("knows", _("Lee lo que falta y márcalo, o termínalo antes de cerrar"))
        return cleaned


class VictimStatusForm(MoveFields):
    to = _OfferedField(
        label=_("Pasa a ser"),
        choices=VictimStatus.choices,
        widget=Pills,
        error_messages={"required": _("Elige su nueva condición")},
    )
    decided_by = forms.ChoiceField(
        label=_("Quién lo decidió"),
        choices=DecidingBody.choices,
        widget=Pills,
        error_messages={"required": _("Elige quién lo decidió")},
    )
    reason = forms.CharField(
        label=_("Con qué sustento"),
        max_length=VictimStatusChange._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Acta, disposición o resolución, y su fecha."),
        error_messages={"required": _("Escribe en qué se apoya la decisión")},
    )
    field_order = ["to", "decided_by", "reason", "on"]

    def __init__(self, *args, offered, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(offered)


class PhasesForm(MoveFields):
    phases = forms.MultipleChoiceField(
        label=_("Fases en que está"),
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("De la asistencia inmediata a la reintegración pueden ir varias a la vez; las demás van solas."),
        error_messages={"required": _("Marca al menos una fase")},
    )
    field_order = ["phases", "on"]

    def clean_phases(self):
        phases = set(self.cleaned_data["phases"])
        if not phases_fit(phases):
            words = _("Esas fases no van a la vez: elige una, o varias entre asistencia y reintegración")
            raise forms.ValidationError(words)
        return phases

    def seen_phases(self) -> set[str]:
        """Of a cleaned form: what ran when it was opened."""
        return set(filter(None, self.cleaned_data["seen"].split(",")))
