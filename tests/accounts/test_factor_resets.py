"""A lost second factor: one person asks, another confirms, and only then is anything removed."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.acting import acting
from accounts.factors import actions, codes, recovery
from accounts.factors.errors import NotOpen
from accounts.models import AuditEntry, FactorReset
from accounts.permissions import PERMISSIONS, Permission, Role
from tests.conftest import PASSWORD, make_user
from tests.signing_in import enrolled, sign_in_by_form, signed_in
from vault.errors import Shredded
from vault.models import DataKey

pytestmark = pytest.mark.django_db
REASON = "Le robaron el celular en el mercado; la vi en la sede."


@pytest.fixture
def lost(rosa):
    """Rosa, who has lost everything that she signs in with."""
    recovery.make(enrolled(rosa))
    return rosa


@pytest.fixture
def asked(lost, raul):
    return actions.ask_factor_reset(lost, REASON, by=raul)


def untouched(user) -> bool:
    return Authenticator.objects.filter(user=user).count() == 1 and recovery.left(user) == 10


def actions_of(user):
    return list(AuditEntry.objects.filter(actor_id=user.pk).order_by("at", "id").values_list("action", flat=True))


def test_raul_asks_dario_confirms_and_rosa_begins_anew(client, lost, raul, dario):
    hers = type(client)()
    sign_in_by_form(hers, lost, PASSWORD)
    app = codes.app_of(lost)
    typed = {"reason": REASON, "idempotency_key": str(uuid4())}
    answer = signed_in(client, raul).post(reverse("accounts:ask_factor_reset", args=[lost.pk]), typed)
    reset = FactorReset.objects.get()
    assert answer["Location"] == reverse("accounts:factor_reset", args=[reset.pk])
    assert untouched(lost) and hers.get("/casos/").status_code == 200, "asking alone changes nothing"

    signed_in(client, dario)
    listed = client.get(reverse("accounts:factor_resets")).content.decode()
    assert "Por confirmar" in listed and "Raúl G." in listed
    assert REASON in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"])
    assert not Authenticator.objects.filter(user=lost).exists() and recovery.left(lost) == 0
    with pytest.raises(Shredded):
        codes.seed_of(app)
    assert hers.get("/casos/").status_code == 302, "her sessions are over"
    assert actions_of(raul)[-1] == "factor_reset_asked"
    assert actions_of(dario)[-2:] == ["factor_reset_confirmed", "factor_removed"]

    hers.post(reverse("accounts:sign_in"), {"username": "rosa", "password": PASSWORD})
    assert hers.get("/")["Location"] == reverse("accounts:enrol")


def test_whoever_asked_does_not_confirm(sign_in, asked, raul, lost):
    page = reverse("accounts:factor_reset", args=[asked.pk])
    assert "Confirmar y anular" not in sign_in(raul).get(page).content.decode()
    assert sign_in(raul).post(page).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.confirm_factor_reset(asked, by=raul)
    assert untouched(lost)


def test_another_administrator_confirms(sign_in, asked, lost):
    second = make_user("rita", "Rita G.", Role.ADMIN)
    sign_in(second).post(reverse("accounts:factor_reset", args=[asked.pk]))
    assert not Authenticator.objects.filter(user=lost).exists()


def test_nobody_confirms_their_own(nora, raul):
    reset = actions.ask_factor_reset(enrolled(nora), REASON, by=raul)
    with pytest.raises(PermissionDenied):
        actions.confirm_factor_reset(reset, by=nora)
    assert Authenticator.objects.filter(user=nora).exists()


def test_nobody_asks_for_their_own(sign_in, raul):
    page = sign_in(raul).get(reverse("accounts:ask_factor_reset", args=[raul.pk]))
    assert page.status_code == 403
    assert "Anular el segundo paso" not in sign_in(raul).get(reverse("accounts:user", args=[raul.pk])).content.decode()


@pytest.mark.parametrize("change", ["asker confirms", "own account", "own asking", "no date", "too late"])
def test_the_database_itself_wants_two_people_within_a_day(asked, raul, dario, change):
    now = timezone.now()
    changes = {
        "asker confirms": {"confirmed_by": raul, "confirmed_at": now},
        "own account": {"confirmed_by_id": asked.account_id, "confirmed_at": now},
        "own asking": {"asked_by_id": asked.account_id},
        "no date": {"confirmed_by": dario},
        "too late": {"confirmed_by": dario, "confirmed_at": asked.asked_at + timedelta(hours=24, seconds=1)},
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        FactorReset.objects.filter(pk=asked.pk).update(**changes[change])


def test_after_a_day_it_is_over_and_may_be_asked_again(sign_in, asked, lost, raul, dario):
    with time_machine.travel(asked.asked_at + timedelta(hours=24), tick=False):
        with pytest.raises(NotOpen):
            actions.confirm_factor_reset(asked, by=dario)
        page = sign_in(dario).post(reverse("accounts:factor_reset", args=[asked.pk]), follow=True).content.decode()
        assert "ya se confirmó o se venció" in page and "Vencido" in page
        assert untouched(lost)
        assert actions.ask_factor_reset(lost, REASON, by=raul).pk != asked.pk


def test_it_is_confirmed_once(asked, lost, dario, nora):
    actions.confirm_factor_reset(asked, by=dario)
    enrolled(lost)
    with pytest.raises(NotOpen):
        actions.confirm_factor_reset(asked, by=nora)
    assert Authenticator.objects.filter(user=lost).count() == 1


def test_asking_twice_leads_to_the_one_that_is_open(asked, lost, raul):
    assert actions.ask_factor_reset(lost, "Otra vez.", by=raul) == asked
    assert FactorReset.objects.count() == 1


def test_the_reason_is_sealed(asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM accounts_factorreset")
        assert b"mercado" not in bytes(cursor.fetchone()[0])
    assert FactorReset.objects.get().reason == REASON


def test_a_reason_is_needed(sign_in, raul, lost):
    typed = {"reason": " ", "idempotency_key": str(uuid4())}
    page = sign_in(raul).post(reverse("accounts:ask_factor_reset", args=[lost.pk]), typed)
    assert page.status_code == 422 and "cómo comprobaste" in page.content.decode()
    assert not FactorReset.objects.exists()


def test_only_those_who_confirm_see_them(sign_in, asked, celia, raul, dario, nora):
    address = reverse("accounts:factor_reset", args=[asked.pk])
    assert {user.username: sign_in(user).get(address).status_code for user in (celia, raul, dario, nora)} == {
        "celia": 403,
        "raul": 200,
        "dario": 200,
        "nora": 200,
    }
    may = {role for role in Role if Permission.CONFIRM_FACTOR_RESET in PERMISSIONS[role]}
    assert may == {Role.ADMIN, Role.DATA_PROTECTION_OFFICER, Role.NATIONAL_COORDINATOR}


def test_a_list_of_twelve_costs_what_a_list_of_one_does(sign_in, asked, raul, dario):
    client, costs = sign_in(dario), []
    for number in range(12):
        if number in (0, 11):
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("accounts:factor_resets"))
            costs.append(len(queries))
        other = make_user(f"otra{number}", f"Otra {number}", Role.AUDITOR)
        actions.ask_factor_reset(other, REASON, by=raul)
    assert costs[0] == costs[1] <= 6


def test_the_database_lets_only_the_confirmer_remove_and_only_then(asked, lost, dario, nora, raul):
    with acting(dario):
        assert Authenticator.objects.filter(user=lost)._raw_delete("default") == 0, "not confirmed yet"
        actions.confirm_factor_reset(asked, by=dario)
    enrolled(lost)
    for other in (nora, raul):
        with acting(other):
            assert Authenticator.objects.filter(user=lost)._raw_delete("default") == 0
    with connection.cursor() as cursor:  # an hour ago, by the clock of the database
        cursor.execute(
            "UPDATE accounts_factorreset SET asked_at = now() - interval '2 hours',"
            " confirmed_at = now() - interval '1 hour'"
        )
    with acting(dario):
        assert Authenticator.objects.filter(user=lost)._raw_delete("default") == 0
    assert Authenticator.objects.filter(user=lost).count() == 1


@pytest.mark.parametrize("who", ["celia", "raul"])
def test_the_database_lets_nobody_ask_or_confirm_in_anothers_name(request, asked, lost, nora, who):
    somebody = request.getfixturevalue(who)
    with acting(somebody):
        changed = FactorReset.objects.filter(pk=asked.pk)
        if who == "celia":
            assert not changed.exists()
        else:
            with pytest.raises(ProgrammingError), transaction.atomic():
                changed.update(confirmed_by=nora, confirmed_at=timezone.now(), asked_by=nora)
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            FactorReset.objects.create(account=lost, reason=REASON, asked_by=nora, key=DataKey.objects.make())
