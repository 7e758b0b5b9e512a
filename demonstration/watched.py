"""What whoever protects the data has to look at: a decoy that somebody opened, somebody who reads the cases of others,
and somebody who tries addresses. Only rows of the trail are written; the alerts arise from them."""

from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from cases.actions.decoys import make_decoy
from cases.models import Case, Decoy, ScopePeriod
from cases.watching import OUTSIDE_TEAM_PER_DAY

_READER, _CURIOUS, _ELSEWHERE = "gloria.lim", "hernan.lim", "fredy.cus"


def leave_traces(users: dict[str, User]) -> None:
    """Once, and only where there are cases enough. The reader takes intakes and is in no team."""
    reader = users[_READER]
    more_than_usual = OUTSIDE_TEAM_PER_DAY[reader.role] + 1
    cases = list(Case.objects.visible_to(reader).order_by("code")[: more_than_usual + 1])
    if Decoy.objects.exists() or len(cases) <= more_than_usual:
        return
    decoy, *read = cases
    make_decoy(ScopePeriod.objects.get(case=decoy, ended_at__isnull=True), "Para aprender.", by=users["dario"])
    record_about(users[_CURIOUS], AuditAction.VIEWED, decoy)
    for case in read:
        record_about(reader, AuditAction.VIEWED, case)
        record(users[_ELSEWHERE], AuditAction.DENIED, "cases:file", case.pk)
