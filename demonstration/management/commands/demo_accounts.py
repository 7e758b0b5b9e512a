"""Print the accounts of the demonstration."""

from django.core.management.base import BaseCommand

from accounts.models import User
from accounts.permissions import Role
from demonstration.accounts import PASSWORD, SHOWN
from demonstration.guard import refuse_production


class Command(BaseCommand):
    help = "Muestra las cuentas de la demostración, una por rol, y su contraseña."

    def handle(self, **options):
        refuse_production()
        there = set(User.objects.values_list("username", flat=True))
        for account in SHOWN:
            if account.username in there:
                office = account.office or (account.unit[0] if account.unit else "")
                self.stdout.write(f"  {account.username:<10} {Role(account.role).label} {office}".rstrip())
        self.stdout.write(f"  contraseña de todas: {PASSWORD}")
