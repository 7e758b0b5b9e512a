"""When an assessment is asked again: the one table, with its source."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from directory.codelists import RiskLevel


@dataclass(frozen=True)
class Interval:
    """Calendar days, or months from date to date; a day that the month lacks is its last one."""

    source: str
    days: int = 0
    months: int = 0

    def after(self, day: date) -> date:
        month = day.month - 1 + self.months
        year, month = day.year + month // 12, month % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=self.days)


# domain.md 5.2, I3: no legal term was found, so it is the centre's own rule.
RISK_AGAIN: dict[str, Interval] = {
    RiskLevel.SEVERE: Interval("domain.md 5.2 I3: severe weekly", days=7),
    RiskLevel.MODERATE: Interval("domain.md 5.2 I3: moderate monthly", months=1),
    RiskLevel.MILD: Interval("centre's rule: with the next phase, three months at most", months=3),
}


def latest_review(level: str, done_on: date) -> date:
    """The last day on which a risk of this level may be asked again. Raises KeyError for no level."""
    return RISK_AGAIN[level].after(done_on)


def highest(levels) -> str:
    """The most severe of these levels; "" of none."""
    order = [*RiskLevel.values]
    return max(filter(None, levels), key=order.index, default="")
