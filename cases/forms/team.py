"""Who works on a case, and as what."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.states import TeamRole
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

_WHO = {"required": _("Elige a quién"), "invalid_choice": _("Elige a alguien de la sede del caso")}


class MemberField(RowChoiceField):
    def label_from_instance(self, user: User) -> str:
        return f"{user}, {user.get_role_display().lower()}"


class AssignForm(IdempotentForm, Form):
    user = MemberField(label=_("Quién"), queryset=User.objects.none(), error_messages=_WHO)
    role = forms.ChoiceField(
        label=_("Papel en el equipo"),
        choices=[choice for choice in TeamRole.choices if choice[0] != TeamRole.LEAD],
        widget=Pills,
        error_messages={"required": _("Elige su papel")},
    )

    def __init__(self, *args, people: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class HandOverForm(IdempotentForm, Form):
    to = MemberField(label=_("Nueva persona responsable"), queryset=User.objects.none(), error_messages=_WHO)
    with_tasks = forms.BooleanField(
        label=_("Pasarle también las tareas pendientes del caso"),
        required=False,
        initial=True,
        help_text=_("Las de quien era responsable hasta ahora."),
    )

    def __init__(self, *args, people: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people
