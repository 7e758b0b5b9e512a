"""Assessments: kept while they are filled in, signed once, corrected by another one; risk asks itself again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import RESERVED_AREAS
from accounts.trail_words import RevealReason
from cases.actions.agenda import add_task, finish_task, move_task
from cases.actions.timeline import add_entry
from cases.assessments.areas import AssessmentArea, area_of
from cases.assessments.instruments import Instrument, Question
from cases.assessments.profile import profile_of
from cases.assessments.reviews import highest, latest_review
from cases.assessments.scoring import PROFILE, Outcome
from cases.errors import NotPossible
from cases.models import Assessment, AssessmentDraft, Assignment, Case, Participation, Task
from cases.states import EntryKind, TaskKind, TeamRole
from directory.versions import save_current

_NOON = time(12)


@dataclass(frozen=True)
class Errand:
    """Who covers something that is missing, and by which day."""

    assigned_to: User
    due_on: date


@dataclass(frozen=True)
class Signing:
    """What the professional decides over the answers. ``errands``: by the code of each question that is missing."""

    done_on: date
    level: str = ""
    level_reason: str = ""
    conclusions: str = ""
    next_review_on: date | None = None
    correction_reason: str = ""
    errands: Mapping[str, Errand] = field(default_factory=dict)


# While it is filled in -----------------------------------------------------------------------------------------


def save_answers(
    participation: Participation, form: Instrument, answers: Mapping[str, Any], *, by: User
) -> AssessmentDraft:
    """Keep answers in one's own draft; those of other sections stay. The version is the one that it began with."""
    with transaction.atomic():
        draft, is_new = AssessmentDraft.objects.get_or_create(
            participation=participation,
            user=by,
            instrument=form.code,
            ended_at=None,
            defaults={"key": participation.case.key, "edition": form.version},
        )
        draft = AssessmentDraft.objects.select_for_update(of=("self",)).select_related("key").get(pk=draft.pk)
        profile = sorted(profile_of(participation.person, timezone.localdate()))
        draft.answers = {**draft.answers, **answers, PROFILE: profile}
        draft.saved_at = timezone.now()
        draft.save(update_fields=["answers", "saved_at"])
        if is_new:
            record_about(by, AuditAction.CREATED, participation, fields=["assessment_draft"])
    return draft


def put_aside(draft: AssessmentDraft, *, by: User) -> None:
    """End a draft without signing it; its answers are not kept. One that has ended, or was never kept, stays so."""
    with transaction.atomic():
        rows = AssessmentDraft.objects.select_for_update(of=("self",)).select_related("key", "participation")
        draft = rows.filter(pk=draft.pk, ended_at__isnull=True).first()
        if draft is not None:
            _end(draft)
            record_about(by, AuditAction.CHANGED, draft.participation, fields=["assessment_draft"])


def start_correction(assessment: Assessment, *, by: User) -> AssessmentDraft:
    """A draft with the answers of a signed assessment, in its own version, that will take its place.

    Raises NotPossible when it was corrected already, and when another draft of the same instrument is open.
    """
    with transaction.atomic():
        if Assessment.objects.filter(supersedes=assessment).exists():
            raise NotPossible(_("Esta evaluación ya fue corregida. Corrige la que la reemplaza."))
        draft, is_new = AssessmentDraft.objects.get_or_create(
            participation=assessment.participation,
            user=by,
            instrument=assessment.instrument,
            ended_at=None,
            defaults={
                "key": assessment.key,
                "edition": assessment.edition,
                "answers": assessment.answers,
                "corrects": assessment,
            },
        )
        if draft.corrects_id != assessment.pk:
            raise NotPossible(_("Tienes un borrador de esta misma ficha. Termínalo o descártalo primero."))
        if is_new:
            record_about(by, AuditAction.CREATED, assessment.participation, fields=["assessment_draft"])
    return draft


def reveal_answers(assessment: Assessment, reason: RevealReason, *, by: User) -> None:
    """Leave the trace of somebody opening the answers of a reserved area, and what for."""
    record_about(by, AuditAction.REVEALED, assessment.participation, fields=["assessment", f"reason={reason}"])


# Signing -------------------------------------------------------------------------------------------------------


@told_in_spanish
def sign_assessment(draft: AssessmentDraft, signing: Signing, *, by: User) -> Assessment:
    """Sign what a draft holds; sent twice, it is signed once.

    Raises NotPossible when the draft was put aside, when an answer is missing without which nothing is signed, when
    the level or its reason is, or when what is missing has nobody who covers it.
    """
    with transaction.atomic():
        rows = AssessmentDraft.objects.select_related("key", "participation__case__key", "participation__person")
        draft = rows.select_for_update(of=("self",)).get(pk=draft.pk)
        if draft.assessment_id:
            return draft.assessment
        if draft.ended_at is not None:
            raise NotPossible(_("Este borrador ya se descartó."))
        result = _complete(draft, signing)
        assessment = _written(draft, signing, by)
        _end(draft, assessment)
        _tell(assessment, by)
        _ask_again(assessment.participation, assessment.area, by)
        _share_out(assessment, result.lacking, signing.errands, by)
        if assessment.area == AssessmentArea.RISK:
            follow_risk(draft.participation.case, by=by)
    return assessment


def _complete(draft: AssessmentDraft, signing: Signing) -> Outcome:
    result = draft.outcome
    if result.refused:
        raise NotPossible(_("Faltan respuestas que no se pueden dejar en blanco."))
    if result.level and not signing.level:
        raise NotPossible(_("Elige el nivel."))
    if signing.level != result.level and not signing.level_reason:
        raise NotPossible(_("Escribe por qué eliges otro nivel que el sugerido."))
    if draft.corrects_id and not signing.correction_reason:
        raise NotPossible(_("Escribe por qué se corrige."))
    if {each.code for each in result.lacking} - set(signing.errands):
        raise NotPossible(_("Di quién se encarga de cada cosa que falta, y para cuándo."))
    return result


