"""Where people are kept safe: places, stays and the times when nobody took somebody in (docs/adr/0020).

``calp.shelter_peak`` counts past the policies: a bed is taken whosever case it is. A stay in a full place is refused
unless it is marked, with its reason. Places that were written before there were stays get one, of no known kind.
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
from accounts.row_security import function, of_parent, protect
from vault.ids import uuid7

OF_PARTICIPATION = of_parent("cases_participation", "participation_id")
TABLES = ("shelterplace", "shelterstay", "sheltersearch", "shelterrefusal")

# The most who sleep at a place on any night from one day until another (none: without end).
PEAK = """
BEGIN
  RETURN (
    SELECT max(slept) FROM (
      SELECT (
        SELECT count(*) FROM public.services_shelterstay stay
        JOIN public.cases_shelterlocation located ON located.id = stay.location_id
        WHERE stay.place_id = wanted AND daterange(located.since, located.until) @> night.day
      ) AS slept
      FROM (
        SELECT first AS day
        UNION SELECT other.since FROM public.services_shelterstay stay
        JOIN public.cases_shelterlocation other ON other.id = stay.location_id
        WHERE stay.place_id = wanted AND other.since > first AND (last IS NULL OR other.since < last)
      ) night
    ) nights
  );
END
"""

WITHIN_CAPACITY = """
CREATE FUNCTION calp.shelter_within_capacity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
DECLARE
  beds integer;
  since date;
  until date;
BEGIN
  IF NEW.place_id IS NULL OR NEW.is_over_capacity THEN
    RETURN NEW;
  END IF;
  SELECT capacity INTO beds FROM public.services_shelterplace WHERE id = NEW.place_id FOR UPDATE;
  SELECT l.since, l.until INTO since, until FROM public.cases_shelterlocation l WHERE l.id = NEW.location_id;
  IF calp.shelter_peak(NEW.place_id, since, until) >= beds THEN
    RAISE EXCEPTION 'The place is full' USING ERRCODE = 'check_violation', CONSTRAINT = 'shelterstay_within_capacity';
  END IF;
  RETURN NEW;
