"""Filters of the board; they stand in the address and hold nothing personal."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from directory.codelists import BoardGroup
from directory.models import Office
from interface.forms import Form
from referrals.states import OPEN_STATUSES, ReferralStatus

OPEN, ALL = "", "todas"


class BoardFilterForm(Form):
    """What the board shows; without an answer, everything open that the account sees."""

    sede = forms.ModelChoiceField(
        label=_("Sede"), required=False, queryset=Office.objects.none(), to_field_name="code", empty_label=_("Todas")
    )
    entidad = forms.ChoiceField(label=_("Entidad"), required=False, choices=[("", _("Todas")), *BoardGroup.choices])
    estado = forms.ChoiceField(
        label=_("Estado"),
        required=False,
        choices=[(OPEN, _("Abiertas")), (ALL, _("Todas")), *ReferralStatus.choices],
    )
    responsable = forms.ModelChoiceField(
        label=_("Responsable"),
        required=False,
        queryset=User.objects.none(),
        to_field_name="username",
        empty_label=_("Todo el equipo"),
    )
    vencidas = forms.BooleanField(label=_("Solo vencidas"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        people = User.objects.caseworkers().order_by("display_name")
        if user.can(Permission.SEE_ALL_OFFICES):
            self.fields["sede"].queryset = Office.objects.order_by("name")
        else:
            del self.fields["sede"]
            people = people.of_office(user.office_id)
        self.fields["responsable"].queryset = people

    def applied_to(self, referrals):
        """``referrals`` with the filters; a filter that makes no sense shows nothing."""
        if not self.is_valid():
            return referrals.none()
        chosen = self.cleaned_data
        if chosen.get("sede"):
            referrals = referrals.filter(office=chosen["sede"])
        if chosen["entidad"]:
            referrals = referrals.filter(unit__agency__board_group=chosen["entidad"])
        if chosen["responsable"]:
            referrals = referrals.filter(responsible=chosen["responsable"])
        if chosen["vencidas"]:
            referrals = referrals.overdue(timezone.localdate())
        return _in_state(referrals, chosen["estado"])


def _in_state(referrals, state):
    if state == ALL:
        return referrals
    if state == OPEN:
        return referrals.filter(status__in=(*OPEN_STATUSES, ReferralStatus.DRAFT))
    return referrals.filter(status=state)
