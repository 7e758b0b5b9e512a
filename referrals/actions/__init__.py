"""The verbs of a referral: draft, send, answer, end; the table is asked again under the lock."""

from referrals.actions.draft import Draft, change_draft, draft_referral, place_in_case, receive_referral
from referrals.actions.moves import Answer, apply_move, move_referral, send_referral, withdraw_referrals_of

__all__ = [
    "Answer",
    "Draft",
    "change_draft",
    "draft_referral",
    "apply_move",
    "move_referral",
    "place_in_case",
    "receive_referral",
    "send_referral",
    "withdraw_referrals_of",
]
