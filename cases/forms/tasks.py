"""What is to be done, by whom and when."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.models import Case, Person, Task
from cases.states import SYSTEM_TASKS, TaskKind
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm, VersionedForm

DETAILS_LENGTH = Task._meta.get_field("details").max_length


def task_kinds() -> list[tuple[str, str]]:
    """Kinds that somebody may set by hand: those of referrals and of aid are set by what they belong to."""
    return [choice for choice in TaskKind.choices if choice[0] not in SYSTEM_TASKS]


def not_past(day: date | None, kept: date | None = None) -> date | None:
    """``day``, or a ValidationError when it is over and not the day the task already had."""
    if day is not None and day < timezone.localdate() and day != kept:
        raise forms.ValidationError(_("Elige hoy o un día que viene"))
    return day


class WhoField(RowChoiceField):
    """Whom a task is given to; oneself is said so."""

    def __init__(self, *, me: User | None = None, **kwargs):
        super().__init__(**kwargs)
        self.me = me

    def label_from_instance(self, user: User) -> str:
        return _("Yo, %s") % user if user == self.me else str(user)


class DueFields(Form):
    """Day, hour and who. ``people`` are those it may be given to, ``me`` whoever fills the form."""

    due_on = forms.DateField(label=_("Para el"), error_messages={"required": _("Escribe para qué día es")})
    due_time = forms.TimeField(
        label=_("Hora"),
        required=False,
        help_text=_("Por ejemplo, 15:30."),
        widget=forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"}),
    )
    assigned_to = WhoField(
        label=_("A cargo de"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Elige a alguien del equipo del caso")},
    )

    def __init__(self, *args, people: QuerySet[User], me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = people
        self.fields["assigned_to"].me = me

    def clean_due_on(self):
        return not_past(self.cleaned_data["due_on"], self.initial.get("due_on"))


class NewTaskForm(IdempotentForm, DueFields):
    kind = forms.ChoiceField(
        label=_("Qué"), choices=task_kinds, error_messages={"required": _("Elige qué hay que hacer")}
    )
    person = RowChoiceField(
        label=_("Con quién"), queryset=Person.objects.none(), required=False, empty_label=_("Todo el caso")
    )
    details = forms.CharField(
        label=_("Detalle"),
        required=False,
        max_length=DETAILS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lo que ayude a hacerla. Sin nombres."),
    )
    field_order = ["kind", "details", "person", "due_on", "due_time", "assigned_to"]

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(participations__case=case).order_by("code")


class MoveTaskForm(VersionedForm, DueFields):
    """Another day or another person for a task."""
