"""A running worker says so every 30 seconds by a key in the broker that expires; /salud/ looks for that key.

Asking the workers themselves would take seconds and a reply queue; a key costs one read.
"""

import logging

from celery import bootsteps
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

KEY = "calp:worker-alive"
EVERY_SECONDS = 30
# Two beats may be missed before the worker counts as gone.
LIFETIME_SECONDS = 75
TIMEOUT_SECONDS = 1.0

logger = logging.getLogger(__name__)


def broker_client(url: str) -> Redis:
    """A client that gives up after one second and one attempt, so a silent broker cannot hold a request."""
    if url.startswith("redis+socket://"):
        url = url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


class WorkerHeartbeat(bootsteps.StartStopStep):
    """Runs in every Celery worker, beside its tasks (registered in calp/celery.py)."""

    requires = {"celery.worker.components:Timer"}

    def __init__(self, parent, **options):
        super().__init__(parent, **options)
        self.timer_entry = None

    def start(self, worker) -> None:
        url = worker.app.conf.broker_url
        tell(url)
        self.timer_entry = worker.timer.call_repeatedly(EVERY_SECONDS, tell, (url,))

    def stop(self, worker) -> None:
        if self.timer_entry:
            self.timer_entry.cancel()
            self.timer_entry = None


def tell(url: str) -> None:
    """Set the key. A broker that does not answer is Celery's business to report; here a line is enough."""
    try:
        with broker_client(url) as client:
            client.set(KEY, "1", ex=LIFETIME_SECONDS)
    except RedisError:
        logger.warning("the heartbeat could not be written to the broker")
