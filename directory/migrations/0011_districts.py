"""Districts of prosecutors, courts and public defence as rows; until the next migration units keep their old texts."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import vault.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0010_sector_is_listed'),
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('changed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='modificado')),
                ('changed_by_name', models.CharField(blank=True, editable=False, max_length=80, verbose_name='modificado por')),
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('idempotency_key', models.UUIDField(blank=True, editable=False, null=True, unique=True)),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='rige desde')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='deja de regir el')),
                ('kind', models.CharField(choices=[('FISCAL', 'Distrito fiscal'), ('JUDICIAL', 'Distrito judicial'), ('DEFENCE', 'Dirección distrital de defensa pública')], max_length=8, verbose_name='de quién es')),
                ('code', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[A-Z][A-Z0-9_]*$', 'Escribe mayúsculas, números o guion bajo, sin espacios.')], verbose_name='código')),
                ('name', models.CharField(max_length=120, verbose_name='nombre')),
                ('aliases', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='otros nombres')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2), blank=True, default=list, size=None, verbose_name='regiones')),
            ],
            options={
                'verbose_name': 'distrito',
                'verbose_name_plural': 'distritos',
                'ordering': [models.Func(django.db.models.functions.text.Lower('name'), models.Value('áéíóúüñ'), models.Value('aeiouun'), function='translate', output_field=models.TextField()), 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='directory_district_interval', violation_error_code='valid_to', violation_error_message='El fin va después del inicio.'), models.CheckConstraint(condition=models.Q(('kind__in', ['FISCAL', 'JUDICIAL', 'DEFENCE'])), name='directory_district_kind_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('regions__contained_by', ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23', '24', '25'])), name='directory_district_regions_listed', violation_error_message='Elige opciones de la lista.'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][A-Z0-9_]*$')), name='directory_district_code_is_capitals'), models.UniqueConstraint(fields=('kind', 'code'), name='directory_district_once', violation_error_code='code', violation_error_message='Ya hay un distrito de ese tipo con ese código.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('kind', '='), (django.db.models.functions.text.Lower('name'), '='), (models.Func('valid_from', 'valid_to', function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='directory_district_no_overlap', violation_error_code='name', violation_error_message='Ya hay un distrito de ese tipo con ese nombre en esas fechas.')],
            },
        ),
        *(
            migrations.RenameField('agencyunit', f'{kind}_district', f'{kind}_district_text')
            for kind in ('fiscal', 'judicial')
        ),
        migrations.AddField(
            model_name='agencyunit',
            name='defence_district',
            field=models.ForeignKey(blank=True, limit_choices_to={'kind': 'DEFENCE'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.district', verbose_name='dirección distrital de defensa pública'),
        ),
        migrations.AddField(
            model_name='agencyunit',
            name='fiscal_district',
            field=models.ForeignKey(blank=True, limit_choices_to={'kind': 'FISCAL'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.district', verbose_name='distrito fiscal'),
        ),
        migrations.AddField(
            model_name='agencyunit',
            name='judicial_district',
            field=models.ForeignKey(blank=True, limit_choices_to={'kind': 'JUDICIAL'}, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.district', verbose_name='distrito judicial'),
        ),
    ]
