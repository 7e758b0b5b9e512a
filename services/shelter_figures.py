"""Numbers of shelter: beds and who is where tonight, and the times when nobody took somebody in, by profile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cases.models import Case
from directory.codelists import Sex
from services.models import ShelterPlace, ShelterRefusal, ShelterSearch, ShelterStay
from services.models.shelter import beds_taken
from services.shelter_states import AgeBand, RefusalReason


@dataclass(frozen=True)
class PlaceLine:
    """A place tonight. ``taken`` counts everybody, ``stays`` are those whom this account may know of."""

    place: ShelterPlace
    taken: int
    stays: list[ShelterStay]

    @property
    def free(self) -> int:
        return max(self.place.capacity - self.taken, 0)

    @property
    def over(self) -> int:
        return max(self.taken - self.place.capacity, 0)


def places_tonight(stays: Iterable[ShelterStay], on: date) -> list[PlaceLine]:
    """Every place in use with its beds; two queries."""
    taken, here = beds_taken(on), {}
    for stay in stays:
        here.setdefault(stay.place_id, []).append(stay)
    places = ShelterPlace.objects.filter(is_active=True).select_related("region").defer("name")
    return [PlaceLine(place, taken.get(place.pk, 0), here.get(place.pk, [])) for place in places]


@dataclass(frozen=True)
class UnmetNeed:
    """Of the searches of a period without a place: how many, of how many people, by profile and by why not.

    ``rows``: one per age band, with the searches by sex in the order of ``Sex`` and their sum; zeros are printed.
    ``marks``: with children, with a disability. ``reasons``: refusals, one search may have several.
    """

    searches: int
    people: int
    rows: list[tuple[str, list[int], int]]
    with_children: int
    with_disability: int
    reasons: list[tuple[str, int]]


def unmet_need(cases: QuerySet[Case], first: date, last: date) -> UnmetNeed:
    """Searches without a place from ``first`` to ``last``, both included, in these cases; three queries."""
    rows = ShelterSearch.objects.filter(participation__case__in=cases, searched_on__range=(first, last)).order_by()
    counted = {(band, sex): n for band, sex, n in rows.values_list("age_band", "sex").annotate(n=Count("pk"))}
    totals = rows.aggregate(
        searches=Count("pk"),
        people=Count("participation__person", distinct=True),
        with_children=Count("pk", filter=Q(with_children=True)),
        with_disability=Count("pk", filter=Q(has_disability=True)),
    )
    refusals = ShelterRefusal.objects.filter(search__in=rows).order_by().values_list("reason")
    reasons = dict(refusals.annotate(n=Count("pk")))
    table = []
    for band in AgeBand:
        cells = [counted.get((band.value, sex.value), 0) for sex in Sex]
        table.append((str(band.label), cells, sum(cells)))
    told = [(str(RefusalReason(reason).label), n) for reason, n in sorted(reasons.items(), key=lambda pair: -pair[1])]
    return UnmetNeed(rows=table, reasons=told, **totals)
