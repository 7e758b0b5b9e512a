"""Numbers as frozen dataclasses; the docstring of each is its definition.

All start from offices and days, never from an account: whoever may ask for a report of an office gets the exact count
of all its cases. They hold no name, no case code and no id.
"""

from reports.states import ReportCode
from reports.statistics.frozen import sha256_of
from reports.statistics.monthly import Tables, monthly
from reports.statistics.r1 import case_summary
from reports.statistics.r2 import age_and_gender
from reports.statistics.r9 import referrals
from reports.statistics.scope import Scope

__all__ = ["Scope", "Tables", "age_and_gender", "case_summary", "compute", "monthly", "referrals", "sha256_of"]


def compute(code: str, scope: Scope) -> Tables:
    """The tables of report ``code``, exact. Raises KeyError for a report that does not exist."""
    return _COUNT[code](scope)


_COUNT = {
    ReportCode.R1: lambda scope: Tables(r1=case_summary(scope)),
    ReportCode.R2: lambda scope: Tables(r2=age_and_gender(scope)),
    ReportCode.R9: lambda scope: Tables(r9=referrals(scope)),
    ReportCode.MENSUAL: monthly,
}
