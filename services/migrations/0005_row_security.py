"""The policies of this room's tables."""

from django.db import migrations

from accounts.row_security import of_case, protect


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0004_words_of_the_trail"),
        ("cases", "0005_row_security"),
    ]

    operations = [protect("services_attention", reads=of_case())]
