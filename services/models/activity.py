"""Group activities: one entry for a workshop with forty participants, one attention in each one's own case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.history import keep_history
from accounts.permissions import Permission
from cases.models import Case, Person
from directory.codelists import ServiceKind
from directory.constraints import choice_check
from directory.models import Office
from directory.versions import Versioned
from services.models.attention import Attention, AttentionMode
from services.states import Place
from vault.fields import SealedTextField
from vault.ids import uuid7
from vault.models import SealedModel


class ActivityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of one's office, with nobody's name in them; all for whoever sees every office."""
        if user.can(Permission.SEE_ALL_OFFICES):
            return self
        return self.filter(office=user.office_id)

    def for_list(self):
        return self.select_related("key", "professional", "second_professional")


class GroupActivity(SealedModel, Versioned):
    """A workshop or group session. It belongs to an office and to no case; its key is its own.

    ``cost`` in soles, of all of it. ``unregistered``: how many came of whom there is no case. It holds no notes: what
    is said in a group about several people at once has no file to be in; what concerns one goes into her own case.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("sede"))
    title = SealedTextField(_("nombre de la actividad"), max_length=160)
    service = models.CharField(_("servicio"), max_length=30, choices=ServiceKind)
    mode = models.CharField(_("modalidad"), max_length=14, choices=AttentionMode)
    held_on = models.DateField(_("fecha"))
    starts = models.TimeField(_("hora"))
    minutes = models.PositiveSmallIntegerField(_("duración en minutos"))
    place = models.CharField(_("lugar"), max_length=9, choices=Place)
    professional = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("quién la da")
    )
    second_professional = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("con quién la da"),
    )
    facilitator = SealedTextField(_("facilitadora de fuera"), blank=True, max_length=200)
    cost = models.DecimalField(_("costo en soles"), max_digits=9, decimal_places=2, null=True, blank=True)
    unregistered = models.PositiveSmallIntegerField(_("asistentes sin registro"), default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("actividad grupal")
        constraints = [
            choice_check("service", ServiceKind),
            choice_check("mode", AttentionMode),
            choice_check("place", Place),
            models.CheckConstraint(name="activity_minutes", condition=Q(minutes__gte=1, minutes__lte=720)),
            models.CheckConstraint(name="activity_cost", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
            models.CheckConstraint(
                name="activity_two_professionals",
                condition=Q(second_professional__isnull=True) | ~Q(second_professional=F("professional")),
            ),
        ]
        indexes = [models.Index(fields=["office", "-held_on", "-id"], name="activity_office")]

    def __str__(self):
        return self.get_service_display()


class AttendanceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))


class Attendance(models.Model):
    """Somebody expected at an activity; with ``attention`` she came. Who does not see her case does not see this."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(GroupActivity, on_delete=models.PROTECT, related_name="attendances")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    attention = models.OneToOneField(
        Attention, on_delete=models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("asistencia")
        constraints = [models.UniqueConstraint(name="attendance_once", fields=["activity", "person"])]

    def __str__(self):
        return str(self.pk)


keep_history(GroupActivity)
keep_history(Attendance)
