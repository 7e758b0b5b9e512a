"""Numbers as plain JSON and back, because a run keeps them. Canonical text, so that equal numbers have equal hashes."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Self, get_args, get_origin, get_type_hints


class Frozen:
    """Base of the frozen dataclasses of a report: integers, texts, days, medians, and tuples of the same."""

    def to_json(self) -> dict[str, Any]:
        """Plain dictionaries, lists, numbers and ISO days."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, numbers: dict[str, Any]) -> Self:
        """The same object again. Raises KeyError when a number is missing: nothing is guessed."""
        types = get_type_hints(cls)
        return cls(**{each.name: _read(types[each.name], numbers[each.name]) for each in fields(cls)})


def sha256_of(numbers: dict[str, Any]) -> str:
    """SHA-256 of the canonical text: keys sorted, no spaces, UTF-8."""
    text = json.dumps(numbers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return value.to_json()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(kind: Any, value: Any) -> Any:
    if get_origin(kind) is UnionType:
        if value is None:
            return None
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], each) for each in value)
    if is_dataclass(kind):
        return kind.from_json(value)
    return kind.fromisoformat(value) if kind is date else kind(value)
