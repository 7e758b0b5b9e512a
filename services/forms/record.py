"""A note or an attention with the next task, in one form: what happened, who may read it, what comes next."""

from datetime import date, datetime, timedelta

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import RESERVED_AREAS, Area
from cases.forms.tasks import DETAILS_LENGTH, WhoField, not_past, task_kinds
from cases.models import Person, TimelineEntry
from cases.states import TaskKind
from directory.codelists import ServiceArea, ServiceKind
from interface.dates import in_sentence, weekday_day
from interface.fields import RowsChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills, PillsMultiple
from services.actions.appointments import Slot
from services.models import AttentionMode, Session
from services.states import Place

NOTE = "NOTE"
TEAM = "TEAM"

KINDS = (
    (NOTE, _("Nota")),
    (AttentionMode.PHONE, _("Llamada")),
    (AttentionMode.IN_PERSON, _("Atención presencial")),
    (AttentionMode.HOME_VISIT, _("Visita")),
    (AttentionMode.ACCOMPANIMENT, _("Acompañamiento")),
    (AttentionMode.VIDEO, _("Videollamada")),
)

READERS = (
    (TEAM, _("Todo el equipo del caso")),
    (Area.PSYCHOLOGICAL, _("Solo el área psicológica")),
    (Area.LEGAL, _("Solo el área legal")),
)

NONE, TOMORROW, THREE_DAYS, A_WEEK, OTHER_DAY = "NONE", "1", "3", "7", "OTHER"

TEXT_LENGTH = 4000
TEXT_HINT = _("Hechos y acuerdos. Sin juicios ni detalles del relato que ella no pidió registrar.")
# Asked for by some answers only: the label does not call them optional, the form says when they are missing.
SOMETIMES = ("people", "body", "service", "second", "next_on", "next_kind", "next_to")

# How far a clock at a desk may run ahead of the server's.
CLOCK_SLACK = timedelta(minutes=10)


def default_reader(user: User) -> str:
    """Areas whose texts are reserved write for themselves unless they say otherwise; the others for the team."""
    return user.area if user.area in RESERVED_AREAS else TEAM


def services_by_group():
    groups = [(area.label, [(kind, kind.label) for kind in ServiceKind.of_area(area)]) for area in ServiceArea]
    return [("", _("Elegir una opción")), *groups]


def next_kinds() -> list[tuple[str, str]]:
    """What may come next: a task, or an appointment, which takes an hour of the agenda."""
    return [(TaskKind.APPOINTMENT, TaskKind.APPOINTMENT.label), *task_kinds()]


class PeopleField(RowsChoiceField):
    """People of the case by code; those who are no direct victims say as what they take part."""

    def __init__(self, *, parts: dict | None = None, **kwargs):
        super().__init__(**kwargs)
        self.parts = parts or {}

    def label_from_instance(self, person: Person) -> str:
        part = self.parts.get(person.pk)
        return f"{person.code}, {part.lower()}" if part else person.code


