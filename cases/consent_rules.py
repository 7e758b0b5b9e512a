"""The one question about consent: may this be done, with these data, for them, on this day?

Her newest act in a case rules alone. Referrals, letters and books that leave ask here and nowhere else;
the database repeats it for what an agency reads (``calp.sharing_lives``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from cases.consent_kinds import Purpose
from cases.models import Case, Consent, ConsentAnswer, Participation, Person, Relationship
from cases.states import SENSITIVE_ITEMS, WITHOUT_CONSENT
from directory.models import Agency


@dataclass(frozen=True)
class Sharing:
    """What may leave to one agency on one day. ``given`` is what she allowed; ``kinds`` with what a public body is told
    without consent (Ley 29733 art. 14.1). ``consent`` is the act that rules, in force or not; ``until`` the last day,
    None: open.
    """

    consent: Consent | None
    given: frozenset[str]
    is_public: bool
    until: date | None = None

    @property
    def kinds(self) -> frozenset[str]:
        return self.given | WITHOUT_CONSENT if self.is_public else self.given

    @property
    def may_tell(self) -> bool:
        """Whether the agency may learn of her at all: her code and what she needs are hers too."""
        return self.is_public or self.is_covered

    @property
    def is_covered(self) -> bool:
        """Whether she allowed anything to this agency."""
        return bool(self.given)


@dataclass(frozen=True)
class Answer:
    """Yes or no to one purpose; of SHARING, for one agency with the kinds of data it may receive."""

    purpose: str
    is_given: bool
    agency: Agency | None = None
    kinds: tuple[str, ...] = ()
    valid_to: date | None = None


def ruling_consent(case: Case, person: Person) -> Consent | None:
    """Her newest act in this case with its answers, whatever it says."""
    rows = Consent.objects.filter(case=case, person=person).select_related("key").prefetch_related("answers")
    return rows.newest_first().first()


def allows(consent: Consent | None, purpose: str, *, on: date, agency_id: UUID | None = None, kind: str = "") -> bool:
    """Whether the act that rules allows ``purpose`` on ``on``; of SHARING, to this agency, and this ``kind`` of data.

    What was never asked is not allowed. Taking back the use of her data takes back everything.
    """
    if purpose == Purpose.SHARING:
        kinds = _given_to(consent, agency_id, on) if agency_id else frozenset()
        return kind in kinds if kind else bool(kinds)
    return _answer_in_force(consent, purpose, on) is not None


def may_share(case: Case, person: Person, agency: Agency, *, on: date) -> Sharing:
    """What of her may leave to this agency on ``on``."""
    consent = ruling_consent(case, person)
    answer = _answer_in_force(consent, Purpose.SHARING, on, agency.pk)
    ends = [each for each in (consent.valid_to, answer.valid_to) if each] if answer else []
    return Sharing(consent, _given_to(consent, agency.pk, on), agency.is_public, min(ends, default=None))


def not_taken_back(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """Those of ``participations`` whose act that rules was not taken back: of whom it was, nothing goes into a book."""
    ruling = Consent.objects.filter(case=OuterRef("case"), person=OuterRef("person")).newest_first()
    return participations.alias(taken_back_on=Subquery(ruling.values("withdrawn_on")[:1])).filter(
        taken_back_on__isnull=True
    )


def relatives_who_may_not_decide(person: Person) -> set:
    """Ids of the people tied to her who may be involved in what happened: whichever of the two rows says so."""
    ties = Relationship.objects.filter(possibly_involved=True)
    return {
        *ties.filter(person=person).values_list("relative", flat=True),
        *ties.filter(relative=person).values_list("person", flat=True),
    }


def _answer_in_force(consent: Consent | None, purpose: str, on: date, agency_id=None) -> ConsentAnswer | None:
    if consent is None or not consent.gives or not consent.is_in_force(on):
        return None
    answers: Iterable[ConsentAnswer] = consent.answers.all()
    return next(
        (each for each in answers if (each.purpose, each.agency_id) == (purpose, agency_id) and each.is_in_force(on)),
        None,
    )


def _given_to(consent: Consent | None, agency_id, on: date) -> frozenset[str]:
    """Kinds of data that may go to an agency; the delicate ones only while she lets them be used at all."""
    answer = _answer_in_force(consent, Purpose.SHARING, on, agency_id)
    if answer is None:
        return frozenset()
    kinds = frozenset(answer.kinds)
    if _answer_in_force(consent, Purpose.SENSITIVE, on) is None:
        kinds -= SENSITIVE_ITEMS
    return kinds
