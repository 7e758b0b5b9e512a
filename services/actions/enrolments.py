"""People taking part in services: begin, change, end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions import add_entry
from cases.errors import NotPossible
from cases.models import Case, Participation, Person
from cases.states import EntryKind
from directory.codelists import ServiceKind
from directory.models import AgencyUnit
from directory.versions import save_current
from services.models import ServiceEnrolment


@dataclass(frozen=True)
class Enrolment:
    """What somebody begins: ``unit`` None where the centre gives it, ``goal`` in plain words."""

    service: str
    responsible: User
    started_on: date
    unit: AgencyUnit | None = None
    goal: str = ""


@told_in_spanish
def enrol(case: Case, people: Sequence[Person], what: Enrolment, *, by: User) -> list[ServiceEnrolment]:
    """Each of ``people`` begins a service, with a line of the history each.

    Raises NotPossible, having written nothing, when somebody is not of the case or already takes part in it.
    """
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        _refuse_strangers(case, people)
        _refuse_twice(case, people, what)
        return [_begin(case, person, what, by) for person in people]


def _refuse_strangers(case: Case, people: Sequence[Person]) -> None:
    if not people:
        raise NotPossible(_("Elige quién empieza."))
    known = set(Participation.objects.filter(case=case).values_list("person_id", flat=True))
    if any(person.pk not in known for person in people):
        raise NotPossible(_("Esa persona no está en el caso."))


def _refuse_twice(case: Case, people: Sequence[Person], what: Enrolment) -> None:
    running = ServiceEnrolment.objects.running().filter(
        case=case, person__in=people, service=what.service, unit=what.unit
    )
    codes = list(running.order_by("person__code").values_list("person__code", flat=True))
    if codes:
        raise NotPossible(_("Ya está en ese servicio: %s.") % ", ".join(codes))


def _begin(case: Case, person: Person, what: Enrolment, by: User) -> ServiceEnrolment:
    enrolment = ServiceEnrolment.objects.create(
        key=case.key,
        case=case,
        person=person,
        service=what.service,
        unit=what.unit,
        responsible=what.responsible,
        goal=what.goal,
        started_on=what.started_on,
        created_by=by,
    )
    add_entry(case, EntryKind.PERSON, _("Empieza: %s") % _told(enrolment), by=by, person=person)
    record_about(by, AuditAction.CREATED, enrolment, fields=["service", "unit", "responsible", "goal", "started_on"])
    return enrolment


def _told(enrolment: ServiceEnrolment) -> str:
    service = ServiceKind(enrolment.service).label
    return f"{service} ({enrolment.unit.agency})" if enrolment.unit else str(service)


CHANGEABLE = ("goal", "responsible")


def change_enrolment(enrolment: ServiceEnrolment, values: dict, *, by: User, expected_version: int) -> ServiceEnrolment:
    """Another goal or another responsible. Raises StaleVersion, or NotPossible once it ended."""
    with transaction.atomic():
        _refuse_ended(enrolment)
        changed = [name for name in CHANGEABLE if getattr(enrolment, name) != values[name]]
        for name in changed:
            setattr(enrolment, name, values[name])
        save_current(enrolment, expected_version, changed)
        record_about(by, AuditAction.CHANGED, enrolment, fields=changed)
    return enrolment


@told_in_spanish
def end_enrolment(
    enrolment: ServiceEnrolment, ended_on: date, reason: str, notes: str, *, by: User, expected_version: int
) -> ServiceEnrolment:
    """She no longer takes part. Raises StaleVersion, or NotPossible if it had ended or would before it began."""
    with transaction.atomic():
        _refuse_ended(enrolment)
        if ended_on < enrolment.started_on:
            raise NotPossible(_("No puede terminar antes de empezar."))
        enrolment.ended_on, enrolment.end_reason, enrolment.end_notes = ended_on, reason, notes
        save_current(enrolment, expected_version, ["ended_on", "end_reason", "end_notes"])
        headline = _("Termina: %s") % _told(enrolment)
        add_entry(enrolment.case, EntryKind.PERSON, headline, by=by, person=enrolment.person)
        record_about(by, AuditAction.CHANGED, enrolment, fields=["ended_on", "end_reason", "end_notes"])
    return enrolment


def _refuse_ended(enrolment: ServiceEnrolment) -> None:
    if ServiceEnrolment.objects.filter(pk=enrolment.pk, ended_on__isnull=False).exists():
        raise NotPossible(_("Ese servicio ya había terminado."))
