"""The published catalogues, from the first migration on; an administrator's later changes are never undone."""

from django.db import migrations

from directory.catalogues import load_catalogues


def load(apps, schema_editor):
    load_catalogues(apps.get_model)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_shelters_have_no_address")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
