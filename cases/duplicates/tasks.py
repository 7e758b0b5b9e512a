"""Celery's doorway to the nightly look."""

from celery import shared_task
from django.utils import timezone

from accounts.acting import as_system
from cases.duplicates.nightly import look_for_duplicates


@shared_task
@as_system
def find_duplicates() -> None:
    """Every night: compare everybody, so that the coordination finds the pairs in the morning."""
    look_for_duplicates(timezone.localdate())
