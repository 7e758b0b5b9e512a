"""Password and then something else: codes, recovery codes, the first factor, and what each of them opens."""

import json
import re
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.acting import NOBODY, acting
from accounts.factors import actions, codes, recovery, steps
from accounts.factors.errors import HasFactor, LastFactor, WrongFactor
from accounts.models import AuditEntry, RecoveryCode, User
from tests.conftest import PASSWORD
from tests.signing_in import SEED, code_of, enrolled, sign_in_by_form, signed_in, without_factor
from vault.errors import SealBroken, Shredded

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 17, tzinfo=timezone.get_default_timezone())


def told(entries):
    return list(entries.values_list("action", "fields"))


def trail(action):
    return AuditEntry.objects.filter(action=action)


def give_password(client, user):
    return client.post(reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD})


def give_code(client, typed):
    return client.post(reverse("accounts:second_step"), {"code": typed})


def seed_shown(page) -> str:
    return re.search(r"<code>([A-Z2-7 ]+)</code>", page.content.decode())[1].replace(" ", "")


def present_code(seed) -> str:
    return codes.code_at(seed, int(timezone.now().timestamp()) // 30)


# Two steps ----------------------------------------------------------------------------------------------------


def test_a_password_alone_opens_nothing_and_the_code_opens_everything(client, rosa):
    enrolled(rosa)
    assert give_password(client, rosa)["Location"] == reverse("accounts:second_step")
    assert client.get("/casos/")["Location"].startswith(reverse("accounts:sign_in"))
    assert not client.get(reverse("accounts:second_step")).wsgi_request.user.is_authenticated
    assert give_code(client, code_of(rosa))["Location"] == "/"
    assert client.get("/casos/").status_code == 200
    assert told(trail("factor_used")) == [("factor_used", ["totp"])]
    assert trail("signed_in").count() == 1


def test_whoever_has_given_no_password_is_asked_for_it_first(client, rosa):
    enrolled(rosa)
    assert give_code(client, code_of(rosa))["Location"] == reverse("accounts:sign_in")
    assert not trail("factor_used").exists()


def test_a_wrong_code_is_said_beside_its_field_and_written_down(client, rosa):
    enrolled(rosa)
    give_password(client, rosa)
    right = code_of(rosa)
    page = give_code(client, "000000" if right != "000000" else "111111")
    assert page.status_code == 422
    assert "El código no es correcto o ya se usó" in page.content.decode()
    assert "(opcional)" not in page.content.decode() and 'value="null"' not in page.content.decode()
    assert told(trail("factor_failed")) == [("factor_failed", ["totp"])]
    assert client.get("/casos/").status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "ñññ", "\u0661\u0661\u0661\u0661\u0661\u0661", "{}"])
def test_what_is_no_code_is_refused(client, rosa, typed):
    enrolled(rosa)
    give_password(client, rosa)
    assert give_code(client, typed).status_code == 422


def test_a_code_is_typed_with_or_without_a_space(client, rosa):
    enrolled(rosa)
    give_password(client, rosa)
    code = code_of(rosa)
    assert give_code(client, f" {code[:3]} {code[3:]} ").status_code == 302


def test_after_four_wrong_codes_the_password_is_asked_again(client, rosa):
    enrolled(rosa)
    give_password(client, rosa)
    for _each in range(steps.TRIES):
        give_code(client, "nada de esto")
    assert give_code(client, code_of(rosa))["Location"] == reverse("accounts:sign_in")


def test_a_password_given_ten_minutes_ago_no_longer_counts(client, rosa):
    enrolled(rosa)
    with time_machine.travel(NOON, tick=False) as clock:
        give_password(client, rosa)
        clock.shift(steps.WAITING_SECONDS + 1)
        assert give_code(client, code_of(rosa))["Location"] == reverse("accounts:sign_in")


@pytest.mark.parametrize("change", ["password", "inactive"])
def test_a_change_of_the_account_between_the_two_steps_ends_them(client, rosa, change):
    enrolled(rosa)
    give_password(client, rosa)
    if change == "password":
        rosa.set_password("otra frase muy distinta")
        rosa.save()
    else:
        User.objects.filter(pk=rosa.pk).update(is_active=False)
    assert give_code(client, code_of(rosa))["Location"] == reverse("accounts:sign_in")
    assert client.get("/casos/").status_code == 302


def test_each_step_gives_the_session_a_new_key(client, rosa):
    enrolled(rosa)
    client.get(reverse("accounts:sign_in"))
    keys = []
    give_password(client, rosa)
    keys.append(client.session.session_key)
    give_code(client, code_of(rosa))
    keys.append(client.session.session_key)
    assert len(set(keys)) == 2


