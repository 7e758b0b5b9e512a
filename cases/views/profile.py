"""A page of what may be known of a person, to read and to write."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cases.actions import reveal as leave_trace
from cases.actions.profile import write_profile
from cases.forms.profile import ProfileForm, profile_form
from cases.models import Person
from cases.models.profile import GenderProfile, ProfilePage
from cases.people_access import profile_to_change
from cases.profile_topics import CLOSED, PAGES, Topic, facts_of, may_open, shown
from cases.way_back import leads_back
from directory.versions import StaleVersion
from interface.pages import render_conflict, render_form_page


@require_http_methods(["GET", "POST"])
@leads_back
def page(request: HttpRequest, pk: UUID, topic: str) -> HttpResponse:
    """The trail says who opened which page, never an answer; of a closed one, that it was uncovered."""
    person, stored = profile_to_change(request.user, pk, topic)
    if topic in CLOSED:
        leave_trace(person, topic, by=request.user)
    form = _form(request.user, request.POST or None, person, topic, stored)
    if form.is_bound and form.is_valid():
        try:
            write_profile(person, topic, form.values(), by=request.user, expected_version=form.cleaned_data["version"])
        except StaleVersion:
            return _conflict(request, person, topic)
        messages.success(request, _("Guardado: %s.") % Topic(topic).label)
        return redirect(person)
    context = {"person": person, "topic": Topic(topic), "page": stored, "hides_income": _hides_income(form, stored)}
    return render_form_page(request, "cases/person_profile.html", context, form)


def _stored(person: Person, topic: str) -> ProfilePage | None:
    return PAGES[topic].objects.filter(person=person).select_related("key", "written_by").first()


def _form(user: User, data, person: Person, topic: str, stored: ProfilePage | None) -> ProfileForm:
    gender = GenderProfile.objects.filter(person=person).select_related("key").first()
    facts = facts_of(person, gender, timezone.localdate())
    return profile_form(data, topic, stored, shown(user, topic, stored, facts))


def _hides_income(form: ProfileForm, stored: ProfilePage | None) -> bool:
    return bool(getattr(stored, "income", "")) and "income" not in form.names


def _conflict(request: HttpRequest, person: Person, topic: str) -> HttpResponse:
    """Both with the questions that the page as it is now shows to this account: a colleague may just have answered
    what is not for everybody, or gone on with a closed page that intake had begun."""
    stored = _stored(person, topic)
    if not may_open(request.user, topic, stored):
        raise PermissionDenied
    form = _form(request.user, request.POST, person, topic, stored)
    form.is_valid()
    return render_conflict(
        request,
        form,
        _form(request.user, None, person, topic, stored),
        changed_by=str(stored.written_by or _("Otra persona")),
        changed_at=stored.updated_at,
        back_url=person.get_absolute_url(),
    )