def _written(draft: AssessmentDraft, signing: Signing, by: User) -> Assessment:
    result, form = draft.outcome, draft.form
    assessment = Assessment.objects.create(
        key=draft.key,
        participation=draft.participation,
        area=form.area,
        instrument=draft.instrument,
        edition=draft.edition,
        answers=draft.answers,
        score=result.score if form.has_level else None,
        advised_level=result.level,
        level=signing.level if form.has_level else "",
        level_reason=signing.level_reason if signing.level != result.level else "",
        conclusions=signing.conclusions,
        done_on=signing.done_on,
        next_review_on=_next_review(form.area, signing),
        signed_by=by,
        supersedes=draft.corrects,
        correction_reason=signing.correction_reason if draft.corrects_id else "",
    )
    record_about(by, AuditAction.CREATED, draft.participation, fields=["assessment"])
    return assessment


def _next_review(area: str, signing: Signing) -> date | None:
    """A risk is asked again by the day of the table at the latest; everything else when somebody says so."""
    if area != AssessmentArea.RISK:
        return signing.next_review_on
    latest = latest_review(signing.level, signing.done_on)
    return min(signing.next_review_on or latest, latest)


def _end(draft: AssessmentDraft, assessment: Assessment | None = None) -> None:
    draft.answers, draft.assessment, draft.ended_at = {}, assessment, timezone.now()
    draft.save(update_fields=["answers", "assessment", "ended_at"])


def _tell(assessment: Assessment, by: User) -> None:
    """The line of the history. Of a reserved area it says only that it happened."""
    area = area_of(assessment.area)
    words = _("Evaluación: %(area)s") if not assessment.supersedes_id else _("Evaluación corregida: %(area)s")
    headline = words % {"area": assessment.get_area_display().lower()}
    if assessment.level and area not in RESERVED_AREAS:
        headline = f"{headline} · {assessment.get_level_display().lower()}"
    add_entry(
        assessment.participation.case,
        EntryKind.ASSESSMENT,
        headline,
        by=by,
        person=assessment.participation.person,
        area=area,
        occurred_at=_moment(assessment.done_on),
        subject=assessment,
    )


def _moment(day: date) -> datetime:
    now = timezone.now()
    return now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, _NOON))


# What follows from it ------------------------------------------------------------------------------------------


def _ask_again(participation: Participation, area: str, by: User) -> None:
    """One task for the next time, of the assessment that holds today; those of earlier ones are done."""
    rows = Assessment.objects.filter(participation=participation, area=area)
    latest = rows.standing().newest_first().first()
    pending = _tasks_of(participation, area, TaskKind.REASSESS)
    for task in pending:
        if task.subject_id != latest.pk:
            finish_task(task, by=by, has_line=False)
    is_asked = any(task.subject_id == latest.pk for task in pending)
    if latest.next_review_on is None or is_asked:
        return
    add_task(
        participation.case,
        TaskKind.REASSESS,
        latest.next_review_on,
        assigned_to=pending[0].assigned_to if pending else _who_follows(participation.case, area, by),
        by=by,
        person=participation.person,
        details=str(AssessmentArea(area).label),
        subject=latest,
    )


def _share_out(assessment: Assessment, lacking: tuple[Question, ...], errands: Mapping[str, Errand], by: User) -> None:
    """A task for each thing that is missing; one that is covered by now ends, one that still is missing is moved."""
    participation = assessment.participation
    pending = {task.details: task for task in _tasks_of(participation, assessment.area, TaskKind.COVER_NEED)}
    for question in lacking:
        errand, task = errands[question.code], pending.pop(question.text, None)
        if task is None:
            add_task(
                participation.case,
                TaskKind.COVER_NEED,
                errand.due_on,
                assigned_to=errand.assigned_to,
                by=by,
                person=participation.person,
                details=question.text,
                subject=assessment,
            )
        elif (task.assigned_to_id, task.due_on) != (errand.assigned_to.pk, errand.due_on):
            move_task(task, errand.due_on, None, errand.assigned_to, by=by, expected_version=task.version)
    for task in pending.values():
        finish_task(task, by=by, has_line=False)


def _tasks_of(participation: Participation, area: str, kind: str) -> list[Task]:
    """Pending tasks of this kind that the assessments of an area made, for one part in a case."""
    made = Assessment.objects.filter(participation=participation, area=area).values("pk")
    rows = Task.objects.pending().filter(case=participation.case_id, kind=kind, subject_id__in=made)
    return list(rows.select_related("key", "assigned_to", "case__key").order_by("created_at"))


def _who_follows(case: Case, area: str, by: User) -> User:
    """Whoever answers for the case; whoever signs, while nobody does and where only her area may."""
    if area_of(area) in RESERVED_AREAS:
        return by
    lead = Assignment.objects.current().filter(case=case, role=TeamRole.LEAD).select_related("user").first()
    return lead.user if lead else by


def follow_risk(case: Case, *, by: User | None) -> None:
    """The risk of a case is the highest of its people's: of each, the newest that holds. The one place that says so.

    Without any assessment of risk it stays what somebody wrote by hand.
    """
    risk = highest(Assessment.objects.of_risk(case).newest_of_each().values_list("level", flat=True))
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if risk and case.risk != risk:
            case.risk = risk
            save_current(case, case.version, ["risk", "updated_at"])
            record_about(by, AuditAction.CHANGED, case, fields=["risk"])
