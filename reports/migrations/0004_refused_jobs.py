"""A job may end because whoever asked for it no longer may."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_alphabetical_order'),
        ('reports', '0003_row_security'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reportrun',
            name='reports_reportrun_failure_listed',
        ),
        migrations.AlterField(
            model_name='reportrun',
            name='failure',
            field=models.CharField(blank=True, choices=[('NO_SPACE', 'No había espacio para guardar el archivo. Ninguna cifra se perdió.'), ('TOO_OFTEN', 'Se interrumpió varias veces seguidas. Ninguna cifra se perdió.'), ('REFUSED', 'Quien lo pidió ya no puede pedirlo. Ninguna cifra se perdió.'), ('UNEXPECTED', 'Algo falló al generarlo. Ninguna cifra se perdió.')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='reportrun',
            constraint=models.CheckConstraint(condition=models.Q(('failure__in', ['NO_SPACE', 'TOO_OFTEN', 'REFUSED', 'UNEXPECTED', ''])), name='reports_reportrun_failure_listed', violation_error_message='Elige una opción de la lista.'),
        ),
    ]
