"""What may be known of a person besides who she is, in five pages: each a row of its own, so that two colleagues who
fill in two pages do not meet, and so that who may read one says nothing of the others (``cases/profile_topics.py``).

All of it is sealed, choices from a list too: nothing here is counted by the database. An empty answer means that
nobody asked. Merging two people moves each page that the other lacks; where both have one, somebody chooses answer by
answer. The history keeps both.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.person import Person
from cases.profile_lists import DISABLING, Difficulty
from directory.versions import Versioned
from vault.fields import SealedTextField
from vault.models import SealedModel

WASHINGTON_SET = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")


def _answer(label, length: int = 24) -> SealedTextField:
    return SealedTextField(label, blank=True, max_length=length)


class ProfilePage(SealedModel, Versioned):
    """One page about one person; ``written_by`` is who wrote it last."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="%(class)s")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.pk)


class OriginProfile(ProfilePage):
    """Where she comes from; indigenous people, community and linguistic family: D.Leg. 1297 art. 44.a."""

    ethnicity = _answer(_("por sus costumbres y sus antepasados, se considera"))
    indigenous_people = _answer(_("pueblo indígena u originario"), 120)
    community = _answer(_("comunidad de la que viene"), 160)
    mother_tongue = _answer(_("lengua con la que aprendió a hablar"))
    mother_tongue_other = _answer(_("cuál lengua, o qué variedad"), 120)
    language_family = _answer(_("familia lingüística"))
    migration_condition = _answer(_("condición migratoria en el Perú"))

    class Meta:
        verbose_name = _("origen y lengua")


class GenderProfile(ProfilePage):
    """How she names herself, asked by somebody she trusts, or not at all."""

    address_as = _answer(_("cómo quiere que la tratemos"), 120)
    gender_identity = _answer(_("identidad de género"))
    orientation = _answer(_("orientación sexual"))

    class Meta:
        verbose_name = _("identidad de género")


class HealthProfile(ProfilePage):
    """Health at intake. Disability is computed from six answers, never stored (Washington Group Short Set)."""

    insurance = _answer(_("seguro de salud"))
    conditions = _answer(_("enfermedades, lesiones, alergias y medicinas que toma"), 1000)
    pregnancy = _answer(_("embarazo al ingreso"))
    expected_on = _answer(_("fecha probable de parto"), 10)
    seeing = _answer(_("ver, incluso con lentes"))
    hearing = _answer(_("oír, incluso con audífonos"))
    walking = _answer(_("caminar o subir gradas"))
    remembering = _answer(_("recordar o concentrarse"))
    self_care = _answer(_("bañarse o vestirse"))
    communicating = _answer(_("entender o hacerse entender"))
    disability_kind = _answer(_("tipo de discapacidad"))
    certificate = _answer(_("certificado de discapacidad"))
    conadis_card = _answer(_("carné del CONADIS"))

    class Meta:
        verbose_name = _("salud y discapacidad")

    @property
    def has_disability(self) -> bool | None:
        """At least one "mucha dificultad" or "no puede"; None while an answer that could say so is missing."""
        answers = [getattr(self, name) for name in WASHINGTON_SET]
        if any(answer in DISABLING for answer in answers):
            return True
        return False if all(answer in (Difficulty.NONE, Difficulty.SOME) for answer in answers) else None


class HouseholdProfile(ProfilePage):
    """Who depends on her and with whom she lives. Of a minor nothing more of her relatives is asked through her than
    who answers for her (DS 016-2024-JUS art. 22)."""

    civil_status = _answer(_("estado civil"))
    children_with = _answer(_("si sus hijos están con ella"))
    children_count = _answer(_("cuántos hijos tiene"), 2)
    children_note = _answer(_("con quién están los demás"), 300)
    lives_with = _answer(_("con quiénes vivía antes"), 300)

    class Meta:
        verbose_name = _("familia y hogar")


class LivelihoodProfile(ProfilePage):
    """What she studied and what she lived on before."""

    education_level = _answer(_("nivel educativo"))
    last_grade = _answer(_("último grado o año que aprobó"), 60)
    studying = _answer(_("si estudia ahora"))
    school = _answer(_("dónde estudia o quiere estudiar"), 200)
    occupation = _answer(_("en qué trabajaba antes"), 200)
    income = _answer(_("ingresos al mes"))

    class Meta:
        verbose_name = _("educación y trabajo")