END
$body$
"""


def give_old_places_a_stay(apps, schema_editor):
    stays = apps.get_model("services", "ShelterStay")
    parts = dict(apps.get_model("cases", "Participation").objects.order_by("joined_on").values_list("person_id", "pk"))
    places = apps.get_model("cases", "ShelterLocation").objects.values_list(
        "pk", "key_id", "person_id", "until", "recorded_by_id"
    )
    for location, key, person, until, by in places:
        stays.objects.create(
            id=uuid7(),
            key_id=key,
            participation_id=parts[person],
            location_id=location,
            kind="OTHER",
            ordered_by="OTHER",
            exit_reason="OTHER" if until else "",
            next_destination="UNKNOWN" if until else "",
            recorded_by_id=by,
        )



class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0010_history'),
        ('cases', '0015_parts_that_do_not_apply'),
        ('directory', '0006_projects'),
        ('services', '0009_agenda_and_activities'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ShelterPlace',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='código')),
                ('kind', models.CharField(choices=[('CAR_URGENCIA', 'CAR de urgencia'), ('CAR_BASICO', 'CAR básico'), ('CAR_ESPECIALIZADO', 'CAR especializado (CARE)'), ('HRT', 'Hogar de refugio temporal (adultas)'), ('SALA_ACOGIDA', 'Sala de acogida de la fiscalía'), ('CASA_ACOGIDA', 'Casa de acogida')], max_length=18, verbose_name='tipo')),
                ('name', vault.fields.SealedTextField(max_length=160, verbose_name='nombre')),
                ('capacity', models.PositiveSmallIntegerField(verbose_name='camas')),
                ('youngest', models.PositiveSmallIntegerField(default=0, verbose_name='desde qué edad')),
                ('oldest', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hasta qué edad')),
                ('admits', models.CharField(choices=[('WOMEN', 'Mujeres'), ('MEN', 'Hombres'), ('ANYBODY', 'Toda persona')], max_length=8, verbose_name='recibe a')),
                ('admits_children', models.BooleanField(default=False, verbose_name='recibe con hijos')),
                ('is_specialised', models.BooleanField(default=False, verbose_name='especializado en trata')),
                ('is_active', models.BooleanField(default=True, verbose_name='funciona')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place', verbose_name='región')),
            ],
            options={
                'verbose_name': 'lugar de acogida',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ShelterPlaceHistory',
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
                ('code', models.CharField(max_length=20, null=True)),
                ('kind', models.CharField(max_length=18, null=True)),
                ('name', vault.fields.SealedTextField(blank=True, max_length=160)),
                ('region', models.CharField(db_column='region_id', max_length=6, null=True)),
                ('capacity', models.PositiveSmallIntegerField(null=True)),
                ('youngest', models.PositiveSmallIntegerField(null=True)),
                ('oldest', models.PositiveSmallIntegerField(null=True)),
                ('admits', models.CharField(max_length=8, null=True)),
                ('admits_children', models.BooleanField(null=True)),
                ('is_specialised', models.BooleanField(null=True)),
                ('is_active', models.BooleanField(null=True)),
                ('created_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'lugar de acogida',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='shelterplace_history')],
            },
        ),
        migrations.CreateModel(
            name='ShelterRefusalHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('search', models.UUIDField(db_column='search_id', null=True)),
                ('place', models.UUIDField(db_column='place_id', null=True)),
                ('other_place', vault.fields.SealedTextField(blank=True, max_length=160)),
                ('reason', models.CharField(max_length=16, null=True)),
            ],
            options={
                'verbose_name': 'lugar que no la recibió',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='shelterrefusal_history')],
            },
        ),
        migrations.CreateModel(
            name='ShelterSearch',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('searched_on', models.DateField(verbose_name='qué día')),
                ('age_band', models.CharField(choices=[('CHILD', '0 a 11'), ('ADOLESCENT', '12 a 17'), ('YOUNG', '18 a 29'), ('ADULT', '30 a 59'), ('OLDER', '60 o más'), ('UNKNOWN', 'No se sabe')], max_length=10, verbose_name='edad')),
                ('sex', models.CharField(choices=[('F', 'Mujer'), ('M', 'Hombre'), ('NI', 'No hay información')], max_length=2, verbose_name='sexo')),
                ('with_children', models.BooleanField(default=False, verbose_name='con hijos')),
                ('has_disability', models.BooleanField(default=False, verbose_name='con discapacidad')),
                ('solution', vault.fields.SealedTextField(max_length=1000, verbose_name='dónde se quedó y qué se hizo')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelter_searches', to='cases.participation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'búsqueda sin lugar',
                'ordering': ['-searched_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ShelterRefusal',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('other_place', vault.fields.SealedTextField(blank=True, max_length=160, verbose_name='otro lugar')),
                ('reason', models.CharField(choices=[('NO_BED', 'Sin cupo'), ('AGE', 'Por su edad'), ('SEX', 'Por su sexo o género'), ('CHILDREN', 'Por tener hijos con ella'), ('DISABILITY', 'Por discapacidad'), ('HEALTH', 'Por su salud'), ('NOT_TRAFFICKING', 'No recibe víctimas de trata'), ('PAPERS', 'Faltan requisitos'), ('NO_ANSWER', 'No respondió'), ('OTHER', 'Otro motivo')], max_length=16, verbose_name='por qué no')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='services.shelterplace')),
                ('search', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refusals', to='services.sheltersearch')),
            ],
            options={
                'verbose_name': 'lugar que no la recibió',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ShelterSearchHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('key', models.UUIDField(db_column='key_id', null=True)),
                ('participation', models.UUIDField(db_column='participation_id', null=True)),
                ('searched_on', models.DateField(null=True)),
                ('age_band', models.CharField(max_length=10, null=True)),
                ('sex', models.CharField(max_length=2, null=True)),
                ('with_children', models.BooleanField(null=True)),
                ('has_disability', models.BooleanField(null=True)),
                ('solution', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('recorded_by', models.UUIDField(db_column='recorded_by_id', null=True)),
            ],
            options={
                'verbose_name': 'búsqueda sin lugar',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='sheltersearch_history')],
            },
        ),
        migrations.CreateModel(
            name='ShelterStay',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='versión')),
                ('kind', models.CharField(choices=[('CAR_URGENCIA', 'CAR de urgencia'), ('CAR_BASICO', 'CAR básico'), ('CAR_ESPECIALIZADO', 'CAR especializado (CARE)'), ('HRT', 'Hogar de refugio temporal (adultas)'), ('SALA_ACOGIDA', 'Sala de acogida de la fiscalía'), ('CASA_ACOGIDA', 'Casa de acogida'), ('HOSPITAL', 'Hospital'), ('FAMILY', 'Familia o persona de confianza'), ('DETENTION', 'Comisaría o centro para infractores'), ('OTHER', 'Otro lugar')], max_length=18, verbose_name='tipo de lugar')),
                ('ordered_by', models.CharField(choices=[('UPE', 'UPE'), ('COURT', 'Juzgado'), ('PROSECUTOR', 'Fiscalía'), ('OWN_WILL', 'Ella lo decidió'), ('OTHER', 'Otra')], max_length=10, verbose_name='quién lo dispuso')),
                ('is_over_capacity', models.BooleanField(default=False, verbose_name='sin cama libre')),
                ('over_capacity_reason', vault.fields.SealedTextField(blank=True, max_length=500, verbose_name='por qué entra sin cama libre')),
                ('is_unsuitable', models.BooleanField(default=False, verbose_name='menor en un lugar no especializado')),
                ('measures', vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name='qué se está haciendo')),
                ('exit_reason', models.CharField(blank=True, choices=[('TRANSFER', 'Traslado a otro lugar'), ('WITH_FAMILY', 'Volvió con su familia'), ('INDEPENDENT', 'Vida independiente'), ('HER_DECISION', 'Decidió irse'), ('LEFT', 'Se fue sin avisar'), ('ORDER_ENDED', 'Terminó la medida'), ('HARM', 'Maltrato o riesgo en el lugar'), ('OTHER', 'Otro motivo')], max_length=12, verbose_name='por qué salió')),
                ('next_destination', models.CharField(blank=True, choices=[('SHELTER', 'Otra acogida'), ('FAMILY', 'Su familia'), ('OWN_HOME', 'Vivienda propia o alquilada'), ('HOSPITAL', 'Hospital'), ('ABROAD', 'Su país de origen'), ('UNKNOWN', 'No se sabe')], max_length=10, verbose_name='adónde fue')),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('district', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.place', verbose_name='distrito')),
                ('key', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.datakey')),
                ('location', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stay', to='cases.shelterlocation')),
                ('participation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shelter_stays', to='cases.participation')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='services.shelterplace')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'acogida',
            },
        ),
        migrations.CreateModel(
            name='ShelterStayHistory',
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
                ('location', models.UUIDField(db_column='location_id', null=True)),
                ('kind', models.CharField(max_length=18, null=True)),
                ('place', models.UUIDField(db_column='place_id', null=True)),
                ('district', models.CharField(db_column='district_id', max_length=6, null=True)),
                ('ordered_by', models.CharField(max_length=10, null=True)),
                ('is_over_capacity', models.BooleanField(null=True)),
                ('over_capacity_reason', vault.fields.SealedTextField(blank=True, max_length=500)),
                ('is_unsuitable', models.BooleanField(null=True)),
                ('measures', vault.fields.SealedTextField(blank=True, max_length=1000)),
                ('exit_reason', models.CharField(max_length=12, null=True)),
                ('next_destination', models.CharField(max_length=10, null=True)),
                ('recorded_at', models.DateTimeField(null=True)),
                ('recorded_by', models.UUIDField(db_column='recorded_by_id', null=True)),
            ],
            options={
                'verbose_name': 'acogida',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['id', 'pgh_id'], name='shelterstay_history')],
            },
        ),
        migrations.AddConstraint(
            model_name='shelterplace',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CAR_URGENCIA', 'CAR_BASICO', 'CAR_ESPECIALIZADO', 'HRT', 'SALA_ACOGIDA', 'CASA_ACOGIDA'])), name='services_shelterplace_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterplace',
            constraint=models.CheckConstraint(condition=models.Q(('admits__in', ['WOMEN', 'MEN', 'ANYBODY'])), name='services_shelterplace_admits_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterplace',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__gte', 1), ('capacity__lte', 999)), name='shelterplace_beds'),
        ),
        migrations.AddConstraint(
            model_name='shelterplace',
            constraint=models.CheckConstraint(condition=models.Q(('oldest', None), ('oldest__gte', models.F('youngest')), _connector='OR'), name='shelterplace_ages'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shelterplace',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_shelterplace"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."code", NEW."kind", NEW."name", NEW."region_id", NEW."capacity", NEW."youngest", NEW."oldest", NEW."admits", NEW."admits_children", NEW."is_specialised", NEW."is_active", NEW."created_at") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."code", OLD."kind", OLD."name", OLD."region_id", OLD."capacity", OLD."youngest", OLD."oldest", OLD."admits", OLD."admits_children", OLD."is_specialised", OLD."is_active", OLD."created_at") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_shelterplacehistory" ("id", "key_id", "version", "code", "kind", "name", "region_id", "capacity", "youngest", "oldest", "admits", "admits_children", "is_specialised", "is_active", "created_at", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."code", kept."kind", kept."name", kept."region_id", kept."capacity", kept."youngest", kept."oldest", kept."admits", kept."admits_children", kept."is_specialised", kept."is_active", kept."created_at", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='441c0260f2211cd5c693ae5e0741807f52c65bc6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_3c774', table='services_shelterplace', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='sheltersearch',
            index=models.Index(fields=['searched_on'], name='sheltersearch_day'),
        ),
        migrations.AddConstraint(
            model_name='sheltersearch',
            constraint=models.CheckConstraint(condition=models.Q(('age_band__in', ['CHILD', 'ADOLESCENT', 'YOUNG', 'ADULT', 'OLDER', 'UNKNOWN'])), name='services_sheltersearch_age_band_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='sheltersearch',
            constraint=models.CheckConstraint(condition=models.Q(('sex__in', ['F', 'M', 'NI'])), name='services_sheltersearch_sex_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheltersearch',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_sheltersearch"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."participation_id", NEW."searched_on", NEW."age_band", NEW."sex", NEW."with_children", NEW."has_disability", NEW."solution", NEW."recorded_at", NEW."recorded_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."participation_id", OLD."searched_on", OLD."age_band", OLD."sex", OLD."with_children", OLD."has_disability", OLD."solution", OLD."recorded_at", OLD."recorded_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_sheltersearchhistory" ("id", "key_id", "participation_id", "searched_on", "age_band", "sex", "with_children", "has_disability", "solution", "recorded_at", "recorded_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."participation_id", kept."searched_on", kept."age_band", kept."sex", kept."with_children", kept."has_disability", kept."solution", kept."recorded_at", kept."recorded_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='ab00631ecb3d5ca2273395ea2cdf22242929961d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_6c6d8', table='services_sheltersearch', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='shelterrefusal',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['NO_BED', 'AGE', 'SEX', 'CHILDREN', 'DISABILITY', 'HEALTH', 'NOT_TRAFFICKING', 'PAPERS', 'NO_ANSWER', 'OTHER'])), name='services_shelterrefusal_reason_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterrefusal',
            constraint=models.CheckConstraint(condition=models.Q(('place__isnull', False), ('other_place__isnull', False), _connector='OR'), name='shelterrefusal_of_a_place'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shelterrefusal',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_shelterrefusal"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."search_id", NEW."place_id", NEW."other_place", NEW."reason") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."search_id", OLD."place_id", OLD."other_place", OLD."reason") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_shelterrefusalhistory" ("id", "key_id", "search_id", "place_id", "other_place", "reason", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."search_id", kept."place_id", kept."other_place", kept."reason", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='bce33966abab5f8430a551982868998945a9032b', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_c6cea', table='services_shelterrefusal', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='shelterstay',
            index=models.Index(fields=['place'], name='shelterstay_place'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CAR_URGENCIA', 'CAR_BASICO', 'CAR_ESPECIALIZADO', 'HRT', 'SALA_ACOGIDA', 'CASA_ACOGIDA', 'HOSPITAL', 'FAMILY', 'DETENTION', 'OTHER'])), name='services_shelterstay_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('ordered_by__in', ['UPE', 'COURT', 'PROSECUTOR', 'OWN_WILL', 'OTHER'])), name='services_shelterstay_ordered_by_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('exit_reason__in', ['TRANSFER', 'WITH_FAMILY', 'INDEPENDENT', 'HER_DECISION', 'LEFT', 'ORDER_ENDED', 'HARM', 'OTHER', ''])), name='services_shelterstay_exit_reason_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('next_destination__in', ['SHELTER', 'FAMILY', 'OWN_HOME', 'HOSPITAL', 'ABROAD', 'UNKNOWN', ''])), name='services_shelterstay_next_destination_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exit_reason', ''), ('next_destination', '')), models.Q(models.Q(('exit_reason', ''), _negated=True), models.Q(('next_destination', ''), _negated=True)), _connector='OR'), name='shelterstay_left_whole'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('is_over_capacity', False), models.Q(('over_capacity_reason__isnull', False), ('place__isnull', False)), _connector='OR'), name='shelterstay_over_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='shelterstay',
            constraint=models.CheckConstraint(condition=models.Q(('is_unsuitable', False), ('measures__isnull', False), _connector='OR'), name='shelterstay_unsuitable_with_measures'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='shelterstay',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "services_shelterstay"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."version", NEW."participation_id", NEW."location_id", NEW."kind", NEW."place_id", NEW."district_id", NEW."ordered_by", NEW."is_over_capacity", NEW."over_capacity_reason", NEW."is_unsuitable", NEW."measures", NEW."exit_reason", NEW."next_destination", NEW."recorded_at", NEW."recorded_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."version", OLD."participation_id", OLD."location_id", OLD."kind", OLD."place_id", OLD."district_id", OLD."ordered_by", OLD."is_over_capacity", OLD."over_capacity_reason", OLD."is_unsuitable", OLD."measures", OLD."exit_reason", OLD."next_destination", OLD."recorded_at", OLD."recorded_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "services_shelterstayhistory" ("id", "key_id", "version", "participation_id", "location_id", "kind", "place_id", "district_id", "ordered_by", "is_over_capacity", "over_capacity_reason", "is_unsuitable", "measures", "exit_reason", "next_destination", "recorded_at", "recorded_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."version", kept."participation_id", kept."location_id", kept."kind", kept."place_id", kept."district_id", kept."ordered_by", kept."is_over_capacity", kept."over_capacity_reason", kept."is_unsuitable", kept."measures", kept."exit_reason", kept."next_destination", kept."recorded_at", kept."recorded_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='6e0c836dcecafb87639373f4e7a24d3ce383c7e9', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_bb601', table='services_shelterstay', when='AFTER')),
        ),
        protect("services_shelterplace", reads="(SELECT calp.may('view_case'))"),
        protect("services_shelterstay", reads=OF_PARTICIPATION),
        protect("services_sheltersearch", reads=OF_PARTICIPATION),
        protect("services_shelterrefusal", reads=of_parent("services_sheltersearch", "search_id")),
        *[each for table in TABLES for each in never_changed(f"services_{table}", f"services_{table}history")],
        function("shelter_peak(wanted uuid, first date, last date)", "bigint", PEAK),
        function(
            "shelter_taken(wanted uuid, night date)",
            "bigint",
            "BEGIN RETURN calp.shelter_peak(wanted, night, night + 1); END",
        ),
        migrations.RunSQL(
            [
                WITHIN_CAPACITY,
                "REVOKE ALL ON FUNCTION calp.shelter_within_capacity() FROM PUBLIC",
                "CREATE TRIGGER within_capacity BEFORE INSERT OR UPDATE OF place_id, is_over_capacity, location_id"
                " ON services_shelterstay FOR EACH ROW EXECUTE FUNCTION calp.shelter_within_capacity()",
            ],
            [
                "DROP TRIGGER within_capacity ON services_shelterstay",
                "DROP FUNCTION calp.shelter_within_capacity()",
            ],
        ),
        migrations.RunPython(give_old_places_a_stay, migrations.RunPython.noop),
    ]
