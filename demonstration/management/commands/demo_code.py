"""Print the code that the authenticator app of an account of the demonstration shows now."""

from django.core.management.base import BaseCommand, CommandError

from accounts.factors.codes import app_of, unspent_code
from accounts.models import User
from demonstration.guard import refuse_production


class Command(BaseCommand):
    help = "Muestra el código de ahora de una cuenta de la demostración: demo_code rosa"

    def add_arguments(self, parser):
        parser.add_argument("name", help="el usuario, por ejemplo rosa")

    def handle(self, name, **options):
        refuse_production()
        user = User.objects.filter(username__iexact=name).first()
        app = app_of(user) if user else None
        if app is None:
            raise CommandError(f"No hay ninguna cuenta «{name}» con aplicación de códigos.")
        code = unspent_code(app)
        if code is None:
            raise CommandError("Los códigos de este minuto ya se usaron; espera treinta segundos y pide otro.")
        self.stdout.write(code)
