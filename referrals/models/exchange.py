"""Exchange of records by workbook: the jobs, what was said of each row, and what our tables cannot hold of a row."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.models import Participation
from directory.constraints import choice_check
from referrals.exchange.findings import Outcome
from referrals.exchange.states import (
    EXPORT_UNFINISHED,
    EXPORT_WORK,
    IMPORT_UNFINISHED,
    IMPORT_WORK,
    ExportStatus,
    Failure,
    ImportStatus,
)
from vault.fields import SealedBytesField, SealedJSONField, SealedTextField
from vault.models import SealedModel

# A job whose worker has not been heard of for this long is taken by another.
SILENCE = timedelta(minutes=2)
MAX_ATTEMPTS = 4
HASH_BYTES = 32


class JobQuerySet(models.QuerySet):
    """Jobs of an office. The row is the truth; a message is only a wake-up."""

    permission: str
    work: dict[str, str]

    def visible_to(self, user):
        if not user.can(self.permission):
            return self.none()
        return self if user.can(Permission.SEE_ALL_OFFICES) else self.filter(office_id=user.office_id)

    def waiting(self, now: datetime):
        """Jobs that somebody must take: nobody was heard of for a while."""
        unfinished = [*self.work, *self.work.values()]
        return self.filter(status__in=unfinished, heartbeat_at__lte=now - SILENCE)

    def claim(self, pk: UUID, now: datetime):
        """Take a waiting job, or one whose worker fell silent; None when it is somebody else's or at its end.

        ``attempt`` grows with each claim and fences: whoever lost the claim can no longer write.
        """
        silent = Q(status__in=self.work.values(), heartbeat_at__lte=now - SILENCE)
        with transaction.atomic():
            rows = self.select_for_update(skip_locked=True, of=("self",))
            job = rows.filter(Q(status__in=self.work) | silent, pk=pk).first()
            if job is None:
                return None
            job.attempt += 1
            job.status, job.heartbeat_at = self.work.get(job.status, job.status), now
            if job.attempt > MAX_ATTEMPTS:
                job.status, job.failure = "FAILED", Failure.TOO_OFTEN
            job.save(update_fields=["attempt", "status", "failure", "heartbeat_at"])
        return job if job.status in self.work.values() else None

    def for_list(self):
        return self.select_related("office", "requested_by").order_by("-id")


class StoredFile(SealedModel):
    """A workbook on its way in or out, sealed with a key of its own: there is no plain copy on any disk."""

    content = SealedBytesField()
    size = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return str(self.pk)


class Job(SealedModel):
    """What an import and an export share."""

    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+", verbose_name=_("sede"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    failure = models.CharField(max_length=12, choices=Failure, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    file = models.OneToOneField(StoredFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def percent(self) -> int:
        """Whole per cent of the rows done, at most 99: only the status says that a job is over."""
        return min(99, 100 * self.rows_done // self.rows_total) if self.rows_total else 0


class ImportRunQuerySet(JobQuerySet):
    permission = Permission.IMPORT_RECORDS
    work = IMPORT_WORK


class ImportRun(Job):
    """One uploaded workbook: checked first, written only when somebody says so and nothing in it was refused."""

    status = models.CharField(_("estado"), max_length=10, choices=ImportStatus, default=ImportStatus.UPLOADED)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    new_rows = models.PositiveIntegerField(default=0)
    known_rows = models.PositiveIntegerField(default=0)
    refused_rows = models.PositiveIntegerField(default=0)
    new_cases = models.PositiveIntegerField(default=0)
    new_people = models.PositiveIntegerField(default=0)
    possible_duplicates = models.PositiveIntegerField(default=0)
    # One entry per column: title, letter, field, note, counts by category, counts by message. Titles are sealed.
    summary = SealedJSONField(default=list, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("importación")
        constraints = [
            choice_check("status", ImportStatus),
            choice_check("failure", Failure, blank=True),
            models.CheckConstraint(
                name="importrun_failed_says_why",
                condition=(Q(status=ImportStatus.FAILED) & ~Q(failure=""))
                | (~Q(status=ImportStatus.FAILED) & Q(failure="")),
            ),
            models.CheckConstraint(
                name="importrun_all_or_nothing",
                condition=~Q(status__in=[ImportStatus.CHECKED, ImportStatus.DONE]) | Q(refused_rows=0),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="importrun_list"),
            models.Index(
                fields=["heartbeat_at"],
                name="importrun_unfinished",
                condition=Q(status__in=sorted(IMPORT_UNFINISHED)),
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()} · {self.requested_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("referrals:import", args=[self.pk])


class ImportFindingQuerySet(models.QuerySet):
    def refused_first(self):
        """Rows to mend, then the others in their order."""
        first = models.Case(models.When(outcome=Outcome.REFUSED, then=0), default=1, output_field=models.IntegerField())
        return self.alias(refused_first=first).order_by("refused_first", "number")


class ImportFinding(SealedModel):
    """What was said of one row; sealed with the run's key. No content of the row is in it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveIntegerField(_("fila"))
    outcome = models.CharField(max_length=8, choices=Outcome)
    taken = models.PositiveSmallIntegerField(default=0)
    mapped = models.PositiveSmallIntegerField(default=0)
    kept = models.PositiveSmallIntegerField(default=0)
    refused = models.PositiveSmallIntegerField(default=0)
    # [[field or title, category, message], …] of the cells that were not simply taken.
    cells = SealedJSONField(default=list, blank=True)

    objects = ImportFindingQuerySet.as_manager()

    class Meta:
        constraints = [
            choice_check("outcome", Outcome),
            models.UniqueConstraint(name="importfinding_row_once", fields=["run", "number"]),
        ]
        indexes = [models.Index(fields=["run", "outcome", "number"], name="importfinding_order")]

    def __str__(self):
        return f"{self.number} {self.outcome}"


