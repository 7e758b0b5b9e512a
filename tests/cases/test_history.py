"""Whatever way a row is written, what it was is kept: sealed as it was, by whom, and for good."""

from contextlib import contextmanager
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from celery import shared_task
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.acting import acting, as_system
from accounts.history import HistoryTrigger, differences, histories
from accounts.models import AuditAction, AuditEntry, User
from cases.actions import add_note, record_consent, withdraw_answer
from cases.models import Case, Task
from cases.states import TaskKind
from referrals.models.history import WITHOUT_HISTORY
from tests.plugins.database import as_owner
from tests.referrals.exchange_stories import imported, sheet_of
from vault.errors import SealBroken, Shredded
from vault.models import DataKey

pytestmark = [pytest.mark.django_db, pytest.mark.security]

TaskHistory = apps.get_model("cases.taskhistory")
CaseHistory = apps.get_model("cases.casehistory")
EntryHistory = apps.get_model("cases.timelineentryhistory")
TOKEN = "CANARIO-HISTORIA"
RUNTIME = ("calp_web", "calp_worker")


@pytest.fixture
def tasks(case, rosa):
    return Task.objects.bulk_create([new_task(case, rosa) for _ in range(3)])


def new_task(case, by) -> Task:
    due_on = date(2026, 11, 30)
    return Task(case=case, key=case.key, kind=TaskKind.OTHER, due_on=due_on, assigned_to=by, created_by=by)


