"""Decoys: made-up cases that nobody has a reason to open. Whoever does is told about at once."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vault.fields import SealedTextField
from vault.models import SealedModel


class DecoyQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at__isnull=True)


class Decoy(SealedModel):
    """That a case is a decoy. A table of its own: nothing of the case, its version or its history says so.

    A trigger on the trail (migration "decoys") compares what is opened with these rows and writes the alert. They are
    read by whoever tends decoys and by tasks only, and carry the code because those who tend them see no case.
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    case_code = models.CharField(_("código del caso"), max_length=24)
    note = SealedTextField(_("para qué"), blank=True, max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DecoyQuerySet.as_manager()

    class Meta:
        verbose_name = _("caso señuelo")
        constraints = [
            models.UniqueConstraint(name="decoy_once", fields=["case"], condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(
                name="decoy_ended_by_somebody",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_at__gte=F("made_at"), ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.case_code


def counted(case: str = "pk") -> Exists:
    """The condition that keeps made-up cases out of every figure and export; ``case`` leads to the case's id.

    A row without a case is counted. For tasks: a page cannot see which cases are decoys, and so leaves none out.
    """
    return ~Exists(Decoy.objects.current().filter(case=OuterRef(case)))
