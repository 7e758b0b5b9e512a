"""The card of "Mi trabajo": whose answer is late, for whoever answers for it and for whoever organises the office."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.states import SharedItem
from directory.codelists import ServiceKind
from referrals.actions import Draft, draft_referral, send_referral
from referrals.models import Referral

pytestmark = pytest.mark.django_db

CARD = "Derivaciones vencidas"


def refer(case, person, unit, by, *, days_late=0):
    draft = Draft(
        unit=unit, services=(ServiceKind.SHELTER,), reason="Necesita un lugar seguro.", items=(SharedItem.AGE_SEX,)
    )
    referral = send_referral(draft_referral(case, person, draft, by=by), by=by)
    if days_late:
        Referral.objects.filter(pk=referral.pk).update(due_on=timezone.localdate() - timedelta(days=days_late))
    return referral


def home(client):
    return client.get(reverse("cases:home")).content.decode()


def test_nothing_is_said_while_nobody_is_late(sign_in, case, person, upe_loreto, rosa):
    refer(case, person, upe_loreto, rosa)
    assert CARD not in home(sign_in(rosa))


def test_who_answers_for_it_finds_the_late_agency_and_the_way_to_the_board(sign_in, case, person, upe_loreto, rosa):
    late = refer(case, person, upe_loreto, rosa, days_late=8)
    page = home(sign_in(rosa))
    assert CARD in page and upe_loreto.name in page and late.get_absolute_url() in page
    assert "Venció el" in page
    assert f'href="{reverse("referrals:board")}?vencidas=on&amp;responsable=rosa"' in page


def test_a_colleague_is_not_told_and_the_coordination_is(sign_in, case, person, upe_loreto, rosa, elmer, celia, ulises):
    refer(case, person, upe_loreto, rosa, days_late=8)
    assert CARD not in home(sign_in(elmer))
    assert CARD in home(sign_in(celia))
    assert CARD not in home(sign_in(ulises)), "another office"


def test_many_cost_as_one(
    sign_in, case, person, upe_loreto, rosa, django_assert_num_queries, django_assert_max_num_queries
):
    refer(case, person, upe_loreto, rosa, days_late=1)
    client = sign_in(rosa)
    with django_assert_max_num_queries(30) as counted:
        home(client)
    for days in range(2, 12):
        refer(case, person, upe_loreto, rosa, days_late=days)
    with django_assert_num_queries(len(counted)):
        page = home(client)
    assert "Hay más; estas son las de mayor demora." in page
