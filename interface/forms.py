"""The base of every form: our words for errors, dates typed fast, and the two guards (idempotency and version)."""

import json
import uuid

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from interface.widgets import DateInput, DateTimeInput

# %(label)s is filled in per field, the rest by Django when the error is raised. They suit "tú" and "usted" alike.
_MESSAGES = {
    "required": _("Falta «%(label)s»"),
    "invalid_choice": _("Elegir una de las opciones de «%(label)s»"),
    "invalid_list": _("Elegir una o más opciones de «%(label)s»"),
    "invalid_pk_value": _("Elegir una de las opciones de «%(label)s»"),
    "empty": _("El archivo de «%(label)s» está vacío"),
    "missing": _("Falta el archivo de «%(label)s»"),
    "contradiction": _("En «%(label)s», o se elige un archivo o se quita el que hay, no las dos cosas"),
}
_LIMIT_MESSAGES = {
    "max_length": _("«%(label)s» admite %%(limit_value)d caracteres y tiene %%(show_value)d"),
    "min_length": _("«%(label)s» necesita al menos %%(limit_value)d caracteres y tiene %%(show_value)d"),
    "max_value": _("«%(label)s» no puede pasar de %%(limit_value)s"),
    "min_value": _("«%(label)s» no puede ser menor que %%(limit_value)s"),
}
_INVALID_BY_KIND = (
    (forms.DateTimeField, _("«%(label)s» necesita una fecha y una hora, por ejemplo 17/11/2026 15:30")),
    (forms.DateField, _("«%(label)s» necesita una fecha que exista, por ejemplo 17/11/2026")),
    (forms.TimeField, _("«%(label)s» necesita una hora entre 00:00 y 23:59, por ejemplo 15:30")),
    (forms.DecimalField, _("«%(label)s» se escribe con números, por ejemplo 1250.50")),
    (forms.FloatField, _("«%(label)s» se escribe con números, por ejemplo 1250.50")),
    (forms.IntegerField, _("«%(label)s» se escribe con un número entero")),
    (forms.EmailField, _("«%(label)s» necesita una dirección como nombre@entidad.pe")),
    (forms.URLField, _("«%(label)s» necesita una dirección que empiece por https://")),
    (forms.UUIDField, _("«%(label)s» no es un identificador conocido")),
    (forms.FileField, _("No se pudo leer el archivo de «%(label)s»")),
)
# Django formats these with parameters of its own, so a percent sign in the label has to be doubled first.
_WITH_PARAMETERS = {"invalid_choice", "invalid_pk_value", *_LIMIT_MESSAGES}
_DJANGO_BLANK = "---------"


def _class_messages(field: forms.Field) -> dict:
    messages = {}
    for ancestor in reversed(type(field).__mro__):
        messages.update(getattr(ancestor, "default_error_messages", {}))
    return messages


def _our_messages(field: forms.Field) -> dict:
    messages = dict(_MESSAGES)
    messages.update(kind_message for kind_message in [_invalid_message(field)] if kind_message)
    if not isinstance(field, forms.FileField):
        messages.update(_LIMIT_MESSAGES)
    return messages


def _invalid_message(field: forms.Field) -> tuple | None:
    return next((("invalid", message) for kind, message in _INVALID_BY_KIND if isinstance(field, kind)), None)


def put_messages(field: forms.Field, label: str) -> None:
    """Replace Django's default error messages of a field by ours, which name it; the author's own stay."""
    defaults = _class_messages(field)
    for code, message in _our_messages(field).items():
        if field.error_messages.get(code) is not defaults.get(code):
            continue
        name = label.replace("%", "%%") if _has_parameters(code, field) else label
        field.error_messages[code] = message % {"label": name}


def _has_parameters(code: str, field: forms.Field) -> bool:
    return code in _WITH_PARAMETERS or (code == "invalid" and isinstance(field, forms.EmailField | forms.URLField))


def _name_blank_choice(field: forms.Field) -> None:
    is_group = isinstance(field.widget, forms.RadioSelect)
    words = _("Sin indicar") if is_group else _("Elegir una opción")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == _DJANGO_BLANK:
            field.empty_label = words
    elif isinstance(field, forms.ChoiceField):
        choices = list(field.choices)
        if choices and choices[0][1] == _DJANGO_BLANK:
            field.choices = [(choices[0][0], words), *choices[1:]]


def _type_dates_fast(field: forms.Field) -> None:
    if type(field.widget) is forms.DateInput:
        field.widget = DateInput(attrs=field.widget.attrs)
    elif type(field.widget) is forms.DateTimeInput:
        field.widget = DateTimeInput(attrs=field.widget.attrs)


