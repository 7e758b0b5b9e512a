"""Somebody's part in a case: since when, until when, and as what; and which projects pay for the case."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.audit import record_about
from accounts.models import AuditAction, User
from cases.actions.people import change_case
from cases.models import Case, CaseProject, Participation
from directory.versions import StaleVersion, save_current


def change_part(
    participation: Participation, values: Mapping[str, Any], *, by: User, expected_version: int
) -> Participation:
    """Change since when and until when she is attended, and as what a relative or a witness counts.

    Raises StaleVersion if somebody saved first.
    """
    changed = [name for name, value in values.items() if getattr(participation, name) != value]
    with transaction.atomic():
        for name in changed:
            setattr(participation, name, values[name])
        if changed:
            save_current(participation, expected_version, changed)
            record_about(by, AuditAction.CHANGED, participation, fields=changed)
    return participation


def change_case_with_projects(
    case: Case, values: dict[str, Any], projects: Iterable[UUID] | None, *, by: User, expected_version: int
) -> Case:
    """``change_case``, and which projects pay for the case; None leaves them as they are. Raises StaleVersion."""
    with transaction.atomic():
        row = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if row.version != expected_version:
            raise StaleVersion(row)
        moved = projects is not None and _set_projects(case, set(projects))
        change_case(case, values, by=by, expected_version=expected_version)
        if moved:
            save_current(case, case.version, ["updated_at"])
            record_about(by, AuditAction.CHANGED, case, fields=["projects"])
    return case


def _set_projects(case: Case, wanted: set[UUID]) -> bool:
    now = timezone.now()
    paying = {row.project_id: row for row in CaseProject.objects.current().filter(case=case)}
    for pk in paying.keys() - wanted:
        paying[pk].ended_at = now
        paying[pk].save(update_fields=["ended_at"])
    new = sorted(wanted - paying.keys())
    CaseProject.objects.bulk_create([CaseProject(case=case, project_id=pk, started_at=now) for pk in new])
    return wanted != set(paying)
