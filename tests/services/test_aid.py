"""The aid fund: two people behind every sol, and a balance that never goes below zero, whoever asks at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.acting import as_system
from cases.errors import NotPossible
from cases.models import Attachment, Task
from cases.states import TaskKind
from directory.models import Project
from services.actions.aid import (
    Wanted,
    account_aid,
    allocate,
    approve_aid,
    cancel_aid,
    pay_aid,
    reject_aid,
    request_aid,
    return_paper,
    settle_aid,
)
from services.aid_states import AidPurpose, AidStatus, AidUrgency, MovementKind, PaymentMethod
from services.models import AidBudget, AidMovement, AidRequest, AidStatusChange
from tests.plugins.database import as_owner

pytestmark = pytest.mark.django_db


def soles(amount: str) -> Decimal:
    return Decimal(amount)


def add_fund(office, by, amount="1000", code="JTIP-26"):
    today = timezone.localdate()
    project = Project.objects.create(code=code, name=f"Ayuda directa {code}", funder="Donante")
    allocate(project, office, soles(amount), by=by, on=today)
    return AidBudget.objects.get(project=project)


def ask(case, person, by, amount="120"):
    wanted = Wanted(person, AidPurpose.TRANSPORT, soles(amount), "Pasaje a Nauta.", AidUrgency.THIS_WEEK)
    return request_aid(case, wanted, by=by)


@pytest.fixture
def budget(iquitos, nora):
    return add_fund(iquitos, nora)


@pytest.fixture
def asked(case, person, rosa, celia):
    return ask(case, person, rosa)


def pending(kind):
    return list(Task.objects.pending().filter(kind=kind))


def test_a_request_goes_from_asking_to_its_settled_account(asked, budget, rosa, celia):
    assert [task.assigned_to for task in pending(TaskKind.AID_DECIDE)] == [celia]
    approved = approve_aid(asked, budget, soles("100"), by=celia)
    assert pending(TaskKind.AID_DECIDE) == []
    paid = pay_aid(approved, soles("80.50"), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    assert [task.assigned_to for task in pending(TaskKind.AID_RECEIPT)] == [rosa]
    accounted = account_aid(paid, by=rosa, declaration="El deslizador no da boleta.")
    settled = settle_aid(accounted, by=celia)

    budget.refresh_from_db()
    assert (settled.status, pending(TaskKind.AID_RECEIPT)) == (AidStatus.SETTLED, [])
    assert (budget.allocated, budget.committed, budget.paid) == (1000, soles("80.50"), soles("80.50"))
    course = list(AidStatusChange.objects.filter(request=asked).values_list("new", flat=True))
    assert course == ["REQUESTED", "APPROVED", "PAID", "ACCOUNTED", "SETTLED"]
    ledger = list(AidMovement.objects.filter(request=asked).values_list("kind", "amount"))
    assert ledger == [("COMMITMENT", 100), ("PAYMENT", soles("80.50")), ("RELEASE", soles("19.50"))]


def test_nobody_approves_pays_or_settles_her_own_request(case, person, budget, celia, nora):
    own = ask(case, person, celia)
    assert [task.assigned_to for task in pending(TaskKind.AID_DECIDE)] == [nora]
    with pytest.raises(NotPossible):
        approve_aid(own, budget, soles("50"), by=celia)
    with pytest.raises(NotPossible):
        reject_aid(own, by=celia, reason="No.")
    approved = approve_aid(own, budget, soles("50"), by=nora)
    with pytest.raises(NotPossible):
        pay_aid(approved, soles("50"), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    row = AidRequest.objects.get(pk=own.pk)
    assert (row.status, row.paid_by, AidMovement.objects.filter(kind="PAYMENT").count()) == ("APPROVED", None, 0)


@pytest.mark.parametrize("column", ["decided_by", "paid_by"])
def test_the_database_refuses_one_person_on_both_sides(asked, column):
    with pytest.raises(IntegrityError, match="by_another"), transaction.atomic():
        AidRequest.objects.filter(pk=asked.pk).update(**{column: asked.requested_by})


def test_whoever_may_not_approve_does_not(asked, budget, elmer):
    with pytest.raises(NotPossible):
        approve_aid(asked, budget, soles("10"), by=elmer)
    assert AidMovement.objects.exclude(kind=MovementKind.ALLOCATION).count() == 0


def test_more_than_asked_more_than_left_another_office_or_a_fund_that_is_over_are_refused(
    asked, budget, iquitos, lima, celia, nora
):
    of_lima = add_fund(lima, nora, code="LIMA")
    over = add_fund(iquitos, nora, code="VIEJO")
    over.project.valid_from, over.project.valid_to = date(2025, 1, 1), date(2026, 1, 1)
    over.project.save()
    small = add_fund(iquitos, nora, amount="20", code="CHICO")
    for chosen, amount in ((budget, "120.01"), (small, "20.01"), (of_lima, "10"), (over, "10")):
        with pytest.raises(NotPossible):
            approve_aid(asked, chosen, soles(amount), by=celia)
    assert not AidMovement.objects.filter(kind=MovementKind.COMMITMENT).exists()


def test_what_is_called_off_is_free_again_and_what_was_paid_cannot_be(asked, budget, rosa, celia, case, person):
    approve_aid(asked, budget, soles("120"), by=celia)
    cancel_aid(asked, by=rosa, reason="Viajó con su tía.")
    budget.refresh_from_db()
    assert (budget.balance, pending(TaskKind.AID_PAY)) == (1000, [])

    other = approve_aid(ask(case, person, rosa), budget, soles("90"), by=celia)
    pay_aid(other, soles("90"), PaymentMethod.WALLET, by=celia, on=timezone.localdate())
    with pytest.raises(NotPossible):
        cancel_aid(other, by=celia, reason="Error.")
    budget.refresh_from_db()
    assert (budget.balance, budget.paid) == (910, 90)


def test_a_paper_that_will_not_do_is_asked_for_again(asked, budget, rosa, celia):
    approve_aid(asked, budget, soles("60"), by=celia)
    pay_aid(asked, soles("60"), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    account_aid(asked, by=rosa, declaration="No hay.")
    return_paper(asked, by=celia, reason="El comprobante se puede pedir en la agencia.")
    row = AidRequest.objects.get(pk=asked.pk)
    assert (row.status, row.declaration, len(pending(TaskKind.AID_RECEIPT))) == (AidStatus.PAID, "", 1)


def test_the_paper_is_a_document_of_the_same_case_or_a_statement(asked, budget, rosa, celia, intake):
    approve_aid(asked, budget, soles("60"), by=celia)
    pay_aid(asked, soles("60"), PaymentMethod.CASH, by=celia, on=timezone.localdate())
    with pytest.raises(NotPossible):
        account_aid(asked, by=rosa)
    foreign = Attachment(case_id=asked.pk)
    with pytest.raises(NotPossible):
        account_aid(asked, by=rosa, receipt=foreign)
    assert AidRequest.objects.get(pk=asked.pk).status == AidStatus.PAID


def test_no_is_said_with_a_reason(asked, celia):
    with pytest.raises(NotPossible):
        reject_aid(asked, by=celia, reason="")
    assert reject_aid(asked, by=celia, reason="Lo cubre el SIS.").status == AidStatus.REJECTED


def test_an_office_gives_back_only_what_it_has_left(budget, asked, iquitos, nora, celia):
    approve_aid(asked, budget, soles("100"), by=celia)
    with pytest.raises(NotPossible):
        allocate(budget.project, iquitos, soles("-900.01"), by=nora, on=timezone.localdate())
    allocate(budget.project, iquitos, soles("-900"), by=nora, on=timezone.localdate())
    budget.refresh_from_db()
    assert (budget.allocated, budget.balance) == (100, 0)


def test_lines_of_the_ledger_and_sums_are_written_by_no_other_way(budget, iquitos, nora):
    for refused in (
        lambda: AidMovement.objects.update(amount=1),
        lambda: AidMovement.objects.all()._raw_delete("default"),
        lambda: AidBudget.objects.update(allocated=5000),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    with as_owner(), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AidMovement.objects.update(amount=1)
    budget.refresh_from_db()
    assert (budget.allocated, AidMovement.objects.get().amount) == (1000, 1000)


def test_the_database_refuses_a_balance_below_zero_whoever_writes(budget, asked, celia):
    today = timezone.localdate()
    with pytest.raises(IntegrityError, match="never_below_zero"), transaction.atomic():
        AidMovement.objects.create(
            budget=budget, kind=MovementKind.COMMITMENT, amount=1001, request=asked, on=today, by=celia
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_twenty_approvals_at_once_exactly_the_ten_that_the_balance_holds_go_through(case, person, rosa, celia, nora):
    budget = add_fund(case.office, nora, amount="1000")
    requests = [ask(case, person, rosa, "100") for _ in range(20)]
    together = Barrier(20)

    @as_system
    def approve(request):
        together.wait(timeout=30)
        try:
            approve_aid(request, budget, soles("100"), by=celia)
        except NotPossible:
            return False
        else:
            return True

    def in_a_thread(request):
        try:
            return approve(request)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        went_through = list(pool.map(in_a_thread, requests))

    budget.refresh_from_db()
    assert (sum(went_through), budget.committed, budget.balance) == (10, 1000, 0)
    assert AidMovement.objects.filter(kind=MovementKind.COMMITMENT).count() == 10
    assert AidRequest.objects.filter(status=AidStatus.APPROVED).count() == 10


def test_what_is_asked_for_today_is_due_today(case, person, rosa, celia):
    wanted = Wanted(person, AidPurpose.MEDICINE, soles("40"), "Antibiótico.", AidUrgency.TODAY)
    request_aid(case, wanted, by=rosa)
    assert [task.due_on for task in pending(TaskKind.AID_DECIDE)] == [timezone.localdate() + timedelta(days=0)]
