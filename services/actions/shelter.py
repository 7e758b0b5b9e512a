"""Where people are kept safe: going in, leaving, and nobody taking somebody in.

Locks are taken in one order: the person (by ``cases.record_shelter``), then the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry, add_task, finish_task, record_shelter
from cases.errors import NotPossible
from cases.models import Participation, Person, ShelterLocation, Task
from cases.states import EntryKind, TaskKind
from directory.models import Place
from directory.versions import save_current
from directory.working_days import due_on
from services.models import ShelterPlace, ShelterRefusal, ShelterSearch, ShelterStay
from services.shelter_states import (
    ARTICLE,
    URGENT_WORKING_DAYS,
    Destination,
    ExitReason,
    ShelterKind,
    band_of,
    is_unsuitable_for_minor,
)
from vault.models import DataKey

PLACE_FIELDS = (
    *("kind", "region", "capacity", "youngest", "oldest", "admits", "admits_children", "is_specialised", "is_active"),
)


@dataclass(frozen=True)
class Entry:
    """Going in on ``since``; with ``until``, a stay that is over. ``where``: whom to call, the house; sealed."""

    kind: str
    since: date
    ordered_by: str
    place: ShelterPlace | None = None
    where: str = ""
    district: Place | None = None
    over_capacity_reason: str = ""
    measures: str = ""
    until: date | None = None
    exit_reason: str = ""
    next_destination: str = ""


@told_in_spanish
def enter_shelter(participation: Participation, entry: Entry, *, by: User) -> ShelterStay:
    """Write that she sleeps at a place from a day on, and that she left where she was until then.

    Raises NotPossible when she was elsewhere those days; when the place is full and no reason says why she enters all
    the same; and when a child enters a place that is not for her and nobody says what is being done.
    """
    person = participation.person
    kind = entry.place.kind if entry.place else entry.kind
    is_specialised = entry.place.is_specialised if entry.place else False
    is_unsuitable = person.is_minor_on(entry.since) and is_unsuitable_for_minor(kind, is_specialised=is_specialised)
    if is_unsuitable and not entry.measures:
        raise NotPossible(_("Es menor y ese lugar no es especializado (%s): escribe qué se está haciendo.") % ARTICLE)
    with transaction.atomic():
        location = _locate(person, entry, by)
        is_over = _is_full(entry)
        if is_over and not entry.over_capacity_reason:
            raise NotPossible(_("Ese lugar no tiene camas libres: escribe por qué entra igual, o elige otro."))
        stay = ShelterStay.objects.create(
            key=person.key,
            participation=participation,
            location=location,
            kind=kind,
            place=entry.place,
            district=entry.district,
            ordered_by=entry.ordered_by,
            is_over_capacity=is_over,
            over_capacity_reason=entry.over_capacity_reason if is_over else "",
            is_unsuitable=is_unsuitable,
            measures=entry.measures if is_unsuitable else "",
            exit_reason=entry.exit_reason,
            next_destination=entry.next_destination,
            recorded_by=by,
        )
        line = _("Acogida: %s") % stay.get_kind_display()
        add_entry(participation.case, EntryKind.SHELTER, line, by=by, person=person)
        if entry.until is None:
            _end_looking(participation, by)
            _look_further(participation, stay, by)
    return stay


def _locate(person: Person, entry: Entry, by: User) -> ShelterLocation:
    """Where she is, in its one home; the place where she was ends on that day."""
    where = "\n".join(filter(None, [entry.place.name if entry.place else "", entry.where]))
    if not where:
        raise NotPossible(_("Escribe dónde está."))
    if entry.until is not None:
        return _locate_past(person, entry, where, by)
    left = ShelterStay.objects.filter(participation__person=person).current().first()
    location = record_shelter(person, where, entry.since, by=by)
    if left is not None:
        _end(left, ExitReason.TRANSFER, Destination.SHELTER)
    return location


def _locate_past(person: Person, entry: Entry, where: str, by: User) -> ShelterLocation:
    Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
    others = ShelterLocation.objects.filter(person=person, since__lt=entry.until)
    if any(each.until is None or each.until > entry.since for each in others.only("until")):
        raise NotPossible(_("Esos días ya está escrito que estaba en otro lugar."))
    record_about(by, AuditAction.CHANGED, person, fields=["shelter"])
    return ShelterLocation.objects.create(
        key=person.key, person=person, place=where, since=entry.since, until=entry.until, recorded_by=by
    )


def _is_full(entry: Entry) -> bool:
    if entry.place is None:
        return False
    place = ShelterPlace.objects.select_for_update(of=("self",)).only("capacity").get(pk=entry.place.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT calp.shelter_peak(%s, %s, %s)", [place.pk, entry.since, entry.until])
        [taken] = cursor.fetchone()
    return taken >= place.capacity


def _look_further(participation: Participation, stay: ShelterStay, by: User) -> None:
    """A child who is not where she should be is somebody's task; and the urgent kind is for ten working days."""
    today = timezone.localdate()
    if stay.is_unsuitable:
        day, why = today + timedelta(days=1), _("Menor en un lugar no especializado (%s).") % ARTICLE
    elif stay.kind == ShelterKind.CAR_URGENCIA:
        day = due_on(stay.location.since, URGENT_WORKING_DAYS, place_code=participation.case.office.place_id)
        why = _("El CAR de urgencia es por diez días hábiles como máximo (%s).") % f"{ARTICLE}.1"
    else:
        return
    case = participation.case
    add_task(case, TaskKind.SHELTER_MOVE, day, assigned_to=by, by=by, person=participation.person, details=str(why))


