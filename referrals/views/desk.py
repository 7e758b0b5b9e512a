"""The desk of an agency's liaison: what was referred to their unit, and their answers. Addressed as "usted"."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.news import look
from accounts.permissions import Permission
from cases.access import require, saw_list
from cases.errors import NotPossible
from directory.working_days import HolidayCalendar
from interface.keyset import paginate
from interface.pages import render_form_page
from referrals.access import referral_for_agency
from referrals.actions import move_referral
from referrals.board import state_words
from referrals.forms.move import AgencyMoveForm
from referrals.letter import letter_of, service_labels
from referrals.models import Referral
from referrals.states import LOOK, UNANSWERED_STATUSES, Party, ReferralStatus, next_statuses

S = ReferralStatus
PAGE_SIZE = 25
VIEWS = {  # word of the address → (label, states, order)
    "": (gettext_lazy("Por responder"), UNANSWERED_STATUSES, "due_on"),
    "atencion": (gettext_lazy("En atención"), (S.ACCEPTED, S.IN_SERVICE), "due_on"),
    "cerradas": (gettext_lazy("Cerradas"), (S.COUNTER_REFERRED, S.CLOSED, S.REJECTED, S.CANCELLED), "-sent_at"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    require(user, Permission.ANSWER_REFERRAL)
    chosen = request.GET.get("ver", "") if request.GET.get("ver", "") in VIEWS else ""
    _label, states, order = VIEWS[chosen]
    look(user, timezone.now())
    mine = Referral.objects.for_agency(user)
    page = paginate(request, mine.filter(status__in=states).select_related("unit", "office", "key"), order, PAGE_SIZE)
    saw_list(user, Referral._meta.label_lower, page.items)
    calendar = HolidayCalendar.ahead(today.replace(year=today.year - 3, day=1), 1200)
    context = {
        "page": page,
        "lines": [_line(each, today, calendar) for each in page],
        "views": [
            {"label": label, "url": f"?ver={word}" if word else reverse("referrals:desk"), "is_current": word == chosen}
            for word, (label, _states, _order) in VIEWS.items()
        ],
        "to_answer": mine.filter(status__in=VIEWS[""][1]).count(),
        "in_service": mine.filter(status__in=VIEWS["atencion"][1]).count(),
        "is_pending": chosen == "",
    }
    return render(request, "referrals/desk.html", context)


def _line(referral, today, calendar):
    tone, icon = LOOK[referral.status]
    return {
        "referral": referral,
        "tone": "lleno" if referral.is_overdue(today) else tone,
        "icon": icon,
        "services": service_labels(referral.services),
        "words": state_words(referral, today, calendar),
        "is_overdue": referral.is_overdue(today),
        "can_acknowledge": referral.status in {S.SENT, S.NO_RESPONSE},
        "owes_answer": referral.status in UNANSWERED_STATUSES,
    }


@require_http_methods(["GET", "POST"])
def desk_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet with what the person allowed, and the unit's answer."""
    referral = referral_for_agency(request.user, pk)
    steps = next_statuses(referral.status, Party.RECEIVER)
    form = AgencyMoveForm(request.POST or None, steps=steps) if steps else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            moved = move_referral(referral, form.cleaned_data["to"], by=request.user, answer=form.answer)
        except NotPossible as refusal:
            form.add_error(None, refusal.message)
        else:
            words = _("%(code)s: %(state)s. Gracias por responder.")
            messages.success(request, words % {"code": moved.code, "state": moved.get_status_display()})
            return redirect("referrals:desk")
    tone, icon = LOOK[referral.status]
    context = {
        "referral": referral,
        "letter": letter_of(referral, is_for_agency=True),
        "tone": tone,
        "icon": icon,
        "is_overdue": referral.is_overdue(timezone.localdate()),
    }
    if form is None:
        return render(request, "referrals/desk_referral.html", context)
    return render_form_page(request, "referrals/desk_referral.html", context, form)
