"""Why something behind a click is uncovered, and where somebody is kept safe."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.trail_words import RevealReason
from cases.models import ShelterLocation
from interface.forms import Form, IdempotentForm

LONGEST_PLACE = ShelterLocation._meta.get_field("place").max_length


class RevealForm(Form):
    """One press: each reason is a button."""

    reason = forms.ChoiceField(
        label=_("Para qué lo necesitas"),
        choices=RevealReason.choices,
        error_messages={"required": _("Elige para qué lo necesitas"), "invalid_choice": _("Elige uno de los motivos")},
    )


class ShelterForm(IdempotentForm, Form):
    """Where she is from a day on; without a place, that she left where she was (``current``)."""

    place = forms.CharField(
        label=_("Dónde está"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST_PLACE,
        required=False,
        help_text=_("Casa, dirección, a quién llamar. Si salió y no está en otra acogida, déjalo vacío."),
    )
    since = forms.DateField(label=_("Desde qué día"), error_messages={"required": _("Escribe desde qué día")})

    def __init__(self, *args, current: ShelterLocation | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_since(self) -> date:
        since = self.cleaned_data["since"]
        if since > timezone.localdate():
            raise forms.ValidationError(_("Escribe hoy o un día que ya pasó"))
        if self.current and since < self.current.since:
            raise forms.ValidationError(_("Está donde está desde un día posterior"))
        return since

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("place") and self.current is None and "place" not in self.errors:
            self.add_error("place", _("Escribe dónde está"))
        return cleaned
