"""Coming in, leaving in a second, and looking after the accounts."""

from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from accounts.models import AuditEntry, User
from accounts.permissions import Role
from tests.conftest import PASSWORD
from tests.signing_in import enrolled, sign_in_by_form

pytestmark = pytest.mark.django_db


def test_rosa_signs_in_and_lands_on_her_work(client, rosa):
    answer = sign_in_by_form(client, enrolled(rosa), PASSWORD)
    assert answer.status_code == 302
    assert client.get("/")["Location"] == reverse("cases:home")
    assert AuditEntry.objects.filter(action="signed_in", actor_id=rosa.pk).count() == 1


@pytest.mark.parametrize(
    "typed", [{"username": "rosa", "password": "otra"}, {"username": "nadie", "password": PASSWORD}]
)
def test_a_wrong_password_and_an_unknown_user_get_the_same_answer(client, rosa, typed):
    answer = client.post(reverse("accounts:sign_in"), typed)
    assert answer.status_code == 422
    assert "no coinciden" in answer.content.decode()
    assert typed["password"] not in answer.content.decode()
    assert AuditEntry.objects.get(action="sign_in_failed").actor_name == ""


def test_an_inactive_account_does_not_come_in(client, rosa):
    User.objects.filter(pk=rosa.pk).update(is_active=False)
    assert client.post(reverse("accounts:sign_in"), {"username": "rosa", "password": PASSWORD}).status_code == 422


def test_signing_in_does_not_lead_to_a_foreign_site(client, rosa):
    foreign = "?next=https://example.org/"
    assert sign_in_by_form(client, enrolled(rosa), PASSWORD, foreign)["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_wanted(client, rosa):
    wanted = "?next=/casos/"
    assert sign_in_by_form(client, enrolled(rosa), PASSWORD, wanted)["Location"] == "/casos/"


def test_the_quick_exit_locks_the_session_and_says_nothing(sign_in, rosa):
    client = sign_in(rosa)
    page = client.get(reverse("accounts:quick_exit"))
    text = page.content.decode().lower()
    assert not any(word in text for word in ("calp", "registro", "caso", "víctima"))
    assert page["Clear-Site-Data"]
    assert client.get(reverse("accounts:account"))["Location"] == reverse("accounts:locked")
    assert client.post(reverse("accounts:locked"), {"password": "otra"}).status_code == 422
    client.post(reverse("accounts:locked"), {"password": PASSWORD})
    assert client.get(reverse("accounts:account")).status_code == 200


def test_pages_are_not_kept_by_the_browser(sign_in, rosa):
    assert sign_in(rosa).get(reverse("accounts:account"))["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/mi-cuenta/", "/no-existe/", "/cuentas/", "/salir/"])
def test_every_answer_lets_the_page_load_only_what_is_ours(sign_in, rosa, address):
    policy = sign_in(rosa).get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'nonce-" in policy
    assert "unsafe" not in policy and "http" not in policy


def new_account(**more):
    return {
        "username": "nueva",
        "display_name": "Nueva N.",
        "email": "",
        "role": Role.AUDITOR,
        "office": "",
        "agency_unit": "",
        "idempotency_key": str(uuid4()),
    } | more


def test_raul_adds_an_account_and_reads_its_password_once(client, sign_in, raul):
    sign_in(raul)
    typed = new_account()
    page = client.post(reverse("accounts:add_user"), typed)
    user = User.objects.get(username="nueva")
    password = page.context["password"]
    assert user.check_password(password) and user.must_change_password
    assert f'href="{reverse("accounts:users")}">Ya la entregué' in page.content.decode()
    again = client.post(reverse("accounts:add_user"), typed)
    assert again["Location"] == reverse("accounts:user", args=[user.pk])
    assert User.objects.filter(username="nueva").count() == 1


