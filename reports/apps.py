from django.apps import AppConfig
from django.utils.module_loading import import_string


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reportes"

    def ready(self):
        import_string("reports.wiring.connect")()
