"""What a case taught: a good or a bad practice, of which agency, in words that name nobody."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.people import model_text, reason_field
from cases.models import Case, Lesson
from cases.outcome_lists import LessonKind
from directory.models import Agency
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

_PRACTICES = [(each.value, each.label) for each in LessonKind if each != LessonKind.NONE]
_SAY_WHAT = _("Cuenta qué pasó y qué aprendimos")


class _AgencyField(RowChoiceField):
    def label_from_instance(self, agency) -> str:
        return f"{agency.acronym}: {agency.name}" if agency.acronym else agency.name


class LessonFields(Form):
    kind = forms.ChoiceField(
        label=_("Qué fue"),
        choices=_PRACTICES,
        widget=Pills,
        error_messages={"required": _("Marca si fue una buena o una mala práctica")},
    )
    agency = _AgencyField(
        label=_("De qué entidad"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Ninguna: es del centro"),
    )
    text = model_text(
        Lesson,
        "text",
        required=True,
        label=_("Qué pasó y qué aprendimos"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sin nombres ni datos que la señalen."),
        error_messages={"required": _SAY_WHAT},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.valid(on=timezone.localdate()).order_by("name", "id")

    def told(self) -> dict:
        """What ``write_lesson`` takes; of a cleaned form."""
        return {name: self.cleaned_data[name] for name in ("kind", "agency", "text")}


class NewLessonForm(IdempotentForm, LessonFields):
    """One more, whenever it was learnt."""


class ClosingLessonForm(LessonFields):
    """Beside the closing of a case: may be left out. That there was nothing is offered while nothing was written."""

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        is_first = not Lesson.objects.standing().filter(case=case).exists()
        kind.required, kind.initial = False, ""
        kind.choices = [("", _("Ahora no")), *(LessonKind.choices if is_first else _PRACTICES)]
        self.fields["text"].required = False
        for name in ("kind", "agency", "text"):
            self.fields[name].says_optional = False

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("kind") in dict(_PRACTICES) and "text" not in self.errors and not cleaned["text"]:
            self.add_error("text", _SAY_WHAT)
        has_words = bool(cleaned.get("agency") or cleaned.get("text"))
        if has_words and cleaned.get("kind") in ("", LessonKind.NONE):
            self.add_error("kind", _("Marca si fue una buena o una mala práctica, o borra lo que escribiste"))
        return cleaned

    def told(self) -> dict | None:
        """None where nothing was marked."""
        return super().told() if self.cleaned_data["kind"] else None


class WithdrawLessonForm(Form):
    reason = reason_field(Lesson)
