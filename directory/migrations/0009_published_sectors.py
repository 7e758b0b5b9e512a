"""Published agencies get their sector; one that an administrator added stays as not public until they say otherwise."""

from django.db import migrations

from directory.catalogues import published_sectors


def set_published(apps, schema_editor):
    agencies = apps.get_model("directory", "Agency").objects
    for code, sector in published_sectors().items():
        agencies.filter(code=code).update(sector=sector)
    agencies.exclude(code__in=published_sectors()).filter(board_group="CIVIL").update(sector="CIVIL")


class Migration(migrations.Migration):
    dependencies = [("directory", "0008_sector")]

    operations = [migrations.RunPython(set_published, migrations.RunPython.noop)]
