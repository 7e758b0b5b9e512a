"""The reintegration plan: goals, activities, how they go, the agreement with her and the reviews."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.tasks import WhoField
from directory.models import AgencyUnit
from interface.forms import Form, IdempotentForm, VersionedForm
from interface.widgets import Pills
from services.forms.enrolments import UnitField
from services.models import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_states import PlanArea, Progress, Responsible, ReviewResult


def _length(model, name: str) -> int:
    return model._meta.get_field(name).max_length


def _past(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
    return day


class StartForm(IdempotentForm, Form):
    """Nothing to fill in: that it begins."""


class _GoalFields(Form):
    area = forms.ChoiceField(label=_("Área"), choices=[("", _("Elegir una opción")), *PlanArea.choices])
    goal = forms.CharField(
        label=_("Qué quiere lograr"),
        max_length=_length(PlanGoal, "goal"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Una sola meta, con sus palabras: «Terminar quinto de secundaria»."),
        error_messages={"required": _("Escribe qué quiere lograr")},
    )


class GoalForm(IdempotentForm, _GoalFields):
    pass


class GoalEditForm(VersionedForm, _GoalFields):
    pass


class _ActivityFields(Form):
    what = forms.CharField(
        label=_("Qué se hace"),
        max_length=_length(PlanActivity, "what"),
        help_text=_("Un paso que se pueda marcar como hecho: «Matricularla en el CEBA»."),
        error_messages={"required": _("Escribe qué se hace")},
    )
    responsible = forms.ChoiceField(label=_("Quién lo hace"), choices=Responsible.choices, widget=Pills)
    staff = WhoField(
        label=_("Quién del centro"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Si lo hace alguien del centro."),
    )
    unit = UnitField(
        label=_("Qué entidad"),
        queryset=AgencyUnit.objects.none(),
        required=False,
        help_text=_("Si lo hace otra entidad."),
    )
    due_on = forms.DateField(label=_("Hasta cuándo"), error_messages={"required": _("Escribe hasta qué día")})

    def __init__(self, *args, workers: QuerySet, units: QuerySet, me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset, self.fields["staff"].me = workers, me
        self.fields["unit"].queryset = units
        self.fields["staff"].says_optional = self.fields["unit"].says_optional = False

    def clean(self):
        """Only whoever does it is kept; a choice of the other list, left over, is not."""
        told = super().clean()
        responsible = told.get("responsible")
        if responsible == Responsible.STAFF and not told.get("staff") and "staff" not in self.errors:
            self.add_error("staff", _("Elige quién del centro lo hace"))
        if responsible == Responsible.UNIT and not told.get("unit") and "unit" not in self.errors:
            self.add_error("unit", _("Elige qué entidad lo hace"))
        told["staff"] = told.get("staff") if responsible == Responsible.STAFF else None
        told["unit"] = told.get("unit") if responsible == Responsible.UNIT else None
        return told


class ActivityForm(IdempotentForm, _ActivityFields):
    pass


class ActivityEditForm(VersionedForm, _ActivityFields):
    pass


class ProgressForm(VersionedForm, Form):
    progress = forms.ChoiceField(label=_("Cómo va"), choices=Progress.choices, widget=Pills)
    left_reason = forms.CharField(
        label=_("Por qué se deja"),
        required=False,
        max_length=_length(PlanActivity, "left_reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Solo si se deja."),
    )

    def clean(self):
        told = super().clean()
        if told.get("progress") == Progress.LEFT and not told.get("left_reason"):
            self.add_error("left_reason", _("Escribe por qué se deja"))
        return told


class AgreeForm(IdempotentForm, Form):
    """``read``: the version of the draft that was on the screen."""

    on = forms.DateField(label=_("Qué día"), error_messages={"required": _("Escribe qué día lo acordaron")})
    present = forms.CharField(
        label=_("Quiénes estuvieron"),
        max_length=_length(ReintegrationPlan, "present"),
        help_text=_("Ella, quien la acompaña, su intérprete, su apoderado si es menor."),
        error_messages={"required": _("Escribe quiénes estuvieron")},
    )
    her_words = forms.CharField(
        label=_("Qué dijo ella, con sus palabras"),
        max_length=_length(ReintegrationPlan, "her_words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Escribe qué dijo ella")},
    )
    read = forms.IntegerField(widget=forms.HiddenInput)

    def clean_on(self):
        return _past(self.cleaned_data["on"])


class DropForm(IdempotentForm, Form):
    reason = forms.CharField(
        label=_("Por qué"),
        max_length=_length(ReintegrationPlan, "drop_reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escribe por qué se descarta")},
    )


class ReviewForm(IdempotentForm, Form):
    on = forms.DateField(label=_("Qué día"), error_messages={"required": _("Escribe qué día lo revisaron")})
    reached = forms.CharField(
        label=_("Qué se logró"),
        max_length=_length(PlanReview, "reached"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Escribe qué se logró, o que todavía nada")},
    )
    changes = forms.CharField(
        label=_("Qué cambia"),
        required=False,
        max_length=_length(PlanReview, "changes"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Si cambian las metas, después haz la versión siguiente del plan."),
    )
    result = forms.ChoiceField(
        label=_("Qué se decidió con ella"), choices=ReviewResult.choices, widget=forms.RadioSelect
    )
    next_on = forms.DateField(
        label=_("Se revisa otra vez el"), required=False, help_text=_("Si el plan sigue. En blanco: en tres meses.")
    )

    def clean_on(self):
        return _past(self.cleaned_data["on"])

    def clean(self):
        told = super().clean()
        day, again = told.get("on"), told.get("next_on")
        if told.get("result") == ReviewResult.GOES_ON and day and again and again <= day:
            self.add_error("next_on", _("Elige un día después de esta revisión"))
        return told
