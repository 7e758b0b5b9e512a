"""What happened and what comes next. Texts are sealed with the case's key; entries are never changed."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case as SqlCase
from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Area, Permission
from cases.models.case import Case
from cases.models.person import Person
from cases.states import CORRECTABLE, MILESTONES, NOTES, EntryKind, TaskKind
from directory.constraints import choice_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.models import SealedModel


class TimelineQuerySet(models.QuerySet):
    def milestones(self):
        return self.filter(kind__in=MILESTONES)

    def notes(self):
        return self.filter(kind__in=NOTES)

    def for_file(self):
        """Newest first, ready to be shown without a further query per line."""
        return (
            self.select_related("key", "by", "person", "corrects__by")
            .prefetch_related(models.Prefetch("corrections", TimelineEntry.objects.select_related("by")))
            .order_by("-occurred_at", "-id")
        )


class TimelineEntry(SealedModel):
    """One line of the case's history. Higher rooms write theirs through ``cases.actions.add_entry``.

    ``subject_kind`` (a model's label) and ``subject_id`` lead to the row it tells of, where there is one.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="timeline")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=14, choices=EntryKind)
    area = models.CharField(_("área"), max_length=14, choices=Area, default=Area.GENERAL)
    is_shared = models.BooleanField(_("compartida con todo el equipo"), default=False)
    occurred_at = models.DateTimeField(_("cuándo"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    headline = SealedTextField(_("título"), max_length=200)
    body = SealedTextField(_("texto"), blank=True, max_length=10000)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = _("registro de la cronología")
        constraints = [choice_check("kind", EntryKind), choice_check("area", Area)]
        indexes = [
            models.Index(fields=["case", "-occurred_at", "-id"], name="timeline_case"),
            models.Index(fields=["subject_id"], name="timeline_subject"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_behind_a_click(self) -> bool:
        """Whether its text is shown only by an act that says why, to its author too: what therapy wrote."""
        return self.area == Area.PSYCHOLOGICAL

    @property
    def is_correctable(self) -> bool:
        """Whether somebody wrote its text: what the system tells by itself is not corrected."""
        return self.kind in CORRECTABLE


def with_last_contact(cases):
    """``cases``, each with ``last_contact_at``: when its last note or attention was; None: never."""
    last = TimelineEntry.objects.notes().filter(case=OuterRef("pk")).order_by("-occurred_at").values("occurred_at")
    return cases.annotate(last_contact_at=Subquery(last[:1]))


def without_contact(cases, since: datetime):
    """Of ``cases``, those whose last note or attention is older than ``since``, or that have none since then.

    Each carries ``last_contact_at``, the longest silence first.
    """
    return (
        with_last_contact(cases)
        .filter(Q(last_contact_at__lt=since) | Q(last_contact_at=None, opened_on__lt=since.date()))
        .order_by(F("last_contact_at").asc(nulls_first=True), "opened_on", "id")
    )


class TaskQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def assigned_to(self, user):
        return self.filter(assigned_to=user)

    def given_by_others(self):
        """Those that somebody else, or the clock, put into the hands of whoever has them."""
        return self.filter(Q(given_by=None) | ~Q(given_by=F("assigned_to")))

    def overdue(self, on: date):
        return self.pending().filter(due_on__lt=on)

    def of_team(self, user):
        """Tasks of the cases this account works on; of its whole office for whoever organises the teams."""
        if user.can(Permission.MANAGE_TEAM):
            return self.visible_to(user)
        return self.visible_to(user).filter(case__in=Case.objects.of_team_member(user))

    def in_group(self, group: str, today: date):
        return self.filter(_in_bounds(*due_bounds(today)[group]))

    def group_counts(self, today: date) -> dict[str, int]:
        """How many in each group of "Mi trabajo", and under ``last`` the latest day of all; one query."""
        counts = {name: Count("pk", filter=_in_bounds(*bounds)) for name, bounds in due_bounds(today).items()}
        return self.aggregate(**counts, last=Max("due_on"))

    def first_of_groups(self, today: date, size: int):
        """The first ``size`` of each group, in one query; what is due later than this week is left out."""
        bounds = due_bounds(today)
        groups = SqlCase(*[When(_in_bounds(*each), then=Value(name)) for name, each in bounds.items()])
        order = [F("due_on"), F("due_time").asc(nulls_last=True), F("id")]
        return (
            self.exclude(_in_bounds(*bounds["later"]))
            .alias(place=Window(RowNumber(), partition_by=groups, order_by=order))
            .filter(place__lte=size)
        )

    def next_of_each_case(self):
        """Of every case its nearest pending task."""
        return self.pending().order_by("case_id", "due_on", "due_time", "id").distinct("case_id")

    def for_list(self):
        """With what a line shows: case, person, how to reach her, who does it."""
        return self.select_related("case", "key", "person__safe_contact__key", "assigned_to").order_by(
            "due_on", F("due_time").asc(nulls_last=True), "id"
        )


class Task(SealedModel, Versioned):
    """Something to be done for a case by a day, by somebody: since ``given_at``, by the hand of ``given_by`` (None: the
    clock)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("tarea"), max_length=18, choices=TaskKind)
    details = SealedTextField(_("detalle"), blank=True, max_length=600)
    due_on = models.DateField(_("para el"))
    due_time = models.TimeField(_("hora"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("a cargo de")
    )
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("tarea")
        constraints = [
            choice_check("kind", TaskKind),
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="task_done_or_cancelled", condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on"],
                name="task_pending",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            ),
            models.Index(fields=["case", "due_on"], name="task_case"),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def is_pending(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    def give(self, to, by, at: datetime) -> list[str]:
        """Put it into the hands of ``to``, unsaved; answers the names of the fields that changed, for saving."""
        if self.assigned_to_id == to.pk:
            return []
        self.assigned_to, self.given_by, self.given_at = to, by, at
        return ["assigned_to", "given_by", "given_at"]

    def due_group(self, today: date) -> str:
        """``overdue``, ``today``, ``tomorrow``, ``week`` (up to Sunday) or ``later``, as "Mi trabajo" groups them."""
        return due_group(self.due_on, today)


def due_bounds(today: date) -> dict[str, tuple[date | None, date | None]]:
    """First and last day of each group of "Mi trabajo", both included; None is open. The week ends on Sunday."""
    tomorrow, sunday = today + timedelta(days=1), today + timedelta(days=6 - today.weekday())
    return {
        "overdue": (None, today - timedelta(days=1)),
        "today": (today, today),
        "tomorrow": (tomorrow, tomorrow),
        "week": (tomorrow + timedelta(days=1), sunday),
        "later": (max(tomorrow, sunday) + timedelta(days=1), None),
    }


def due_group(due_on: date, today: date) -> str:
    """The group of "Mi trabajo" that a day belongs to, seen from ``today``."""
    bounds = due_bounds(today).items()
    return next(
        name
        for name, (first, last) in bounds
        if (first is None or first <= due_on) and (last is None or due_on <= last)
    )


def _in_bounds(first: date | None, last: date | None) -> Q:
    return (Q(due_on__gte=first) if first else Q()) & (Q(due_on__lte=last) if last else Q())
