"""Which tables of this room have a history, and which have none (``WITHOUT_HISTORY``: why).

How far a job has come, and that its worker lives, changes every few seconds and says nothing of anybody.
"""

from accounts.history import keep_history
from referrals.models.exchange import ExportRun, ImportRun, StandardRecord
from referrals.models.referral import Referral, ReferralChange

_PROGRESS = "attempt heartbeat_at rows_done"

WITHOUT_HISTORY = {
    "referrals.storedfile": "A workbook is kept for a day; a copy of it would be kept for ever.",
    "referrals.importfinding": "Said of a row of a workbook, and gone with it.",
}

keep_history(ImportRun, without=_PROGRESS)
keep_history(ExportRun, without=_PROGRESS)
keep_history(StandardRecord)
keep_history(Referral)
keep_history(ReferralChange)
