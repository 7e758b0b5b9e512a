"""Made-up people never stand beside real ones."""

from django.conf import settings
from django.core.management.base import CommandError


def refuse_production() -> None:
    """Raise CommandError on a production installation."""
    if settings.IS_PRODUCTION:
        raise CommandError("Los datos inventados no se cargan en producción.")
