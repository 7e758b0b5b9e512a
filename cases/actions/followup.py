"""Follow-up: begun by itself, kept as tasks, written down, ended; called off when the case is taken up again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.actions.agenda import add_task, finish_task
from cases.actions.timeline import add_entry
from cases.contact_rules import contact_of
from cases.coordination import coordination_of
from cases.errors import NotPossible
from cases.followup_lists import NOT_FOLLOWED, AttemptChannel, FollowUpState, Suspected, Term, due_days
from cases.models import (
    Assignment,
    Case,
    FollowUp,
    FollowUpAttempt,
    FollowUpFinding,
    Participation,
    StatusChange,
    Task,
)
from cases.states import CaseStatus, ContactChannel, EntryKind, Phase, TaskKind, TeamRole, VictimStatus, Whereabouts
from directory.versions import StaleVersion, save_current


@dataclass(frozen=True)
class Attempt:
    """Once that somebody looked for her; ``spoke_with`` is empty when nobody was spoken to."""

    made_on: date
    channel: str
    spoke_with: str = ""
    note: str = ""
    against_rules: bool = False


# Begun and called off -------------------------------------------------------------------------------------------


def followed_in(case: Case) -> list[Participation]:
    """The victims of a case whom somebody will look for: not who was ruled out, left it before, or died."""
    rows = Participation.objects.victims().filter(case=case, left_on=None, person__merged_into=None)
    rows = rows.exclude(victim_status=VictimStatus.RULED_OUT).exclude(person__whereabouts=Whereabouts.DEAD)
    return list(rows.select_related("person", "case__key").order_by("person__code"))


@told_in_spanish
def begin_follow_ups(case: Case, people: Iterable[Participation], on: date, *, by: User) -> list[FollowUp]:
    """Make the terms counted from ``on`` for each of them, with a task of whoever leads the case on each day.

    Nobody has two series at once: one whose series runs, or ran to its end since the case was last taken up, keeps it.
    """
    made = []
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        lead = Assignment.objects.current().filter(case=case, role=TeamRole.LEAD).select_related("user").first()
        for participation in people:
            if _has_series(participation):
                continue
            for due in due_days(on, timezone.localdate()):
                row = FollowUp.objects.create(
                    key=case.key,
                    participation=participation,
                    months=due.months,
                    begins_on=on,
                    due_on=due.due_on,
                    created_by=by,
                )
                _ask_for(row, case, lead.user if lead else by, by)
                made.append(row)
            record_about(by, AuditAction.CHANGED, participation, fields=["follow_up"])
    return made


def follow_status(case: Case, on: date, *, by: User) -> None:
    """What a new status of the case means for its follow-ups: they begin, or what is pending of them is called off."""
    if case.status in (CaseStatus.CLOSED, CaseStatus.FOLLOW_UP) and case.closure_reason not in NOT_FOLLOWED:
        begin_follow_ups(case, followed_in(case), on, by=by)
    else:
        cancel_follow_ups(case.participations.all(), by=by)


def follow_phases(participation: Participation, before: Iterable[str], now: set[str], on: date, *, by: User) -> None:
    """The same of her phases: the follow-up begins with its own, and ends when she is attended again."""
    if Phase.F7_FOLLOWUP in now and Phase.F7_FOLLOWUP not in before:
        begin_follow_ups(participation.case, [participation], on, by=by)
    elif Phase.F7_FOLLOWUP in before and now - {Phase.F7_FOLLOWUP, Phase.F8_CLOSURE}:
        cancel_follow_ups([participation], by=by)


def _has_series(participation: Participation) -> bool:
    taken_up = StatusChange.objects.filter(
        case=participation.case_id, new__in=(CaseStatus.ACTIVE, CaseStatus.REOPENED)
    ).aggregate(last=Max("at"))["last"]
    rows = FollowUp.objects.filter(participation=participation)
    whole = rows.standing().filter(months=Term.TWELVE)
    return rows.pending().exists() or (whole.filter(created_at__gt=taken_up) if taken_up else whole).exists()


def _ask_for(row: FollowUp, case: Case, who: User, by: User) -> None:
    add_task(
        case,
        TaskKind.FOLLOW_UP,
        row.due_on,
        assigned_to=who,
        by=by,
        person=row.participation.person,
        details=row.term,
        subject=row,
    )


def cancel_follow_ups(people: Iterable[Participation], *, by: User) -> int:
    """Call off what is pending of these people, with its tasks; what was found stays. Returns how many."""
    with transaction.atomic():
        rows = FollowUp.objects.pending().filter(participation__in=[each.pk for each in people])
        rows = list(rows.select_for_update(of=("self",)).select_related("participation__case", "key"))
        for row in rows:
            _end(row, FollowUpState.CANCELLED, by)
            cancel_tasks(Task.objects.pending().filter(subject_id=row.pk), by=by)
        for participation in {row.participation for row in rows}:
            record_about(by, AuditAction.CHANGED, participation, fields=["follow_up"])
    return len(rows)


def cancel_tasks(tasks, *, by: User) -> int:
    """End pending tasks that nobody will do; returns how many."""
    rows = list(tasks.select_for_update(of=("self",)))
    for task in rows:
        task.cancelled_at = timezone.now()
        save_current(task, task.version, ["cancelled_at"])
        record_about(by, AuditAction.CHANGED, task, fields=["cancelled_at"])
    return len(rows)


# Written down ---------------------------------------------------------------------------------------------------


def forbidden_channels(participation: Participation) -> set[str]:
    """Ways to reach her that her safe contact does not allow; none while nobody asked her."""
    contact = contact_of(participation.person)
    allowed = set(contact.channels) if contact else set()
    return set(ContactChannel.values) - allowed if allowed else set()


@told_in_spanish
def record_attempt(follow_up: FollowUp, told: Attempt, *, by: User) -> FollowUpAttempt:
    """Write that somebody looked for her.

    Raises NotPossible for one that ended, a voice message that was answered, and a way that her safe contact forbids
    without a word on why.
    """
    if told.channel == AttemptChannel.VOICEMAIL and told.spoke_with:
        raise NotPossible(_("Un mensaje de voz no es hablar con alguien: elige otra forma, o que no se pudo."))
    with transaction.atomic():
        row = _pending(follow_up)
        is_forbidden = told.channel in forbidden_channels(row.participation)
        if is_forbidden and not (told.against_rules and told.note):
            raise NotPossible(_("Su contacto seguro no permite esa forma. Si ya se hizo, márcalo y cuenta por qué."))
        attempt = FollowUpAttempt.objects.create(
            key=row.key,
            follow_up=row,
            made_on=told.made_on,
            channel=told.channel,
            reached=bool(told.spoke_with),
            spoke_with=told.spoke_with,
            against_rules=is_forbidden,
            note=told.note,
            recorded_by=by,
        )
        words = _("Seguimiento: se supo de ella") if attempt.reached else _("Seguimiento: no se la encontró")
        _tell(row, words, by)
        record_about(by, AuditAction.CHANGED, row.participation, fields=["follow_up"])
    return attempt


@told_in_spanish
def record_finding(
    follow_up: FollowUp, values: Mapping[str, Any], *, by: User, expected_version: int
) -> FollowUpFinding:
    """Write how she is, which ends a pending follow-up; version 0 means that nobody had. What ``values`` does not name
    stays. Where she was, or may have been, exploited again the coordination gets a task for today.

    Raises StaleVersion if somebody saved first; NotPossible before anybody was spoken to, and for one called off.
    """
    with transaction.atomic():
        row = _locked(follow_up)
        if row.state not in (FollowUpState.PENDING, FollowUpState.REACHED) or not row.was_spoken_of:
            raise NotPossible(_("Registra primero cómo se supo de ella."))
        finding = FollowUpFinding.objects.select_related("key").filter(follow_up=row).first()
        if finding is None:
            if expected_version:
                raise StaleVersion(None)
            finding = FollowUpFinding.objects.create(key=row.key, follow_up=row, updated_by=by, **values)
            was_alarming = False
        else:
            was_alarming = finding.is_alarming
            for name, value in values.items():
                setattr(finding, name, value)
            finding.updated_by = by
            save_current(finding, expected_version, [*values, "updated_by", "updated_at"])
        if row.is_pending:
            _end(row, FollowUpState.REACHED, by)
            _finish_tasks(row, TaskKind.FOLLOW_UP, by)
            _tell(row, _("Seguimiento hecho: %s") % row.term.lower(), by)
        if finding.is_alarming and not was_alarming:
            _alarm(row, finding, by)
        record_about(by, AuditAction.CHANGED, row.participation, fields=["follow_up"])
    return finding


def _alarm(row: FollowUp, finding: FollowUpFinding, by: User) -> None:
    """Tell the coordination, in its work of today and in the history."""
    case = row.participation.case
    words = _("Seguimiento: %s") % (
        _("fue explotada de nuevo") if finding.exploited_again == Suspected.YES else _("quizá la explotan de nuevo")
    )
    _tell(row, words, by)
    who = coordination_of(case, Permission.CLOSE_CASE) or by  # whoever reopens cases
    add_task(
        case,
        TaskKind.EXPLOITED_AGAIN,
        timezone.localdate(),
        assigned_to=who,
        by=by,
        person=row.participation.person,
        details=row.term,
        subject=row,
    )


@told_in_spanish
def end_follow_up(follow_up: FollowUp, state: str, note: str, *, by: User) -> FollowUp:
    """End one because she was not found, or because she wants to be followed no more: then the later ones end too.

    Raises NotPossible for one that ended, for any other state, and for "not found" before she was looked for often
    enough (``ATTEMPTS_BEFORE_GIVING_UP``) or although somebody told of her.
    """
    with transaction.atomic():
        row = _pending(follow_up)
        if state not in (FollowUpState.NOT_FOUND, FollowUpState.DECLINED):
            raise NotPossible(_("Un seguimiento no se termina de esa manera."))
        if state == FollowUpState.NOT_FOUND and not row.may_give_up:
            raise NotPossible(_("Antes de darla por no encontrada hacen falta tres intentos sin respuesta."))
        ended = [row]
        if state == FollowUpState.DECLINED:
            later = FollowUp.objects.pending().filter(participation=row.participation_id).exclude(pk=row.pk)
            ended += later.select_for_update(of=("self",)).select_related("key", "participation__case")
        for each in ended:
            each.end_note = note
            _end(each, state, by)
            _finish_tasks(each, TaskKind.FOLLOW_UP, by)
        _tell(row, _("Seguimiento: %s") % row.get_state_display().lower(), by)
        record_about(by, AuditAction.CHANGED, row.participation, fields=["follow_up"])
    return row


def tell_taken_up(follow_up: FollowUp, *, by: User) -> None:
    """The case was taken up again because of what this follow-up found: what the coordination was asked is done."""
    _finish_tasks(follow_up, TaskKind.EXPLOITED_AGAIN, by)


def _locked(follow_up: FollowUp) -> FollowUp:
    rows = FollowUp.objects.select_for_update(of=("self",)).prefetch_related("attempts")
    return rows.select_related("key", "participation__case__key", "participation__person__safe_contact__key").get(
        pk=follow_up.pk
    )


def _pending(follow_up: FollowUp) -> FollowUp:
    row = _locked(follow_up)
    if not row.is_pending:
        raise NotPossible(_("Este seguimiento ya terminó."))
    return row


def _end(row: FollowUp, state: str, by: User) -> None:
    row.state, row.ended_at, row.ended_by = state, timezone.now(), by
    save_current(row, row.version, ["state", "ended_at", "ended_by", "end_note"])


def _finish_tasks(row: FollowUp, kind: str, by: User) -> None:
    for task in Task.objects.pending().filter(kind=kind, subject_id=row.pk):
        finish_task(task, by=by, has_line=False)


def _tell(row: FollowUp, headline: str, by: User) -> None:
    """A line of the history that leads to it; what was written stands there, not twice."""
    participation = row.participation
    add_entry(
        participation.case,
        EntryKind.FOLLOW_UP,
        headline,
        by=by,
        person=participation.person,
        subject=row,
    )
