"""What a case taught the centre: a good or a bad practice, of which agency (``domain.md`` 5.1 F8; R17 counts them)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.outcome_lists import LessonKind
from directory.constraints import choice_check
from directory.models import Agency
from vault.fields import SealedTextField
from vault.models import SealedModel


class LessonQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self):
        """The latest first, with what a line shows."""
        return self.select_related("key", "agency", "written_by", "withdrawn_by").order_by("-written_at", "-id")


class Lesson(SealedModel):
    """Never changed; one written by mistake is withdrawn with its reason.

    Kind, agency and day stand open, because reports count them (R17); no agency: it is about the centre.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lessons")
    kind = models.CharField(_("qué fue"), max_length=4, choices=LessonKind)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("de qué entidad")
    )
    text = SealedTextField(_("qué aprendimos"), blank=True, max_length=1500)
    noted_on = models.DateField(_("anotada el"), default=timezone.localdate, editable=False)
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirada el"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = SealedTextField(_("por qué se retira"), blank=True, max_length=500)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("lo aprendido")
        constraints = [
            choice_check("kind", LessonKind),
            models.CheckConstraint(
                name="lesson_says_what",
                condition=Q(kind=LessonKind.NONE, agency__isnull=True, text__isnull=True)
                | (~Q(kind=LessonKind.NONE) & Q(text__isnull=False)),
            ),
            models.CheckConstraint(
                name="lesson_withdrawn_whole",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason__isnull=True)
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_at__gte=F("written_at"),
                    withdrawn_by__isnull=False,
                    withdrawal_reason__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="lesson_nothing_once",
                fields=["case"],
                condition=Q(kind=LessonKind.NONE, withdrawn_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["noted_on", "kind"], name="lesson_day")]

    def __str__(self):
        return self.get_kind_display()
