"""Courses, jobs and enterprises: days as their state needs them, seed capital of her own, visits that end them."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.errors import NotPossible
from services.actions.aid import Wanted, request_aid
from services.actions.livelihood import add_livelihood, visit_livelihood
from services.aid_states import AidPurpose, AidUrgency
from services.livelihood_states import LivelihoodKind, LivelihoodState, Sector
from services.models import Livelihood, LivelihoodVisit
from tests.services.test_plan import agreed

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def part(case):
    return case.participations.select_related("person__key", "case__key", "case__office").get()


def told(**values):
    names = dict.fromkeys(("where", "training"), "") | dict.fromkeys(("started_on", "ended_on", "aid"))
    begun = {"kind": LivelihoodKind.JOB, "sector": Sector.FOOD, "what": "Ayudante", "state": LivelihoodState.RUNNING}
    return names | begun | {"started_on": ago(30)} | values


def asked(case, person, rosa, purpose):
    return request_aid(case, Wanted(person, purpose, Decimal(500), "Carreta.", AidUrgency.CAN_WAIT), by=rosa)


def test_an_enterprise_begins_with_seed_capital_of_hers(case, person, part, rosa):
    seed, food = (asked(case, person, rosa, each) for each in (AidPurpose.SEED_CAPITAL, AidPurpose.FOOD))
    for values in ({"kind": LivelihoodKind.ENTERPRISE, "aid": food}, {"aid": seed}):
        with pytest.raises(NotPossible, match="capital semilla"):
            add_livelihood(part, told(**values), by=rosa)
    assert not Livelihood.objects.exists()
    assert add_livelihood(part, told(kind=LivelihoodKind.ENTERPRISE, aid=seed), by=rosa).aid == seed


def test_a_visit_that_finds_it_over_ends_it_and_is_never_changed(part, rosa):
    job = add_livelihood(part, told(), by=rosa)
    visit_livelihood(job, ago(5), True, "Contenta.", by=rosa)
    with pytest.raises(NotPossible, match="en marcha"):
        visit_livelihood(job, ago(31), True, "", by=rosa)
    visit_livelihood(job, ago(1), False, "", by=rosa)
    job.refresh_from_db()
    assert (job.state, job.ended_on) == (LivelihoodState.LEFT, ago(1))
    with pytest.raises(NotPossible, match="en marcha"):
        visit_livelihood(job, ago(0), True, "", by=rosa)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        LivelihoodVisit.objects.update(goes_on=True)
    with pytest.raises(IntegrityError, match="livelihood_over"), transaction.atomic():
        Livelihood.objects.update(ended_on=None)


def test_it_is_written_changed_and_visited_from_her_plan(case, person, part, rosa, sign_in):
    plan, client = agreed(part, rosa), sign_in(rosa)
    seed, page = asked(case, person, rosa, AidPurpose.SEED_CAPITAL), plan.get_absolute_url()
    new = reverse("services:livelihood_new", args=[part.pk])
    sent = {
        "kind": "ENTERPRISE",
        "sector": "FOOD",
        "what": "Jugos",
        "state": "RUNNING",
        "started_on": "",
        "aid": seed.pk,
    }
    key = {"idempotency_key": str(uuid4())}
    assert client.post(new, sent | key).status_code == 422
    for _time in range(2):
        assert client.post(new, sent | key | {"started_on": ago(3).strftime("%d/%m/%Y")}).url == page
    row = Livelihood.objects.select_related("key").get()
    shown = client.get(page).content.decode()
    assert "Jugos" in shown and seed.code in shown
    change = {**sent, "started_on": ago(3).strftime("%d/%m/%Y"), "what": "Jugos y empanadas", "version": 1, "seen": ""}
    assert client.post(row.get_absolute_url(), change).status_code == 302
    assert client.post(row.get_absolute_url(), change | {"what": "x"}).status_code == 409
    visit = reverse("services:livelihood_visit", args=[row.pk])
    seen = {"idempotency_key": str(uuid4()), "on": ago(0).strftime("%d/%m/%Y"), "goes_on": "si"}
    assert client.post(visit, seen).url == page
    assert "Jugos y empanadas" in client.get(page).content.decode() and LivelihoodVisit.objects.get().goes_on
