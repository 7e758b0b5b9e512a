"""The card of referrals in the file of a case."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.models import Case
from directory.working_days import HolidayCalendar
from referrals.board import BACK, state_words
from referrals.models import Referral
from referrals.states import LOOK

SHOWN = 4


def draw_referrals(user: User, case: Case) -> tuple[str, dict[str, Any]]:
    """The newest referrals with their state and days; two queries whatever their number."""
    referrals = list(Referral.objects.visible_to(user).filter(case=case).for_list().order_by("-created_at", "-id"))
    context = {
        "lines": referral_lines(referrals[:SHOWN]),
        "all_url": reverse("referrals:of_case", args=[case.pk]) if referrals else "",
        "all_text": _("Todas (%d)") % len(referrals),
    }
    return "referrals/_case_card.html", context


def referral_lines(referrals: list[Referral]) -> list[dict]:
    """Each with its look and the words of its days; one query for the calendar."""
    today = timezone.localdate()
    calendar = HolidayCalendar.load(today - BACK, today + BACK)
    return [_line(each, today, calendar) for each in referrals]


def _line(referral, today, calendar):
    tone, icon = LOOK[referral.status]
    return {
        "referral": referral,
        "tone": tone,
        "icon": icon,
        "words": state_words(referral, today, calendar),
        "is_overdue": referral.is_overdue(today),
    }
