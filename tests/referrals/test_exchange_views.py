"""The pages of the exchange: what people see, what they may not, and what bad files answer."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditAction, AuditEntry
from cases.models import Person, TimelineEntry
from referrals import tasks
from referrals.exchange import working
from referrals.exchange.actions import ask_for_export, confirm_import, upload_import
from referrals.models import ExportRun, ImportRun, StandardRecord
from tests.referrals.exchange_stories import imported, row_counts, sheet_of
from tests.referrals.workbooks import cells_of, filled_template, records_of

pytestmark = pytest.mark.django_db

IMPORTS = "/importaciones/"
EXPORTS = "/exportaciones/"
ROWS = [{"prs_FirstName": f"Zarzamora {n}", "prs_Gender": "Muxe", "cas_Status": "Active"} for n in range(6)]
BAD = [*ROWS, {"prs_FirstName": "Zarzamora", "prs_Birthdate": "ayer"}]


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    messages = []
    monkeypatch.setattr(tasks, "_send", lambda task, run_id: messages.append((task.__name__, run_id)))
    return messages


def upload(client, content, key=None, **more):
    file = SimpleUploadedFile("Kori Quispe.xlsx", content)
    return client.post(IMPORTS, {"file": file, "idempotency_key": str(key or uuid.uuid4()), **more})


def checked(office, by, rows=ROWS):
    run = upload_import(sheet_of(rows), office, by=by)
    working.check_import(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def done(office, by):
    run = confirm_import(checked(office, by), by=by)
    working.carry_out_import(run.pk)
    return ImportRun.objects.get(pk=run.pk)


def page(client, run):
    response = client.get(run.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


# The way of a workbook ------------------------------------------------------------------------------------------


def test_a_coordinator_uploads_looks_and_imports(sign_in, ulises, lima):
    client = sign_in(ulises)
    response = upload(client, filled_template([{"First Name": f"Ana {n}", "Gender": "Feminine"} for n in range(3)]))
    run = ImportRun.objects.get()
    assert (response.status_code, response.url) == (302, run.get_absolute_url())
    assert "Revisando el libro" in page(client, run)
    working.check_import(run.pk)
    told = page(client, run)
    assert "Nada se ha escrito todavía" in told
    assert "Importar 3 personas" in told
    assert "Ana" not in told
    client.post(run.get_absolute_url())
    working.carry_out_import(run.pk)
    assert "3 personas registradas" in page(client, run)
    assert Person.objects.count() == 3


def test_a_second_click_on_either_button_changes_nothing(sign_in, ulises, lima):
    client, key, content = sign_in(ulises), uuid.uuid4(), sheet_of(ROWS)
    assert upload(client, content, key).url == upload(client, content, key).url
    run = ImportRun.objects.get()
    working.check_import(run.pk)
    for _click in range(2):
        assert client.post(run.get_absolute_url()).status_code == 302
    working.carry_out_import(run.pk)
    assert client.post(run.get_absolute_url()).status_code == 302
    assert Person.objects.count() == 6


def test_refused_rows_come_first_and_nothing_can_be_imported(sign_in, ulises, lima):
    run = checked(lima, ulises, BAD)
    client = sign_in(ulises)
    told = page(client, run)
    assert "1 fila no se puede tomar" in told
    assert "No es una fecha" in told
    assert "Importar" in told and "Importar 6" not in told
    response = client.post(run.get_absolute_url())
    assert response.status_code == 422
    assert Person.objects.count() == 0


def test_a_discarded_workbook_is_gone(sign_in, ulises, lima):
    run = checked(lima, ulises)
    client = sign_in(ulises)
    client.post(reverse("referrals:discard_import", args=[run.pk]))
    run.refresh_from_db()
    assert (run.status, run.file_id) == ("DISCARDED", None)


def test_the_bar_asks_again_until_the_work_is_over(sign_in, ulises, lima):
    run = upload_import(sheet_of(ROWS), lima, by=ulises)
    client, address = sign_in(ulises), reverse("referrals:import_progress", args=[run.pk])
    first = client.get(address)
    assert "hx-get" in first.content.decode()
    assert "HX-Redirect" not in first.headers
    working.check_import(run.pk)
    assert client.get(address).headers["HX-Redirect"] == run.get_absolute_url()


def test_rows_are_paged_and_filtered(sign_in, ulises, lima):
    run = checked(lima, ulises, [*BAD, *({"prs_FirstName": f"Rut {n}"} for n in range(60))])
    client, address = sign_in(ulises), reverse("referrals:import_rows", args=[run.pk])
    first = client.get(address)
    assert len(first.context["lines"]) == 50
    assert len(client.get(address + first.context["page"].next_url).context["lines"]) == 17
    refused = client.get(f"{address}?ver=rechazadas").context["lines"]
    assert [finding.number for finding, *_more in refused] == [8]
    assert "Zarzamora" not in first.content.decode()


def test_the_report_is_a_workbook_of_words_without_any_content(sign_in, ulises, lima):
    run = checked(lima, ulises, BAD)
    response = sign_in(ulises).get(reverse("referrals:import_report", args=[run.pk]))
    assert response.headers["Content-Disposition"].startswith('attachment; filename="informe-importacion-')
    columns, rows = cells_of(response.content), cells_of(response.content, sheet=1)
    assert columns[16][:4] == ["P", "prs_Gender", "prs_Gender", "Género"]
    assert rows[1][:2] == [8, "Rechazada"]
    assert "Zarzamora" not in str(columns) + str(rows)
    assert AuditEntry.objects.filter(action=AuditAction.DOWNLOADED, subject_id=str(run.pk)).exists()


def test_national_coordination_says_for_which_office(sign_in, nora, lima, iquitos):
    client = sign_in(nora)
    assert upload(client, sheet_of(ROWS)).status_code == 422
    upload(client, sheet_of(ROWS), office=str(iquitos.pk))
    assert ImportRun.objects.get().office == iquitos


# Bad files ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7", "no es un libro de cálculo"),
        (b"", "está vacío"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "contraseña"),
        (sheet_of([]), "ninguna fila con datos"),
        (b"nombre,edad\nAna,3\n", "No encontramos la cabecera"),
        (b"x" * (21 * 1024 * 1024), "más de 20 MB"),
    ],
)
def test_a_bad_file_gets_one_sentence_beside_the_field(sign_in, ulises, lima, content, sentence):
    client = sign_in(ulises)
    client.get(IMPORTS)
    before = row_counts()
    response = upload(client, content)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    counts = row_counts()
    assert {name for name in counts if counts[name] != before[name]} == {"accounts.AuditEntry"}
    assert "Kori" not in response.content.decode()


def test_two_hundred_megabytes_get_the_same_sentence_though_nobody_reads_them(sign_in, ulises, lima):
    response = upload(sign_in(ulises), b"PK" + bytes(30 * 1024 * 1024))
    assert response.status_code == 422
    assert "más de 20 MB" in response.content.decode()


def test_no_file_at_all(sign_in, ulises, lima):
    response = sign_in(ulises).post(IMPORTS, {"idempotency_key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "Elige el archivo del libro" in response.content.decode()


# Taking records out ---------------------------------------------------------------------------------------------


def test_an_export_is_asked_for_made_and_fetched(sign_in, ulises, lima):
    imported(sheet_of(ROWS), lima, ulises)
    client = sign_in(ulises)
    answer = {"reason": "Al equipo nacional", "understood": "on", "idempotency_key": str(uuid.uuid4())}
    client.post(EXPORTS, answer)
    client.post(EXPORTS, answer)
    run = ExportRun.objects.get()
    working.make_export(run.pk)
    assert "Descargar el libro" in page(client, run)
    response = client.post(reverse("referrals:export_file", args=[run.pk]))
    assert len(records_of(response.content)) == 6
    assert "Zarzamora" not in response.headers["Content-Disposition"]
    assert AuditEntry.objects.filter(action=AuditAction.DOWNLOADED, subject_id=str(run.pk)).count() == 1


def test_an_export_without_a_reason_or_without_care_is_not_made(sign_in, ulises, lima):
    response = sign_in(ulises).post(EXPORTS, {"idempotency_key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert "Escribe para qué sale el libro" in response.content.decode()
    assert ExportRun.objects.count() == 0


def test_only_who_asked_fetches_the_workbook(sign_in, ulises, nora, lima):
    run = ask_for_export(lima, "Al equipo nacional", by=ulises)
    working.make_export(run.pk)
    client = sign_in(nora)
    assert "Solo lo descarga quien lo pidió" in page(client, run)
    assert client.post(reverse("referrals:export_file", args=[run.pk])).status_code == 404


# Who may not ----------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("who", ["rosa", "elmer", "milagros", "ines", "teo", "dario", "ana", "raul", "lidia"])
def test_roles_without_the_permission_are_refused_everywhere(request, sign_in, celia, iquitos, who):
    run, export = checked(iquitos, celia), ask_for_export(iquitos, "Prueba", by=celia)
    before = row_counts()
    client = sign_in(request.getfixturevalue(who))
    for address in (IMPORTS, EXPORTS, run.get_absolute_url(), export.get_absolute_url()):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in (403, 405)
    for name in ("import_rows", "import_report", "import_progress"):
        assert client.get(reverse(f"referrals:{name}", args=[run.pk])).status_code == 403
    assert client.post(reverse("referrals:discard_import", args=[run.pk])).status_code == 403
    assert client.post(reverse("referrals:export_file", args=[export.pk])).status_code == 403
    after = row_counts()
    changed = {name for name in after if after[name] != before.get(name)}
    of_signing_in = {"accounts.AccountPeriod", "accounts.User", "accounts.UserHistory", "accounts.UserSession"}
    assert changed <= of_signing_in | {"accounts.AuditEntry"}


def test_another_office_does_not_learn_that_the_import_exists(sign_in, ulises, celia, iquitos):
    run, export = checked(iquitos, celia), ask_for_export(iquitos, "Prueba", by=celia)
    client = sign_in(ulises)
    assert client.get(run.get_absolute_url()).status_code == 404
    assert client.post(run.get_absolute_url()).status_code == 404
    assert client.get(export.get_absolute_url()).status_code == 404
    for name in ("import_rows", "import_report", "import_progress"):
        assert client.get(reverse(f"referrals:{name}", args=[run.pk])).status_code == 404
    assert client.post(reverse("referrals:discard_import", args=[run.pk])).status_code == 404
    assert client.post(reverse("referrals:export_file", args=[export.pk])).status_code == 404
    assert str(run.pk) not in client.get(IMPORTS).content.decode()
    run.refresh_from_db()
    assert run.status == "CHECKED"


def test_a_chosen_office_of_somebody_else_is_no_choice(sign_in, ulises, lima, iquitos):
    upload(sign_in(ulises), sheet_of(ROWS), office=str(iquitos.pk))
    assert ImportRun.objects.get().office == lima


def test_strangers_are_sent_to_sign_in(client, db):
    for address in (IMPORTS, EXPORTS):
        assert client.get(address).status_code == 302


# What was kept --------------------------------------------------------------------------------------------------


def test_the_case_team_reads_what_our_fields_do_not_hold(sign_in, rosa, celia, iquitos):
    rows = [
        {"prs_FirstName": "Zarzamora", "prs_MiddleName": "Inés", "vic_MethodsOfControl": "DebtBondage;FalsePromises"}
    ]
    imported(sheet_of(rows), iquitos, celia)
    record = StandardRecord.objects.get()
    entry = TimelineEntry.objects.get(kind="IMPORT")
    address = reverse("referrals:standard_record", args=[record.pk])
    assert entry.subject_id == record.pk
    told = sign_in(rosa).get(address).content.decode()
    assert "Falsas promesas" in told
    assert "Zarzamora" not in told
    uncovered = sign_in(rosa).post(address)
    assert "Zarzamora" in uncovered.content.decode()
    assert uncovered.headers["Refresh"].startswith("60")
    assert AuditEntry.objects.filter(action=AuditAction.REVEALED, actor_id=rosa.pk).exists()


def test_what_was_kept_of_another_office_is_not_found(sign_in, ulises, celia, iquitos):
    imported(sheet_of(ROWS), iquitos, celia)
    address = reverse("referrals:standard_record", args=[StandardRecord.objects.first().pk])
    assert sign_in(ulises).get(address).status_code == 404


@pytest.mark.slow
def test_lists_cost_the_same_for_one_and_for_twelve(sign_in, ulises, lima, django_assert_max_num_queries):
    client = sign_in(ulises)

    def queries(address):
        with django_assert_max_num_queries(60) as counted:
            client.get(address)
        return len(counted)

    done(lima, ulises)
    ask_for_export(lima, "Uno", by=ulises)
    before = queries(IMPORTS), queries(EXPORTS)
    for number in range(11):
        checked(lima, ulises)
        ask_for_export(lima, f"Otro {number}", by=ulises)
    assert (queries(IMPORTS), queries(EXPORTS)) == before
