"""A form that creates is carried out once, however often it is sent."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from accounts.models import SubmittedForm, User


def submit_once(user: User, key: UUID, act: Callable[[], str]) -> str:
    """Run ``act`` (returns the address of its result) once per ``key``; repeats get the first address.

    ``act`` runs in the same transaction as the claim of the key: a failure frees the key. A second sender with the
    same key waits for the first. Another account's key is refused with PermissionDenied.
    """
    with transaction.atomic():
        if _claim(user, key):
            url = act()
            SubmittedForm.objects.filter(pk=key).update(result_url=url)
            return url
    first = SubmittedForm.objects.get(pk=key)
    if first.user_id != user.pk:
        raise PermissionDenied
    return first.result_url


def _claim(user: User, key: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_submittedform (key, user_id, result_url, at) VALUES (%s, %s, '', now())"
            " ON CONFLICT (key) DO NOTHING",
            [key, user.pk],
        )
        return cursor.rowcount == 1


def result_of(user: User, typed_key: str) -> str | None:
    """Where an earlier sending of the same form led; None when it was not sent, or not by this account.

    For forms whose own first sending makes them invalid (a name that must be unique): ask before validating.
    """
    try:
        return SubmittedForm.objects.filter(pk=UUID(typed_key), user=user).values_list("result_url", flat=True).first()
    except ValueError:
        return None
