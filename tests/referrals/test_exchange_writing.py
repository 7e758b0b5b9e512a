"""What a row becomes in our tables: whole or not at all, once and never twice."""

from datetime import date

import pytest
from django.db import connection
from django.db.models.query import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from cases.models import (
    Assignment,
    Case,
    Consent,
    IdentityDocument,
    Participation,
    Person,
    SafeContact,
    StatusChange,
    TimelineEntry,
)
from cases.states import (
    AgeSource,
    CaseStatus,
    ClosureReason,
    ConsentState,
    EntryKind,
    ParticipationRole,
    VictimStatus,
)
from directory.codelists import DocumentType, IntakeSource, Sex
from directory.models import AgencyUnit
from referrals.exchange.findings import Message, Outcome
from referrals.models import ImportRun, StandardRecord
from tests.plugins.database import as_owner
from tests.referrals.exchange_stories import exported, full_row, imported, judged, row_counts, sheet_of
from tests.referrals.workbooks import filled_template, workbook

pytestmark = pytest.mark.django_db

KORI = {
    "prs_FirstName": "Flor",
    "prs_MiddleName": "de María",
    "prs_SecondName": "Quispe",
    "prs_Birthdate": "2009-05-31",
    "prs_Gender": "Feminine",
    "prs_Citizenship": "PE;BO",
    "prs_PrimaryLanguage": "Quechua",
    "prs_IdentityNumber": "45678901",
    "prs_MobilePhone": "987 654 321",
    "cas_IncomingReferralDate": "2025-03-02",
    "cas_ReferringOrganisation": "Policía Nacional del Perú",
    "cas_Status": "FollowUp",
    "vic_TraffickingStatus": "ActualVictimOfTrafficking",
    "vic_TraffickingStatusDecisionMakingOrg": "CourtOrProsecution",
    "con_Consent": "TRUE",
    "cco_CaseComment": "Vino con su hermana.",
}


def test_a_row_becomes_a_case_a_person_and_her_part_in_it(lima, ulises):
    imported(sheet_of([KORI | {"x_pe_AgeSource": "EXPERT"}]), lima, ulises)  # of a date nobody is the expert
    case, person, part = Case.objects.get(), Person.objects.get(), Participation.objects.get()
    assert (case.code, case.office, case.status) == ("CALP-LIM-2025-0001", lima, CaseStatus.FOLLOW_UP)
    assert (case.opened_on, case.intake_source) == (date(2025, 3, 2), IntakeSource.PNP_REFERRAL)
    assert (person.given_names, person.paternal_surname, person.sex) == ("Flor de María", "Quispe", Sex.F)
    assert (person.birth_date, person.age_source) == (date(2009, 5, 31), AgeSource.DECLARED)
    assert (person.nationalities, person.languages) == (["PE", "BO"], "quechua")
    assert (part.role, part.victim_status) == (ParticipationRole.DIRECT_VICTIM, VictimStatus.CONFIRMED)
    document = IdentityDocument.objects.get()
    assert (document.kind, document.number) == (DocumentType.DNI, "45678901")


def test_nothing_is_presumed_in_her_disfavour(lima, ulises):
    imported(sheet_of([{"prs_FirstName": "Kori", "prs_MobilePhone": "987654321"}]), lima, ulises)
    person = Person.objects.get()
    assert person.is_minor_on(timezone.localdate())
    assert Participation.objects.get().victim_status == VictimStatus.PRESUMED
    consent = Consent.objects.get()
    assert (consent.state, consent.answers.count()) == (ConsentState.NOT_YET, 0)
    contact = SafeContact.objects.get()
    assert (contact.phone, contact.channels) == ("987654321", [])


def test_a_mark_of_consent_is_no_written_consent(lima, ulises):
    imported(sheet_of([KORI]), lima, ulises)
    assert Consent.objects.get().state == ConsentState.VERBAL


def test_a_case_that_came_closed_tells_how_it_came_there(lima, ulises):
    row = {
        **KORI,
        "cas_Status": "ClosedReferred",
        "cas_ReasonForCaseClosure": "Volvió a Cusco.",
        "cas_OutgoingReferralDate": "2025-06-01",
    }
    imported(sheet_of([row]), lima, ulises)
    case = Case.objects.get()
    assert (case.closed_on, case.closure_reason) == (date(2025, 6, 1), ClosureReason.REFERRED)
    moves = list(StatusChange.objects.order_by("at", "id").values_list("old", "new"))
    assert sorted(moves) == [("", "NEW"), ("NEW", "CLOSED")]
    assert StatusChange.objects.get(new="CLOSED").reason == "Volvió a Cusco."


