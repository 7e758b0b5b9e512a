"""Reports in the browser: who sees which, asking, following, reading, taking the file."""

import hashlib
import uuid
from datetime import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditAction, AuditEntry
from reports import files
from reports.models import ReportRun
from reports.production import make_run
from reports.states import Failure, ReportCode, RunStatus
from tests.reports.conftest import OCTOBER, october, woman

RUNS, NEW = "/reportes/", "/reportes/nuevo/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def twentieth_of_november():
    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 20, 9))):
        yield


def a_run(code=ReportCode.R2, office=None, period=OCTOBER, **more) -> ReportRun:
    return ReportRun.objects.add(code, period, office.pk if office else None, reason="CHECK", **more)


@pytest.fixture
def done(desk, iquitos, celia):
    desk.open(october(3), who=woman(16))
    run = a_run(office=iquitos, requested_by=celia)
    assert make_run(run.pk)
    run.refresh_from_db()
    return run


def url(name, run):
    return reverse(f"reports:{name}", args=[run.pk])


def asked(**changes):
    return {
        "code": "R2",
        "month": "2026-10",
        "first": "",
        "last": "",
        "office": "IQT",
        "reason": "",
        "idempotency_key": str(uuid.uuid4()),
    } | changes


# Who --------------------------------------------------------------------------------------------------------


def test_monitoring_and_national_coordination_see_every_run_a_coordinator_those_of_the_office(
    sign_in, teo, nora, celia, ulises, iquitos, lima
):
    runs = {office and office.code: a_run(office=office) for office in (iquitos, lima, None)}

    def seen(user):
        page = sign_in(user).get(RUNS).content.decode()
        return {code for code, run in runs.items() if str(run.pk) in page}

    assert seen(teo) == seen(nora) == {"IQT", "LIM", None}
    assert seen(celia) == {"IQT"}
    assert seen(ulises) == {"LIM"}


@pytest.mark.security
@pytest.mark.parametrize("who", ["rosa", "ines", "elmer", "milagros", "dario", "ana", "raul", "lidia"])
@pytest.mark.parametrize("name", ["runs", "new", "run", "run_progress", "download"])
def test_whoever_has_no_reports_is_refused_with_a_trace(sign_in, iquitos, request, who, name):
    run = a_run(office=iquitos)
    client = sign_in(request.getfixturevalue(who))
    before = AuditEntry.objects.filter(action=AuditAction.DENIED).count()

    answer = client.get(reverse(f"reports:{name}", args=[] if name in ("runs", "new") else [run.pk]))

    assert answer.status_code == 403
    assert AuditEntry.objects.filter(action=AuditAction.DENIED).count() == before + 1


@pytest.mark.security
@pytest.mark.parametrize("name", ["run", "run_progress", "download"])
def test_another_office_learns_nothing_of_a_run(sign_in, ulises, done, name):
    answer = sign_in(ulises).get(url(name, done))

    assert answer.status_code == 404
    assert AuditEntry.objects.filter(action=AuditAction.DENIED, subject_id=str(done.pk)).exists()


@pytest.mark.security
@pytest.mark.parametrize("name", ["try_again", "check"])
def test_another_office_changes_nothing_of_a_run(sign_in, ulises, done, iquitos, name):
    failed = a_run(ReportCode.R1, iquitos, status=RunStatus.FAILED, failure=Failure.UNEXPECTED)

    for run in (done, failed):
        assert sign_in(ulises).post(url(name, run)).status_code == 404
    failed.refresh_from_db()
    assert failed.status == RunStatus.FAILED


@pytest.mark.security
@pytest.mark.parametrize("office", ["LIM", "TODAS", "", "XXX"])
def test_a_coordinator_cannot_ask_for_another_office_or_for_all(sign_in, celia, office):
    answer = sign_in(celia).post(NEW, asked(office=office))

    assert answer.status_code == 422
    assert ReportRun.objects.count() == 0


@pytest.mark.security
@pytest.mark.parametrize("name", ["try_again", "check"])
def test_verbs_are_not_addresses_to_visit(sign_in, teo, name):
    assert sign_in(teo).get(url(name, a_run())).status_code == 405


# Asking -----------------------------------------------------------------------------------------------------


def test_asking_leads_to_the_run_which_is_in_the_queue(sign_in, celia, iquitos):
    answer = sign_in(celia).post(NEW, asked(), follow=True)

    run = ReportRun.objects.get()
    assert answer.redirect_chain == [(f"/reportes/{run.pk}/", 302)]
    assert (run.code, run.period, run.office, run.requested_by) == ("R2", OCTOBER, iquitos, celia)
    assert "En cola" in answer.content.decode()


