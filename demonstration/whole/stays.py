"""Where people are kept safe, and the times when nobody took somebody in."""

from datetime import date, timedelta

from cases.models import Participation, ShelterLocation
from cases.states import EntryKind, TaskKind
from demonstration.clock import moment
from demonstration.whole.base import Whole
from directory.codelists import Sex
from services.models import ShelterPlace, ShelterRefusal, ShelterSearch, ShelterStay
from services.shelter_states import (
    Admits,
    Destination,
    ExitReason,
    OrderedBy,
    RefusalReason,
    ShelterKind,
    band_of,
    is_unsuitable_for_minor,
)

_ADMITS = {Admits.WOMEN: Sex.F, Admits.MEN: Sex.M}
_MEASURES = "Se pidió cupo a la UPE y se la acompaña hasta el traslado."
_SOLUTION = "Pasó la noche en la sala de la fiscalía con una compañera del equipo."
_ASKED = ("Hogar de otra región (inventado)", "Casa parroquial (inventada)")


def tell_stays(whole: Whole) -> None:
    for each in whole.victims:
        if each.person.sex == Sex.M and not each.person.is_minor_on(whole.first):
            continue
        if whole.chance(0.1):
            search(whole, each, whole.day(0, 3))
        elif whole.chance(0.6):
            _way_home(whole, each)


def _way_home(whole: Whole, each: Participation) -> None:
    """A few urgent days, then a place for longer; whoever's case has closed has left it."""
    minor = each.person.is_minor_on(whole.first)
    days = whole.rng.randint(1, 9)
    kind = whole.pick((ShelterKind.CAR_URGENCIA,) * 4 + (ShelterKind.DETENTION,)) if minor else ShelterKind.SALA_ACOGIDA
    moved_on = min(whole.first + timedelta(days=days), whole.last)
    if moved_on > whole.first:
        stay(whole, each, kind, whole.first, until=moved_on, reason=ExitReason.TRANSFER, to=Destination.SHELTER)
    long = whole.rng.randint(40, 300)
    leaves_on = moved_on + timedelta(days=long)
    if leaves_on >= whole.last and whole.is_open:
        _settle(whole, each, moved_on)
    elif moved_on < whole.last:
        kind = ShelterKind.CAR_ESPECIALIZADO if minor else ShelterKind.HRT
        leaves_on = min(leaves_on, whole.last)
        stay(whole, each, kind, moved_on, until=leaves_on, reason=ExitReason.WITH_FAMILY, to=Destination.FAMILY)


def _settle(whole: Whole, each: Participation, since: date) -> None:
    """In a place with a free bed that is for her; where there is none, with somebody whom she trusts."""
    place = bed_for(whole, each)
    if place is None:
        stay(whole, each, ShelterKind.FAMILY, since, where="Casa de una tía materna, con aviso a la UPE.")
    else:
        whole.background.beds[place.pk] -= 1
        stay(whole, each, place.kind, since, place=place)


def bed_for(whole: Whole, each: Participation) -> ShelterPlace | None:
    age = each.person.age_on(whole.first)
    if age is None:
        return None
    for place in whole.background.shelters.get(whole.office, ()):
        fits = place.youngest <= age and (place.oldest is None or age <= place.oldest)
        right = _ADMITS.get(place.admits, each.person.sex) == each.person.sex
        if fits and right and place.kind != ShelterKind.CAR_URGENCIA and whole.background.beds[place.pk] > 0:
            return place
    return None


def stay(
    whole: Whole,
    each: Participation,
    kind: str,
    since: date,
    *,
    place: ShelterPlace | None = None,
    where: str = "",
    until: date | None = None,
    reason: str = "",
    to: str = "",
) -> ShelterStay:
    """Where she is or was: the place itself sealed, what is told of it beside."""
    at = moment(since, 22)
    words = place.name if place else where or f"{ShelterKind(kind).label} (lugar inventado)"
    location = whole.store.add(
        ShelterLocation(
            id=whole.id(at),
            key=each.person.key,
            person=each.person,
            place=words,
            since=since,
            until=until,
            recorded_at=at,
            recorded_by=whole.social,
        )
    )
    is_minor = each.person.is_minor_on(since)
    is_unsuitable = is_minor and is_unsuitable_for_minor(kind, is_specialised=bool(place and place.is_specialised))
    whole.line(
        since, EntryKind.SHELTER, f"Acogida: {ShelterKind(kind).label}", hour=22, by=whole.social, person=each.person
    )
    if reason:
        headline = f"Salió de la acogida: {ExitReason(reason).label}"
        whole.line(until, EntryKind.SHELTER, headline, hour=8, by=whole.social, person=each.person)
    return whole.store.add(
        ShelterStay(
            id=whole.id(at),
            key=each.person.key,
            participation=each,
            location=location,
            kind=kind,
            place=place,
            ordered_by=OrderedBy.UPE if is_minor else OrderedBy.OWN_WILL,
            is_unsuitable=is_unsuitable,
            measures=_MEASURES if is_unsuitable else "",
            exit_reason=reason,
            next_destination=to,
            recorded_at=at,
            recorded_by=whole.social,
        )
    )


def search(whole: Whole, each: Participation, on: date) -> None:
    """She was asked for at two places, and none took her in that day."""
    at, person = moment(on, 23), each.person
    made = whole.store.add(
        ShelterSearch(
            id=whole.id(at),
            key=person.key,
            participation=each,
            searched_on=on,
            age_band=band_of(person.age_on(on)),
            sex=person.sex,
            with_children=whole.chance(0.15),
            has_disability=whole.chance(0.08),
            solution=_SOLUTION,
            recorded_at=at,
            recorded_by=whole.social,
        )
    )
    near = whole.background.shelters.get(whole.office, ())
    asked = [{"place": place} for place in near[:1]] + [{"other_place": whole.pick(_ASKED)}]
    for told in asked:
        reason = whole.pick(RefusalReason.values[:-1])
        whole.store.add(ShelterRefusal(id=whole.id(at), key=person.key, search=made, reason=reason, **told))
    whole.line(on, EntryKind.SHELTER, "No se encontró lugar de acogida", hour=23, by=whole.social, person=person)
    due_on = on + timedelta(days=1)
    done_on = min(due_on, whole.last) if (whole.setting.today - on).days > 3 else None
    whole.task(TaskKind.SHELTER_MOVE, due_on, made_on=on, to=whole.social, person=person, done_on=done_on)
