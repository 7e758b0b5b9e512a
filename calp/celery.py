"""The Celery application. Messages carry ids only; the database is the source of truth for jobs."""

import os

from celery import Celery

from calp.heartbeat import WorkerHeartbeat
from calp.schedule import BEAT_SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calp.settings")

app = Celery("calp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = BEAT_SCHEDULE
app.steps["worker"].add(WorkerHeartbeat)
