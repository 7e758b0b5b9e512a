"""What is shown by an act that says why, once: where somebody is kept safe, and the text of a therapy note.

Two presses: the page that asks, each reason a button, and the page that shows it for a minute and is kept nowhere.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.factors.gate import freshly_proved
from accounts.trail_words import RevealReason
from cases.access import entry_to_read, shelter_of
from cases.actions import read_entry, reveal_shelter
from cases.forms.reveal import RevealForm
from cases.models import Person, ShelterLocation
from interface.dates import day
from interface.pages import render_form_page

SECONDS_SHOWN = 60
SECONDS_TO_READ = 600  # a note is longer than a number


@require_http_methods(["GET", "POST"])
def shelter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask who sits there, then why, then show where she is."""
    return _shelter(request, shelter_of(request.user, pk))


@freshly_proved
def _shelter(request: HttpRequest, person: Person) -> HttpResponse:
    form = RevealForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        place = reveal_shelter(person, form.cleaned_data["reason"], by=request.user)
        value = place.place if place else _("Nadie lo ha escrito todavía.")
        note = _("Desde el %(day)s, según %(who)s") % _told(place) if place else ""
        context = {"title": person.code, "value": value, "note": note, "back_url": person.get_absolute_url()}
        return _shown(request, context, SECONDS_SHOWN)
    context = {
        "title": person.code,
        "here": _("Ver dónde está"),
        "lead": _("Elige para qué lo necesitas y se muestra una vez. Queda registrado quién lo vio y para qué."),
        "back_url": person.get_absolute_url(),
        "reasons": RevealReason.choices,
    }
    return render_form_page(request, "cases/reveal_ask.html", context, form)


def _told(place: ShelterLocation) -> dict[str, str]:
    return {"day": day(place.since), "who": str(place.recorded_by)}


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask why, then show what therapy wrote."""
    entry = entry_to_read(request.user, pk)
    form = RevealForm(request.POST if request.method == "POST" else None)
    back_url = f"{entry.case.get_absolute_url()}#cronologia"
    if request.method == "POST" and form.is_valid():
        value = read_entry(entry, form.cleaned_data["reason"], by=request.user) or _("(sin texto)")
        correct_url = reverse("services:correct", args=[entry.pk]) if entry.is_correctable else ""
        context = {"title": entry.headline, "value": value, "entry": entry, "back_url": back_url}
        return _shown(request, {**context, "correct_url": correct_url}, SECONDS_TO_READ)
    context = {
        "title": entry.headline,
        "here": _("Leer"),
        "lead": _("Elige para qué lo necesitas y se muestra una vez. Queda registrado quién lo leyó y para qué."),
        "back_url": back_url,
        "reasons": RevealReason.choices,
        "case": entry.case,
    }
    return render_form_page(request, "cases/reveal_ask.html", context, form)


def _shown(request: HttpRequest, context: dict, seconds: int) -> HttpResponse:
    """The value, on a page that goes away by itself."""
    answer = render(request, "cases/reveal_shown.html", context)
    answer.headers["Refresh"] = f"{seconds}; url={context['back_url']}"
    return answer
