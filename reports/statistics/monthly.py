"""The monthly report: R1, R2 and R9 over one period and one cut-off, read at one moment."""

from dataclasses import dataclass

from reports.statistics.frozen import Frozen
from reports.statistics.r1 import CaseSummary, case_summary
from reports.statistics.r2 import AgeAndGender, age_and_gender
from reports.statistics.r9 import Referrals, referrals
from reports.statistics.scope import Scope


@dataclass(frozen=True)
class Tables(Frozen):
    """The tables of one report; those it does not have are None."""

    r1: CaseSummary | None = None
    r2: AgeAndGender | None = None
    r9: Referrals | None = None


def monthly(scope: Scope) -> Tables:
    """All three tables. Run it inside one REPEATABLE READ transaction, so that they tell of the same moment."""
    return Tables(case_summary(scope), age_and_gender(scope), referrals(scope))