class StandardRecord(SealedModel):
    """What a row of the standard said beyond our tables, sealed with the person's key. One per imported row.

    ``kept``: values that our tables do not hold exactly; ``stood``: what our tables said of the same fields then
    (``referrals.exchange.lens``); ``others``: columns outside the standard, by title. ``position`` is the row's place
    among the rows of its participation.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="standard_records")
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, blank=True, related_name="records")
    # Keyed hashes: the row's identity, and the numbers that its case and its person had where it came from.
    position = models.PositiveSmallIntegerField(default=0)
    row_key = models.BinaryField(max_length=HASH_BYTES, editable=False)
    case_key = models.BinaryField(max_length=HASH_BYTES, null=True, editable=False, db_index=True)
    person_key = models.BinaryField(max_length=HASH_BYTES, null=True, editable=False, db_index=True)
    kept = SealedJSONField(default=dict, blank=True)
    stood = SealedJSONField(default=dict, blank=True)
    others = SealedJSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["participation", "position", "id"]
        constraints = [models.UniqueConstraint(name="standardrecord_row_once", fields=["office", "row_key"])]
        indexes = [models.Index(fields=["participation", "position", "id"], name="standardrecord_order")]

    def __str__(self):
        return str(self.pk)


class ExportRunQuerySet(JobQuerySet):
    permission = Permission.EXPORT_RECORDS
    work = EXPORT_WORK


class ExportRun(Job):
    """One workbook with an office's records, asked for with a reason, kept sealed for a day."""

    status = models.CharField(_("estado"), max_length=10, choices=ExportStatus, default=ExportStatus.QUEUED)
    reason = SealedTextField(_("para qué"), max_length=300)
    expires_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveSmallIntegerField(default=0)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("exportación")
        constraints = [
            choice_check("status", ExportStatus),
            choice_check("failure", Failure, blank=True),
            models.CheckConstraint(
                name="exportrun_failed_says_why",
                condition=(Q(status=ExportStatus.FAILED) & ~Q(failure=""))
                | (~Q(status=ExportStatus.FAILED) & Q(failure="")),
            ),
            models.CheckConstraint(
                name="exportrun_file_only_while_ready",
                condition=Q(status=ExportStatus.DONE, file__isnull=False, expires_at__isnull=False)
                | (~Q(status=ExportStatus.DONE) & Q(file__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-id"], name="exportrun_list"),
            models.Index(
                fields=["heartbeat_at"],
                name="exportrun_unfinished",
                condition=Q(status__in=sorted(EXPORT_UNFINISHED)),
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()} · {self.requested_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("referrals:export", args=[self.pk])
