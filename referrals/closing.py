"""The referrals that a case about to be closed would leave without an answer."""

from django.utils.translation import gettext as _

from accounts.models import User
from cases.hooks import OpenEnd
from cases.models import Case
from referrals.models import Referral


def left_open(user: User, case: Case) -> list[OpenEnd]:
    """Those that are not over, each with its unit and state; one query."""
    rows = Referral.objects.visible_to(user).filter(case=case).open().select_related("unit__agency").order_by("code")
    words = _("Derivación %(code)s a %(unit)s: %(state)s")
    return [
        OpenEnd(
            words % {"code": each.code, "unit": each.unit, "state": each.get_status_display().lower()},
            each.get_absolute_url(),
        )
        for each in rows
    ]
