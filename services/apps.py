from django.apps import AppConfig
from django.utils.module_loading import import_string


class ServicesConfig(AppConfig):
    name = "services"
    verbose_name = "Servicios"

    def ready(self):
        import_string("services.wiring.connect")()
