"""An office's own template for letters in Word: in versions, never changed, taken out of use by a date."""

from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.letters.kinds import LetterKind
from directory.constraints import choice_check
from vault.fields import SealedBytesField
from vault.models import SealedModel

_SHA256 = r"^[0-9a-f]{64}$"


class LetterTemplateQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self):
        rows = self.select_related("office", "uploaded_by", "withdrawn_by").defer("content")
        return rows.order_by("kind", F("office__name").asc(nulls_last=True), "-edition", "id")

    def ruling(self, kind: str, office_id: UUID) -> "LetterTemplate | None":
        """What letters of this kind of this office are made with: its own newest one, else the newest for all."""
        rows = self.in_use().filter(Q(office=office_id) | Q(office__isnull=True), kind=kind).select_related("key")
        return rows.order_by(F("office").asc(nulls_last=True), "-edition").first()


class LetterTemplate(SealedModel):
    """One Word file, tried out before it was taken. Sealed, because a letterhead may carry a signature."""

    kind = models.CharField(_("para qué carta"), max_length=12, choices=LetterKind)
    office = models.ForeignKey(
        "directory.Office",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("para qué sede"),
    )
    edition = models.PositiveSmallIntegerField(_("versión"), editable=False)
    content = SealedBytesField(_("archivo"))
    digest = models.CharField(_("huella"), max_length=64, editable=False)
    size = models.PositiveIntegerField(_("tamaño"), editable=False)
    uploaded_at = models.DateTimeField(_("subida el"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirada el"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("plantilla de carta")
        constraints = [
            choice_check("kind", LetterKind),
            models.UniqueConstraint(
                name="lettertemplate_edition_once", fields=["kind", "office", "edition"], nulls_distinct=False
            ),
            models.CheckConstraint(name="lettertemplate_edition_counts", condition=Q(edition__gt=0, size__gt=0)),
            models.CheckConstraint(name="lettertemplate_digest", condition=Q(digest__regex=_SHA256)),
            models.CheckConstraint(
                name="lettertemplate_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        """What the trail and its file call it: "plantilla-school-iqt-2"."""
        office = self.office.code.lower() if self.office_id else "todas"
        return f"plantilla-{self.kind.lower()}-{office}-{self.edition}"
