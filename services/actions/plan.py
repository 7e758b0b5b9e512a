"""The reintegration plan: begun, drafted, agreed with her, followed, looked at again.

Whoever changes a draft locks its version first, so that what is agreed is what was read.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry, add_task, finish_task, set_phases
from cases.errors import NotPossible
from cases.models import Participation, PhasePeriod, Task
from cases.states import PARALLEL_PHASES, EntryKind, Phase, TaskKind
from directory.versions import save_current
from services.models import PlanActivity, PlanGoal, PlanReview, ReintegrationPlan
from services.plan_states import Progress, ReviewResult, next_review

GOAL_FIELDS = ("area", "goal")
ACTIVITY_FIELDS = ("what", "responsible", "staff", "unit", "due_on")


@dataclass(frozen=True)
class Agreement:
    """The day it was agreed with her, who was there, and what she said of it."""

    on: date
    present: str
    her_words: str


@dataclass(frozen=True)
class Review:
    """``next_on`` None where the plan ends."""

    on: date
    reached: str
    result: str
    changes: str = ""
    next_on: date | None = None


# Drafts ---------------------------------------------------------------------------------------------------------


@told_in_spanish
def start_plan(participation: Participation, *, by: User) -> ReintegrationPlan:
    """Begin her plan, and with it her phase of reintegration; those that may run beside it go on.

    Raises NotPossible when one is open, or while reintegration may not begin (DS 001-2016-IN art. 3.3:
    ``cases.states.reintegration_waits_for``, asked by ``set_phases``).
    """
    with transaction.atomic():
        part = _locked_part(participation)
        newest = _newest(part)
        if newest is not None and not _has_ended(newest):
            raise NotPossible(_("Ya tiene un plan. Ábrelo para seguir con él."))
        if not part.is_victim:
            raise NotPossible(_("El plan de reintegración es de las víctimas directas."))
        running = set(PhasePeriod.objects.running().filter(participation=part).values_list("phase", flat=True))
        if Phase.F6_REINTEGRATION not in running:
            phases = (running & PARALLEL_PHASES) | {Phase.F6_REINTEGRATION}
            set_phases(part, phases, by=by, on=timezone.localdate())
        plan = _add_version(part, by)
        add_entry(part.case, EntryKind.PLAN, _("Empieza su plan de reintegración"), by=by, person=part.person)
    return plan


@told_in_spanish
def change_plan(plan: ReintegrationPlan, *, by: User) -> ReintegrationPlan:
    """The next version of an agreed plan: a draft with the same goals and activities, to be changed with her.

    Raises NotPossible when the plan is not the one in force, when it ended, and when such a draft is open already.
    """
    with transaction.atomic():
        part = _locked_part(plan.participation)
        if ReintegrationPlan.objects.drafts().filter(participation=part).exists():
            raise NotPossible(_("Ya hay un borrador de la versión siguiente. Ábrelo y sigue ahí."))
        _refuse_not_in_force(plan, part)
        draft = _add_version(part, by)
        for goal in plan.goals.standing().select_related("key").prefetch_related("activities__key"):
            _copy(goal, draft)
    return draft


def _copy(goal: PlanGoal, draft: ReintegrationPlan) -> None:
    made = PlanGoal.objects.create(key=draft.key, plan=draft, area=goal.area, goal=goal.goal, copied_from=goal)
    for each in goal.activities.all():
        if each.withdrawn_at is None:
            values = {name: getattr(each, name) for name in (*ACTIVITY_FIELDS, *_PROGRESS)}
            PlanActivity.objects.create(key=draft.key, goal=made, copied_from=each, **values)


def _locked_part(participation: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("case__key", "person")
    return rows.get(pk=participation.pk)


def _newest(part: Participation) -> ReintegrationPlan | None:
    """The version to go on from: a draft, or the one that was agreed last."""
    rows = ReintegrationPlan.objects.filter(participation=part, dropped_at__isnull=True)
    return rows.select_related("key").order_by("-number").first()


def _has_ended(plan: ReintegrationPlan) -> bool:
    return plan.reviews.exclude(result=ReviewResult.GOES_ON).exists()


def _refuse_not_in_force(plan: ReintegrationPlan, part: Participation) -> None:
    newest = ReintegrationPlan.objects.agreed().filter(participation=part).order_by("-number").first()
    if newest is None or newest.pk != plan.pk:
        raise NotPossible(_("Esta no es la versión que rige."))
    if _has_ended(newest):
        raise NotPossible(_("Este plan ya terminó."))


def _add_version(part: Participation, by: User) -> ReintegrationPlan:
    last = ReintegrationPlan.objects.filter(participation=part).order_by("-number").first()
    plan = ReintegrationPlan.objects.create(
        key=part.case.key, participation=part, number=last.number + 1 if last else 1, created_by=by
    )
    record_about(by, AuditAction.CREATED, part, fields=["plan"])
    return plan


def _draft(plan_pk, by: User, expected_version: int | None = None) -> ReintegrationPlan:
    """The draft, nobody else's to change until this transaction ends. Raises NotPossible once it is none."""
    rows = ReintegrationPlan.objects.select_for_update(of=("self",))
    plan = rows.select_related("key", "participation__case__key", "participation__person").get(pk=plan_pk)
    if not plan.is_draft:
        raise NotPossible(_("Esta versión ya no se cambia. Para cambiar algo se hace la versión siguiente."))
    if expected_version is not None and plan.version != expected_version:
        raise NotPossible(_("El borrador cambió mientras lo leías. Revísalo con ella y acuérdalo de nuevo."))
    record_about(by, AuditAction.CHANGED, plan.participation, fields=["plan"])
    return plan


