"""What is known of a person: her page, and the deliberate act that shows a name or a number."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission
from cases.access import joined_to, may_see_shelter, person_to
from cases.actions import reveal as leave_trace
from cases.contact_rules import contact_rules, involved_among, why_not
from cases.labels import STATUS_LOOK
from cases.letters.access import may_write_letters
from cases.models import Participation, Person, SafeContact, ShelterLocation
from cases.person_facts import age_words, ages_of, episodes_of, facts_of_person
from cases.profile_lines import aggravants, profile_lines
from cases.states import Phase
from cases.tie_lines import ties_of

SECONDS_SHOWN = 60


@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    try:
        person = person_to(request.user, Permission.VIEW_CASE, pk)
    except Http404:
        return redirect(joined_to(request.user, pk))
    user, today = request.user, timezone.localdate()
    contact = SafeContact.objects.filter(person=person).select_related("key").first()
    parts = _parts(user, person)
    involved = involved_among([person])
    is_victim = any(each.participation.is_victim for each in parts)
    context = {
        "person": person,
        "age_words": age_words(person, today),
        "is_minor": person.is_minor_on(today),
        "is_proven": person.has_proven_age,
        "unreachable": why_not(person, involved),
        "is_involved": person.pk in involved,
        "rules": contact_rules(contact),
        "phone": contact.phone if contact else "",
        "facts": facts_of_person(person, today),
        "ages": _ages(person, parts, today) if is_victim else [],
        "documents": person.documents.select_related("key"),
        "ties": ties_of(user, person),
        "parts": parts,
        "pages": profile_lines(user, person, today) if is_victim else [],
        "asks_aggravants": is_victim and user.can(Permission.READ_AGGRAVANTS),
        "can_edit": user.can(Permission.EDIT_CASE),
        "can_reveal": user.can(Permission.REVEAL_NAME),
        "can_write_letters": may_write_letters(user),
        "can_open": user.can(Permission.OPEN_CASE),
        "shelter": _shelter(user, person),
    }
    return render(request, "cases/person.html", context)


def _shelter(user: User, person: Person) -> dict | None:
    """Whether somebody wrote where she is, and since when, for her team; None for everybody else."""
    if not may_see_shelter(user, person):
        return None
    current = ShelterLocation.objects.current().filter(person=person).only("since").first()
    return {"since": current.since if current else None}


@require_POST
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one thing for a minute, and write who saw it."""
    field = request.POST.get("field", "")
    if field not in REVEALED:
        raise Http404
    person = person_to(request.user, NEEDS.get(field, Permission.REVEAL_NAME), pk)
    if field == "phone" and involved_among([person]):
        raise PermissionDenied
    text, read = REVEALED[field]
    leave_trace(person, field, by=request.user)
    context = {"person": person, "field": field, "text": text, "value": read(person) or _("No consta")}
    if request.htmx:
        return render(request, "cases/_revealed.html", context)
    answer = render(request, "cases/person_revealed.html", context)
    answer.headers["Refresh"] = f"{SECONDS_SHOWN}; url={person.get_absolute_url()}"
    return answer


def _name(person: Person) -> str:
    called = person.preferred_name
    legal = person.full_name if person.given_names or person.paternal_surname else ""
    if legal and called:
        return f"{legal} («{called}»)"
    return legal or called


def _phone(person: Person) -> str:
    contact = SafeContact.objects.filter(person=person).select_related("key").first()
    return contact.phone if contact else ""


def _documents(person: Person) -> str:
    rows = person.documents.select_related("key")
    return "; ".join(f"{each.get_kind_display()} {each.number}" for each in rows if each.number)


# What may be uncovered: the words of its button, and how it is read.
REVEALED = {
    "name": (gettext_lazy("Ver nombre"), _name),
    "phone": (gettext_lazy("Ver número"), _phone),
    "document": (gettext_lazy("Ver documentos"), _documents),
    "address": (gettext_lazy("Ver dirección"), lambda person: person.address),
    "aggravants": (gettext_lazy("Ver si algo agrava el delito"), aggravants),
}
NEEDS = {"aggravants": Permission.READ_AGGRAVANTS}


def _ages(person: Person, parts: list["Part"], today: date) -> list[dict]:
    """Of every case of hers that the account sees."""
    own = [each.participation for each in parts]
    return ages_of(person, own, episodes_of(own), today)


@dataclass(frozen=True)
class Part:
    """A case in which she takes part."""

    participation: Participation
    look: tuple[str, str]
    phases: str
    consent_url: str


def _parts(user: User, person: Person) -> list[Part]:
    rows = Participation.objects.visible_to(user).filter(person=person).for_file().select_related("case__office")
    return [
        Part(
            participation=each,
            look=STATUS_LOOK[each.case.status],
            phases="; ".join(str(Phase(period.phase).label) for period in each.running_phases),
            consent_url=reverse("cases:consent", args=[each.case_id, person.pk]),
        )
        for each in rows
    ]
