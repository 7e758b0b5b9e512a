"""Files of a case: sealed on disk, described here. The original never changes; what is served may be made from it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Area
from cases.attachments.kinds import EXTENSION_OF, MEDIA_TYPES
from cases.models.case import Case
from cases.models.person import Person
from cases.states import AttachmentKind, AttachmentRefusal, AttachmentState
from directory.constraints import choice_check
from vault.fields import SealedBytesField, SealedTextField
from vault.files import NAME_LENGTH, SealedFile
from vault.models import SealedModel

# A review whose worker says nothing for so long may be taken up by another; one that ends its workers is given up.
SILENCE = timedelta(minutes=10)
MOST_ATTEMPTS = 3


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files of the cases that the account sees; whether it may open them, ``cases.access`` says."""
        return self.filter(case__in=Case.objects.visible_to(user))

    def newest(self):
        """Without those that a newer version replaced."""
        return self.filter(next_version=None)

    def in_use(self):
        return self.filter(withdrawn_at=None)

    def for_list(self):
        return self.select_related("key", "case", "person", "uploaded_by", "replaces").order_by("-uploaded_at", "-id")

    def waiting(self, at: datetime):
        """Those whose review nobody is at work on."""
        silent = Q(examined_at=None) | Q(examined_at__lt=at - SILENCE)
        return self.filter(silent, state=AttachmentState.IN_REVIEW, key__wrapped__isnull=False)

    def claim(self, pk, at: datetime) -> "Attachment | None":
        """Take one review for this worker; None when it is over or in other hands."""
        taken = self.waiting(at).filter(pk=pk).update(examined_at=at, attempts=models.F("attempts") + 1)
        return self.select_related("key", "case").get(pk=pk) if taken else None


class Attachment(SealedModel):
    """One file, in one version. A newer version is a row of its own that ``replaces`` this one.

    ``derivative_*``: what is handed out instead of the original (images and PDF made anew); ``""`` where the original
    itself may be handed out. Withdrawing is a date and a reason; nothing is deleted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("de quién es")
    )
    number = models.PositiveIntegerField(_("número en el caso"), editable=False)
    kind = models.CharField(_("tipo de documento"), max_length=10, choices=AttachmentKind)
    area = models.CharField(_("área"), max_length=14, choices=Area, default=Area.GENERAL)
    title = SealedTextField(_("título"), max_length=120)
    state = models.CharField(_("revisión"), max_length=10, choices=AttachmentState, default=AttachmentState.IN_REVIEW)
    refusal = models.CharField(_("por qué no se aceptó"), max_length=14, choices=AttachmentRefusal, blank=True)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="next_version",
        verbose_name=_("versión anterior"),
    )
    edition = models.PositiveSmallIntegerField(_("versión"), default=1, editable=False)
    original_name = SealedTextField(_("nombre del archivo"), max_length=255)
    extension = models.CharField(_("extensión"), max_length=10, editable=False)
    media_type = models.CharField(
        _("tipo de contenido"), max_length=80, choices=[(each, each) for each in MEDIA_TYPES], blank=True
    )
    file_name = models.CharField(max_length=NAME_LENGTH, unique=True, editable=False)
    file_key = SealedBytesField()
    digest = SealedBytesField(_("huella del archivo"))
    size = models.BigIntegerField(_("tamaño"), editable=False)
    derivative_name = models.CharField(max_length=NAME_LENGTH, blank=True, editable=False)
    derivative_key = SealedBytesField(blank=True)
    derivative_size = models.BigIntegerField(null=True, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("subido el"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    examined_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    withdrawn_at = models.DateTimeField(_("retirado el"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = SealedTextField(_("motivo del retiro"), blank=True, max_length=500)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("documento")
        constraints = [
            choice_check("kind", AttachmentKind),
            choice_check("area", Area),
            choice_check("state", AttachmentState),
            choice_check("refusal", AttachmentRefusal, blank=True),
            choice_check("media_type", [(each, each) for each in MEDIA_TYPES], blank=True),
            models.UniqueConstraint(name="attachment_number_in_case", fields=["case", "number"]),
            models.CheckConstraint(
                name="attachment_refused_for_a_reason",
                condition=(Q(state=AttachmentState.REFUSED) & ~Q(refusal=""))
                | (~Q(state=AttachmentState.REFUSED) & Q(refusal="")),
            ),
            models.CheckConstraint(
                name="attachment_clean_has_type", condition=~Q(state=AttachmentState.CLEAN) | ~Q(media_type="")
            ),
            models.CheckConstraint(
                name="attachment_derivative_whole",
                condition=Q(derivative_name="", derivative_size=None)
                | (
                    ~Q(derivative_name="")
                    & Q(derivative_size__isnull=False, derivative_size__gte=0, state=AttachmentState.CLEAN)
                ),
            ),
            models.CheckConstraint(
                name="attachment_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(name="attachment_size_positive", condition=Q(size__gte=0)),
        ]
        indexes = [
            models.Index(fields=["case", "-uploaded_at", "-id"], name="attachment_case"),
            models.Index(
                fields=["uploaded_at"], name="attachment_in_review", condition=Q(state=AttachmentState.IN_REVIEW)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("cases:attachment", args=[self.pk])

    @property
    def code(self) -> str:
        """What the trail calls it: the case's code and its number there."""
        return f"{self.case.code}-{self.number}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_handed_out(self) -> bool:
        """Whether it may leave the system now, for whoever may open it."""
        return self.state == AttachmentState.CLEAN and not self.is_withdrawn

    @property
    def original(self) -> SealedFile:
        return SealedFile(self.file_name, self.file_key, self.size, self.digest)

    @property
    def handed_out(self) -> SealedFile:
        """The file that is served: what was made from the original, or the original where nothing was."""
        if not self.derivative_name:
            return self.original
        return SealedFile(self.derivative_name, self.derivative_key, self.derivative_size, b"")

    @property
    def handed_out_size(self) -> int:
        return self.derivative_size if self.derivative_name else self.size

    def outward_name(self, *, is_original: bool = False) -> str:
        """How the file is called when it leaves: the case's code and the file's number, nobody's name."""
        ending = self.extension if is_original else EXTENSION_OF[self.media_type]
        return f"{self.case.code}-{'original' if is_original else 'documento'}-{self.number}.{ending}"
