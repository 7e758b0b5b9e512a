"""What is new between the centre and an agency: answers for whoever follows a referral, referrals for a unit's desk."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.news import News, Source
from accounts.permissions import Permission
from cases.access import saw_list
from referrals.models import Referral, ReferralChange
from referrals.states import UNANSWERED_STATUSES


def _answers():
    """Moves that an account of an agency made."""
    return ReferralChange.objects.filter(by__agency_unit__isnull=False).order_by()


def _newest_answers() -> Iterable[tuple[UUID, datetime]]:
    return _answers().values_list("referral__responsible").annotate(at=Max("at"))


def _lines_of_answers(user: User, since: datetime, size: int) -> list[News]:
    if not user.can(Permission.VIEW_BOARD):
        return []
    followed = Referral.objects.visible_to(user).filter(responsible=user)
    rows = _answers().filter(referral__in=followed, at__gt=since).select_related("referral__unit")
    new = list(rows.order_by("-at", "-id")[:size])
    saw_list(user, Referral._meta.label_lower, [change.referral for change in new])
    return [
        News(
            _("%(unit)s movió la derivación %(code)s: %(state)s")
            % {"unit": change.referral.unit, "code": change.referral.code, "state": change.get_new_display()},
            change.referral.get_absolute_url(),
            change.at,
        )
        for change in new
    ]


def _newest_at_desks() -> Iterable[tuple[UUID, datetime]]:
    """Of every account of a unit, when the last referral came that nobody there answered."""
    waiting = Referral.objects.filter(status__in=UNANSWERED_STATUSES, sent_at__isnull=False).order_by()
    sent = dict(waiting.values_list("unit").annotate(at=Max("sent_at")))
    for user_id, unit_id in User.objects.active().filter(agency_unit__in=sent).values_list("pk", "agency_unit"):
        yield user_id, sent[unit_id]


def _no_lines(user: User, since: datetime, size: int) -> list[News]:
    """The desk shows what came by itself."""
    return []


ANSWERS = Source("answers", _newest_answers, _lines_of_answers)
DESKS = Source("desks", _newest_at_desks, _no_lines)
