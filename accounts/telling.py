"""E-mails: that there is something to see, and where. Never what, who or about whom."""

from django.conf import settings
from django.core.mail import EmailMessage, send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role


def tell_officers(path: str) -> int:
    """One e-mail to each data-protection officer that leads to ``path``; returns how many were sent: 0 without post.

    Raises whatever the mail server raises: the caller tries again later.
    """
    officers = User.objects.active().filter(role=Role.DATA_PROTECTION_OFFICER).exclude(email="")
    return write_to([officer.email for officer in officers], path)


def write_to(addresses: list[str], path: str) -> int:
    """ "Tiene una novedad" to each, and where; returns how many were sent: 0 without post. Raises as above."""
    if not settings.SENDS_EMAIL:
        return 0
    with translation.override(settings.LANGUAGE_CODE):
        subject, words = _("Tiene una novedad"), _("Tiene una novedad. Para verla, entre aquí:")
    body = f"{words}\n\n{settings.SITE_URL}{path}\n"
    # One each: nobody learns who else is told.
    return sum(EmailMessage(subject, body, to=[each]).send() for each in addresses)


def tell_keepers(subject: str, line: str) -> int:
    """One line to the people outside the house who keep the daily head (``settings.AUDIT_HEAD_RECIPIENTS``)."""
    if not (settings.SENDS_EMAIL and settings.AUDIT_HEAD_RECIPIENTS):
        return 0
    return sum(send_mail(subject, f"{line}\n", None, [each]) for each in settings.AUDIT_HEAD_RECIPIENTS)
