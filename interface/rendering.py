"""Django's own form renderer, drawing GOV.UK markup: labels, hints, errors and widgets of every form."""

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

_BASE_CLASSES = (
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select w100"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.widgets.Input, "govuk-input"),
)
_SHORT = (forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.NumberInput)


def _base_class(widget: forms.Widget) -> str:
    return next((name for kind, name in _BASE_CLASSES if isinstance(widget, kind)), "")


class CalpBoundField(BoundField):
    """A field that knows its GOV.UK classes, its default hint and where its error-summary link must point."""

    def __init__(self, form, field, name):
        super().__init__(form, field, name)
        self.help_text = field.help_text or getattr(field.widget, "default_help_text", "")

    @property
    def is_optional(self) -> bool:
        """Optional fields say so in their label. Checkboxes do not: leaving one empty is an answer.

        A field that is asked for only sometimes sets ``says_optional = False`` and lets its hint tell when.
        """
        if not getattr(self.field, "says_optional", True):
            return False
        return not self.field.required and not isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def error_target(self) -> str:
        """The id that a link in the error summary must point at: the control, or the first of its group; else ""."""
        if self.is_hidden:
            return ""
        if not self.use_fieldset:
            return self.id_for_label
        if isinstance(self.field.widget, forms.MultiWidget):
            return f"{self.auto_id}_0"
        return self.subwidgets[0].id_for_label if self.subwidgets else ""

    @property
    def character_limit(self) -> int | None:
        """The longest text a textarea takes, for its counter."""
        if isinstance(self.field.widget, forms.Textarea):
            return getattr(self.field, "max_length", None)
        return None

    def build_widget_attrs(self, attrs, widget=None):
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        # The server answers in our words; the browser's bubbles are in its own language and go away.
        attrs.pop("required", None)
        if widget.is_hidden:
            return attrs
        if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
            attrs.pop("aria-invalid", None)
            return attrs
        self._add_classes(attrs, widget)
        if isinstance(widget, forms.Textarea):
            self._prepare_textarea(attrs, widget)
        elif isinstance(widget, forms.widgets.Input):
            self._prepare_input(attrs, widget)
        return attrs

    def _add_classes(self, attrs, widget):
        base = _base_class(widget)
        own = widget.attrs.get("class", "")
        error = f"{base.split()[0]}--error" if base and self.errors else ""
        width = "govuk-input--width-10" if isinstance(widget, _SHORT) and "width" not in own else ""
        if classes := " ".join(filter(None, (base, error, width, own))):
            attrs["class"] = classes

    def _prepare_input(self, attrs, widget):
        # maxlength would cut a pasted text without a word; the server says how much is too much instead.
        attrs.update(maxlength=False, minlength=False)
        if not isinstance(widget, forms.PasswordInput | forms.FileInput | forms.CheckboxInput):
            attrs.setdefault("autocomplete", widget.attrs.get("autocomplete", "off"))
        if isinstance(widget, forms.NumberInput):
            # Django derives its decimal fields from the integer one.
            whole = not isinstance(self.field, forms.FloatField | forms.DecimalField)
            attrs.update(min=False, max=False, step=False, inputmode="numeric" if whole else "decimal")

    def _prepare_textarea(self, attrs, widget):
        django_default = {"cols": "40", "rows": "10"}
        is_default = all(widget.attrs.get(name) == value for name, value in django_default.items())
        rows = 4 if is_default else widget.attrs.get("rows", 4)
        attrs.update(maxlength=False, minlength=False, cols=False, rows=rows)
        if self.character_limit:
            attrs["data-maximo"] = self.character_limit
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {self.count_id}".strip()

    @property
    def count_id(self) -> str:
        return f"{self.auto_id}_cuenta"

    @property
    def group_classes(self) -> str:
        return "govuk-form-group govuk-form-group--error" if self.errors else "govuk-form-group"


class CalpRenderer(TemplatesSetting):
    """``FORM_RENDERER``. Templates live in templates/django/forms/."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
    bound_field_class = CalpBoundField