def asked(statement: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def adding(history, count: int, label: str = "update"):
    """Exactly ``count`` versions of this kind are told of what happens inside."""
    before = set(history.objects.values_list("pk", flat=True))
    yield
    assert [each.pgh_label for each in history.objects.exclude(pk__in=before)] == [label] * count


# Ways of writing -------------------------------------------------------------------------------------------------


def by_save(tasks, rosa):
    for task in tasks:
        task.due_on = "2026-12-01"
        task.save()


def by_update(tasks, rosa):
    Task.objects.filter(pk__in=[task.pk for task in tasks]).update(due_on="2026-12-01")


def by_bulk_update(tasks, rosa):
    for task in tasks:
        task.due_on = "2026-12-01"
    Task.objects.bulk_update(tasks, ["due_on"])


def by_raw_sql(tasks, rosa):
    asked("UPDATE cases_task SET due_on = '2026-12-01' WHERE id = ANY(%s)", [task.pk for task in tasks])


@shared_task
@as_system
def postpone_everything():
    Task.objects.filter(kind=TaskKind.OTHER).update(due_on="2026-12-01")


def by_a_celery_task(tasks, rosa):
    postpone_everything.apply().get()


def by_the_shell(tasks, rosa):
    line = "from cases.models import Task; Task.objects.filter(kind='OTHER').update(due_on='2026-12-01')"
    call_command("shell", command=line, verbosity=0)


def by_a_data_migration(tasks, rosa):
    with as_owner(), connection.schema_editor() as editor:
        editor.execute("UPDATE cases_task SET due_on = '2026-12-01' WHERE kind = 'OTHER'")


def by_a_page(tasks, rosa):
    with acting(rosa):
        Task.objects.filter(kind=TaskKind.OTHER).update(due_on="2026-12-01")


WAYS = [
    by_save,
    by_update,
    by_bulk_update,
    by_raw_sql,
    by_a_celery_task,
    by_the_shell,
    by_a_data_migration,
    by_a_page,
]


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_changing_a_row_goes_round_its_history(way, tasks, rosa):
    with adding(TaskHistory, 3):
        way(tasks, rosa)
    last = {row.id: str(row.due_on) for row in TaskHistory.objects.all()}
    assert {last[task.pk] for task in tasks} == {"2026-12-01"}


def test_what_comes_in_by_the_hundred_is_told_row_by_row(case, rosa):
    with adding(TaskHistory, 100, "insert"):
        Task.objects.bulk_create([new_task(case, rosa) for _ in range(100)])


def test_what_an_import_writes_is_told_too(lima, ulises):
    people = apps.get_model("cases.personhistory")
    with adding(people, 2, "insert"):
        imported(sheet_of([{"prs_FirstName": "Kori"}, {"prs_FirstName": "Delia"}]), lima, ulises)


def delete_by_queryset(task):
    Task.objects.filter(pk=task.pk).delete()


def delete_by_hand(task):
    asked("DELETE FROM cases_task WHERE id = %s", task.pk)


@pytest.mark.parametrize("way", [delete_by_queryset, delete_by_hand])
def test_what_a_deleted_row_was_last_stays(way, tasks):
    with adding(TaskHistory, 1, "delete"), as_owner():
        way(tasks[0])
    assert [str(each.due_on) for each in TaskHistory.objects.filter(id=tasks[0].pk)] == ["2026-11-30"] * 2


def test_a_save_that_changes_nothing_tells_nothing(tasks):
    with adding(TaskHistory, 0):
        asked("UPDATE cases_task SET due_on = due_on")


def test_an_answer_taken_back_leaves_the_answer_it_was(case, person, rosa, upe_loreto):
    history = apps.get_model("cases.consentanswerhistory")
    told = {"by": rosa, "valid_from": case.opened_on, "agencies": [upe_loreto.agency], "items": ["CONTACT"]}
    with adding(history, 1, "insert"):
        consent = record_consent(case, person, "WRITTEN", **told)
    with adding(history, 1, "update"):
        withdraw_answer(consent.answers.get(), by=rosa)
    versions = history.objects.filter(consent=consent.pk).order_by("pgh_id")
    assert [each.withdrawn_on is None for each in versions] == [True, False]


# Who and from where ----------------------------------------------------------------------------------------------


def test_a_version_names_the_account_and_the_request_that_the_trail_names(sign_in, case, rosa):
    told = {"kind": "VISIT", "due_on": "30/12/2099", "assigned_to": rosa.pk, "idempotency_key": uuid4()}
    assert sign_in(rosa).post(reverse("cases:task_new", args=[case.pk]), told).status_code == 302
    version = TaskHistory.objects.order_by("pgh_id").last()
    entry = AuditEntry.objects.get(subject_id=str(version.id))
    assert (version.pgh_actor, version.pgh_label) == (str(rosa.pk), "insert")
    assert version.pgh_request == entry.request_id != ""


def test_the_systems_own_and_what_is_done_by_hand_are_told_apart(tasks):
    by_update(tasks, None)
    by_hand = "SELECT set_config('calp.actor', '', true)"
    with as_owner():
        asked(by_hand)
        asked("UPDATE cases_task SET due_on = '2027-01-01' WHERE id = %s", tasks[0].pk)
    asked("SELECT set_config('calp.actor', 'system', true)")
    [one, two] = TaskHistory.objects.filter(id=tasks[0].pk, pgh_label="update")
    assert (one.pgh_actor, two.pgh_actor) == ("system", "")
    assert two.pgh_login == asked("SELECT session_user")[0][0] != ""


# Sealed ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rewritten(case, rosa):
    """A case whose summary was first the token, and then something else."""
    case.summary = TOKEN
    case.save()
    case.summary = "Otra cosa."
    case.save()
    return case


def test_a_text_is_sealed_in_the_history_as_in_the_row(rewritten, rosa):
    add_note(rewritten, TOKEN, by=rosa)
    for history in (CaseHistory, EntryHistory):
        assert history.objects.exists()
        rows = asked(f"SELECT row_to_json(h)::text FROM {history._meta.db_table} h")
        assert [row for [row] in rows if TOKEN in row or TOKEN.encode().hex() in row] == []


def test_an_old_text_opens_as_what_it_was(rewritten):
    told = [version.opened("summary") for version in CaseHistory.objects.filter(id=rewritten.pk)]
    assert told[-2:] == [TOKEN, "Otra cosa."]


def test_an_old_text_opens_in_no_other_place(rewritten, intake, rosa):
    version = CaseHistory.objects.filter(id=rewritten.pk).last()
    version.id = rosa.pk
    with pytest.raises(SealBroken):
        version.opened("summary")


def test_destroying_the_key_destroys_what_the_row_was(rewritten):
    DataKey.objects.filter(pk=rewritten.key_id).shred()
    version = CaseHistory.objects.filter(id=rewritten.pk).last()
    with pytest.raises(Shredded):
        version.opened("summary")


# For good --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_taskhistory SET pgh_actor = ''",
        "DELETE FROM cases_taskhistory",
        "TRUNCATE cases_taskhistory",
        "TRUNCATE cases_decoy",
    ],
)
def test_the_owner_is_refused_too(statement, tasks):
    before = TaskHistory.objects.count()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), as_owner():
        asked(statement)
    assert TaskHistory.objects.count() == before >= 3


def test_a_setting_of_the_session_does_not_switch_the_history_off(tasks):
    """The library's own triggers can be."""
    names = asked("SELECT array_agg(tgname::text) FROM pg_trigger WHERE NOT tgisinternal")[0][0]
    asked("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(names) + "}")
    with adding(TaskHistory, 3):
        by_update(tasks, None)
    with pytest.raises(DatabaseError), transaction.atomic(), as_owner():
        asked("DELETE FROM cases_taskhistory")


