"""What is looked for. It travels by POST only: a name must never stand in an address."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.codes import case_code_like, person_code_like
from cases.documents import normal_number
from directory.forms import PlaceForm
from interface.forms import Form

EARLIEST_YEAR = 1900
LONGEST = 120
FEWEST_DIGITS = 7  # of a document of which only the number is known
_YEAR_WORDS = _("Escribe el año con cuatro cifras, por ejemplo 2010")


def _box(label, **options) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "search", **options.pop("attrs", {})})
    return forms.CharField(label=label, max_length=LONGEST, required=False, widget=widget, **options)


class SearchForm(Form):
    """Any of name, document and code; the year of birth only sharpens the others."""

    name = _box(_("Nombres y apellidos, como suenen"))
    document = _box(_("Documento"))
    code = _box(_("Código"))
    birth_year = forms.IntegerField(
        label=_("Año de nacimiento"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "inputmode": "numeric"}),
        error_messages={"invalid": _YEAR_WORDS},
    )

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not EARLIEST_YEAR <= year <= timezone.localdate().year:
            raise forms.ValidationError(_YEAR_WORDS)
        return year

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("name", "document", "code")):
            self.add_error("name", _("Escribe un nombre, un documento o un código"))
        return cleaned

    @property
    def asked(self) -> list[str]:
        """Names of the fields that were filled in, for the trail; never what was typed. Of a cleaned form."""
        return [name for name, value in self.cleaned_data.items() if value]


class SearchingForm(PlaceForm):
    """Mixin, first of the bases, for forms with a search inside: its buttons bring the form back as it was typed.

    As with "Cambiar" of a place, nothing is checked then and nothing saved.
    """

    def _change_names(self):
        return [*super()._change_names(), "buscar", "elegir", "soltar"]


def from_one_box(text: str) -> dict[str, str]:
    """What was typed in the band's only box, under the field it most likely belongs to."""
    digits = sum(letter.isdigit() for letter in text)
    if normal_number(text).isdigit() and digits >= FEWEST_DIGITS:
        return {"document": text}
    if case_code_like(text) or person_code_like(text):
        return {"code": text}
    return {"document" if digits >= FEWEST_DIGITS - 1 else "name": text}
