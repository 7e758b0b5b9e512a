"""The next step of a referral, with what that step needs."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interface.forms import Form
from interface.widgets import Pills
from referrals.actions import Answer
from referrals.states import ReferralStatus, RejectionReason, needs_rejection_reason, needs_text

# The same step in the words of each side.
STAFF_WORDS = {
    ReferralStatus.ACKNOWLEDGED: _("Acusó recibo"),
    ReferralStatus.ACCEPTED: _("Aceptó"),
    ReferralStatus.REJECTED: _("No puede atenderla"),
    ReferralStatus.IN_SERVICE: _("Ya la atiende"),
    ReferralStatus.COUNTER_REFERRED: _("Informó el resultado"),
    ReferralStatus.CLOSED: _("Cerrar"),
    ReferralStatus.CANCELLED: _("Anular"),
    ReferralStatus.WITHDRAWN_CONSENT: _("Retiró su consentimiento"),
}
OUR_WORDS = {
    ReferralStatus.ACKNOWLEDGED: _("Acusar recibo"),
    ReferralStatus.ACCEPTED: _("Aceptar"),
    ReferralStatus.REJECTED: _("No podemos"),
    ReferralStatus.IN_SERVICE: _("Ya la atendemos"),
    ReferralStatus.COUNTER_REFERRED: _("Informar el resultado"),
}
AGENCY_WORDS = {
    ReferralStatus.ACKNOWLEDGED: _("Acusar recibo"),
    ReferralStatus.ACCEPTED: _("Sí, la atenderemos"),
    ReferralStatus.REJECTED: _("No podemos"),
    ReferralStatus.IN_SERVICE: _("Ya la atendemos"),
    ReferralStatus.COUNTER_REFERRED: _("Informar el resultado"),
}


class MoveForm(Form):
    """Which step, and what comes with it; only the steps in ``choices`` exist."""

    to = forms.ChoiceField(label=_("¿Qué sigue?"), widget=Pills, error_messages={"required": _("Elegir qué sigue")})
    agency_number = forms.CharField(label=_("Número de expediente de la entidad"), required=False, max_length=60)
    agency_person = forms.CharField(label=_("Quién la atenderá"), required=False, max_length=120)
    first_service_on = forms.DateField(label=_("Día de la primera atención"), required=False)
    rejection_reason = forms.ChoiceField(
        label=_("Si no se puede, por qué"),
        required=False,
        choices=[("", _("Elegir un motivo")), *RejectionReason.choices],
    )
    text = forms.CharField(
        label=_("Explicación o resultado"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Hace falta al informar el resultado o al anular."),
    )

    text_missing = _("Escribir qué resultó, o por qué se anula")

    def __init__(self, *args, steps, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(step, words[step]) for step in steps if step in words]
        self._keep_what_the_steps_need(set(steps))

    def _keep_what_the_steps_need(self, steps):
        needs = {
            "agency_number": {ReferralStatus.ACKNOWLEDGED, ReferralStatus.ACCEPTED},
            "agency_person": {ReferralStatus.ACKNOWLEDGED, ReferralStatus.ACCEPTED},
            "first_service_on": {ReferralStatus.IN_SERVICE},
            "rejection_reason": {ReferralStatus.REJECTED},
        }
        for name, wanted in needs.items():
            if not wanted & steps:
                del self.fields[name]

    def clean_first_service_on(self):
        day = self.cleaned_data["first_service_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("Ese día todavía no llega: la primera atención ya debe haber ocurrido."))
        return day

    def clean(self):
        cleaned = super().clean()
        to = cleaned.get("to", "")
        if needs_rejection_reason(to) and not cleaned.get("rejection_reason"):
            self.add_error("rejection_reason", _("Elegir por qué no se puede"))
        if needs_text(to) and not cleaned.get("text"):
            self.add_error("text", self.text_missing)
        return cleaned

    @property
    def answer(self) -> Answer:
        """What comes with the step, for the verb."""
        return Answer(**{name: value for name, value in self.cleaned_data.items() if name != "to" and value})


class AgencyMoveForm(MoveForm):
    """The same, asked of the agency itself: the number is its own, and it annuls nothing."""

    agency_number = forms.CharField(label=_("Su número de expediente"), required=False, max_length=60)
    text = forms.CharField(
        label=_("Explicación o resultado"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Hace falta al informar el resultado."),
    )

    text_missing = _("Escribir qué resultó")

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, steps=steps, words=AGENCY_WORDS, **kwargs)
