"""The case: one history of exploitation, one or more people, one office, one team."""

from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.models.scope import CaseGrant, EmergencyAccess
from cases.states import OPEN_STATUSES, CaseStatus, ClosureReason, TeamRole
from directory.codelists import Confidentiality, IntakeSource, ProblemType, RiskLevel
from directory.constraints import choice_check, choices_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cases this account may know of, now. The rule, which the database repeats for itself, is in three parts:

        who     an active account whose role may view cases at all (VIEW_CASE); nobody else, by no grant whatever
        where   national coordination: every office. Others: the cases of their office; above normal confidentiality
                only their team, and whoever coordinates the office (SEE_RESTRICTED: the ceiling); of a sealed case
                the team alone
        besides a live exceptional grant, or a live emergency access, opens one case whatever its office and
                confidentiality; what the role may do in it stays what the role may do anywhere

        ``could_see`` (cases/could_see.py) answers the same question of a day gone by.
        """
        if not user.can(Permission.VIEW_CASE):
            return self.none()
        if user.can(Permission.SEE_ALL_OFFICES):
            return self
        granted = Exists(CaseGrant.objects.live().filter(content_object=OuterRef("pk"), user=user))
        by_emergency = Exists(EmergencyAccess.objects.live().filter(case=OuterRef("pk"), user=user))
        return self.filter(_of_office(user) | granted | by_emergency)

    def in_scope_of(self, user):
        """``visible_to`` without exceptions: cases that are theirs to open to others."""
        if not user.can(Permission.VIEW_CASE):
            return self.none()
        return self if user.can(Permission.SEE_ALL_OFFICES) else self.filter(_of_office(user))

    def id_of_code(self, code: str) -> UUID | None:
        """The id of the case with this whole code, seen or not: for an emergency, and all that is told of it."""
        if seen := self.filter(code=code).values_list("pk", flat=True).first():
            return seen
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT calp.case_of_code(%s)", [code])  # the row is hidden from whoever asks
            return cursor.fetchone()[0]

    def open(self):
        return self.filter(status__in=OPEN_STATUSES)

    def of_team_member(self, user):
        return self.filter(Exists(Assignment.objects.current().filter(case=OuterRef("pk"), user=user)))

    def led_by(self, user):
        """Cases this account answers for today."""
        lead = Assignment.objects.current().filter(case=OuterRef("pk"), user=user, role=TeamRole.LEAD)
        return self.filter(Exists(lead))

    def for_list(self):
        """Newest first, with what a line of the list shows, in three queries whatever the number of cases."""
        return (
            self.select_related("office", "key")
            .prefetch_related(
                Prefetch("assignments", Assignment.objects.current().select_related("user")),
                Prefetch("participations", to_attr="listed_participations"),
            )
            .order_by("-opened_on", "-id")
        )


def _of_office(user) -> Q:
    """The cases of the account's office, up to its ceiling."""
    mine = Exists(Assignment.objects.current().filter(case=OuterRef("pk"), user=user))
    if user.can(Permission.SEE_RESTRICTED):
        up_to_ceiling = ~Q(confidentiality=Confidentiality.SEALED)
    else:
        up_to_ceiling = Q(confidentiality=Confidentiality.NORMAL)
    return Q(office_id=user.office_id) & (up_to_ceiling | mine)


