"""Referrals in and out, and the exchange of records with other registries."""

from referrals.models import history  # noqa: F401 - models of this app, made of the others
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
