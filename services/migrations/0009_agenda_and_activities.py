"""The agenda, its feed, and activities with many participants."""

import accounts.history
import datetime
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import services.models.appointment
import vault.fields
import vault.ids
from django.conf import settings
from django.db import migrations, models

from accounts.history import never_changed
from accounts.row_security import SEES_ALL, function, of_case, protect

OF_MY_OFFICE = f"{SEES_ALL} OR office_id = (SELECT calp.case_office())"
# Hours of a case are as visible as the case; others are of the office and of whoever they belong to.
APPOINTMENTS = f"""
    {of_case()} OR (case_id IS NULL AND (
        professional_id = (SELECT calp.user_id()) OR office_id = (SELECT calp.case_office())))
"""
TABLES = [
    ("services_groupactivity", "services_groupactivityhistory"),
    ("services_attendance", "services_attendancehistory"),
    ("services_appointment", "services_appointmenthistory"),
    ("services_calendaraddress", "services_calendaraddresshistory"),
]
FUNCTIONS = [
    # From when until when, and nothing of what for: so that free hours are told right to whoever must not see why.
    function(
        "taken_hours(whose uuid, since timestamptz, until timestamptz)",
        "TABLE (starts timestamptz, ends timestamptz)",
        """
BEGIN
  IF calp.is_system() OR calp.may('view_case') THEN
    RETURN QUERY SELECT a.starts_at, a.ends_at FROM public.services_appointment a
    WHERE a.professional_id = whose AND a.state <> 'CANCELLED' AND a.starts_at < until AND a.ends_at > since
    ORDER BY a.starts_at;
  END IF;
END
""",
    ),
    # Asked before anybody is known: the hash of a secret of 256 bits, and an account that is what it was.
    function(
        "calendar_owner(wanted text)",
        "uuid",
        """
BEGIN
  RETURN (
    SELECT u.id FROM public.services_calendaraddress a JOIN public.accounts_user u ON u.id = a.user_id
    WHERE a.token_hash = wanted AND a.ended_at IS NULL AND u.is_active AND u.role = a.role
    AND NOT u.must_change_password);
END
""",
    ),
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_duplicates_row_security'),
        ('directory', '0006_projects'),
        ('services', '0008_aid_fund_and_kits'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AppointmentHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('version', models.PositiveIntegerField(null=True)),
                ('id', models.UUIDField()),
                ('professional', models.UUIDField(db_column='professional_id', null=True)),
                ('office', models.UUIDField(db_column='office_id', null=True)),
                ('starts_at', models.DateTimeField(null=True)),
                ('ends_at', models.DateTimeField(null=True)),
                ('state', models.CharField(max_length=9, null=True)),
                ('cancel_reason', models.CharField(max_length=12, null=True)),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('activity', models.UUIDField(db_column='activity_id', null=True)),
                ('service', models.CharField(max_length=30, null=True)),
                ('mode', models.CharField(max_length=14, null=True)),
                ('place', models.CharField(max_length=9, null=True)),
                ('entry', models.UUIDField(db_column='entry_id', null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
            ],
            options={
                'verbose_name': 'cita',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='appointment_history')],
            },
        ),
        migrations.CreateModel(
            name='AttendanceHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('activity', models.UUIDField(db_column='activity_id', null=True)),
                ('case', models.UUIDField(db_column='case_id', null=True)),
                ('person', models.UUIDField(db_column='person_id', null=True)),
                ('attention', models.UUIDField(db_column='attention_id', null=True)),
                ('added_at', models.DateTimeField(null=True)),
                ('added_by', models.UUIDField(db_column='added_by_id', null=True)),
            ],
            options={
                'verbose_name': 'asistencia',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='attendance_history')],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddressHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('user', models.UUIDField(db_column='user_id', null=True)),
                ('role', models.CharField(max_length=30, null=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'dirección de calendario',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='calendaraddress_history')],
            },
        ),
        migrations.CreateModel(
            name='GroupActivity',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('title', vault.fields.SealedTextField(max_length=160, verbose_name='nombre de la actividad')),
                ('service', models.CharField(choices=[('EMERGENCY_KIT', 'Kit de emergencia'), ('BASIC_NEEDS', 'Necesidades básicas'), ('CRISIS_CONTAINMENT', 'Contención emocional'), ('THERAPY_INDIV', 'Soporte terapéutico individual'), ('THERAPY_GROUP', 'Soporte terapéutico grupal'), ('THERAPY_FAMILY', 'Soporte terapéutico familiar'), ('ART_THERAPY', 'Arte terapéutico'), ('PSYCH_EVAL', 'Evaluación psicológica'), ('SOCIAL_EVAL', 'Evaluación o visita social'), ('LEGAL_ORIENTATION', 'Orientación legal'), ('LEGAL_REPRESENTATION', 'Patrocinio legal'), ('LEGAL_ACCOMPANIMENT', 'Acompañamiento a diligencia'), ('ROUTE_ORIENTATION', 'Orientación sobre rutas de atención'), ('SHELTER', 'Alojamiento seguro'), ('HEALTH_CARE', 'Atención de salud'), ('SIS_ENROLMENT', 'Afiliación al SIS'), ('ID_DOCUMENTS', 'Trámite de identidad'), ('MIGRATION_REGULARISATION', 'Regularización migratoria'), ('RETURN', 'Retorno asistido al lugar de origen'), ('REPATRIATION', 'Repatriación segura'), ('INTERPRETER', 'Interpretación o traducción'), ('FOOD', 'Alimentación'), ('EDUCATION_REINSERTION', 'Reinserción educativa'), ('TRAINING_COURSE', 'Curso técnico-productivo'), ('EMPLOYABILITY', 'Empleabilidad'), ('ENTREPRENEURSHIP', 'Plan de emprendimiento'), ('SEED_CAPITAL', 'Capital semilla'), ('SOCIAL_PROGRAMME', 'Programa social del Estado'), ('FAMILY_STRENGTHENING', 'Fortalecimiento familiar'), ('AID_FUND', 'Fondo de ayuda'), ('FOLLOW_UP', 'Seguimiento'), ('PROTECTION_SUPPORT', 'Apoyo en medidas de seguridad')], max_length=30, verbose_name='servicio')),
                ('mode', models.CharField(choices=[('IN_PERSON', 'Presencial'), ('PHONE', 'Por teléfono'), ('VIDEO', 'Por videollamada'), ('HOME_VISIT', 'Visita a domicilio'), ('ACCOMPANIMENT', 'Acompañamiento')], max_length=14, verbose_name='modalidad')),
                ('held_on', models.DateField(verbose_name='fecha')),
                ('starts', models.TimeField(verbose_name='hora')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='duración en minutos')),
                ('place', models.CharField(choices=[('CENTRE', 'En el centro'), ('AGENCY', 'En otra entidad'), ('HOME', 'Donde vive'), ('COMMUNITY', 'En la comunidad'), ('REMOTE', 'A distancia'), ('OTHER', 'Otro lugar')], max_length=9, verbose_name='lugar')),
                ('facilitator', vault.fields.SealedTextField(blank=True, max_length=200, verbose_name='facilitadora de fuera')),
                ('cost', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='costo en soles')),
                ('unregistered', models.PositiveSmallIntegerField(default=0, verbose_name='asistentes sin registro')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office', verbose_name='sede')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién la da')),
                ('second_professional', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='con quién la da')),
            ],
            options={
                'verbose_name': 'actividad grupal',
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attention', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='services.attention')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='services.groupactivity')),
            ],
            options={
                'verbose_name': 'asistencia',
            },
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField(verbose_name='empieza')),
                ('ends_at', models.DateTimeField(verbose_name='termina')),
                ('state', models.CharField(choices=[('PLANNED', 'Por venir'), ('HELD', 'Realizada'), ('NO_SHOW', 'No vino'), ('CANCELLED', 'Cancelada')], default='PLANNED', max_length=9, verbose_name='estado')),
                ('cancel_reason', models.CharField(blank=True, choices=[('HER_REQUEST', 'Ella pidió otro día o no puede'), ('PROFESSIONAL', 'Quien la atiende no puede'), ('SAFETY', 'No era seguro'), ('NOT_NEEDED', 'Ya no hace falta'), ('MISTAKE', 'Se anotó por error')], max_length=12, verbose_name='por qué se canceló')),
                ('service', models.CharField(blank=True, choices=[('EMERGENCY_KIT', 'Kit de emergencia'), ('BASIC_NEEDS', 'Necesidades básicas'), ('CRISIS_CONTAINMENT', 'Contención emocional'), ('THERAPY_INDIV', 'Soporte terapéutico individual'), ('THERAPY_GROUP', 'Soporte terapéutico grupal'), ('THERAPY_FAMILY', 'Soporte terapéutico familiar'), ('ART_THERAPY', 'Arte terapéutico'), ('PSYCH_EVAL', 'Evaluación psicológica'), ('SOCIAL_EVAL', 'Evaluación o visita social'), ('LEGAL_ORIENTATION', 'Orientación legal'), ('LEGAL_REPRESENTATION', 'Patrocinio legal'), ('LEGAL_ACCOMPANIMENT', 'Acompañamiento a diligencia'), ('ROUTE_ORIENTATION', 'Orientación sobre rutas de atención'), ('SHELTER', 'Alojamiento seguro'), ('HEALTH_CARE', 'Atención de salud'), ('SIS_ENROLMENT', 'Afiliación al SIS'), ('ID_DOCUMENTS', 'Trámite de identidad'), ('MIGRATION_REGULARISATION', 'Regularización migratoria'), ('RETURN', 'Retorno asistido al lugar de origen'), ('REPATRIATION', 'Repatriación segura'), ('INTERPRETER', 'Interpretación o traducción'), ('FOOD', 'Alimentación'), ('EDUCATION_REINSERTION', 'Reinserción educativa'), ('TRAINING_COURSE', 'Curso técnico-productivo'), ('EMPLOYABILITY', 'Empleabilidad'), ('ENTREPRENEURSHIP', 'Plan de emprendimiento'), ('SEED_CAPITAL', 'Capital semilla'), ('SOCIAL_PROGRAMME', 'Programa social del Estado'), ('FAMILY_STRENGTHENING', 'Fortalecimiento familiar'), ('AID_FUND', 'Fondo de ayuda'), ('FOLLOW_UP', 'Seguimiento'), ('PROTECTION_SUPPORT', 'Apoyo en medidas de seguridad')], max_length=30, verbose_name='servicio')),
                ('mode', models.CharField(blank=True, choices=[('IN_PERSON', 'Presencial'), ('PHONE', 'Por teléfono'), ('VIDEO', 'Por videollamada'), ('HOME_VISIT', 'Visita a domicilio'), ('ACCOMPANIMENT', 'Acompañamiento')], max_length=14, verbose_name='modalidad')),
                ('place', models.CharField(blank=True, choices=[('CENTRE', 'En el centro'), ('AGENCY', 'En otra entidad'), ('HOME', 'Donde vive'), ('COMMUNITY', 'En la comunidad'), ('REMOTE', 'A distancia'), ('OTHER', 'Otro lugar')], max_length=9, verbose_name='lugar')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='cases.case')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.timelineentry')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.office')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person')),
                ('professional', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to=settings.AUTH_USER_MODEL, verbose_name='con quién es')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='services.groupactivity')),
            ],
            options={
                'verbose_name': 'cita',
            },
        ),
        migrations.CreateModel(
            name='GroupActivityHistory',
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
                ('office', models.UUIDField(db_column='office_id', null=True)),
                ('title', vault.fields.SealedTextField(blank=True, max_length=160)),
                ('service', models.CharField(max_length=30, null=True)),
                ('mode', models.CharField(max_length=14, null=True)),
                ('held_on', models.DateField(null=True)),
                ('starts', models.TimeField(null=True)),
                ('minutes', models.PositiveSmallIntegerField(null=True)),
                ('place', models.CharField(max_length=9, null=True)),
                ('professional', models.UUIDField(db_column='professional_id', null=True)),
                ('second_professional', models.UUIDField(db_column='second_professional_id', null=True)),
                ('facilitator', vault.fields.SealedTextField(blank=True, max_length=200)),
                ('cost', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('unregistered', models.PositiveSmallIntegerField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
            ],
            options={
                'verbose_name': 'actividad grupal',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='groupactivity_history')],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('role', models.CharField(choices=[('intake_worker', 'Recepción de ingresos'), ('caseworker_psychosocial', 'Psicología'), ('caseworker_legal', 'Área legal'), ('social_worker', 'Trabajo social'), ('coordinator', 'Coordinación de sede'), ('national_coordinator', 'Coordinación nacional'), ('reporting', 'Monitoreo y reportes'), ('data_protection_officer', 'Oficial de datos personales'), ('auditor', 'Auditoría'), ('admin', 'Administración'), ('agency_guest', 'Enlace de entidad')], max_length=30)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'dirección de calendario',
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['intake_worker', 'caseworker_psychosocial', 'caseworker_legal', 'social_worker', 'coordinator', 'national_coordinator', 'reporting', 'data_protection_officer', 'auditor', 'admin', 'agency_guest'])), name='services_calendaraddress_role_listed', violation_error_message='Elige una opción de la lista.'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='calendaraddress_one_open')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='calendaraddress',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_calendaraddress"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."user_id", NEW."role", NEW."made_at", NEW."ended_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."user_id", OLD."role", OLD."made_at", OLD."ended_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_calendaraddresshistory" ("id", "user_id", "role", "made_at", "ended_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."user_id", kept."role", kept."made_at", kept."ended_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='58e6355a3606a5f0dbdf5c4a17cda0a6b3814a16', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_aa350', table='services_calendaraddress', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='groupactivity',
            index=models.Index(fields=['office', '-held_on', '-id'], name='activity_office'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['EMERGENCY_KIT', 'BASIC_NEEDS', 'CRISIS_CONTAINMENT', 'THERAPY_INDIV', 'THERAPY_GROUP', 'THERAPY_FAMILY', 'ART_THERAPY', 'PSYCH_EVAL', 'SOCIAL_EVAL', 'LEGAL_ORIENTATION', 'LEGAL_REPRESENTATION', 'LEGAL_ACCOMPANIMENT', 'ROUTE_ORIENTATION', 'SHELTER', 'HEALTH_CARE', 'SIS_ENROLMENT', 'ID_DOCUMENTS', 'MIGRATION_REGULARISATION', 'RETURN', 'REPATRIATION', 'INTERPRETER', 'FOOD', 'EDUCATION_REINSERTION', 'TRAINING_COURSE', 'EMPLOYABILITY', 'ENTREPRENEURSHIP', 'SEED_CAPITAL', 'SOCIAL_PROGRAMME', 'FAMILY_STRENGTHENING', 'AID_FUND', 'FOLLOW_UP', 'PROTECTION_SUPPORT'])), name='services_groupactivity_service_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['IN_PERSON', 'PHONE', 'VIDEO', 'HOME_VISIT', 'ACCOMPANIMENT'])), name='services_groupactivity_mode_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('place__in', ['CENTRE', 'AGENCY', 'HOME', 'COMMUNITY', 'REMOTE', 'OTHER'])), name='services_groupactivity_place_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 720)), name='activity_minutes'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='activity_cost'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(('second_professional__isnull', True), models.Q(('second_professional', models.F('professional')), _negated=True), _connector='OR'), name='activity_two_professionals'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='groupactivity',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_groupactivity"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."office_id", NEW."title", NEW."service", NEW."mode", NEW."held_on", NEW."starts", NEW."minutes", NEW."place", NEW."professional_id", NEW."second_professional_id", NEW."facilitator", NEW."cost", NEW."unregistered", NEW."created_at", NEW."created_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."office_id", OLD."title", OLD."service", OLD."mode", OLD."held_on", OLD."starts", OLD."minutes", OLD."place", OLD."professional_id", OLD."second_professional_id", OLD."facilitator", OLD."cost", OLD."unregistered", OLD."created_at", OLD."created_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_groupactivityhistory" ("id", "key_id", "version", "office_id", "title", "service", "mode", "held_on", "starts", "minutes", "place", "professional_id", "second_professional_id", "facilitator", "cost", "unregistered", "created_at", "created_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."office_id", kept."title", kept."service", kept."mode", kept."held_on", kept."starts", kept."minutes", kept."place", kept."professional_id", kept."second_professional_id", kept."facilitator", kept."cost", kept."unregistered", kept."created_at", kept."created_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='d4462d2612331a9e88124c151502f793d4d31fb0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_7d567', table='services_groupactivity', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('activity', 'person'), name='attendance_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='attendance',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_attendance"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."activity_id", NEW."case_id", NEW."person_id", NEW."attention_id", NEW."added_at", NEW."added_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."activity_id", OLD."case_id", OLD."person_id", OLD."attention_id", OLD."added_at", OLD."added_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_attendancehistory" ("id", "activity_id", "case_id", "person_id", "attention_id", "added_at", "added_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."activity_id", kept."case_id", kept."person_id", kept."attention_id", kept."added_at", kept."added_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='936a727da0e1ffe7512d9290c73b3ed9610ca2c8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_760da', table='services_attendance', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['professional', 'starts_at'], name='appointment_day'),
        ),
        migrations.AddIndex(
            model_name='appointment',
            index=models.Index(fields=['case', 'starts_at'], name='appointment_case'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PLANNED', 'HELD', 'NO_SHOW', 'CANCELLED'])), name='services_appointment_state_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('cancel_reason__in', ['HER_REQUEST', 'PROFESSIONAL', 'SAFETY', 'NOT_NEEDED', 'MISTAKE', ''])), name='services_appointment_cancel_reason_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('service__in', ['EMERGENCY_KIT', 'BASIC_NEEDS', 'CRISIS_CONTAINMENT', 'THERAPY_INDIV', 'THERAPY_GROUP', 'THERAPY_FAMILY', 'ART_THERAPY', 'PSYCH_EVAL', 'SOCIAL_EVAL', 'LEGAL_ORIENTATION', 'LEGAL_REPRESENTATION', 'LEGAL_ACCOMPANIMENT', 'ROUTE_ORIENTATION', 'SHELTER', 'HEALTH_CARE', 'SIS_ENROLMENT', 'ID_DOCUMENTS', 'MIGRATION_REGULARISATION', 'RETURN', 'REPATRIATION', 'INTERPRETER', 'FOOD', 'EDUCATION_REINSERTION', 'TRAINING_COURSE', 'EMPLOYABILITY', 'ENTREPRENEURSHIP', 'SEED_CAPITAL', 'SOCIAL_PROGRAMME', 'FAMILY_STRENGTHENING', 'AID_FUND', 'FOLLOW_UP', 'PROTECTION_SUPPORT', ''])), name='services_appointment_service_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['IN_PERSON', 'PHONE', 'VIDEO', 'HOME_VISIT', 'ACCOMPANIMENT', ''])), name='services_appointment_mode_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('place__in', ['CENTRE', 'AGENCY', 'HOME', 'COMMUNITY', 'REMOTE', 'OTHER', ''])), name='services_appointment_place_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at')), ('ends_at__lte', django.db.models.expressions.CombinedExpression(models.F('starts_at'), '+', models.Value(datetime.timedelta(seconds=50400))))), name='appointment_interval'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', True), ('activity__isnull', True), _connector='OR'), name='appointment_of_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(('person__isnull', True), ('case__isnull', False), _connector='OR'), name='appointment_person_in_case'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'CANCELLED'), models.Q(('cancel_reason', ''), _negated=True)), models.Q(models.Q(('state', 'CANCELLED'), _negated=True), ('cancel_reason', '')), _connector='OR'), name='appointment_cancelled_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['HELD', 'NO_SHOW', 'PLANNED'])), expressions=[('professional', '='), (services.models.appointment.Span('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='appointment_one_at_a_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appointment',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_appointment"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."version", NEW."id", NEW."professional_id", NEW."office_id", NEW."starts_at", NEW."ends_at", NEW."state", NEW."cancel_reason", NEW."case_id", NEW."person_id", NEW."activity_id", NEW."service", NEW."mode", NEW."place", NEW."entry_id", NEW."created_at", NEW."created_by_id") IS NOT DISTINCT FROM ROW(OLD."version", OLD."id", OLD."professional_id", OLD."office_id", OLD."starts_at", OLD."ends_at", OLD."state", OLD."cancel_reason", OLD."case_id", OLD."person_id", OLD."activity_id", OLD."service", OLD."mode", OLD."place", OLD."entry_id", OLD."created_at", OLD."created_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_appointmenthistory" ("version", "id", "professional_id", "office_id", "starts_at", "ends_at", "state", "cancel_reason", "case_id", "person_id", "activity_id", "service", "mode", "place", "entry_id", "created_at", "created_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."version", kept."id", kept."professional_id", kept."office_id", kept."starts_at", kept."ends_at", kept."state", kept."cancel_reason", kept."case_id", kept."person_id", kept."activity_id", kept."service", kept."mode", kept."place", kept."entry_id", kept."created_at", kept."created_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='2df782276c750c95d5119824aea04dbfed8c2abe', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_17d10', table='services_appointment', when='AFTER')),
        ),
        *FUNCTIONS,
        protect("services_groupactivity", reads=OF_MY_OFFICE),
        protect("services_attendance", reads=of_case()),
        protect("services_appointment", reads=APPOINTMENTS),
        protect("services_calendaraddress", reads="user_id = (SELECT calp.user_id())"),
        *[each for table, history in TABLES for each in never_changed(table, history)],
    ]