class _OurWords:
    """Mixed into Form and ModelForm below."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _type_dates_fast(field)
            _name_blank_choice(field)
            put_messages(field, str(self[name].label))


class Form(_OurWords, forms.Form):
    """Use instead of django.forms.Form."""


class ModelForm(_OurWords, forms.ModelForm):
    """Use instead of django.forms.ModelForm."""


class IdempotentForm:
    """Mixin for forms that create: ``class NewNoteForm(IdempotentForm, ModelForm)``.

    Adds the hidden ``idempotency_key`` (a UUID, fresh per form). The view hands ``cleaned_data["idempotency_key"]``
    to the verb, which answers a second arrival of the same key with what the first one made.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        message = _("El formulario llegó incompleto y no se guardó nada. Se puede enviar otra vez.")
        self.fields["idempotency_key"] = forms.UUIDField(
            widget=forms.HiddenInput,
            initial=uuid.uuid4,
            error_messages={"required": message, "invalid": message},
        )
        self._renew_broken_key()

    def _renew_broken_key(self):
        """A key that is no UUID is refused once; the form that goes back carries a good one."""
        if not self.is_bound:
            return
        name = self.add_prefix("idempotency_key")
        try:
            uuid.UUID(self.data.get(name, ""))
        except ValueError:
            self.data = self.data.copy()
            self.data[name] = str(uuid.uuid4())
            self._key_was_broken = True

    def clean(self):
        cleaned = super().clean()
        if getattr(self, "_key_was_broken", False):
            self.add_error("idempotency_key", self.fields["idempotency_key"].error_messages["required"])
        return cleaned


class VersionedForm:
    """Mixin for forms that edit what two people may edit: ``class PlanForm(VersionedForm, ModelForm)``.

    Adds the hidden ``version``, taken from the instance or from ``initial["version"]``; the view hands
    ``cleaned_data["version"]`` to the verb, which refuses an old one, and the view answers with
    ``interface.pages.render_conflict``. What was chosen on that page arrives here as ordinary data.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        message = _("El formulario llegó incompleto. Conviene abrirlo de nuevo antes de guardar.")
        instance = getattr(self, "instance", None)
        if hasattr(instance, "version"):
            self.initial.setdefault("version", instance.version)
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, error_messages={"required": message, "invalid": message}
        )
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=self._digests)
        if self.is_bound:
            self._take_choices()

    @property
    def changes(self) -> dict:
        """What the verb needs: the cleaned data with the version, without this form's own bookkeeping."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"seen", "idempotency_key"}}

    def shared_fields(self):
        """The fields that two people may have changed: visible, not files."""
        return [
            field
            for field in self
            if not field.is_hidden and not isinstance(field.field, forms.FileField) and not field.field.disabled
        ]

    def seen_digests(self) -> dict[str, str]:
        """What the person had before them when they began to type, as a digest per field."""
        try:
            seen = json.loads(self["seen"].value() or "{}")
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def _digests(self) -> str:
        return json.dumps(
            {field.name: digest(field.name, field.initial, field.field) for field in self.shared_fields()}
        )

    def _take_choices(self):
        """On the way back from the 409 page: put in each field the text that was chosen for it."""
        self._unanswered = []
        for name in self.data.getlist(self.add_prefix("cotejo")) if hasattr(self.data, "getlist") else []:
            if name in self.fields:
                self._take_choice(name)

    def _take_choice(self, name):
        html_name = self.add_prefix(name)
        choice = self.data.get(f"{html_name}-queda")
        if choice == "ahora":
            self.data = self.data.copy()
            self.data.setlist(html_name, self.data.getlist(f"{html_name}-ahora"))
        elif choice == "juntos":
            self.data = self.data.copy()
            both = [self.data.get(f"{html_name}-ahora", ""), self.data.get(html_name, "")]
            self.data[html_name] = "\n\n".join(filter(None, both))
        elif choice != "mio":
            self._unanswered.append(name)

    def clean(self):
        cleaned = super().clean()
        for name in getattr(self, "_unanswered", []):
            self.add_error(name, _("Falta elegir qué queda en «%(label)s»") % {"label": self[name].label})
        return cleaned


def plain(value, field: forms.Field) -> list[str]:
    """A field's value as a list of texts that can be compared, whichever way it arrived."""
    value = field.prepare_value(value)
    if value is None or value == "":
        return []
    if isinstance(value, list | tuple | set) or hasattr(value, "all"):
        return sorted(str(item) for item in value)
    return [str(value).replace("\r\n", "\n").strip()]


def digest(name: str, value, field: forms.Field) -> str:
    """Eight characters that change when the value does and say nothing about it."""
    text = json.dumps([name, plain(value, field)])
    return salted_hmac("interface.seen", text).hexdigest()[:8]
