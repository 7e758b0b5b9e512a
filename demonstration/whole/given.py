"""What is done for somebody: services from when until when, their sessions, a kit of the first night."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import User
from cases.models import CaseProject, Participation, Person
from cases.states import EntryKind, TaskKind
from demonstration import words
from demonstration.clock import moment
from demonstration.whole.base import Whole
from directory.codelists import ServiceKind
from services.actions import AREA_OF_GROUP
from services.aid_states import KitMovementKind
from services.models import (
    Attention,
    AttentionMode,
    KitDelivery,
    KitDeliveryItem,
    KitMovement,
    ServiceEnrolment,
    Session,
)
from services.states import EndReason, Place, SessionFormat

_GOALS = {
    ServiceKind.THERAPY_INDIV: "Dormir mejor y volver a confiar en alguien.",
    ServiceKind.THERAPY_FAMILY: "Hablar con su madre sin pelear.",
    ServiceKind.LEGAL_REPRESENTATION: "Que declare una sola vez y que la defienda alguien.",
    ServiceKind.EDUCATION_REINSERTION: "Terminar el grado que dejó.",
    ServiceKind.HEALTH_CARE: "Controles y tratamiento.",
    ServiceKind.MIGRATION_REGULARISATION: "Quedarse con papeles, o volver con ellos.",
    ServiceKind.TRAINING_COURSE: "Aprender un oficio.",
    ServiceKind.ID_DOCUMENTS: "Su propio documento.",
}
_SESSIONS = {
    ServiceKind.THERAPY_INDIV: (3, 9),
    ServiceKind.THERAPY_FAMILY: (1, 3),
    ServiceKind.LEGAL_REPRESENTATION: (1, 4),
}


def tell_services(whole: Whole) -> None:
    _projects(whole)
    for each in whole.victims:
        _told_upe(whole, each)
        _kit(whole, each)
        for service, after, often in _wanted(whole, each):
            if whole.chance(often):
                enrol(whole, each, service, whole.day(after, after + 20))


def _wanted(whole: Whole, each: Participation) -> list[tuple[str, int, float]]:
    """(service, days after intake, how often) for somebody of her age and country."""
    kinds = ServiceKind
    wanted = [
        (kinds.THERAPY_INDIV, 7, 0.75),
        (kinds.LEGAL_REPRESENTATION, 5, 0.55),
        (kinds.HEALTH_CARE, 3, 0.5),
        (kinds.ID_DOCUMENTS, 10, 0.3),
    ]
    if "PE" not in each.person.nationalities:
        wanted.append((kinds.MIGRATION_REGULARISATION, 8, 0.9))
    if each.person.is_minor_on(whole.first):
        return [*wanted, (kinds.EDUCATION_REINSERTION, 30, 0.6), (kinds.THERAPY_FAMILY, 40, 0.25)]
    return [*wanted, (kinds.TRAINING_COURSE, 45, 0.4)]


def _projects(whole: Whole) -> None:
    for project in whole.background.projects:
        if whole.chance(0.4):
            whole.store.add(
                CaseProject(
                    id=whole.id(moment(whole.first)),
                    case=whole.case,
                    project=project,
                    started_at=moment(whole.day(1, 10)),
                    ended_at=None if whole.is_open else moment(whole.last),
                )
            )


def _told_upe(whole: Whole, each: Participation) -> None:
    """Of a minor the UPE is told on the first day (D.Leg. 1297)."""
    if each.person.is_minor_on(whole.first):
        on = whole.first
        whole.task(TaskKind.NOTIFY_UPE, on, made_on=on, person=each.person, done_on=on)
        whole.line(
            on, EntryKind.NOTE, "Aviso a la UPE", "Se avisó por teléfono y con oficio.", hour=20, person=each.person
        )
        if (whole.last - on).days > 30 and whole.chance(0.6):
            held_on = whole.day(12, 30)
            whole.task(
                TaskKind.SINGLE_INTERVIEW, held_on, made_on=on, to=whole.lawyer, person=each.person, done_on=held_on
            )


def attend(
    whole: Whole,
    person: Person,
    service: str,
    on: date,
    *,
    by: User,
    hour: int = 10,
    notes: str = "",
    enrolment: ServiceEnrolment | None = None,
    mode: str = AttentionMode.IN_PERSON,
    format: str = "",
    place: str = "",
    cost: Decimal | None = None,
    minutes: int = 50,
) -> Attention:
    """An attention with its line, and what else there is to say of the session where there is a ``format``."""
    kind = ServiceKind(service)
    area = AREA_OF_GROUP[kind.area]
    entry = whole.line(on, EntryKind.ATTENTION, str(kind.label), notes, hour=hour, by=by, person=person, area=area)
    if format:
        whole.store.add(
            Session(
                id=whole.id(entry.occurred_at),
                key=whole.case.key,
                case=whole.case,
                entry=entry,
                format=format,
                place=place,
                cost=cost,
            )
        )
    return whole.store.add(
        Attention(
            id=whole.id(entry.occurred_at),
            case=whole.case,
            person=person,
            entry=entry,
            service=kind,
            group=kind.area,
            area=area,
            mode=mode,
            given_on=on,
            minutes=minutes,
            professional=by,
            enrolment=enrolment,
            created_at=entry.occurred_at,
        )
    )


def enrol(whole: Whole, each: Participation, service: str, on: date, goal: str = "") -> ServiceEnrolment:
    """She begins a service; half of those that are four months old have ended."""
    unit = _unit(whole, service)
    by = _responsible(whole, service)
    ended_on = end_reason = None
    if not whole.is_open or ((whole.last - on).days > 120 and whole.chance(0.5)):
        ended_on = min(on + timedelta(days=whole.rng.randint(30, 120)), whole.last)
        end_reason = whole.pick((EndReason.GOAL_MET,) * 4 + (EndReason.HER_DECISION, EndReason.STOPPED_COMING))
    enrolment = whole.store.add(
        ServiceEnrolment(
            id=whole.id(moment(on)),
            key=whole.case.key,
            case=whole.case,
            person=each.person,
            service=service,
            unit=unit,
            responsible=by,
            goal=goal or _GOALS.get(service, ""),
            started_on=on,
            ended_on=ended_on,
            end_reason=end_reason or "",
            end_notes="Quedó anotado lo que sigue." if ended_on else "",
            created_at=moment(on, 13),
            created_by=by,
        )
    )
    label = ServiceKind(service).label
    name = f"{label} ({unit.agency})" if unit else str(label)
    whole.line(on, EntryKind.PERSON, f"Empieza: {name}", hour=13, by=by, person=each.person)
    _sessions(whole, enrolment, ended_on or whole.last)
    return enrolment


def _unit(whole: Whole, service: str):
    near = {
        ServiceKind.EDUCATION_REINSERTION: whole.background.schools,
        ServiceKind.HEALTH_CARE: whole.background.hospitals,
        ServiceKind.MIGRATION_REGULARISATION: whole.background.migration,
    }
    return near.get(service, {}).get(whole.office)


def _responsible(whole: Whole, service: str) -> User:
    if service in (ServiceKind.THERAPY_INDIV, ServiceKind.THERAPY_FAMILY):
        return whole.psychologist
    return whole.lawyer if service == ServiceKind.LEGAL_REPRESENTATION else whole.social


def _sessions(whole: Whole, enrolment: ServiceEnrolment, until: date) -> None:
    if enrolment.service not in _SESSIONS:
        return
    family = enrolment.service == ServiceKind.THERAPY_FAMILY
    on = enrolment.started_on
    for _each in range(whole.rng.randint(*_SESSIONS[enrolment.service])):
        if on > until:
            break
        attend(
            whole,
            enrolment.person,
            enrolment.service,
            on,
            by=enrolment.responsible,
            hour=whole.rng.randint(9, 17),
            notes=whole.pick(words.ATTENTION_NOTES),
            enrolment=enrolment,
            format=SessionFormat.FAMILY if family else SessionFormat.INDIVIDUAL,
            place=whole.pick((Place.CENTRE, Place.CENTRE, Place.AGENCY, Place.REMOTE)),
            mode=AttentionMode.IN_PERSON,
        )
        on += timedelta(days=whole.rng.randint(6, 16))


def _kit(whole: Whole, each: Participation) -> None:
    adolescent, adult, basket = whole.background.kits
    first = adolescent if each.person.is_minor_on(whole.first) else adult
    for kit, after, often in ((first, 0, 0.16), (basket, 30, 0.08)):
        if whole.chance(often) and whole.background.left[whole.office, kit.pk] > 1:
            deliver(whole, each.person, kit, whole.day(after, after + 2))


def deliver(whole: Whole, person: Person, kit, on: date) -> None:
    """Give one, which counts as an attention; the stock's own trigger takes it off."""
    whole.background.left[whole.office, kit.pk] -= 1
    items = [(item.name, item.quantity) for item in kit.items.current()]
    notes = f"{kit}: " + ", ".join(f"{many} {name}" for name, many in items)
    attention = attend(whole, person, kit.service, on, by=whole.social, hour=21, notes=notes, minutes=15)
    at = attention.created_at
    delivery = whole.store.add(
        KitDelivery(
            id=whole.id(at),
            case=whole.case,
            person=person,
            kit=kit,
            attention=attention,
            given_on=on,
            created_at=at,
            by=whole.social,
        )
    )
    for name, quantity in items:
        whole.store.add(KitDeliveryItem(id=whole.id(at), delivery=delivery, name=name, quantity=quantity))
    whole.store.add(
        KitMovement(
            id=whole.id(at),
            stock=whole.background.stocks[whole.office, kit.pk],
            kind=KitMovementKind.DELIVERY,
            quantity=1,
            delivery=delivery,
            at=at,
            by=whole.social,
        )
    )
