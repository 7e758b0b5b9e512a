"""The card of "Mi trabajo": whose answer is late, for whoever answers for it and for whoever organises the office."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tasks import tell_news
from cases.states import SharedItem
from directory.codelists import ServiceKind
from referrals.actions import Answer, Draft, draft_referral, move_referral, send_referral
from referrals.models import Referral
from referrals.states import ReferralStatus

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


def test_an_agencys_answer_is_news_to_whoever_follows_it_and_a_referral_to_its_desk(
    sign_in, case, person, upe_loreto, rosa, lidia
):
    User.objects.filter(pk__in=[rosa.pk, lidia.pk]).update(email="alguien@entidad.example")
    case.tasks.update(cancelled_at=timezone.now())
    referral = refer(case, person, upe_loreto, rosa)
    tell_news()
    assert len(mail.outbox) == 1, "the desk is told, whoever sent it is not"
    home(sign_in(rosa))
    sign_in(lidia).get(reverse("referrals:desk"))
    move_referral(referral, ReferralStatus.ACKNOWLEDGED, by=lidia, answer=Answer(agency_number="118-2026"))
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        tell_news()
        page = home(sign_in(rosa))
    assert len(mail.outbox) == 2
    assert f"movió la derivación {referral.code}: {ReferralStatus.ACKNOWLEDGED.label}" in page
    assert "118-2026" not in mail.outbox[1].body + mail.outbox[1].subject
