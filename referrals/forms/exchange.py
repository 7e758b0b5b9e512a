"""Uploading a workbook, and asking for one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import Form, IdempotentForm
from referrals.exchange.files import MOST_BYTES, Reason

# What a browser sends around a file.
_ENVELOPE_BYTES = 64 * 1024


class _OfficeForm(IdempotentForm, Form):
    """Which office: asked only of those who have several."""

    office = forms.ChoiceField(label=_("Sede"), error_messages={"required": _("Elige la sede")})

    def __init__(self, *args, offices, **kwargs):
        self.offices = {str(office.pk): office for office in offices}
        super().__init__(*args, **kwargs)
        if len(self.offices) == 1:
            del self.fields["office"]
        else:
            names = [(pk, office.name) for pk, office in self.offices.items()]
            self.fields["office"].choices = [("", _("Elegir una opción")), *names]

    @property
    def chosen_office(self):
        """The office chosen, or the only one."""
        return self.offices[self.cleaned_data.get("office") or next(iter(self.offices))]


class UploadForm(_OfficeForm):
    """A workbook of the standard. ``sent_bytes`` is what the whole request weighs: more than may be is not read."""

    file = forms.FileField(
        label=_("Libro"),
        help_text=_("La plantilla HTCDS 2.0 llenada: .xlsx, .ods o .csv, hasta 20 MB y 20,000 filas."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={
            "required": _("Elige el archivo del libro"),
            "empty": Reason.EMPTY.label,
        },
    )
    field_order = ["file", "office"]

    def __init__(self, *args, sent_bytes: int = 0, **kwargs):
        super().__init__(*args, **kwargs)
        if sent_bytes > MOST_BYTES + _ENVELOPE_BYTES:
            self.fields["file"].error_messages["required"] = Reason.TOO_BIG.label

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(Reason.TOO_BIG.label)
        return file.read()


class ExportForm(_OfficeForm):
    """Why an office's records leave by a file: kept with the export."""

    reason = forms.CharField(
        label=_("Para qué sale el libro"),
        help_text=_("Por ejemplo, a qué organización se entrega y con qué acuerdo. Sin nombres de personas."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={"required": _("Escribe para qué sale el libro")},
    )
    understood = forms.BooleanField(
        label=_("Lleva nombres, documentos y relatos. Lo guardaré cifrado y lo borraré después de usarlo."),
        error_messages={"required": _("Marca que cuidarás el libro")},
    )
    field_order = ["office", "reason", "understood"]
