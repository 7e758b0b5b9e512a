"""The agenda in somebody's own calendar: an address that is told once, and what it answers."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import require
from accounts.acting import acting
from accounts.limits import client_address
from accounts.permissions import Permission
from accounts.purses import Limit, spend
from services.actions.calendars import close_calendar, open_calendar, owner_of
from services.calendar_feed import feed_of
from services.models import Appointment, CalendarAddress

# A calendar asks every few minutes to hours. Guessing 256 bits is hopeless; this keeps it cheap to refuse.
FEED = Limit("calendar", burst=20, per_hour=60)
GUESSES = Limit("calendar guesses", burst=20, per_hour=60)
PAST, COMING = timedelta(days=30), timedelta(days=180)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Make or end the secret address of one's own feed; a new one is shown on this answer and never again."""
    user = request.user
    require(user, Permission.VIEW_CASE)
    address = ""
    if request.method == "POST" and request.POST.get("accion") == "terminar":
        close_calendar(user)
        messages.success(request, _("Dirección terminada. Ningún calendario vuelve a leer tu agenda."))
        return redirect("services:calendar")
    if request.method == "POST":
        address = request.build_absolute_uri(f"{reverse('services:calendar_feed')}?clave={open_calendar(user)}")
    now = CalendarAddress.objects.filter(user=user, ended_at__isnull=True).first()
    return render(request, "services/calendar.html", {"address": address, "now": now})


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The agenda of whoever the secret belongs to: codes and hours. 404 for any other secret, 429 too often."""
    secret = request.GET.get("clave", "")
    owner = owner_of(secret) if secret else None
    if owner is None:
        if secret:
            spend(GUESSES, client_address(request))
        raise Http404
    spend(FEED, owner.pk)
    with acting(owner), override(settings.LANGUAGE_CODE):
        require(owner, Permission.VIEW_CASE)
        now = timezone.now()
        rows = Appointment.objects.visible_to(owner).filter(professional=owner).between(now - PAST, now + COMING)
        content = feed_of(rows.for_list())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
