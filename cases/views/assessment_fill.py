"""Filling in an instrument: section by section, kept as one goes, and signed at the end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.access import may_work_on
from cases.actions.assessments import put_aside, save_answers, sign_assessment
from cases.assessments.access import draft_to_fill
from cases.assessments.areas import AssessmentArea
from cases.assessments.instruments import Section
from cases.assessments.lines import answered
from cases.assessments.scoring import is_blank, profile_in
from cases.errors import NotPossible
from cases.forms.assessments import SignForm, answers_in, errand_forms, section_form, signing_of
from cases.models import AssessmentDraft
from interface.pages import render_form_page


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, pk: UUID, instrument: str) -> HttpResponse:
    """One section (``?parte=2``). While it is typed the script sends it too, and what can be read of it is kept."""
    draft = draft_to_fill(request.user, pk, instrument)
    sections = draft.form.parts(profile_in(draft.answers))
    at = _part_asked(request, len(sections))
    form = section_form(sections[at - 1], request.POST if request.method == "POST" else None, draft.answers)
    if request.method == "POST":
        is_whole = form.is_valid()
        if is_whole or request.htmx:
            save_answers(draft.participation, draft.form, answers_in(form), by=request.user)
        if request.htmx:
            return HttpResponse(status=204)
        if is_whole:
            return redirect(_next(request, draft, at, len(sections)))
    context = _frame(draft) | {
        "section": sections[at - 1],
        "at": at,
        "of": len(sections),
        "percent": round(100 * (at - 1) / len(sections)),
        "steps": _steps(draft, sections, at),
        "is_last": at == len(sections),
    }
    return render_form_page(request, "cases/assessment_fill.html", context, form)


def _part_asked(request: HttpRequest, count: int) -> int:
    asked = request.GET.get("parte", "1")
    if not asked.isascii() or not asked.isdigit() or not 1 <= int(asked) <= count:
        raise Http404
    return int(asked)


def _next(request: HttpRequest, draft: AssessmentDraft, at: int, count: int) -> str:
    if request.POST.get("y") == "salir":
        messages.success(request, _("Borrador guardado. Solo tú lo ves hasta que firmes."))
        return reverse("cases:person_assessments", args=[draft.participation_id])
    if at < count:
        return f"{_address(draft)}?parte={at + 1}"
    return reverse("cases:assessment_sign", args=[draft.participation_id, draft.instrument])


def _address(draft: AssessmentDraft) -> str:
    return reverse("cases:assessment_fill", args=[draft.participation_id, draft.instrument])


def _frame(draft: AssessmentDraft) -> dict:
    """What the pages of one draft share."""
    return {
        "draft": draft,
        "instrument": draft.form,
        "area": AssessmentArea(draft.form.area).label,
        "participation": draft.participation,
        "case": draft.participation.case,
        "person": draft.participation.person,
        "fill_url": _address(draft),
    }


def _steps(draft: AssessmentDraft, sections: list[Section], at: int) -> list[dict]:
    """The sections with how many of their questions are answered."""
    return [
        {
            "title": each.title,
            "url": f"{_address(draft)}?parte={place}",
            "is_current": place == at,
            "done": sum(not is_blank(draft.answers.get(one.code)) for one in each.questions),
            "of": len(each.questions),
        }
        for place, each in enumerate(sections, 1)
    ]


# Signing -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pk: UUID, instrument: str) -> HttpResponse:
    """What was answered, what it adds up to, and what the professional decides."""
    draft = draft_to_fill(request.user, pk, instrument)
    sent = request.POST if request.method == "POST" else None
    result, today = draft.outcome, timezone.localdate()
    initial = {"done_on": draft.corrects.done_on if draft.corrects_id else today}
    options = {"instrument": draft.form, "outcome": result, "corrects": bool(draft.corrects_id)}
    form = SignForm(sent, initial=initial, **options)
    people = may_work_on(request.user, draft.participation.case)
    errands = errand_forms(result.lacking, sent, people=people, me=request.user)
    if sent is not None and all([form.is_valid(), *(each.is_valid() for each in errands.values())]):
        try:
            signed = sign_assessment(draft, signing_of(form, errands), by=request.user)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Evaluación firmada."))
            return redirect(_after(request, signed))
    context = _frame(draft) | {
        "outcome": result,
        "level_label": _label_of(form, result.level),
        "bars": _bars(form, result.level),
        "advice": draft.form.advice.get(result.level, ()),
        "because": [each.text for each in result.because],
        "blank": _blank_lines(draft),
        "sections": answered(draft.form, draft.answers),
        "errands": [(each, errands[each.code]) for each in result.lacking],
        "errand_forms": list(errands.values()),
    }
    return render_form_page(request, "cases/assessment_sign.html", context, form, *errands.values())


def _after(request: HttpRequest, signed) -> str:
    """To what was signed; of therapy to her course, because its answers are behind a click."""
    return reverse("cases:person_assessments", args=[signed.participation_id])


def _label_of(form: SignForm, level: str) -> str:
    return dict(form.fields["level"].choices).get(level, "") if "level" in form.fields else ""


def _bars(form: SignForm, level: str) -> int:
    levels = [code for code, _label in form.fields["level"].choices] if "level" in form.fields else []
    return levels.index(level) + 1 if level in levels else 0


def _blank_lines(draft: AssessmentDraft) -> list[dict]:
    """What was not answered, with the section where it is asked."""
    sections = draft.form.parts(profile_in(draft.answers))
    return [
        {"text": each.text, "is_required": each.is_required, "url": f"{_address(draft)}?parte={place}"}
        for place, section in enumerate(sections, 1)
        for each in section.questions
        if is_blank(draft.answers.get(each.code))
    ]


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, pk: UUID, instrument: str) -> HttpResponse:
    """Put one's own draft aside; its answers are not kept."""
    draft = draft_to_fill(request.user, pk, instrument)
    back_url = reverse("cases:person_assessments", args=[draft.participation_id])
    if request.method == "POST":
        put_aside(draft, by=request.user)
        messages.success(request, _("Borrador descartado."))
        return redirect(back_url)
    context = {
        "title": _("Descartar el borrador"),
        "question": _("%(person)s, caso %(case)s")
        % {"person": draft.participation.person.code, "case": draft.participation.case.code},
        "consequence": _("Lo que respondiste en este borrador se pierde. Lo que ya está firmado queda."),
        "button": _("Descartar el borrador"),
        "is_danger": True,
        "back_url": back_url,
    }
    return render(request, "confirm.html", context)
