"""What this room adds to lower ones, once, when the system starts."""

from cases.hooks import consent_withdrawn
from referrals.actions import withdraw_referrals_of


def connect() -> None:
    """Be told when a consent is withdrawn."""
    if withdraw_referrals_of not in consent_withdrawn:
        consent_withdrawn.append(withdraw_referrals_of)
