import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import accounts.history
import vault.fields
import vault.ids
from accounts.history import never_changed
from accounts.row_security import AN_ACCOUNT, of_parent, protect

# What is signed stays as it is: a page adds, and never changes. A draft is seen by whoever writes it.
SIGNED_STAYS = "REVOKE UPDATE ON cases_assessment FROM calp_web"
SIGNED_CHANGES = "GRANT UPDATE ON cases_assessment TO calp_web"
OF_HER = of_parent("cases_participation", "participation_id")
ONES_OWN = f"user_id = (SELECT calp.user_id()) AND ({OF_HER})"
SIGNS = f"{AN_ACCOUNT} AND signed_by_id = (SELECT calp.user_id()) AND ({OF_HER})"


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_episodes'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=40, verbose_name='instrumento')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='versión del instrumento')),
                ('answers', vault.fields.SealedJSONField(blank=True, default=dict, verbose_name='respuestas')),
                ('area', models.CharField(choices=[('FIRST_HOURS', 'Primeras horas'), ('RISK', 'Riesgo'), ('NEEDS', 'Necesidades'), ('PSYCHOLOGICAL', 'Psicológica'), ('SOCIAL', 'Social y familiar'), ('LEGAL', 'Legal'), ('HEALTH', 'Salud'), ('EDUCATION', 'Educación'), ('ECONOMIC', 'Económica')], max_length=14, verbose_name='área de la evaluación')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='puntaje')),
                ('advised_level', models.CharField(blank=True, choices=[('MILD', 'Leve'), ('MODERATE', 'Moderado'), ('SEVERE', 'Severo')], max_length=10, verbose_name='nivel sugerido')),
                ('level', models.CharField(blank=True, choices=[('MILD', 'Leve'), ('MODERATE', 'Moderado'), ('SEVERE', 'Severo')], max_length=10, verbose_name='nivel')),
                ('level_reason', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='por qué otro nivel')),
                ('conclusions', vault.fields.SealedTextField(blank=True, max_length=4000, verbose_name='conclusiones y acuerdos')),
                ('done_on', models.DateField(verbose_name='hecha el')),
                ('next_review_on', models.DateField(blank=True, null=True, verbose_name='se repite el')),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='firmada el')),
                ('correction_reason', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='por qué se corrige')),
            ],
            options={
                'verbose_name': 'evaluación',
            },
        ),
        migrations.CreateModel(
            name='AssessmentDraft',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('instrument', models.CharField(max_length=40, verbose_name='instrumento')),
                ('edition', models.PositiveSmallIntegerField(verbose_name='versión del instrumento')),
                ('answers', vault.fields.SealedJSONField(blank=True, default=dict, verbose_name='respuestas')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='guardado el')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'borrador de evaluación',
            },
        ),
        migrations.CreateModel(
            name='AssessmentDraftHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('instrument', models.CharField(max_length=40, null=True)),
                ('edition', models.PositiveSmallIntegerField(null=True)),
                ('participation', models.UUIDField(db_column='participation_id', null=True)),
                ('user', models.UUIDField(db_column='user_id', null=True)),
                ('corrects', models.UUIDField(db_column='corrects_id', null=True)),
                ('assessment', models.UUIDField(db_column='assessment_id', null=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'borrador de evaluación',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AssessmentHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('instrument', models.CharField(max_length=40, null=True)),
                ('edition', models.PositiveSmallIntegerField(null=True)),
                ('answers', vault.fields.SealedJSONField(blank=True)),
                ('participation', models.UUIDField(db_column='participation_id', null=True)),
                ('area', models.CharField(max_length=14, null=True)),
                ('score', models.PositiveSmallIntegerField(null=True)),
                ('advised_level', models.CharField(max_length=10, null=True)),
                ('level', models.CharField(max_length=10, null=True)),
                ('level_reason', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('conclusions', vault.fields.SealedTextField(blank=True, max_length=4000)),
                ('done_on', models.DateField(null=True)),
                ('next_review_on', models.DateField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('signed_by', models.UUIDField(db_column='signed_by_id', null=True)),
                ('supersedes', models.UUIDField(db_column='supersedes_id', null=True)),
                ('correction_reason', vault.fields.SealedTextField(blank=True, max_length=1000)),
            ],
            options={
                'verbose_name': 'evaluación',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='cases_task_kind_listed',
        ),
        migrations.RemoveConstraint(
            model_name='timelineentry',
            name='cases_timelineentry_kind_listed',
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('CALL', 'Llamada de seguimiento'), ('VISIT', 'Visita'), ('APPOINTMENT', 'Cita'), ('ACCOMPANY', 'Acompañamiento'), ('NOTIFY_UPE', 'Avisar a la UPE'), ('AGE_PROOF', 'Pedir la partida de nacimiento'), ('SINGLE_INTERVIEW', 'Coordinar la entrevista única'), ('ASK_CONSENT', 'Preguntar por el consentimiento'), ('REFERRAL_CHASE', 'Reiterar una derivación'), ('REFERRAL_ANSWER', 'Responder una derivación'), ('AID_DECIDE', 'Decidir un pedido de ayuda'), ('AID_PAY', 'Pagar una ayuda'), ('AID_RECEIPT', 'Traer el comprobante de una ayuda'), ('SHELTER_MOVE', 'Buscarle un lugar adecuado'), ('REASSESS', 'Repetir la evaluación'), ('COVER_NEED', 'Cubrir lo que falta'), ('OTHER', 'Otra tarea')], max_length=18, verbose_name='tarea'),
        ),
        migrations.AlterField(
            model_name='timelineentry',
            name='kind',
            field=models.CharField(choices=[('INTAKE', 'Ingreso'), ('NOTE', 'Nota'), ('ATTENTION', 'Atención'), ('STATUS', 'Estado del caso'), ('VICTIM_STATUS', 'Condición de víctima'), ('PHASE', 'Fase'), ('PERSON', 'Persona'), ('CONSENT', 'Consentimiento'), ('TEAM', 'Equipo'), ('TASK', 'Tarea'), ('REFERRAL', 'Derivación'), ('AID', 'Ayuda'), ('SHELTER', 'Acogida'), ('FACTS', 'Hechos'), ('ASSESSMENT', 'Evaluación'), ('IMPORT', 'Importación')], max_length=14),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CALL', 'VISIT', 'APPOINTMENT', 'ACCOMPANY', 'NOTIFY_UPE', 'AGE_PROOF', 'SINGLE_INTERVIEW', 'ASK_CONSENT', 'REFERRAL_CHASE', 'REFERRAL_ANSWER', 'AID_DECIDE', 'AID_PAY', 'AID_RECEIPT', 'SHELTER_MOVE', 'REASSESS', 'COVER_NEED', 'OTHER'])), name='cases_task_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='timelineentry',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['INTAKE', 'NOTE', 'ATTENTION', 'STATUS', 'VICTIM_STATUS', 'PHASE', 'PERSON', 'CONSENT', 'TEAM', 'TASK', 'REFERRAL', 'AID', 'SHELTER', 'FACTS', 'ASSESSMENT', 'IMPORT'])), name='cases_timelineentry_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='key',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='participation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.participation'),
        ),
        migrations.AddField(
            model_name='assessment',
            name='signed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assessment',
            name='supersedes',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='cases.assessment'),
        ),
        migrations.AddField(
            model_name='assessmentdraft',
            name='assessment',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='cases.assessment'),
        ),
        migrations.AddField(
            model_name='assessmentdraft',
            name='corrects',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.assessment'),
        ),
        migrations.AddField(
            model_name='assessmentdraft',
            name='key',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey'),
        ),
        migrations.AddField(
            model_name='assessmentdraft',
            name='participation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessment_drafts', to='cases.participation'),
        ),
        migrations.AddField(
            model_name='assessmentdraft',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='assessmentdrafthistory',
            index=models.Index(fields=['id', 'pgh_id'], name='assessmentdraft_history'),
        ),
        migrations.AddIndex(
            model_name='assessmenthistory',
            index=models.Index(fields=['id', 'pgh_id'], name='assessment_history'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['participation', 'area', '-done_on'], name='assessment_course'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['area', 'done_on', 'level'], name='assessment_day'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('area__in', ['FIRST_HOURS', 'RISK', 'NEEDS', 'PSYCHOLOGICAL', 'SOCIAL', 'LEGAL', 'HEALTH', 'EDUCATION', 'ECONOMIC'])), name='cases_assessment_area_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('advised_level__in', ['MILD', 'MODERATE', 'SEVERE', ''])), name='cases_assessment_advised_level_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['MILD', 'MODERATE', 'SEVERE', ''])), name='cases_assessment_level_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('advised_level', ''), ('level', ''), ('score__isnull', True)), models.Q(models.Q(('advised_level', ''), _negated=True), models.Q(('level', ''), _negated=True), ('score__isnull', False)), _connector='OR'), name='assessment_advised_and_chosen'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('level', models.F('advised_level')), ('level_reason__isnull', False), _connector='OR'), name='assessment_other_level_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('supersedes__isnull', True), ('correction_reason__isnull', False), _connector='OR'), name='assessment_correction_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('area', 'RISK'), _negated=True), ('next_review_on__isnull', False), _connector='OR'), name='assessment_risk_is_asked_again'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('next_review_on__isnull', True), ('next_review_on__gt', models.F('done_on')), _connector='OR'), name='assessment_review_after'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessment',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "cases_assessment"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."instrument", NEW."edition", NEW."answers", NEW."participation_id", NEW."area", NEW."score", NEW."advised_level", NEW."level", NEW."level_reason", NEW."conclusions", NEW."done_on", NEW."next_review_on", NEW."signed_at", NEW."signed_by_id", NEW."supersedes_id", NEW."correction_reason") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."instrument", OLD."edition", OLD."answers", OLD."participation_id", OLD."area", OLD."score", OLD."advised_level", OLD."level", OLD."level_reason", OLD."conclusions", OLD."done_on", OLD."next_review_on", OLD."signed_at", OLD."signed_by_id", OLD."supersedes_id", OLD."correction_reason") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "cases_assessmenthistory" ("id", "key_id", "instrument", "edition", "answers", "participation_id", "area", "score", "advised_level", "level", "level_reason", "conclusions", "done_on", "next_review_on", "signed_at", "signed_by_id", "supersedes_id", "correction_reason", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."instrument", kept."edition", kept."answers", kept."participation_id", kept."area", kept."score", kept."advised_level", kept."level", kept."level_reason", kept."conclusions", kept."done_on", kept."next_review_on", kept."signed_at", kept."signed_by_id", kept."supersedes_id", kept."correction_reason", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='16db2c6253de3fc78a3091fba486fe6fcf71f593', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_4fb26', table='cases_assessment', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='assessmentdraft',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('participation', 'user', 'instrument'), name='assessmentdraft_one_open'),
        ),
        migrations.AddConstraint(
            model_name='assessmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('assessment__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='assessmentdraft_signed_is_ended'),
        ),
        migrations.AddConstraint(
            model_name='assessmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='assessmentdraft_interval'),
        ),
        migrations.AddConstraint(
            model_name='assessmentdraft',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('answers__isnull', True), _connector='OR'), name='assessmentdraft_ended_is_empty'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assessmentdraft',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "cases_assessmentdraft"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."instrument", NEW."edition", NEW."participation_id", NEW."user_id", NEW."corrects_id", NEW."assessment_id", NEW."started_at", NEW."ended_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."instrument", OLD."edition", OLD."participation_id", OLD."user_id", OLD."corrects_id", OLD."assessment_id", OLD."started_at", OLD."ended_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "cases_assessmentdrafthistory" ("id", "key_id", "instrument", "edition", "participation_id", "user_id", "corrects_id", "assessment_id", "started_at", "ended_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."instrument", kept."edition", kept."participation_id", kept."user_id", kept."corrects_id", kept."assessment_id", kept."started_at", kept."ended_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='bac6dc56b50915c3c3ea70b6e59f483c73dec13b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_b7047', table='cases_assessmentdraft', when='AFTER')),
        ),
        protect("cases_assessment", reads=OF_HER, adds=SIGNS),
        migrations.RunSQL(SIGNED_STAYS, SIGNED_CHANGES),
        protect("cases_assessmentdraft", reads=ONES_OWN, adds=ONES_OWN),
        *never_changed("cases_assessment", "cases_assessmenthistory"),
        *never_changed("cases_assessmentdraft", "cases_assessmentdrafthistory"),
    ]
