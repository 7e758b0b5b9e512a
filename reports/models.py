"""Runs: a report's parameters, its frozen numbers and its file. The row is also the job, and the only truth of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, Role
from directory.constraints import choice_check
from directory.models import Office
from reports.periods import Period
from reports.states import UNFINISHED, Failure, ReportCode, RevisionReason, RunStatus
from vault.ids import uuid7

# A run whose worker has not been heard of for this long is taken by another.
SILENCE = timedelta(minutes=2)
MAX_ATTEMPTS = 5
_SHA256 = r"^[0-9a-f]{64}$"


class ReportRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Runs of the account's office; every run for national coordination and for monitoring."""
        if not user.can(Permission.VIEW_REPORTS):
            return self.none()
        return self if covers_all_offices(user) else self.filter(office_id=user.office_id, office__isnull=False)

    def of(self, code: str, period: Period, office_id: UUID | None):
        """Every revision of one report over one period for one office, or for all."""
        return self.filter(code=code, period_from=period.first, period_to=period.last, office_id=office_id)

    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def waiting(self, now: datetime):
        """Runs that somebody must take: queued, or begun by a worker that fell silent."""
        return self.unfinished().filter(heartbeat_at__lte=now - SILENCE)

    def for_list(self):
        """Newest first, with what a line of the list shows, in one query, without the numbers."""
        return self.select_related("office", "requested_by").defer("numbers", "cover").order_by("-id")

    def lock(self, code: str, period: Period, office_id: UUID | None) -> None:
        """Until the end of the transaction, nobody else adds a revision of this report: two at once take turns."""
        with connection.cursor() as cursor:
            key = f"{code} {period.first} {period.last} {office_id or ''}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])

    def add(self, code: str, period: Period, office_id: UUID | None, **more) -> "ReportRun":
        """Insert the next revision, inside the caller's transaction."""
        self.lock(code, period, office_id)
        last = self.of(code, period, office_id).aggregate(last=Max("revision"))["last"] or 0
        return self.create(
            code=code,
            period_from=period.first,
            period_to=period.last,
            office_id=office_id,
            revision=last + 1,
            **more,
        )

    def claim(self, pk: UUID, now: datetime) -> "ReportRun | None":
        """Take a queued run, or one whose worker fell silent; None when it is somebody else's or finished.

        ``attempt`` grows with each claim and fences: whoever lost the claim can no longer write. A run that was
        interrupted MAX_ATTEMPTS times in a row is given up until a person tries it again.
        """
        takeable = Q(status=RunStatus.QUEUED) | Q(status=RunStatus.RUNNING, heartbeat_at__lte=now - SILENCE)
        with transaction.atomic():
            run = self.select_for_update(skip_locked=True).filter(takeable, pk=pk).first()
            if run is None:
                return None
            run.heartbeat_at = now
            if run.status == RunStatus.RUNNING and run.attempt % MAX_ATTEMPTS == 0:
                run.status, run.failure = RunStatus.FAILED, Failure.TOO_OFTEN
            else:
                run.status, run.attempt = RunStatus.RUNNING, run.attempt + 1
            run.save(update_fields=["attempt", "status", "failure", "heartbeat_at"])
        return run if run.status == RunStatus.RUNNING else None


def covers_all_offices(user) -> bool:
    """Whether an account's reports go beyond its own office: national coordination and monitoring."""
    return user.can(Permission.SEE_ALL_OFFICES) or user.role == Role.REPORTING


def offices_for(user) -> models.QuerySet[Office]:
    """The offices whose reports an account may ask for."""
    offices = Office.objects.active()
    return offices if covers_all_offices(user) else offices.filter(pk=user.office_id)


