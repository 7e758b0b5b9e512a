"""What opens one case to one account beyond office and team, and what the case's own office and confidentiality were.

Nothing here is ever deleted: "who could see this on 3 March?" is answered from these rows, from the team's and from
the accounts' periods (``cases/could_see.py``). django-guardian is imported here and nowhere else: of it we take the
direct foreign keys of a grant, and none of its functions (``docs/adr/0016-exceptions-to-scope.md``).
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Permission as AuthPermission
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


class CaseGrantQuerySet(models.QuerySet):
    def live(self, at: datetime | None = None):
        """Grants that open their case at ``at`` (default now); whose account is active is the caller's question."""
        at = at or timezone.now()
        return self.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=at), granted_at__lte=at, ends_at__gt=at)

    def give(self, case, user, *, reason: str, granted_at: datetime, ends_at: datetime, by):
        """The row of a grant: the one permission there is, to view. Who may, the verb asks (``give_grant``)."""
        view = AuthPermission.objects.get_by_natural_key("view_case", "cases", "case")
        return self.create(
            key=case.key,
            content_object=case,
            user=user,
            permission=view,
            reason=reason,
            granted_at=granted_at,
            ends_at=ends_at,
            granted_by=by,
        )

    def for_team_page(self):
        return self.select_related("key", "user", "granted_by", "revoked_by").order_by("-granted_at", "-id")


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
                | Q(revoked_at__isnull=False, revoked_at__gte=F("granted_at"), revoked_by__isnull=False),
            ),
            models.CheckConstraint(name="casegrant_not_to_oneself", condition=~Q(user=F("granted_by"))),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="casegrant_user")]

    def __str__(self):
        return str(self.pk)

    @property
    def last_day(self) -> date:
        """It ends with a day, at midnight: the last one on which it holds."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))

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

    def untold(self):
        """Of which nobody who protects the data was written to."""
        return self.filter(told_at__isnull=True)

    def for_review(self):
        return self.select_related("key", "user__office", "reviewed_by")


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
    told_at = models.DateTimeField(null=True, blank=True)

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
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                & Q(reviewed_at__gte=F("started_at"))
                & ~Q(outcome=""),
            ),
            models.CheckConstraint(name="emergency_reviewed_by_another", condition=~Q(reviewed_by=F("user"))),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="emergency_user")]

    def __str__(self):
        return self.case_code

    @property
    def is_live(self) -> bool:
        return self.started_at <= timezone.now() < self.ends_at

    def end(self, at: datetime) -> None:
        """It ends now, unless it has ended; the caller saves."""
        self.ends_at = min(self.ends_at, max(at, self.started_at + timedelta(microseconds=1)))


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
