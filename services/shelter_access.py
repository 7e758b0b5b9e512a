"""The doors of shelter. Where somebody is, is written by whoever may uncover it: her team, with REVEAL_SHELTER."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from accounts.access import require
from accounts.audit import record, record_about
from accounts.models import AuditAction, User
from accounts.permissions import Permission
from cases.access import shelter_of
from cases.models import Case, Participation, Person
from services.models import ShelterPlace, ShelterStay


def participation_to_shelter(user: User, person_pk: UUID) -> Participation:
    """Her part in a case of this account's own teams, the latest; "viewed" is written of her."""
    person = shelter_of(user, person_pk)
    cases = Case.objects.visible_to(user).of_team_member(user)
    rows = Participation.objects.filter(person=person, case__in=cases).order_by("-joined_on", "-id")
    return rows.select_related("person__key", "case__key", "case__office")[0]


def current_stay(person: Person) -> ShelterStay | None:
    return ShelterStay.objects.filter(location__person=person).current().for_list().first()


def place_to_tend(user: User, pk: UUID) -> ShelterPlace:
    """A place of the catalogue; its name is not shown again to anybody."""
    require(user, Permission.SEE_SHELTERS)
    place = get_object_or_404(ShelterPlace.objects.select_related("key"), pk=pk)
    record_about(user, AuditAction.VIEWED, place)
    return place


def saw_shelters(user: User, stays: list[ShelterStay]) -> None:
    """Write that the list of who is where was shown, with the people on the page."""
    ids = [each.participation.person_id for each in stays]
    record(user, AuditAction.LISTED, ShelterStay._meta.label_lower, ids=ids)
