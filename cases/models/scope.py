"""What opens one case to one account beyond office and team, and what the case's own office and confidentiality were.

Nothing here is ever deleted: "who could see this on 3 March?" is answered from these rows, from the team's and from
the accounts' periods (``cases/could_see.py``). django-guardian is imported here and nowhere else: of it we take the
direct foreign keys of a grant, and none of its functions (``docs/adr/0016-exceptions-to-scope.md``).
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from cases.states import ReviewOutcome
from directory.codelists import Confidentiality
from directory.constraints import choice_check
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel

LONGEST_GRANT = timedelta(days=90)
LONGEST_EMERGENCY = timedelta(hours=4)
SHORTEST_REASON = 20  # characters of a written reason


class CaseGrantQuerySet(models.QuerySet):
    def live(self, at: datetime | None = None):
        """Grants that open their case at ``at`` (default now); whose account is active is the caller's question."""
        at = at or timezone.now()
        return self.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=at), granted_at__lte=at, ends_at__gt=at)


class CaseGrant(SealedModel, UserObjectPermissionBase):
    """An exceptional grant to see one case, outside office and team: for a reason, until a day, at most 90 days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_grants")
    content_object = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="grants")
    reason = SealedTextField(_("motivo"), max_length=1000)
    granted_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("hasta"))
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CaseGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("permiso excepcional")
        ordering = ["granted_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="casegrant_interval",
                condition=Q(ends_at__gt=F("granted_at"), ends_at__lte=F("granted_at") + LONGEST_GRANT),
            ),
            models.CheckConstraint(
                name="casegrant_revoked_by_somebody",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__gte=F("granted_at"), revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="casegrant_not_to_oneself", condition=~Q(user=F("granted_by"))),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="casegrant_user")]

    def __str__(self):
        return str(self.pk)

    @property
    def is_live(self) -> bool:
        now = timezone.now()
        return self.granted_at <= now < self.ends_at and (self.revoked_at is None or self.revoked_at > now)


class EmergencyAccessQuerySet(models.QuerySet):
    def live(self, at: datetime | None = None):
        """Accesses that open their case at ``at`` (default now)."""
        at = at or timezone.now()
        return self.filter(started_at__lte=at, ends_at__gt=at)

    def to_review(self):
        return self.filter(reviewed_at__isnull=True)


class EmergencyAccess(SealedModel):
    """Somebody opened a case that is not theirs because somebody's life could not wait: hours, a reason, a review.

    Sealed under a key of its own and with the case's code beside it, so that whoever reviews it reads the reason
    without reading the case.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="emergencies")
    case_code = models.CharField(_("código del caso"), max_length=24)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="emergencies")
    reason = SealedTextField(_("motivo"), max_length=1000)
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("hasta"))
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(_("resultado"), max_length=14, choices=ReviewOutcome, blank=True)
    note = SealedTextField(_("nota"), blank=True, max_length=1000)

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("acceso de emergencia")
        ordering = ["-started_at", "-id"]
        constraints = [
            choice_check("outcome", ReviewOutcome, blank=True),
            models.CheckConstraint(
                name="emergency_interval",
                condition=Q(ends_at__gt=F("started_at"), ends_at__lte=F("started_at") + LONGEST_EMERGENCY),
            ),
            models.CheckConstraint(
                name="emergency_reviewed_whole",
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, outcome="")
                | (Q(reviewed_at__gte=F("started_at"), reviewed_by__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(name="emergency_reviewed_by_another", condition=~Q(reviewed_by=F("user"))),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="emergency_user")]

    def __str__(self):
        return self.case_code

    @property
    def is_live(self) -> bool:
        return self.started_at <= timezone.now() < self.ends_at


class ScopePeriod(models.Model):
    """The office and the confidentiality of a case, from when until when.

    A trigger writes these rows (migration 0004), whoever writes the case and by whatever way. With its code, so that
    whoever may know who saw a case, and not the case, can name it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="scope_periods")
    case_code = models.CharField(max_length=24, db_index=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    confidentiality = models.CharField(max_length=20, choices=Confidentiality)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("periodo de alcance")
        ordering = ["started_at", "id"]
        constraints = [
            choice_check("confidentiality", Confidentiality),
            models.CheckConstraint(
                name="scopeperiod_interval", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
            models.UniqueConstraint(name="scopeperiod_one_open", fields=["case"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.case_code} {self.started_at:%Y-%m-%d}"
