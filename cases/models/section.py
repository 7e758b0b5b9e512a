"""Parts of a file that somebody said do not concern a person: "No aplica", with the reason."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.participation import Participation
from vault.fields import SealedTextField
from vault.models import SealedModel


class SectionMarkQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class SectionMark(SealedModel):
    """``section`` is the key of a part (``cases.sections``); without a participation it is a part of the case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="section_marks")
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="section_marks"
    )
    section = models.CharField(_("parte del expediente"), max_length=40)
    reason = SealedTextField(_("por qué no aplica"), max_length=600)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SectionMarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("parte que no aplica")
        constraints = [
            models.UniqueConstraint(
                name="sectionmark_once",
                fields=["case", "participation", "section"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="sectionmark_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_at__gte=F("made_at"), ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.section
