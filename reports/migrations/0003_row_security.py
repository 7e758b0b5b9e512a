"""The policy of the runs: those of the account's office, or of all."""

from django.db import migrations

from accounts.row_security import protect

RUNS = """
    (SELECT calp.may('view_reports')) AND
    ((SELECT calp.covers_all_offices()) OR office_id = (SELECT calp.own_office()))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_numbers_are_frozen"),
        ("referrals", "0005_row_security"),
    ]

    operations = [protect("reports_reportrun", reads=RUNS)]
