"""Who begins a service, with whom, what for; and how it ended."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.tasks import WhoField
from cases.models import Person
from directory.models import AgencyUnit
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import PillsMultiple
from services.forms.record import PeopleField, services_by_group
from services.models import ServiceEnrolment
from services.states import EndReason

_LENGTH = ServiceEnrolment._meta.get_field("goal").max_length


class UnitField(RowChoiceField):
    def label_from_instance(self, unit) -> str:
        return f"{unit.agency.acronym or unit.agency.name}: {unit.name}"


def goal_field() -> forms.CharField:
    return forms.CharField(
        label=_("Para qué"),
        required=False,
        max_length=_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo que ella quiere lograr, con sus palabras."),
    )


def _not_to_come(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
    return day


class EnrolForm(IdempotentForm, Form):
    people = PeopleField(
        label=_("Quién empieza"),
        queryset=Person.objects.none(),
        widget=PillsMultiple,
        error_messages={"required": _("Marca quién empieza")},
    )
    service = forms.ChoiceField(
        label=_("Servicio"), choices=services_by_group, error_messages={"required": _("Elige qué servicio es")}
    )
    unit = UnitField(
        label=_("Quién lo da"),
        queryset=AgencyUnit.objects.none(),
        required=False,
        empty_label=_("Nosotros, en el centro"),
        help_text=_("Los lugares de acogida no van aquí: se anotan en «Acogida»."),
    )
    goal = goal_field()
    started_on = forms.DateField(label=_("Desde"), error_messages={"required": _("Escribe desde qué día")})
    responsible = WhoField(label=_("A cargo de"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args, people: QuerySet, parts: dict, units: QuerySet, workers: QuerySet, me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset, self.fields["people"].parts = people, parts
        self.fields["unit"].queryset = units
        self.fields["unit"].says_optional = False
        self.fields["responsible"].queryset, self.fields["responsible"].me = workers, me

    def clean_started_on(self):
        return _not_to_come(self.cleaned_data["started_on"])


class EnrolmentForm(VersionedForm, Form):
    """What may change while it runs."""

    goal = goal_field()
    responsible = WhoField(label=_("A cargo de"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args, workers: QuerySet, me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset, self.fields["responsible"].me = workers, me


class EndForm(VersionedForm, Form):
    ended_on = forms.DateField(label=_("Hasta"), error_messages={"required": _("Escribe hasta qué día")})
    end_reason = forms.ChoiceField(
        label=_("Por qué termina"),
        choices=EndReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Elige por qué termina")},
    )
    end_notes = forms.CharField(
        label=_("Cómo quedó"), required=False, max_length=_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, started_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.started_on = started_on

    def clean_ended_on(self):
        day = _not_to_come(self.cleaned_data["ended_on"])
        if day < self.started_on:
            raise forms.ValidationError(_("Escribe un día igual o posterior al que empezó"))
        return day