def test_a_page_neither_reads_nor_forges_a_history(tasks, rosa):
    before = TaskHistory.objects.count()
    with acting(rosa):
        assert TaskHistory.objects.count() == 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            asked(
                "INSERT INTO cases_taskhistory SELECT * FROM cases_taskhistory UNION ALL"
                " SELECT (jsonb_populate_record(NULL::cases_taskhistory, '{}')).*"
            )
    assert TaskHistory.objects.count() == before >= 3


def test_no_program_may_write_into_a_history():
    for history in histories():
        rights = "has_table_privilege(%s, %s, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')"
        granted = [role for role in RUNTIME if asked(f"SELECT {rights}", role, history._meta.db_table)[0][0]]
        others = ("calp_auditor", "calp_statistics", "calp_matcher")
        reading = [
            r for r in others if asked("SELECT has_table_privilege(%s, %s, 'SELECT')", r, history._meta.db_table)[0][0]
        ]
        assert (granted, reading) == ([], []), history


# All tables ------------------------------------------------------------------------------------------------------


def test_every_table_of_these_rooms_has_a_history_or_a_reason():
    tracked = {history.pgh_tracked_model._meta.label_lower for history in histories()}
    own = [
        model
        for room in ("cases", "services", "justice", "referrals")
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model not in set(histories())
    ]
    assert {model._meta.label_lower for model in own} - tracked == set(WITHOUT_HISTORY)
    assert User._meta.label_lower in tracked


def test_the_triggers_of_the_database_are_those_of_the_models():
    there = dict(
        asked(
            "SELECT r.relname::text, obj_description(t.oid) FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'pgtrigger_history%%' AND t.tgenabled = 'O'"
        )
    )
    models = [(history, history.pgh_tracked_model) for history in histories()]
    assert there == {model._meta.db_table: HistoryTrigger(history).compile(model).hash for history, model in models}


def test_a_column_that_a_row_is_given_later_asks_nothing_of_older_versions():
    for history in histories():
        assert [field.name for field in history.copied() if not field.null] == ["id"], history


def test_what_writes_history_is_the_owners_and_looks_nowhere_else():
    rows = asked(
        "SELECT pg_get_userbyid(proowner), prosecdef, proconfig FROM pg_proc WHERE proname LIKE 'pgtrigger_history%%'"
    )
    assert len(rows) == len(list(histories()))
    assert {(owner, definer, *config) for owner, definer, config in rows} == {
        ("calp_owner", True, "search_path=pg_catalog, public")
    }


# The command -----------------------------------------------------------------------------------------------------


def history_of(row, *arguments) -> str:
    out = StringIO()
    call_command("history", row._meta.label_lower, str(row.pk), *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_when_who_and_which_columns_and_no_content(rewritten, rosa):
    with acting(rosa):
        Case.objects.filter(pk=rewritten.pk).update(risk="SEVERE")
    told = history_of(rewritten).splitlines()
    assert told[-1].split()[2:] == ["update", "rosa", "risk"]
    assert TOKEN not in "".join(told) and "Otra cosa." not in "".join(told)
    assert not AuditEntry.objects.filter(action=AuditAction.REVEALED).exists()


def test_content_is_shown_to_the_data_protection_officer_and_the_trail_tells(rewritten, dario):
    assert TOKEN in history_of(rewritten, "--open", "--by", "dario")
    entry = AuditEntry.objects.get(action=AuditAction.REVEALED)
    assert (entry.actor_id, entry.subject_id, entry.subject_code) == (dario.pk, str(rewritten.pk), rewritten.code)
    assert "summary" in entry.fields


@pytest.mark.parametrize("arguments", [[], ["--by", "rosa"], ["--by", "nobody"]])
def test_nobody_else_opens_a_history(arguments, rewritten, rosa):
    with pytest.raises(CommandError, match="data-protection officer"):
        history_of(rewritten, "--open", *arguments)
    assert not AuditEntry.objects.filter(action=AuditAction.REVEALED).exists()


def test_differences_are_told_by_the_seal_without_opening(rewritten):
    DataKey.objects.filter(pk=rewritten.key_id).shred()
    told = [columns for _version, columns in differences(CaseHistory.objects.filter(id=rewritten.pk))]
    assert "code" in told[0]
    assert "summary" in told[-1] and "code" not in told[-1]
