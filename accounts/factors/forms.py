"""What people type or their browser answers about a second factor: shape and words only."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from interface.forms import Form, IdempotentForm

_CODE = re.compile(r"[0-9]{6}")
_CODE_FIELD = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}


class CredentialField(forms.JSONField):
    """What the browser answers about a key; hidden, filled in by segundo-factor.js."""

    widget = forms.HiddenInput

    def prepare_value(self, value):
        return "" if value is None else super().prepare_value(value)  # not the word "null", which would be an answer

    def clean(self, value):
        answer = super().clean(value)
        if answer is not None and not isinstance(answer, dict):
            raise forms.ValidationError(_("No se pudo leer la respuesta de la llave. Vuelve a intentarlo."))
        return answer


class FactorForm(Form):
    """A code of the app or of recovery, or the answer of a key."""

    code = forms.CharField(
        label=_("Código de tu aplicación"),
        max_length=40,
        help_text=_("Seis números. Si no la tienes, escribe aquí uno de tus códigos de recuperación."),
        error_messages={"required": _("Escribe el código de tu aplicación")},
        widget=forms.TextInput(attrs=_CODE_FIELD | {"class": "govuk-input--width-20"}),
    )
    credential = CredentialField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = not self.data.get("credential")


class AppForm(Form):
    """The first code of an app that is being added."""

    code = forms.CharField(
        label=_("Código que muestra la aplicación"),
        max_length=12,
        help_text=_("Seis números, que cambian cada medio minuto."),
        error_messages={"required": _("Escribe los seis números que muestra la aplicación")},
        widget=forms.TextInput(attrs=_CODE_FIELD | {"class": "govuk-input--width-5", "inputmode": "numeric"}),
    )

    def clean_code(self):
        code = "".join(self.cleaned_data["code"].split())
        if not _CODE.fullmatch(code):
            raise forms.ValidationError(_("Escribe los seis números que muestra la aplicación"))
        return code


class KeyForm(Form):
    """A key that is being added, and the name by which its owner knows it."""

    name = forms.CharField(
        label=_("Nombre de la llave"),
        max_length=40,
        help_text=_("Para reconocerla después: «Celular», «Llave azul»."),
        error_messages={"required": _("Escribe un nombre para reconocerla")},
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    credential = CredentialField(
        error_messages={"required": _("Falta la respuesta de la llave: pulsa «Añadir llave o huella»")}
    )


class FactorResetForm(IdempotentForm, Form):
    """Why the factors of an account are to be removed."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=500,
        help_text=_("Qué perdió y cómo comprobaste, en persona o por videollamada, que es quien dice ser."),
        error_messages={"required": _("Escribe qué pasó y cómo comprobaste quién es")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
