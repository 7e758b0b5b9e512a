"""When the other side's silence becomes overdue: working days of the unit's own terms, at the unit's place.

No law fixes these terms (``domain.md`` I1); counting follows TUO LPAG arts. 144 and 145: from the next working day.
"""

from datetime import date

from directory.models import AgencyUnit
from directory.working_days import due_on
from referrals.states import TERM_OWED, URGENCY_DAYS, Term


def due_day(status: str, unit: AgencyUnit, urgency: str, since: date) -> date | None:
    """The last day for what is owed in ``status``, counted from ``since``; None when nothing is owed."""
    term = TERM_OWED.get(status)
    return None if term is None else due_on(since, term_days(term, unit, urgency), place_code=unit.place_id)


def term_days(term: str, unit: AgencyUnit, urgency: str) -> int:
    """Working days of a term; for the first service, the shorter of the unit's term and the urgency."""
    return {
        Term.ACKNOWLEDGE: unit.acknowledge_days,
        Term.FIRST_SERVICE: min(unit.first_service_days, URGENCY_DAYS[urgency]),
        Term.COUNTER_REFERRAL: unit.counter_referral_days,
    }[term]