def test_the_unit_that_referred_is_found_by_its_name(lima, ulises):
    unit = AgencyUnit.objects.filter(unit_type="UPE").first()
    imported(sheet_of([{**KORI, "cas_ReferringOrganisation": unit.name.upper()}]), lima, ulises)
    case = Case.objects.get()
    assert (case.source_unit, case.intake_source) == (unit, IntakeSource.UPE_CAR_REFERRAL)


def test_the_owner_leads_if_she_works_here_and_the_importer_does_otherwise(iquitos, celia, rosa):
    rows = [{**KORI, "cas_CaseOwner": "Rosa T."}, {**KORI, "prs_FirstName": "Otra", "cas_CaseOwner": "Zoila"}]
    imported(sheet_of(rows), iquitos, celia)
    leads = Assignment.objects.order_by("case__code").values_list("user__username", flat=True)
    assert list(leads) == ["rosa", "celia"]


def test_the_history_shows_where_it_came_from(lima, ulises):
    imported(sheet_of([KORI]), lima, ulises)
    entries = {entry.kind: entry for entry in TimelineEntry.objects.all()}
    assert entries[EntryKind.INTAKE].occurred_at.date() == date(2025, 3, 2)
    assert entries[EntryKind.IMPORT].body == "Vino con su hermana."
    assert entries[EntryKind.IMPORT].subject_id == StandardRecord.objects.get().pk


def test_the_trail_names_each_case_and_person_and_counts_the_whole(lima, ulises):
    imported(sheet_of([KORI, {**KORI, "prs_FirstName": "Ana"}]), lima, ulises)
    trail = AuditEntry.objects.filter(actor_id=ulises.pk)
    created = trail.filter(action=AuditAction.CREATED).values_list("subject_kind", flat=True)
    assert sorted(created) == ["cases.case", "cases.case", "cases.person", "cases.person"]
    assert trail.get(action=AuditAction.IMPORTED).fields == ["rows=2", "cases=2", "people=2"]


def test_nothing_of_a_row_lies_open_in_any_table(lima, ulises):
    secrets = ["Zarzamora", "Ñawpaq", "zz-secreto", "Encierro raro", "Título raro"]
    row = dict(zip(["prs_FirstName", "prs_MailingStreet", "prs_Email", "vic_MethodsOfControl"], secrets, strict=False))
    imported(sheet_of([{**row, secrets[4]: secrets[4]}]), lima, ulises)
    with as_owner(), connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            told = str([[bytes(v) if isinstance(v, memoryview) else v for v in line] for line in cursor.fetchall()])
            assert not [secret for secret in secrets if secret in told], table


# Which is which -------------------------------------------------------------------------------------------------


def test_rows_of_one_case_number_are_one_case_with_several_people(lima, ulises):
    rows = [{**KORI, "x_pe_CaseCode": "EXP-7", "prs_FirstName": name} for name in ("Ana", "Inés", "Rut")]
    imported(sheet_of(rows), lima, ulises)
    assert Case.objects.count() == 1
    assert Person.objects.count() == Participation.objects.count() == 3


def test_one_person_number_in_two_cases_is_one_person(lima, ulises):
    rows = [{**KORI, "x_pe_CaseCode": code, "x_pe_PersonCode": "P-1"} for code in ("EXP-7", "EXP-8")]
    imported(sheet_of(rows), lima, ulises)
    assert (Case.objects.count(), Person.objects.count(), Participation.objects.count()) == (2, 1, 2)
    assert IdentityDocument.objects.count() == 1


def test_two_rows_of_the_same_person_in_the_same_case_are_two_events_of_one_part(lima, ulises):
    codes = {"x_pe_CaseCode": "EXP-7", "x_pe_PersonCode": "P-1"}
    rows = [{**KORI, **codes, "hte_Type": kind} for kind in ("Recruitment", "Transit", "Exploitation")]
    imported(sheet_of(rows), lima, ulises)
    assert Participation.objects.count() == 1
    assert [each.kept["hte_Type"] for each in StandardRecord.objects.all()] == [
        "Recruitment",
        "Transit",
        "Exploitation",
    ]


