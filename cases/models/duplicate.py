"""Two records that may be one person, what the coordination decided of them, and what joining two records moved.

Nothing is deleted by a merge: the record that was joined stays, leads to the one in force (``Person.merged_into``) and
keeps whatever could not pass to it.
"""

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.duplicates.reasons import DECIDED, Joined, PairReason, PairState, Returned
from cases.models.person import Person
from directory.constraints import choice_check, choices_check
from vault.fields import SealedJSONField, SealedTextField
from vault.models import SealedModel

MOST_POINTS = 99
# Of a participation: whose it is, counting somebody whose two records were joined as one person.
ONE_PERSON = Coalesce("person__merged_into_id", "person_id")


class DuplicatePairQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pairs of which the account may see both people; those joined elsewhere since are no pair any more."""
        people = Person.objects.visible_to(user).values("pk")
        return self.filter(first__in=people, second__in=people)

    def to_decide(self, today: date):
        return self.filter(Q(state=PairState.OPEN) | Q(state=PairState.LATER, later_until__lte=today))

    def put_off(self, today: date):
        return self.filter(state=PairState.LATER, later_until__gt=today)

    def of(self, one, other):
        """The row of two people, in whichever order they are named."""
        first, second = sorted([one.pk, other.pk])
        return self.filter(first=first, second=second)


class DuplicatePair(SealedModel):
    """Two people who resemble each other: points and reasons as codes, no name. Its note is under the first's key.

    ``first`` is the smaller id, so that a pair is one row whoever finds it.
    """

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField(_("parecido"))
    reasons = ArrayField(models.CharField(max_length=16, choices=PairReason), default=list, verbose_name=_("motivos"))
    state = models.CharField(_("decisión"), max_length=10, choices=PairState, default=PairState.OPEN)
    found_at = models.DateTimeField(default=timezone.now, editable=False)
    later_until = models.DateField(_("volver a verla el"), null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = SealedTextField(_("por qué"), blank=True, max_length=1000)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("posible duplicado")
        constraints = [
            choice_check("state", PairState),
            choices_check("reasons", PairReason),
            models.CheckConstraint(name="duplicatepair_ordered", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(name="duplicatepair_once", fields=["first", "second"]),
            models.CheckConstraint(name="duplicatepair_points", condition=Q(points__lte=MOST_POINTS)),
            models.CheckConstraint(
                name="duplicatepair_decided_whole",
                condition=Q(state__in=sorted(DECIDED), decided_at__isnull=False, decided_by__isnull=False)
                | (~Q(state__in=sorted(DECIDED)) & Q(decided_at__isnull=True, decided_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="duplicatepair_later_has_day",
                condition=Q(state=PairState.LATER, later_until__isnull=False)
                | (~Q(state=PairState.LATER) & Q(later_until__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["-points", "-id"], name="duplicatepair_open", condition=Q(state=PairState.OPEN)),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("cases:duplicate", args=[self.pk])

    @property
    def reason_words(self) -> list[str]:
        return [str(PairReason(each).label) for each in self.reasons]


class PersonMergeQuerySet(models.QuerySet):
    def current(self):
        return self.filter(undone_at__isnull=True)

    def visible_to(self, user):
        """Merges into a person whom the account may see."""
        return self.filter(kept__in=Person.objects.visible_to(user).values("pk"))


class PersonMerge(SealedModel):
    """Two records were joined: ``kept`` is in force, ``merged`` leads to it. Undone: a date, never a deletion."""

    pair = models.ForeignKey(DuplicatePair, on_delete=models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_away")
    reason = SealedTextField(_("por qué"), max_length=1000)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_reason = SealedTextField(_("por qué se deshace"), blank=True, max_length=1000)

    objects = PersonMergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("unión de fichas")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="personmerge_not_self", condition=~Q(kept=F("merged"))),
            models.UniqueConstraint(name="personmerge_once", fields=["merged"], condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(
                name="personmerge_undone_whole",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_at__gte=F("at"), undone_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)

    def get_absolute_url(self):
        return reverse("cases:merge", args=[self.pk])


class MergedRow(SealedModel):
    """One row that belonged to the merged person: which table and column, what the merge did, what undoing it did.

    ``mark``: a digest of the whole row as the merge left it, so that undoing can tell what was changed since.
    ``before``: what a participation said before it was closed or raised.
    """

    merge = models.ForeignKey(PersonMerge, on_delete=models.PROTECT, related_name="rows")
    link = models.CharField(max_length=80)
    row_id = models.CharField(max_length=36)
    joined = models.CharField(max_length=8, choices=Joined)
    mark = models.CharField(max_length=32, blank=True)
    before = SealedJSONField(blank=True, default=dict)
    returned = models.CharField(max_length=14, choices=Returned, blank=True)

    class Meta:
        verbose_name = _("fila de una unión")
        ordering = ["link", "id"]
        constraints = [
            choice_check("joined", Joined),
            choice_check("returned", Returned, blank=True),
            models.UniqueConstraint(name="mergedrow_once", fields=["merge", "link", "row_id", "joined"]),
        ]

    def __str__(self):
        return f"{self.link} {self.row_id}"
