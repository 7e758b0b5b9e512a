"""Bringing an office's own template for letters in Word."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.letters.kinds import LetterKind
from cases.letters.word import MOST_BYTES
from directory.models import Office
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm


class TemplateForm(IdempotentForm, Form):
    kind = forms.ChoiceField(
        label=_("Para qué carta"),
        choices=[("", _("Elegir una opción")), *LetterKind.choices],
        error_messages={"required": _("Elige para qué carta es")},
    )
    office = RowChoiceField(
        label=_("Para qué sede"),
        queryset=Office.objects.none(),
        required=False,
        empty_label=_("Todas las sedes"),
    )
    file = forms.FileField(
        label=_("Archivo de Word"),
        help_text=_("Un .docx de hasta 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": _("Elige el archivo")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = Office.objects.active()
        self.fields["office"].says_optional = False

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".docx"):
            raise forms.ValidationError(_("Tiene que ser un documento de Word, terminado en .docx"))
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("El archivo pesa más de 2 MB"))
        return file
