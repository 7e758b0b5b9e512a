"""The published districts; each unit gets the one that its text names, and a text that no row knows becomes a row."""

from django.db import migrations

from directory.catalogues import load_districts, published_defence
from directory.districts import code_of, named


def tell(apps, schema_editor):
    load_districts(apps.get_model)
    units = apps.get_model("directory", "AgencyUnit").objects
    for kind in ("FISCAL", "JUDICIAL"):
        _connect(apps.get_model("directory", "District"), units, kind, f"{kind.lower()}_district")
    for key, district in published_defence(apps.get_model).items():
        units.filter(idempotency_key=key).update(defence_district=district)


def _connect(districts, units, kind, column):
    rows = list(districts.objects.filter(kind=kind))
    for unit in units.exclude(**{f"{column}_text": ""}):
        text = getattr(unit, f"{column}_text")
        found = named(text, rows)
        if found is None:
            found = districts.objects.create(kind=kind, code=_new_code(text, rows), name=" ".join(text.split()))
            rows.append(found)
        setattr(unit, column, found)
        unit.save(update_fields=[column])


def _new_code(text, rows):
    taken, code, number = {each.code for each in rows}, code_of(text)[:36], 1
    while (made := code if number == 1 else f"{code}_{number}") in taken:
        number += 1
    return made


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_districts")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
