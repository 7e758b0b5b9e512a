"""A person helped, or a relative: names, documents and contacts are sealed with the person's own key.

Merging two people moves documents (not one whose number is there already), places of shelter (closing the older
current one), relationships of both directions (dropping the one that would tie her to herself; of two about the same
relative the involvement stays), and compares facts and safe contact field by field.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.ages import age_on, is_minor_then
from cases.models.case import Case
from cases.states import (
    PARENTS,
    AgeSource,
    ContactChannel,
    DocumentStatus,
    RelationshipKind,
    Stance,
    Whereabouts,
    proves_age,
)
from directory.codelists import DocumentType, Sex
from directory.constraints import choice_check, choices_check
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.models import SealedModel


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        """People of at least one case that this account may see."""
        if not user.can(Permission.VIEW_CASE):
            return self.none()
        in_force = self.in_force()
        if user.can(Permission.SEE_ALL_OFFICES):
            return in_force
        cases = Case.objects.visible_to(user).filter(participations__person=OuterRef("pk"))
        return in_force.filter(Exists(cases))

    def in_force(self):
        """Without those who were joined to another record of the same person."""
        return self.filter(merged_into__isnull=True)

    def beside(self, person, cases):
        """The other people of those of ``cases`` in which she takes part, by code."""
        shared = cases.filter(participations__person=person).values("pk")
        people = Person.objects.filter(participations__case__in=shared).exclude(pk=person.pk).values("pk")
        return self.filter(pk__in=people).order_by("code")

    def contactable(self):
        """Who may be called, written to or asked: nobody possibly involved in anybody's exploitation, nobody who died
        or is being looked for. Everything that offers a contact, a guardian, somebody to decide for her or the
        recipient of a letter starts here."""
        involved = Relationship.objects.current().filter(relative=OuterRef("pk"), possibly_involved=True)
        return self.filter(~Exists(involved), whereabouts="")

    def contactable_among(self, ids):
        """Which of these ids are of somebody contactable."""
        return self.filter(pk__in=ids).contactable().values_list("pk", flat=True)

    def answering_for(self, person):
        """Who may decide or sign for a minor: a parent whose authority nobody suspended, or the legal guardian; never
        somebody who is not contactable (CC arts. 418, 423, 502; DS 016-2024-JUS art. 22)."""
        hers, as_child = Relationship.objects.of_who_answers()
        hers = hers.filter(person=person, relative=OuterRef("pk"))
        as_child = as_child.filter(relative=person, person=OuterRef("pk"))
        return self.contactable().filter(Exists(hers) | Exists(as_child))

    def answered_for(self, people) -> set:
        """Ids of those of ``people`` for whom somebody answers (``answering_for``), in two queries."""
        hers, as_child = Relationship.objects.of_who_answers()
        contactable = Person.objects.contactable()
        hers = hers.filter(person__in=people, relative__in=contactable).values_list("person_id", flat=True)
        as_child = as_child.filter(relative__in=people, person__in=contactable).values_list("relative_id", flat=True)
        return {*hers, *as_child}

    def with_number_of(self, person):
        """Others who hold the number of one of her documents: perhaps herself, registered twice."""
        hashes = IdentityDocument.objects.filter(person=person, number_hash__isnull=False).values("number_hash")
        holders = IdentityDocument.objects.filter(number_hash__in=hashes).exclude(person=person).values("person")
        return self.filter(pk__in=holders).order_by("code")


class Person(SealedModel, Versioned):
    """Shown by code; the name needs an act and leaves a trace."""

    code = models.CharField(_("código"), max_length=20, unique=True)
    preferred_name = SealedTextField(_("cómo quiere que la llamemos"), blank=True, max_length=120)
    given_names = SealedTextField(_("nombres"), blank=True, max_length=120)
    paternal_surname = SealedTextField(_("apellido paterno"), blank=True, max_length=80)
    maternal_surname = SealedTextField(_("apellido materno"), blank=True, max_length=80)
    other_names = SealedTextField(_("otros nombres o apodos"), blank=True, max_length=300)
    sex = models.CharField(_("sexo"), max_length=2, choices=Sex)
    birth_date = models.DateField(_("fecha de nacimiento"), null=True, blank=True)
    stated_age = models.PositiveSmallIntegerField(_("edad dicha o estimada"), null=True, blank=True)
    stated_on = models.DateField(_("edad dicha el"), null=True, blank=True)
    age_source = models.CharField(_("cómo se sabe la edad"), max_length=10, choices=AgeSource)
    nationalities = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("nacionalidad"))
    birth_country = models.CharField(_("país de nacimiento"), max_length=2, blank=True)
    birth_place = models.ForeignKey(
        "directory.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lugar de nacimiento"),
    )
    residence = models.ForeignKey(
        "directory.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("distrito donde vive"),
    )
    address = SealedTextField(_("dirección y referencia"), blank=True, max_length=300)
    languages = SealedTextField(_("lenguas que habla"), blank=True, max_length=200)
    needs_interpreter = models.BooleanField(_("necesita intérprete"), null=True, blank=True)
    interpreter_language = SealedTextField(_("intérprete de qué lengua"), blank=True, max_length=120)
    whereabouts = models.CharField(_("si no se la puede encontrar"), max_length=8, choices=Whereabouts, blank=True)
    whereabouts_on = models.DateField(_("desde cuándo"), null=True, blank=True)
    whereabouts_note = SealedTextField(_("qué se sabe y dónde se denunció"), blank=True, max_length=600)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined",
        verbose_name=_("unida a la ficha"),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("persona")
        constraints = [
            choice_check("sex", Sex),
            choice_check("age_source", AgeSource),
            choice_check("whereabouts", Whereabouts, blank=True),
            models.CheckConstraint(
                name="person_whereabouts_dated", condition=~Q(whereabouts="") | Q(whereabouts_on__isnull=True)
            ),
            models.CheckConstraint(name="person_not_merged_into_self", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="person_stated_age_dated",
                condition=Q(stated_age__isnull=True, stated_on__isnull=True)
                | Q(stated_age__isnull=False, stated_age__lte=110, stated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="person_age_known_or_unknown",
                condition=Q(age_source=AgeSource.UNKNOWN, birth_date__isnull=True, stated_age__isnull=True)
                | (~Q(age_source=AgeSource.UNKNOWN) & (Q(birth_date__isnull=False) | Q(stated_age__isnull=False))),
            ),
            models.CheckConstraint(
                name="person_expert_states_age", condition=~Q(age_source=AgeSource.EXPERT) | Q(birth_date__isnull=True)
            ),
        ]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("cases:person", args=[self.pk])

    @property
    def full_name(self) -> str:
        """APELLIDOS, Nombres; the preferred name when no legal name is known; empty when none is."""
        surnames = " ".join(filter(None, [self.paternal_surname, self.maternal_surname]))
        legal = ", ".join(filter(None, [surnames.upper(), self.given_names]))
        return legal or self.preferred_name

    def age_on(self, day: date) -> int | None:
        """Completed years on ``day``, None if unknown."""
        return age_on(day, **self.told_age)

    def is_minor_on(self, day: date) -> bool:
        """Whether she is treated as a minor on ``day``; doubt counts as yes (DS 001-2016-IN art. 4.2.e)."""
        return is_minor_then(day, **self.told_age, proven=self.has_proven_age)

    @property
    def has_proven_age(self) -> bool:
        """Whether a document or an expert says how old she is."""
        return proves_age(self.age_source)

    @property
    def told_age(self) -> dict[str, Any]:
        """What her age is computed from, as ``cases.ages`` takes it."""
        return {"birth_date": self.birth_date, "stated_age": self.stated_age, "stated_on": self.stated_on}


class IdentityDocument(SealedModel, Versioned):
    """A document of identity and where it is; the number is sealed, and found again by its keyed hash.

    A forged one, or one of somebody else that she was made to carry, is recorded as such: it proves nothing of her.
    ``verified_on``: the day on which somebody compared it with the registry that issued it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("tipo de documento"), max_length=14, choices=DocumentType)
    number = SealedTextField(_("número"), blank=True, max_length=40)
    number_hash = models.BinaryField(null=True, editable=False, db_index=True)
    country = models.CharField(_("país que lo emitió"), max_length=2, blank=True)
    status = models.CharField(_("situación"), max_length=12, choices=DocumentStatus, default=DocumentStatus.DECLARED)
    verified_on = models.DateField(_("verificado el"), null=True, blank=True)
    notes = SealedTextField(_("qué pasó con él"), blank=True, max_length=600)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("documento de identidad")
        ordering = ["created_at", "id"]
        constraints = [choice_check("kind", DocumentType), choice_check("status", DocumentStatus)]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("cases:document_edit", args=[self.pk])

    @property
    def is_proof(self) -> bool:
        """Whether somebody of the team saw it and nothing is wrong with it."""
        return self.status == DocumentStatus.SHOWN and bool(self.number)


