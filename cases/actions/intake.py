"""The night call: one screen makes a case, a person, her consent, her safe contact and the first tasks."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.audit import record_about
from accounts.language import told_in_spanish
from accounts.models import AuditAction, User
from cases.actions.agenda import add_task
from cases.actions.consent import record_consent
from cases.actions.people import add_document, note_person_added
from cases.actions.timeline import add_entry
from cases.errors import NotPossible
from cases.models import Assignment, Case, Participation, Person, PhasePeriod, SafeContact, StatusChange
from cases.states import (
    AgeSource,
    CaseStatus,
    ConsentState,
    DocumentStatus,
    EntryKind,
    ParticipationRole,
    Phase,
    TaskKind,
    TeamRole,
    VictimStatus,
)
from directory.codelists import DocumentType
from directory.codes import next_code
from directory.models import AgencyUnit, Office, Place
from vault.models import DataKey

DAYS_TO_PROVE_AGE = 5
DAYS_TO_COORDINATE_INTERVIEW = 3


@dataclass(frozen=True)
class NewPerson:
    """What intake asks of a person nobody knows yet. Age in completed years; None with source UNKNOWN."""

    preferred_name: str
    sex: str
    age_source: str
    age: int | None = None
    birth_date: date | None = None
    given_names: str = ""
    paternal_surname: str = ""
    maternal_surname: str = ""
    document_kind: str = ""
    document_number: str = ""
    safe_contact: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Intake:
    """One intake. ``person`` is somebody already registered, or what is known of somebody new."""

    office: Office
    source: str
    problem: str
    consent: str
    person: Person | NewPerson
    opened_on: date
    source_unit: AgencyUnit | None = None
    place: Place | None = None
    notes: str = ""


@told_in_spanish
def open_case(intake: Intake, *, by: User) -> Case:
    """Open a case with its first victim: code, consent, first phase, first tasks, all or nothing.

    Victim status is presumed (DS 001-2016-IN art. 6.c); doubtful age presumes a minor (art. 4.2.e).
    """
    with transaction.atomic():
        case = _new_case(intake, by)
        person = _person_of(intake.person, intake.opened_on, by)
        participation = _participate(case, person, ParticipationRole.DIRECT_VICTIM, intake.opened_on, by)
        PhasePeriod.objects.create(
            participation=participation, phase=Phase.F1_INTAKE, started_on=intake.opened_on, by=by
        )
        line = _("Ingreso: %s") % case.get_intake_source_display()
        add_entry(case, EntryKind.INTAKE, line, by=by, body=intake.notes, person=person)
        record_consent(case, person, ConsentState(intake.consent), by=by, valid_from=intake.opened_on)
        _first_tasks(case, person, intake.opened_on, intake.consent, by)
    return case


@told_in_spanish
def add_person(
    case: Case, who: Person | NewPerson, role: ParticipationRole, *, by: User, joined_on: date, consent: str
) -> Participation:
    """Add a victim, a relative or a witness to a case. Raises NotPossible if she already takes part in it.

    Another direct victim brings the same first tasks as the first one.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        person = _person_of(who, joined_on, by)
        if Participation.objects.filter(case=case, person=person).exists():
            raise NotPossible(_("Esa persona ya está en este caso."))
        participation = _participate(case, person, role, joined_on, by)
        PhasePeriod.objects.create(participation=participation, phase=Phase.F1_INTAKE, started_on=joined_on, by=by)
        note_person_added(case, person, participation.get_role_display(), by=by)
        record_consent(case, person, ConsentState(consent), by=by, valid_from=joined_on)
        if participation.is_victim:
            _first_tasks(case, person, joined_on, consent, by)
    return participation


def _new_case(intake: Intake, by: User) -> Case:
    year = intake.opened_on.year
    number = next_code(f"CALP-{intake.office.code}", year)
    case = Case.objects.create(
        key=DataKey.objects.make(),
        code=case_code(intake.office.code, year, number),
        office=intake.office,
        opened_on=intake.opened_on,
        opened_by=by,
        intake_source=intake.source,
        source_unit=intake.source_unit,
        problem=intake.problem,
        place=intake.place or intake.office.place,
    )
    StatusChange.objects.create(key=case.key, case=case, new=CaseStatus.NEW, effective_on=intake.opened_on, by=by)
    Assignment.objects.create(case=case, user=by, role=TeamRole.LEAD, assigned_by=by)
    record_about(by, AuditAction.CREATED, case)
    return case


def case_code(office_code: str, year: int, number: int) -> str:
    """``CALP-LIM-2026-0045``."""
    return f"CALP-{office_code}-{year}-{number:04d}"


def person_code(year: int, number: int) -> str:
    """``V-2026-000123``."""
    return f"V-{year}-{number:06d}"


def _person_of(who: Person | NewPerson, on: date, by: User) -> Person:
    return who if isinstance(who, Person) else _new_person(who, on, by)


def _new_person(who: NewPerson, on: date, by: User) -> Person:
    is_stated = who.age is not None and who.birth_date is None
    person = Person.objects.create(
        key=DataKey.objects.make(),
        code=person_code(on.year, next_code("V", on.year)),
        preferred_name=who.preferred_name,
        given_names=who.given_names,
        paternal_surname=who.paternal_surname,
        maternal_surname=who.maternal_surname,
        sex=who.sex,
        birth_date=who.birth_date,
        stated_age=who.age if is_stated else None,
        stated_on=on if is_stated else None,
        age_source=who.age_source,
    )
    if who.document_number:
        status = DocumentStatus.SHOWN if who.age_source == AgeSource.DOCUMENT else DocumentStatus.DECLARED
        add_document(person, who.document_kind or DocumentType.OTHER, who.document_number, status, by=by)
    if any(who.safe_contact.values()):
        SafeContact.objects.create(key=person.key, person=person, **who.safe_contact)
    record_about(by, AuditAction.CREATED, person)
    return person


def _participate(case, person, role, on, by) -> Participation:
    participation = Participation.objects.create(
        case=case,
        person=person,
        role=role,
        victim_status=VictimStatus.PRESUMED if role == ParticipationRole.DIRECT_VICTIM else "",
        joined_on=on,
    )
    record_about(by, AuditAction.CREATED, participation)
    return participation


def _first_tasks(case: Case, person: Person, on: date, consent: str, by: User) -> None:
    today = timezone.localdate()
    due = {TaskKind.CALL: today + timedelta(days=1)}
    if person.is_minor_on(on):
        # D.Leg. 1297 art. 17: the UPE is told at once; NCPP 242.1.d: one single interview.
        due[TaskKind.NOTIFY_UPE] = today
        due[TaskKind.SINGLE_INTERVIEW] = today + timedelta(days=DAYS_TO_COORDINATE_INTERVIEW)
        if not person.has_proven_age:
            due[TaskKind.AGE_PROOF] = today + timedelta(days=DAYS_TO_PROVE_AGE)
    if consent == ConsentState.NOT_YET:
        due[TaskKind.ASK_CONSENT] = today + timedelta(days=1)
    for kind, day in due.items():
        add_task(case, kind, day, assigned_to=by, by=by, person=person)
