"""The reintegration plan, its goals, activities and reviews; courses, jobs and enterprises.

What was agreed with her is never changed, whoever asks: triggers refuse it. Only how far an activity is goes on.
"""

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
from accounts.row_security import of_parent, protect


OF_PARTICIPATION = of_parent("cases_participation", "participation_id")
TABLES = ("reintegrationplan", "plangoal", "planactivity", "planreview", "livelihood", "livelihoodvisit")

PLAN_KEPT = """
CREATE FUNCTION calp.plan_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $body$
BEGIN
  IF OLD.agreed_on IS NOT NULL THEN
    RAISE EXCEPTION 'A plan that was agreed is never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'reintegrationplan_agreed_is_kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$body$
"""

GOAL_KEPT = """
CREATE FUNCTION calp.plan_goal_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
DECLARE
  plans uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN plans := ARRAY[NEW.plan_id];
  ELSIF TG_OP = 'DELETE' THEN plans := ARRAY[OLD.plan_id];
  ELSE plans := ARRAY[OLD.plan_id, NEW.plan_id];
  END IF;
  IF EXISTS (
    SELECT FROM public.services_reintegrationplan plan WHERE plan.id = ANY (plans) AND plan.agreed_on IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'The goals of an agreed plan are never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'plangoal_agreed_is_kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$body$
"""

ACTIVITY_KEPT = """
CREATE FUNCTION calp.plan_activity_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
DECLARE
  goals uuid[];
BEGIN
  IF TG_OP = 'INSERT' THEN goals := ARRAY[NEW.goal_id];
  ELSIF TG_OP = 'DELETE' THEN goals := ARRAY[OLD.goal_id];
  ELSIF ROW(NEW.id, NEW.key_id, NEW.goal_id, NEW.what, NEW.responsible, NEW.staff_id, NEW.unit_id, NEW.due_on,
      NEW.copied_from_id, NEW.withdrawn_at, NEW.created_at)
    IS NOT DISTINCT FROM ROW(OLD.id, OLD.key_id, OLD.goal_id, OLD.what, OLD.responsible, OLD.staff_id, OLD.unit_id,
      OLD.due_on, OLD.copied_from_id, OLD.withdrawn_at, OLD.created_at) THEN
    RETURN NEW;
  ELSE goals := ARRAY[OLD.goal_id, NEW.goal_id];
  END IF;
  IF EXISTS (
    SELECT FROM public.services_plangoal goal JOIN public.services_reintegrationplan plan ON plan.id = goal.plan_id
    WHERE goal.id = ANY (goals) AND plan.agreed_on IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'What was agreed to be done is never changed' USING ERRCODE = 'check_violation',
      CONSTRAINT = 'planactivity_agreed_is_kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END
$body$
"""

SAID_ONCE = """
CREATE FUNCTION calp.plan_said_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $body$
BEGIN
  RAISE EXCEPTION 'What was seen on a day is never changed' USING ERRCODE = 'check_violation',
    CONSTRAINT = 'said_once';
END
$body$
"""


def kept(table, function, when):
    """The trigger ``agreed_is_kept`` of a table; nobody calls its function by hand."""
    return migrations.RunSQL(
        f"CREATE TRIGGER agreed_is_kept BEFORE {when} ON services_{table} FOR EACH ROW"
        f" EXECUTE FUNCTION calp.{function}()",
        f"DROP TRIGGER agreed_is_kept ON services_{table}",
    )


