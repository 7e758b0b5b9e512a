"""What opens a case to somebody besides office and team: a grant, an emergency, and its review."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.grants import LONGEST_DAYS, SHORTEST_REASON
from cases.models import CaseGrant, EmergencyAccess
from cases.states import ReviewOutcome
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

_WHY = CaseGrant._meta.get_field("reason").max_length
_URGENT = EmergencyAccess._meta.get_field("reason").max_length
_NOTE = EmergencyAccess._meta.get_field("note").max_length
_TOO_SHORT = _("Escribe el motivo en 20 letras o más")


class ColleagueField(RowChoiceField):
    def label_from_instance(self, user: User) -> str:
        where = f" · {user.office}" if user.office_id else ""
        return f"{user}, {user.get_role_display().lower()}{where}"


class GrantForm(IdempotentForm, Form):
    user = ColleagueField(
        label=_("A quién"),
        queryset=User.objects.none(),
        error_messages={"required": _("Elige a quién"), "invalid_choice": _("Elige a alguien de la lista")},
    )
    last_day = forms.DateField(
        label=_("Hasta qué día"),
        help_text=_("Incluido ese día. Como máximo, 90 días."),
        error_messages={"required": _("Escribe hasta qué día")},
    )
    reason = forms.CharField(
        label=_("Por qué necesita ver este caso"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=SHORTEST_REASON,
        max_length=_WHY,
        help_text=_("Lo lee la coordinación. Sin nombres."),
        error_messages={"required": _("Escribe por qué lo necesita"), "min_length": _TOO_SHORT},
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people

    def clean_last_day(self) -> date:
        day, today = self.cleaned_data["last_day"], timezone.localdate()
        if not today <= day <= today + timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(_("Elige un día de hoy en adelante, a 90 días como máximo"))
        return day


class EmergencyForm(IdempotentForm, Form):
    code = forms.CharField(
        label=_("Código del caso"),
        max_length=24,
        help_text=_("Completo, como CALP-LIM-2026-0045."),
        error_messages={"required": _("Escribe el código completo del caso")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocapitalize": "characters"}),
    )
    reason = forms.CharField(
        label=_("Qué pasa y por qué no puede esperar"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=SHORTEST_REASON,
        max_length=_URGENT,
        help_text=_("Lo lee quien protege los datos personales, hoy mismo."),
        error_messages={"required": _("Escribe qué pasa"), "min_length": _TOO_SHORT},
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"].upper()


class ReviewForm(Form):
    outcome = forms.ChoiceField(
        label=_("Qué encontraste"),
        choices=ReviewOutcome.choices,
        widget=Pills,
        error_messages={"required": _("Elige qué encontraste")},
    )
    note = forms.CharField(
        label=_("Nota de la revisión"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=_NOTE,
        required=False,
        help_text=_("Con quién hablaste y qué se hará. Necesaria si no estaba justificado."),
    )

    def clean(self):
        cleaned = super().clean()
        has_note = cleaned.get("note") or "note" in self.errors
        if cleaned.get("outcome") == ReviewOutcome.NOT_JUSTIFIED and not has_note:
            self.add_error("note", _("Escribe por qué no estaba justificado"))
        return cleaned
