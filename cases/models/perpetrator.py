"""Who is said to have done it: as little as an organisation may hold, and nothing that leads to a person.

No name, no identity number, no photograph, no antecedents: the registries of the State hold those, and whoever is not
a public authority may not (Ley 29733 art. 13.8). Court papers belong among the documents of the legal area.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import episode_lists as lists
from cases.models.case import Case
from cases.models.episode import TraffickingEpisode, choice, codes
from directory.codelists import Sex
from directory.constraints import choice_check, choices_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.models import SealedModel

LONGEST_ALIAS = 60


class PerpetratorQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(episode__case__in=Case.objects.visible_to(user))

    def standing(self):
        return self.filter(withdrawn_at__isnull=True)

    def for_list(self):
        return self.select_related("key").order_by("created_at", "id")


class AllegedPerpetratorNote(SealedModel, Versioned):
    """One alleged perpetrator, or several alike (``persons``): exactly what ``domain.md`` 3.4 allows.

    One written by mistake is withdrawn with its reason; those withdrawn before it was asked have none."""

    episode = models.ForeignKey(TraffickingEpisode, on_delete=models.PROTECT, related_name="perpetrators")
    relation = choice(lists.RelationToHer, _("qué era de ella"))
    roles = codes(lists.PerpetratorRole, _("qué hizo"))
    sex = models.CharField(_("sexo"), max_length=2, choices=Sex, default=Sex.NI)
    approximate_age = models.PositiveSmallIntegerField(_("edad aproximada"), null=True, blank=True)
    persons = models.PositiveSmallIntegerField(_("cuántas personas"), default=1)
    detained = choice(lists.YesNo, _("detenida"))
    in_organisation = choice(lists.YesNo, _("la carpeta fiscal la vincula a una organización criminal"))
    alias = SealedTextField(_("alias"), blank=True, max_length=LONGEST_ALIAS)
    alias_reason = SealedTextField(_("por qué hace falta el alias"), blank=True, max_length=300)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("retirado el"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = SealedTextField(_("por qué se retira"), blank=True, max_length=500)

    objects = PerpetratorQuerySet.as_manager()

    class Meta:
        verbose_name = _("nota sobre quien la explotó")
        constraints = [
            choice_check("relation", lists.RelationToHer, blank=True),
            choices_check("roles", lists.PerpetratorRole),
            choice_check("sex", Sex),
            choice_check("detained", lists.YesNo, blank=True),
            choice_check("in_organisation", lists.YesNo, blank=True),
            models.CheckConstraint(
                name="perpetrator_age",
                condition=Q(approximate_age__isnull=True) | Q(approximate_age__range=(10, 99)),
            ),
            models.CheckConstraint(name="perpetrator_persons", condition=Q(persons__range=(1, 99))),
            models.CheckConstraint(
                name="perpetrator_alias_has_a_reason",
                condition=Q(alias__isnull=True, alias_reason__isnull=True)
                | Q(alias__isnull=False, alias_reason__isnull=False),
            ),
            models.CheckConstraint(
                name="perpetrator_withdrawn_by",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="perpetrator_reason_of_withdrawn",
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawal_reason__isnull=True),
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)