class Case(SealedModel, Versioned):
    """An event or history of exploitation that the centre follows, with one to many people."""

    code = models.CharField(_("código"), max_length=24, unique=True)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, related_name="cases")
    status = models.CharField(_("estado"), max_length=12, choices=CaseStatus, default=CaseStatus.NEW)
    opened_on = models.DateField(_("fecha de ingreso"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    intake_source = models.CharField(_("cómo llegó"), max_length=24, choices=IntakeSource)
    source_unit = models.ForeignKey(
        "directory.AgencyUnit", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("unidad que la trajo")
    )
    problem = models.CharField(_("motivo principal"), max_length=30, choices=ProblemType)
    other_problems = ArrayField(
        models.CharField(max_length=30, choices=ProblemType), default=list, blank=True, verbose_name=_("otros motivos")
    )
    place = models.ForeignKey(
        "directory.Place", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("lugar de los hechos")
    )
    risk = models.CharField(_("riesgo"), max_length=10, choices=RiskLevel, blank=True)
    confidentiality = models.CharField(
        _("confidencialidad"), max_length=20, choices=Confidentiality, default=Confidentiality.NORMAL
    )
    summary = SealedTextField(_("resumen"), blank=True, max_length=5000)
    closed_on = models.DateField(_("fecha de cierre"), null=True, blank=True)
    closure_reason = models.CharField(_("motivo de cierre"), max_length=20, choices=ClosureReason, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("caso")
        constraints = [
            choice_check("status", CaseStatus),
            choice_check("intake_source", IntakeSource),
            choice_check("problem", ProblemType),
            choices_check("other_problems", ProblemType),
            choice_check("risk", RiskLevel, blank=True),
            choice_check("confidentiality", Confidentiality),
            choice_check("closure_reason", ClosureReason, blank=True),
            models.CheckConstraint(
                name="case_closed_with_date_and_reason",
                condition=(Q(status=CaseStatus.CLOSED, closed_on__isnull=False) & ~Q(closure_reason=""))
                | (~Q(status=CaseStatus.CLOSED) & Q(closed_on__isnull=True, closure_reason="")),
            ),
            models.CheckConstraint(
                name="case_closed_after_opened",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-opened_on", "-id"], name="case_office_list"),
            models.Index(fields=["status", "office"], name="case_status_office"),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("cases:file", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_sealed(self) -> bool:
        """Whether its team and the national coordination alone know of it (docs/adr/0023)."""
        return self.confidentiality == Confidentiality.SEALED

    @property
    def risk_bars(self) -> int:
        """0: not assessed; 1 to 3, mild to severe."""
        return [*RiskLevel].index(self.risk) + 1 if self.risk else 0


class CaseProjectQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class CaseProject(models.Model):
    """A project that pays for work on this case, from when until when; several may at once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="case_projects")
    project = models.ForeignKey("directory.Project", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CaseProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("proyecto del caso")
        constraints = [
            models.CheckConstraint(
                name="caseproject_interval", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
            models.UniqueConstraint(
                name="caseproject_once", fields=["case", "project"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.project_id)


class AssignmentQuerySet(models.QuerySet):
    def current(self):
        now = timezone.now()
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now), started_at__lte=now)


class Assignment(models.Model):
    """Who belongs to the case team, as what, from when until when: who could see this on 3 March?"""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(_("papel en el equipo"), max_length=14, choices=TeamRole)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lugar en el equipo")
        constraints = [
            choice_check("role", TeamRole),
            models.CheckConstraint(
                name="assignment_interval", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at"))
            ),
            models.UniqueConstraint(
                name="assignment_one_current_per_person",
                fields=["case", "user", "role"],
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="assignment_one_lead", fields=["case"], condition=Q(ended_at__isnull=True, role=TeamRole.LEAD)
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} – {self.case_id}"

    @property
    def is_current(self) -> bool:
        now = timezone.now()
        return self.started_at <= now and (self.ended_at is None or self.ended_at > now)


class StatusChange(SealedModel):
    """History, statistics and deadlines of a case read these rows; they are never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="status_changes")
    old = models.CharField(max_length=12, choices=CaseStatus, blank=True)
    new = models.CharField(max_length=12, choices=CaseStatus)
    closure_reason = models.CharField(max_length=20, choices=ClosureReason, blank=True)
    reason = SealedTextField(blank=True, max_length=2000)
    effective_on = models.DateField(_("desde"))
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("cambio de estado")
        ordering = ["at", "id"]
        constraints = [
            choice_check("old", CaseStatus, blank=True),
            choice_check("new", CaseStatus),
            choice_check("closure_reason", ClosureReason, blank=True),
            models.CheckConstraint(name="statuschange_moves", condition=~Q(old=F("new"))),
        ]
        indexes = [models.Index(fields=["effective_on", "new"], name="statuschange_day")]

    def __str__(self):
        return f"{self.old} → {self.new}"
