"""What opens a case beyond office and team, with reason and end; and the history of what a case was.

Until here a grant was guardian's bare row, and no verb gave one: the table is made anew.
"""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import vault.fields
import vault.ids
from django.conf import settings
from django.db import migrations, models


SCOPE_PERIODS = """
CREATE FUNCTION cases_keep_scope_periods() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
DECLARE
    changed_at timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed_at := NEW.created_at;
    ELSIF (NEW.office_id, NEW.confidentiality, NEW.code) IS NOT DISTINCT FROM
          (OLD.office_id, OLD.confidentiality, OLD.code) THEN
        RETURN NULL;
    ELSE
        UPDATE cases_scopeperiod SET ended_at = GREATEST(started_at, changed_at)
            WHERE case_id = NEW.id AND ended_at IS NULL RETURNING ended_at INTO changed_at;
        changed_at := COALESCE(changed_at, clock_timestamp());
    END IF;
    INSERT INTO cases_scopeperiod (id, case_id, case_code, office_id, confidentiality, started_at)
        VALUES (gen_random_uuid(), NEW.id, NEW.code, NEW.office_id, NEW.confidentiality, changed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER case_scope_periods AFTER INSERT OR UPDATE OF office_id, confidentiality, code ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_scope_periods();
INSERT INTO cases_scopeperiod (id, case_id, case_code, office_id, confidentiality, started_at)
    SELECT gen_random_uuid(), id, code, office_id, confidentiality, created_at FROM cases_case;
"""
NO_SCOPE_PERIODS = """
DROP TRIGGER case_scope_periods ON cases_case;
DROP FUNCTION cases_keep_scope_periods();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('cases', '0003_words_of_the_trail'),
        ('directory', '0005_alphabetical_order'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(
            name='CaseGrant',
        ),
        migrations.CreateModel(
            name='CaseGrant',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', vault.fields.SealedTextField(max_length=1000, verbose_name='motivo')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(verbose_name='hasta')),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='cases.case')),
                ('granted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='case_grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'permiso excepcional',
                'ordering': ['granted_at', 'id'],
                'indexes': [models.Index(fields=['user', 'ends_at'], name='casegrant_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('granted_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('granted_at'), '+', models.Value(datetime.timedelta(days=90))))), name='casegrant_interval'), models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__gte', models.F('granted_at')), ('revoked_by__isnull', False)), _connector='OR'), name='casegrant_revoked_by_somebody'), models.CheckConstraint(condition=models.Q(('user', models.F('granted_by')), _negated=True), name='casegrant_not_to_oneself')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('case_code', models.CharField(max_length=24, verbose_name='código del caso')),
                ('reason', vault.fields.SealedTextField(max_length=1000, verbose_name='motivo')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ends_at', models.DateTimeField(verbose_name='hasta')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('JUSTIFIED', 'Justificado'), ('NOT_JUSTIFIED', 'No justificado')], max_length=14, verbose_name='resultado')),
                ('note', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='nota')),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to='cases.case')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergencies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'acceso de emergencia',
                'ordering': ['-started_at', '-id'],
                'indexes': [models.Index(fields=['user', 'ends_at'], name='emergency_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['JUSTIFIED', 'NOT_JUSTIFIED', ''])), name='cases_emergencyaccess_outcome_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('started_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('started_at'), '+', models.Value(datetime.timedelta(seconds=14400))))), name='emergency_interval'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__gte', models.F('started_at')), ('reviewed_by__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='emergency_reviewed_whole'), models.CheckConstraint(condition=models.Q(('reviewed_by', models.F('user')), _negated=True), name='emergency_reviewed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='ScopePeriod',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('case_code', models.CharField(db_index=True, max_length=24)),
                ('confidentiality', models.CharField(choices=[('NORMAL', 'Normal'), ('RESTRICTED', 'Restringida'), ('IDENTITY_RESERVED', 'Reserva de identidad'), ('SEALED', 'Sellada')], max_length=20)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scope_periods', to='cases.case')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
            ],
            options={
                'verbose_name': 'periodo de alcance',
                'ordering': ['started_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('confidentiality__in', ['NORMAL', 'RESTRICTED', 'IDENTITY_RESERVED', 'SEALED'])), name='cases_scopeperiod_confidentiality_listed', violation_error_message='Elige una opción de la lista.'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='scopeperiod_interval'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='scopeperiod_one_open')],
            },
        ),
        migrations.CreateModel(
            name='ShelterLocation',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('place', vault.fields.SealedTextField(max_length=600, verbose_name='dónde está')),
                ('since', models.DateField(verbose_name='desde')),
                ('until', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelter_locations', to='cases.person')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lugar de acogida',
                'ordering': ['-since', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='shelterlocation_interval'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person',), name='shelterlocation_one_current')],
            },
        ),
        migrations.RunSQL(SCOPE_PERIODS, NO_SCOPE_PERIODS),
    ]
