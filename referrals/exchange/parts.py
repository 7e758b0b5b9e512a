"""One person's part in one case: what a row of the workbook becomes, and what it is written from."""

from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
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
from cases.states import CaseStatus, ClosureReason, ConsentState, DecidingBody, VictimStatus
from directory.codelists import Sex
from directory.models import Place
from referrals.exchange.kinds import MULTI_SEPARATOR
from referrals.exchange.spellings import LANGUAGE_CODES, plain
from referrals.exchange.values import FALSE, TRUE
from referrals.models.referral import Referral

PERU = "PE"

GENDER_OF_SEX = {Sex.F: "Feminine", Sex.M: "Masculine", Sex.NI: "NonSpecifiedUnknown"}
TRAFFICKING_STATUS = {
    VictimStatus.PRESUMED: "PossibleVictimOfTrafficking",
    VictimStatus.CONFIRMED: "ActualVictimOfTrafficking",
    VictimStatus.RULED_OUT: "NotAVictimOfTrafficking",
}
DECIDING_ORG = {
    DecidingBody.POLICE: "Police",
    DecidingBody.PROSECUTION_COURT: "CourtOrProsecution",
    DecidingBody.NGO: "NGO",
    DecidingBody.OTHER: "Other",
}
CASE_STATUS = {
    CaseStatus.NEW: "Active",
    CaseStatus.ACTIVE: "Active",
    CaseStatus.REOPENED: "Active",
    CaseStatus.FOLLOW_UP: "FollowUp",
    CaseStatus.CLOSED: "Closed",
}
_REFERRED_ON = frozenset({ClosureReason.REFERRED, ClosureReason.OTHER_OFFICE})
_GIVEN = frozenset({ConsentState.WRITTEN, ConsentState.VERBAL})


@dataclass
class Part:
    """The rows of our tables that one row of the workbook speaks of."""

    case: Case
    person: Person
    participation: Participation
    consent: Consent | None = None
    contact: SafeContact | None = None
    document: IdentityDocument | None = None
    lead: User | None = None
    closing: StatusChange | None = None
    decision: VictimStatusChange | None = None
    received: Referral | None = None
    sent: Referral | None = None
    numbers: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


def told(part: Part) -> dict[str, str]:
    """What our tables say of this part, field by field, in the standard's own writing. Empty values are left out."""
    said = {
        **_of_person(part.person),
        **_of_contact(part),
        **_of_case(part),
        **_of_participation(part),
        **_of_referrals(part),
        **part.facts,
    }
    return {name: value for name, value in said.items() if value}


def _of_person(person: Person) -> dict[str, str]:
    first, second = _two_languages(person.languages)
    return {
        "prs_FirstName": person.given_names,
        "prs_SecondName": person.paternal_surname,
        "prs_Birthdate": _iso(person.birth_date),
        "prs_Gender": GENDER_OF_SEX[person.sex],
        "prs_PrimaryLanguage": first,
        "prs_SecondaryLanguage": second,
        "prs_Citizenship": MULTI_SEPARATOR.join(person.nationalities),
        "prs_MailingStreet": person.address,
        **_place("prs_Mailing", person.residence),
        "x_pe_PersonCode": person.code,
        "x_pe_PreferredName": person.preferred_name,
        "x_pe_SecondSurname": person.maternal_surname,
        "x_pe_OtherNames": person.other_names,
        "x_pe_Sex": person.sex,
        "x_pe_StatedAge": "" if person.stated_age is None else str(person.stated_age),
        "x_pe_StatedAgeDate": _iso(person.stated_on),
        "x_pe_AgeSource": person.age_source,
        "x_pe_BirthCountry": person.birth_country,
        "x_pe_BirthPlace": person.birth_place_id or "",
        "x_pe_ResidencePlace": person.residence_id or "",
        "x_pe_Languages": person.languages,
        "x_pe_NeedsInterpreter": _yes_no(person.needs_interpreter),
    }


def _of_contact(part: Part) -> dict[str, str]:
    contact, document = part.contact, part.document
    said = {}
    if contact is not None:
        said |= {
            "prs_MobilePhone": contact.phone,
            "x_pe_ContactChannels": MULTI_SEPARATOR.join(contact.channels),
            "x_pe_ContactHours": contact.hours,
            "x_pe_NeverContact": contact.never_contact,
            "x_pe_ContactNotes": contact.notes,
        }
    if document is not None:
        said |= {
            "prs_IdentityNumber": document.number,
            "x_pe_DocumentType": document.kind,
            "x_pe_DocumentCountry": document.country,
        }
    return said