class SafeContact(SealedModel, Versioned):
    """How to reach her without harm: the rules come first, the number last."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="safe_contact")
    channels = ArrayField(
        models.CharField(max_length=12, choices=ContactChannel),
        default=list,
        blank=True,
        verbose_name=_("¿qué se puede hacer?"),
    )
    hours = SealedTextField(_("a qué horas"), blank=True, max_length=120)
    who_answers = SealedTextField(_("quién puede contestar"), blank=True, max_length=200)
    code_word = SealedTextField(_("palabra clave"), blank=True, max_length=120)
    if_other_answers = SealedTextField(_("qué decir si contesta otra persona"), blank=True, max_length=300)
    phone = SealedTextField(_("teléfono"), blank=True, max_length=40)
    never_contact = SealedTextField(_("a quién no contactar nunca"), blank=True, max_length=300)
    notes = SealedTextField(_("otras indicaciones"), blank=True, max_length=600)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("contacto seguro")
        constraints = [choices_check("channels", ContactChannel)]

    def __str__(self):
        return str(self.person_id)


class ShelterQuerySet(models.QuerySet):
    def current(self):
        """Where people are, as far as anybody wrote it."""
        return self.filter(until__isnull=True)


class ShelterLocation(SealedModel):
    """Where she is kept safe, from when until when. Shown nowhere but by a click that asks why, to her team.

    She sleeps nowhere on the night of ``until``: the next place may begin that day, and never before.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shelter_locations")
    place = SealedTextField(_("dónde está"), max_length=600)
    since = models.DateField(_("desde"))
    until = models.DateField(_("hasta"), null=True, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ShelterQuerySet.as_manager()

    class Meta:
        verbose_name = _("lugar de acogida")
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                name="shelterlocation_interval", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.UniqueConstraint(
                name="shelterlocation_one_current", fields=["person"], condition=Q(until__isnull=True)
            ),
            ExclusionConstraint(
                name="shelterlocation_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self):
        return str(self.pk)


class RelationshipQuerySet(models.QuerySet):
    def current(self):
        return self.filter(withdrawn_at__isnull=True)

    def of_who_answers(self):
        """Ties of whoever answers for somebody, in both ways to write them: her parent, or of the parent her child."""
        ties = self.current().filter(authority_suspended=False)
        answers = Q(kind__in=[*PARENTS, RelationshipKind.GUARDIAN]) | Q(is_guardian=True)
        return ties.filter(answers), ties.filter(kind=RelationshipKind.CHILD)


class Relationship(SealedModel, Versioned):
    """A tie between two people: ``relative`` is her ``kind``. Somebody possibly involved is never offered as a contact
    (``PersonQuerySet.contactable``); why the team thinks so is sealed. One written by mistake is withdrawn, with its
    reason; the database asks it of nobody, because those withdrawn before it was asked have none."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_to")
    kind = models.CharField(_("es su"), max_length=16, choices=RelationshipKind)
    lives_together = models.BooleanField(_("vive con ella"), null=True, blank=True)
    stance = models.CharField(_("para su seguridad"), max_length=8, choices=Stance, blank=True)
    is_guardian = models.BooleanField(_("tutora o tutor legal"), default=False)
    authority_suspended = models.BooleanField(_("patria potestad suspendida o perdida"), default=False)
    possibly_involved = models.BooleanField(_("posible involucrado"), default=False)
    involved_reason = SealedTextField(_("por qué se piensa"), blank=True, max_length=600)
    notes = SealedTextField(_("notas"), blank=True, max_length=600)
    withdrawn_at = models.DateTimeField(_("retirada"), null=True, blank=True, editable=False)
    withdrawal_reason = SealedTextField(_("por qué se quita"), blank=True, max_length=500)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RelationshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("relación")
        constraints = [
            choice_check("kind", RelationshipKind),
            choice_check("stance", Stance, blank=True),
            models.CheckConstraint(
                name="relationship_reason_of_involved",
                condition=Q(possibly_involved=True) | Q(involved_reason__isnull=True),
            ),
            models.CheckConstraint(
                name="relationship_reason_of_withdrawn",
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawal_reason__isnull=True),
            ),
            models.CheckConstraint(
                name="relationship_authority_of_parents",
                condition=Q(authority_suspended=False) | Q(kind__in=sorted(PARENTS)),
            ),
            models.CheckConstraint(name="relationship_not_self", condition=~Q(person=F("relative"))),
            models.UniqueConstraint(name="relationship_once", fields=["person", "relative"]),
        ]

    def __str__(self):
        return self.get_kind_display()
