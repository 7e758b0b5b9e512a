"""Whose cases pass to whom, which of them, and what to know of each."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.team import MemberField
from cases.models import Assignment
from interface.forms import Form, IdempotentForm

_NOTE = "note-"


class WhoseForm(Form):
    """The first step: whose. Everybody who may be in a team is offered."""

    de = MemberField(
        label=_("De quién"), queryset=User.objects.none(), error_messages={"required": _("Elige de quién")}
    )

    def __init__(self, *args, people: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["de"].queryset = people


class _TickedField(forms.MultipleChoiceField):
    """Takes any id: a case that has passed meanwhile is not an error, and one that never was hers is not chosen."""

    def valid_value(self, value):
        return True


class CaseloadForm(IdempotentForm, Form):
    """``parts``: one current part in the team for each case that may pass; each has a box and a note of its own."""

    to = MemberField(
        label=_("A quién"),
        queryset=User.objects.none(),
        error_messages={"required": _("Elige a quién"), "invalid_choice": _("Elige a alguien de la misma sede")},
    )
    cases = _TickedField(widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Marca al menos un caso")})
    with_tasks = forms.BooleanField(
        label=_("Pasar también sus tareas pendientes de estos casos"), required=False, initial=True
    )

    def __init__(self, *args, people: QuerySet[User], parts: list[Assignment], **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = parts
        self.fields["to"].queryset = people
        for part in parts:
            self.fields[f"{_NOTE}{part.case_id}"] = forms.CharField(
                label=_("Nota de entrega de %s") % part.case.code,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def lines(self) -> list[tuple[Assignment, bool, forms.BoundField]]:
        """Each part, whether its case is ticked, and the field of its note."""
        asked = set(self.data.getlist("cases")) if self.is_bound else {str(part.case_id) for part in self.parts}
        return [(part, str(part.case_id) in asked, self[f"{_NOTE}{part.case_id}"]) for part in self.parts]

    def chosen(self) -> list[Assignment]:
        """Of a cleaned form."""
        return [part for part in self.parts if str(part.case_id) in self.cleaned_data["cases"]]

    def notes(self) -> dict:
        return {part.case_id: self.cleaned_data[f"{_NOTE}{part.case_id}"] for part in self.parts}
