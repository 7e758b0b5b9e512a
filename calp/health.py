"""``GET /salud/``: are the database, the broker and a worker there? For proxies and watchmen, without sign-in.

Strangers read it too: one word per part, no version, no address, no error text.
"""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from calp.heartbeat import KEY, broker_client

logger = logging.getLogger(__name__)


@never_cache
@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when every part answers, 503 when one is missing; never slower than the timeouts of its parts."""
    broker, worker = _broker_and_worker()
    parts = {"database": _database(), "broker": broker, "worker": worker}
    body = {name: "ok" if there else "missing" for name, there in parts.items()}
    return JsonResponse(body, status=200 if all(parts.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except (DatabaseError, InterfaceError):
        logger.warning("/salud/: the database does not answer")
        return False


def _broker_and_worker() -> tuple[bool, bool]:
    try:
        with broker_client(settings.BROKER_URL) as client:
            return True, bool(client.exists(KEY))
    except (RedisError, OSError):
        logger.warning("/salud/: the broker does not answer")
        return False, False
