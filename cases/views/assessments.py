"""Assessments that are signed: of a case, of one of its people over time, and one with all its answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from accounts.trail_words import RevealReason
from cases.access import case_to_view, participation_to, saw_list
from cases.actions.assessments import reveal_answers, start_correction
from cases.assessments.access import assessment_to, is_behind_a_click, may_assess
from cases.assessments.areas import AssessmentArea
from cases.assessments.lines import (
    answered,
    assessment_line,
    before_it,
    changes,
    courses,
    factor_rows,
    offers,
)
from cases.assessments.scoring import profile_in
from cases.contact_rules import kept_apart
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.forms.reveal import RevealForm
from cases.models import Assessment, Participation
from interface.pages import render_form_page

SECONDS_TO_READ = 600
_ORDER = [*AssessmentArea.values]


@require_safe
def assessments(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was found of each person of a case last, area by area."""
    case = case_to_view(request.user, pk)
    today = timezone.localdate()
    newest: dict[UUID, list] = {}
    found = list(Assessment.objects.newest_of_each().filter(participation__case=case).for_list())
    for each in sorted(found, key=lambda each: _ORDER.index(each.area)):
        newest.setdefault(each.participation_id, []).append(assessment_line(request.user, each, today))
    saw_list(request.user, Assessment._meta.label_lower, found)
    people = list(Participation.objects.filter(case=case).for_file())
    apart = kept_apart(people)
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "assessments"),
        "people": [
            (each, newest.get(each.pk, [])) for each in people if each.pk in newest or each.person_id not in apart
        ],
        "can_assess": request.user.can(Permission.ADD_NOTE),
    }
    return render(request, "cases/assessments.html", context)


@require_safe
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What may be filled in for her, how she has been, and everything that was found."""
    participation = participation_to(request.user, Permission.VIEW_CASE, pk)
    user, today = request.user, timezone.localdate()
    rows = list(Assessment.objects.filter(participation=participation).newest_first().for_list())
    replaced = {each.supersedes_id for each in rows if each.supersedes_id}
    lines = [assessment_line(user, each, today, is_corrected=each.pk in replaced) for each in rows]
    newest = {each.area: each for each in reversed(rows) if each.pk not in replaced}
    saw_list(user, Assessment._meta.label_lower, rows)
    context = {
        "participation": participation,
        "case": participation.case,
        "person": participation.person,
        "offers": offers(user, participation, newest, today) if user.can(Permission.ADD_NOTE) else [],
        "overdue": [each for each in newest.values() if each.is_overdue(today) and may_assess(user, each.area)],
        "courses": courses(lines),
        "lines": lines,
    }
    return render(request, "cases/assessments_person.html", context)


@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One assessment; of therapy only by an act that says why."""
    assessment = assessment_to(request.user, Permission.VIEW_CASE, pk)
    if not is_behind_a_click(assessment):
        return _shown(request, assessment)
    form = RevealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reveal_answers(assessment, form.cleaned_data["reason"], by=request.user)
        answer = _shown(request, assessment)
        answer.headers["Refresh"] = f"{SECONDS_TO_READ}; url={_course_of(assessment)}"
        return answer
    context = {
        "title": f"{assessment.participation.person.code} · {assessment.get_area_display()}",
        "here": _("Leer la evaluación"),
        "lead": _("Elige para qué lo necesitas y se muestra una vez. Queda registrado quién lo leyó y para qué."),
        "back_url": _course_of(assessment),
        "reasons": RevealReason.choices,
        "case": assessment.participation.case,
    }
    return render_form_page(request, "cases/reveal_ask.html", context, form)


def _course_of(assessment: Assessment) -> str:
    return reverse("cases:person_assessments", args=[assessment.participation_id])


def _shown(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    instrument, earlier = assessment.form, before_it(assessment)
    newer = Assessment.objects.filter(supersedes=assessment).first()
    may_write = may_assess(user, assessment.area)
    context = {
        "assessment": assessment,
        "instrument": instrument,
        "case": assessment.participation.case,
        "person": assessment.participation.person,
        "line": assessment_line(user, assessment, today),
        "outcome": assessment.outcome,
        "advice": instrument.advice.get(assessment.level, ()),
        "factors": factor_rows(assessment),
        "sections": answered(instrument, assessment.answers),
        "earlier": earlier,
        "changes": changes(earlier, assessment) if earlier else [],
        "newer": newer,
        "course_url": _course_of(assessment),
        "can_correct": may_write and newer is None,
        "can_repeat": may_write
        and newer is None
        and instrument.fits(assessment.participation.role, profile_in(assessment.answers)),
        "is_reserved": is_behind_a_click(assessment),
    }
    return render(request, "cases/assessment.html", context)


@require_safe
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To where the same instrument is filled in anew: what a task that asks for it opens."""
    assessment = assessment_to(request.user, Permission.ADD_NOTE, pk)
    return redirect("cases:assessment_fill", assessment.participation_id, assessment.instrument)


@require_POST
def correct(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the one that takes its place, with the same answers."""
    assessment = assessment_to(request.user, Permission.ADD_NOTE, pk)
    try:
        start_correction(assessment, by=request.user)
    except NotPossible as refusal:
        context = {"message": refusal.message, "back_url": _course_of(assessment)}
        return render(request, "422.html", context, status=422)
    messages.info(request, _("Corrige lo que haga falta y firma. La primera queda guardada."))
    return redirect("cases:assessment_fill", assessment.participation_id, assessment.instrument)
