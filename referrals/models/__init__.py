"""Referrals in and out, and the exchange of records with other registries."""

from referrals.models.referral import Referral, ReferralChange

__all__ = ["Referral", "ReferralChange"]
