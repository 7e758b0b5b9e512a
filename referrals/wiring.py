"""What this room adds to lower ones, once, when the system starts."""

from django.utils.translation import gettext_lazy as _

from accounts.news import SOURCES
from accounts.permissions import Permission
from cases.file_parts import (
    CASE_FILE_ACTIONS,
    CASE_FILE_PARTS,
    HOME_PARTS,
    SUBJECT_PAGES,
    FileAction,
    HomePart,
    Part,
)
from cases.hooks import consent_withdrawn, open_ends, recipients
from referrals import printing
from referrals.actions import withdraw_referrals_of
from referrals.case_file import draw_referrals
from referrals.closing import left_open
from referrals.home import draw_overdue
from referrals.news import ANSWERS, DESKS
from referrals.recipients import referred_to

_REFER = FileAction("refer", _("Derivar"), "enviar", 20, "referrals:new", Permission.SEND_REFERRAL)
_REFERRALS = Part(
    "referrals", _("Derivaciones"), 20, draw_referrals, url_name="referrals:of_case", permission=Permission.VIEW_CASE
)

_OVERDUE = HomePart("overdue_referrals", 10, draw_overdue)


def connect() -> None:
    """The button "Derivar", the cards and the tab of referrals, their lines in the history, the end of a consent."""
    for rows, row in (
        (CASE_FILE_ACTIONS, _REFER),
        (CASE_FILE_PARTS, _REFERRALS),
        (HOME_PARTS, _OVERDUE),
        (consent_withdrawn, withdraw_referrals_of),
        (recipients, referred_to),
        (open_ends, left_open),
        (SOURCES, ANSWERS),
        (SOURCES, DESKS),
    ):
        if row not in rows:
            rows.append(row)
    printing.connect()
    SUBJECT_PAGES["referrals.referral"] = "referrals:detail"
    SUBJECT_PAGES["referrals.standardrecord"] = "referrals:standard_record"
