"""What several cases share: workshops, the agenda of this week and the next, records of one person made twice.

Written once, however often the demonstration is loaded.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from cases.actions.intake import person_code
from cases.actions.merging import merge_people
from cases.duplicates.reasons import PairReason, PairState
from cases.models import Assignment, DuplicatePair, Participation, Person
from cases.states import ParticipationRole, TaskKind, VictimStatus
from demonstration import words
from demonstration.clock import moment, seeded_id
from demonstration.store import Store
from demonstration.whole.base import Whole
from demonstration.whole.given import attend
from directory.codelists import Confidentiality, ServiceKind
from services.models import Appointment, Attendance, AttentionMode, GroupActivity
from services.states import AppointmentState, CancelReason, Place, SessionFormat
from vault.models import new_data_key

_WORKSHOPS = (
    ("Círculo de los miércoles", ServiceKind.THERAPY_GROUP, Role.CASEWORKER_PSYCHOSOCIAL),
    ("Pintar lo que quiero", ServiceKind.ART_THERAPY, Role.CASEWORKER_PSYCHOSOCIAL),
    ("Mi primer currículum", ServiceKind.EMPLOYABILITY, Role.SOCIAL_WORKER),
    ("Repostería, primer módulo", ServiceKind.TRAINING_COURSE, Role.SOCIAL_WORKER),
)
_HOUR, _MINUTES, _EVERY, _MOST = time(17), 90, 21, 9  # after the hours of appointments
_SLOTS = ((9, 0), (10, 30), (12, 0), (15, 0))
_LENGTH = timedelta(minutes=50)
_OF_ROLE = {
    Role.SOCIAL_WORKER: ServiceKind.ROUTE_ORIENTATION,
    Role.CASEWORKER_PSYCHOSOCIAL: ServiceKind.THERAPY_INDIV,
    Role.CASEWORKER_LEGAL: ServiceKind.LEGAL_ORIENTATION,
}
_PAIRS = (  # what the coordination has said of it, what speaks for it, points
    (PairState.MERGED, (PairReason.SURNAMES_SPELT, PairReason.GIVEN, PairReason.AGE_NEAR), 27),
    (PairState.OPEN, (PairReason.SURNAMES_SPELT, PairReason.GIVEN, PairReason.AGE_NEAR), 24),
    (PairState.OPEN, (PairReason.SURNAMES_SPELT, PairReason.GIVEN, PairReason.AGE_NEAR), 21),
)
_SPELT = (("z", "s"), ("s", "z"), ("v", "b"), ("y", "ll"), ("i", "y"), ("c", "k"))


def tell_together(wholes: list[Whole], users: dict[str, User], today: date) -> None:
    if not wholes:
        return
    store, rng = Store(), Random(wholes[0].case.id.int)  # noqa: S311 - made-up people
    by_office = defaultdict(list)
    for each in wholes:
        each.store = store
        by_office[each.office].append(each)
    for those in by_office.values():
        for number in range(-1, 6):
            _workshop(those, rng, number, today)
    _agenda(wholes, rng, today)
    pairs = _twice(by_office.get("IQT", []), store, rng)
    store.flush()
    for state, pair in pairs:
        if state == PairState.MERGED and today == timezone.localdate():  # the verb tells of the day on which it happens
            merge_people(pair, pair.first_id, "Es la misma: lo confirmó su trabajadora social.", by=users["celia"])


# Workshops ---------------------------------------------------------------------------------------------------------


def _workshop(wholes: list[Whole], rng: Random, number: int, today: date) -> None:
    """One every three weeks; number -1 is still to come."""
    one, (title, service, role) = wholes[0], _WORKSHOPS[number % len(_WORKSHOPS)]
    on = _weekday(today + timedelta(days=6) if number < 0 else today - timedelta(days=2 + _EVERY * number))
    at, by = moment(min(on, today - timedelta(days=2)), 8), one.one_with(role)
    there = [each for each in wholes if each.first <= min(on, today) and (each.is_open or each.last >= on)]
    if number >= 0 and not there:
        return
    activity = one.store.add(
        GroupActivity(
            id=seeded_id(rng, at),
            key=one.store.add(new_data_key(one.setting.ring)),
            office=one.story.office,
            title=title,
            service=service,
            mode=AttentionMode.IN_PERSON,
            held_on=on,
            starts=_HOUR,
            minutes=_MINUTES,
            place=Place.CENTRE,
            professional=by,
            cost=rng.choice((40, 65, 120)),
            unregistered=0 if number < 0 else rng.randint(0, 3),
            created_at=at,
            created_by=by,
        )
    )
    for each in rng.sample(there, min(_MOST, len(there))):
        _expect(each, activity, rng, is_past=number >= 0)
    if number < 0:
        starts = datetime.combine(on, _HOUR)
        _hour(one, rng, by, moment(on, starts.hour), _MINUTES, today, activity=activity)


def _expect(whole: Whole, activity: GroupActivity, rng: Random, *, is_past: bool) -> None:
    person, attention = whole.victims[0].person, None
    if is_past and rng.random() < 0.8:
        attention = attend(
            whole,
            person,
            activity.service,
            activity.held_on,
            by=activity.professional,
            hour=activity.starts.hour,
            format=SessionFormat.GROUP,
            place=activity.place,
            minutes=activity.minutes,
        )
    whole.store.add(
        Attendance(
            id=seeded_id(rng, activity.created_at),
            activity=activity,
            case=whole.case,
            person=person,
            attention=attention,
            added_at=activity.created_at,
            added_by=activity.created_by,
        )
    )


# The agenda --------------------------------------------------------------------------------------------------------


def _agenda(wholes: list[Whole], rng: Random, today: date) -> None:
    """Two hours of each working day of this week and the next, of whoever attends people of open cases."""
    theirs = _cases_of_each({each.case.pk: each for each in wholes if each.is_open})
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=number) for number in range(12) if number % 7 < 5]
    for user, own in sorted(theirs.items(), key=lambda pair: pair[0].username):
        in_turn = cycle(rng.sample(own, len(own)))
        for on in days:
            for hour, minute in sorted(rng.sample(_SLOTS, 2)):
                whole = next(in_turn)
                if whole.first < min(on, today):
                    _appointment(whole, rng, user, moment(on, hour, minute), today)


def _cases_of_each(wholes: dict) -> dict[User, list[Whole]]:
    rows = Assignment.objects.filter(case__in=wholes, ended_at=None, user__role__in=_OF_ROLE).order_by("case__code")
    theirs = defaultdict(list)
    for row in rows.select_related("user"):
        theirs[row.user].append(wholes[row.case_id])
    return theirs


def _appointment(whole: Whole, rng: Random, user: User, starts: datetime, today: date) -> None:
    on, person, service = starts.date(), whole.victims[0].person, _OF_ROLE[user.role]
    about = {"case": whole.case, "person": person, "service": service, "mode": AttentionMode.IN_PERSON}
    if on >= today:
        made = _hour(whole, rng, user, starts, 50, today, place=Place.CENTRE, **about)
        made_on = min(on, today) - timedelta(days=1)
        whole.task(TaskKind.APPOINTMENT, on, made_on=made_on, to=user, person=person, subject=made, at=starts.time())
        return
    state = rng.choices(
        (AppointmentState.HELD, AppointmentState.NO_SHOW, AppointmentState.CANCELLED), weights=(8, 1, 1)
    )[0]
    about |= {"state": state, "place": Place.CENTRE}
    if state == AppointmentState.CANCELLED:
        about["cancel_reason"] = CancelReason.HER_REQUEST
    if state == AppointmentState.HELD:
        notes = rng.choice(words.ATTENTION_NOTES)
        told = attend(whole, person, service, on, by=user, hour=starts.hour, notes=notes)
        about["entry"] = told.entry
    _hour(whole, rng, user, starts, 50, today, **about)


def _hour(whole: Whole, rng: Random, user: User, starts: datetime, minutes: int, today: date, **about) -> Appointment:
    made_at = moment(min(starts.date(), today) - timedelta(days=1), 9)
    return whole.store.add(
        Appointment(
            id=seeded_id(rng, made_at),
            professional=user,
            office_id=user.office_id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
            created_at=made_at,
            created_by=user,
            **about,
        )
    )


def _weekday(on: date) -> date:
    """The same day, or the Friday before a weekend."""
    return on - timedelta(days=max(0, on.weekday() - 4))


# One person, two records -------------------------------------------------------------------------------------------


def _twice(wholes: list[Whole], store: Store, rng: Random) -> list[tuple[str, DuplicatePair]]:
    """Somebody of one case, written down again in another by a colleague who spelt her name as it sounds."""
    normal = [each for each in wholes if each.is_open and each.case.confidentiality == Confidentiality.NORMAL]
    made = []
    for (state, reasons, points), one, other in zip(_PAIRS, normal[::2], normal[1::2], strict=False):
        person, twin = one.victims[0].person, _again(one.victims[0].person, other, store, rng)
        first, second = sorted((person, twin), key=lambda each: each.pk)
        pair = DuplicatePair(
            id=seeded_id(rng, moment(other.last)),
            key=first.key,
            first=first,
            second=second,
            points=points,
            reasons=[*reasons],
        )
        made.append((state, store.add(pair)))
    return made


def _again(person: Person, whole: Whole, store: Store, rng: Random) -> Person:
    at, year = moment(whole.first, 12), whole.first.year
    twin = Person(
        id=seeded_id(rng, at),
        key=store.add(new_data_key(whole.setting.ring)),
        code=person_code(year, whole.setting.next_number("V", year)),
        given_names=person.given_names,
        paternal_surname=_as_it_sounds(person.paternal_surname),
        maternal_surname=person.maternal_surname,
        sex=person.sex,
        birth_date=person.birth_date,
        stated_age=person.stated_age,
        stated_on=person.stated_on,
        age_source=person.age_source,
        nationalities=person.nationalities,
        languages=person.languages,
        created_at=at,
    )
    store.add(twin)
    store.add(
        Participation(
            id=seeded_id(rng, at),
            case=whole.case,
            person=twin,
            role=ParticipationRole.DIRECT_VICTIM,
            victim_status=VictimStatus.PRESUMED,
            joined_on=whole.first,
            created_at=at,
        )
    )
    return twin


def _as_it_sounds(surname: str) -> str:
    for written, heard in _SPELT:
        if written in surname:
            return surname.replace(written, heard, 1)
    return f"{surname}s"