def _touch(plan: ReintegrationPlan) -> None:
    save_current(plan, plan.version, [])


def add_goal(plan: ReintegrationPlan, values: dict, *, by: User) -> PlanGoal:
    """``values``: by ``GOAL_FIELDS``. Raises NotPossible for a version that is no draft, as all verbs of drafts do."""
    with transaction.atomic():
        plan = _draft(plan.pk, by)
        _touch(plan)
        return PlanGoal.objects.create(key=plan.key, plan=plan, **{name: values[name] for name in GOAL_FIELDS})


def change_goal(goal: PlanGoal, values: dict, *, by: User, expected_version: int) -> PlanGoal:
    """Raises StaleVersion too."""
    with transaction.atomic():
        _touch(_draft(goal.plan_id, by))
        return _changed(goal, {name: values[name] for name in GOAL_FIELDS}, expected_version)


def withdraw_goal(goal: PlanGoal, *, by: User) -> None:
    """Take a goal with all that is done for it out of a draft."""
    with transaction.atomic():
        _touch(_draft(goal.plan_id, by))
        PlanGoal.objects.standing().filter(pk=goal.pk).update(withdrawn_at=timezone.now())


def add_activity(goal: PlanGoal, values: dict, *, by: User) -> PlanActivity:
    """``values``: by ``ACTIVITY_FIELDS``."""
    with transaction.atomic():
        plan = _draft(goal.plan_id, by)
        _touch(plan)
        return PlanActivity.objects.create(key=plan.key, goal=goal, **{name: values[name] for name in ACTIVITY_FIELDS})


def change_activity(activity: PlanActivity, values: dict, *, by: User, expected_version: int) -> PlanActivity:
    """Raises StaleVersion too."""
    with transaction.atomic():
        _touch(_draft(activity.goal.plan_id, by))
        return _changed(activity, {name: values[name] for name in ACTIVITY_FIELDS}, expected_version)


def withdraw_activity(activity: PlanActivity, *, by: User) -> None:
    with transaction.atomic():
        _touch(_draft(activity.goal.plan_id, by))
        PlanActivity.objects.standing().filter(pk=activity.pk).update(withdrawn_at=timezone.now())


def _changed(row, values: dict, expected_version: int):
    for name, value in values.items():
        setattr(row, name, value)
    save_current(row, expected_version, values)
    return row


def drop_draft(plan: ReintegrationPlan, reason: str, *, by: User) -> None:
    """Leave a draft that will not be agreed; what was agreed before goes on as it was."""
    with transaction.atomic():
        plan = _draft(plan.pk, by)
        plan.dropped_at, plan.drop_reason = timezone.now(), reason
        save_current(plan, plan.version, ["dropped_at", "drop_reason"])


# Agreed -----------------------------------------------------------------------------------------------------------


