"""Writing down what was done for somebody, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from accounts.permissions import Area
from cases.actions import add_entry, add_note, add_task, finish_task, headline_about, only_one
from cases.errors import NotPossible
from cases.models import Case, Person, Task, TimelineEntry
from cases.states import EntryKind
from directory.codelists import ServiceArea, ServiceKind
from services.models import Attention, ServiceEnrolment, Session
from services.states import SessionFormat

# The published group of a service and the professional area whose notes its text belongs to.
AREA_OF_GROUP: dict[str, str] = {
    ServiceArea.LEGAL: Area.LEGAL,
    ServiceArea.SOCIAL: Area.SOCIAL,
    ServiceArea.PSYCHOLOGICAL: Area.PSYCHOLOGICAL,
}


@dataclass(frozen=True)
class NextTask:
    """What is to be done next, by whom and when."""

    kind: str
    due_on: date
    assigned_to: User
    due_time: time | None = None
    details: str = ""


@dataclass(frozen=True)
class SessionTold:
    """What else there is to say of a session: ``cost`` in soles of the whole of it, ``facilitator`` from outside."""

    place: str = ""
    second_professional: User | None = None
    facilitator: str = ""
    cost: Decimal | None = None

    def __bool__(self) -> bool:
        return bool(self.place or self.second_professional or self.facilitator or self.cost is not None)


@dataclass(frozen=True)
class Happening:
    """A note, or with ``service`` and ``mode`` an attention; ``reserved_to`` an area, or "" for the whole team."""

    people: Sequence[Person]
    occurred_at: datetime
    body: str
    reserved_to: str = ""
    service: str = ""
    mode: str = ""
    minutes: int | None = None
    session: SessionTold = SessionTold()


@told_in_spanish
def record_happening(
    case: Case, what: Happening, *, by: User, next_task: NextTask | None = None, answers: Task | None = None
) -> TimelineEntry:
    """Write one line of the history, its attentions, the next task, and finish the task it answers, all or nothing.

    A task that somebody closed meanwhile stays closed: what was written down is kept all the same.
    """
    with transaction.atomic():
        entry = _write(case, what, by)
        if answers is not None:
            _finish(answers, by)
        if next_task is not None:
            add_task(
                case,
                next_task.kind,
                next_task.due_on,
                due_time=next_task.due_time,
                details=next_task.details,
                assigned_to=next_task.assigned_to,
                person=only_one(what.people),
                by=by,
            )
    return entry


def _write(case: Case, what: Happening, by: User) -> TimelineEntry:
    if what.service:
        moment = timezone.localtime(what.occurred_at)
        return record_attentions(
            case,
            what.people,
            ServiceKind(what.service),
            what.mode,
            by=by,
            given_on=moment.date(),
            given_at=moment.time(),
            minutes=what.minutes,
            notes=what.body,
            is_shared=not what.reserved_to,
            reserved_to=what.reserved_to,
            session=what.session,
        )[0].entry
    return add_note(
        case,
        what.body,
        by=by,
        people=what.people,
        area=what.reserved_to or by.area,
        is_shared=not what.reserved_to,
        occurred_at=what.occurred_at,
    )


def _finish(task: Task, by: User) -> None:
    try:
        finish_task(task, by=by, has_line=False)
    except NotPossible:
        return


def record_attention(case: Case, person: Person, service: ServiceKind, mode: str, **more) -> Attention:
    """``record_attentions`` for one person."""
    return record_attentions(case, [person], service, mode, **more)[0]


@told_in_spanish
def record_attentions(
    case: Case,
    people: Sequence[Person],
    service: ServiceKind,
    mode: str,
    *,
    by: User,
    given_on: date,
    given_at: time | None = None,
    minutes: int | None = None,
    notes: str = "",
    is_shared: bool = False,
    reserved_to: str = "",
    session: SessionTold = SessionTold(),
    format: str = "",
    professional: User | None = None,
) -> list[Attention]:
    """One line of the history and one attention for each of ``people``; ``minutes`` from 1 to 1,440, for each.

    People and attentions are two units: a kit for two is one line, two attentions, two people. The text belongs to
    the area of the service, so a therapy note is read by the psychological team only, unless shared; ``reserved_to``
    closes it to another area instead. Each attention belongs to the service of this kind that runs for her, if one
    does. ``format`` is told by how many they are unless said, and ``professional`` is
    whoever writes it down unless it was another one. Raises NotPossible when nobody is named.
    """
    if not people:
        raise NotPossible(_("Elige a quién se atendió."))
    group = ServiceKind(service).area
    area = AREA_OF_GROUP[group]
    moment = timezone.make_aware(datetime.combine(given_on, given_at or time(12)))
    with transaction.atomic():
        entry = add_entry(
            case,
            EntryKind.ATTENTION,
            headline_about(ServiceKind(service).label, people),
            by=by,
            body=notes,
            person=only_one(people),
            area=reserved_to or area,
            is_shared=is_shared,
            occurred_at=moment,
        )
        _tell_session(entry, session, format or _format_of(people))
        running = running_enrolments(case, people, service, given_on)
        attentions = [
            Attention(
                case=case,
                person=person,
                entry=entry,
                service=service,
                group=group,
                area=area,
                mode=mode,
                given_on=given_on,
                minutes=minutes,
                professional=professional or by,
                enrolment=running.get(person.pk),
            )
            for person in people
        ]
        for attention in Attention.objects.bulk_create(attentions):
            record_about(by, AuditAction.CREATED, attention, fields=["service", "mode", "minutes", "notes"])
    return attentions


def running_enrolments(case: Case, people: Sequence[Person], service: str, on: date) -> dict[UUID, ServiceEnrolment]:
    """By person, the service of this kind that runs for her on that day: the centre's own before an agency's."""
    rows = ServiceEnrolment.objects.running().filter(case=case, person__in=people, service=service, started_on__lte=on)
    return {each.person_id: each for each in rows.order_by(F("unit").asc(nulls_last=True), "id")}


def _format_of(people: Sequence[Person]) -> SessionFormat:
    return SessionFormat.FAMILY if len(people) > 1 else SessionFormat.INDIVIDUAL


def _tell_session(entry: TimelineEntry, told: SessionTold, format: str) -> None:
    """A row only where there is something to tell."""
    if not told and format == SessionFormat.INDIVIDUAL:
        return
    Session.objects.create(
        key=entry.key,
        case=entry.case,
        entry=entry,
        format=format,
        place=told.place,
        second_professional=told.second_professional,
        facilitator=told.facilitator,
        cost=told.cost,
    )
