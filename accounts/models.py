"""Accounts, the trail of what they did, and the forms they already sent."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.alert_models import Alert, AlertReview  # noqa: F401 - models of this app
from accounts.factor_models import FactorReset, RecoveryCode  # noqa: F401 - models of this app
from accounts.history import keep_history
from accounts.news_models import NewsMark  # noqa: F401 - models of this app
from accounts.permissions import AREA_OF_ROLE, OFFICE_ROLES, Area, Role, allowed
from accounts.request_id import current_request_id
from accounts.session_models import EndReason, KnownBrowser, Purse, UserSession  # noqa: F401 - models of this app
from accounts.trail_words import field_words, is_id, kind_words
from directory.constraints import choice_check
from directory.versions import Versioned
from vault.ids import uuid7


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def of_office(self, office_id):
        return self.filter(office_id=office_id)

    def caseworkers(self):
        """Those who may be put in a case team."""
        return self.active().filter(role__in=OFFICE_ROLES | {Role.NATIONAL_COORDINATOR})

    def for_list(self):
        return self.select_related("office", "agency_unit__agency").order_by("display_name", "id")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Versioned):
    """An account. Its role says what it may do; its office, team or agency unit says where."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("usuario"), max_length=60, unique=True)
    display_name = models.CharField(_("nombre para mostrar"), max_length=80)
    email = models.EmailField(_("correo"), blank=True)
    role = models.CharField(_("rol"), max_length=30, choices=Role)
    office = models.ForeignKey(
        "directory.Office", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("sede")
    )
    agency_unit = models.ForeignKey(
        "directory.AgencyUnit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guests",
        verbose_name=_("unidad de la entidad"),
    )
    is_active = models.BooleanField(_("activa"), default=True)
    must_change_password = models.BooleanField(_("debe cambiar la contraseña"), default=False)
    password_set_at = models.DateTimeField(_("contraseña dada"), default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("cuenta")
        constraints = [
            choice_check("role", Role),
            models.CheckConstraint(
                name="user_guest_has_unit",
                condition=Q(role=Role.AGENCY_GUEST, agency_unit__isnull=False)
                | (~Q(role=Role.AGENCY_GUEST) & Q(agency_unit__isnull=True)),
            ),
            models.CheckConstraint(
                name="user_office_role_has_office",
                condition=~Q(role__in=sorted(OFFICE_ROLES)) | Q(office__isnull=False),
            ),
            models.UniqueConstraint(models.functions.Lower("username"), name="user_username_ci"),
        ]

    def __str__(self):
        return self.display_name

    def can(self, permission: str) -> bool:
        """Whether this account may do this at all; an inactive one may nothing."""
        return self.is_active and allowed(self.role, permission)

    @property
    def area(self) -> str:
        return AREA_OF_ROLE.get(self.role, Area.GENERAL)

    @property
    def is_guest(self) -> bool:
        return self.role == Role.AGENCY_GUEST

    @property
    def place_of_work(self) -> str:
        if self.agency_unit_id:
            return str(self.agency_unit)
        return str(self.office) if self.office_id else ""

    def record(self, action, subject_kind="", subject_id="", fields=(), **more):
        """Write a row of the trail; see ``AuditEntry.objects.record``."""
        return AuditEntry.objects.record(self, action, subject_kind, subject_id, fields=fields, **more)


class AccountPeriod(models.Model):
    """What an account was, from when until when: its role, where, and whether it was active.

    A trigger writes these rows (migration 0005), whoever changes the account and by whatever way: who could see what
    on 3 March is answered from them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="periods")
    role = models.CharField(max_length=30, choices=Role)
    office = models.ForeignKey("directory.Office", on_delete=models.PROTECT, null=True, related_name="+")
    agency_unit = models.ForeignKey("directory.AgencyUnit", on_delete=models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            choice_check("role", Role),
            models.CheckConstraint(
                name="accountperiod_interval",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
            ),
            models.UniqueConstraint(name="accountperiod_one_open", fields=["user"], condition=Q(ended_at__isnull=True)),
        ]

    def __str__(self):
        return f"{self.user_id} {self.started_at:%Y-%m-%d}"


class AuditAction(models.TextChoices):
    """What the trail tells. Codes are stable; the trail holds no content."""

    SIGNED_IN = "signed_in", _("Inició sesión")
    SIGN_IN_FAILED = "sign_in_failed", _("Intentó iniciar sesión")
    SIGNED_OUT = "signed_out", _("Cerró sesión")
    VIEWED = "viewed", _("Vio")
    LISTED = "listed", _("Vio una lista")
    SEARCHED = "searched", _("Buscó")
    REVEALED = "revealed", _("Descubrió un dato")
    CREATED = "created", _("Registró")
    CHANGED = "changed", _("Modificó")
    STATUS_CHANGED = "status_changed", _("Cambió el estado")
    EXPORTED = "exported", _("Exportó")
    IMPORTED = "imported", _("Importó")
    DOWNLOADED = "downloaded", _("Descargó")
    CATALOGUE_CHANGED = "catalogue_changed", _("Cambió un catálogo")
    DENIED = "denied", _("Se le negó")
    GRANTED = "granted", _("Dio un permiso excepcional")
    GRANT_REVOKED = "grant_revoked", _("Retiró un permiso excepcional")
    EMERGENCY_OPENED = "emergency_opened", _("Entró por emergencia")
    EMERGENCY_REVIEWED = "emergency_reviewed", _("Revisó un acceso de emergencia")
    FACTOR_ADDED = "factor_added", _("Añadió un segundo paso")
    FACTOR_USED = "factor_used", _("Usó su segundo paso")
    FACTOR_FAILED = "factor_failed", _("Falló en el segundo paso")
    FACTOR_REMOVED = "factor_removed", _("Quitó un segundo paso")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("Pidió códigos de recuperación")
    FACTOR_RESET_ASKED = "factor_reset_asked", _("Pidió anular un segundo paso")
    FACTOR_RESET_CONFIRMED = "factor_reset_confirmed", _("Confirmó anular un segundo paso")


class AuditQuerySet(models.QuerySet):
    def about(self, subject_kind, subject_id):
        return self.filter(subject_kind=subject_kind, subject_id=str(subject_id))

    def record(self, by, action, subject_kind="", subject_id="", *, fields=(), code="", ids=()):
        """Insert one row; ``by`` may be None (the clock), ``fields`` are names, never values."""
        return self.create(
            actor_id=by.pk if by else None,
            actor_name=by.username if by else "",
            action=action,
            subject_kind=subject_kind,
            subject_id=str(subject_id),
            subject_code=code,
            fields=list(fields),
            seen_ids=[str(each) for each in ids],
            request_id=current_request_id.get(),
        )


class AuditEntry(models.Model):
    """Who did what, to which record, naming which fields, when. Never a story, never changed.

    The subject is text and id without a foreign key, so that the trail outlives it. A trigger refuses UPDATE,
    DELETE and TRUNCATE (migration 0002).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=60, blank=True)
    action = models.CharField(max_length=30, choices=AuditAction)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    subject_code = models.CharField(max_length=40, blank=True)
    fields = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    seen_ids = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    request_id = models.CharField(max_length=40, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        constraints = [choice_check("action", AuditAction)]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="audit_subject"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
        ]

    def __str__(self):
        return f"{self.action} {self.subject_kind} {self.subject_code or self.subject_id}"

    @property
    def subject_label(self) -> str:
        """The kind of the subject in the words of the screen."""
        return kind_words(self.subject_kind)

    @property
    def record_id(self) -> str:
        """The id that leads to who opened this record; empty where the subject is none."""
        return self.subject_id if is_id(self.subject_id) else ""

    @property
    def field_labels(self) -> list[str]:
        """The data named, in the words of the screen."""
        return [field_words(self.subject_kind, name) for name in self.fields]


