"""Why a part of a file does not concern somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import SectionMark
from interface.forms import Form, IdempotentForm


class SectionMarkForm(IdempotentForm, Form):
    reason = forms.CharField(
        label=_("Por qué no aplica"),
        max_length=SectionMark._meta.get_field("reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Lo lee quien abra «Qué falta» después de ti."),
        error_messages={"required": _("Escribe por qué: si no, alguien volverá a preguntarlo")},
    )
