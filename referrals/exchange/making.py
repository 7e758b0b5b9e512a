"""What a row becomes in our tables. Nothing is written here; facts that the row does not tell are not invented.

Presumptions: victim (DS 001-2016-IN art. 6.c), consent not asked yet, number without leave to call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from cases.documents import document_hash, is_dni
from cases.models import (
    Case,
    Consent,
    IdentityDocument,
    Participation,
    Person,
    SafeContact,
    StatusChange,
    VictimStatusChange,
)
from cases.states import (
    AgeSource,
    CaseStatus,
    ClosureReason,
    ConsentState,
    DecidingBody,
    DocumentStatus,
    ParticipationRole,
    VictimStatus,
)
from directory.codelists import Confidentiality, DocumentType, IntakeSource, ProblemType, Sex
from directory.models import AgencyUnit, Office, Place
from referrals.exchange.kinds import MULTI_SEPARATOR
from referrals.exchange.limits import LONGEST
from referrals.exchange.parts import DECIDING_ORG, GENDER_OF_SEX, PERU, TRAFFICKING_STATUS, Part
from referrals.exchange.rows import Row
from referrals.exchange.spellings import COUNTRY_CODES, LANGUAGE_WORDS, plain
from referrals.exchange.values import OLDEST, TRUE

_SEX_OF_GENDER = {gender: sex for sex, gender in GENDER_OF_SEX.items()}
_VICTIM_STATUS = {name: status for status, name in TRAFFICKING_STATUS.items()}
_DECIDED_BY = {name: body for body, name in DECIDING_ORG.items()} | {
    "NonPoliceGovernmentalOrganization": DecidingBody.OTHER
}
_CASE_STATUS = {
    "Active": CaseStatus.ACTIVE,
    "FollowUp": CaseStatus.FOLLOW_UP,
    "Closed": CaseStatus.CLOSED,
    "ClosedReferred": CaseStatus.CLOSED,
}
_ALPHA_2 = frozenset(COUNTRY_CODES.values())
_DAYS_TOLD = ("cas_OutgoingReferralDate", "spl_ActualEndDate", "hte_Date", "x_pe_StatusDate")


@dataclass(frozen=True)
class Setting:
    """Where the rows are put, by whom, and what the directory knows."""

    office: Office
    by: User
    today: date
    places: Mapping[str, Place] = field(default_factory=dict)
    units: Mapping[str, tuple[AgencyUnit | None, str]] = field(default_factory=dict)
    staff: Mapping[str, User] = field(default_factory=dict)


def intake_day(row: Row, today: date) -> date:
    """The day of intake that the row tells, else the day the referral came in, else today."""
    return row.day("x_pe_IntakeDate") or row.day("cas_IncomingReferralDate") or today


def make_case(row: Row, setting: Setting) -> Case:
    opened_on = intake_day(row, setting.today)
    unit, source = setting.units.get(plain(row.written("cas_ReferringOrganisation")), (None, IntakeSource.OTHER))
    status = row["x_pe_CaseStatus"] or _CASE_STATUS.get(row["cas_Status"], CaseStatus.NEW)
    is_closed = status == CaseStatus.CLOSED
    return Case(
        office=setting.office,
        status=status,
        opened_on=opened_on,
        opened_by=setting.by,
        intake_source=row["x_pe_IntakeSource"] or source,
        source_unit=unit,
        problem=row["x_pe_Problem"] or ProblemType.TDP,
        other_problems=_many(row, "x_pe_OtherProblems"),
        place=setting.places.get(row["x_pe_EventPlace"]),
        risk=row["x_pe_Risk"],
        confidentiality=row["x_pe_Confidentiality"] or Confidentiality.NORMAL,
        summary=_cut(row, "x_pe_Summary"),
        closed_on=_closing_day(row, opened_on, setting.today) if is_closed else None,
        closure_reason=_closure_reason(row) if is_closed else "",
    )


def _closure_reason(row: Row) -> str:
    referred = row["cas_Status"] == "ClosedReferred"
    return row["x_pe_ClosureReason"] or (ClosureReason.REFERRED if referred else ClosureReason.OTHER)


def _closing_day(row: Row, opened_on: date, today: date) -> date:
    """The day the row tells; else the last day of which it tells anything, for no later one is known."""
    told = (row.day(name) for name in _DAYS_TOLD)
    known = [day for day in told if day is not None and opened_on <= day <= today]
    return row.day("x_pe_ClosureDate") or max(known, default=opened_on)


def make_person(row: Row, setting: Setting, joined_on: date) -> Person:
    given = " ".join(filter(None, (row.written("prs_FirstName").strip(), row.written("prs_MiddleName").strip())))
    return Person(
        preferred_name=_cut(row, "x_pe_PreferredName"),
        given_names=given[: LONGEST["prs_FirstName"]],
        paternal_surname=_cut(row, "prs_SecondName"),
        maternal_surname=_cut(row, "x_pe_SecondSurname"),
        other_names=_cut(row, "x_pe_OtherNames"),
        sex=row["x_pe_Sex"] or _SEX_OF_GENDER.get(row["prs_Gender"], Sex.NI),
        nationalities=_countries(row.written("prs_Citizenship")),
        birth_country=row["x_pe_BirthCountry"],
        birth_place=setting.places.get(row["x_pe_BirthPlace"]),
        residence=setting.places.get(row["x_pe_ResidencePlace"]),
        address=_cut(row, "prs_MailingStreet"),
        languages=_languages(row),
        needs_interpreter=_yes_no(row["x_pe_NeedsInterpreter"]),
        **_age(row, joined_on),
    )


def _age(row: Row, joined_on: date) -> dict:
    birth_date = row.day("prs_Birthdate")
    age = _whole(row["x_pe_StatedAge"])
    stated_on = row.day("x_pe_StatedAgeDate") or joined_on
    if age is None and birth_date is None:
        age, stated_on = _whole(row["x_pe_AgeAtIdentification"]), joined_on
    is_known = birth_date is not None or age is not None
    source = row["x_pe_AgeSource"] if row["x_pe_AgeSource"] != AgeSource.UNKNOWN else ""
    if source == AgeSource.EXPERT and birth_date is not None:
        source = ""  # an expert says an age; the date in the file is what somebody told
    return {
        "birth_date": birth_date,
        "stated_age": age,
        "stated_on": stated_on if age is not None else None,
        "age_source": (source or AgeSource.DECLARED) if is_known else AgeSource.UNKNOWN,
    }


def make_part(row: Row, case: Case, person: Person, setting: Setting, *, is_new_person: bool) -> Part:
    """One person's part in one case. A person already known keeps her own contact and documents."""
    joined_on = row.day("x_pe_JoinedDate") or intake_day(row, setting.today)
    participation = _participation(row, case, person, joined_on)
    return Part(
        case=case,
        person=person,
        participation=participation,
        consent=_consent(row, case, person, joined_on, setting.by),
        contact=_contact(row, person) if is_new_person else None,
        document=_document(row, person) if is_new_person else None,
        lead=setting.staff.get(plain(row.written("cas_CaseOwner")), setting.by),
        closing=None,
        decision=_decision(participation, setting.by),
    )


