"""Bringing a file: chosen, or taken with the telephone's camera; what it is, whose, and who may open it."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.permissions import RESERVED_AREAS, Area
from accounts.trail_words import RevealReason
from cases.attachments.bound import BoundPhotos
from cases.attachments.kinds import KINDS, MIB, MOST_PAGES, PAGES_LIMIT, Group, kind_of
from cases.models import Attachment, Case, Person
from cases.states import AttachmentKind
from interface.fields import RowChoiceField
from interface.forms import Form, IdempotentForm
from interface.widgets import Pills
from vault.uploads import SealedUpload

TITLE_LENGTH = Attachment._meta.get_field("title").max_length
REASON_LENGTH = Attachment._meta.get_field("withdrawal_reason").max_length
READERS = (
    (Area.GENERAL, _("Todo el equipo del caso")),
    (Area.PSYCHOLOGICAL, _("Solo el área psicológica")),
    (Area.LEGAL, _("Solo el área legal")),
)
# Pages that the camera is offered for at once; of photographs that are there already, MOST_PAGES.
CAMERA_PAGES = 8
_WAYS = ("file", "photo")
_CHOOSE_AGAIN = {
    "file": _("Elige otra vez el archivo: el navegador no lo guarda mientras se corrige lo demás"),
    "photo": _(
        "Toma otra vez la foto, o elígela de la galería: el navegador no la guarda mientras se corrige lo demás"
    ),
}
_ACCEPTED = ",".join(f".{extension}" for extension in KINDS)


class FilesField(forms.FileField):
    """What came under one name, in its order; an empty list where nothing did."""

    def clean(self, data, initial=None):
        files = data if isinstance(data, list) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files if each]


class FilesInput(forms.FileInput):
    """One input that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class CameraInputs(FilesInput):
    """An input that opens the camera, and more of them for further pages: a camera gives one photograph at a time."""

    template_name = "cases/camera_inputs.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["further"] = range(2, CAMERA_PAGES + 1)
        return context


class FileForm(IdempotentForm, Form):
    """A file, or photographs, by either way; several photographs are the pages of one document."""

    photo = FilesField(
        label=_("Tomar foto"),
        required=False,
        help_text=_("En el teléfono abre la cámara. Si la foto quedó en la galería, bórrala después."),
        widget=CameraInputs(attrs={"accept": "image/jpeg", "capture": "environment", "multiple": False}),
    )
    file = FilesField(
        label=_("Elegir archivo"),
        required=False,
        help_text=_(
            "Foto, PDF, Word, Excel u OpenDocument hasta 25 MB; audio o video hasta 200 MB. Varias fotos elegidas a la "
            "vez son páginas de un solo documento."
        ),
        widget=FilesInput(attrs={"accept": _ACCEPTED, "multiple": True}),
    )
    title = forms.CharField(
        label=_("Título"),
        max_length=TITLE_LENGTH,
        help_text=_("Para encontrarlo después. Sin nombres."),
        error_messages={"required": _("Escribe un título")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in _WAYS:
            self.fields[name].says_optional = False

    def clean_file(self):
        return _checked(self.cleaned_data["file"])

    def clean_photo(self):
        return _checked(self.cleaned_data["photo"])

    def clean(self):
        cleaned = super().clean()
        if self.errors.keys() & set(_WAYS):
            return cleaned
        given = [name for name in _WAYS if cleaned.get(name)]
        if not given:
            self.add_error("file", _("Elige un archivo o toma una foto"))
        elif len(given) == 2:
            self.add_error("photo", _("Sube un archivo o una foto, uno por vez"))
        elif self.errors:
            self.add_error(given[0], _CHOOSE_AGAIN[given[0]])
        return cleaned

    @cached_property
    def chosen(self) -> SealedUpload | BoundPhotos:
        """What is stored of what came; its form is valid."""
        files = self.cleaned_data["file"] or self.cleaned_data["photo"]
        return files[0] if len(files) == 1 else BoundPhotos(files)


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
    field_order = ["photo", "file", "kind", "title", "person", "area"]

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


def _checked(files: list[SealedUpload]) -> list[SealedUpload]:
    """Files of kinds that are taken, and not longer than their kinds may be; several only of photographs."""
    for place, file in enumerate(files, 1):
        if problem := _problem(file, len(files) > 1):
            where = _("Página %(place)d: %(problem)s") % {"place": place, "problem": problem}
            raise forms.ValidationError(where if len(files) > 1 else problem)
    if len(files) > MOST_PAGES:
        raise forms.ValidationError(_("Son más de %d páginas: sube las demás como otro documento") % MOST_PAGES)
    if len(files) > 1 and sum(file.size for file in files) > PAGES_LIMIT:
        words = _("Las fotos pesan juntas más de %d MB: sube las demás como otro documento")
        raise forms.ValidationError(words % (PAGES_LIMIT // MIB))
    return files


def _problem(file: SealedUpload, is_page: bool) -> str:
    kind = kind_of(file.name)
    if kind is None:
        return _("No recibimos archivos de ese tipo. Sube una foto, un PDF o un documento.")
    if is_page and kind.group != Group.IMAGE:
        return _("Varios a la vez, solo fotos. Lo que no es foto se sube aparte.")
    if file.is_too_long:
        return _("El archivo pesa más de %d MB") % max(1, file.limit // MIB)
    return ""
