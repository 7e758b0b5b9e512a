"""When somebody is seen, by whom, how; hours kept free; and why an appointment does not take place."""

from datetime import datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.tasks import WhoField, not_past
from cases.models import Person
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.actions.appointments import Slot
from services.forms.record import services_by_group
from services.models import AttentionMode
from services.states import CancelReason, Place

_CLOCK = {"format": "%H:%M", "attrs": {"class": "govuk-input--width-5"}}
LENGTHS = [(30, _("30 min")), (45, _("45 min")), (60, _("1 hora")), (90, _("1 hora y media")), (120, _("2 horas"))]
LATEST = timedelta(hours=14)


class SlotFields(Form):
    """Whose hour, which day, from when and how long; ``slot()`` of a cleaned form."""

    professional = WhoField(
        label=_("Con quién"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Elige a alguien del equipo del caso")},
    )
    on = forms.DateField(label=_("Día"), error_messages={"required": _("Escribe qué día")})
    at = forms.TimeField(
        label=_("Hora"),
        help_text=_("Por ejemplo, 15:30."),
        widget=forms.TimeInput(**_CLOCK),
        error_messages={"required": _("Escribe a qué hora")},
    )
    minutes = forms.TypedChoiceField(label=_("Cuánto dura"), choices=LENGTHS, coerce=int, initial=60, widget=Pills)

    def __init__(self, *args, workers: QuerySet[User], me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["professional"].queryset, self.fields["professional"].me = workers, me

    def clean_on(self):
        return not_past(self.cleaned_data["on"], self.initial.get("on"))

    def slot(self) -> Slot:
        told = self.cleaned_data
        starts = timezone.make_aware(datetime.combine(told["on"], told["at"]))
        return Slot(told["professional"], starts, starts + timedelta(minutes=told["minutes"]))


class AppointmentForm(IdempotentForm, SlotFields):
    person = RowChoiceField(
        label=_("A quién"), queryset=Person.objects.none(), required=False, empty_label=_("Todo el caso")
    )
    service = forms.ChoiceField(label=_("Servicio"), required=False, choices=services_by_group)
    mode = forms.ChoiceField(
        label=_("Cómo"), choices=AttentionMode.choices, initial=AttentionMode.IN_PERSON, widget=Pills
    )
    place = forms.ChoiceField(label=_("Dónde"), required=False, choices=[("", _("Sin indicar")), *Place.choices])

    def __init__(self, *args, people: QuerySet[Person], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].says_optional = False


class MoveAppointmentForm(VersionedForm, SlotFields):
    """Another hour or another professional."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        minutes = self.initial.get("minutes")
        if minutes not in dict(LENGTHS):
            self.fields["minutes"].choices = [(minutes, _("%d min") % minutes), *LENGTHS]


class ReserveForm(IdempotentForm, Form):
    """Hours in which no appointment is made."""

    on = forms.DateField(label=_("Día"), error_messages={"required": _("Escribe qué día")})
    at = forms.TimeField(
        label=_("Desde"), widget=forms.TimeInput(**_CLOCK), error_messages={"required": _("Escribe desde qué hora")}
    )
    until = forms.TimeField(
        label=_("Hasta"), widget=forms.TimeInput(**_CLOCK), error_messages={"required": _("Escribe hasta qué hora")}
    )

    def clean_on(self):
        return not_past(self.cleaned_data["on"])

    def clean(self):
        cleaned = super().clean()
        at, until, day = cleaned.get("at"), cleaned.get("until"), timezone.localdate()
        if at and until:
            length = datetime.combine(day, until) - datetime.combine(day, at)
            if length <= timedelta():
                self.add_error("until", _("Escribe una hora después de «Desde»"))
            elif length > LATEST:
                self.add_error("until", _("Como mucho 14 horas: reserva cada día por separado"))
        return cleaned

    def slot(self, user: User) -> Slot:
        told = self.cleaned_data
        starts, ends = (timezone.make_aware(datetime.combine(told["on"], told[name])) for name in ("at", "until"))
        return Slot(user, starts, ends)


class CancelForm(Form):
    reason = forms.ChoiceField(
        label=_("Por qué"),
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige por qué")},
    )
