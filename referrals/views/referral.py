"""A referral as the centre sees it: where it stands, what was shared, what comes next; and what we receive."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.idempotency import submit_once
from accounts.models import User
from accounts.permissions import Permission
from cases.access import case_to, case_to_view, require
from cases.errors import NotPossible
from cases.file_frame import file_tabs
from cases.models import Case
from directory.models import AgencyUnit, Office
from directory.working_days import HolidayCalendar
from interface.pages import render_form_page
from referrals.access import referral_to_move, referral_to_view
from referrals.actions import move_referral, place_in_case, receive_referral
from referrals.board import state_words
from referrals.case_file import referral_lines
from referrals.forms.draft import ReceivedForm
from referrals.forms.move import OUR_WORDS, STAFF_WORDS, MoveForm
from referrals.forms.place import PlaceInCaseForm
from referrals.letter import letter_of
from referrals.models import Referral
from referrals.states import LOOK, Direction, ReferralStatus, next_statuses

form_page = require_http_methods(["GET", "POST"])


@form_page
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The referral; a POST is its next step."""
    if request.method == "POST":
        return _move(request, pk)
    return _page(request, referral_to_view(request.user, pk), None)


def _move(request, pk):
    referral = referral_to_move(request.user, pk)
    form = _move_form(request.user, referral, request.POST)
    if form.is_valid():
        try:
            moved = move_referral(referral, form.cleaned_data["to"], by=request.user, answer=form.answer)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            words = _("%(code)s: %(state)s.") % {"code": moved.code, "state": moved.get_status_display()}
            messages.success(request, words)
            return redirect(moved)
    return _page(request, referral, form)


def _move_form(user: User, referral: Referral, posted) -> MoveForm | None:
    """The form of the next step; None when there is none, or this account may not take it."""
    if not user.can(Permission.SEND_REFERRAL):
        return None
    steps = [step for step in next_statuses(referral.status, referral.party_of(user)) if step != ReferralStatus.SENT]
    words = STAFF_WORDS if referral.direction == Direction.OUT else OUR_WORDS
    steps = [step for step in steps if step in words]
    return MoveForm(posted, steps=steps, words=words) if steps else None


def _page(request, referral, form):
    user, today = request.user, timezone.localdate()
    tone, icon = LOOK[referral.status]
    context = {
        "referral": referral,
        "letter": letter_of(referral, is_for_agency=False),
        "tone": tone,
        "icon": icon,
        "words": state_words(referral, today, _calendar(referral, today)),
        "is_overdue": referral.is_overdue(today),
        "is_incoming": referral.direction == Direction.IN,
        "next_words": _next_words(referral),
        "changes": _changes(referral),
        "can_edit": referral.status == ReferralStatus.DRAFT and user.can(Permission.SEND_REFERRAL),
        "can_place": referral.case_id is None and user.can(Permission.SEND_REFERRAL),
        "can_open_case": user.can(Permission.OPEN_CASE),
        "today": today,
    }
    form = form or _move_form(user, referral, None)
    if form is None:
        return render(request, "referrals/detail.html", context)
    return render_form_page(request, "referrals/detail.html", context, form)


_OUR_TURN = gettext_lazy("Nos toca responder a la entidad.")
_THEIR_TURN = gettext_lazy("Si la entidad responde por teléfono o por carta, anótalo aquí.")
_NEXT_WORDS = {
    ReferralStatus.DRAFT: gettext_lazy("Todavía no ha salido. Si ya no hace falta, anúlala y di por qué."),
    ReferralStatus.REJECTED: gettext_lazy("La entidad no puede atenderla. Busca otra unidad y cierra esta derivación."),
    ReferralStatus.COUNTER_REFERRED: gettext_lazy("La entidad informó el resultado. Léelo y cierra la derivación."),
}


def _next_words(referral):
    """What the next step answers to."""
    return _OUR_TURN if referral.direction == Direction.IN else _NEXT_WORDS.get(referral.status, _THEIR_TURN)


def _calendar(referral, today):
    first = min(referral.due_on or today, timezone.localdate(referral.created_at), today)
    last = max(referral.due_on or today, today)
    return HolidayCalendar.load(first, last)


def _changes(referral):
    rows = referral.changes.select_related("key", "by").order_by("-at", "-id")
    return [
        {
            "at": change.at,
            "title": change.get_new_display(),
            "author": str(change.by) if change.by else _("por el plazo"),
            "text": change.text,
            "icon": LOOK[change.new][1],
            "kind": "alarma" if change.new == ReferralStatus.NO_RESPONSE else "hito",
        }
        for change in rows
    ]


@require_GET
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet for paper, when the unit does not use this system: it carries what was shared, names included.

    In Spanish for every reader, because an agency of the state receives it. A draft has none: nothing has left.
    """
    referral = referral_to_move(request.user, pk)
    if not referral.sent_at:
        return redirect(referral)
    with translation.override(settings.LANGUAGE_CODE):
        sheet = letter_of(referral, is_for_agency=True)
    context = {"referral": referral, "letter": sheet, "its_language": settings.LANGUAGE_CODE}
    return render(request, "referrals/letter.html", context)


@require_GET
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All referrals of one case, newest first."""
    case = case_to_view(request.user, pk)
    referrals = Referral.objects.visible_to(request.user).filter(case=case).for_list().order_by("-created_at", "-id")
    context = {
        "case": case,
        "lines": referral_lines(list(referrals)),
        "tabs": file_tabs(request.user, case, "referrals"),
        "can_refer": request.user.can(Permission.SEND_REFERRAL),
    }
    return render(request, "referrals/of_case.html", context)


@form_page
def receive(request: HttpRequest) -> HttpResponse:
    """Write down what an agency asked of us."""
    user = request.user
    require(user, Permission.SEND_REFERRAL)
    office = user.office or Office.objects.order_by("code").first()
    units = AgencyUnit.objects.in_use(on=timezone.localdate()).in_department(office.place_id)
    form = ReceivedForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        chosen = {name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"}
        url = submit_once(
            user,
            form.cleaned_data["idempotency_key"],
            lambda: receive_referral(office, chosen.pop("unit"), by=user, **chosen).get_absolute_url(),
        )
        messages.success(request, _("Derivación anotada. Ahora nos toca responder."))
        return redirect(url)
    return render_form_page(request, "referrals/receive.html", {"office": office}, form)


@form_page
def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tie a received referral to the case that came of it."""
    referral = referral_to_move(request.user, pk)
    if referral.case_id:
        return redirect(referral)
    form = PlaceInCaseForm(request.POST or None, cases=Case.objects.visible_to(request.user))
    if request.method == "POST" and form.is_valid():
        case = case_to(request.user, Permission.SEND_REFERRAL, form.cleaned_data["code"].pk)
        try:
            place_in_case(referral, case, by=request.user)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("La derivación quedó en %s.") % case.code)
            return redirect(referral)
    return render_form_page(request, "referrals/place.html", {"referral": referral}, form)
