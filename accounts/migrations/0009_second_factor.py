"""Recovery codes, resets by two people, words of the trail; who reads and removes factors, and what one may hold."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import vault.fields
import vault.ids
from django.conf import settings
from django.db import migrations, models

from accounts.row_security import WEB, WORKER, protect


# allauth's own table: only the two kinds that we use (its recovery codes could be computed again from a stored seed),
# and no seed that is not sealed.
FACTORS = """
ALTER TABLE mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_type_listed CHECK (type IN ('totp', 'webauthn', 'recovery_codes')),
    ADD CONSTRAINT mfa_authenticator_codes_are_ours CHECK (type <> 'recovery_codes'),
    ADD CONSTRAINT mfa_authenticator_seed_is_sealed CHECK (
        type <> 'totp' OR (data ?& ARRAY['key', 'secret', 'counter'] AND length(data ->> 'secret') > 64)
    );
"""
NO_FACTORS = """
ALTER TABLE mfa_authenticator
    DROP CONSTRAINT mfa_authenticator_type_listed,
    DROP CONSTRAINT mfa_authenticator_codes_are_ours,
    DROP CONSTRAINT mfa_authenticator_seed_is_sealed;
"""
# Its tables of e-mail addresses have no use here.
UNUSED = f"REVOKE ALL ON account_emailaddress, account_emailconfirmation FROM {WEB}, {WORKER}"

OWN = "user_id = (SELECT calp.user_id())"
# Whoever has just confirmed a reset sees and removes what is reset, in that same transaction and a minute at most.
RESET = """user_id = ANY (ARRAY(
    SELECT account_id FROM accounts_factorreset
    WHERE confirmed_by_id = (SELECT calp.user_id()) AND confirmed_at > now() - interval '1 minute'))"""
ASKED_OR_CONFIRMED = "(SELECT calp.may('confirm_factor_reset')) AND (SELECT calp.user_id()) IN (asked_by_id, confirmed_by_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('accounts', '0008_sessions_and_limits'),
        ('vault', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FactorReset',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', vault.fields.SealedTextField(max_length=500, verbose_name='motivo')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='cuándo se pidió')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='cuándo se confirmó')),
            ],
            options={
                'verbose_name': 'anulación de segundo paso',
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(max_length=32)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='auditentry',
            name='accounts_auditentry_action_listed',
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed_in', 'Inició sesión'), ('sign_in_failed', 'Intentó iniciar sesión'), ('signed_out', 'Cerró sesión'), ('viewed', 'Vio'), ('listed', 'Vio una lista'), ('searched', 'Buscó'), ('revealed', 'Descubrió un dato'), ('created', 'Registró'), ('changed', 'Modificó'), ('status_changed', 'Cambió el estado'), ('exported', 'Exportó'), ('imported', 'Importó'), ('downloaded', 'Descargó'), ('catalogue_changed', 'Cambió un catálogo'), ('denied', 'Se le negó'), ('granted', 'Dio un permiso excepcional'), ('grant_revoked', 'Retiró un permiso excepcional'), ('emergency_opened', 'Entró por emergencia'), ('emergency_reviewed', 'Revisó un acceso de emergencia'), ('factor_added', 'Añadió un segundo paso'), ('factor_used', 'Usó su segundo paso'), ('factor_failed', 'Falló en el segundo paso'), ('factor_removed', 'Quitó un segundo paso'), ('recovery_codes_made', 'Pidió códigos de recuperación'), ('factor_reset_asked', 'Pidió anular un segundo paso'), ('factor_reset_confirmed', 'Confirmó anular un segundo paso')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='auditentry',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['signed_in', 'sign_in_failed', 'signed_out', 'viewed', 'listed', 'searched', 'revealed', 'created', 'changed', 'status_changed', 'exported', 'imported', 'downloaded', 'catalogue_changed', 'denied', 'granted', 'grant_revoked', 'emergency_opened', 'emergency_reviewed', 'factor_added', 'factor_used', 'factor_failed', 'factor_removed', 'recovery_codes_made', 'factor_reset_asked', 'factor_reset_confirmed'])), name='accounts_auditentry_action_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='factor_resets', to=settings.AUTH_USER_MODEL, verbose_name='cuenta'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién lo pidió'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién lo confirmó'),
        ),
        migrations.AddField(
            model_name='factorreset',
            name='key',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='recoverycode',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('asked_by')), _negated=True), _connector='OR'), name='factorreset_needs_two_people'),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_by', models.F('account')), _negated=True), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('account')), _negated=True), _connector='OR')), name='factorreset_not_of_oneself'),
        ),
        migrations.AddConstraint(
            model_name='factorreset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__gte', models.F('asked_at')), ('confirmed_at__isnull', False), ('confirmed_at__lte', django.db.models.expressions.CombinedExpression(models.F('asked_at'), '+', models.Value(datetime.timedelta(days=1)))), ('confirmed_by__isnull', False)), _connector='OR'), name='factorreset_confirmed_within_a_day'),
        ),
        migrations.AddConstraint(
            model_name='recoverycode',
            constraint=models.UniqueConstraint(fields=('user', 'digest'), name='recoverycode_once_per_account'),
        ),
        migrations.RunSQL(FACTORS, NO_FACTORS),
        migrations.RunSQL(UNUSED, migrations.RunSQL.noop),
        protect("accounts_factorreset", reads="(SELECT calp.may('confirm_factor_reset'))", adds=ASKED_OR_CONFIRMED),
        protect("mfa_authenticator", reads=f"{OWN} OR {RESET}", adds=OWN, removes=True),
        protect("accounts_recoverycode", reads=f"{OWN} OR {RESET}", adds=OWN, removes=True),
        migrations.RunSQL(f"GRANT DELETE ON mfa_authenticator, accounts_recoverycode TO {WORKER}", migrations.RunSQL.noop),
    ]