def test_a_temporary_password_opens_nothing_but_its_own_change(client, rosa, sign_in):
    User.objects.filter(pk=rosa.pk).update(must_change_password=True)
    sign_in(rosa)
    assert client.get("/")["Location"] == reverse("accounts:account")
    good = {"password": PASSWORD, "new_password": "cuatro rios y una luna"}
    changed = client.post(reverse("accounts:account"), good, follow=True)
    assert changed.redirect_chain[-1][0] == reverse("cases:home"), "she wanted to work, not to see her account"
    assert "Contraseña cambiada." in changed.content.decode()


@pytest.mark.parametrize("weak", ["corta", "12345678901234567890"])
def test_a_weak_password_is_refused_beside_its_field(client, rosa, sign_in, weak):
    sign_in(rosa)
    page = client.post(reverse("accounts:account"), {"password": PASSWORD, "new_password": weak})
    assert page.status_code == 422
    assert User.objects.get(pk=rosa.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"username": ""}, "Escribe un usuario"),
        ({"username": "Doña Inés"}, "Usa letras sin tilde"),
        ({"display_name": ""}, "Escribe cómo se mostrará"),
        ({"email": "no es un correo"}, "necesita una dirección"),
        ({"role": "jefa"}, "Elegir una de las opciones"),
        ({"role": Role.COORDINATOR}, "Elige la sede"),
        ({"role": Role.AGENCY_GUEST}, "Elige la unidad"),
    ],
)
def test_each_wrong_datum_of_an_account_gets_words_beside_it(client, sign_in, raul, changed, words):
    sign_in(raul)
    page = client.post(reverse("accounts:add_user"), new_account(**changed))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not User.objects.filter(display_name="Nueva N.").exists()


def test_two_administrators_at_once_lose_nothing(client, sign_in, raul, rosa):
    sign_in(raul)
    page = reverse("accounts:user", args=[rosa.pk])
    form = client.get(page).context["form"]
    typed = {
        "display_name": "Rosa Tello",
        "email": "",
        "role": rosa.role,
        "office": str(rosa.office_id),
        "agency_unit": "",
        "is_active": "on",
        "version": form["version"].value(),
        "seen": form["seen"].value(),
    }
    User.objects.filter(pk=rosa.pk).update(display_name="Rosa María T.", version=rosa.version + 1)
    answer = client.post(page, typed)
    assert answer.status_code == 409
    assert "Rosa Tello" in answer.content.decode() and "Rosa María T." in answer.content.decode()
    assert User.objects.get(pk=rosa.pk).display_name == "Rosa María T."


@pytest.mark.parametrize("page", ["accounts:users", "accounts:add_user", "accounts:audit"])
def test_caseworkers_do_not_manage_accounts_nor_read_the_trail(sign_in, rosa, page):
    assert sign_in(rosa).get(reverse(page)).status_code == 403
    assert AuditEntry.objects.filter(action="denied", actor_id=rosa.pk).count() == 1


def test_the_trail_is_read_by_the_auditor_in_a_constant_number_of_queries(
    sign_in, ana, rosa, django_assert_num_queries
):
    client = sign_in(ana)
    for rows in (1, 12):
        for _each in range(rows):
            rosa.record("viewed", "cases.case", "x", code="CALP-IQT-2026-0001")
        with django_assert_num_queries(5):
            page = client.get(reverse("accounts:audit"))
        assert "CALP-IQT-2026-0001" in page.content.decode()


def test_a_day_that_does_not_exist_is_said_beside_the_filter(sign_in, ana):
    page = sign_in(ana).get(reverse("accounts:audit") + "?desde=31/02/2026")
    assert page.status_code == 422
    assert "necesita una fecha que exista" in page.content.decode()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_auditentry SET actor_name = 'x'",
        "DELETE FROM accounts_auditentry",
        "TRUNCATE accounts_auditentry",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(rosa, statement):
    rosa.record("viewed", "cases.case", "x")
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 1


def test_english_is_chosen_never_guessed(client, sign_in, rosa):
    sign_in(rosa)
    page = reverse("accounts:account")
    assert "Mi cuenta" in client.get(page, headers={"accept-language": "en"}).content.decode()
    client.post(reverse("accounts:language"), {"language": "en"})
    assert 'lang="en"' in client.get(page).content.decode()
