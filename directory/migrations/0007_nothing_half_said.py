"""A rule over several columns is never neither kept nor broken: what one of them leaves empty is said of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0006_projects'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='agency',
            name='directory_agency_interval',
        ),
        migrations.RemoveConstraint(
            model_name='agencyunit',
            name='directory_agencyunit_interval',
        ),
        migrations.RemoveConstraint(
            model_name='offence',
            name='directory_offence_interval',
        ),
        migrations.RemoveConstraint(
            model_name='project',
            name='directory_project_interval',
        ),
        migrations.RemoveConstraint(
            model_name='unitalias',
            name='directory_unitalias_interval',
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_agency_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'),
        ),
        migrations.AddConstraint(
            model_name='agencyunit',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_agencyunit_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'),
        ),
        migrations.AddConstraint(
            model_name='offence',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_offence_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_project_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'),
        ),
        migrations.AddConstraint(
            model_name='unitalias',
            constraint=models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_unitalias_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'),
        ),
    ]
