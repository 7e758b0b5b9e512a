"""The sector of an agency. Until somebody says that one is public it is not: nothing leaves to it without consent."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_nothing_half_said'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='sector',
            field=models.CharField(choices=[('PUBLIC', 'Entidad pública del Perú'), ('CIVIL', 'Sociedad civil e iglesias'), ('PRIVATE', 'Privada'), ('INTERNATIONAL', 'Internacional o de otro Estado')], default='PRIVATE', max_length=13, verbose_name='sector'),
            preserve_default=False,
        ),
    ]
