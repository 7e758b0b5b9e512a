"""The pages of the aid fund: one next step for whoever looks, nobody decides her own, and the ledger without names."""

import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from cases.models import Attachment, Task
from cases.states import AttachmentKind, TaskKind
from directory.models import Project
from services.actions.aid import allocate, approve_aid, pay_aid
from services.aid_states import AidPurpose, AidStatus, AidUrgency, PaymentMethod
from services.models import AidBudget, AidMovement, AidRequest
from tests.referrals.workbooks import cells_of
from tests.services.test_aid import add_fund, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(iquitos, nora):
    return add_fund(iquitos, nora)


@pytest.fixture
def asked(case, person, rosa, celia):
    return ask(case, person, rosa)


def typed(**values):
    return {"idempotency_key": str(uuid4()), **values}


def post(client, aid, step, **values):
    return client.post(f"{aid.get_absolute_url()}?paso={step}", typed(**values))


def test_a_request_is_one_form_and_lands_in_the_coordination_s_work(case, person, rosa, celia, sign_in):
    url = reverse("services:aid_new", args=[case.pk])
    values = {
        "person": person.pk,
        "purpose": AidPurpose.MEDICINE,
        "amount": "45.90",
        "urgency": AidUrgency.TODAY,
        "reason": "Tratamiento de siete días.",
    }
    client, key = sign_in(rosa), str(uuid4())
    for _time in range(2):  # pressed twice
        answer = client.post(url, {**values, "idempotency_key": key})
    aid = AidRequest.objects.get()
    assert answer.url == aid.get_absolute_url()
    page = sign_in(celia).get(reverse("cases:home")).content.decode()
    assert "Decidir un pedido de ayuda" in page
    assert aid.get_absolute_url() in page


@pytest.mark.parametrize("amount", ["0", "-5", "1.001", "mucho", "99999999"])
def test_an_amount_that_is_none_is_refused_and_nothing_typed_is_lost(case, person, rosa, sign_in, amount):
    values = {"person": person.pk, "purpose": "FOOD", "amount": amount, "urgency": "TODAY", "reason": "Para comer."}
    answer = sign_in(rosa).post(reverse("services:aid_new", args=[case.pk]), typed(**values))
    assert (answer.status_code, AidRequest.objects.count()) == (422, 0)
    assert "Para comer." in answer.content.decode()


def test_each_sees_the_one_step_that_is_hers(asked, budget, rosa, celia, milagros, sign_in):
    mine = sign_in(rosa).get(asked.get_absolute_url()).content.decode()
    assert "La coordinación decide" in mine
    assert "paso=anular" in mine
    assert "quedan S/ 1,000.00" in sign_in(celia).get(asked.get_absolute_url()).content.decode()


def test_the_way_to_a_settled_account_by_its_pages(asked, budget, rosa, celia, sign_in):
    post(sign_in(celia), asked, "aprobar", budget=budget.pk, amount="100")
    post(sign_in(celia), asked, "pagar", amount="95.50", method="CASH", on=timezone.localdate().strftime("%d/%m/%Y"))
    assert Task.objects.pending().get(kind=TaskKind.AID_RECEIPT).assigned_to == rosa
    post(sign_in(rosa), asked, "comprobante", receipt="", declaration="El motocarro no da boleta.")
    post(sign_in(celia), asked, "cerrar")
    row = AidRequest.objects.get(pk=asked.pk)
    assert (row.status, row.paid_amount) == (AidStatus.SETTLED, Decimal("95.50"))
    assert not Task.objects.pending().filter(kind__startswith="AID").exists()


def test_whoever_asked_finds_no_way_to_decide_and_a_post_is_refused(case, person, budget, celia, nora, sign_in):
    own = ask(case, person, celia)
    client = sign_in(celia)
    assert "paso=aprobar" not in client.get(own.get_absolute_url()).content.decode()
    post(client, own, "aprobar", budget=budget.pk, amount="10")
    assert AidRequest.objects.get(pk=own.pk).status == AidStatus.REQUESTED
    assert not AidMovement.objects.filter(kind="COMMITMENT").exists()


