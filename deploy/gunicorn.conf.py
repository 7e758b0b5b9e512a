"""The web server, the same in the demonstration and in production.

No access log: addresses carry no names, but searches typed into lists would be in it.
"""

import os
from pathlib import Path

bind = os.environ.get("CALP_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("CALP_WEB_WORKERS", "2"))
threads = int(os.environ.get("CALP_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
max_requests = 2000
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
accesslog = None
errorlog = "-"


def post_worker_init(worker):
    """Names are compared in each process's own memory: it is filled before somebody searches."""
    from cases.search import keep_names  # noqa: PLC0415 - the application is loaded only now

    keep_names()
