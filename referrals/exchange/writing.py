"""The new rows of a judged workbook into the tables: whole or not at all, in a few statements however many rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import AuditAction, AuditEntry, User
from cases.actions.intake import case_code, person_code
from cases.models import (
    Assignment,
    Case,
    Consent,
    IdentityDocument,
    Participation,
    Person,
    PhasePeriod,
    SafeContact,
    StatusChange,
    TimelineEntry,
    VictimStatusChange,
)
from cases.states import PHASE_OF_STATUS, CaseStatus, EntryKind, Phase, TeamRole
from directory.codelists import IntakeSource
from directory.codes import next_codes
from referrals.exchange.judging import Judgement, Verdict
from referrals.exchange.lens import difference
from referrals.exchange.loading import parts_of
from referrals.exchange.making import Setting, intake_day, make_case, make_part, make_person, status_path
from referrals.exchange.parts import Part, told
from referrals.models.exchange import ImportRun, StandardRecord
from vault.models import DataKey

BATCH = 1000
# The order in which rows may be inserted: what others point to comes first.
_ORDER: tuple[type[models.Model], ...] = (
    Case,
    Person,
    StatusChange,
    Assignment,
    Participation,
    PhasePeriod,
    VictimStatusChange,
    Consent,
    SafeContact,
    IdentityDocument,
    StandardRecord,
    TimelineEntry,
    AuditEntry,
)
Progress = Callable[[int, int], None]


@dataclass
class Harvest:
    """Everything that the new rows become, before any of it is written."""

    setting: Setting
    cases: dict[bytes, Case] = field(default_factory=dict)
    people: dict[bytes, Person] = field(default_factory=dict)
    parts: dict[tuple, Part] = field(default_factory=dict)
    moves: dict[object, list[StatusChange]] = field(default_factory=dict)
    new_cases: list[Case] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    new_parts: list[Part] = field(default_factory=list)
    rows: list[tuple[Verdict, Part]] = field(default_factory=list)
    joined_on: dict[object, date] = field(default_factory=dict)
    leads: dict[object, User] = field(default_factory=dict)


def write(judgement: Judgement, run: ImportRun, progress: Progress) -> None:
    """Write the new rows in the caller's transaction; ``progress(done, of)`` counts rows.

    Nothing may have been refused: the caller checks, and the database does (``importrun_all_or_nothing``).
    The run's own row is not touched here.
    """
    harvest = _harvest(judgement)
    with transaction.atomic():
        _number(harvest)
        _give_keys(harvest)
        _insert(_everything(harvest, run), len(harvest.rows), progress)
        counts = (f"rows={len(harvest.rows)}", f"cases={len(harvest.new_cases)}", f"people={len(harvest.new_people)}")
        record(judgement.setting.by, AuditAction.IMPORTED, run._meta.label_lower, run.pk, fields=counts)


def _harvest(judgement: Judgement) -> Harvest:
    harvest = Harvest(judgement.setting, dict(judgement.known.cases), dict(judgement.known.people))
    _add_existing_parts(judgement, harvest)
    for verdict in judgement.new:
        case = _case(verdict, harvest)
        person, is_new = _person(verdict, harvest)
        part = _part(verdict, case, person, is_new, harvest)
        harvest.rows.append((verdict, part))
    return harvest


def _add_existing_parts(judgement: Judgement, harvest: Harvest) -> None:
    """A new row of somebody already in a case speaks of the part she has there."""
    cases, people = judgement.known.cases.values(), judgement.known.people.values()
    if not cases or not people:
        return
    rows = Participation.objects.filter(case__in={each.pk for each in cases}, person__in={each.pk for each in people})
    for part in parts_of(rows):
        harvest.parts[part.case.pk, part.person.pk] = part


def _case(verdict: Verdict, harvest: Harvest) -> Case:
    case = harvest.cases.get(verdict.identity.case)
    if case is None:
        case = harvest.cases[verdict.identity.case] = make_case(verdict.row, harvest.setting)
        harvest.new_cases.append(case)
        harvest.moves[case.pk] = status_path(case, verdict.row, harvest.setting.by)
    return case


def _person(verdict: Verdict, harvest: Harvest) -> tuple[Person, bool]:
    person = harvest.people.get(verdict.identity.person)
    if person is not None:
        return person, False
    joined_on = verdict.row.day("x_pe_JoinedDate") or intake_day(verdict.row, harvest.setting.today)
    person = harvest.people[verdict.identity.person] = make_person(verdict.row, harvest.setting, joined_on)
    harvest.new_people.append(person)
    harvest.joined_on[person.pk] = joined_on
    return person, True


def _part(verdict: Verdict, case: Case, person: Person, is_new: bool, harvest: Harvest) -> Part:
    part = harvest.parts.get((case.pk, person.pk))
    if part is None:
        part = make_part(verdict.row, case, person, harvest.setting, is_new_person=is_new)
        moves = harvest.moves.get(case.pk, [])
        part.closing = next((move for move in reversed(moves) if move.new == CaseStatus.CLOSED), None)
        harvest.parts[case.pk, person.pk] = part
        harvest.new_parts.append(part)
        harvest.leads.setdefault(case.pk, part.lead)
    return part


def _number(harvest: Harvest) -> None:
    """Codes for all, one counter statement per year; the order is that of the rows."""
    office = harvest.setting.office.code
    for year, cases in _by_year(harvest.new_cases, lambda case: case.opened_on):
        for case, number in zip(cases, next_codes(f"CALP-{office}", year, len(cases)), strict=True):
            case.code = case_code(office, year, number)
    for year, people in _by_year(harvest.new_people, lambda person: harvest.joined_on[person.pk]):
        for person, number in zip(people, next_codes("V", year, len(people)), strict=True):
            person.code = person_code(year, number)


def _by_year(rows: list, day_of: Callable) -> list[tuple[int, list]]:
    """In the order of years, so that two imports at once take the counters in one order."""
    years: dict[int, list] = {}
    for row in rows:
        years.setdefault(day_of(row).year, []).append(row)
    return sorted(years.items())


def _give_keys(harvest: Harvest) -> None:
    owners = [*harvest.new_cases, *harvest.new_people]
    for owner, key in zip(owners, DataKey.objects.make_many(len(owners)), strict=True):
        owner.key = key


def _everything(harvest: Harvest, run: ImportRun) -> dict[type[models.Model], list]:
    """What to insert, by table; each row sealed with the key of its case or of its person."""
    made: dict[type[models.Model], list] = {model: [] for model in _ORDER}
    made[Case], made[Person] = harvest.new_cases, harvest.new_people
    for case in harvest.new_cases:
        _add_case(made, case, harvest)
    for part in harvest.new_parts:
        _add_part(made, part, harvest.setting)
    for verdict, part in harvest.rows:
        _add_record(made, verdict, part, run, harvest.setting)
    made[AuditEntry] = [_created(row, harvest.setting.by) for row in (*harvest.new_cases, *harvest.new_people)]
    return made


def _add_case(made, case: Case, harvest: Harvest) -> None:
    for move in harvest.moves[case.pk]:
        move.key = case.key
        made[StatusChange].append(move)
    headline = _("Ingreso: %s") % IntakeSource(case.intake_source).label
    made[TimelineEntry].append(_entry(case, EntryKind.INTAKE, headline, case.opened_on, harvest.setting))
    lead = harvest.leads[case.pk]
    made[Assignment].append(Assignment(case=case, user=lead, role=TeamRole.LEAD, assigned_by=harvest.setting.by))


def _add_part(made, part: Part, setting: Setting) -> None:
    made[Participation].append(part.participation)
    made[PhasePeriod].append(
        PhasePeriod(
            participation=part.participation,
            phase=PHASE_OF_STATUS.get(part.case.status, Phase.F1_INTAKE),
            started_on=part.participation.joined_on,
            by=setting.by,
        )
    )
    for row, key in (
        (part.consent, part.case.key),
        (part.decision, part.case.key),
        (part.contact, part.person.key),
        (part.document, part.person.key),
    ):
        if row is not None:
            row.key = key
            made[type(row)].append(row)


def _add_record(made, verdict: Verdict, part: Part, run: ImportRun, setting: Setting) -> None:
    row, identity = verdict.row, verdict.identity
    kept, stood = difference(row.values, told(part))
    standard = StandardRecord(
        key=part.person.key,
        participation=part.participation,
        office=run.office,
        run=run,
        row_key=identity.row,
        case_key=identity.case,
        person_key=identity.person,
        position=identity.nth,
        kept=kept,
        stood=stood,
        others={title: cell.value for title, cell in row.others.items()},
    )
    made[StandardRecord].append(standard)
    comment = row.written("cco_CaseComment")[:10_000]
    entry = _entry(part.case, EntryKind.IMPORT, _("Registro importado"), None, setting, body=comment)
    entry.person, entry.subject_kind, entry.subject_id = part.person, standard._meta.label_lower, standard.pk
    made[TimelineEntry].append(entry)


def _entry(
    case: Case, kind: EntryKind, headline: str, on: date | None, setting: Setting, body: str = ""
) -> TimelineEntry:
    """A line of the history: of the day it tells of, at noon, or of now."""
    moment = timezone.now() if on is None else timezone.make_aware(datetime.combine(on, time(12)))
    return TimelineEntry(
        key=case.key, case=case, kind=kind, occurred_at=moment, by=setting.by, headline=headline, body=body
    )


def _created(row: Case | Person, by: User) -> AuditEntry:
    return AuditEntry(
        actor_id=by.pk,
        actor_name=by.username,
        action=AuditAction.CREATED,
        subject_kind=row._meta.label_lower,
        subject_id=str(row.pk),
        subject_code=row.code,
    )


def _insert(made: dict[type[models.Model], list], rows: int, progress: Progress) -> None:
    total = sum(len(objects) for objects in made.values()) or 1
    done = 0
    for model in _ORDER:
        for start in range(0, len(made[model]), BATCH):
            batch = made[model][start : start + BATCH]
            model._base_manager.bulk_create(batch)
            done += len(batch)
            progress(rows * done // total, rows)
