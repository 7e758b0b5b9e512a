"""Moves of a case, of a person's victim status and of her phases: the table is asked again under the lock."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.actions.followup import cancel_tasks, follow_phases, follow_status
from cases.actions.lessons import write_lesson
from cases.actions.timeline import add_entry
from cases.consent_kinds import Purpose
from cases.consent_rules import ruling_consent
from cases.errors import NotPossible
from cases.models import Case, Participation, PhasePeriod, StatusChange, Task, VictimStatusChange
from cases.states import (
    CANCELLED_BY_CLOSING,
    PARALLEL_PHASES,
    PHASE_OF_STATUS,
    VICTIM_STATUS_TRANSITIONS,
    CaseStatus,
    EntryKind,
    Phase,
    VictimStatus,
    needs_closure_reason,
    next_statuses,
    phases_fit,
    reintegration_waits_for,
)


@told_in_spanish
def change_status(
    case: Case,
    to: CaseStatus,
    *,
    by: User,
    reason: str,
    closure_reason: str = "",
    on: date | None = None,
    seen: str | None = None,
    cancels_tasks: bool = False,
    lesson: Mapping[str, Any] | None = None,
) -> Case:
    """Move a case to another status with a reason; closing also needs a closure reason, and may end what was pending
    (``cancels_tasks``: the kinds of ``CANCELLED_BY_CLOSING``). Follow-ups begin, or are called off, with it; closing
    is also the last phase of each of its victims (``PHASE_OF_STATUS``), and reopening undoes that. ``lesson``: what
    the case taught, as ``write_lesson`` takes it.

    ``seen`` is the status that whoever decides had before them. Raises NotPossible when the case has left it, or when
    the table does not allow the move (any more); nothing is written then.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("key").get(pk=case.pk)
        if seen is not None and case.status != seen:
            raise NotPossible(
                _("Mientras escribías, el caso pasó a «%s». Decide de nuevo.") % case.get_status_display()
            )
        allowed = next_statuses(
            case.status, may_change=by.can(Permission.CHANGE_STATUS), may_close=by.can(Permission.CLOSE_CASE)
        )
        if to not in allowed:
            raise NotPossible(_("El caso ya no está en un estado que permita este cambio."))
        if needs_closure_reason(to) and not closure_reason:
            raise NotPossible(_("Falta el motivo de cierre."))
        on = on or timezone.localdate()
        case = _move(case, to, by=by, reason=reason, closure_reason=closure_reason, on=on)
        if to == CaseStatus.CLOSED and cancels_tasks:
            cancel_tasks(Task.objects.pending().filter(case=case, kind__in=CANCELLED_BY_CLOSING), by=by)
        if to == CaseStatus.CLOSED:
            _close_phases(case, on, by)
        if to == CaseStatus.REOPENED:
            _reopen_phases(case, on, by)
        if lesson:
            write_lesson(case, by=by, **lesson)
        follow_status(case, on, by=by)
        return case


def _move(case, to, *, by, reason, closure_reason, on):
    change = StatusChange.objects.create(
        key=case.key,
        case=case,
        old=case.status,
        new=to,
        reason=reason,
        closure_reason=closure_reason if to == CaseStatus.CLOSED else "",
        effective_on=on,
        by=by,
    )
    case.status = to
    case.closed_on = on if to == CaseStatus.CLOSED else None
    case.closure_reason = change.closure_reason
    case.version += 1
    case.save(update_fields=["status", "closed_on", "closure_reason", "version", "updated_at"])
    line = _("El caso pasa a: %s") % case.get_status_display()
    add_entry(case, EntryKind.STATUS, line, by=by, body=reason, subject=change)
    record_about(by, AuditAction.STATUS_CHANGED, case, fields=["status"])
    return case


@told_in_spanish
def change_victim_status(
    participation: Participation,
    to: VictimStatus,
    *,
    by: User,
    decided_by: str,
    reason: str,
    on: date,
    seen: str | None = None,
) -> Participation:
    """Write down who decided that she is, or is not, a victim (DS 001-2016-IN art. 6.c: presumed until then).

    Raises NotPossible when it is no longer ``seen``, or for somebody who takes part as something else.
    """
    with transaction.atomic():
        participation = (
            Participation.objects.select_for_update(of=("self",))
            .select_related("case__key", "person")
            .get(pk=participation.pk)
        )
        old = participation.victim_status
        if seen is not None and old != seen:
            words = _("Mientras escribías, su condición pasó a «%s». Decide de nuevo.")
            raise NotPossible(words % participation.get_victim_status_display())
        if to not in VICTIM_STATUS_TRANSITIONS.get(old, ()):
            raise NotPossible(_("Ese cambio ya no es posible."))
        change = VictimStatusChange.objects.create(
            key=participation.case.key,
            participation=participation,
            old=old,
            new=to,
            decided_by=decided_by,
            effective_on=on,
            reason=reason,
            by=by,
        )
        participation.victim_status, participation.decided_by, participation.decided_on = to, decided_by, on
        participation.version += 1
        participation.save(update_fields=["victim_status", "decided_by", "decided_on", "version"])
        line = _("Condición de víctima: %s") % participation.get_victim_status_display()
        add_entry(
            participation.case,
            EntryKind.VICTIM_STATUS,
            line,
            by=by,
            body=reason,
            person=participation.person,
            subject=change,
        )
        record_about(by, AuditAction.STATUS_CHANGED, participation, fields=["victim_status"])
    return participation


