"""A person helped, or a relative: names, documents and contacts are sealed with the person's own key."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from cases.ages import age_on, is_minor_for_protection
from cases.models.case import Case
from cases.states import AgeSource, ContactChannel, DocumentStatus, RelationshipKind
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
            models.CheckConstraint(name="person_not_merged_into_self", condition=~Q(merged_into=F("id"))),
            models.CheckConstraint(
                name="person_stated_age_dated",
                condition=Q(stated_age__isnull=True, stated_on__isnull=True)
                | Q(stated_age__lte=110, stated_on__isnull=False),
            ),
            models.CheckConstraint(
                name="person_age_known_or_unknown",
                condition=Q(age_source=AgeSource.UNKNOWN, birth_date__isnull=True, stated_age__isnull=True)
                | (~Q(age_source=AgeSource.UNKNOWN) & (Q(birth_date__isnull=False) | Q(stated_age__isnull=False))),
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
        return age_on(day, birth_date=self.birth_date, stated_age=self.stated_age, stated_on=self.stated_on)

    def is_minor_on(self, day: date) -> bool:
        """Whether she is treated as a minor on ``day``; doubt counts as yes (DS 001-2016-IN art. 4.2.e)."""
        return is_minor_for_protection(self.age_on(day), proven=self.age_source == AgeSource.DOCUMENT)


class IdentityDocument(SealedModel):
    """A document of identity and where it is; the number is sealed, and found again by its keyed hash."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("tipo de documento"), max_length=14, choices=DocumentType)
    number = SealedTextField(_("número"), blank=True, max_length=40)
    number_hash = models.BinaryField(null=True, editable=False, db_index=True)
    country = models.CharField(_("país que lo emitió"), max_length=2, blank=True)
    status = models.CharField(_("situación"), max_length=12, choices=DocumentStatus, default=DocumentStatus.DECLARED)
    verified_on = models.DateField(_("verificado el"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("documento de identidad")
        ordering = ["created_at", "id"]
        constraints = [choice_check("kind", DocumentType), choice_check("status", DocumentStatus)]

    def __str__(self):
        return self.get_kind_display()


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
    code_word = SealedTextField(_("palabra clave"), blank=True, max_length=120)
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


class Relationship(SealedModel):
    """A tie between two people; somebody possibly involved is never offered as a contact."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    relative = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_to")
    kind = models.CharField(_("es su"), max_length=16, choices=RelationshipKind)
    possibly_involved = models.BooleanField(_("posible involucrado"), default=False)
    notes = SealedTextField(_("notas"), blank=True, max_length=600)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("relación")
        constraints = [
            choice_check("kind", RelationshipKind),
            models.CheckConstraint(name="relationship_not_self", condition=~Q(person=F("relative"))),
            models.UniqueConstraint(name="relationship_once", fields=["person", "relative"]),
        ]

    def __str__(self):
        return self.get_kind_display()