def test_a_second_click_asks_once(sign_in, celia):
    form = asked()
    addresses = {sign_in(celia).post(NEW, form).url for _each in range(3)}

    assert ReportRun.objects.count() == 1
    assert len(addresses) == 1


def test_this_month_is_counted_until_today(sign_in, teo):
    sign_in(teo).post(NEW, asked(month="2026-11", office="TODAS"))

    run = ReportRun.objects.get()
    assert (str(run.period_from), str(run.period_to), run.office) == ("2026-11-01", "2026-11-20", None)


def test_other_days_are_taken_as_they_are_typed(sign_in, teo):
    sign_in(teo).post(NEW, asked(month="otras", first="15082026", last="31-08-26"))

    assert str(ReportRun.objects.get().period_from) == "2026-08-15"


def test_days_left_behind_are_not_read_when_a_month_is_chosen(sign_in, teo):
    assert sign_in(teo).post(NEW, asked(first="31/02/2026")).status_code == 302
    assert ReportRun.objects.get().period == OCTOBER


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "R99"}, "Elegir una de las opciones de «Reporte»"),
        ({"code": ""}, "Falta «Reporte»"),
        ({"month": "2020-01"}, "Elegir una de las opciones de «Periodo»"),
        ({"month": ""}, "Falta «Periodo»"),
        ({"office": "XXX"}, "Elegir una de las opciones de «Sede»"),
        ({"reason": "porque sí"}, "Elegir una de las opciones de «Por qué otra revisión»"),
        ({"month": "otras"}, "Escribe el día, o elige un mes en «Periodo»"),
        ({"month": "otras", "first": "31/02/2026", "last": "01/03/2026"}, "«Desde» necesita una fecha que exista"),
        ({"month": "otras", "first": "02/03/2026", "last": "01/03/2026"}, "El periodo termina antes de empezar"),
        ({"month": "otras", "first": "02/03/2026", "last": "21/11/2026"}, "Elige hasta hoy como máximo"),
        ({"idempotency_key": "x"}, "El formulario llegó incompleto"),
    ],
)
def test_wrong_input_is_said_in_spanish_and_nothing_is_asked(sign_in, teo, typed, said):
    answer = sign_in(teo).post(NEW, asked(**typed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert typed.get("first", "") in page
    assert ReportRun.objects.count() == 0


def test_what_exists_is_shown_before_another_revision_is_made(sign_in, celia, done):
    answer = sign_in(celia).post(NEW, asked())

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Este reporte ya existe" in page
    assert done.get_absolute_url() in page
    assert ReportRun.objects.count() == 1

    assert sign_in(celia).post(NEW, asked(reason="LATE_RECORDS")).status_code == 302
    assert ReportRun.objects.get(revision=2).reason == "LATE_RECORDS"


def test_a_link_may_say_which_report_and_month(sign_in, teo):
    page = sign_in(teo).get(NEW, {"reporte": "R9", "mes": "2026-09"}).content.decode()

    assert '<option value="R9" selected>' in page
    assert '<option value="2026-09" selected>' in page


# Following --------------------------------------------------------------------------------------------------


def test_a_run_in_the_making_shows_its_percentage_and_asks_again(sign_in, celia, iquitos):
    run = a_run(office=iquitos, status=RunStatus.RUNNING, progress=60)

    page = sign_in(celia).get(url("run", run)).content.decode()

    assert '<progress max="100" value="60"' in page
    assert f'hx-get="{url("run_progress", run)}" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_the_bar_stops_asking_and_brings_the_page_when_the_run_is_done(sign_in, celia, done, iquitos):
    waiting = a_run(ReportCode.R1, iquitos)
    client = sign_in(celia)

    assert "HX-Refresh" not in client.get(url("run_progress", waiting)).headers
    assert client.get(url("run_progress", done)).headers["HX-Refresh"] == "true"


def test_a_service_that_does_not_come_is_said(sign_in, celia, iquitos):
    run = a_run(office=iquitos)

    with time_machine.travel(timezone.make_aware(datetime(2026, 11, 20, 9, 30))):
        page = sign_in(celia).get(url("run", run)).content.decode()

    assert "se generará cuando vuelva" in page


def test_a_failed_run_says_why_and_can_be_tried_again(sign_in, celia, iquitos):
    run = a_run(office=iquitos, status=RunStatus.FAILED, failure=Failure.NO_SPACE)
    client = sign_in(celia)

    assert "No había espacio" in client.get(url("run", run)).content.decode()
    assert client.post(url("try_again", run)).url == run.get_absolute_url()
    run.refresh_from_db()
    assert run.status == RunStatus.QUEUED


def test_trying_a_finished_run_again_says_that_it_is_not_stopped(sign_in, celia, done):
    page = sign_in(celia).post(url("try_again", done), follow=True).content.decode()

    assert "ya no está detenido" in page


# Reading ----------------------------------------------------------------------------------------------------


def test_the_page_shows_the_same_numbers_as_the_file(sign_in, celia, done):
    page = sign_in(celia).get(url("run", done)).content.decode()

    assert "Menores de edad" in page
    assert done.fingerprint in page
    assert done.file_sha256 in page
    assert "a pedido de Celia M." in page
    assert 'role="img" aria-label="Personas por género y edad: Mujeres 1' in page


@pytest.mark.security
def test_no_name_and_no_code_on_the_page_or_in_its_title(sign_in, celia, done):
    page = sign_in(celia).get(url("run", done)).content.decode()

    assert "<title>Víctimas por edad y género · Octubre de 2026 – Registro</title>" in page
    assert "Kantuta" not in page
    assert "CALP-IQT" not in page


def test_the_file_is_an_attachment_with_its_own_name_and_leaves_a_trace(sign_in, celia, done):
    answer = sign_in(celia).get(url("download", done))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="R2-2026-10-IQT.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert hashlib.sha256(answer.content).hexdigest() == done.file_sha256
    assert AuditEntry.objects.filter(action=AuditAction.DOWNLOADED, subject_id=str(done.pk), actor_id=celia.pk).exists()


def test_there_is_no_file_before_the_run_is_done(sign_in, celia, iquitos):
    assert sign_in(celia).get(url("download", a_run(office=iquitos))).status_code == 404


def test_an_altered_file_is_not_given_out(sign_in, celia, done, monkeypatch):
    files.write(done.file_path, b"%PDF altered")
    monkeypatch.setattr("reports.actions.render_document", lambda run: b"%PDF other layout")

    answer = sign_in(celia).get(url("download", done), follow=True)

    assert "se perdió o fue alterado" in answer.content.decode()


def test_checking_says_that_it_is_the_same_to_the_byte(sign_in, celia, done):
    page = sign_in(celia).post(url("check", done), follow=True).content.decode()

    assert "es el mismo archivo, byte por byte" in page


@pytest.mark.slow
def test_checking_says_when_the_kept_file_was_altered(sign_in, celia, done):
    files.write(done.file_path, b"%PDF altered")

    page = sign_in(celia).post(url("check", done), follow=True).content.decode()

    assert "se perdió o fue alterado" in page


# The list ---------------------------------------------------------------------------------------------------


def test_filters_stand_in_the_address(sign_in, teo, iquitos, lima):
    wanted = a_run(ReportCode.R9, iquitos)
    others = [a_run(ReportCode.R9, lima), a_run(ReportCode.R1, iquitos), a_run(ReportCode.R9)]

    page = sign_in(teo).get(RUNS, {"reporte": "R9", "sede": "IQT", "mes": "2026-10", "estado": "QUEUED"})

    assert str(wanted.pk) in page.content.decode()
    assert not any(str(run.pk) in page.content.decode() for run in others)
    assert str(wanted.pk) not in sign_in(teo).get(RUNS, {"mes": "2026-09"}).content.decode()


def test_a_wrong_filter_is_said_and_narrows_nothing(sign_in, teo):
    run = a_run()

    answer = sign_in(teo).get(RUNS, {"reporte": "R99"})

    assert answer.status_code == 422
    assert "Elegir una de las opciones de «Reporte»" in answer.content.decode()
    assert str(run.pk) in answer.content.decode()


def test_the_empty_list_says_what_comes(sign_in, celia):
    assert "Todavía no hay reportes" in sign_in(celia).get(RUNS).content.decode()
    assert "Quita alguno" in sign_in(celia).get(RUNS, {"reporte": "R1"}).content.decode()


def test_the_next_monthly_report_is_announced(sign_in, celia):
    assert "1 dic 2026" in sign_in(celia).get(RUNS).content.decode()


def test_long_lists_come_in_pages(sign_in, teo):
    for _each in range(30):
        a_run()
    client = sign_in(teo)
    first = client.get(RUNS)
    second = client.get(RUNS + first.context["page"].next_url)

    assert (len(first.context["page"]), len(second.context["page"])) == (25, 5)


@pytest.mark.parametrize("count", [1, 12])
def test_the_number_of_queries_of_the_list_does_not_depend_on_its_length(
    sign_in, teo, iquitos, count, django_assert_num_queries
):
    for _each in range(count):
        a_run(office=iquitos, requested_by=teo)
    client = sign_in(teo)
    client.get(RUNS)

    with django_assert_num_queries(8):
        client.get(RUNS)
