"""Why something behind a click is uncovered."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.trail_words import RevealReason
from interface.forms import Form


class RevealForm(Form):
    """One press: each reason is a button."""

    reason = forms.ChoiceField(
        label=_("Para qué lo necesitas"),
        choices=RevealReason.choices,
        error_messages={"required": _("Elige para qué lo necesitas"), "invalid_choice": _("Elige uno de los motivos")},
    )
