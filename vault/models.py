"""Data keys, one per person and one per case, and the base of every table with sealed columns."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models, transaction
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from vault.fields import SealedField
from vault.ids import uuid7
from vault.keyring import Keyring, keyring
from vault.seals import KEY_BYTES, OVERHEAD, new_key, subkey

WRAPPED_BYTES = OVERHEAD + KEY_BYTES


class DataKeyQuerySet(models.QuerySet):
    def make(self) -> "DataKey":
        """A new stored data key under the current key of the keyring. Raises KeyringMissing."""
        made = new_data_key(keyring())
        made.save(force_insert=True, using=self.db)
        return made

    def make_many(self, count: int) -> list["DataKey"]:
        """``count`` new stored data keys, for loading many rows at once."""
        ring = keyring()
        return self.bulk_create([new_data_key(ring) for _ in range(count)], batch_size=5000)

    def shred(self) -> int:
        """Destroy these keys for good; what they sealed can never be read again. Returns how many."""
        living = self.filter(wrapped__isnull=False)
        return living.update(wrapped=None, shredded_at=timezone.now())

    shred.queryset_only = True  # a forgotten filter would erase everything

    def under_old_keys(self) -> "DataKeyQuerySet":
        """Living keys not wrapped under the current key of the keyring."""
        return self.filter(wrapped__isnull=False).exclude(key_version=keyring().current)

    def rewrap_all(self, batch: int = 1000) -> int:
        """Wrap every living key under the current key of the keyring; returns how many were not.

        Commits batch by batch and asks the rows what is left to do, so it may be stopped and run again.
        """
        total = 0
        while done := self._rewrap_batch(batch):
            total += done
        return total

    def _rewrap_batch(self, batch: int) -> int:
        with transaction.atomic(using=self.db):
            keys = list(self.under_old_keys().select_for_update().order_by("id")[:batch])
            ring = keyring()
            for key in keys:
                key.rewrap(ring)
            # An upsert of locked rows: one statement instead of one CASE per row.
            self.bulk_create(
                keys,
                update_conflicts=True,
                unique_fields=["id"],
                update_fields=["wrapped", "key_version"],
            )
        return len(keys)


class DataKey(models.Model):
    """32 random bytes, kept only wrapped under a key of the keyring. Without them a row is noise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    wrapped = models.BinaryField(null=True, editable=False)
    key_version = models.PositiveSmallIntegerField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    shredded_at = models.DateTimeField(null=True, editable=False)

    objects = DataKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="datakey_shredded_or_wrapped",
                condition=models.Q(wrapped__isnull=True, shredded_at__isnull=False)
                | models.Q(wrapped__isnull=False, shredded_at__isnull=True),
            ),
            models.CheckConstraint(
                name="datakey_wrapped_whole",
                condition=Exact(Length("wrapped"), WRAPPED_BYTES),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def __getstate__(self) -> dict:
        """Without the opened key: it is never pickled, neither into a cache nor into a task."""
        return {name: value for name, value in super().__getstate__().items() if name != "_opened"}

    @property
    def is_shredded(self) -> bool:
        return self.shredded_at is not None

    def cipher(self, purpose: str) -> AESGCM:
        """The cipher of this key for one purpose ("field", "file"), kept on this object only.

        Raises Shredded, SealBroken or KeyringMissing.
        """
        opened = self.__dict__.setdefault("_opened", {})
        if purpose not in opened:
            opened[purpose] = AESGCM(subkey(self._unwrap(keyring()), purpose))
        return opened[purpose]

    def rewrap(self, ring: Keyring) -> None:
        """Wrap again under the current key of ``ring``; the caller saves."""
        self.wrapped = ring.wrap(self.pk, self._unwrap(ring))
        self.key_version = ring.current

    def _unwrap(self, ring: Keyring) -> bytes:
        return ring.unwrap(self.pk, self.key_version, self.wrapped)


def new_data_key(ring: Keyring) -> DataKey:
    """A data key not yet stored."""
    made = DataKey(key_version=ring.current)
    made.wrapped = ring.wrap(made.pk, new_key())
    return made


class SealedModel(models.Model):
    """A row with sealed columns: its id is known before the INSERT, its key is a data key.

    Lists that read sealed columns say ``select_related("key")``, else each row asks for its key.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.ForeignKey("vault.DataKey", on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        """As Django's, but sealed columns are forgotten, and read again when asked for, instead of opened."""
        sealed = {field.attname for field in self._meta.concrete_fields if isinstance(field, SealedField)}
        for name in sealed if fields is None else sealed & set(fields):
            self.__dict__.pop(name, None)
        if fields is not None:
            fields = [name for name in fields if name not in sealed]
        if fields is None or fields:
            super().refresh_from_db(using, fields, from_queryset)
