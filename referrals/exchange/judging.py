"""What would become of each row, without writing anything: the dry run, and the first half of the real one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from accounts.models import User
from cases.documents import document_hash
from cases.models import Case, IdentityDocument, Participation, Person
from directory.models import Office
from referrals.exchange.fields import FIELDS
from referrals.exchange.files import Reason, UnreadableFile, sheets_of
from referrals.exchange.findings import Category, Message, Outcome
from referrals.exchange.headers import Column, find_table
from referrals.exchange.identity import Identity, identify
from referrals.exchange.kinds import Kind
from referrals.exchange.making import Setting, intake_day
from referrals.exchange.rows import Row, Tally, read_rows
from referrals.exchange.surroundings import setting_of
from referrals.exchange.values import OLDEST, Cell
from referrals.models.exchange import StandardRecord

MOST_ROWS = 20_000
_BATCH = 2000


@dataclass
class Verdict:
    """One row, who it is, and what becomes of it."""

    row: Row
    identity: Identity
    outcome: Outcome


@dataclass
class Known:
    """What the office has already: rows, cases and people by identity; our own by the code the row carries."""

    rows: set[bytes] = field(default_factory=set)
    cases: dict[bytes, Case] = field(default_factory=dict)
    people: dict[bytes, Person] = field(default_factory=dict)


@dataclass
class Judgement:
    """The whole workbook: verdicts, what the columns held, and what writing it would create."""

    setting: Setting
    verdicts: list[Verdict]
    tallies: list[Tally]
    known: Known
    possible_duplicates: int = 0

    def count(self, outcome: Outcome) -> int:
        return sum(verdict.outcome == outcome for verdict in self.verdicts)

    @property
    def new(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome == Outcome.NEW]

    @property
    def new_cases(self) -> int:
        return len({verdict.identity.case for verdict in self.new} - self.known.cases.keys())

    @property
    def new_people(self) -> int:
        return len({verdict.identity.person for verdict in self.new} - self.known.people.keys())


def read_workbook(content: bytes, today: date) -> tuple[list[Column], list[Row]]:
    """The columns and the rows of a file. Raises UnreadableFile with a reason that says what to do."""
    table = find_table(sheets_of(content))
    rows = list(read_rows(table, today))
    if not rows:
        raise UnreadableFile(Reason.NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(Reason.TOO_MANY_ROWS)
    return table.columns, rows


def judge(columns: list[Column], rows: list[Row], office: Office, *, by: User, today: date) -> Judgement:
    """Decide each row: new, known or refused. Reads tables, writes none."""
    setting = setting_of(office, rows, by=by, today=today)
    for row in rows:
        _check_places(row, setting)
        _check_ages(row)
        _check_days(row, today)
    identities = identify(rows)
    seen = Case.objects.visible_to(by).filter(office=office)
    known = _known(office, rows, identities, seen)
    _check_reach(rows, identities, known, seen)
    verdicts = [
        Verdict(row, identity, _outcome(row, identity, known)) for row, identity in zip(rows, identities, strict=True)
    ]
    judgement = Judgement(setting, verdicts, _tallies(columns, rows), known)
    judgement.possible_duplicates = _possible_duplicates(seen, judgement.new)
    return judgement


def judge_again(judgement: Judgement) -> Judgement:
    """The same rows as things stand now, after waiting for whoever was importing into the office."""
    setting = judgement.setting
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {setting.office.pk}"])
    columns = [tally.column for tally in judgement.tallies]
    rows = [verdict.row for verdict in judgement.verdicts]
    return judge(columns, rows, setting.office, by=setting.by, today=setting.today)


def _outcome(row: Row, identity: Identity, known: Known) -> Outcome:
    if row.is_refused:
        return Outcome.REFUSED
    return Outcome.KNOWN if identity.row in known.rows else Outcome.NEW


def _check_places(row: Row, setting: Setting) -> None:
    for name, cell in row.cells.items():
        is_code = FIELDS[name].kind == Kind.PLACE and cell.category != Category.KEPT_AS_TEXT
        if is_code and cell.value not in setting.places:
            row.cells[name] = Cell(cell.value, Category.KEPT_AS_TEXT, Message.UNKNOWN_PLACE)


def _check_ages(row: Row) -> None:
    for name in ("x_pe_StatedAge", "x_pe_AgeAtIdentification"):
        value = row[name]
        if value and not (value.isdigit() and int(value) <= OLDEST):
            row.cells[name] = Cell(value, Category.KEPT_AS_TEXT, Message.AGE_OUT_OF_RANGE)


def _check_days(row: Row, today: date) -> None:
    """Days that contradict each other; each is right alone, so only the person who knows can mend them."""
    if row.is_refused:
        return
    opened_on, closed_on, born_on = intake_day(row, today), row.day("x_pe_ClosureDate"), row.day("prs_Birthdate")
    joined_on = row.day("x_pe_JoinedDate") or opened_on
    if born_on is not None and born_on > min(opened_on, joined_on):
        row.refuse("prs_Birthdate", Message.BEFORE_BIRTH)
    if closed_on is not None and closed_on < opened_on:
        row.refuse("x_pe_ClosureDate", Message.CLOSED_BEFORE_OPENED)


def _check_reach(rows: list[Row], identities: list[Identity], known: Known, seen: QuerySet[Case]) -> None:
    """Nobody adds to a case that they do not see, nor takes one of its people into another: a sealed one, since."""
    cases = {case.pk for case in known.cases.values()}
    cases -= set(seen.filter(pk__in=cases).values_list("pk", flat=True))
    people = {person.pk for person in known.people.values()}
    parts = Participation.objects.filter(person__in=people, case__in=seen)
    people -= set(parts.values_list("person", flat=True))
    for row, identity in zip(rows, identities, strict=True):
        if row.is_refused or identity.row in known.rows:
            continue
        if identity.case in known.cases and known.cases[identity.case].pk in cases:
            row.refuse("x_pe_CaseCode", Message.OUT_OF_REACH)
        elif identity.person in known.people and known.people[identity.person].pk in people:
            row.refuse("x_pe_PersonCode", Message.OUT_OF_REACH)


def _known(office: Office, rows: list[Row], identities: list[Identity], seen: QuerySet[Case]) -> Known:
    known = Known()
    records = StandardRecord.objects.filter(office=office).select_related(
        "participation__case__key", "participation__person__key"
    )
    for keys in _portions({identity.row for identity in identities}):
        known.rows |= {bytes(key) for key in records.filter(row_key__in=keys).values_list("row_key", flat=True)}
    for keys in _portions({identity.case for identity in identities}):
        known.cases |= {bytes(each.case_key): each.participation.case for each in records.filter(case_key__in=keys)}
    for keys in _portions({identity.person for identity in identities}):
        known.people |= {
            bytes(each.person_key): each.participation.person for each in records.filter(person_key__in=keys)
        }
    _add_own(rows, identities, known, seen)
    return known


def _add_own(rows: list[Row], identities: list[Identity], known: Known, seen: QuerySet[Case]) -> None:
    """Our own codes, as our exports write them: of those cases of this office only that whoever imports sees."""
    cases = _by_code(seen, {row.written("x_pe_CaseCode") for row in rows})
    of_office = Person.objects.filter(participations__case__in=seen).distinct()
    people = _by_code(of_office, {row.written("x_pe_PersonCode") for row in rows})
    pairs = set(
        Participation.objects.filter(case__in=cases.values(), person__in=people.values()).values_list(
            "case_id", "person_id"
        )
    )
    for row, identity in zip(rows, identities, strict=True):
        case, person = cases.get(row.written("x_pe_CaseCode")), people.get(row.written("x_pe_PersonCode"))
        if case is not None:
            known.cases.setdefault(identity.case, case)
        if person is not None:
            known.people.setdefault(identity.person, person)
        if case is not None and person is not None and (case.pk, person.pk) in pairs:
            known.rows.add(identity.row)


def _by_code(queryset, codes: set[str]) -> dict:
    found = {}
    for some in _portions(codes - {""}):
        found |= {each.code: each for each in queryset.filter(code__in=some).select_related("key")}
    return found


def _portions(values: Collection) -> Iterator[list]:
    """``values`` a few at a time, for queries that name them."""
    listed = list(values)
    for start in range(0, len(listed), _BATCH):
        yield listed[start : start + _BATCH]


def _possible_duplicates(seen: QuerySet[Case], new: list[Verdict]) -> int:
    """New rows whose document somebody of this office already has, as far as whoever imports may know. They are
    registered all the same, and counted."""
    hashes = {document_hash(verdict.row.written("prs_IdentityNumber")) for verdict in new} - {None}
    of_office = IdentityDocument.objects.filter(person__participations__case__in=seen)
    found: set[bytes] = set()
    for some in _portions(hashes):
        found |= {bytes(each) for each in of_office.filter(number_hash__in=some).values_list("number_hash", flat=True)}
    return sum(document_hash(verdict.row.written("prs_IdentityNumber")) in found for verdict in new) if found else 0


def _tallies(columns: list[Column], rows: list[Row]) -> list[Tally]:
    tallies = {column.field.name if column.field else column.title: Tally(column) for column in columns}
    for row in rows:
        for name, cell in (*row.cells.items(), *row.others.items()):
            if name in tallies:
                tallies[name].add(cell)
    return list(tallies.values())
