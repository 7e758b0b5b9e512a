from django.db import migrations, models

# As for the entries (0002): what is in the chain can be added to, and nothing else.
REFUSE = """
CREATE TRIGGER audit_no_update BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION accounts_refuse_audit_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_refuse_audit_change();
"""
ALLOW = """
DROP TRIGGER audit_no_update ON {table};
DROP TRIGGER audit_no_truncate ON {table};
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_audit_is_never_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLink',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('entry_id', models.UUIDField(unique=True)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='audit_link_counts_from_one')],
            },
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                ('version', models.PositiveSmallIntegerField()),
                ('first_position', models.BigIntegerField()),
                ('last_position', models.BigIntegerField(unique=True)),
                ('head', models.BinaryField(max_length=32)),
                ('sealed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('hash', models.BinaryField(max_length=32, unique=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('first_position__gte', 1), ('last_position__gte', models.F('first_position')), ('sequence__gte', 1)), name='audit_seal_covers_something')],
            },
        ),
        *(
            migrations.RunSQL(REFUSE.format(table=table), ALLOW.format(table=table))
            for table in ("accounts_auditlink", "accounts_auditseal")
        ),
    ]
