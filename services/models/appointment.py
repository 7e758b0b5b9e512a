"""Appointments of a professional: two never share a moment, and the database says so. And the address of a feed."""

from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from accounts.permissions import Permission, Role
from cases.models import Case, Person, TimelineEntry
from directory.codelists import ServiceKind
from directory.constraints import choice_check
from directory.models import Office
from directory.versions import Versioned
from services.models.activity import GroupActivity
from services.models.attention import AttentionMode
from services.states import TAKING_STATES, AppointmentState, CancelReason, Place
from vault.ids import uuid7

LONGEST = timedelta(hours=14)


class Span(Func):
    """From one moment until another, without it: who ends at ten leaves ten free."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the cases one sees, and of activities and reserved hours one's own and one's office's."""
        office = Q() if user.can(Permission.SEE_ALL_OFFICES) else Q(office=user.office_id) | Q(professional=user)
        return self.filter(Q(case__in=Case.objects.visible_to(user)) | Q(case__isnull=True) & office)

    def taking(self):
        """Those whose hour is taken: all but the cancelled ones."""
        return self.filter(state__in=TAKING_STATES)

    def planned(self):
        return self.filter(state=AppointmentState.PLANNED)

    def between(self, since, until):
        """Those that begin from ``since`` on and before ``until``."""
        return self.filter(starts_at__gte=since, starts_at__lt=until)

    def for_list(self):
        return self.select_related("case", "person", "activity__key", "professional").order_by("starts_at", "id")


class Appointment(Versioned):
    """An hour of one professional: with somebody of a case, for a group activity, or only reserved.

    Without free text on purpose: what it is about stands in the case. Its task (``cases.Task`` with this row as its
    subject) is made, moved and ended with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("con quién es")
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("empieza"))
    ends_at = models.DateTimeField(_("termina"))
    state = models.CharField(_("estado"), max_length=9, choices=AppointmentState, default=AppointmentState.PLANNED)
    cancel_reason = models.CharField(_("por qué se canceló"), max_length=12, choices=CancelReason, blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    activity = models.ForeignKey(
        GroupActivity, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    service = models.CharField(_("servicio"), max_length=30, choices=ServiceKind, blank=True)
    mode = models.CharField(_("modalidad"), max_length=14, choices=AttentionMode, blank=True)
    place = models.CharField(_("lugar"), max_length=9, choices=Place, blank=True)
    entry = models.ForeignKey(TimelineEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("cita")
        constraints = [
            choice_check("state", AppointmentState),
            choice_check("cancel_reason", CancelReason, blank=True),
            choice_check("service", ServiceKind, blank=True),
            choice_check("mode", AttentionMode, blank=True),
            choice_check("place", Place, blank=True),
            models.CheckConstraint(
                name="appointment_interval",
                condition=Q(ends_at__gt=F("starts_at"), ends_at__lte=F("starts_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="appointment_of_one_thing", condition=Q(case__isnull=True) | Q(activity__isnull=True)
            ),
            models.CheckConstraint(
                name="appointment_person_in_case", condition=Q(person__isnull=True) | Q(case__isnull=False)
            ),
            models.CheckConstraint(
                name="appointment_cancelled_for_a_reason",
                condition=(Q(state=AppointmentState.CANCELLED) & ~Q(cancel_reason=""))
                | (~Q(state=AppointmentState.CANCELLED) & Q(cancel_reason="")),
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time",
                expressions=[
                    ("professional", RangeOperators.EQUAL),
                    (Span("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=sorted(TAKING_STATES)),
            ),
        ]
        indexes = [
            models.Index(fields=["professional", "starts_at"], name="appointment_day"),
            models.Index(fields=["case", "starts_at"], name="appointment_case"),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def is_planned(self) -> bool:
        return self.state == AppointmentState.PLANNED

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class CalendarAddress(models.Model):
    """The secret address at which somebody's own calendar reads their agenda. Of the secret only its hash is kept.

    It holds while the account is what it was: of another role, closed or with a new password to set, it is dead.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=30, choices=Role)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dirección de calendario")
        constraints = [
            choice_check("role", Role),
            models.UniqueConstraint(
                name="calendaraddress_one_open", fields=["user"], condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self):
        return str(self.pk)


keep_history(Appointment)
keep_history(CalendarAddress, without="token_hash")
