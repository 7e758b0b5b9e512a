"""An emergency: somebody opens a case that is not theirs, and whoever protects the data looks at it the same day."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import emergency_to_review, missed, saw_list
from cases.actions import open_emergency, review_emergency
from cases.errors import NotPossible
from cases.forms.grants import EmergencyForm, ReviewForm
from cases.models import EmergencyAccess
from interface.dates import clock
from interface.keyset import paginate
from interface.pages import render_form_page

PAGE_SIZE = 50


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_CASE)
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, opened = form.cleaned_data, []

        def act():
            opened.append(open_emergency(told["code"], reason=told["reason"], by=request.user))
            return reverse("cases:file", args=[opened[0].case_id])

        try:
            url = submit_once(request.user, told["idempotency_key"], act)
        except NotPossible as refusal:
            missed(request.user)
            form.add_error(None, refusal.message)
        else:
            for each in opened:
                messages.warning(request, _("Entraste por emergencia hasta las %s.") % clock(each.ends_at))
            return HttpResponseRedirect(url)
    return render_form_page(request, "cases/emergency.html", {}, form)


@require_safe
def emergencies(request: HttpRequest) -> HttpResponse:
    """For whoever protects the data: those to review first, then all, newest first."""
    require(request.user, Permission.REVIEW_EMERGENCY)
    waiting = list(EmergencyAccess.objects.to_review().for_review().order_by("started_at", "id"))
    page = paginate(
        request, EmergencyAccess.objects.exclude(reviewed_at=None).for_review(), "-started_at", size=PAGE_SIZE
    )
    saw_list(request.user, EmergencyAccess._meta.label_lower, [*waiting, *page])
    return render(request, "cases/emergencies.html", {"waiting": waiting, "page": page})


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    access = emergency_to_review(request.user, pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            review_emergency(access, told["outcome"], note=told["note"], by=request.user)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Revisión guardada."))
            return redirect("cases:emergencies")
    return render_form_page(request, "cases/emergency_review.html", {"access": access}, form)