def trigger_function(name, body):
    return migrations.RunSQL(
        [body, f"REVOKE ALL ON FUNCTION calp.{name}() FROM PUBLIC"], f"DROP FUNCTION calp.{name}()"
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_reintegration_plans'),
        ('directory', '0006_projects'),
        ('services', '0010_shelter'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Livelihood',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('kind', models.CharField(choices=[('COURSE', 'Curso técnico-productivo'), ('JOB', 'Empleo'), ('ENTERPRISE', 'Emprendimiento')], max_length=10, verbose_name='qué es')),
                ('sector', models.CharField(choices=[('FARMING', 'Campo, pesca o crianza'), ('FOOD', 'Cocina y alimentos'), ('TRADE', 'Venta y comercio'), ('CLOTHING', 'Costura y tejido'), ('BEAUTY', 'Belleza y cuidado personal'), ('CRAFTS', 'Artesanía, carpintería u otro oficio'), ('CARE', 'Salud y cuidado de personas'), ('HOSPITALITY', 'Turismo y hotelería'), ('OFFICE', 'Oficina y computación'), ('HOUSEHOLD', 'Trabajo del hogar'), ('OTHER', 'Otro rubro')], max_length=12, verbose_name='rubro')),
                ('what', vault.fields.SealedTextField(max_length=300, verbose_name='cuál')),
                ('where', vault.fields.SealedTextField(blank=True, max_length=300, verbose_name='dónde')),
                ('training', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='capacitación para llevarlo')),
                ('state', models.CharField(choices=[('PLANNED', 'Por empezar'), ('RUNNING', 'En marcha'), ('FINISHED', 'Terminado'), ('LEFT', 'Dejado')], max_length=10, verbose_name='cómo va')),
                ('started_on', models.DateField(blank=True, null=True, verbose_name='desde')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('aid', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enterprise', to='services.aidrequest', verbose_name='capital semilla')),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='livelihoods', to='cases.participation')),
            ],
            options={
                'verbose_name': 'curso, empleo o emprendimiento',
            },
        ),
        migrations.CreateModel(
            name='LivelihoodHistory',
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
                ('participation', models.UUIDField(db_column='participation_id', null=True)),
                ('kind', models.CharField(max_length=10, null=True)),
                ('sector', models.CharField(max_length=12, null=True)),
                ('what', vault.fields.SealedTextField(blank=True, max_length=300)),
                ('where', vault.fields.SealedTextField(blank=True, max_length=300)),
                ('training', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('state', models.CharField(max_length=10, null=True)),
                ('started_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('aid', models.UUIDField(db_column='aid_id', null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
            ],
            options={
                'verbose_name': 'curso, empleo o emprendimiento',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='livelihood_history')],
            },
        ),
        migrations.CreateModel(
            name='LivelihoodVisit',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='qué día')),
                ('goes_on', models.BooleanField(verbose_name='sigue')),
                ('notes', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='qué se vio')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('livelihood', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='services.livelihood')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'visita de seguimiento',
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LivelihoodVisitHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('livelihood', models.UUIDField(db_column='livelihood_id', null=True)),
                ('on', models.DateField(null=True)),
                ('goes_on', models.BooleanField(null=True)),
                ('notes', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('recorded_by', models.UUIDField(db_column='recorded_by_id', null=True)),
            ],
            options={
                'verbose_name': 'visita de seguimiento',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='livelihoodvisit_history')],
            },
        ),
        migrations.CreateModel(
            name='PlanActivityHistory',
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
                ('goal', models.UUIDField(db_column='goal_id', null=True)),
                ('what', vault.fields.SealedTextField(blank=True, max_length=300)),
                ('responsible', models.CharField(max_length=10, null=True)),
                ('staff', models.UUIDField(db_column='staff_id', null=True)),
                ('unit', models.UUIDField(db_column='unit_id', null=True)),
                ('due_on', models.DateField(null=True)),
                ('progress', models.CharField(max_length=10, null=True)),
                ('progress_on', models.DateField(null=True)),
                ('left_reason', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('copied_from', models.UUIDField(db_column='copied_from_id', null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'actividad de un plan',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='planactivity_history')],
            },
        ),
        migrations.CreateModel(
            name='PlanGoal',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('area', models.CharField(choices=[('HEALTH', 'Salud'), ('MENTAL_HEALTH', 'Salud mental'), ('EDUCATION', 'Educación'), ('WORK', 'Empleo o emprendimiento'), ('HOUSING', 'Vivienda'), ('FAMILY', 'Familia'), ('IDENTITY', 'Identidad y documentos'), ('JUSTICE', 'Justicia'), ('SAFETY', 'Seguridad'), ('PROGRAMMES', 'Programas sociales')], max_length=14, verbose_name='área')),
                ('goal', vault.fields.SealedTextField(max_length=600, verbose_name='meta')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.plangoal')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
            ],
            options={
                'verbose_name': 'meta de un plan',
                'ordering': ['created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PlanActivity',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('what', vault.fields.SealedTextField(max_length=300, verbose_name='qué se hace')),
                ('responsible', models.CharField(choices=[('STAFF', 'Alguien del centro'), ('UNIT', 'Otra entidad'), ('HERSELF', 'Ella misma')], max_length=10, verbose_name='quién lo hace')),
                ('due_on', models.DateField(verbose_name='hasta cuándo')),
                ('progress', models.CharField(choices=[('PENDING', 'Por hacer'), ('DOING', 'En marcha'), ('DONE', 'Logrado'), ('LEFT', 'Dejado')], default='PENDING', max_length=10, verbose_name='cómo va')),
                ('progress_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='así desde')),
                ('left_reason', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='por qué se dejó')),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.planactivity')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='quién del centro')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agencyunit', verbose_name='qué entidad')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='services.plangoal')),
            ],
            options={
                'verbose_name': 'actividad de un plan',
                'ordering': ['due_on', 'created_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PlanGoalHistory',
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
                ('plan', models.UUIDField(db_column='plan_id', null=True)),
                ('area', models.CharField(max_length=14, null=True)),
                ('goal', vault.fields.SealedTextField(blank=True, max_length=600)),
                ('copied_from', models.UUIDField(db_column='copied_from_id', null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'meta de un plan',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='plangoal_history')],
            },
        ),
        migrations.CreateModel(
            name='PlanReviewHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('plan', models.UUIDField(db_column='plan_id', null=True)),
                ('on', models.DateField(null=True)),
                ('reached', vault.fields.SealedTextField(blank=True, max_length=2000)),
                ('changes', vault.fields.SealedTextField(blank=True, max_length=2000)),
                ('result', models.CharField(max_length=12, null=True)),
                ('next_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('recorded_by', models.UUIDField(db_column='recorded_by_id', null=True)),
            ],
            options={
                'verbose_name': 'revisión de un plan',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='planreview_history')],
            },
        ),
        migrations.CreateModel(
            name='ReintegrationPlan',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('number', models.PositiveSmallIntegerField(verbose_name='versión del plan')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('agreed_on', models.DateField(blank=True, null=True, verbose_name='acordado el')),
                ('present', vault.fields.SealedTextField(blank=True, max_length=300, verbose_name='quiénes estuvieron')),
                ('her_words', vault.fields.SealedTextField(blank=True, max_length=2000, verbose_name='lo que dijo, con sus palabras')),
                ('first_review_on', models.DateField(blank=True, null=True, verbose_name='se revisa el')),
                ('dropped_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('drop_reason', vault.fields.SealedTextField(blank=True, max_length=600, verbose_name='por qué se descartó')),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.participation')),
            ],
            options={
                'verbose_name': 'plan de reintegración',
            },
        ),
        migrations.CreateModel(
            name='PlanReview',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='revisado el')),
                ('reached', vault.fields.SealedTextField(max_length=2000, verbose_name='qué se logró')),
                ('changes', vault.fields.SealedTextField(blank=True, max_length=2000, verbose_name='qué cambia')),
                ('result', models.CharField(choices=[('GOES_ON', 'El plan sigue'), ('MET', 'Termina: se lograron sus metas'), ('HER_DECISION', 'Termina: ella decidió no seguir'), ('MOVED', 'Termina: se mudó o regresó a su lugar'), ('LOST_CONTACT', 'Termina: se perdió el contacto'), ('OTHER', 'Termina: otro motivo')], max_length=12, verbose_name='qué se decidió')),
                ('next_on', models.DateField(blank=True, null=True, verbose_name='se revisa otra vez el')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='services.reintegrationplan')),
            ],
            options={
                'verbose_name': 'revisión de un plan',
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.AddField(
            model_name='plangoal',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='services.reintegrationplan'),
        ),
        migrations.CreateModel(
            name='ReintegrationPlanHistory',
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
                ('participation', models.UUIDField(db_column='participation_id', null=True)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
                ('created_by', models.UUIDField(db_column='created_by_id', null=True)),
                ('agreed_on', models.DateField(null=True)),
                ('agreed_by', models.UUIDField(db_column='agreed_by_id', null=True)),
                ('present', vault.fields.SealedTextField(blank=True, max_length=300)),
                ('her_words', vault.fields.SealedTextField(blank=True, max_length=2000)),
                ('first_review_on', models.DateField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('drop_reason', vault.fields.SealedTextField(blank=True, max_length=600)),
            ],
            options={
                'verbose_name': 'plan de reintegración',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='reintegrationplan_history')],
            },
        ),
        migrations.AddIndex(
            model_name='livelihood',
            index=models.Index(fields=['kind', 'started_on'], name='livelihood_kind'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['COURSE', 'JOB', 'ENTERPRISE'])), name='services_livelihood_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(('sector__in', ['FARMING', 'FOOD', 'TRADE', 'CLOTHING', 'BEAUTY', 'CRAFTS', 'CARE', 'HOSPITALITY', 'OFFICE', 'HOUSEHOLD', 'OTHER'])), name='services_livelihood_sector_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['PLANNED', 'RUNNING', 'FINISHED', 'LEFT'])), name='services_livelihood_state_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_on', None), ('state', 'PLANNED')), models.Q(models.Q(('state', 'PLANNED'), _negated=True), ('started_on__isnull', False)), _connector='OR'), name='livelihood_started'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on__gte', models.F('started_on')), ('state__in', ('FINISHED', 'LEFT'))), models.Q(models.Q(('state__in', ('FINISHED', 'LEFT')), _negated=True), ('ended_on', None)), _connector='OR'), name='livelihood_over'),
        ),
        migrations.AddConstraint(
            model_name='livelihood',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'ENTERPRISE'), models.Q(('aid', None), ('training__isnull', True)), _connector='OR'), name='livelihood_of_enterprises'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='livelihood',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_livelihood"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."participation_id", NEW."kind", NEW."sector", NEW."what", NEW."where", NEW."training", NEW."state", NEW."started_on", NEW."ended_on", NEW."aid_id", NEW."created_at", NEW."created_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."participation_id", OLD."kind", OLD."sector", OLD."what", OLD."where", OLD."training", OLD."state", OLD."started_on", OLD."ended_on", OLD."aid_id", OLD."created_at", OLD."created_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_livelihoodhistory" ("id", "key_id", "version", "participation_id", "kind", "sector", "what", "where", "training", "state", "started_on", "ended_on", "aid_id", "created_at", "created_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."participation_id", kept."kind", kept."sector", kept."what", kept."where", kept."training", kept."state", kept."started_on", kept."ended_on", kept."aid_id", kept."created_at", kept."created_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='a3d245487abe3903286690526055753aa574f8a2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_b8ef7', table='services_livelihood', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='livelihoodvisit',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_livelihoodvisit"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."livelihood_id", NEW."on", NEW."goes_on", NEW."notes", NEW."recorded_at", NEW."recorded_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."livelihood_id", OLD."on", OLD."goes_on", OLD."notes", OLD."recorded_at", OLD."recorded_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_livelihoodvisithistory" ("id", "key_id", "livelihood_id", "on", "goes_on", "notes", "recorded_at", "recorded_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."livelihood_id", kept."on", kept."goes_on", kept."notes", kept."recorded_at", kept."recorded_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='d12dbfd1895013cafc456a7e0326531018afa7ea', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_d714f', table='services_livelihoodvisit', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(('responsible__in', ['STAFF', 'UNIT', 'HERSELF'])), name='services_planactivity_responsible_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(('progress__in', ['PENDING', 'DOING', 'DONE', 'LEFT'])), name='services_planactivity_progress_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('responsible', 'STAFF'), ('staff__isnull', False), ('unit', None)), models.Q(('responsible', 'UNIT'), ('staff', None), ('unit__isnull', False)), models.Q(('responsible', 'HERSELF'), ('staff', None), ('unit', None)), _connector='OR'), name='planactivity_done_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='planactivity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_reason__isnull', False), ('progress', 'LEFT')), models.Q(models.Q(('progress', 'LEFT'), _negated=True), ('left_reason__isnull', True)), _connector='OR'), name='planactivity_left_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planactivity',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_planactivity"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."goal_id", NEW."what", NEW."responsible", NEW."staff_id", NEW."unit_id", NEW."due_on", NEW."progress", NEW."progress_on", NEW."left_reason", NEW."copied_from_id", NEW."withdrawn_at", NEW."created_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."goal_id", OLD."what", OLD."responsible", OLD."staff_id", OLD."unit_id", OLD."due_on", OLD."progress", OLD."progress_on", OLD."left_reason", OLD."copied_from_id", OLD."withdrawn_at", OLD."created_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_planactivityhistory" ("id", "key_id", "version", "goal_id", "what", "responsible", "staff_id", "unit_id", "due_on", "progress", "progress_on", "left_reason", "copied_from_id", "withdrawn_at", "created_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."goal_id", kept."what", kept."responsible", kept."staff_id", kept."unit_id", kept."due_on", kept."progress", kept."progress_on", kept."left_reason", kept."copied_from_id", kept."withdrawn_at", kept."created_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='51d1829711866c070869270adcefd49b76ca99df', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_4d3e9', table='services_planactivity', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.UniqueConstraint(fields=('participation', 'number'), name='reintegrationplan_number'),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.UniqueConstraint(condition=models.Q(('agreed_on__isnull', True), ('dropped_at__isnull', True)), fields=('participation',), name='reintegrationplan_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreed_by', None), ('agreed_on', None), ('first_review_on', None), ('her_words__isnull', True), ('present__isnull', True)), models.Q(('agreed_by__isnull', False), ('agreed_on__isnull', False), ('first_review_on__gt', models.F('agreed_on')), ('her_words__isnull', False), ('present__isnull', False)), _connector='OR'), name='reintegrationplan_agreed_whole'),
        ),
        migrations.AddConstraint(
            model_name='reintegrationplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drop_reason__isnull', True), ('dropped_at', None)), models.Q(('agreed_on', None), ('drop_reason__isnull', False), ('dropped_at__isnull', False)), _connector='OR'), name='reintegrationplan_dropped_for_a_reason'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reintegrationplan',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_reintegrationplan"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."participation_id", NEW."number", NEW."created_at", NEW."created_by_id", NEW."agreed_on", NEW."agreed_by_id", NEW."present", NEW."her_words", NEW."first_review_on", NEW."dropped_at", NEW."drop_reason") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."participation_id", OLD."number", OLD."created_at", OLD."created_by_id", OLD."agreed_on", OLD."agreed_by_id", OLD."present", OLD."her_words", OLD."first_review_on", OLD."dropped_at", OLD."drop_reason") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_reintegrationplanhistory" ("id", "key_id", "version", "participation_id", "number", "created_at", "created_by_id", "agreed_on", "agreed_by_id", "present", "her_words", "first_review_on", "dropped_at", "drop_reason", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."participation_id", kept."number", kept."created_at", kept."created_by_id", kept."agreed_on", kept."agreed_by_id", kept."present", kept."her_words", kept."first_review_on", kept."dropped_at", kept."drop_reason", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='a17c3c0cedad052b4bc37f227a8948a3e1cd3241', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_9d19e', table='services_reintegrationplan', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='planreview',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['GOES_ON', 'MET', 'HER_DECISION', 'MOVED', 'LOST_CONTACT', 'OTHER'])), name='services_planreview_result_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='planreview',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('next_on__gt', models.F('on')), ('result', 'GOES_ON')), models.Q(models.Q(('result', 'GOES_ON'), _negated=True), ('next_on', None)), _connector='OR'), name='planreview_next_while_it_goes_on'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='planreview',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_planreview"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."plan_id", NEW."on", NEW."reached", NEW."changes", NEW."result", NEW."next_on", NEW."recorded_at", NEW."recorded_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."plan_id", OLD."on", OLD."reached", OLD."changes", OLD."result", OLD."next_on", OLD."recorded_at", OLD."recorded_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_planreviewhistory" ("id", "key_id", "plan_id", "on", "reached", "changes", "result", "next_on", "recorded_at", "recorded_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."plan_id", kept."on", kept."reached", kept."changes", kept."result", kept."next_on", kept."recorded_at", kept."recorded_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='93ef46c548c5d8ac624708d1db5aa2385b83cb42', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_03163', table='services_planreview', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='plangoal',
            index=models.Index(fields=['area'], name='plangoal_area'),
        ),
        migrations.AddConstraint(
            model_name='plangoal',
            constraint=models.CheckConstraint(condition=models.Q(('area__in', ['HEALTH', 'MENTAL_HEALTH', 'EDUCATION', 'WORK', 'HOUSING', 'FAMILY', 'IDENTITY', 'JUSTICE', 'SAFETY', 'PROGRAMMES'])), name='services_plangoal_area_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='plangoal',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_plangoal"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."plan_id", NEW."area", NEW."goal", NEW."copied_from_id", NEW."withdrawn_at", NEW."created_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."plan_id", OLD."area", OLD."goal", OLD."copied_from_id", OLD."withdrawn_at", OLD."created_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_plangoalhistory" ("id", "key_id", "version", "plan_id", "area", "goal", "copied_from_id", "withdrawn_at", "created_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."plan_id", kept."area", kept."goal", kept."copied_from_id", kept."withdrawn_at", kept."created_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='d26d9e889cfc2597c54dc8382c75e49c70247710', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_9e196', table='services_plangoal', when='AFTER')),
        ),
        protect("services_reintegrationplan", reads=OF_PARTICIPATION),
        protect("services_plangoal", reads=of_parent("services_reintegrationplan", "plan_id")),
        protect("services_planactivity", reads=of_parent("services_plangoal", "goal_id")),
        protect("services_planreview", reads=of_parent("services_reintegrationplan", "plan_id")),
        protect("services_livelihood", reads=OF_PARTICIPATION),
        protect("services_livelihoodvisit", reads=of_parent("services_livelihood", "livelihood_id")),
        *[each for table in TABLES for each in never_changed(f"services_{table}", f"services_{table}history")],
        trigger_function("plan_kept", PLAN_KEPT),
        trigger_function("plan_goal_kept", GOAL_KEPT),
        trigger_function("plan_activity_kept", ACTIVITY_KEPT),
        trigger_function("plan_said_once", SAID_ONCE),
        kept("reintegrationplan", "plan_kept", "UPDATE OR DELETE"),
        kept("plangoal", "plan_goal_kept", "INSERT OR UPDATE OR DELETE"),
        kept("planactivity", "plan_activity_kept", "INSERT OR UPDATE OR DELETE"),
        kept("planreview", "plan_said_once", "UPDATE OR DELETE"),
        kept("livelihoodvisit", "plan_said_once", "UPDATE OR DELETE"),
    ]
