"""Referring somebody: to whom, then what for and what is shared; nothing leaves before "Enviar"."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.idempotency import submit_once
from accounts.permissions import Permission
from cases.access import case_to
from cases.consent_rules import Sharing, may_share
from cases.errors import NotPossible
from cases.models import Case, Person
from directory.models import AgencyUnit
from directory.versions import StaleVersion
from interface.dates import day
from interface.pages import render_conflict, render_form_page
from referrals.access import referral_to_move
from referrals.actions import change_draft, draft_referral, send_referral
from referrals.forms.draft import ChangeDraftForm, NewReferralForm, ToWhomForm
from referrals.letter import preview
from referrals.models import Referral
from referrals.sharing import sharing_rows

form_page = require_http_methods(["GET", "POST"])
SEND = "enviar"


@form_page
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    case = case_to(request.user, Permission.SEND_REFERRAL, pk)
    to_whom = _to_whom(request, case)
    if not to_whom.is_valid():
        return _ask_to_whom(request, case, to_whom)
    person, unit = to_whom.cleaned_data["persona"], to_whom.cleaned_data["unidad"]
    sharing = may_share(case, person, unit.agency, on=timezone.localdate())
    allowed = sharing.kinds
    form = NewReferralForm(request.POST or None, unit=unit, allowed=allowed, initial={"items": list(allowed)})
    if request.method == "POST" and form.is_valid():
        try:
            url = submit_once(
                request.user,
                form.cleaned_data["idempotency_key"],
                lambda: _written(request, case, person, form).get_absolute_url(),
            )
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect(url)
    context = _context(request, case, person, unit, sharing, form)
    return render_form_page(request, "referrals/draft.html", context, form)


def _to_whom(request, case) -> ToWhomForm:
    people = Person.objects.filter(participations__case=case).order_by("code")
    units = AgencyUnit.objects.accepting_referrals().in_use(on=timezone.localdate())
    asked = request.GET if "unidad" in request.GET else None
    first = request.GET.get("persona") or people.values_list("pk", flat=True).first()
    units = units.in_department(case.office.place_id)
    return ToWhomForm(asked, people=people, units=units, initial={"persona": first})


def _ask_to_whom(request, case, form):
    context = {"case": case, "form": form, "has_errors": form.is_bound}
    return render(request, "referrals/to_whom.html", context, status=422 if form.is_bound else 200)


def _written(request, case, person, form) -> Referral:
    """The draft, sent at once when that was the button."""
    with transaction.atomic():
        referral = draft_referral(case, person, form.draft, by=request.user)
        if request.POST.get("accion") == SEND:
            referral = send_referral(referral, by=request.user)
    _tell(request, referral)
    return referral


def _tell(request, referral):
    if referral.sent_at:
        words = _("Derivación %(code)s enviada. Te avisaremos si no responden antes del %(day)s.")
        messages.success(request, words % {"code": referral.code, "day": day(referral.due_on)})
    else:
        messages.success(request, _("Borrador %s guardado. Todavía no ha salido.") % referral.code)


@form_page
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft: change it, or change it and send it."""
    referral = referral_to_move(request.user, pk)
    if referral.sent_at or referral.ended_at:
        return redirect(referral)
    case, person, unit = referral.case, referral.person, referral.unit
    sharing = may_share(case, person, unit.agency, on=timezone.localdate())
    allowed = sharing.kinds
    form = _draft_form(referral, allowed, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_changed(request, referral, form))
        except StaleVersion:
            return _conflict(request, form, pk, allowed)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
    context = _context(request, case, person, unit, sharing, form, referral.code) | {"referral": referral}
    return render_form_page(request, "referrals/draft.html", context, form)


def _draft_form(referral, allowed, posted):
    initial = {
        "reason": referral.reason,
        "services": referral.services,
        "urgency": referral.urgency,
        "items": referral.shared_items,
        "version": referral.version,
    }
    return ChangeDraftForm(posted, unit=referral.unit, allowed=allowed, initial=initial)


def _changed(request, referral, form) -> Referral:
    with transaction.atomic():
        version = form.cleaned_data["version"]
        referral = change_draft(referral, form.draft, by=request.user, expected_version=version)
        if request.POST.get("accion") == SEND:
            referral = send_referral(referral, by=request.user)
    _tell(request, referral)
    return referral


def _conflict(request, form, pk, allowed):
    fresh = referral_to_move(request.user, pk)
    last = fresh.changes.select_related("by").last()
    return render_conflict(
        request,
        form,
        _draft_form(fresh, allowed, None),
        changed_by=str(last.by or ""),
        changed_at=last.at,
        back_url=fresh.get_absolute_url(),
        hidden={"accion": request.POST.get("accion", "")},
    )


@require_POST
def letter_preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet as it stands in the form, for htmx; nothing is written."""
    case = case_to(request.user, Permission.SEND_REFERRAL, pk)
    to_whom = _to_whom(request, case)
    if not to_whom.is_valid():
        return HttpResponse(status=204)
    person, unit = to_whom.cleaned_data["persona"], to_whom.cleaned_data["unidad"]
    allowed = may_share(case, person, unit.agency, on=timezone.localdate()).kinds
    form = NewReferralForm(request.POST, unit=unit, allowed=allowed)
    letter = _letter(request, case, person, unit, allowed, form, request.POST.get("codigo", ""))
    return render(request, "referrals/_letter.html", {"letter": letter})


def _context(request, case: Case, person: Person, unit: AgencyUnit, sharing: Sharing, form, code="") -> dict:
    today = timezone.localdate()
    chosen = set(form["items"].value() or [])
    allowed = sharing.kinds
    return {
        "case": case,
        "person": person,
        "unit": unit,
        "consent": sharing.consent,
        "is_bounded": sharing.is_covered,
        "may_tell": sharing.may_tell,
        "until": sharing.until,
        "today": today,
        "sharing": sharing_rows(person, case, allowed, chosen, given=sharing.given, on=today),
        "letter": _letter(request, case, person, unit, allowed, form, code),
        "is_minor": person.is_minor_on(today),
    }


def _letter(request, case, person, unit, allowed, form, code=""):
    return preview(
        case,
        person,
        unit,
        items=[item for item in form["items"].value() or [] if item in allowed],
        services=form["services"].value() or [],
        reason=form["reason"].value() or "",
        urgency=form["urgency"].value() if form["urgency"].value() in dict(form.fields["urgency"].choices) else "D5",
        code=code,
        by=request.user,
    )