# Codes --------------------------------------------------------------------------------------------------------


def test_a_code_is_taken_once_even_by_another_session(client, rosa):
    enrolled(rosa)
    give_password(client, rosa)
    code = code_of(rosa)
    assert give_code(client, code).status_code == 302
    other = Client()
    give_password(other, rosa)
    assert give_code(other, code).status_code == 422
    assert give_code(other, code_of(rosa)).status_code == 302, "the next one is taken"


def test_the_code_before_a_used_one_is_not_taken_any_more(rosa):
    enrolled(rosa)
    with time_machine.travel(NOON, tick=False) as clock:
        before = present_code(SEED)
        clock.shift(30)
        assert codes.spend(rosa, present_code(SEED))
        assert not codes.spend(rosa, before)


@pytest.mark.parametrize(("seconds", "is_taken"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_telephone_may_be_half_a_minute_early_or_late(rosa, seconds, is_taken):
    enrolled(rosa)
    with time_machine.travel(NOON, tick=False) as clock:
        shown = codes.code_at(SEED, int(NOON.timestamp()) // 30)
        clock.shift(seconds)
        assert codes.spend(rosa, shown) is is_taken


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, SHA-1, its last six digits."""
    seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [codes.code_at(seed, at // 30) for at in (59, 1111111109, 1234567890)] == ["287082", "081804", "005924"]


def test_neither_the_database_nor_the_session_holds_a_seed(client, rosa):
    without_factor(client, rosa)
    seed = seed_shown(client.get(reverse("accounts:add_app")))
    assert seed not in json.dumps(dict(client.session.items()))
    client.post(reverse("accounts:add_app"), {"code": present_code(seed)})
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = cursor.fetchone()[0]
    assert seed not in stored
    assert codes.seed_of(codes.app_of(rosa)) == seed


def test_a_seed_copied_to_another_account_does_not_open(rosa, elmer):
    enrolled(rosa)
    stolen = Authenticator(user=elmer, type="totp", data=codes.app_of(rosa).data)
    stolen.save()
    with pytest.raises(SealBroken):
        codes.seed_of(stolen)


def test_allauth_itself_can_neither_store_nor_read_a_seed():
    for method in (get_adapter().encrypt, get_adapter().decrypt):
        with pytest.raises(NotImplementedError):
            method(SEED)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("totp", {"secret": SEED}), ("recovery_codes", {"seed": "ab" * 40, "used_mask": 0}), ("sms", {})],
)
def test_the_database_refuses_open_seeds_and_codes_that_can_be_computed_again(rosa, kind, data):
    with pytest.raises(IntegrityError), transaction.atomic():
        Authenticator(user=rosa, type=kind, data=data).save()


# Recovery codes -----------------------------------------------------------------------------------------------


def test_a_recovery_code_opens_once(client, rosa):
    enrolled(rosa)
    first, *others = recovery.make(rosa)
    give_password(client, rosa)
    page = client.post(reverse("accounts:second_step"), {"code": first.upper().replace("-", " ")}, follow=True)
    assert "Te quedan 9." in page.content.decode()
    assert told(trail("factor_used")) == [("factor_used", ["recovery"])]
    other = Client()
    give_password(other, rosa)
    assert give_code(other, first).status_code == 422
    assert give_code(other, others[0]).status_code == 302


def test_recovery_codes_are_ten_long_ones_of_which_only_a_hash_is_kept(rosa):
    made = recovery.make(rosa)
    assert len(set(made)) == recovery.COUNT == 10
    assert all(re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", code) for code in made), "16 letters of 32: 80 bits"
    kept = b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())
    assert len(kept) == 320
    assert not any(code.encode() in kept or code.replace("-", "").encode() in kept for code in made)


def test_a_recovery_code_serves_its_own_account_only(rosa, elmer):
    codes_of_elmer = recovery.make(elmer)
    recovery.make(rosa)
    assert not recovery.spend(rosa, codes_of_elmer[0])
    assert recovery.left(elmer) == 10


def test_new_recovery_codes_make_the_old_ones_worthless(client, sign_in, rosa):
    old = recovery.make(enrolled(rosa))
    page = sign_in(rosa).post(reverse("accounts:recovery_codes"))
    new = re.findall(r"<code>([a-z2-9-]{19})</code>", page.content.decode())
    assert len(new) == 10
    assert not recovery.spend(rosa, old[0])
    assert recovery.spend(rosa, new[0])


# The first factor -----------------------------------------------------------------------------------------------


def test_whoever_has_no_factor_adds_one_and_then_works(client, rosa):
    assert give_password(client, rosa).status_code == 302
    for address in ("/", "/casos/", "/mi-cuenta/", reverse("accounts:factors"), reverse("accounts:recovery_codes")):
        assert client.get(address)["Location"] == reverse("accounts:enrol"), address
    page = client.get(reverse("accounts:add_app"))
    assert 'class="qr"' in page.content.decode()
    page = client.post(reverse("accounts:add_app"), {"code": present_code(seed_shown(page))})
    shown = re.findall(r"<code>([a-z2-9-]{19})</code>", page.content.decode())
    assert len(shown) == 10
    assert client.get("/casos/").status_code == 200
    assert told(trail("factor_added")) == [("factor_added", ["totp"])]
    assert recovery.spend(rosa, shown[3])


def test_no_page_shows_a_menu_before_the_second_factor(client, rosa):
    without_factor(client, rosa)
    for address in (reverse("accounts:enrol"), reverse("accounts:add_app"), "/no-existe/"):
        page = client.get(address).content.decode()
        assert "Rosa T." not in page and "/trabajo/" not in page, address


def test_a_temporary_password_is_changed_before_the_first_factor(client, rosa):
    User.objects.filter(pk=rosa.pk).update(must_change_password=True)
    give_password(client, rosa)
    assert client.get(reverse("accounts:enrol"))["Location"] == reverse("accounts:account")
    new = {"password": PASSWORD, "new_password": "cuatro rios y una luna"}
    page = client.post(reverse("accounts:account"), new, follow=True)
    assert page.redirect_chain[-1][0] == reverse("accounts:enrol")


def test_a_wrong_first_code_adds_nothing(client, rosa):
    without_factor(client, rosa)
    page = client.get(reverse("accounts:add_app"))
    seed = seed_shown(page)
    wrong = client.post(reverse("accounts:add_app"), {"code": codes.code_at(seed, 1)})
    assert wrong.status_code == 422
    assert seed_shown(wrong) == seed, "the app that read the drawing need not read another"
    assert not Authenticator.objects.exists()
    assert client.get("/")["Location"] == reverse("accounts:enrol")


def test_the_code_that_proved_the_app_does_not_sign_in_too(client, rosa):
    without_factor(client, rosa)
    code = present_code(seed_shown(client.get(reverse("accounts:add_app"))))
    client.post(reverse("accounts:add_app"), {"code": code})
    other = Client()
    give_password(other, rosa)
    assert give_code(other, code).status_code == 422


def test_a_session_without_factor_adds_none_beside_one_that_was_added_elsewhere(client, rosa):
    """Whoever knows only the password does not slip in a factor of their own."""
    without_factor(client, rosa)
    seed = seed_shown(client.get(reverse("accounts:add_app")))
    enrolled(rosa)
    answer = client.post(reverse("accounts:add_app"), {"code": present_code(seed)}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts:sign_in")
    assert Authenticator.objects.filter(user=rosa).count() == 1
    assert codes.seed_of(codes.app_of(rosa)) == SEED
    with pytest.raises(HasFactor):
        actions.add_app(rosa, seed, present_code(seed), is_first=True, session_key=None)


# One's own factors ----------------------------------------------------------------------------------------------


def key_of(user, name):
    key = Authenticator(user=user, type="webauthn", data={"name": name, "credential": {}})
    key.save()
    return key


def test_my_account_lists_what_one_signs_in_with(sign_in, rosa):
    key_of(enrolled(rosa), "Llave azul")
    recovery.make(rosa)
    page = sign_in(rosa).get(reverse("accounts:factors")).content.decode()
    assert "Aplicación de códigos" in page and "Llave azul" in page and "Te quedan 10." in page


def test_a_factor_is_removed_but_never_the_last(sign_in, rosa):
    client, key = sign_in(enrolled(rosa)), key_of(rosa, "Llave azul")
    app = codes.app_of(rosa)
    client.post(reverse("accounts:remove_factor"), {"factor": app.pk})
    assert list(Authenticator.objects.filter(user=rosa)) == [key]
    with pytest.raises(Shredded):
        codes.seed_of(app)
    page = client.post(reverse("accounts:remove_factor"), {"factor": key.pk}, follow=True)
    assert "Es el único que tienes" in page.content.decode()
    assert Authenticator.objects.filter(user=rosa).count() == 1
    with pytest.raises(LastFactor):
        actions.remove_factor(rosa, key, session_key=None)
    assert told(trail("factor_removed")) == [("factor_removed", ["totp"])]


@pytest.mark.parametrize("typed", ["theirs", "", "x", "99999999999999999999"])
def test_nobody_removes_what_is_not_theirs(sign_in, rosa, elmer, typed):
    key_of(enrolled(elmer), "Llave roja")
    typed = codes.app_of(elmer).pk if typed == "theirs" else typed
    assert sign_in(enrolled(rosa)).post(reverse("accounts:remove_factor"), {"factor": typed}).status_code == 404
    assert Authenticator.objects.count() == 3


def test_a_change_of_factors_ends_the_other_sessions(sign_in, rosa):
    client, other = sign_in(enrolled(rosa)), Client()
    signed_in(other, rosa)
    key_of(rosa, "Llave azul")
    client.post(reverse("accounts:remove_factor"), {"factor": codes.app_of(rosa).pk})
    assert client.get("/casos/").status_code == 200
    assert other.get("/casos/").status_code == 302


def test_another_app_takes_the_place_of_the_first(sign_in, rosa):
    client, old = sign_in(enrolled(rosa)), codes.app_of(rosa)
    recovery.make(rosa)
    seed = seed_shown(client.get(reverse("accounts:add_app")))
    assert client.post(reverse("accounts:add_app"), {"code": present_code(seed)}).status_code == 302
    assert codes.seed_of(codes.app_of(rosa)) == seed
    with pytest.raises(Shredded):
        codes.seed_of(old)


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("get", "accounts:add_app"),
        ("get", "accounts:add_key"),
        ("post", "accounts:add_app"),
        ("post", "accounts:remove_factor"),
        ("post", "accounts:recovery_codes"),
    ],
)
def test_five_minutes_later_every_change_asks_again_who_is_there(client, rosa, method, name):
    key_of(enrolled(rosa), "Llave azul")
    app, old = codes.app_of(rosa), recovery.make(rosa)
    with time_machine.travel(NOON, tick=False) as clock:
        sign_in_by_form(client, rosa, PASSWORD)
        clock.shift(steps.FRESH_SECONDS + 1)
        answer = getattr(client, method)(reverse(name), {"factor": app.pk})
        assert answer["Location"].startswith(reverse("accounts:prove"))
        assert Authenticator.objects.filter(user=rosa).count() == 2 and recovery.left(rosa) == len(old)
        assert client.post(answer["Location"], {"password": "otra"}).status_code == 422
        assert client.post(answer["Location"], {"password": PASSWORD})["Location"] == reverse(name)
        assert client.get(reverse("accounts:add_app")).status_code == 200


def test_proving_who_one_is_leads_to_no_foreign_site(sign_in, rosa):
    address = reverse("accounts:prove") + "?next=https://example.org/"
    assert sign_in(rosa).post(address, {"password": PASSWORD})["Location"] == reverse("accounts:factors")


def test_a_wrong_factor_leaves_the_row_that_says_so(rosa):
    with pytest.raises(WrongFactor):
        actions.use_factor(enrolled(rosa), typed="no es")
    assert trail("factor_failed").get().actor_name == "rosa"


def test_spent_codes_are_refused_for_as_long_as_the_row_says(rosa):
    """What was used is in the database, not in the memory of one process."""
    enrolled(rosa)
    with time_machine.travel(NOON, tick=False):
        assert codes.spend(rosa, present_code(SEED))
        fresh = Authenticator.objects.get(user=rosa)
        assert fresh.data["counter"] == int(NOON.timestamp()) // 30
        assert fresh.last_used_at - NOON < timedelta(seconds=1)
        assert not codes.spend(rosa, present_code(SEED))


# What the database itself refuses -----------------------------------------------------------------------------------


def test_the_database_shows_nobody_what_another_signs_in_with(rosa, elmer, raul, nora):
    recovery.make(enrolled(rosa))
    for who in (elmer, raul, nora, NOBODY):
        with acting(who):
            assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists()
            assert Authenticator.objects.filter(user=rosa).update(data={}) == 0
            assert RecoveryCode.objects.filter(user=rosa).update(used_at=None) == 0
            recovery.forget(rosa)
            assert Authenticator.objects.filter(user=rosa)._raw_delete("default") == 0
    with acting(rosa):
        assert Authenticator.objects.count() == 1 and recovery.left(rosa) == 10


@pytest.mark.parametrize("kind", ["factor", "code"])
def test_the_database_lets_nobody_add_a_factor_to_another(rosa, elmer, kind):
    with acting(elmer), pytest.raises(ProgrammingError), transaction.atomic():
        enrolled(rosa) if kind == "factor" else recovery.make(rosa)
    assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists()