@told_in_spanish
def set_phases(
    participation: Participation, phases: set[str], *, by: User, on: date, seen: set[str] | None = None
) -> None:
    """Make exactly these phases run for her from ``on``: others end that day, new ones begin.

    Raises NotPossible for phases that cannot run at once (``cases.states.phases_fit``), for a reintegration that may
    not begin yet (``reintegration_waits_for``), and when those that ran were no longer ``seen``.
    """
    if not phases_fit(phases):
        raise NotPossible(_("Esas fases no van a la vez: elige una, o varias entre asistencia y reintegración."))
    with transaction.atomic():
        locked = (
            Participation.objects.select_for_update(of=("self",))
            .select_related("case__key", "person")
            .get(pk=participation.pk)
        )
        running = {period.phase: period for period in PhasePeriod.objects.running().filter(participation=locked)}
        if set(running) == phases:
            return
        if seen is not None and set(running) != seen:
            raise NotPossible(_("Mientras elegías, alguien cambió sus fases. Revisa cómo quedaron y decide de nuevo."))
        waits = reintegration_waits_for(phases, set(running), consents=_consents(locked, on))
        if waits:
            raise NotPossible(waits.label)
        _run(locked, running, phases, on, by)
        follow_phases(locked, running, phases, on, by=by)


def _run(participation: Participation, running: dict[str, PhasePeriod], phases: set[str], on: date, by: User) -> None:
    """End those of ``running`` that are not among ``phases``, begin the others; a line says which run now."""
    for phase in running.keys() - phases:
        running[phase].ended_on = max(on, running[phase].started_on)
        running[phase].save(update_fields=["ended_on"])
    PhasePeriod.objects.bulk_create(
        [
            PhasePeriod(participation=participation, phase=each, started_on=on, by=by)
            for each in sorted(phases - running.keys())
        ]
    )
    if phases:
        line = _("Fase: %s") % "; ".join(str(Phase(each).label) for each in sorted(phases))
        add_entry(participation.case, EntryKind.PHASE, line, by=by, person=participation.person)
    record_about(by, AuditAction.CHANGED, participation, fields=["phases"])


def _victims(case: Case) -> list[Participation]:
    rows = Participation.objects.victims().filter(case=case, left_on=None, person__merged_into=None)
    return list(rows.select_for_update(of=("self",)).select_related("case__key", "person").order_by("id"))


def _close_phases(case: Case, on: date, by: User) -> None:
    last = PHASE_OF_STATUS[CaseStatus.CLOSED]
    for each in _victims(case):
        running = {period.phase: period for period in PhasePeriod.objects.running().filter(participation=each)}
        if set(running) != {last}:
            _run(each, running, {last}, on, by)


def _reopen_phases(case: Case, on: date, by: User) -> None:
    """What closing ended goes on; not the follow-up, which is called off: then somebody says in which phase she is."""
    last = PHASE_OF_STATUS[CaseStatus.CLOSED]
    for each in _victims(case):
        periods = PhasePeriod.objects.filter(participation=each)
        closed = periods.running().filter(phase=last).first()
        if closed is None:
            continue
        ended = periods.filter(ended_on=closed.started_on, started_on__lte=closed.started_on)
        before = set(ended.values_list("phase", flat=True)) - {Phase.F7_FOLLOWUP, last}
        before = before if phases_fit(before) else before & PARALLEL_PHASES
        _run(each, {last: closed}, before, on, by)


def _consents(participation: Participation, on: date) -> bool:
    """Whether the act that rules gives consent on that day, and nothing in it says that she is not to be attended."""
    ruling = ruling_consent(participation.case, participation.person)
    if ruling is None or not ruling.gives or not ruling.is_in_force(on):
        return False
    attended = [answer for answer in ruling.answers.all() if answer.purpose == Purpose.ATTENTION]
    return all(answer.is_given and answer.is_in_force(on) for answer in attended)
