"""Referrals in and out, and the exchange of records with other registries."""

from referrals.models.exchange import ExportRun, ImportFinding, ImportRun, StandardRecord, StoredFile
from referrals.models.referral import Referral, ReferralChange

__all__ = [
    "ExportRun",
    "ImportFinding",
    "ImportRun",
    "Referral",
    "ReferralChange",
    "StandardRecord",
    "StoredFile",
]
