"""What an account was, from when until when; words of the trail for exceptional access.

Of the time before this, only what stands today is known: it is taken to have been so since the account was made.
"""

import django.db.models.deletion
import vault.ids
from django.conf import settings
from django.db import migrations, models


ACCOUNT_PERIODS = """
CREATE FUNCTION accounts_keep_account_periods() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public AS $$
DECLARE
    changed_at timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed_at := NEW.created_at;
    ELSIF (NEW.role, NEW.office_id, NEW.agency_unit_id, NEW.is_active) IS NOT DISTINCT FROM
          (OLD.role, OLD.office_id, OLD.agency_unit_id, OLD.is_active) THEN
        RETURN NULL;
    ELSE
        UPDATE accounts_accountperiod SET ended_at = GREATEST(started_at, changed_at)
            WHERE user_id = NEW.id AND ended_at IS NULL RETURNING ended_at INTO changed_at;
        changed_at := COALESCE(changed_at, clock_timestamp());
    END IF;
    INSERT INTO accounts_accountperiod (id, user_id, role, office_id, agency_unit_id, is_active, started_at)
        VALUES (gen_random_uuid(), NEW.id, NEW.role, NEW.office_id, NEW.agency_unit_id, NEW.is_active, changed_at);
    RETURN NULL;
END $$;
CREATE TRIGGER user_account_periods AFTER INSERT OR UPDATE OF role, office_id, agency_unit_id, is_active
    ON accounts_user FOR EACH ROW EXECUTE FUNCTION accounts_keep_account_periods();
INSERT INTO accounts_accountperiod (id, user_id, role, office_id, agency_unit_id, is_active, started_at)
    SELECT gen_random_uuid(), id, role, office_id, agency_unit_id, is_active, created_at FROM accounts_user;
"""
NO_ACCOUNT_PERIODS = """
DROP TRIGGER user_account_periods ON accounts_user;
DROP FUNCTION accounts_keep_account_periods();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_words_of_the_trail'),
        ('directory', '0005_alphabetical_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountPeriod',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('intake_worker', 'Recepción de ingresos'), ('caseworker_psychosocial', 'Psicología'), ('caseworker_legal', 'Área legal'), ('social_worker', 'Trabajo social'), ('coordinator', 'Coordinación de sede'), ('national_coordinator', 'Coordinación nacional'), ('reporting', 'Monitoreo y reportes'), ('data_protection_officer', 'Oficial de datos personales'), ('auditor', 'Auditoría'), ('admin', 'Administración'), ('agency_guest', 'Enlace de entidad')], max_length=30)),
                ('is_active', models.BooleanField()),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['started_at', 'id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='accounts_auditentry_action_listed',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed_in', 'Inició sesión'), ('sign_in_failed', 'Intentó iniciar sesión'), ('signed_out', 'Cerró sesión'), ('viewed', 'Vio'), ('listed', 'Vio una lista'), ('searched', 'Buscó'), ('revealed', 'Descubrió un dato'), ('created', 'Registró'), ('changed', 'Modificó'), ('status_changed', 'Cambió el estado'), ('exported', 'Exportó'), ('imported', 'Importó'), ('downloaded', 'Descargó'), ('catalogue_changed', 'Cambió un catálogo'), ('denied', 'Se le negó'), ('granted', 'Dio un permiso excepcional'), ('grant_revoked', 'Retiró un permiso excepcional'), ('emergency_opened', 'Entró por emergencia'), ('emergency_reviewed', 'Revisó un acceso de emergencia')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['signed_in', 'sign_in_failed', 'signed_out', 'viewed', 'listed', 'searched', 'revealed', 'created', 'changed', 'status_changed', 'exported', 'imported', 'downloaded', 'catalogue_changed', 'denied', 'granted', 'grant_revoked', 'emergency_opened', 'emergency_reviewed'])), name='accounts_auditentry_action_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddField(
            model_name='accountperiod',
            name='agency_unit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agencyunit'),
        ),
        migrations.AddField(
            model_name='accountperiod',
            name='office',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office'),
        ),
        migrations.AddField(
            model_name='accountperiod',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='periods', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='accountperiod',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['intake_worker', 'caseworker_psychosocial', 'caseworker_legal', 'social_worker', 'coordinator', 'national_coordinator', 'reporting', 'data_protection_officer', 'auditor', 'admin', 'agency_guest'])), name='accounts_accountperiod_role_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='accountperiod',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='accountperiod_interval'),
        ),
        migrations.AddConstraint(
            model_name='accountperiod',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='accountperiod_one_open'),
        ),
        migrations.RunSQL(ACCOUNT_PERIODS, NO_ACCOUNT_PERIODS),
    ]
