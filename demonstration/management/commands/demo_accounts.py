"""Print the accounts of the demonstration, and how to sign in as them."""

from django.core.management.base import BaseCommand

from accounts.factors.codes import grouped
from accounts.models import User
from accounts.permissions import Role
from demonstration.accounts import CODE_SEED, PASSWORD, SHOWN, enrol_accounts
from demonstration.guard import refuse_production
from demonstration.whole.girl_people import case_of_girl


class Command(BaseCommand):
    help = "Muestra las cuentas de la demostración, una por rol, su contraseña y la clave de sus códigos."

    def handle(self, **options):
        refuse_production()
        enrol_accounts()  # those that an earlier version made had only a password
        there = set(User.objects.values_list("username", flat=True))
        for account in SHOWN:
            if account.username in there:
                office = account.office or (account.unit[0] if account.unit else "")
                self.stdout.write(f"  {account.username:<10} {Role(account.role).label} {office}".rstrip())
        if her := case_of_girl():
            self.stdout.write(f"  un caso entero para mirar, con rosa: {her.code}")
        self.stdout.write(f"  contraseña de todas: {PASSWORD}")
        self.stdout.write(f"  clave de todas para una aplicación de códigos: {grouped(CODE_SEED)}")
        self.stdout.write("  o, sin aplicación, el código de ahora: script/manage demo_code rosa")
