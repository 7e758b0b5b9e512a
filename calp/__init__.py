"""Wiring: settings, addresses, the Celery application. Imported by nobody but the servers."""

from calp.celery import app as celery_app

__all__ = ["celery_app"]