def _participation(row: Row, case: Case, person: Person, joined_on: date) -> Participation:
    role = row["x_pe_Role"] or ParticipationRole.DIRECT_VICTIM
    is_victim = role == ParticipationRole.DIRECT_VICTIM
    status = _VICTIM_STATUS.get(row["vic_TraffickingStatus"], VictimStatus.PRESUMED) if is_victim else ""
    body = _DECIDED_BY.get(row["vic_TraffickingStatusDecisionMakingOrg"], "") if is_victim else ""
    if status in (VictimStatus.CONFIRMED, VictimStatus.RULED_OUT):
        body = body or DecidingBody.OTHER
    return Participation(
        case=case,
        person=person,
        role=role,
        victim_status=status,
        decided_by=body,
        decided_on=(row.day("x_pe_StatusDate") or joined_on) if body else None,
        joined_on=joined_on,
    )


def _decision(participation: Participation, by: User) -> VictimStatusChange | None:
    if not participation.decided_by:
        return None
    return VictimStatusChange(
        participation=participation,
        new=participation.victim_status,
        decided_by=participation.decided_by,
        effective_on=participation.decided_on,
        by=by,
    )


def _consent(row: Row, case: Case, person: Person, on: date, by: User) -> Consent:
    """A mark of consent is the weaker claim: by word. It names no agency, so nothing may leave on its strength."""
    said = ConsentState.VERBAL if row["con_Consent"] == TRUE else ConsentState.NOT_YET
    return Consent(case=case, person=person, state=row["x_pe_ConsentState"] or said, valid_from=on, recorded_by=by)


