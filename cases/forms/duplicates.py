"""What is decided of two records, and why."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import DuplicatePair, PersonMerge
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

SAME, DIFFERENT, LATER = "misma", "otra", "despues"
DECISIONS = (
    (SAME, _("Es la misma: unir las dos fichas")),
    (DIFFERENT, _("No son la misma")),
    (LATER, _("Decidir después")),
)
LATER_DAYS = 30
LONGEST_LATER = 365


class DecisionForm(IdempotentForm, Form):
    """One of three answers. Which code stays is asked only where the two are one."""

    decision = forms.ChoiceField(
        label=_("¿Es la misma persona?"),
        choices=DECISIONS,
        widget=Pills,
        error_messages={"required": _("Marca una de las tres respuestas")},
    )
    kept = forms.ChoiceField(
        label=_("Código que queda"),
        required=False,
        widget=Pills,
        help_text=_("Solo si es la misma. El otro código seguirá llevando a ella."),
    )
    until = forms.DateField(
        label=_("Volver a verla el"), required=False, help_text=_("Solo si lo decides después. Sin fecha, en 30 días.")
    )
    note = forms.CharField(
        label=_("Por qué"),
        max_length=DuplicatePair._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Qué comprobaste y con quién."),
        error_messages={"required": _("Escribe por qué: quien lo revise mañana lo necesita")},
    )

    def __init__(self, *args, pair: DuplicatePair, **kwargs):
        super().__init__(*args, **kwargs)
        people = sorted([pair.first, pair.second], key=lambda each: each.created_at)
        self.fields["kept"].choices = [(str(each.pk), each.code) for each in people]

    def clean(self):
        cleaned = super().clean()
        decision, until = cleaned.get("decision"), cleaned.get("until")
        if decision == SAME and not cleaned.get("kept") and "kept" not in self.errors:
            self.add_error("kept", _("Elige cuál de los dos códigos queda"))
        if decision == LATER and "until" not in self.errors:
            today = timezone.localdate()
            cleaned["until"] = until = until or today + timedelta(days=LATER_DAYS)
            if not today < until <= today + timedelta(days=LONGEST_LATER):
                self.add_error("until", _("Escribe un día después de hoy, dentro de un año"))
        return cleaned


class UndoForm(IdempotentForm, Form):
    reason = forms.CharField(
        label=_("Por qué se deshace"),
        max_length=PersonMerge._meta.get_field("undone_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escribe por qué se deshace")},
    )
