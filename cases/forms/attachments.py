"""Bringing a file: chosen, or taken with the telephone's camera; what it is, whose, and who may open it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import RESERVED_AREAS, Area
from accounts.trail_words import RevealReason
from cases.attachments.kinds import KINDS, MIB, kind_of
from cases.models import Attachment, Case, Person
from cases.states import AttachmentKind
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills

TITLE_LENGTH = Attachment._meta.get_field("title").max_length
REASON_LENGTH = Attachment._meta.get_field("withdrawal_reason").max_length
READERS = (
    (Area.GENERAL, _("Todo el equipo del caso")),
    (Area.PSYCHOLOGICAL, _("Solo el área psicológica")),
    (Area.LEGAL, _("Solo el área legal")),
)
_ACCEPTED = ",".join(f".{extension}" for extension in KINDS)


class FileForm(IdempotentForm, Form):
    """One file, by either way."""

    file = forms.FileField(
        label=_("Archivo"),
        required=False,
        help_text=_("Foto, PDF, Word, Excel u OpenDocument hasta 25 MB; audio o video hasta 200 MB."),
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
    )
    photo = forms.FileField(
        label=_("O una foto hecha ahora"),
        required=False,
        help_text=_("En el teléfono abre la cámara. Si la foto quedó en la galería, bórrala después."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg", "capture": "environment"}),
    )
    title = forms.CharField(
        label=_("Título"),
        max_length=TITLE_LENGTH,
        help_text=_("Para encontrarlo después. Sin nombres."),
        error_messages={"required": _("Escribe un título")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("file", "photo"):
            self.fields[name].says_optional = False

    def clean_file(self):
        return _checked(self.cleaned_data["file"])

    def clean_photo(self):
        return _checked(self.cleaned_data["photo"])

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"file", "photo"}:
            given = [name for name in ("file", "photo") if cleaned.get(name)]
            if not given:
                self.add_error("file", _("Elige un archivo o toma una foto"))
            elif len(given) == 2:
                self.add_error("photo", _("Sube un archivo o una foto, uno por vez"))
        return cleaned

    @property
    def chosen(self):
        """The one file that came; its form is valid."""
        return self.cleaned_data["file"] or self.cleaned_data["photo"]


class NewAttachmentForm(FileForm):
    """``case`` is where it goes; ``may_reserve`` areas are offered to whoever brings it."""

    kind = forms.ChoiceField(
        label=_("Qué es"),
        choices=[("", _("Elegir una opción")), *AttachmentKind.choices],
        error_messages={"required": _("Elige qué es")},
    )
    person = RowChoiceField(
        label=_("De quién es"), queryset=Person.objects.none(), required=False, empty_label=_("Todo el caso")
    )
    area = forms.ChoiceField(
        label=_("Quién puede abrirlo"),
        choices=READERS,
        widget=Pills,
        error_messages={"required": _("Elige quién puede abrirlo")},
    )
    field_order = ["file", "photo", "kind", "title", "person", "area"]

    def __init__(self, *args, case: Case, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.filter(participations__case=case).order_by("code")


class WithdrawForm(Form):
    reason = forms.CharField(
        label=_("Por qué se retira"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Por ejemplo: era de otro caso. Queda con tu nombre y la hora."),
        error_messages={"required": _("Escribe por qué se retira")},
    )


class OriginalForm(Form):
    """One press: each reason is a button."""

    reason = forms.ChoiceField(
        label=_("Para qué lo necesitas"),
        choices=RevealReason.choices,
        error_messages={"required": _("Elige para qué lo necesitas"), "invalid_choice": _("Elige uno de los motivos")},
    )


def default_area(area: str) -> str:
    """Areas whose texts are reserved keep their files for themselves unless they say otherwise."""
    return area if area in RESERVED_AREAS else Area.GENERAL


def _checked(file):
    """A file of a kind that is taken, and not longer than its kind may be."""
    if not file:
        return None
    if kind_of(file.name) is None:
        raise forms.ValidationError(_("No recibimos archivos de ese tipo. Sube una foto, un PDF o un documento."))
    if file.is_too_long:
        raise forms.ValidationError(_("El archivo pesa más de %d MB") % max(1, file.limit // MIB))
    return file
