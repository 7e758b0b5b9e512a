"""The demonstration's second factor: printed, and never where people are real."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from accounts.factors import codes
from demonstration.accounts import CODE_SEED, PASSWORD, make_accounts
from tests.signing_in import sign_in_by_form

pytestmark = pytest.mark.django_db


def said(*command) -> str:
    output = StringIO()
    call_command(*command, stdout=output)
    return output.getvalue()


@pytest.fixture
def accounts(catalogues):
    return make_accounts()


def test_every_account_of_the_demonstration_has_a_second_factor(accounts):
    assert len(accounts) == Authenticator.objects.count() > 20
    assert codes.seed_of(codes.app_of(accounts["rosa"])) == CODE_SEED


def test_the_code_is_printed_and_signs_in(client, accounts):
    rosa = accounts["rosa"]
    first = said("demo_code", "rosa").strip()
    assert codes.spend(rosa, first)
    second = said("demo_code", "ROSA").strip()
    assert second != first, "a code that was used is not offered again"
    assert sign_in_by_form(client, rosa, PASSWORD)["Location"] == "/"
    with pytest.raises(CommandError, match="ya se usaron"):
        for _each in range(3):
            codes.spend(rosa, said("demo_code", "rosa").strip())


def test_the_start_prints_how_to_sign_in_and_enrols_accounts_of_before(accounts):
    Authenticator.objects.all().delete()
    text = said("demo_accounts")
    assert PASSWORD in text and codes.grouped(CODE_SEED) in text and "demo_code rosa" in text
    assert Authenticator.objects.count() == len(accounts)


def test_nobody_unknown_has_a_code(accounts):
    with pytest.raises(CommandError, match="No hay ninguna cuenta"):
        call_command("demo_code", "nadie")


def test_production_refuses_to_print_a_code(accounts, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("demo_code", "rosa")