@told_in_spanish
def agree_plan(plan: ReintegrationPlan, agreement: Agreement, *, by: User, expected_version: int) -> ReintegrationPlan:
    """Write that she agreed to a draft as it stands; from then on it is never changed, and is due to be looked at.

    Raises NotPossible when the draft is not the one that was read, or lacks a goal or something to do for one.
    """
    with transaction.atomic():
        part = _locked_part(plan.participation)
        plan = _draft(plan.pk, by, expected_version)
        _refuse_incomplete(plan)
        _take_progress(plan)
        earlier = ReintegrationPlan.objects.agreed().filter(participation=part).order_by("-number").first()
        plan.agreed_on, plan.agreed_by = agreement.on, by
        plan.present, plan.her_words = agreement.present, agreement.her_words
        plan.first_review_on = next_review(agreement.on)
        save_current(plan, plan.version, ["agreed_on", "agreed_by", "present", "her_words", "first_review_on"])
        line = _("Plan de reintegración acordado con ella, versión %d") % plan.number
        add_entry(part.case, EntryKind.PLAN, line, by=by, person=part.person, subject=plan)
        if earlier is not None:
            _end_task(earlier, by)
        _ask_again(plan, plan.first_review_on, by)
    return plan


def _refuse_incomplete(plan: ReintegrationPlan) -> None:
    goals = list(plan.goals.standing().prefetch_related("activities"))
    if not goals:
        raise NotPossible(_("Falta al menos una meta: escríbela con ella antes de acordar el plan."))
    empty = [each for each in goals if all(one.withdrawn_at for one in each.activities.all())]
    if empty:
        areas = ", ".join(str(each.get_area_display()) for each in empty)
        raise NotPossible(_("Falta qué se hace, quién y hasta cuándo en: %s.") % areas)


_PROGRESS = ("progress", "progress_on", "left_reason")


def _take_progress(plan: ReintegrationPlan) -> None:
    """How far the copied activities are by now in the version that ruled until now."""
    rows = PlanActivity.objects.standing().filter(goal__plan=plan, copied_from__isnull=False)
    for each in rows.select_related("key", "copied_from__key"):
        values = {name: getattr(each.copied_from, name) for name in _PROGRESS}
        _changed(each, values, each.version)


@told_in_spanish
def tell_progress(
    activity: PlanActivity, progress: str, left_reason: str, *, by: User, expected_version: int
) -> PlanActivity:
    """How far an activity of the plan in force is. Raises StaleVersion; NotPossible without a reason to leave it."""
    with transaction.atomic():
        plan = activity.goal.plan
        _refuse_not_in_force(plan, _locked_part(plan.participation))
        if progress == Progress.LEFT and not left_reason:
            raise NotPossible(_("Escribe por qué se dejó."))
        values = {
            "progress": progress,
            "progress_on": timezone.localdate(),
            "left_reason": left_reason if progress == Progress.LEFT else "",
        }
        _changed(activity, values, expected_version)
        part = plan.participation
        told = (activity.goal.get_area_display(), activity.get_progress_display().lower())
        line = _("Plan, %(area)s: una actividad pasa a «%(progress)s»") % {"area": told[0], "progress": told[1]}
        add_entry(part.case, EntryKind.PLAN, line, by=by, person=part.person, subject=plan)
        record_about(by, AuditAction.CHANGED, part, fields=["plan"])
    return activity


@told_in_spanish
def review_plan(plan: ReintegrationPlan, review: Review, *, by: User) -> PlanReview:
    """Look at the plan in force again: its task is done, and the next one is set unless the plan ends.

    Raises NotPossible for a version that does not rule, and for a day before it was agreed.
    """
    with transaction.atomic():
        part = _locked_part(plan.participation)
        _refuse_not_in_force(plan, part)
        if review.on < plan.agreed_on:
            raise NotPossible(_("No se puede revisar antes del día en que se acordó."))
        goes_on = review.result == ReviewResult.GOES_ON
        row = PlanReview.objects.create(
            key=plan.key,
            plan=plan,
            on=review.on,
            reached=review.reached,
            changes=review.changes,
            result=review.result,
            next_on=(review.next_on or next_review(review.on)) if goes_on else None,
            recorded_by=by,
        )
        line = _("Revisión del plan: %s") % row.get_result_display()
        add_entry(part.case, EntryKind.PLAN, line, by=by, person=part.person, subject=plan)
        record_about(by, AuditAction.CHANGED, part, fields=["plan"])
        _end_task(plan, by)
        if row.next_on:
            _ask_again(plan, row.next_on, by)
    return row


def _ask_again(plan: ReintegrationPlan, due_on: date, by: User) -> None:
    part = plan.participation
    add_task(part.case, TaskKind.PLAN_REVIEW, due_on, assigned_to=by, by=by, person=part.person, subject=plan)


def _end_task(plan: ReintegrationPlan, by: User) -> None:
    tasks = Task.objects.pending().filter(case=plan.participation.case, kind=TaskKind.PLAN_REVIEW, subject_id=plan.pk)
    for task in tasks:
        finish_task(task, by=by, has_line=False)
