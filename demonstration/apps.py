from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Made-up people for learning and for tests; not installed in production."""

    name = "demonstration"
    verbose_name = "Demostración"
