"""Somebody's part in a case, as it may be changed after she joined."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Participation
from cases.states import ParticipationRole
from interface.forms import Form, VersionedForm
from interface.widgets import Pills


class PartForm(VersionedForm, Form):
    """Of a direct victim only the days; that she is one is her condition's affair."""

    role = forms.ChoiceField(
        label=_("Participa como"),
        choices=[each for each in ParticipationRole.choices if each[0] != ParticipationRole.DIRECT_VICTIM],
        widget=Pills,
    )
    is_secondary = forms.BooleanField(
        label=_("También le hizo daño a ella: es víctima secundaria"),
        required=False,
        help_text=_("La explotación de la víctima directa la afecta y se la atiende por eso."),
    )
    joined_on = forms.DateField(label=_("Atendida desde"))
    left_on = forms.DateField(label=_("Atendida hasta"), required=False, help_text=_("Vacío mientras siga en el caso."))

    def __init__(self, *args, participation: Participation, **kwargs):
        self.participation = participation
        names = ("role", "is_secondary", "joined_on", "left_on", "version")
        super().__init__(*args, initial={name: getattr(participation, name) for name in names}, **kwargs)
        if participation.is_victim:
            del self.fields["role"], self.fields["is_secondary"]

    def clean(self):
        cleaned = super().clean()
        since, until, today = cleaned.get("joined_on"), cleaned.get("left_on"), timezone.localdate()
        if since and since > today:
            self.add_error("joined_on", _("Escribe un día que ya llegó"))
        elif since and since < self.participation.case.opened_on:
            self.add_error("joined_on", _("Escribe un día desde el ingreso del caso"))
        if until and until > today:
            self.add_error("left_on", _("Escribe un día que ya llegó"))
        elif until and since and until < since:
            self.add_error("left_on", _("Terminó antes de empezar: corrige una de las dos fechas"))
        return cleaned

    def values(self) -> dict:
        """What ``change_part`` takes; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in self.fields if name not in ("version", "seen")}
