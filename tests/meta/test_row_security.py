"""What the database itself refuses: its catalogue says so of every table, and its roles are tried one by one."""

import contextlib
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.acting import NOBODY, acting
from accounts.permissions import PERMISSIONS
from calp.inventory import INVENTORY
from cases.actions import add_note, record_consent
from cases.models import Case, Participation, Person, TimelineEntry
from cases.states import ConsentState, SharedItem
from directory.codelists import ServiceKind
from referrals.actions import Draft, draft_referral, send_referral
from referrals.models import Referral
from tests.plugins.database import as_owner, database_url
from vault.ids import uuid7

pytestmark = pytest.mark.security

# Tables with a personal column and no policies, and why.
OPEN = {
    "directory_place": "a catalogue; personal is only which account changed the entry last",
    "directory_office": "a catalogue; personal is only which account changed the entry last",
    "directory_agency": "a catalogue; personal is only which account changed the entry last",
    "directory_agencyunit": "a catalogue; personal is only which account changed the entry last",
    "directory_district": "a catalogue; personal is only which account changed the entry last",
    "directory_unitalias": "a catalogue; personal is only which account changed the entry last",
    "directory_offence": "a catalogue; personal is only which account changed the entry last",
    "directory_holiday": "a catalogue; personal is only which account changed the entry last",
    "directory_project": "a catalogue; personal is only which account changed the entry last",
}
RUNTIME = ("calp_web", "calp_worker")
EVERY_ROLE = (*RUNTIME, "calp_matcher", "calp_statistics", "calp_auditor", "calp_backup", "calp_owner", "calp")