class RecordForm(IdempotentForm, Form):
    """``people`` of the case, ``workers`` who may take the next task, ``kinds`` that the account may record."""

    kind = forms.ChoiceField(label=_("Tipo"), choices=KINDS, widget=Pills, initial=NOTE)
    people = PeopleField(
        label=_("Con quién"),
        queryset=Person.objects.none(),
        required=False,
        widget=PillsMultiple,
        help_text=_("Sin marcar a nadie, es sobre todo el caso."),
    )
    on = forms.DateField(
        label=_("Día"),
        help_text=_("Por ejemplo, 17/11/2026."),
        error_messages={"required": _("Escribe qué día fue")},
    )
    at = forms.TimeField(
        label=_("Hora"),
        help_text=_("Por ejemplo, 15:30."),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": _("Escribe a qué hora fue")},
    )
    body = forms.CharField(
        label=_("Lo importante, en pocas líneas"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=TEXT_HINT,
    )
    service = forms.ChoiceField(label=_("Servicio"), required=False, choices=services_by_group)
    minutes = forms.IntegerField(
        label=_("Minutos"),
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    place = forms.ChoiceField(label=_("Dónde"), required=False, choices=[("", _("Sin indicar")), *Place.choices])
    second = WhoField(
        label=_("Con quién la diste"), queryset=User.objects.none(), required=False, empty_label=_("Yo sola o solo")
    )
    facilitator = forms.CharField(
        label=_("Alguien de fuera"),
        required=False,
        max_length=Session._meta.get_field("facilitator").max_length,
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
    reader = forms.ChoiceField(
        label=_("Quién puede leerla"),
        choices=READERS,
        widget=Pills,
        error_messages={"required": _("Elige quién puede leerla")},
    )
    finish = forms.BooleanField(required=False, initial=True)
    next_when = forms.ChoiceField(
        label=_("Cuándo"),
        choices=(),
        widget=Pills,
        initial=NONE,
        error_messages={"required": _("Elige cuándo, o «Ninguna»")},
    )
    next_on = forms.DateField(label=_("Qué día"), required=False)
    next_at = forms.TimeField(
        label=_("A qué hora"),
        required=False,
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
    )
    next_kind = forms.ChoiceField(label=_("Qué"), required=False, choices=next_kinds, initial=TaskKind.CALL)
    next_details = forms.CharField(label=_("Detalle"), required=False, max_length=DETAILS_LENGTH)
    next_to = WhoField(label=_("Quién"), queryset=User.objects.none(), required=False, empty_label=None)

    def __init__(
        self,
        *args,
        people: QuerySet[Person],
        parts: dict,
        workers: QuerySet[User],
        me: User,
        kinds: list[str],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        for name in SOMETIMES:
            self.fields[name].says_optional = False
        self.fields["kind"].choices = [choice for choice in KINDS if choice[0] in kinds]
        self.fields["people"].queryset = people
        self.fields["people"].parts = parts
        self.fields["next_to"].queryset = workers
        self.fields["next_to"].me = me
        self.fields["second"].queryset = workers.exclude(pk=me.pk)
        self.fields["next_when"].choices = _when_choices(timezone.localdate())

    @property
    def reserved_to(self) -> str:
        """The area that alone may read it, "" for the whole team; of a cleaned form."""
        reader = self.cleaned_data["reader"]
        return "" if reader == TEAM else reader

    @property
    def is_attention(self) -> bool:
        return self.cleaned_data.get("kind") not in (None, NOTE)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe un día que ya pasó; lo que viene va en «Siguiente tarea»"))
        return day

    def clean(self):
        cleaned = super().clean()
        for name, message in [*self._missing(cleaned), *self._of_the_next_task(cleaned)]:
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned

    def _missing(self, cleaned):
        if self.is_attention and not cleaned.get("people"):
            yield "people", _("Marca a quién se atendió")
        if self.is_attention and not cleaned.get("service"):
            yield "service", _("Elige qué servicio se dio")
        if cleaned.get("kind") == NOTE and not cleaned.get("body"):
            yield "body", _("Escribe qué pasó")
        if cleaned.get("on") and cleaned.get("at") and self.moment() > timezone.now() + CLOCK_SLACK:
            yield "at", _("Escribe una hora que ya pasó")

    def _of_the_next_task(self, cleaned):
        is_appointment = cleaned.get("next_kind") == TaskKind.APPOINTMENT and cleaned.get("next_when") not in (
            None,
            NONE,
        )
        if is_appointment and not cleaned.get("next_at"):
            yield "next_at", _("Escribe a qué hora es la cita")
        if cleaned.get("next_when") != OTHER_DAY:
            return
        if not cleaned.get("next_on"):
            yield "next_on", _("Escribe para qué día es la siguiente tarea")
            return
        try:
            not_past(cleaned["next_on"])
        except forms.ValidationError as refusal:
            yield "next_on", refusal.message

    def moment(self) -> datetime:
        """When it happened; of a cleaned form."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))

    def next_day(self) -> date | None:
        """The day of the next task, None when there is none; of a cleaned form."""
        when = self.cleaned_data["next_when"]
        if when == NONE:
            return None
        if when == OTHER_DAY:
            return self.cleaned_data["next_on"]
        return timezone.localdate() + timedelta(days=int(when))

    def next_slot(self, who: User) -> Slot:
        """The hour of the next appointment: one, until somebody says otherwise in the agenda; of a cleaned form."""
        starts = timezone.make_aware(datetime.combine(self.next_day(), self.cleaned_data["next_at"]))
        return Slot(who, starts, starts + timedelta(hours=1))


def _when_choices(today: date) -> list[tuple[str, str]]:
    def on(days: int) -> str:
        return in_sentence(weekday_day(today + timedelta(days=days)))

    return [
        (NONE, _("Ninguna")),
        (TOMORROW, gettext("Mañana, %s") % on(1)),
        (THREE_DAYS, gettext("En 3 días, %s") % on(3)),
        (A_WEEK, gettext("En una semana, %s") % on(7)),
        (OTHER_DAY, _("Otro día")),
    ]


class CorrectionForm(IdempotentForm, Form):
    """The text as it should have been; ``entry`` is the line it mends, whose text is offered unless it is closed."""

    body = forms.CharField(
        label=_("Cómo queda"),
        max_length=TimelineEntry._meta.get_field("body").max_length,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Lo escrito antes no se borra: esta línea lo corrige y quedan las dos."),
        error_messages={"required": _("Escribe cómo queda el texto")},
    )

    def __init__(self, *args, entry: TimelineEntry, **kwargs):
        super().__init__(*args, initial={} if entry.is_behind_a_click else {"body": entry.body}, **kwargs)
        self.entry = entry

    def clean_body(self):
        body = self.cleaned_data["body"]
        if body.replace("\r\n", "\n") == self.entry.body.replace("\r\n", "\n").strip():
            raise forms.ValidationError(_("El texto es igual al anterior: cambia lo que haga falta"))
        return body
