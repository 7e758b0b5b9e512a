"""Services that people take part in, sessions, and attentions that were written down by mistake."""

import accounts.history
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import vault.fields
import vault.ids
from django.conf import settings
from django.db import migrations, models

from accounts.history import never_changed
from accounts.row_security import of_case, protect


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_row_security_trail'),
        ('directory', '0005_alphabetical_order'),
        ('services', '0006_history'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ServiceEnrolment',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('service', models.CharField(choices=[('EMERGENCY_KIT', 'Kit de emergencia'), ('BASIC_NEEDS', 'Necesidades básicas'), ('CRISIS_CONTAINMENT', 'Contención emocional'), ('THERAPY_INDIV', 'Soporte terapéutico individual'), ('THERAPY_GROUP', 'Soporte terapéutico grupal'), ('THERAPY_FAMILY', 'Soporte terapéutico familiar'), ('ART_THERAPY', 'Arte terapéutico'), ('PSYCH_EVAL', 'Evaluación psicológica'), ('SOCIAL_EVAL', 'Evaluación o visita social'), ('LEGAL_ORIENTATION', 'Orientación legal'), ('LEGAL_REPRESENTATION', 'Patrocinio legal'), ('LEGAL_ACCOMPANIMENT', 'Acompañamiento a diligencia'), ('ROUTE_ORIENTATION', 'Orientación sobre rutas de atención'), ('SHELTER', 'Alojamiento seguro'), ('HEALTH_CARE', 'Atención de salud'), ('SIS_ENROLMENT', 'Afiliación al SIS'), ('ID_DOCUMENTS', 'Trámite de identidad'), ('MIGRATION_REGULARISATION', 'Regularización migratoria'), ('RETURN', 'Retorno asistido al lugar de origen'), ('REPATRIATION', 'Repatriación segura'), ('INTERPRETER', 'Interpretación o traducción'), ('FOOD', 'Alimentación'), ('EDUCATION_REINSERTION', 'Reinserción educativa'), ('TRAINING_COURSE', 'Curso técnico-productivo'), ('EMPLOYABILITY', 'Empleabilidad'), ('ENTREPRENEURSHIP', 'Plan de emprendimiento'), ('SEED_CAPITAL', 'Capital semilla'), ('SOCIAL_PROGRAMME', 'Programa social del Estado'), ('FAMILY_STRENGTHENING', 'Fortalecimiento familiar'), ('AID_FUND', 'Fondo de ayuda'), ('FOLLOW_UP', 'Seguimiento'), ('PROTECTION_SUPPORT', 'Apoyo en medidas de seguridad')], max_length=30, verbose_name='servicio')),
                ('goal', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='para qué')),
                ('started_on', models.DateField(verbose_name='desde')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('end_reason', models.CharField(blank=True, choices=[('GOAL_MET', 'Se logró lo que se buscaba'), ('HER_DECISION', 'Ella decidió no seguir'), ('STOPPED_COMING', 'Dejó de venir'), ('PASSED_ON', 'La atiende otra entidad'), ('MOVED', 'Se mudó o regresó a su lugar'), ('NOT_AVAILABLE', 'El servicio dejó de darse'), ('OTHER', 'Otro motivo')], max_length=14, verbose_name='por qué terminó')),
                ('end_notes', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='cómo quedó')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'servicio de una persona',
            },
        ),
        migrations.CreateModel(
            name='ServiceEnrolmentHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('service', models.CharField(max_length=30, null=True)),
                ('unit', models.UUIDField(db_column='unit_id', null=True)),
                ('responsible', models.UUIDField(db_column='responsible_id', null=True)),
                ('goal', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('started_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('end_reason', models.CharField(max_length=14, null=True)),
                ('end_notes', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
            ],
            options={
                'verbose_name': 'servicio de una persona',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('format', models.CharField(choices=[('INDIVIDUAL', 'Individual'), ('FAMILY', 'Familiar'), ('GROUP', 'Grupal')], max_length=10, verbose_name='forma')),
                ('place', models.CharField(blank=True, choices=[('CENTRE', 'En el centro'), ('AGENCY', 'En otra entidad'), ('HOME', 'Donde vive'), ('COMMUNITY', 'En la comunidad'), ('REMOTE', 'A distancia'), ('OTHER', 'Otro lugar')], max_length=9, verbose_name='lugar')),
                ('facilitator', vault.fields.SealedTextField(blank=True, max_length=200, verbose_name='facilitadora de fuera')),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='costo en soles')),
            ],
            options={
                'verbose_name': 'sesión',
            },
        ),
        migrations.CreateModel(
            name='SessionHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('entry', models.UUIDField(db_column='entry_id', null=True)),
                ('format', models.CharField(max_length=10, null=True)),
                ('place', models.CharField(max_length=9, null=True)),
                ('second_professional', models.UUIDField(db_column='second_professional_id', null=True)),
                ('facilitator', vault.fields.SealedTextField(blank=True, max_length=200)),
                ('cost', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
            ],
            options={
                'verbose_name': 'sesión',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='attention',
            name='history',
        ),
        migrations.AddField(
            model_name='attention',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='retirada'),
        ),
        migrations.AddField(
            model_name='attention',
            name='withdrawn_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='attentionhistory',
            name='enrolment',
            field=models.UUIDField(db_column='enrolment_id', null=True),
        ),
        migrations.AddField(
            model_name='attentionhistory',
            name='withdrawn_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='attentionhistory',
            name='withdrawn_by',
            field=models.UUIDField(db_column='withdrawn_by_id', null=True),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='cases.case'),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='created_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='key',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='enrolments', to='cases.person'),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='responsible',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='a cargo de'),
        ),
        migrations.AddField(
            model_name='serviceenrolment',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agencyunit', verbose_name='quién lo da'),
        ),
        migrations.AddField(
            model_name='attention',
            name='enrolment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attentions', to='services.serviceenrolment'),
        ),
        migrations.AddConstraint(
            model_name='attention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='attention_withdrawn_by_somebody'),
        ),
        migrations.AddIndex(
            model_name='serviceenrolmenthistory',
            index=models.Index(fields=['id', 'pgh_id'], name='serviceenrolment_history'),
        ),
        migrations.AddField(
            model_name='session',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case'),
        ),
        migrations.AddField(
            model_name='session',
            name='entry',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='session', to='cases.timelineentry'),
        ),
        migrations.AddField(
            model_name='session',
            name='key',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='session',
            name='second_professional',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='con quién la dio'),
        ),
        migrations.AddIndex(
            model_name='sessionhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='session_history'),
        ),
        migrations.AddIndex(
            model_name='serviceenrolment',
            index=models.Index(fields=['service', 'started_on'], name='enrolment_service'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['EMERGENCY_KIT', 'BASIC_NEEDS', 'CRISIS_CONTAINMENT', 'THERAPY_INDIV', 'THERAPY_GROUP', 'THERAPY_FAMILY', 'ART_THERAPY', 'PSYCH_EVAL', 'SOCIAL_EVAL', 'LEGAL_ORIENTATION', 'LEGAL_REPRESENTATION', 'LEGAL_ACCOMPANIMENT', 'ROUTE_ORIENTATION', 'SHELTER', 'HEALTH_CARE', 'SIS_ENROLMENT', 'ID_DOCUMENTS', 'MIGRATION_REGULARISATION', 'RETURN', 'REPATRIATION', 'INTERPRETER', 'FOOD', 'EDUCATION_REINSERTION', 'TRAINING_COURSE', 'EMPLOYABILITY', 'ENTREPRENEURSHIP', 'SEED_CAPITAL', 'SOCIAL_PROGRAMME', 'FAMILY_STRENGTHENING', 'AID_FUND', 'FOLLOW_UP', 'PROTECTION_SUPPORT'])), name='services_serviceenrolment_service_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=models.CheckConstraint(condition=models.Q(('end_reason__in', ['GOAL_MET', 'HER_DECISION', 'STOPPED_COMING', 'PASSED_ON', 'MOVED', 'NOT_AVAILABLE', 'OTHER', ''])), name='services_serviceenrolment_end_reason_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='enrolment_interval'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on__isnull', True)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='enrolment_ends_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='serviceenrolment',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('case', 'person', 'service', 'unit'), name='enrolment_once_running', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='serviceenrolment',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_serviceenrolment"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."case_id", NEW."person_id", NEW."service", NEW."unit_id", NEW."responsible_id", NEW."goal", NEW."started_on", NEW."ended_on", NEW."end_reason", NEW."end_notes", NEW."created_at", NEW."created_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."case_id", OLD."person_id", OLD."service", OLD."unit_id", OLD."responsible_id", OLD."goal", OLD."started_on", OLD."ended_on", OLD."end_reason", OLD."end_notes", OLD."created_at", OLD."created_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_serviceenrolmenthistory" ("id", "key_id", "version", "case_id", "person_id", "service", "unit_id", "responsible_id", "goal", "started_on", "ended_on", "end_reason", "end_notes", "created_at", "created_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."case_id", kept."person_id", kept."service", kept."unit_id", kept."responsible_id", kept."goal", kept."started_on", kept."ended_on", kept."end_reason", kept."end_notes", kept."created_at", kept."created_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='79a1f572bd08a0880db25bee780e3cdfa77e4dce', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_aa9ef', table='services_serviceenrolment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['INDIVIDUAL', 'FAMILY', 'GROUP'])), name='services_session_format_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('place__in', ['CENTRE', 'AGENCY', 'HOME', 'COMMUNITY', 'REMOTE', 'OTHER', ''])), name='services_session_place_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='session_cost'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='session',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_session"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."case_id", NEW."entry_id", NEW."format", NEW."place", NEW."second_professional_id", NEW."facilitator", NEW."cost") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."case_id", OLD."entry_id", OLD."format", OLD."place", OLD."second_professional_id", OLD."facilitator", OLD."cost") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_sessionhistory" ("id", "key_id", "case_id", "entry_id", "format", "place", "second_professional_id", "facilitator", "cost", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."case_id", kept."entry_id", kept."format", kept."place", kept."second_professional_id", kept."facilitator", kept."cost", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='24a47cc76b98b370081a56fa098ac68f89726fb0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_e4176', table='services_session', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attention',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_attention"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."case_id", NEW."person_id", NEW."entry_id", NEW."service", NEW."group", NEW."area", NEW."mode", NEW."given_on", NEW."minutes", NEW."professional_id", NEW."enrolment_id", NEW."created_at", NEW."withdrawn_at", NEW."withdrawn_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."case_id", OLD."person_id", OLD."entry_id", OLD."service", OLD."group", OLD."area", OLD."mode", OLD."given_on", OLD."minutes", OLD."professional_id", OLD."enrolment_id", OLD."created_at", OLD."withdrawn_at", OLD."withdrawn_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_attentionhistory" ("id", "case_id", "person_id", "entry_id", "service", "group", "area", "mode", "given_on", "minutes", "professional_id", "enrolment_id", "created_at", "withdrawn_at", "withdrawn_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."case_id", kept."person_id", kept."entry_id", kept."service", kept."group", kept."area", kept."mode", kept."given_on", kept."minutes", kept."professional_id", kept."enrolment_id", kept."created_at", kept."withdrawn_at", kept."withdrawn_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='3559287410c33650e5f652868c15c53eac9f86b6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_6ad6c', table='services_attention', when='AFTER')),
        ),
        protect("services_serviceenrolment", reads=of_case()),
        protect("services_session", reads=of_case()),
        *never_changed("services_serviceenrolment", "services_serviceenrolmenthistory"),
        *never_changed("services_session", "services_sessionhistory"),
    ]