def _of_case(part: Part) -> dict[str, str]:
    case, consent = part.case, part.consent
    given = consent is not None and consent.state in _GIVEN and consent.withdrawn_on is None
    return {
        "cas_Status": _case_status(case),
        "cas_ReasonForCaseClosure": part.closing.reason if part.closing and not case.is_open else "",
        "cas_CaseOwner": part.lead.display_name if part.lead else "",
        **_place("hte_", case.place),
        "con_Consent": _yes_no(None if consent is None else given),
        "x_pe_ConsentState": consent.state if consent else "",
        "x_pe_CaseCode": case.code,
        "x_pe_IntakeDate": _iso(case.opened_on),
        "x_pe_ClosureDate": _iso(case.closed_on),
        "x_pe_CaseStatus": case.status,
        "x_pe_ClosureReason": case.closure_reason,
        "x_pe_IntakeSource": case.intake_source,
        "x_pe_Problem": case.problem,
        "x_pe_OtherProblems": MULTI_SEPARATOR.join(case.other_problems),
        "x_pe_Risk": case.risk,
        "x_pe_Confidentiality": case.confidentiality,
        "x_pe_EventPlace": case.place_id or "",
        "x_pe_Summary": case.summary,
    }


def _of_participation(part: Part) -> dict[str, str]:
    participation = part.participation
    age = part.person.age_on(participation.joined_on)
    return {
        "vic_TraffickingStatus": TRAFFICKING_STATUS.get(participation.victim_status, ""),
        "vic_TraffickingStatusDecisionMakingOrg": DECIDING_ORG.get(participation.decided_by, ""),
        "x_pe_Role": participation.role,
        "x_pe_StatusDate": _iso(participation.decided_on),
        "x_pe_JoinedDate": _iso(participation.joined_on),
        "x_pe_AgeAtIdentification": "" if age is None else str(age),
    }


def _of_referrals(part: Part) -> dict[str, str]:
    received, sent, unit = part.received, part.sent, part.case.source_unit
    said = {"x_pe_RegistryNumbers": "; ".join(part.numbers)}
    if unit is not None:
        said |= {"cas_ReferringOrganisation": unit.name, "cas_IncomingReferralDate": _iso(part.case.opened_on)}
    if received is not None:
        said |= {
            "cas_ReferringOrganisation": received.unit.name,
            "cas_IncomingReferralDate": _iso_of_moment(received.sent_at),
            "cas_ReferringPrimaryCaseWorker": received.agency_person,
            "cas_IncomingReferralDetails": received.reason,
        }
    if sent is not None:
        said |= {
            "cas_ReferredOrganisation": sent.unit.name,
            "cas_OutgoingReferralDate": _iso_of_moment(sent.sent_at),
            "cas_ReferredPrimaryCaseWorker": sent.agency_person,
            "cas_OutgoingReferralDetails": sent.reason,
        }
    return said


def _case_status(case: Case) -> str:
    if case.status == CaseStatus.CLOSED and case.closure_reason in _REFERRED_ON:
        return "ClosedReferred"
    return CASE_STATUS[case.status]


def _place(prefix: str, place: Place | None) -> dict[str, str]:
    """City, region and country of a place of Peru; a region alone has no city."""
    if place is None:
        return {}
    names = place.full_name.split(", ")
    city = names[0] if len(names) > 1 else ""
    return {f"{prefix}City": city, f"{prefix}State": names[-1], f"{prefix}Country": PERU}


def _two_languages(words: str) -> tuple[str, str]:
    """The first two languages of our free text, as codes where they have one."""
    parts = [part.strip() for part in words.replace(";", ",").replace("/", ",").split(",") if part.strip()]
    codes = [LANGUAGE_CODES.get(plain(part), part) for part in parts[:2]]
    return (*codes, "", "")[:2]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else TRUE if value else FALSE


def _iso(day) -> str:
    return day.isoformat() if day else ""


def _iso_of_moment(moment) -> str:
    return timezone.localtime(moment).date().isoformat() if moment else ""
