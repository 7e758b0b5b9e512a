"""What happened and what comes next. Texts are sealed with the case's key; entries are never changed."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Area
from cases.models.case import Case
from cases.models.person import Person
from cases.states import MILESTONES, NOTES, EntryKind, TaskKind
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
        return self.select_related("key", "by", "person").order_by("-occurred_at", "-id")


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
    recorded_at = models.DateTimeField(auto_now_add=True)
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


class TaskQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)

    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def assigned_to(self, user):
        return self.filter(assigned_to=user)

    def overdue(self, on: date):
        return self.pending().filter(due_on__lt=on)

    def for_list(self):
        return self.select_related("case", "key", "person", "assigned_to").order_by("due_on", "due_time", "id")


class Task(SealedModel, Versioned):
    """Something to be done for a case by a day, by somebody."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(_("tarea"), max_length=18, choices=TaskKind)
    details = SealedTextField(_("detalle"), blank=True, max_length=600)
    due_on = models.DateField(_("para el"))
    due_time = models.TimeField(_("hora"), null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("a cargo de")
    )
    created_at = models.DateTimeField(auto_now_add=True)
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

    def due_group(self, today: date) -> str:
        """``overdue``, ``today``, ``tomorrow``, ``week`` (up to Sunday) or ``later``, as "Mi trabajo" groups them."""
        return due_group(self.due_on, today)


def due_group(due_on: date, today: date) -> str:
    """The group of "Mi trabajo" that a day belongs to, seen from ``today``."""
    if due_on < today:
        return "overdue"
    if due_on == today:
        return "today"
    if due_on == today + timedelta(days=1):
        return "tomorrow"
    return "week" if due_on <= today + timedelta(days=6 - today.weekday()) else "later"
