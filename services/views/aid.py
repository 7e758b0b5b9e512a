"""A request for help: asked for in one form; its page shows its course and the one next step for whoever looks."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.idempotency import result_of, submit_once
from accounts.permissions import Permission
from cases.access import case_to, case_to_view, may_read_attachment
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.models import Person
from interface.pages import render_form_page
from services.actions.aid import Wanted, request_aid
from services.aid_access import aid_to_move, aid_to_view
from services.aid_lines import aid_line, course_of
from services.forms.aid import AidRequestForm
from services.models import AidRequest, KitDelivery
from services.views.aid_steps import step_form, steps_of


@require_http_methods(["GET", "POST"])
def aid_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.ADD_ATTENTION, pk)
    people = Person.objects.filter(participations__case=case).order_by("code")
    initial = {"person": request.GET.get("persona") or (people[0].pk if people.count() == 1 else None)}
    form = AidRequestForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        wanted = Wanted(*(told[name] for name in ("person", "purpose", "amount", "reason", "urgency")))

        def act() -> str:
            return request_aid(case, wanted, by=request.user).get_absolute_url()

        url = submit_once(request.user, told["idempotency_key"], act)
        messages.success(request, _("Pedido enviado a la coordinación. Te avisará tu lista de tareas."))
        return HttpResponseRedirect(url)
    return render_form_page(request, "services/aid_new.html", {"case": case}, form)


@require_safe
def aid_of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that people of a case were helped with: money and kits."""
    case = case_to_view(request.user, pk)
    requests = AidRequest.objects.filter(case=case).for_list().order_by("-requested_at", "-id")
    deliveries = KitDelivery.objects.filter(case=case).select_related("person", "kit", "by").prefetch_related("items")
    context = {
        "case": case,
        "tabs": file_tabs(request.user, case, "aid"),
        "lines": [aid_line(each) for each in requests],
        "deliveries": deliveries,
        "can_ask": request.user.can(Permission.ADD_ATTENTION),
    }
    return render(request, "services/aid_of_case.html", context)


@require_http_methods(["GET", "POST"])
def aid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """``?paso=`` names another step than the way forward."""
    user, is_sent = request.user, request.method == "POST"
    if is_sent and (sent_before := result_of(user, request.POST.get("idempotency_key", ""))):
        return HttpResponseRedirect(sent_before)
    aid = aid_to_move(user, pk) if is_sent else aid_to_view(user, pk)
    steps = steps_of(user, aid)
    asked = request.GET.get("paso", "")
    forward = next((each for each in steps if not each.is_aside), None)
    step = next((each for each in steps if each.slug == asked), forward)
    if is_sent and (step is None or (asked and step.slug != asked)):
        messages.info(request, _("Mientras escribías, el pedido siguió su camino: mira cómo quedó."))
        return HttpResponseRedirect(aid.get_absolute_url())
    form = step_form(step, user, aid, request.POST if is_sent else None) if step else None
    if is_sent and form.is_valid():

        def act() -> str:
            step.act(aid, form.cleaned_data, user)
            return aid.get_absolute_url()

        try:
            url = submit_once(user, form.cleaned_data["idempotency_key"], act)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Guardado."))
            return HttpResponseRedirect(url)
    context = {
        "aid": aid,
        "case": aid.case,
        "line": aid_line(aid),
        "step": step,
        "others": [each for each in steps if each != step],
        "course": course_of(aid),
        "can_open_receipt": aid.receipt is not None and may_read_attachment(user, aid.receipt),
    }
    if form is None:
        return render(request, "services/aid.html", context)
    return render_form_page(request, "services/aid.html", context, form)