def test_a_later_workbook_adds_people_to_the_case_it_names(lima, ulises):
    imported(sheet_of([{**KORI, "x_pe_CaseCode": "EXP-7", "x_pe_PersonCode": "P-1"}]), lima, ulises)
    imported(sheet_of([{**KORI, "x_pe_CaseCode": "EXP-7", "x_pe_PersonCode": "P-2"}]), lima, ulises)
    assert Case.objects.get().participations.count() == 2


def test_reading_the_same_workbook_twice_adds_nothing(lima, ulises):
    content = sheet_of([full_row(number) for number in range(5)])
    imported(content, lima, ulises)
    before = row_counts()
    again = judged(content, lima, ulises)
    assert again.count(Outcome.KNOWN) == 5
    assert row_counts() == before


def test_the_same_rows_in_another_order_and_another_writing_add_nothing(lima, ulises):
    imported(sheet_of([KORI, {**KORI, "prs_FirstName": "Ana"}]), lima, ulises)
    other = {**KORI, "prs_Gender": " feminine ", "prs_Citizenship": "Peru; Bolivia", "prs_Birthdate": "31/05/2009"}
    again = judged(sheet_of([{**KORI, "prs_FirstName": "Ana"}, other]), lima, ulises)
    assert again.count(Outcome.NEW) == 0


def test_two_equal_rows_are_two_people_and_still_two_the_second_time(lima, ulises):
    content = sheet_of([{"prs_Gender": "Feminine"}, {"prs_Gender": "Feminine"}])
    imported(content, lima, ulises)
    assert Person.objects.count() == 2
    assert judged(content, lima, ulises).count(Outcome.NEW) == 0


def test_an_office_does_not_know_the_rows_of_another(lima, ulises, iquitos, celia):
    imported(sheet_of([KORI]), lima, ulises)
    assert judged(sheet_of([KORI]), iquitos, celia).count(Outcome.NEW) == 1
    assert judged(exported(lima, ulises), iquitos, celia).count(Outcome.NEW) == 1


def test_somebody_with_the_same_document_is_counted_and_registered(lima, ulises):
    imported(sheet_of([KORI]), lima, ulises)
    judgement = judged(sheet_of([{**KORI, "prs_FirstName": "Flor María"}]), lima, ulises)
    assert (judgement.possible_duplicates, judgement.count(Outcome.NEW)) == (1, 1)


@pytest.mark.security
def test_nobody_reaches_by_a_workbook_into_a_sealed_case_of_others(lima, ulises, nora):
    named = {**KORI, "x_pe_CaseCode": "EXP-7", "x_pe_PersonCode": "P-1"}
    imported(sheet_of([named]), lima, ulises)
    own = exported(lima, ulises)
    Case.objects.update(confidentiality="SEALED")
    Assignment.objects.update(ended_at=timezone.now())
    for told in ({"x_pe_PersonCode": "P-2"}, {"x_pe_CaseCode": "EXP-8"}):
        rows = sheet_of([named | told])
        assert judged(rows, lima, ulises).count(Outcome.REFUSED) == 1
        assert judged(rows, lima, nora).count(Outcome.NEW) == 1
    assert judged(sheet_of([named]), lima, ulises).count(Outcome.KNOWN) == 1
    assert judged(own, lima, ulises).new_cases == judged(own, lima, ulises).count(Outcome.NEW) == 1
    assert judged(sheet_of([KORI]), lima, ulises).possible_duplicates == 0
    assert judged(sheet_of([KORI]), lima, nora).possible_duplicates == 1


# All or nothing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("prs_Birthdate", "31 de mayo", Message.UNREADABLE_DATE),
        ("prs_Birthdate", "2030-01-01", Message.FUTURE_DATE),
        ("prs_Birthdate", "2025-03-03", Message.BEFORE_BIRTH),
        ("cas_IncomingReferralDate", "pronto", Message.UNREADABLE_DATE),
        ("x_pe_ClosureDate", "2025-03-01", Message.CLOSED_BEFORE_OPENED),
        ("cco_CaseComment", "a" * 32_767, None),
    ],
)
def test_what_refuses_a_row_says_why(lima, ulises, field, value, message):
    judgement = judged(sheet_of([{**KORI, field: value}]), lima, ulises)
    refused = [cell.message for cell in judgement.verdicts[0].row.cells.values() if cell.is_refused]
    assert refused == ([message] if message else [])


