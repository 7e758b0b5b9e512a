"""When the other side's silence becomes overdue: working days of the unit's own terms, at the unit's place.

No law fixes these terms (``domain.md`` I1); counting follows TUO LPAG arts. 144 and 145: from the next working day.
"""

from datetime import date, timedelta

from directory.models import AgencyUnit
from directory.working_days import HolidayCalendar, add_working_days
from referrals.states import TERM_OWED, URGENCY_DAYS, Term

_HORIZON = timedelta(days=400)


def due_day(status: str, unit: AgencyUnit, urgency: str, since: date) -> date | None:
    """The last day for what is owed in ``status``, counted from ``since``; None when nothing is owed."""
    term = TERM_OWED.get(status)
    if term is None:
        return None
    place = unit.place_id or None
    calendar = HolidayCalendar.load(since, since + _HORIZON, place)
    return add_working_days(since, term_days(term, unit, urgency), place_code=place, on=calendar)


def term_days(term: str, unit: AgencyUnit, urgency: str) -> int:
    """Working days of a term; for the first service, the shorter of the unit's term and the urgency."""
    return {
        Term.ACKNOWLEDGE: unit.acknowledge_days,
        Term.FIRST_SERVICE: min(unit.first_service_days, URGENCY_DAYS[urgency]),
        Term.COUNTER_REFERRAL: unit.counter_referral_days,
    }[term]
