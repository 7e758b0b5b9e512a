"""Somebody else joins a case: searched first, registered already or new."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions import NewPerson
from cases.forms.consent import consent_field
from cases.forms.people import NewPersonFields
from cases.forms.search import SearchingForm
from cases.models import Case, Person
from cases.states import ParticipationRole
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills


class PartFields(Form):
    role = forms.ChoiceField(
        label=_("Participa como"),
        choices=ParticipationRole.choices,
        widget=Pills,
        help_text=_("Si es víctima directa y menor de edad, al guardar se crean las tareas de protección."),
        error_messages={"required": _("Marca cómo participa en el caso")},
    )
    consent = consent_field()
    joined_on = forms.DateField(label=_("Atendida desde"), initial=timezone.localdate)


class KnownParticipantForm(SearchingForm, IdempotentForm, PartFields):
    """Somebody already registered."""

    def __init__(self, *args, case: Case, person: Person | None = None, **kwargs):
        self.case, self.person = case, person
        super().__init__(*args, **kwargs)

    def clean_joined_on(self):
        day = self.cleaned_data["joined_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Escribe un día que ya llegó"))
        if day < self.case.opened_on:
            raise forms.ValidationError(_("Escribe un día desde el ingreso del caso"))
        return day

    def who(self) -> Person | NewPerson:
        return self.person


class NewParticipantForm(KnownParticipantForm, NewPersonFields):
    """Somebody nobody knows yet."""

    field_order = ["role", "preferred_name", "sex", "age", "age_source"]

    def who(self) -> NewPerson:
        return self.new_person()