class AuditLink(models.Model):
    """The place of one entry in the chain, and the chain's hash up to it (``accounts/chain.py``); never changed.

    Apart from the entry, because an entry is never updated. Without a foreign key, so that whoever gets an entry
    deleted leaves its link behind.
    """

    position = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(name="audit_link_counts_from_one", condition=Q(position__gte=1))]

    def __str__(self):
        return str(self.position)


class AuditSeal(models.Model):
    """What one round of the sealer closed: the links from first to last. Seals are a chain too; never changed.

    ``settled_at``: all that the database showed at that moment is sealed; empty while the first backlog is at work.
    """

    sequence = models.BigIntegerField(primary_key=True)
    version = models.PositiveSmallIntegerField()
    first_position = models.BigIntegerField()
    last_position = models.BigIntegerField(unique=True)
    head = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_seal_covers_something",
                condition=Q(sequence__gte=1, first_position__gte=1, last_position__gte=models.F("first_position")),
            )
        ]

    def __str__(self):
        return str(self.sequence)


class SubmittedForm(models.Model):
    """One row per creating form that was sent; sending it again leads to the first result."""

    key = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    result_url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return str(self.key)


# Not the password's hash, and not when somebody signed in: the trail tells that.
keep_history(User, without="password last_login")
keep_history(AlertReview)
keep_history(FactorReset)
