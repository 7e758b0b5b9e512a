"""docs/htcds.md: where each field of the standard lives and how it is mapped, printed from the table of fields."""

from referrals.exchange.kinds import Field, Kind
from referrals.exchange.limits import LONGEST
from referrals.exchange.peru import PERU
from referrals.exchange.spellings import OUTSIDE_PICKLIST, PICKLISTS
from referrals.exchange.standard import ATTRIBUTION, STANDARD

_KINDS = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.BOOLEAN: "yes/no",
    Kind.PICKLIST: "one of {count}",
    Kind.MULTI: "several of {count}",
    Kind.COUNTRY: "country",
    Kind.COUNTRIES: "countries",
    Kind.LANGUAGE: "language",
    Kind.PLACE: "INEI place",
}
# How a value goes into our tables where that is more than copying it, and how it comes out again.
MAPPING = {
    "prs_FirstName": "given names, with the middle name after it",
    "prs_MiddleName": "joined to the given names; comes back apart while they stay unchanged",
    "prs_SecondName": "first surname; two surnames in one cell are not split",
    "prs_Birthdate": "birth date, age source “declared” unless `x_pe_AgeSource` says another",
    "prs_Gender": "Feminine → F, Masculine → M, others → no information; the value itself is kept",
    "prs_PrimaryLanguage": "in words in `Person.languages`",
    "prs_SecondaryLanguage": "in words in `Person.languages`",
    "prs_Citizenship": "ISO 3166 alpha-2 codes; parts that are none are kept",
    "prs_IdentityNumber": "a declared document: DNI if it can be one, else “other”; found again by its keyed hash",
    "prs_MobilePhone": "the number of the safe contact, without leave to call",
    "prs_HomePhone": "the number of the safe contact if there is no mobile phone",
    "prs_MailingStreet": "address",
    "prs_MailingCity": "kept; written from the INEI place of our own people",
    "prs_MailingState": "kept; written from the INEI place of our own people",
    "prs_MailingCountry": "kept; written from the INEI place of our own people",
    "vic_TraffickingStatus": "Possible → presumed, Actual → confirmed, Not → ruled out; nothing said → presumed",
    "vic_TraffickingStatusDecisionMakingOrg": "deciding body; a decision without one → “other”",
    "vic_RelationshipToTrafficker": "kept; written from her first episode: what whoever recruited her was to her",
    "vic_AgeWhenTrafficked": "kept; written from her first episode: her age on the day of the recruitment",
    "vic_RecruitmentWebsitesAndApps": "kept; written from her first episode",
    "vic_MethodOfRecruitment": "kept; written from her first episode: the deceit that has a word there, else “Other”",
    "vic_LocationOfRecruitment": "kept; written from her first episode",
    "vic_MethodsOfControl": "kept; written from her first episode",
    "vic_TypeOfExploitation": "kept; written from her first episode: purposes of art. 129-A in the standard's words",
    "vic_ForcedLabourIndustry": "kept; written from the first site of her first episode",
    "vic_LocationOfExploitation": "kept; written from the sites of her first episode",
    "per_RoleInProcess": "kept; written from what the notes of her first episode say that they did",
    "cas_Status": "Active → active, FollowUp → follow-up, Closed → closed, ClosedReferred → closed by referral; "
    "nothing said → new",
    "cas_ReasonForCaseClosure": "reason of the closing move",
    "cas_CaseOwner": "lead, if somebody of the office is called so; else whoever imports",
    "cas_ReferringOrganisation": "unit by name or alias; agency → intake source",
    "cas_IncomingReferralDate": "day of intake unless `x_pe_IntakeDate` says another",
    "cas_ReferringPrimaryCaseWorker": "kept; written from the first referral received",
    "cas_IncomingReferralDetails": "kept; written from the first referral received",
    "cas_ReferredOrganisation": "kept; written from the last referral sent",
    "cas_ReferredPrimaryCaseWorker": "kept; written from the last referral sent",
    "cas_OutgoingReferralDate": "kept; written from the last referral sent",
    "cas_OutgoingReferralDetails": "kept; written from the last referral sent",
    "cco_CaseComment": "kept, and shown in the history of the case",
    "hte_City": "kept; written from the INEI place of our own cases",
    "hte_State": "kept; written from the INEI place of our own cases",
    "hte_Country": "kept; written from the INEI place of our own cases",
    "con_Consent": "TRUE → given by word (the weaker claim), else not asked yet; names no agency",
}

