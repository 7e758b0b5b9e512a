from django.apps import AppConfig
from django.utils.module_loading import import_string


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "Derivaciones"

    def ready(self):
        import_string("referrals.wiring.connect")()