def _contact(row: Row, person: Person) -> SafeContact | None:
    values = {
        "phone": (_cut(row, "prs_MobilePhone") or _cut(row, "prs_HomePhone")),
        "channels": _many(row, "x_pe_ContactChannels"),
        "hours": _cut(row, "x_pe_ContactHours"),
        "never_contact": _cut(row, "x_pe_NeverContact"),
        "notes": _cut(row, "x_pe_ContactNotes"),
    }
    return SafeContact(person=person, **values) if any(values.values()) else None


def _document(row: Row, person: Person) -> IdentityDocument | None:
    number = _cut(row, "prs_IdentityNumber")
    if not number:
        return None
    return IdentityDocument(
        person=person,
        kind=row["x_pe_DocumentType"] or _document_type(number, person.nationalities),
        number=number,
        number_hash=document_hash(number),
        country=row["x_pe_DocumentCountry"],
        status=DocumentStatus.DECLARED,
    )


def _document_type(number: str, nationalities: list[str]) -> str:
    may_be_peruvian = not nationalities or PERU in nationalities
    return DocumentType.DNI if may_be_peruvian and is_dni(number) else DocumentType.OTHER


def status_path(case: Case, row: Row, by: User) -> list[StatusChange]:
    """The moves that lead from nothing to where the case stands, as the table of moves allows them."""
    path = {
        CaseStatus.ACTIVE: [CaseStatus.ACTIVE],
        CaseStatus.FOLLOW_UP: [CaseStatus.ACTIVE, CaseStatus.FOLLOW_UP],
        CaseStatus.CLOSED: [CaseStatus.CLOSED],
        CaseStatus.REOPENED: [CaseStatus.CLOSED, CaseStatus.REOPENED],
    }.get(case.status, [])
    moves, old = [], ""
    for new in (CaseStatus.NEW, *path):
        is_closing = new == CaseStatus.CLOSED
        moves.append(
            StatusChange(
                case=case,
                old=old,
                new=new,
                closure_reason=(case.closure_reason or ClosureReason.OTHER) if is_closing else "",
                reason=_cut(row, "cas_ReasonForCaseClosure") if is_closing else "",
                effective_on=(case.closed_on or case.opened_on) if is_closing else case.opened_on,
                by=by,
            )
        )
        old = new
    return moves


def _cut(row: Row, name: str) -> str:
    return row.written(name).strip()[: LONGEST[name]]


def _many(row: Row, name: str) -> list[str]:
    return [value for value in row[name].split(MULTI_SEPARATOR) if value]


def _countries(text: str) -> list[str]:
    """The codes of a list that may also hold text nobody knows."""
    return [part for part in text.split(MULTI_SEPARATOR) if part in _ALPHA_2]


def _languages(row: Row) -> str:
    written = [row.written(name).strip() for name in ("prs_PrimaryLanguage", "prs_SecondaryLanguage")]
    words = ", ".join(LANGUAGE_WORDS.get(code, code) for code in written if code)
    return (_cut(row, "x_pe_Languages") or words)[: LONGEST["x_pe_Languages"]]


def _yes_no(value: str) -> bool | None:
    return value == TRUE if value else None


def _whole(value: str) -> int | None:
    return int(value) if value.isdigit() and int(value) <= OLDEST else None