def asked(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


# The catalogue ---------------------------------------------------------------------------------------------------


def protected_tables() -> set[str]:
    rows = asked(
        "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"
        " AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)"
    )
    return {name for [name] in rows}


def test_every_table_that_tells_of_somebody_is_under_forced_row_level_security(db):
    telling = [label for label, table in INVENTORY.items() if table.personal or table.sensitive]
    told = {apps.get_model(label)._meta.db_table for label in telling}
    assert len(told) > 30
    assert told - protected_tables() - set(OPEN) == set()
    assert set(OPEN) <= told, "an exception that is none any more"


def test_no_program_owns_anything(db):
    owners = asked(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace IN"
        " ('public'::regnamespace, 'calp'::regnamespace)"
        " UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'calp'::regnamespace"
        " UNION SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
    )
    assert owners == [("calp_owner",)]


def test_no_role_of_ours_is_above_the_policies_but_the_one_that_copies(db):
    rows = asked(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = ANY(%s)",
        list(EVERY_ROLE),
    )
    assert {name for name, *_rest in rows} == set(EVERY_ROLE)
    assert {name for name, is_super, _bypass, creates, _login in rows if is_super or creates} == set()
    assert {name for name, _super, bypasses, *_rest in rows if bypasses} == {"calp_backup"}
    assert {name for name, *_rest, can_log_in in rows if not can_log_in} == {"calp_owner", "calp_matcher"}


@pytest.mark.parametrize("role", RUNTIME)
def test_a_program_may_not_truncate_alter_or_hang_triggers(db, role):
    rows = asked(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege(%s, oid, 'TRUNCATE, REFERENCES, TRIGGER, MAINTAIN')",
        role,
    )
    assert rows == []


def test_a_page_deletes_only_what_is_listed(db):
    rows = asked(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND has_table_privilege('calp_web', oid, 'DELETE')"
    )
    assert {name for [name] in rows} == DELETED_BY_PAGES


# Of nobody's story: the framework's sessions, workbooks on their way and what was said of their rows, and what a
# sign-in needs.
DELETED_BY_PAGES = {
    "accounts_recoverycode",
    "mfa_authenticator",
    "django_session",
    "referrals_importfinding",
    "referrals_storedfile",
}


def test_every_view_asks_with_the_rights_of_whoever_asks(db):
    rows = asked(
        "SELECT relname FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'calp'::regnamespace)"
        " AND (relkind = 'm' OR relkind = 'v' AND NOT COALESCE('security_invoker=true' = ANY(reloptions), false))"
    )
    assert rows == [], "a view without security_invoker, or a stored one, shows every row to everybody"


def test_functions_that_read_past_the_policies_have_a_fixed_search_path_and_are_nobodys_by_default(db):
    rows = asked(
        "SELECT proname FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'calp'::regnamespace) AND prosecdef"
        " AND (proconfig IS NULL OR NOT EXISTS (SELECT FROM unnest(proconfig) AS c WHERE c LIKE 'search_path=%%'))"
    )
    assert rows == []
    rows = asked(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'calp'::regnamespace"
        " AND has_function_privilege('calp_matcher', oid, 'EXECUTE')"
    )
    assert rows == []


def test_the_database_knows_the_permission_table(db):
    with as_owner():
        rows = set(asked("SELECT role, permission FROM calp.role_permission"))
    assert rows == {(str(role), str(held)) for role, permissions in PERMISSIONS.items() for held in permissions}


# Who is acting ---------------------------------------------------------------------------------------------------


def test_the_tests_and_their_pages_run_with_the_rights_of_the_programs(db, rosa):
    role = "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert asked(role) == [("calp_worker", False, False)]
    with acting(rosa):
        assert asked(role) == [("calp_web", False, False)]
    with acting(NOBODY):
        assert asked(role) == [("calp_web", False, False)]
    assert asked("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user") == [(False,)]


def test_whoever_does_not_say_who_is_acting_gets_an_error_and_no_empty_page(db, case):
    for role in RUNTIME:
        with pytest.raises(DatabaseError, match="who is acting"), transaction.atomic():
            asked("SELECT set_config('role', %s, true), set_config('calp.actor', '', true)", role)
            Case.objects.count()


def test_a_page_cannot_pass_for_the_system(case, connected):
    web = connected("calp_web")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("SET ROLE calp_worker")
    web.execute("SELECT set_config('calp.actor', 'system', false)")
    assert web.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    assert web.execute("SELECT count(*) FROM cases_person").fetchone() == (0,)


def test_a_block_in_somebodys_name_ends_with_the_name_before(db, rosa, case):
    with acting(rosa):
        with pytest.raises(ValueError, match="half way"), acting(NOBODY), transaction.atomic():
            assert Case.objects.count() == 0
            raise ValueError("half way")
        assert Case.objects.count() == 1
        with pytest.raises(DatabaseError), transaction.atomic(), acting(NOBODY):
            asked("SELECT 1/0")
        assert Case.objects.count() == 1


# Rows ------------------------------------------------------------------------------------------------------------


def test_the_database_alone_keeps_a_case_from_another_office(db, case, ulises):
    add_note(case, "Llamó la madre.", by=case.opened_by)
    with acting(ulises):
        seen = [model.objects.count() for model in (Case, Person, Participation, TimelineEntry)]
    assert seen == [0, 0, 0, 0]
    with acting(case.opened_by):
        seen = [model.objects.count() for model in (Case, Person, Participation)]
    assert seen == [1, 1, 1]


def test_another_offices_case_cannot_be_changed_either(db, case, ulises):
    with acting(ulises):
        assert Case.objects.filter(pk=case.pk).update(risk="SEVERE") == 0
    case.refresh_from_db()
    assert case.risk == ""


def test_whoever_is_deactivated_reads_nothing_from_the_next_query_on(db, case, rosa):
    with acting(rosa):
        assert Case.objects.count() == 1
    type(rosa).objects.filter(pk=rosa.pk).update(is_active=False)
    with acting(rosa):
        assert Case.objects.count() == 0


def test_the_index_of_names_reads_sealed_names_and_nothing_else(db, case):
    closed = ("SELECT sex FROM cases_person", "SELECT code FROM cases_case", "SELECT body FROM cases_timelineentry")
    for question in closed:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            asked("SELECT set_config('role', 'calp_matcher', true)")
            asked(question)


@pytest.fixture
def connected(transactional_db):
    """A connection of its own to the test's database, as one of the roles that sign in."""
    with contextlib.ExitStack() as open_ones:

        def connected(role: str) -> psycopg.Connection:
            address = database_url(connection.settings_dict["NAME"], role)
            return open_ones.enter_context(psycopg.connect(address, autocommit=True))

        yield connected


@pytest.mark.slow
def test_the_auditor_reads_the_trail_and_nothing_else(case, connected):
    auditor = connected("calp_auditor")
    assert auditor.execute("SELECT count(*) FROM accounts_auditentry WHERE subject_code <> ''").fetchone()[0] > 0
    for statement in (
        "SELECT * FROM cases_case",
        "SELECT * FROM cases_timelineentry",
        "SELECT * FROM vault_datakey",
        "DELETE FROM accounts_auditentry",
        "UPDATE accounts_auditentry SET action = 'viewed'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            auditor.execute(statement)


@pytest.mark.slow
def test_the_copy_reads_every_row_and_writes_none(case, connected):
    backup = connected("calp_backup")
    assert backup.execute("SELECT count(*) FROM cases_case").fetchone() == (1,)
    for statement in ("DELETE FROM cases_case", "UPDATE cases_case SET risk = ''", "CREATE TABLE public.mine (x int)"):
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            backup.execute(statement)
    backup.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        backup.execute("DELETE FROM cases_case")


@pytest.mark.slow
@pytest.mark.parametrize("role", RUNTIME)
def test_a_program_may_neither_empty_nor_change_the_tables(case, connected, role):
    program = connected(role)
    for statement in (
        "TRUNCATE accounts_auditentry",
        "DROP TABLE cases_case",
        "ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY",
        "DROP POLICY web_reads ON cases_case",
        "UPDATE accounts_auditentry SET action = 'viewed'",
        "DELETE FROM cases_case",
        "INSERT INTO calp.role_permission VALUES ('auditor', 'view_case')",
        "SET ROLE calp_owner",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            program.execute(statement)


# Referrals -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent_referral(case, person, upe_loreto, rosa):
    """Kori is referred to the protection unit under a consent that she gave today."""
    record_consent(
        case,
        person,
        ConsentState.WRITTEN,
        by=rosa,
        valid_from=timezone.localdate(),
        agencies=[upe_loreto.agency],
        items=[SharedItem.AGE_SEX, SharedItem.PREFERRED_NAME],
    )
    draft = Draft(
        unit=upe_loreto,
        services=(ServiceKind.PROTECTION_SUPPORT,),
        reason="Necesita protección.",
        items=(SharedItem.AGE_SEX, SharedItem.PREFERRED_NAME),
    )
    return send_referral(draft_referral(case, person, draft, by=rosa), by=rosa)


def test_the_receiver_reads_what_was_sent_and_nothing_of_the_case(db, sent_referral, lidia, bruno):
    with acting(lidia):
        assert [each.pk for each in Referral.objects.all()] == [sent_referral.pk]
        for model in apps.get_app_config("cases").get_models():
            assert model.objects.count() == 0, model
    with acting(bruno):
        assert Referral.objects.count() == 0


def test_what_was_shared_is_gone_for_the_receiver_at_the_query_after_the_withdrawal(db, sent_referral, lidia, rosa):
    with acting(lidia):
        assert Referral.objects.count() == 1
    # The row of the consent alone decides: no verb moved the referral.
    type(sent_referral.consent).objects.filter(pk=sent_referral.consent_id).update(withdrawn_on=timezone.localdate())
    with acting(lidia):
        assert Referral.objects.count() == 0
        assert Referral.objects.for_agency(lidia).count() == 0


# A made-up id is as unknown as another's -------------------------------------------------------------------------


def test_an_id_that_is_not_there_and_one_that_is_not_ours_look_alike(db, case, ulises):
    def found(pk: UUID) -> bool:
        with acting(ulises):
            return Case.objects.filter(pk=pk).exists()

    assert found(case.pk) == found(uuid7()) is False