def _end_looking(participation: Participation, by: User) -> None:
    looking = Task.objects.pending().filter(
        case=participation.case_id, person=participation.person_id, kind=TaskKind.SHELTER_MOVE
    )
    for task in looking:
        finish_task(task, by=by, has_line=False)


@told_in_spanish
def leave_shelter(stay: ShelterStay, on: date, reason: str, destination: str, *, by: User) -> ShelterStay:
    """Write that she left where she is. Raises NotPossible when she had left, or for a day before she came."""
    with transaction.atomic():
        person = stay.participation.person
        Person.objects.select_for_update(of=("self",)).only("pk").get(pk=person.pk)
        stay = ShelterStay.objects.select_related("location", "participation__case", "key").get(pk=stay.pk)
        if not stay.is_current:
            raise NotPossible(_("Ya estaba escrito que salió de ahí."))
        record_shelter(person, "", on, by=by)
        _end(stay, reason, destination)
        line = _("Salió de la acogida: %s") % stay.get_exit_reason_display()
        add_entry(stay.participation.case, EntryKind.SHELTER, line, by=by, person=person)
        _end_looking(stay.participation, by)
    return stay


def _end(stay: ShelterStay, reason: str, destination: str) -> None:
    stay.exit_reason, stay.next_destination = reason, destination
    save_current(stay, stay.version, ["exit_reason", "next_destination"])


@dataclass(frozen=True)
class Refused:
    """A place that was asked, of the catalogue or by name, and why it said no."""

    reason: str
    place: ShelterPlace | None = None
    other_place: str = ""


@dataclass(frozen=True)
class Unmet:
    searched_on: date
    solution: str
    with_children: bool = False
    has_disability: bool = False
    refused: Sequence[Refused] = ()


@told_in_spanish
def record_no_place(participation: Participation, unmet: Unmet, *, by: User) -> ShelterSearch:
    """Write that nobody took her in, with her profile of that day; somebody goes on looking tomorrow.

    Raises NotPossible when no place that was asked is named.
    """
    if not unmet.refused:
        raise NotPossible(_("Escribe al menos un lugar al que se preguntó."))
    person, case = participation.person, participation.case
    with transaction.atomic():
        search = ShelterSearch.objects.create(
            key=person.key,
            participation=participation,
            searched_on=unmet.searched_on,
            age_band=band_of(person.age_on(unmet.searched_on)),
            sex=person.sex,
            with_children=unmet.with_children,
            has_disability=unmet.has_disability,
            solution=unmet.solution,
            recorded_by=by,
        )
        for each in unmet.refused:
            ShelterRefusal.objects.create(
                key=person.key, search=search, place=each.place, other_place=each.other_place, reason=each.reason
            )
        add_entry(case, EntryKind.SHELTER, _("No se encontró lugar de acogida"), by=by, person=person)
        record_about(by, AuditAction.CREATED, case, fields=["shelter"])
        if not Task.objects.pending().filter(case=case, person=person, kind=TaskKind.SHELTER_MOVE).exists():
            tomorrow = timezone.localdate() + timedelta(days=1)
            add_task(case, TaskKind.SHELTER_MOVE, tomorrow, assigned_to=by, by=by, person=person)
    return search


# The catalogue of places -----------------------------------------------------------------------------------------


def add_place(code: str, name: str, values: dict, *, by: User) -> ShelterPlace:
    with transaction.atomic():
        told = {field: values[field] for field in PLACE_FIELDS}
        place = ShelterPlace.objects.create(key=DataKey.objects.make(), code=code, name=name, **told)
        record_about(by, AuditAction.CATALOGUE_CHANGED, place, fields=["name", *PLACE_FIELDS])
    return place


def change_place(place: ShelterPlace, name: str, values: dict, *, by: User, expected_version: int) -> ShelterPlace:
    """An empty ``name`` stays as it is. Raises StaleVersion if somebody changed it first."""
    fields = [*PLACE_FIELDS, *(["name"] if name else [])]
    with transaction.atomic():
        for field in PLACE_FIELDS:
            setattr(place, field, values[field])
        if name:
            place.name = name
        save_current(place, expected_version, fields)
        record_about(by, AuditAction.CATALOGUE_CHANGED, place, fields=fields)
    return place
