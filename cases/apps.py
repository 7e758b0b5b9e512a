from django.apps import AppConfig
from django.utils.module_loading import import_string


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Casos"

    def ready(self):
        import_string("cases.wiring.connect")()
