"""A page of what may be known of a person, to read and to write."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions import reveal as leave_trace
from cases.actions.profile import write_profile
from cases.forms.profile import profile_form
from cases.models import Person
from cases.models.profile import GenderProfile, ProfilePage
from cases.people_access import profile_to_change
from cases.profile_topics import CLOSED, PAGES, Topic, facts_of, may_open
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def page(request: HttpRequest, pk: UUID, topic: str) -> HttpResponse:
    """Closed pages count as uncovering: the trail says who opened which, never an answer."""
    person, stored = profile_to_change(request.user, pk, topic)
    if topic in CLOSED:
        leave_trace(person, topic, by=request.user)
    form = _form(request.POST or None, person, topic, stored)
    if form.is_bound and form.is_valid():
        try:
            write_profile(person, topic, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, form, person, topic)
        messages.success(request, _("Guardado: %s.") % Topic(topic).label)
        return redirect(person)
    context = {"person": person, "topic": Topic(topic), "is_closed": topic in CLOSED, "page": stored}
    return render_form_page(request, "cases/person_profile.html", context, form)


def _stored(person: Person, topic: str) -> ProfilePage | None:
    return PAGES[topic].objects.filter(person=person).select_related("key", "written_by").first()


def _form(data, person: Person, topic: str, stored: ProfilePage | None):
    gender = GenderProfile.objects.filter(person=person).select_related("key").first()
    return profile_form(data, topic, stored, facts_of(person, gender, timezone.localdate()))


def _conflict(request: HttpRequest, form, person: Person, topic: str) -> HttpResponse:
    stored = _stored(person, topic)
    if not may_open(request.user, topic, stored):
        raise PermissionDenied  # a colleague went on with a closed page that intake had begun
    return render_conflict(
        request,
        form,
        _form(None, person, topic, stored),
        changed_by=str(stored.written_by or _("Otra persona")),
        changed_at=stored.updated_at,
        back_url=person.get_absolute_url(),
    )
