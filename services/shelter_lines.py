"""Shelter on the pages of a case: each person's stays and searches, the card, and what is still missing."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from cases.access import may_see_shelter
from cases.models import Case, Participation
from cases.sections import SectionState, Told, phases_of
from cases.states import Phase
from services.models import ShelterSearch, ShelterStay


@dataclass
class PersonShelter:
    """``may_tell``: whether this account may write and uncover where she is."""

    participation: Participation
    current: dict | None = None
    past: list[dict] = field(default_factory=list)
    searches: list[ShelterSearch] = field(default_factory=list)
    may_tell: bool = False

    @property
    def has_rows(self) -> bool:
        return bool(self.current or self.past or self.searches)


def shelter_of_people(user: User, case: Case, participations: list[Participation]) -> list[PersonShelter]:
    """One per person, victims first as they come; whether one may tell is asked once for the case's team."""
    people = {each.person_id: PersonShelter(each) for each in participations}
    today = timezone.localdate()
    for stay in ShelterStay.objects.filter(participation__case=case).for_list():
        mine = people.get(stay.participation.person_id)
        if mine is None:
            continue
        line = {"stay": stay, "nights": stay.nights(today)}
        if stay.is_current:
            mine.current = line
        else:
            mine.past.append(line)
    searches = ShelterSearch.objects.filter(participation__case=case).select_related("key").prefetch_related("refusals")
    person_of = {each.pk: each.person_id for each in participations}
    for search in searches:
        people[person_of[search.participation_id]].searches.append(search)
    may_tell = bool(participations) and may_see_shelter(user, participations[0].person)
    for each in people.values():
        each.may_tell = may_tell
    return list(people.values())


def draw_shelter(user: User, case: Case) -> tuple[str, dict] | None:
    """The card "Acogida": who is in which kind of place since when; one query."""
    today = timezone.localdate()
    stays = list(ShelterStay.objects.filter(participation__case=case).current().for_list())
    lines = [{"stay": each, "nights": each.nights(today)} for each in stays]
    return "services/_shelter_card.html", {"case": case, "lines": lines}


def shelter_states(user: User, case: Case, participations: list[Participation]) -> dict[UUID, Told]:
    """Asked of victims under protection and of children; of others only where something is written. Two queries."""
    ids, today = [each.pk for each in participations], timezone.localdate()
    stays: dict[UUID, ShelterStay] = {}
    for stay in ShelterStay.objects.filter(participation__in=ids).for_list():
        stays.setdefault(stay.participation_id, stay)
    protected = {
        part
        for part, periods in phases_of(participations).items()
        if any(period.phase == Phase.F3_PROTECTION and period.ended_on is None for period in periods)
    }
    told = {}
    for each in participations:
        if stay := stays.get(each.pk):
            nights = stay.nights(today)
            words = ngettext("%(kind)s, %(count)d noche", "%(kind)s, %(count)d noches", nights)
            told[each.pk] = Told(SectionState.DONE, words % {"kind": stay.get_kind_display(), "count": nights})
        elif each.is_victim and (each.pk in protected or each.person.is_minor_on(today)):
            told[each.pk] = Told(SectionState.MISSING, _("Dónde duerme"))
    return told
