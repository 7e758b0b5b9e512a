"""Every version of every row is kept, and nobody changes what was kept (accounts/history.py)."""

import accounts.history
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models
from accounts.history import never_changed

TABLES = [
    ("services_attention", "services_attentionhistory"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_history'),
        ('services', '0005_row_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttentionHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('entry', models.UUIDField(db_column='entry_id', null=True)),
                ('service', models.CharField(max_length=30, null=True)),
                ('group', models.CharField(max_length=14, null=True)),
                ('area', models.CharField(max_length=14, null=True)),
                ('mode', models.CharField(max_length=14, null=True)),
                ('given_on', models.DateField(null=True)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('professional', models.UUIDField(db_column='professional_id', null=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'atención',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attention',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_attention"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."case_id", NEW."person_id", NEW."entry_id", NEW."service", NEW."group", NEW."area", NEW."mode", NEW."given_on", NEW."minutes", NEW."professional_id", NEW."created_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."case_id", OLD."person_id", OLD."entry_id", OLD."service", OLD."group", OLD."area", OLD."mode", OLD."given_on", OLD."minutes", OLD."professional_id", OLD."created_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_attentionhistory" ("id", "case_id", "person_id", "entry_id", "service", "group", "area", "mode", "given_on", "minutes", "professional_id", "created_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."case_id", kept."person_id", kept."entry_id", kept."service", kept."group", kept."area", kept."mode", kept."given_on", kept."minutes", kept."professional_id", kept."created_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='9649f1fb22bd04fc9a184cb5889b017e7644692e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_6ad6c', table='services_attention', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='attentionhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='attention_history'),
        ),
        *[each for table, history in TABLES for each in never_changed(table, history)],
    ]