HEAD = f"""<!-- Made by script/docs. Change referrals/exchange/ or tests/referrals/conformance.py, not this file. -->

# Exchange by the Human Trafficking Case Data Standard 2.0

{ATTRIBUTION}

`manage.py import_htcds FILE --office LIM [--dry-run] [--by USER]` and *Importar* read a workbook of the standard;
`manage.py export_htcds --office LIM --out FILE [--by USER]` and *Exportar* write one. Why it is as it is:
`docs/adr/0006-htcds.md`.

- **Read:** .xlsx, .ods and .csv, at most 20 MB and 20,000 rows, by names or labels, in any order of columns, in a
  process of its own. The published template is read as it is filled in, with its hidden row and its numbered column.
- **Said of each cell:** taken as it is, mapped to the standard's own writing, kept as text, or refused.
- **All or nothing:** one refused row, and nothing is written. Refused are days that cannot be or contradict each
  other in the fields marked so, and texts of more than 32,767 characters.
- **Nothing is lost:** what our tables cannot say exactly is kept sealed in `StandardRecord`, with what they said then;
  an export gives the kept value until somebody changes the field here. Titles outside the standard are kept too.
- **Twice is once:** a row is known by `x_pe_CaseCode` and `x_pe_PersonCode`, else by a keyed hash of all it says.
  Rows with one case code are one case; rows with one case and one person code are events of one part.

## The 84 fields

“Kept” is `StandardRecord.kept`, sealed with the person's key. {{count}} fields have a place in our tables; the others
live only there. The last column says what becomes of a value that is not of its field's kind.

Ten fields are written from the episode (what happened) and read by no import into one: their lists are not the law's
(“Acquainted” is a partner, a friend or an employer; a method of recruitment is a place and not a lie; there are no
means of art. 129-A), and an episode made of them would state conducts and days that nobody told. What a workbook said
stays sealed as it was brought, is shown beside the case, and comes out again until her episode says it
(`docs/adr/0019-what-happened.md`).
"""

DEFECTS = """
## Slips of the published toolkit, and what the importer does

| slip | answer |
|---|---|
| `vic_TraffickinStatusDecisionMakingOrg` in the hidden row | understood |
| the hidden name over “Reason for Outgoing Referral” is missing | the label names the column |
| N to R: hidden names and labels quarrel | the label rules, unless the countries stand where the names say |
| `prs_First_Name`, `prs_Second_Name`, `vic_Methods_of_Control` | understood; so is one wrong letter in a long name |
| `prs_Title` labelled “Second Name” | it stays the title where another column is the second name |
| names with a group before them (`group/prs_FirstName`) | the group is dropped |
| labels that three fields share (Longitude, Latitude, Type) | the neighbouring columns decide |
| `DebtBondage ` with a space | understood |
| Threats, ThreatOfLawEnforcement, PsychoactiveSubstances, UsesChildren | become PhysicalThreats, \
ThreatsLawEnforcement, PsychoactiveSubstance, ThreatensChildrenFamily |
| `RestrictsMovement` is defined, not listed | kept as it is, and said so |
| several values joined by `;`, `; `, spaces, commas or lines | joined by `;` |
| value names or labels | value names |
| days as days, numbers, ISO or dd/mm/yyyy text | ISO 8601 |
| TRUE, Yes, 1, real booleans | TRUE and FALSE |
| countries as alpha-2, alpha-3, English or Spanish names | alpha-2 |
| the workbook of definitions instead of people | refused with a sentence |

An export copies none of them: row 1 has the names, row 2 the labels, rows follow from row 3; every cell is text.
"""


def conformance() -> str:
    mapped = [field for field in STANDARD if field.target]
    lines = [
        HEAD.replace("{count}", str(len(mapped))),
        *_table(STANDARD),
        "\n## What the standard lacks: columns `x_pe_…`\n",
        "Written after the standard's by every export, and read by every import. The code word of a safe contact and"
        " the notes of the team are never exported.\n",
        *_table(PERU),
        DEFECTS,
    ]
    return "\n".join(lines)


def _table(fields: tuple[Field, ...]) -> list[str]:
    return [
        "| field | kind | lives in | how | otherwise |",
        "|---|---|---|---|---|",
        *[_row(field) for field in fields],
    ]


def _row(field: Field) -> str:
    place = f"`{field.target}`" if field.target else "kept"
    return f"| `{field.name}` | {_kind(field)} | {place} | {_how(field)} | {field.unknown.value} |"


def _kind(field: Field) -> str:
    count = len(field.choices.choices) if field.choices else len(PICKLISTS.get(field.name, ()))
    return _KINDS[field.kind].format(count=count)


def _how(field: Field) -> str:
    said = [MAPPING[field.name]] if field.name in MAPPING else []
    if field.name in LONGEST:
        said.append(f"{LONGEST[field.name]} characters there, the whole text kept")
    if field.name in OUTSIDE_PICKLIST:
        said.append(f"{', '.join(OUTSIDE_PICKLIST[field.name])} kept as text")
    return "; ".join(said) or "as it is"
