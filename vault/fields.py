"""Columns that are stored only sealed: text, JSON or bytes outside, a token in the database.

An assigned value is sealed when its row is saved; a loaded one is opened when first read and then kept on
its instance. What identifies the place (table, column, row id, data key id) is part of the seal, so a value
pasted into another row, column or table does not open. Empty is stored as NULL and NULL reads as empty; a
column whose field is not ``blank`` is NOT NULL. The row needs an ``id`` made before the INSERT and a ``key``
(``SealedModel``).
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute

from vault.errors import SealBroken, SealedMisuse
from vault.keyring import keyring
from vault.seals import OVERHEAD, VERSION, open_seal, seal, subkey

PURPOSE = "field"
_LONG_TEXT = 255


class Token:
    """A sealed value on its way between the database and its reader; it shows nothing."""

    __slots__ = ("sealed", "key_id")

    def __init__(self, sealed: bytes, key_id: uuid.UUID | None = None):
        self.sealed = sealed
        self.key_id = key_id

    def __repr__(self) -> str:
        return "‹sellado›"


class SealedAttribute(DeferredAttribute):
    """The attribute of a sealed column: opens on first reading."""

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            _load_missing(instance)
        value = instance.__dict__[name]
        if isinstance(value, Token):
            value = instance.__dict__[name] = self.field.open_for(instance, value)
        return value

    def __set__(self, instance, value):
        if isinstance(value, Token):
            value.key_id = instance.__dict__.get("key_id")
        elif value is None:
            value = self.field.empty()
        instance.__dict__[self.field.attname] = value


class SealedCol(Col):
    """The column in a query: it can be selected, and sorting by it is refused."""

    def resolve_expression(self, *args, **kwargs):
        raise SealedMisuse(f"{self.target} is sealed: the database cannot sort or compute with it.")


class SealedIsNull(IsNull):
    """Whether there is a value: the only question a query may ask."""

    def process_lhs(self, compiler, connection, lhs=None):
        return compiler.compile(lhs or self.lhs)


class SealedField(models.Field):
    """What text and JSON have in common."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def __init__(self, *args, **kwargs):
        kwargs["null"] = kwargs.get("blank", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null", None)
        return name, path, args, kwargs

    # What a kind of value defines ---------------------------------------------------------------------------

    def empty(self):
        """What NULL reads as."""
        raise NotImplementedError

    def to_bytes(self, value) -> bytes:
        raise NotImplementedError

    def from_bytes(self, plain: bytes):
        raise NotImplementedError

    # Sealing and opening ------------------------------------------------------------------------------------

    def place(self, row_id: uuid.UUID | str, key_id: uuid.UUID | str) -> bytes:
        """The additional data of a value of this column."""
        return f"v1|{self.model._meta.db_table}|{self.column}|{row_id}|{key_id}".encode()

    def seal_for(self, instance, value) -> Token:
        """The token of ``value`` in this row. Raises Shredded when the row's key was destroyed."""
        cipher = instance.key.cipher(PURPOSE)
        return Token(
            seal(cipher, self.to_bytes(value), self.place(instance.pk, instance.key_id)),
            instance.key_id,
        )

    def open_for(self, instance, token: Token):
        """The value of ``token`` in this row. Raises SealBroken or Shredded, never gives a doubtful value."""
        cipher = instance.key.cipher(PURPOSE)
        return self.open_with(cipher, token, instance.pk, instance.key_id)

    def open_with(self, cipher, token: Token, row_id: uuid.UUID | str, key_id: uuid.UUID | str):
        try:
            return self.from_bytes(open_seal(cipher, token.sealed, self.place(row_id, key_id)))
        except SealBroken:
            raise SealBroken(f"{self} of row {row_id} does not open.") from None

    def pre_save(self, instance, add):
        value = instance.__dict__.get(self.attname, self)
        if value is self:  # deferred, and yet to be written: only a copy of a row does this
            value = getattr(instance, self.attname)
        if not isinstance(value, Token):
            return None if value in self.empty_values else self.seal_for(instance, value)
        if add or value.key_id != instance.key_id:
            raise SealedMisuse(f"Read {self} before giving it another row or another key.")
        return value

    # The database side --------------------------------------------------------------------------------------

    def get_internal_type(self):
        return "BinaryField"

    def db_check(self, connection):
        """The database refuses what cannot be a token: too short, or of another version."""
        column = connection.ops.quote_name(self.column)
        return f"octet_length({column}) > {OVERHEAD} AND get_byte({column}, 0) = {VERSION[0]}"

    def from_db_value(self, value, expression, connection):
        return None if value is None else Token(bytes(value))

    def get_db_prep_value(self, value, connection, prepared=False):
        if value is None or value in self.empty_values:
            return None
        if isinstance(value, Token):
            return connection.Database.Binary(value.sealed)
        raise SealedMisuse(f"{self} is sealed row by row: use save() or bulk_create(), not update() or bulk_update().")

    def get_col(self, alias, output_field=None):
        return SealedCol(alias, self, output_field)

    @property
    def cached_col(self):
        return SealedCol(self.model._meta.db_table, self)

    def get_lookup(self, lookup_name):
        if lookup_name == "isnull":
            return SealedIsNull
        raise SealedMisuse(f"{self} is sealed: the database cannot look into it ({lookup_name}).")

    def get_transform(self, lookup_name):
        raise SealedMisuse(f"{self} is sealed: the database cannot look into it ({lookup_name}).")

    def value_to_string(self, obj):
        raise SealedMisuse(f"{self} is sealed and is not serialised.")


class SealedTextField(SealedField):
    """Text. ``max_length`` counts characters of the plain text."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def empty(self) -> str:
        return ""

    def to_bytes(self, value) -> bytes:
        return str(value).encode()

    def from_bytes(self, plain: bytes) -> str:
        return plain.decode()

    def to_python(self, value) -> str:
        return "" if value is None else str(value)

    def formfield(self, **kwargs):
        defaults = {"max_length": self.max_length}
        if self.max_length is None or self.max_length > _LONG_TEXT:
            defaults["widget"] = forms.Textarea
        return super().formfield(**(defaults | kwargs))


class SealedJSONField(SealedField):
    """Lists and dictionaries of plain JSON values; empty ones are stored as NULL and read as the default."""

    def empty(self):
        return self.get_default()

    def to_bytes(self, value) -> bytes:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, plain: bytes):
        return json.loads(plain)

    def formfield(self, **kwargs):
        return super().formfield(**({"form_class": forms.JSONField} | kwargs))


class SealedBytesField(SealedField):
    """Bytes, such as a small file that lives in its row; not offered in forms."""

    empty_values = (*SealedField.empty_values, b"")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **(kwargs | {"editable": False}))

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def empty(self) -> bytes:
        return b""

    def to_bytes(self, value) -> bytes:
        return bytes(value)

    def from_bytes(self, plain: bytes) -> bytes:
        return plain


def open_values(fields: Sequence[SealedField], rows: Iterable[tuple]) -> Iterator[tuple]:
    """Open columns of many rows without building instances; yields ``(row id, *values, *rest of the row)``.

    ``rows`` is a ``values_list("id", "key_id", "key__wrapped", "key__key_version", *columns, *others)`` whose
    columns are ``fields`` in their order, best filtered to ``key__wrapped__isnull=False``: a destroyed key raises
    Shredded, a broken seal SealBroken.
    """
    ring = keyring()
    ciphers: dict[uuid.UUID, AESGCM] = {}
    for row_id, key_id, wrapped, version, *rest in rows:
        if key_id not in ciphers:
            ciphers[key_id] = AESGCM(subkey(ring.unwrap(key_id, version, wrapped), PURPOSE))
        cipher, row, key = ciphers[key_id], str(row_id), str(key_id)  # written out once per row, not per column
        for at, field in enumerate(fields):
            token = rest[at]
            rest[at] = field.empty() if token is None else field.open_with(cipher, token, row, key)
        yield row_id, *rest


def _load_missing(instance) -> None:
    """Fetch the sealed columns this instance lacks, all in one query, still sealed."""
    names = [
        field.attname
        for field in instance._meta.concrete_fields
        if isinstance(field, SealedField) and field.attname not in instance.__dict__
    ]
    rows = type(instance)._base_manager.using(instance._state.db).filter(pk=instance.pk)
    for name, value in zip(names, rows.values_list(*names).get(), strict=True):
        setattr(instance, name, value)
