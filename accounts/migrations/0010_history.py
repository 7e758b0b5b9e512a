"""Every version of an account is kept, and nobody changes what was kept (accounts/history.py)."""

import accounts.history
import pgtrigger.compiler
import pgtrigger.migrations
import vault.fields
from django.db import migrations, models
from accounts.history import REFUSAL, never_changed
from accounts.row_security import WEB, WORKER

TABLES = [
    ("accounts_alertreview", "accounts_alertreviewhistory"),
    ("accounts_factorreset", "accounts_factorresethistory"),
    ("accounts_user", "accounts_userhistory"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('accounts', '0009_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertReviewHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('alert', models.UUIDField(db_column='alert_id', null=True)),
                ('outcome', models.CharField(max_length=12, null=True)),
                ('note', vault.fields.SealedTextField(blank=True, max_length=2000)),
                ('by', models.UUIDField(db_column='by_id', null=True)),
                ('at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'revisión de una alerta',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='FactorResetHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('account', models.UUIDField(db_column='account_id', null=True)),
                ('reason', vault.fields.SealedTextField(blank=True, max_length=500)),
                ('asked_by', models.UUIDField(db_column='asked_by_id', null=True)),
                ('asked_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.UUIDField(db_column='confirmed_by_id', null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'anulación de segundo paso',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='UserHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('version', models.PositiveIntegerField(null=True)),
                ('id', models.UUIDField()),
                ('username', models.CharField(max_length=60, null=True)),
                ('display_name', models.CharField(max_length=80, null=True)),
                ('email', models.EmailField(max_length=254, null=True)),
                ('role', models.CharField(max_length=30, null=True)),
                ('office', models.UUIDField(db_column='office_id', null=True)),
                ('agency_unit', models.UUIDField(db_column='agency_unit_id', null=True)),
                ('is_active', models.BooleanField(null=True)),
                ('must_change_password', models.BooleanField(null=True)),
                ('password_set_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
            ],
            options={
                'verbose_name': 'cuenta',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alertreview',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "accounts_alertreview"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."alert_id", NEW."outcome", NEW."note", NEW."by_id", NEW."at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."alert_id", OLD."outcome", OLD."note", OLD."by_id", OLD."at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "accounts_alertreviewhistory" ("id", "key_id", "alert_id", "outcome", "note", "by_id", "at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."alert_id", kept."outcome", kept."note", kept."by_id", kept."at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='22e4b4754e9de301f6aa2057af5ea9eb7a75799a', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_d4baa', table='accounts_alertreview', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='factorreset',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "accounts_factorreset"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."account_id", NEW."reason", NEW."asked_by_id", NEW."asked_at", NEW."confirmed_by_id", NEW."confirmed_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."account_id", OLD."reason", OLD."asked_by_id", OLD."asked_at", OLD."confirmed_by_id", OLD."confirmed_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "accounts_factorresethistory" ("id", "key_id", "account_id", "reason", "asked_by_id", "asked_at", "confirmed_by_id", "confirmed_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."account_id", kept."reason", kept."asked_by_id", kept."asked_at", kept."confirmed_by_id", kept."confirmed_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='c8c0867c17bbfb9e50b96a42cbd1b6a8588bf17d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_d699d', table='accounts_factorreset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='user',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "accounts_user"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."version", NEW."id", NEW."username", NEW."display_name", NEW."email", NEW."role", NEW."office_id", NEW."agency_unit_id", NEW."is_active", NEW."must_change_password", NEW."password_set_at", NEW."created_at", NEW."created_by_id") IS NOT DISTINCT FROM ROW(OLD."version", OLD."id", OLD."username", OLD."display_name", OLD."email", OLD."role", OLD."office_id", OLD."agency_unit_id", OLD."is_active", OLD."must_change_password", OLD."password_set_at", OLD."created_at", OLD."created_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "accounts_userhistory" ("version", "id", "username", "display_name", "email", "role", "office_id", "agency_unit_id", "is_active", "must_change_password", "password_set_at", "created_at", "created_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."version", kept."id", kept."username", kept."display_name", kept."email", kept."role", kept."office_id", kept."agency_unit_id", kept."is_active", kept."must_change_password", kept."password_set_at", kept."created_at", kept."created_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='f1a7b03503793e40952717d809fcf1b45623d416', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_9c44e', table='accounts_user', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='alertreviewhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='alertreview_history'),
        ),
        migrations.AddIndex(
            model_name='factorresethistory',
            index=models.Index(fields=['id', 'pgh_id'], name='factorreset_history'),
        ),
        migrations.AddIndex(
            model_name='userhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='user_history'),
        ),
        migrations.RunSQL(REFUSAL, migrations.RunSQL.noop),
        # The library's own table of contexts is not used.
        migrations.RunSQL(
            f"REVOKE ALL ON pghistory_context FROM {WEB}, {WORKER}", migrations.RunSQL.noop
        ),
        *[each for table, history in TABLES for each in never_changed(table, history)],
    ]
