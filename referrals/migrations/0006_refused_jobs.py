"""A job may end because whoever asked for it no longer may."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0005_alphabetical_order'),
        ('referrals', '0005_row_security'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='exportrun',
            name='referrals_exportrun_failure_listed',
        ),
        migrations.RemoveConstraint(
            model_name='importrun',
            name='referrals_importrun_failure_listed',
        ),
        migrations.AlterField(
            model_name='exportrun',
            name='failure',
            field=models.CharField(blank=True, choices=[('UNREADABLE', 'El libro no se pudo leer.'), ('ERROR', 'Ocurrió un error del sistema y no se escribió nada.'), ('REFUSED', 'Quien lo pidió ya no puede pedirlo. No se escribió nada.'), ('TOO_OFTEN', 'Se intentó varias veces sin llegar al final, y no se escribió nada.')], max_length=12),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='failure',
            field=models.CharField(blank=True, choices=[('UNREADABLE', 'El libro no se pudo leer.'), ('ERROR', 'Ocurrió un error del sistema y no se escribió nada.'), ('REFUSED', 'Quien lo pidió ya no puede pedirlo. No se escribió nada.'), ('TOO_OFTEN', 'Se intentó varias veces sin llegar al final, y no se escribió nada.')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='exportrun',
            constraint=models.CheckConstraint(condition=models.Q(('failure__in', ['UNREADABLE', 'ERROR', 'REFUSED', 'TOO_OFTEN', ''])), name='referrals_exportrun_failure_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('failure__in', ['UNREADABLE', 'ERROR', 'REFUSED', 'TOO_OFTEN', ''])), name='referrals_importrun_failure_listed', violation_error_message='Elige una opción de la lista.'),
        ),
    ]
