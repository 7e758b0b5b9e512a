"""What whoever protects the data has to look at: a decoy that somebody opened, somebody who reads the cases of others,
and somebody who tries addresses. Only rows of the trail are written; the alerts arise from them."""

from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from cases.actions.decoys import make_decoy
from cases.models import Case, Decoy, ScopePeriod
from cases.watching import OUTSIDE_TEAM_OTHERWISE

_READER, _CURIOUS, _ELSEWHERE = "patricia.lim", "hernan.lim", "fredy.cus"


def leave_traces(users: dict[str, User]) -> None:
    """Once, and only where there are cases enough of others."""
    reader = users[_READER]
    team = Case.objects.of_team_member(reader).values("pk")
    others = list(Case.objects.visible_to(reader).exclude(pk__in=team).order_by("code")[: OUTSIDE_TEAM_OTHERWISE + 2])
    if Decoy.objects.exists() or len(others) < OUTSIDE_TEAM_OTHERWISE + 2:
        return
    decoy, *read = others
    make_decoy(ScopePeriod.objects.get(case=decoy, ended_at__isnull=True), "Para aprender.", by=users["dario"])
    record_about(users[_CURIOUS], AuditAction.VIEWED, decoy)
    for case in read:
        record_about(reader, AuditAction.VIEWED, case)
        record(users[_ELSEWHERE], AuditAction.DENIED, "cases:file", case.pk)
