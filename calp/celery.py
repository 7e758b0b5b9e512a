"""The Celery application. Messages carry ids only; the database is the source of truth for jobs."""

import os

from celery import Celery

from calp.heartbeat import WorkerHeartbeat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")

app = Celery("calp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(WorkerHeartbeat)
