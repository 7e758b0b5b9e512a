"""Pages of a list by position, not by number: as fast on the last page as on the first, and one query each."""

import base64
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

AFTER, BEFORE = "despues", "antes"


@dataclass(frozen=True)
class Page:
    """One page of a list: iterate over it, and hand it to {% pagination page %}."""

    items: list
    next_url: str
    previous_url: str

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def paginate(request: HttpRequest, queryset: QuerySet, order: str, size: int = 50) -> Page:
    """The page that ``?despues=`` or ``?antes=`` asks for, ordered by ``order`` and the key in the same direction.

    ``order`` is a field, an annotation or a path over foreign keys, with "-" for the latest first; it must never be
    null. Everything else in the address stays in the links. A position that cannot be read means the first page.
    """
    name, is_descending = order.removeprefix("-"), order.startswith("-")
    is_backwards = BEFORE in request.GET
    position = _read(request.GET.get(BEFORE if is_backwards else AFTER, ""), queryset, name)
    is_backwards = is_backwards and position is not None
    goes_down = is_descending != is_backwards
    sign = "-" if goes_down else ""
    if position is not None:
        queryset = queryset.filter(_beyond(name, position, goes_down))
    found = list(queryset.order_by(f"{sign}{name}", f"{sign}pk")[: size + 1])
    has_more, items = len(found) > size, found[:size]
    if is_backwards:
        items.reverse()
    has_next = bool(items) and (is_backwards or has_more)
    has_previous = bool(items) and (has_more if is_backwards else position is not None)
    return Page(
        items,
        _url(request, AFTER, items[-1], name) if has_next else "",
        _url(request, BEFORE, items[0], name) if has_previous else "",
    )


def _beyond(name: str, position: tuple, goes_down: bool) -> Q:
    value, key = position
    side = "lt" if goes_down else "gt"
    return Q(**{f"{name}__{side}e": value}) & (Q(**{f"{name}__{side}": value}) | Q(**{f"pk__{side}": key}))


def _output_field(queryset: QuerySet, name: str) -> Field:
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field
    model, field = queryset.model, None
    for step in name.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        model = field.related_model
    return field


def _value(row: Model, name: str):
    for step in name.split("__"):
        row = getattr(row, step)
    return row


def _url(request: HttpRequest, parameter: str, row: Model, name: str) -> str:
    query = request.GET.copy()
    for old in (AFTER, BEFORE):
        query.pop(old, None)
    value = _value(row, name)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    packed = json.dumps([text, str(row.pk)], separators=(",", ":")).encode()
    query[parameter] = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return f"?{query.urlencode()}"


def _read(cursor: str, queryset: QuerySet, name: str) -> tuple | None:
    try:
        text, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if "\0" in text:  # PostgreSQL has no such letter
            return None
        value = _output_field(queryset, name).to_python(text)
        return (value, queryset.model._meta.pk.to_python(key)) if value is not None else None
    except (ValueError, TypeError, ValidationError):  # written by hand, or cut on the way
        return None