class ReportRun(models.Model):
    """One report, once: what was asked, by whom, the numbers as they stood, the file made from them.

    Numbers are written once; a finished run is never changed (a trigger refuses it, migration 0002). Asking again
    makes the next revision, with its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("reporte"), max_length=8, choices=ReportCode)
    period_from = models.DateField(_("desde"))
    period_to = models.DateField(_("hasta"))
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sede")
    )
    revision = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(_("por qué otra vez"), max_length=14, choices=RevisionReason, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    is_scheduled = models.BooleanField(default=False)

    status = models.CharField(_("estado"), max_length=8, choices=RunStatus, default=RunStatus.QUEUED)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(default=timezone.now)

    # What the numbers tell of, and when they were read.
    cutoff_at = models.DateTimeField(null=True, blank=True)
    generated_at = models.DateTimeField(null=True, blank=True)
    numbers = models.JSONField(null=True, blank=True)
    numbers_sha256 = models.CharField(max_length=64, blank=True)
    # Words of the cover that could change later: who asked, the office's and the organisation's name.
    cover = models.JSONField(null=True, blank=True)
    layout_sha256 = models.CharField(max_length=64, blank=True)

    file_path = models.CharField(max_length=40, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveIntegerField(null=True, blank=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("ejecución de un reporte")
        constraints = [
            choice_check("code", ReportCode),
            choice_check("reason", RevisionReason, blank=True),
            choice_check("status", RunStatus),
            choice_check("failure", Failure, blank=True),
            models.CheckConstraint(name="reportrun_period", condition=Q(period_to__gte=F("period_from"))),
            models.CheckConstraint(name="reportrun_progress", condition=Q(progress__range=(0, 100))),
            models.CheckConstraint(
                name="reportrun_revision_has_reason",
                condition=Q(revision=1) | (Q(revision__gt=1) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="reportrun_failed_says_why",
                condition=(Q(status=RunStatus.FAILED) & ~Q(failure="")) | (~Q(status=RunStatus.FAILED) & Q(failure="")),
            ),
            models.CheckConstraint(
                name="reportrun_numbers_are_complete",
                condition=Q(
                    numbers__isnull=True,
                    cover__isnull=True,
                    numbers_sha256="",
                    cutoff_at__isnull=True,
                    generated_at__isnull=True,
                )
                | Q(
                    numbers__isnull=False,
                    cover__isnull=False,
                    numbers_sha256__regex=_SHA256,
                    cutoff_at__isnull=False,
                    generated_at__gte=F("cutoff_at"),
                ),
            ),
            models.CheckConstraint(
                name="reportrun_done_has_file",
                condition=Q(
                    status=RunStatus.DONE,
                    progress=100,
                    numbers__isnull=False,
                    layout_sha256__regex=_SHA256,
                    file_path__regex=r"^[0-9a-f-]{36}\.pdf$",
                    file_sha256__regex=_SHA256,
                    file_size__isnull=False,
                    file_size__gt=0,
                )
                | (~Q(status=RunStatus.DONE) & Q(file_path="", file_sha256="", file_size__isnull=True)),
            ),
            models.UniqueConstraint(
                name="reportrun_revision_once",
                fields=["code", "period_from", "period_to", "office", "revision"],
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                name="reportrun_scheduled_once",
                fields=["code", "period_from", "period_to", "office"],
                condition=Q(is_scheduled=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="reportrun_list"),
            models.Index(fields=["heartbeat_at"], name="reportrun_unfinished", condition=Q(status__in=UNFINISHED)),
        ]

    def __str__(self):
        return f"{self.get_code_display()} · {self.period.name}"

    def get_absolute_url(self):
        return reverse("reports:run", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.period_from, self.period_to)

    @property
    def is_done(self) -> bool:
        return self.status == RunStatus.DONE

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def is_late(self) -> bool:
        """Whether it is waiting for a worker that does not come."""
        return self.is_unfinished and self.heartbeat_at <= timezone.now() - SILENCE

    @property
    def fingerprint(self) -> str:
        """The first twelve digits of the numbers' SHA-256, as printed: equal numbers, equal fingerprint."""
        return "·".join(self.numbers_sha256[at : at + 4] for at in (0, 4, 8)) if self.numbers_sha256 else ""

    def file_name(self, office_code: str) -> str:
        """What the download is called: R2-2026-10-LIM.pdf."""
        parts = [self.code, self.period.slug, office_code]
        return "-".join([*parts, f"v{self.revision}"] if self.revision > 1 else parts) + ".pdf"
