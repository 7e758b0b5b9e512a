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
            field=models.CharField(choices=[('PUBLIC', 'Público (Perú)'), ('CIVIL', 'Sociedad civil e iglesias'), ('PRIVATE', 'Privado'), ('INTERNATIONAL', 'Internacional o extranjero')], default='PRIVATE', max_length=13, verbose_name='sector'),
            preserve_default=False,
        ),
    ]
