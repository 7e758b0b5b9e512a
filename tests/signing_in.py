"""How the tests sign somebody in: at once and wholly (``signed_in``), or through the form (``sign_in_by_form``)."""

import time

from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.factors import codes, recovery, steps

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
A_DAY = 24 * 60 * 60


def signed_in(client, user):
    """The client, signed in with password and factor."""
    return _logged_in(client, user, is_open=True)


def without_factor(client, user):
    """The client, signed in with the password of an account that has no second factor to give."""
    return _logged_in(client, user, is_open=False)


def _logged_in(client, user, *, is_open):
    """The proof of who sits there stays fresh for as long as a test may take."""
    client.force_login(user)
    session = client.session
    if is_open:
        steps.open_up(session)
    steps.prove(session, at=time.time() + A_DAY)
    session.save()
    return client


def enrolled(user):
    """The account, with an authenticator app whose seed the tests know."""
    app = Authenticator(user=user, type=Authenticator.Type.TOTP, data=codes.sealed(user, SEED))
    app.save()
    return user


def code_of(user) -> str:
    """A code that the account's app shows and that was not used yet; a recovery code when both of now were."""
    return codes.unspent_code(codes.app_of(user)) or recovery.make(user)[0]


def sign_in_by_form(client, user, password, query=""):
    """Both steps through the pages; the answer to the second one."""
    given = client.post(reverse("accounts:sign_in") + query, {"username": user.username, "password": password})
    assert given["Location"] == reverse("accounts:second_step")
    return client.post(reverse("accounts:second_step"), {"code": code_of(user)})
