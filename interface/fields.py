"""Choices of rows whose keys are UUIDs: a key that is none is a wrong choice like any other, in our words."""

from django import forms


class RowChoiceField(forms.ModelChoiceField):
    """``forms.ModelChoiceField`` that answers a malformed key with ``invalid_choice``."""

    def to_python(self, value):
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise _invalid_choice(self, value) from None


class RowsChoiceField(forms.ModelMultipleChoiceField):
    """``forms.ModelMultipleChoiceField`` that answers a malformed key with ``invalid_choice``."""

    def _check_values(self, value):
        try:
            return super()._check_values(value)
        except forms.ValidationError:
            raise _invalid_choice(self, value) from None


def _invalid_choice(field: forms.Field, value) -> forms.ValidationError:
    return forms.ValidationError(field.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
