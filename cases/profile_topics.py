"""The pages of what may be known of a person: what each asks, of whom, and who may open it. The one rule for all.

Asked by need: no pregnancy of a man unless his gender says otherwise, no migration condition of a Peruvian, the
Washington Group's set from five years on, ethnic self-identification from twelve (INEI 2017), and so on. An age that
nobody knows leaves nothing out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Area, Permission
from cases.models import Person
from cases.models.profile import (
    WASHINGTON_SET,
    GenderProfile,
    HealthProfile,
    HouseholdProfile,
    LivelihoodProfile,
    OriginProfile,
    ProfilePage,
)
from cases.profile_lists import (
    Certificate,
    ChildrenWith,
    CivilStatus,
    Difficulty,
    DisabilityKind,
    EducationLevel,
    Ethnicity,
    GenderIdentity,
    Income,
    Insurance,
    LanguageFamily,
    MigrationCondition,
    MotherTongue,
    Orientation,
    YesNo,
)
from directory.codelists import Sex

WASHINGTON_AGE = 5  # years: the short set is not valid below (Washington Group on Disability Statistics)
SCHOOL_AGE = 3  # years: first year of educación inicial
WORK_AGE = 6  # years: children are exploited in work from very early on; below, nobody is asked what she lived on
SELF_AGE = 12  # years: INEI 2017 asks for ethnic self-identification and civil status from here on
ORIENTATION_AGE = 14  # years: nobody younger is asked
FERTILE_AGES = range(10, 61)  # years
_MAY_BE_PREGNANT = {
    GenderIdentity.WOMAN,
    GenderIdentity.TRANS_MAN,
    GenderIdentity.NON_BINARY,
    GenderIdentity.OTHER,
}


class Topic(TextChoices):
    """A page; its code is in its address and in the trail."""

    ORIGIN = "origin", _("Origen y lengua")
    GENDER = "gender", _("Identidad de género")
    HEALTH = "health", _("Salud y discapacidad")
    HOUSEHOLD = "household", _("Familia y hogar")
    LIVELIHOOD = "livelihood", _("Educación y trabajo")


PAGES: dict[str, type[ProfilePage]] = {
    Topic.ORIGIN: OriginProfile,
    Topic.GENDER: GenderProfile,
    Topic.HEALTH: HealthProfile,
    Topic.HOUSEHOLD: HouseholdProfile,
    Topic.LIVELIHOOD: LivelihoodProfile,
}

# Health and sexual life: closed to who does not attend her, and each opening is told as uncovering. Of the others the
# trail says which page was opened: her team needs her language and people (interpreter, intercultural care, consulate),
# her home (return) and her schooling.
CLOSED: frozenset[str] = frozenset({Topic.GENDER, Topic.HEALTH})
# What an open page does not show to the whole team (DS 016-2024-JUS art. III.6).
GUARDED: dict[str, frozenset[str]] = {Topic.LIVELIHOOD: frozenset({"income"})}

# Answers from a list; the others are written in words.
CODED: dict[str, dict[str, type[TextChoices]]] = {
    Topic.ORIGIN: {
        "ethnicity": Ethnicity,
        "mother_tongue": MotherTongue,
        "language_family": LanguageFamily,
        "migration_condition": MigrationCondition,
    },
    Topic.GENDER: {"gender_identity": GenderIdentity, "orientation": Orientation},
    Topic.HEALTH: {
        "insurance": Insurance,
        "pregnancy": YesNo,
        **dict.fromkeys(WASHINGTON_SET, Difficulty),
        "disability_kind": DisabilityKind,
        "certificate": Certificate,
        "conadis_card": YesNo,
    },
    Topic.HOUSEHOLD: {"civil_status": CivilStatus, "children_with": ChildrenWith},
    Topic.LIVELIHOOD: {"education_level": EducationLevel, "studying": YesNo, "income": Income},
}


@dataclass(frozen=True)
class Facts:
    """What decides which questions serve. Age in completed years, None if unknown."""

    age: int | None
    sex: str
    nationalities: tuple[str, ...] = ()
    gender_identity: str = ""

    def is_from(self, age: int) -> bool:
        return self.age is None or self.age >= age

    @property
    def is_foreign(self) -> bool:
        """Somebody whose nationalities are known, and Peru is none of them."""
        return bool(self.nationalities) and "PE" not in self.nationalities

    @property
    def may_be_pregnant(self) -> bool:
        if self.age is not None and self.age not in FERTILE_AGES:
            return False
        return self.sex != Sex.M or self.gender_identity in _MAY_BE_PREGNANT


def facts_of(person: Person, gender: GenderProfile | None, today: date) -> Facts:
    identity = gender.gender_identity if gender else ""
    return Facts(person.age_on(today), person.sex, tuple(person.nationalities), identity)


_NEEDS: dict[str, Callable[[Facts], bool]] = {
    "ethnicity": lambda facts: facts.is_from(SELF_AGE),
    "migration_condition": lambda facts: facts.is_foreign,
    "gender_identity": lambda facts: facts.is_from(SELF_AGE),
    "orientation": lambda facts: facts.is_from(ORIENTATION_AGE),
    "pregnancy": lambda facts: facts.may_be_pregnant,
    "expected_on": lambda facts: facts.may_be_pregnant,
    **dict.fromkeys(WASHINGTON_SET, lambda facts: facts.is_from(WASHINGTON_AGE)),
    **dict.fromkeys(
        ["civil_status", "children_with", "children_count", "children_note"], lambda facts: facts.is_from(SELF_AGE)
    ),
    **dict.fromkeys(["education_level", "last_grade", "studying", "school"], lambda facts: facts.is_from(SCHOOL_AGE)),
    **dict.fromkeys(["occupation", "income"], lambda facts: facts.is_from(WORK_AGE)),
}
# Answers that only follow from another one, and so are never missing.
_FOLLOWING = {"language_family", "disability_kind", "certificate", "conadis_card"}


def asked(topic: str, facts: Facts) -> list[str]:
    """Names of the questions of a page that serve for her, in the order of the model."""
    names = [field.name for field in PAGES[topic]._meta.get_fields() if field.name not in _NO_QUESTION]
    return [name for name in names if name not in _NEEDS or _NEEDS[name](facts)]


_NO_QUESTION = {"id", "key", "person", "version", "written_by", "updated_at"}


def missing(topic: str, page: ProfilePage | None, facts: Facts) -> list[str]:
    """Questions from a list that serve for her and have no answer yet; a refusal is an answer."""
    names = [name for name in asked(topic, facts) if name in CODED[topic] and name not in _FOLLOWING]
    return [name for name in names if page is None or not getattr(page, name)]


def may_open(user: User, topic: str, page: ProfilePage | None) -> bool:
    """Whether this account reads and changes this page of somebody whom it may see (the door asks that first).

    A closed page: whoever has READ_HEALTH; whoever wrote it last, which is intake until a colleague goes on; and a
    page that nobody began, whoever takes people in, who asks at night what cannot wait. Of pregnancy and disability,
    which aggravate the crime (CP art. 129-B), the legal area is told apart (READ_AGGRAVANTS, ``profile_lines``).
    """
    if not user.can(Permission.EDIT_CASE):
        return False
    if topic not in CLOSED or user.can(Permission.READ_HEALTH):
        return True
    return user.can(Permission.OPEN_CASE) if page is None else page.written_by_id == user.pk


def shown(user: User, topic: str, page: ProfilePage | None, facts: Facts) -> list[str]:
    """Of ``asked``, what this account reads and writes on a page that it may open.

    Income: the social area, which asks for help in her name, and whoever approves it. While nobody has answered,
    whoever takes people in may write it.
    """
    names = asked(topic, facts)
    if topic not in GUARDED or user.area == Area.SOCIAL or user.can(Permission.APPROVE_AID):
        return names
    may_begin = user.can(Permission.OPEN_CASE)
    return [
        name
        for name in names
        if name not in GUARDED[topic] or (may_begin and not (page is not None and getattr(page, name)))
    ]
