from django.apps import AppConfig
from django.db import connections, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from accounts.acting import introduce
from accounts.permissions import PERMISSIONS


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Cuentas"

    def ready(self):
        connection_created.connect(introduce, dispatch_uid="introduce")
        post_migrate.connect(copy_permissions, sender=self, dispatch_uid="copy permissions")


def copy_permissions(sender, using, **_more) -> None:
    """What each role may do, copied for the policies of the database: the one to edit is in Python."""
    rows = sorted((str(role), str(permission)) for role, held in PERMISSIONS.items() for permission in held)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass('calp.role_permission')")
        if cursor.fetchone()[0] is None:
            return  # migrated back to before row-level security
        cursor.execute("DELETE FROM calp.role_permission")
        cursor.executemany("INSERT INTO calp.role_permission (role, permission) VALUES (%s, %s)", rows)