def test_more_than_is_left_stays_on_the_page_with_what_is_left(asked, iquitos, celia, nora, sign_in):
    small = add_fund(iquitos, nora, amount="30", code="CHICO")
    answer = post(sign_in(celia), asked, "aprobar", budget=small.pk, amount="31")
    assert answer.status_code == 422
    assert "le quedan S/ 30.00" in answer.content.decode()
    assert AidRequest.objects.get(pk=asked.pk).status == AidStatus.REQUESTED


def test_a_receipt_is_chosen_among_the_documents_of_the_case(asked, budget, case, rosa, celia, sign_in):
    approve_aid(asked, budget, Decimal(50), by=celia)
    pay_aid(asked, Decimal(50), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    made = {"case": case, "key": case.key, "uploaded_by": rosa, "size": 1, "extension": "pdf", "digest": b"x"}
    receipt, other = (
        Attachment.objects.create(
            **made, number=number, kind=kind, title=title, original_name="x", file_name=title, file_key=b"x"
        )
        for number, kind, title in ((1, AttachmentKind.RECEIPT, "Boleta"), (2, AttachmentKind.REPORT, "Informe"))
    )
    client = sign_in(rosa)
    assert "Boleta" in client.get(asked.get_absolute_url()).content.decode()
    assert post(client, asked, "comprobante", receipt=other.pk, declaration="").status_code == 422
    post(client, asked, "comprobante", receipt=receipt.pk, declaration="")
    assert AidRequest.objects.get(pk=asked.pk).receipt == receipt


def test_the_fund_shows_first_what_waits_for_a_decision(asked, budget, case, person, rosa, celia, sign_in):
    paid = approve_aid(ask(case, person, rosa, "10"), budget, Decimal(10), by=celia)
    pay_aid(paid, Decimal(10), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    newer = ask(case, person, rosa, "20")
    client, url = sign_in(celia), reverse("services:aid_fund")
    page = client.get(url).content.decode()
    places = [page.index(each.code) for each in (asked, newer, paid)]
    assert places == sorted(places)
    narrow = client.get(url, {"estado": AidStatus.PAID, "fondo": budget.project_id}).content.decode()
    assert paid.code in narrow
    assert asked.code not in narrow


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_ledger_goes_out_by_code_with_no_cell_that_acts(asked, budget, iquitos, celia, nora, sign_in, ending):
    Project.objects.filter(pk=budget.project_id).update(code="JTIP-26")
    approve_aid(asked, budget, Decimal("100.10"), by=celia)
    answer = sign_in(celia).post(reverse("services:aid_ledger"), {"formato": ending})
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        rows = cells_of(answer.content)
    assert [str(cell) for cell in rows[2][1:6]] == ["JTIP-26", "IQT", "Aprobación", _amount(ending), asked.code]
    assert len(rows) == 3
    assert AuditEntry.objects.get(action="exported").fields == ["rows=2"]
    assert ending in answer["Content-Disposition"]


def _amount(ending: str) -> str:
    return "100.10" if ending == "csv" else "100.1"


def test_the_ledger_of_an_office_is_its_own(budget, lima, nora, ulises, sign_in):
    add_fund(lima, nora, code="LIMA")
    text = sign_in(ulises).post(reverse("services:aid_ledger"), {"formato": "csv"}).content.decode()
    assert "LIMA" in text
    assert "JTIP-26" not in text


def test_the_administration_gives_an_office_money_and_takes_back_what_is_left(budget, iquitos, raul, sign_in):
    url, client = reverse("services:aid_budgets"), sign_in(raul)
    day = timezone.localdate().strftime("%d/%m/%Y")
    values = {"project": budget.project_id, "office": iquitos.pk, "way": "TAKE", "on": day}
    assert client.post(url, typed(**values, amount="1000.01")).status_code == 422
    client.post(url, typed(**values, amount="400"))
    assert AidBudget.objects.get().balance == 600
    assert allocate(budget.project, iquitos, Decimal(1), by=raul, on=timezone.localdate()).amount == 1
