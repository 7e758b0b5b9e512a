"""Making and unmaking decoys. The case itself is not touched: nothing of it may tell."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import require
from accounts.audit import record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.errors import NotPossible
from cases.models import Decoy, ScopePeriod
from vault.models import DataKey


def make_decoy(case: ScopePeriod, note: str, *, by: User) -> Decoy:
    """Mark the case of ``case`` (what its maker may know of it: id and code) as made up, for nobody to open.

    From now on it is in no figure and no export, and opening it is an alert. Raises PermissionDenied, and NotPossible
    where it is a decoy already.
    """
    require(by, Permission.TEND_DECOYS)
    try:
        with transaction.atomic():
            decoy = Decoy.objects.create(
                key=DataKey.objects.make(), case_id=case.case_id, case_code=case.case_code, note=note, made_by=by
            )
            # The row names the mark, not the case: whoever reads the trail does not learn which one it is.
            record_about(by, AuditAction.CREATED, decoy)
    except IntegrityError as refused:
        raise NotPossible(_("Ese caso ya es señuelo")) from refused
    return decoy


def end_decoy(decoy: Decoy, *, by: User) -> Decoy:
    """Take the mark away: the case counts as any other again. Ending it twice changes nothing."""
    require(by, Permission.TEND_DECOYS)
    with transaction.atomic():
        locked = Decoy.objects.select_for_update().get(pk=decoy.pk)
        if locked.ended_at is None:
            locked.ended_at, locked.ended_by = timezone.now(), by
            locked.save(update_fields=["ended_at", "ended_by"])
            record_about(by, AuditAction.CHANGED, locked, fields=["ended_at"])
    return locked
