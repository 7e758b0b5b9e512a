"""Constraints that every room's models use, so that a choice list is also a rule of the database."""

from hashlib import blake2s

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

_LONGEST_FIELD = 24


def choice_check(field: str, choices, *, blank: bool = False) -> CheckConstraint:
    """A check that ``field`` holds a value of ``choices`` (a ``Choices`` class or a list of pairs).

    ``blank=True`` also lets the empty text through. NULL is the field's own affair. The name carries the app
    and the model, and a long field is shortened with a digest, so that PostgreSQL never cuts it.
    """
    values = [value for value, _label in getattr(choices, "choices", choices)]
    return CheckConstraint(
        condition=Q(**{f"{field}__in": [*values, ""] if blank else values}),
        name=f"%(app_label)s_%(class)s_{_short(field)}_listed",
        violation_error_message=_("Elige una opción de la lista."),
    )


def choices_check(field: str, choices) -> CheckConstraint:
    """A check that every element of the array ``field`` is a value of ``choices``."""
    values = [value for value, _label in getattr(choices, "choices", choices)]
    return CheckConstraint(
        condition=Q(**{f"{field}__contained_by": values}),
        name=f"%(app_label)s_%(class)s_{_short(field)}_listed",
        violation_error_message=_("Elige opciones de la lista."),
    )


def _short(field: str) -> str:
    if len(field) <= _LONGEST_FIELD:
        return field
    digest = blake2s(field.encode(), digest_size=3).hexdigest()
    return f"{field[: _LONGEST_FIELD - 7]}_{digest}"
