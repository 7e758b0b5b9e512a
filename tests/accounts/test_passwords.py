"""Which passwords are too easy to guess, what hashing them costs, and how long a temporary one lives."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password, identify_hasher
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.models import User
from accounts.passwords import GuessableValidator, PasswordHasher, guessing, own_words
from tests.conftest import PASSWORD

ROSA = SimpleNamespace(
    username="rosa.tello", display_name="Rosa Tello", email="rtello@example.org", place_of_work="Sede Iquitos"
)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("Password12345678", "otras personas ya usaron"),
        ("contraseña segura", "otras personas ya usaron"),
        ("tequieromucho2024", "años"),
        ("alianzalima1901!", "otras personas ya usaron"),
        ("padrenuestro2026", "otras personas ya usaron"),
        ("iquitos2026calp", "años"),
        ("V1ctima$2026Calp", "palabras de este trabajo"),
        ("trataDePersonas2026", "palabras de este trabajo"),
        ("expedientescalp", "palabras de este trabajo"),
        ("RosaTello19841984", "tu nombre"),
        ("rosarosarosarosa", "lo mismo repetido"),
        ("rtello-sede-iquitos", "tu nombre"),
        ("aaaaaaaaaaaaaaaa", "lo mismo repetido"),
        ("abcdefghijklmnop", "seguidas"),
        ("zxcvbnmasdfghjkl", "seguidas"),
        ("1q2w3e4r5t6y7u8i", "ya usaron"),
        ("20051987120319992", "años"),
        ("              ", "repetido"),
    ],
)
def test_what_is_made_of_what_is_tried_first_is_refused_and_told_why(password, told):
    with pytest.raises(ValidationError) as refusal:
        GuessableValidator().validate(password, ROSA)
    [sentence] = refusal.value.messages
    assert told in sentence
    assert password.strip() == "" or password not in sentence


@pytest.mark.parametrize(
    "password",
    [
        "cuatro rios y una luna",
        "una frase larga de prueba",
        "correcto caballo bateria grapa",
        "el tucan mastica papel",
        "luna-sol-mar-rio-dia",
        "mi perro come mangos verdes",
        "kX9#vQ2!pLm7&z",
        "la lancha sale a las seis",
    ],
)
def test_phrases_and_random_signs_pass_without_any_rule_of_composition(password):
    GuessableValidator().validate(password, ROSA)


def test_every_temporary_password_would_pass():
    for _each in range(50):
        GuessableValidator().validate(actions.temporary_password(), ROSA)


def test_a_word_of_the_owner_costs_less_than_the_same_word_of_a_stranger():
    with_own, _kinds = guessing("tello tucan", own_words(ROSA))
    without, _kinds = guessing("tello tucan", {})
    assert with_own < without


def test_the_lists_are_there_and_the_longest_password_is_judged_quickly():
    assert guessing("password", {})[0] < guessing("xqzjwkvy", {})[0]
    bits, _kinds = guessing("ab1" * 66, {})
    assert bits < 36


def test_the_validators_ask_for_length_and_for_nothing_of_composition():
    names = [type(each).__name__ for each in get_default_password_validators()]
    assert "GuessableValidator" in names and "MinimumLengthValidator" in names
    shortest = next(each for each in get_default_password_validators() if hasattr(each, "min_length"))
    assert shortest.min_length == 14


@pytest.mark.django_db
def test_a_password_of_her_office_is_refused_beside_its_field(sign_in, rosa):
    page = sign_in(rosa).post(reverse("accounts:account"), {"password": PASSWORD, "new_password": "iquitos-rosa-2026"})
    assert page.status_code == 422
    assert "Se adivina pronto" in page.content.decode() and "iquitos-rosa-2026" not in page.content.decode()
    assert User.objects.get(pk=rosa.pk).check_password(PASSWORD)


# Hashing ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def real_hashes(settings):
    settings.PASSWORD_HASHERS = ["accounts.passwords.PasswordHasher"]


def test_passwords_are_hashed_with_argon2id_of_46_mebibytes(real_hashes):
    encoded = PasswordHasher().encode("una frase larga de prueba", "0123456789abcdef")
    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert check_password("una frase larga de prueba", encoded) and not check_password("otra", encoded)
    assert type(identify_hasher(encoded)) is PasswordHasher


def test_fifty_sign_ins_at_once_hash_two_at_a_time(monkeypatch):
    """Each hash takes 46 MiB: two at a time are 92 MiB in a process, however many wait."""
    now, most, lock = [0], [0], threading.Lock()

    def measured(self, password, salt):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.002)
        with lock:
            now[0] -= 1
        return "hash"

    monkeypatch.setattr(PasswordHasher.__mro__[1], "encode", measured)
    threads = [threading.Thread(target=PasswordHasher().encode, args=("clave", "sal")) for _each in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


# Temporary passwords ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "opens"), [(71, True), (73, False)])
def test_a_temporary_password_lives_seventy_two_hours(rosa, raul, hours, opens):
    password = actions.reset_password(rosa, by=raul)
    with time_machine.travel(timezone.now() + timedelta(hours=hours)):
        assert (authenticate(username="rosa", password=password) == rosa) is opens


@pytest.mark.django_db
def test_a_temporary_password_that_ran_out_is_refused_in_the_words_of_a_wrong_one(client, rosa, raul):
    password = actions.reset_password(rosa, by=raul)
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        answer = client.post(reverse("accounts:sign_in"), {"username": "rosa", "password": password})
    assert answer.status_code == 422
    assert "no coinciden" in answer.content.decode()


@pytest.mark.django_db
def test_a_password_of_ones_own_never_runs_out(rosa):
    with time_machine.travel(timezone.now() + timedelta(days=3000)):
        assert authenticate(username="rosa", password=PASSWORD) == rosa


@pytest.mark.django_db
def test_the_password_of_now_and_the_new_one_are_called_differently(sign_in, rosa):
    page = sign_in(rosa).get(reverse("accounts:account")).content.decode()
    assert "Contraseña de ahora" in page and "Contraseña nueva" in page
