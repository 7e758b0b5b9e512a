"""Which parts of a file go on paper."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.file_parts import Printed
from interface.forms import Form


class PartsForm(Form):
    """Sent by address (GET): what was chosen can be asked for again, and says nothing of anybody."""

    parte = forms.MultipleChoiceField(
        label=_("Qué lleva la copia"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Elige al menos una parte"),
            "invalid_choice": _("Una de las partes no existe o no es para tu usuario. Elige de la lista."),
        },
    )

    def __init__(self, *args, parts: Iterable[Printed], **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = {part.key: part for part in parts}
        self.fields["parte"].choices = [(part.key, part.label) for part in self.parts.values()]
        self.fields["parte"].initial = list(self.parts)

    @property
    def chosen(self) -> list[Printed]:
        """In the order of the file."""
        keys = set(self.cleaned_data["parte"])
        return [part for part in self.parts.values() if part.key in keys]
