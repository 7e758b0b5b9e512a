"""A workshop, who is expected, who came."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.tasks import WhoField
from cases.models import Participation
from directory.models import Office
from interface.fields import RowChoiceField, RowsChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.actions.activities import Workshop
from services.forms.record import services_by_group
from services.models import Attendance, AttentionMode, GroupActivity
from services.states import Place

_IN_A_GROUP = (AttentionMode.IN_PERSON, AttentionMode.VIDEO)


def _length(name: str) -> int:
    return GroupActivity._meta.get_field(name).max_length


class ActivityForm(IdempotentForm, Form):
    title = forms.CharField(
        label=_("Cómo se llama"),
        max_length=_length("title"),
        help_text=_("Sin nombres de participantes. Por ejemplo, «Taller de autocuidado 3»."),
        error_messages={"required": _("Escribe cómo se llama la actividad")},
    )
    service = forms.ChoiceField(
        label=_("En qué servicio cuenta"),
        choices=services_by_group,
        error_messages={"required": _("Elige en qué servicio cuenta")},
    )
    office = RowChoiceField(label=_("Sede"), queryset=Office.objects.none(), empty_label=None)
    held_on = forms.DateField(label=_("Día"), error_messages={"required": _("Escribe qué día es")})
    starts = forms.TimeField(
        label=_("Hora"),
        help_text=_("Por ejemplo, 15:30."),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": _("Escribe a qué hora empieza")},
    )
    minutes = forms.IntegerField(
        label=_("Minutos"),
        min_value=1,
        max_value=720,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
        error_messages={"required": _("Escribe cuántos minutos dura")},
    )
    mode = forms.ChoiceField(
        label=_("Cómo"),
        choices=[(mode, mode.label) for mode in _IN_A_GROUP],
        initial=AttentionMode.IN_PERSON,
        widget=Pills,
    )
    place = forms.ChoiceField(label=_("Dónde"), choices=Place.choices, initial=Place.CENTRE)
    professional = WhoField(label=_("Quién la da"), queryset=User.objects.none(), empty_label=None)
    second_professional = WhoField(
        label=_("Con quién la da"), queryset=User.objects.none(), required=False, empty_label=_("Nadie más")
    )
    facilitator = forms.CharField(
        label=_("Alguien de fuera"),
        required=False,
        max_length=_length("facilitator"),
        help_text=_("Nombre o institución. Queda sellado."),
    )
    cost = forms.DecimalField(
        label=_("Costo en soles"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )

    def __init__(self, *args, workers: QuerySet[User], offices: QuerySet[Office], me: User, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("professional", "second_professional"):
            self.fields[name].queryset, self.fields[name].me = workers, me
        self.fields["second_professional"].says_optional = False
        self.fields["office"].queryset = offices

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("professional"), cleaned.get("second_professional")
        if first is not None and first == second:
            self.add_error("second_professional", _("Elige a otra persona, o «Nadie más»"))
        return cleaned

    def workshop(self) -> Workshop:
        """Of a cleaned form."""
        left_out = {"idempotency_key", "office"}
        return Workshop(**{name: value for name, value in self.cleaned_data.items() if name not in left_out})


class _ParticipationsField(RowsChoiceField):
    def label_from_instance(self, participation) -> str:
        return f"{participation.person.code} · {participation.case.code}"


class ParticipantsForm(IdempotentForm, Form):
    """Three ways of putting people on the list, together or alone."""

    enrolled_in = forms.ChoiceField(
        label=_("Todas las que están en un servicio"), required=False, choices=services_by_group
    )
    codes = forms.CharField(
        label=_("Pegar códigos"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De personas o de casos, separados por espacios, comas o líneas."),
    )
    known = _ParticipationsField(
        label=_("De tus casos"),
        queryset=Participation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, known: QuerySet[Participation], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["known"].queryset = known
        for name in ("enrolled_in", "codes", "known"):
            self.fields[name].says_optional = False

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("enrolled_in", "codes", "known")):
            self.add_error("codes", _("Elige un servicio, pega códigos o marca a alguien"))
        return cleaned

    def typed_codes(self) -> list[str]:
        return self.cleaned_data["codes"].replace(",", " ").replace(";", " ").split()


class _AttendancesField(RowsChoiceField):
    def label_from_instance(self, attendance) -> str:
        return f"{attendance.person.code} · {attendance.case.code}"


class AttendanceForm(VersionedForm, Form):
    """Who came, ticked in one list."""

    came = _AttendancesField(
        label=_("Quiénes vinieron"),
        queryset=Attendance.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unregistered = forms.IntegerField(
        label=_("Asistentes sin registro"),
        required=False,
        min_value=0,
        max_value=2000,
        help_text=_("Cuántas vinieron que no tienen caso aquí. Solo el número."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )

    def __init__(self, *args, expected: QuerySet[Attendance], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["came"].queryset = expected
        self.fields["came"].says_optional = False
        self.fields["unregistered"].says_optional = False
