"""Two people, one row: the second to save is told, and nobody's change is lost."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """A row that two people may edit. Forms carry ``version``; ``save_current`` compares it."""

    version = models.PositiveIntegerField(_("versión"), default=1, editable=False)

    class Meta:
        abstract = True


class StaleVersion(Exception):
    """Somebody saved the row first. ``current`` is the row as it stands now; None if it no longer exists."""

    def __init__(self, current: models.Model | None):
        super().__init__("The row changed since it was read.")
        self.current = current


def save_current(instance: Versioned, expected: int, fields: Iterable[str]) -> None:
    """Write ``fields`` of ``instance`` if the row still has version ``expected``, and raise its version by one.

    One UPDATE … WHERE version, so nothing can happen between the comparison and the writing. Every field passes
    through its own ``pre_save`` as in ``Model.save``. Raises StaleVersion, having written nothing, otherwise.
    """
    values = {name: instance._meta.get_field(name).pre_save(instance, False) for name in fields}
    rows = type(instance)._base_manager.filter(pk=instance.pk)
    if not rows.filter(version=expected).update(**values, version=F("version") + 1):
        raise StaleVersion(rows.first())
    instance.version = expected + 1