@pytest.mark.parametrize("age", ["111", "-3", "15.5"])
def test_an_age_that_cannot_be_is_kept_and_she_counts_as_a_minor(lima, ulises, age):
    judgement = imported(sheet_of([{"prs_FirstName": "Kori", "x_pe_AgeAtIdentification": age}]), lima, ulises)
    assert judgement.verdicts[0].row.cells["x_pe_AgeAtIdentification"].message == Message.AGE_OUT_OF_RANGE
    assert Person.objects.get().age_source == AgeSource.UNKNOWN
    assert StandardRecord.objects.get().kept["x_pe_AgeAtIdentification"] == age


def test_a_failing_row_in_the_middle_stops_everything_and_writes_nothing(lima, ulises, monkeypatch):
    rows = [{**KORI, "prs_FirstName": f"Ana {number}"} for number in range(9)]
    rows[4]["prs_Birthdate"] = "mañana"
    before = row_counts()
    judgement = judged(sheet_of(rows), lima, ulises)
    assert (judgement.count(Outcome.REFUSED), judgement.count(Outcome.NEW)) == (1, 8)
    assert judgement.verdicts[4].row.number == 6
    assert row_counts() == before


def test_whoever_asks_for_it_a_workbook_with_a_refused_row_is_not_written(lima, ulises):
    imported(sheet_of([KORI, {**KORI, "prs_Birthdate": "mañana"}]), lima, ulises)
    assert Person.objects.count() == Case.objects.count() == StandardRecord.objects.count() == 0
    assert ImportRun.objects.get().status == "REFUSED"


@pytest.mark.slow
@pytest.mark.parametrize("table", ["SafeContact", "StandardRecord", "TimelineEntry", "AuditEntry"])
def test_an_error_half_way_leaves_no_row_behind(lima, ulises, monkeypatch, table):
    content = sheet_of([{**KORI, "prs_FirstName": f"Ana {number}"} for number in range(4)])
    before = row_counts()
    seen = []
    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", _failing_at(table, seen))
    with pytest.raises(ZeroDivisionError):
        imported(content, lima, ulises)
    monkeypatch.undo()
    assert seen[:2] == ["DataKey", "Case"] or seen[0] == "ImportFinding"
    assert "Case" in seen
    assert row_counts() == before


def _failing_at(table, seen):
    real = QuerySet.bulk_create

    def bulk_create(self, objects, *args, **kwargs):
        name = self.model.__name__
        if name == table:
            raise ZeroDivisionError
        seen.append(name)
        return real(self, objects, *args, **kwargs)

    return bulk_create


def test_the_number_of_statements_does_not_grow_with_the_rows(lima, ulises):
    def statements(start, count):
        content = sheet_of([{**KORI, "prs_FirstName": f"Ana {n}"} for n in range(start, start + count)])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            imported(content, lima, ulises)
        return len(queries)

    assert statements(0, 2) == statements(100, 60)


def test_an_export_asks_the_same_number_of_questions_for_one_case_and_for_sixty(lima, ulises):
    def questions():
        with CaptureQueriesContext(connection) as queries:
            exported(lima, ulises)
        return len(queries)

    imported(sheet_of([KORI]), lima, ulises)
    one = questions()
    imported(sheet_of([{**KORI, "prs_FirstName": f"Ana {n}"} for n in range(60)]), lima, ulises)
    assert questions() == one


def test_the_published_template_filled_by_hand_is_read_with_its_numbered_column(lima, ulises):
    row = {
        "First Name": "Kori",
        "Second Name": "Quispe",
        "Gender": "Feminine",
        "Consent": True,
        "Birthdate": date(2009, 5, 31),
        "Mailing Country": "Peru",
        "Mailing Street": "Jr. Lima 1",
        "Methods of Control": "Debt bondage; Threats",
        "Reason for Outgoing Referral": "Other",
    }
    judgement = imported(filled_template([row]), lima, ulises)
    assert [verdict.row.number for verdict in judgement.verdicts] == [3]
    assert Person.objects.get().address == "Jr. Lima 1"
    assert StandardRecord.objects.get().kept["vic_MethodsOfControl"] == "DebtBondage;PhysicalThreats"


def test_a_run_of_the_command_line_is_a_row_with_its_report(lima, ulises):
    imported(workbook(["prs_FirstName", "prs_Gender", "cas_Status"], rows=[["Kori", "Feminine", "Raro"]]), lima, ulises)
    run = ImportRun.objects.get()
    assert (run.status, run.new_cases, run.new_people, run.file_id) == ("DONE", 1, 1, None)
    finding = run.findings.get()
    assert (finding.number, finding.taken, finding.kept) == (2, 2, 1)
    assert finding.cells == [["cas_Status", "KEPT_AS_TEXT", "UNKNOWN_CODE"]]
