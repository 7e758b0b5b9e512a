"""Reintegration plans to read: of a case, one version with its goals, and the sheet that she takes along."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from cases.access import case_to_view
from cases.file_frame import file_tabs
from cases.models import Participation
from services.livelihood_states import LIVELIHOOD_LOOK
from services.models import Livelihood, ReintegrationPlan
from services.plan_access import plan_to
from services.plan_lines import areas_of, plans_of_people, sheet_of
from services.plan_states import ReviewResult


@require_safe
def plan_of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Each victim's plan: how far it is by area, and the one next thing to do."""
    case = case_to_view(request.user, pk)
    people = plans_of_people(list(Participation.objects.filter(case=case).for_file()))
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "plan"),
        "people": list(people.values()),
        "can_write": request.user.can(Permission.ADD_ATTENTION),
    }
    return render(request, "services/plan_of_case.html", context)


@require_safe
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    plan = plan_to(request.user, Permission.VIEW_CASE, pk)
    part = plan.participation
    versions = list(ReintegrationPlan.objects.of_her(part).defer("her_words"))
    in_force = next((each for each in versions if each.is_agreed and each.participation_id == part.pk), None)
    reviews = list(plan.reviews.select_related("key", "recorded_by"))
    has_ended = any(each.result != ReviewResult.GOES_ON for each in reviews)
    areas = areas_of(plan)
    rules = in_force is not None and in_force.pk == plan.pk
    review_on = (reviews[0].next_on if reviews else plan.first_review_on) if rules and not has_ended else None
    context = {
        "plan": plan,
        "case": part.case,
        "person": part.person,
        "part": part,
        "areas": areas,
        "is_whole": bool(areas) and all(goal["lines"] for area in areas for goal in area["goals"]),
        "reviews": reviews,
        "has_ended": has_ended,
        "rules": rules,
        "draft": next((each for each in versions if each.is_draft and each.participation_id == part.pk), None),
        "others": [each for each in versions if each.pk != plan.pk],
        "review_on": review_on,
        "is_review_due": review_on is not None and review_on <= timezone.localdate(),
        "livelihoods": [_line(each) for each in Livelihood.objects.filter(participation=part).for_list()],
        "can_write": request.user.can(Permission.ADD_ATTENTION),
    }
    return render(request, "services/plan.html", context)


def _line(livelihood: Livelihood) -> dict:
    tone, icon = LIVELIHOOD_LOOK[livelihood.state]
    return {"livelihood": livelihood, "tone": tone, "icon": icon, "visits": list(livelihood.visits.all())}


@require_safe
def plan_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Her plan in plain words, to print: by code, without a word that would tell what happened to her."""
    plan = plan_to(request.user, Permission.VIEW_CASE, pk)
    areas, left_out = sheet_of(plan)
    context = {"plan": plan, "case": plan.participation.case, "areas": areas, "left_out": left_out}
    return render(request, "services/plan_sheet.html", {**context, "person": plan.participation.person})
