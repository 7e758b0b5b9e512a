"""An instrument as forms: one for each of its sections, and the one that signs."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.actions.assessments import Errand, Signing
from cases.assessments.areas import AssessmentArea
from cases.assessments.instruments import DAY, MULTIPLE, NUMBER, Instrument, Question, Section
from cases.assessments.reviews import latest_review
from cases.assessments.scoring import Outcome
from cases.forms.tasks import WhoField, not_past
from cases.models import Assessment
from directory.codelists import RiskLevel
from interface.forms import Form
from interface.widgets import Pills, PillsMultiple

LONGEST_ANSWER = 2000
MOST_PILLS = 6
LONGEST_PILL = 34


# Answering -----------------------------------------------------------------------------------------------------


def section_form(section: Section, sent, answers: dict[str, Any]) -> Form:
    """The form of one section. Nothing in it is required: what is blank can be answered later, and is told then."""
    made = type("SectionForm", (Form,), {each.code: _field(each) for each in section.questions})
    return made(sent, initial={each.code: _initial(each, answers.get(each.code)) for each in section.questions})


def answers_in(form: Form) -> dict[str, Any]:
    """What a validated form holds, as it is stored; an answer that could not be read is left as it was."""
    return {name: _plain(value) for name, value in form.cleaned_data.items()}


def _field(question: Question) -> forms.Field:
    field = _kind_of_field(question)
    field.says_optional = False
    return field


def _kind_of_field(question: Question) -> forms.Field:
    shared = {"label": question.text, "help_text": question.hint, "required": False}
    if question.options:
        choices = [(each.code, each.label) for each in question.options]
        short = len(choices) <= MOST_PILLS and all(len(label) <= LONGEST_PILL for _code, label in choices)
        if question.kind == MULTIPLE:
            widget = PillsMultiple if short else forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=widget, **shared)
        return forms.ChoiceField(choices=choices, widget=Pills if short else forms.RadioSelect, **shared)
    if question.kind == NUMBER:
        narrow = forms.NumberInput(attrs={"class": "govuk-input--width-5"})
        return forms.IntegerField(min_value=0, max_value=question.highest, widget=narrow, **shared)
    if question.kind == DAY:
        return forms.DateField(**shared)
    return forms.CharField(max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 4}), **shared)


def _initial(question: Question, answer: Any):
    if question.kind == DAY and answer:
        try:
            return date.fromisoformat(answer)
        except ValueError:
            return answer
    return answer


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


# Signing -------------------------------------------------------------------------------------------------------


class SignForm(Form):
    """What is decided over the answers. ``people`` may be given what is missing; ``me`` is whoever signs."""

    done_on = forms.DateField(label=_("Día de la evaluación"))
    level = forms.ChoiceField(
        label=_("Nivel que eliges"),
        choices=RiskLevel.choices,
        widget=Pills,
        help_text=_("Decides tú. El puntaje orienta."),
        error_messages={"required": _("Elige el nivel")},
    )
    level_reason = forms.CharField(
        label=_("Por qué, si eliges otro nivel que el sugerido"),
        required=False,
        max_length=Assessment._meta.get_field("level_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    conclusions = forms.CharField(
        label=_("Conclusiones y acuerdos"),
        required=False,
        max_length=Assessment._meta.get_field("conclusions").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Lo que acordaste con ella y lo que sigue. Sin nombres ni direcciones."),
    )
    next_review_on = forms.DateField(label=_("Repetir el"), required=False)
    correction_reason = forms.CharField(
        label=_("Por qué se corrige"),
        max_length=Assessment._meta.get_field("correction_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escribe por qué se corrige")},
    )

    def __init__(self, *args, instrument: Instrument, outcome: Outcome, corrects: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.instrument, self.outcome = instrument, outcome
        self.fields["level_reason"].says_optional = False
        if not instrument.has_level:
            del self.fields["level"], self.fields["level_reason"]
        if not corrects:
            del self.fields["correction_reason"]
        if instrument.area == AssessmentArea.RISK:
            self.fields["next_review_on"].help_text = _(
                "Vacío: en siete días si es severo, en un mes si es moderado, en tres meses si es leve."
            )
        if instrument.area == AssessmentArea.FIRST_HOURS:
            del self.fields["next_review_on"]

    def clean_done_on(self) -> date:
        day = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        return day

    def clean(self):
        cleaned = super().clean()
        if self.outcome.refused:
            self.add_error(None, _("Faltan respuestas que no se pueden dejar en blanco: están en esta página"))
        level = cleaned.get("level", "")
        if level and level != self.outcome.level and not cleaned.get("level_reason"):
            self.add_error("level_reason", _("Escribe por qué eliges otro nivel que el sugerido"))
        self._check_review(cleaned)
        return cleaned

    def _check_review(self, cleaned) -> None:
        review, done_on = cleaned.get("next_review_on"), cleaned.get("done_on")
        if not review or not done_on:
            return
        if review <= done_on:
            self.add_error("next_review_on", _("Escribe un día posterior al de la evaluación"))
        elif self.instrument.area == AssessmentArea.RISK and cleaned.get("level"):
            latest = latest_review(cleaned["level"], done_on)
            if review > latest:
                self.add_error(
                    "next_review_on", _("Con ese nivel se repite a más tardar el %s") % latest.strftime("%d/%m/%Y")
                )


class ErrandForm(Form):
    """Who covers one thing that is missing, and by when."""

    assigned_to = WhoField(
        label=_("A cargo de"),
        queryset=User.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": _("Elige a alguien del equipo del caso")},
    )
    due_on = forms.DateField(label=_("Para el"), error_messages={"required": _("Escribe para qué día es")})

    def __init__(self, *args, people: QuerySet[User], me: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = people
        self.fields["assigned_to"].me = me

    def clean_due_on(self) -> date:
        return not_past(self.cleaned_data["due_on"], self.initial.get("due_on"))

    @property
    def errand(self) -> Errand:
        return Errand(self.cleaned_data["assigned_to"], self.cleaned_data["due_on"])


def errand_forms(lacking, sent, *, people: QuerySet[User], me: User) -> dict[str, ErrandForm]:
    """One for each question that is missing, by its code; tomorrow at the latest unless somebody says otherwise."""
    initial = {"assigned_to": me.pk, "due_on": timezone.localdate() + timedelta(days=1)}
    return {each.code: ErrandForm(sent, prefix=each.code, people=people, me=me, initial=initial) for each in lacking}


def signing_of(form: SignForm, errands: dict[str, ErrandForm]) -> Signing:
    """Of validated forms: what the verb takes."""
    return Signing(**form.cleaned_data, errands={code: each.errand for code, each in errands.items()})
