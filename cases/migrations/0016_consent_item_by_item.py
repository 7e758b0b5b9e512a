"""Consent purpose by purpose: what the act named as a whole becomes one answer for each agency.

The columns and the table that said it before go, and with them their history: decision record 0021.
"""

import accounts.history
import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import vault.fields
import vault.ids
from django.conf import settings
from django.db import migrations, models
from accounts.history import never_changed
from accounts.row_security import of_parent, protect


def carry_over(apps, schema_editor):
    """One answer for each agency that an act named; and where what happened could leave, that it may be used at all."""
    Consent, Answer = apps.get_model("cases", "Consent"), apps.get_model("cases", "ConsentAnswer")
    database = schema_editor.connection.alias
    answers = []
    for consent in Consent.objects.using(database).exclude(items=[]).only("id", "items", "state").iterator():
        kinds = [each for each in consent.items if consent.state == "WRITTEN" or each != "SUMMARY"]
        for agency in consent.agencies.using(database).values_list("id", flat=True) if kinds else ():
            answers.append(
                Answer(consent_id=consent.id, purpose="SHARING", agency_id=agency, kinds=kinds, is_given=True)
            )
        if "SUMMARY" in kinds:
            answers.append(Answer(consent_id=consent.id, purpose="SENSITIVE", is_given=True))
    Answer.objects.using(database).bulk_create(answers, batch_size=1000)


# What is given by word does not reach sensitive data (DS 016-2024-JUS arts. 1 to 9), whoever writes the row.
IN_WRITING = """
DECLARE
  given text := (SELECT state FROM public.cases_consent WHERE id = NEW.consent_id);
BEGIN
  IF NEW.is_given AND given NOT IN ('WRITTEN', 'VERBAL') THEN
    RAISE EXCEPTION 'Nothing is allowed by an act that gives nothing.' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.is_given AND given <> 'WRITTEN'
    AND (NEW.purpose IN ('SENSITIVE', 'IMAGE_VOICE', 'RESEARCH') OR 'SUMMARY' = ANY (NEW.kinds)) THEN
    RAISE EXCEPTION 'Sensitive data need a written consent.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
"""

TABLES = [
    protect("cases_consentanswer", reads=of_parent("cases_consent", "consent_id")),
    protect("cases_withdrawalletter", reads=of_parent("cases_consent", "consent_id")),
    *never_changed("cases_consentanswer", "cases_consentanswerhistory"),
    *never_changed("cases_withdrawalletter", "cases_withdrawalletterhistory"),
    migrations.RunSQL(
        [
            "CREATE FUNCTION calp.consent_in_writing() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
            f" SET search_path = pg_catalog, public AS $body${IN_WRITING}$body$",
            "REVOKE ALL ON FUNCTION calp.consent_in_writing() FROM PUBLIC",
            "CREATE TRIGGER in_writing BEFORE INSERT OR UPDATE OF is_given, purpose, kinds ON cases_consentanswer"
            " FOR EACH ROW EXECUTE FUNCTION calp.consent_in_writing()",
        ],
        [
            "DROP TRIGGER in_writing ON cases_consentanswer",
            "DROP FUNCTION calp.consent_in_writing()",
        ],
    ),
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_parts_that_do_not_apply'),
        ('directory', '0006_projects'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentAnswer',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('ATTENTION', 'Que el centro la atienda'), ('DATA', 'Guardar y usar sus datos'), ('SENSITIVE', 'Guardar y usar datos delicados'), ('SHARING', 'Compartir con una entidad'), ('DONOR_STATISTICS', 'Contarla en cifras para financiadores'), ('IMAGE_VOICE', 'Usar su imagen o su voz'), ('RESEARCH', 'Usar su historia en una investigación')], max_length=16, verbose_name='para qué')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('PREFERRED_NAME', 'Cómo quiere que la llamen'), ('AGE_SEX', 'Sexo y edad'), ('LANGUAGE', 'Lengua e intérprete'), ('LEGAL_NAME', 'Nombre legal'), ('DOCUMENT', 'Documento de identidad'), ('CONTACT', 'Contacto seguro'), ('SUMMARY', 'Resumen de los hechos')], max_length=20), blank=True, default=list, size=None, verbose_name='qué datos')),
                ('is_given', models.BooleanField(verbose_name='lo permite')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='hasta')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='retirado el')),
            ],
            options={
                'verbose_name': 'respuesta del consentimiento',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ConsentAnswerHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('consent', models.UUIDField(db_column='consent_id', null=True)),
                ('purpose', models.CharField(max_length=16, null=True)),
                ('agency', models.UUIDField(db_column='agency_id', null=True)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20, null=True), null=True, size=None)),
                ('is_given', models.BooleanField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('withdrawn_on', models.DateField(null=True)),
            ],
            options={
                'verbose_name': 'respuesta del consentimiento',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='WithdrawalLetter',
            fields=[
                ('id', models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('PREFERRED_NAME', 'Cómo quiere que la llamen'), ('AGE_SEX', 'Sexo y edad'), ('LANGUAGE', 'Lengua e intérprete'), ('LEGAL_NAME', 'Nombre legal'), ('DOCUMENT', 'Documento de identidad'), ('CONTACT', 'Contacto seguro'), ('SUMMARY', 'Resumen de los hechos')], max_length=20), blank=True, default=list, size=None, verbose_name='qué datos')),
                ('withdrawn_on', models.DateField(verbose_name='retirado el')),
                ('due_on', models.DateField(verbose_name='plazo')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='enviada el')),
                ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='confirmada el')),
            ],
            options={
                'verbose_name': 'carta de retiro',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='WithdrawalLetterHistory',
            fields=[
                ('pgh_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_label', models.CharField(max_length=6)),
                ('pgh_actor', models.CharField(max_length=36)),
                ('pgh_login', models.CharField(max_length=63)),
                ('pgh_request', models.CharField(max_length=36)),
                ('id', models.UUIDField()),
                ('consent', models.UUIDField(db_column='consent_id', null=True)),
                ('agency', models.UUIDField(db_column='agency_id', null=True)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20, null=True), null=True, size=None)),
                ('withdrawn_on', models.DateField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('sent_on', models.DateField(null=True)),
                ('sent_by', models.UUIDField(db_column='sent_by_id', null=True)),
                ('confirmed_on', models.DateField(null=True)),
                ('confirmed_by', models.UUIDField(db_column='confirmed_by_id', null=True)),
            ],
            options={
                'verbose_name': 'carta de retiro',
                'ordering': ['pgh_id'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='consent',
            name='history',
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='cases_task_kind_listed',
        ),
        migrations.AddField(
            model_name='consent',
            name='assisted_by',
            field=vault.fields.SealedTextField(blank=True, max_length=200, verbose_name='quién la acompañó'),
        ),
        migrations.AddField(
            model_name='consent',
            name='capacity',
            field=models.CharField(blank=True, choices=[('ADULT', 'Ella, mayor de edad'), ('A14_17', 'Ella, de 14 a 17 años o con edad en duda'), ('PARENT', 'Su madre, su padre o quien tiene su tutela'), ('STATE', 'La UPE, que tiene su tutela'), ('DEFENDER', 'Un defensor, porque su familia tiene un conflicto de intereses')], max_length=8, verbose_name='quién decidió'),
        ),
        migrations.AddField(
            model_name='consent',
            name='interpreter',
            field=vault.fields.SealedTextField(blank=True, max_length=120, verbose_name='quién interpretó'),
        ),
        migrations.AddField(
            model_name='consent',
            name='language',
            field=vault.fields.SealedTextField(blank=True, max_length=80, verbose_name='en qué lengua se le explicó'),
        ),
        migrations.AddField(
            model_name='consent',
            name='paper',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='cases.attachment', verbose_name='consentimiento firmado'),
        ),
        migrations.AddField(
            model_name='consent',
            name='relative',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.person', verbose_name='familiar que decidió'),
        ),
        migrations.AddField(
            model_name='consent',
            name='signature',
            field=models.CharField(blank=True, choices=[('PAPER', 'Firma en papel'), ('FINGERPRINT', 'Huella en papel'), ('SCREEN', 'Firma en esta pantalla'), ('VERBAL', 'De palabra')], max_length=12, verbose_name='cómo lo firmó'),
        ),
        migrations.AddField(
            model_name='consent',
            name='text_hash',
            field=models.CharField(blank=True, max_length=64, verbose_name='huella del texto'),
        ),
        migrations.AddField(
            model_name='consent',
            name='text_version',
            field=models.CharField(blank=True, max_length=40, verbose_name='texto que se le leyó'),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='assisted_by',
            field=vault.fields.SealedTextField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='capacity',
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='interpreter',
            field=vault.fields.SealedTextField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='language',
            field=vault.fields.SealedTextField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='paper',
            field=models.UUIDField(db_column='paper_id', null=True),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='relative',
            field=models.UUIDField(db_column='relative_id', null=True),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='signature',
            field=models.CharField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='text_hash',
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name='consenthistory',
            name='text_version',
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AlterField(
            model_name='task',
            name='kind',
            field=models.CharField(choices=[('CALL', 'Llamada de seguimiento'), ('VISIT', 'Visita'), ('APPOINTMENT', 'Cita'), ('ACCOMPANY', 'Acompañamiento'), ('NOTIFY_UPE', 'Avisar a la UPE'), ('AGE_PROOF', 'Pedir la partida de nacimiento'), ('SINGLE_INTERVIEW', 'Coordinar la entrevista única'), ('ASK_CONSENT', 'Preguntar por el consentimiento'), ('UPLOAD_CONSENT', 'Subir el consentimiento firmado'), ('RENEW_CONSENT', 'Renovar el consentimiento'), ('SEND_WITHDRAWAL', 'Enviar la carta de retiro'), ('CONFIRM_WITHDRAWAL', 'Confirmar que dejaron de usar sus datos'), ('REFERRAL_CHASE', 'Reiterar una derivación'), ('REFERRAL_ANSWER', 'Responder una derivación'), ('AID_DECIDE', 'Decidir un pedido de ayuda'), ('AID_PAY', 'Pagar una ayuda'), ('AID_RECEIPT', 'Traer el comprobante de una ayuda'), ('SHELTER_MOVE', 'Buscarle un lugar adecuado'), ('REASSESS', 'Repetir la evaluación'), ('COVER_NEED', 'Cubrir lo que falta'), ('OTHER', 'Otra tarea')], max_length=18, verbose_name='tarea'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['ADULT', 'A14_17', 'PARENT', 'STATE', 'DEFENDER', ''])), name='cases_consent_capacity_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('signature__in', ['PAPER', 'FINGERPRINT', 'SCREEN', 'VERBAL', ''])), name='cases_consent_signature_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('signature', ''), models.Q(('signature', 'VERBAL'), ('state', 'VERBAL')), models.Q(models.Q(('signature', 'VERBAL'), _negated=True), ('state__in', ['WRITTEN', 'REFUSED'])), _connector='OR'), name='consent_signed_as_answered'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_hash', ''), ('text_version', '')), models.Q(models.Q(('text_version', ''), _negated=True), ('text_hash__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='consent_text_whole'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('relative__isnull', True), ('capacity', 'PARENT'), _connector='OR'), name='consent_relative_decides_as_parent'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('relative__isnull', True), models.Q(('relative', models.F('person')), _negated=True), _connector='OR'), name='consent_relative_not_herself'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CALL', 'VISIT', 'APPOINTMENT', 'ACCOMPANY', 'NOTIFY_UPE', 'AGE_PROOF', 'SINGLE_INTERVIEW', 'ASK_CONSENT', 'UPLOAD_CONSENT', 'RENEW_CONSENT', 'SEND_WITHDRAWAL', 'CONFIRM_WITHDRAWAL', 'REFERRAL_CHASE', 'REFERRAL_ANSWER', 'AID_DECIDE', 'AID_PAY', 'AID_RECEIPT', 'SHELTER_MOVE', 'REASSESS', 'COVER_NEED', 'OTHER'])), name='cases_task_kind_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddField(
            model_name='consentanswer',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agency', verbose_name='con qué entidad'),
        ),
        migrations.AddField(
            model_name='consentanswer',
            name='consent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='cases.consent'),
        ),
        migrations.AddIndex(
            model_name='consentanswerhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='consentanswer_history'),
        ),
        migrations.AddField(
            model_name='withdrawalletter',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.agency', verbose_name='para qué entidad'),
        ),
        migrations.AddField(
            model_name='withdrawalletter',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='withdrawalletter',
            name='consent',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.consent'),
        ),
        migrations.AddField(
            model_name='withdrawalletter',
            name='sent_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='withdrawalletterhistory',
            index=models.Index(fields=['id', 'pgh_id'], name='withdrawalletter_history'),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['ATTENTION', 'DATA', 'SENSITIVE', 'SHARING', 'DONOR_STATISTICS', 'IMAGE_VOICE', 'RESEARCH'])), name='cases_consentanswer_purpose_listed', violation_error_message='Elige una opción de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.CheckConstraint(condition=models.Q(('kinds__contained_by', ['PREFERRED_NAME', 'AGE_SEX', 'LANGUAGE', 'LEGAL_NAME', 'DOCUMENT', 'CONTACT', 'SUMMARY'])), name='cases_consentanswer_kinds_listed', violation_error_message='Elige opciones de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.UniqueConstraint(fields=('consent', 'purpose', 'agency'), name='consentanswer_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('purpose', 'SHARING')), models.Q(models.Q(('purpose', 'SHARING'), _negated=True), ('agency__isnull', True)), _connector='OR'), name='consentanswer_agency_of_sharing'),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_given', True), ('purpose', 'SHARING'), models.Q(('kinds', []), _negated=True)), models.Q(models.Q(('is_given', True), ('purpose', 'SHARING'), _negated=True), ('kinds', [])), _connector='OR'), name='consentanswer_kinds_of_given_sharing'),
        ),
        migrations.AddConstraint(
            model_name='consentanswer',
            constraint=models.CheckConstraint(condition=models.Q(('is_given', True), models.Q(('valid_to__isnull', True), ('withdrawn_on__isnull', True)), _connector='OR'), name='consentanswer_ends_only_if_given'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='consentanswer',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "cases_consentanswer"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."consent_id", NEW."purpose", NEW."agency_id", NEW."kinds", NEW."is_given", NEW."valid_to", NEW."withdrawn_on") IS NOT DISTINCT FROM ROW(OLD."id", OLD."consent_id", OLD."purpose", OLD."agency_id", OLD."kinds", OLD."is_given", OLD."valid_to", OLD."withdrawn_on") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "cases_consentanswerhistory" ("id", "consent_id", "purpose", "agency_id", "kinds", "is_given", "valid_to", "withdrawn_on", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."consent_id", kept."purpose", kept."agency_id", kept."kinds", kept."is_given", kept."valid_to", kept."withdrawn_on", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='0d754a117ea2e481c859af3d5fc02745954bff11', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_d8ffb', table='cases_consentanswer', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(('kinds__contained_by', ['PREFERRED_NAME', 'AGE_SEX', 'LANGUAGE', 'LEGAL_NAME', 'DOCUMENT', 'CONTACT', 'SUMMARY'])), name='cases_withdrawalletter_kinds_listed', violation_error_message='Elige opciones de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('withdrawn_on'))), name='withdrawalletter_term'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_by__isnull', True), ('sent_on__isnull', True)), models.Q(('sent_by__isnull', False), ('sent_on__gte', models.F('withdrawn_on'))), _connector='OR'), name='withdrawalletter_sent_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed_by__isnull', True), ('confirmed_on__isnull', True)), models.Q(('confirmed_by__isnull', False), ('confirmed_on__gte', models.F('sent_on')), ('sent_on__isnull', False)), _connector='OR'), name='withdrawalletter_confirmed_after_sent'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='withdrawalletter',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "cases_withdrawalletter"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."consent_id", NEW."agency_id", NEW."kinds", NEW."withdrawn_on", NEW."due_on", NEW."sent_on", NEW."sent_by_id", NEW."confirmed_on", NEW."confirmed_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."consent_id", OLD."agency_id", OLD."kinds", OLD."withdrawn_on", OLD."due_on", OLD."sent_on", OLD."sent_by_id", OLD."confirmed_on", OLD."confirmed_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "cases_withdrawalletterhistory" ("id", "consent_id", "agency_id", "kinds", "withdrawn_on", "due_on", "sent_on", "sent_by_id", "confirmed_on", "confirmed_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."consent_id", kept."agency_id", kept."kinds", kept."withdrawn_on", kept."due_on", kept."sent_on", kept."sent_by_id", kept."confirmed_on", kept."confirmed_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='170aaadd436bbb7ae58e407d7da96b9ab5bc5a3d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_6f45e', table='cases_withdrawalletter', when='AFTER')),
        ),
        *TABLES,
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name='consent',
            name='cases_consent_items_listed',
        ),
        migrations.RemoveConstraint(
            model_name='consent',
            name='consent_items_only_if_given',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='agencies',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='items',
        ),
        migrations.RemoveField(
            model_name='consenthistory',
            name='items',
        ),
        migrations.DeleteModel(
            name='ConsentAgencyHistory',
        ),
        # Of the table that went.
        migrations.RunSQL("DROP FUNCTION IF EXISTS pgtrigger_history_f3c4b()", migrations.RunSQL.noop),
        pgtrigger.migrations.AddTrigger(
            model_name='consent',
            trigger=pgtrigger.compiler.Trigger(name='history', sql=accounts.history.HistoryTriggerSql(declare='DECLARE kept "cases_consent"%ROWTYPE;', func='IF TG_OP = \'UPDATE\' AND ROW(NEW."id", NEW."key_id", NEW."case_id", NEW."person_id", NEW."state", NEW."capacity", NEW."signature", NEW."relative_id", NEW."given_by", NEW."assisted_by", NEW."language", NEW."interpreter", NEW."text_version", NEW."text_hash", NEW."paper_id", NEW."notes", NEW."valid_from", NEW."valid_to", NEW."withdrawn_on", NEW."recorded_at", NEW."recorded_by_id") IS NOT DISTINCT FROM ROW(OLD."id", OLD."key_id", OLD."case_id", OLD."person_id", OLD."state", OLD."capacity", OLD."signature", OLD."relative_id", OLD."given_by", OLD."assisted_by", OLD."language", OLD."interpreter", OLD."text_version", OLD."text_hash", OLD."paper_id", OLD."notes", OLD."valid_from", OLD."valid_to", OLD."withdrawn_on", OLD."recorded_at", OLD."recorded_by_id") THEN RETURN NULL; END IF; IF TG_OP = \'DELETE\' THEN kept := OLD; ELSE kept := NEW; END IF; INSERT INTO "cases_consenthistory" ("id", "key_id", "case_id", "person_id", "state", "capacity", "signature", "relative_id", "given_by", "assisted_by", "language", "interpreter", "text_version", "text_hash", "paper_id", "notes", "valid_from", "valid_to", "withdrawn_on", "recorded_at", "recorded_by_id", pgh_created_at, pgh_label, pgh_actor, pgh_login, pgh_request) VALUES (kept."id", kept."key_id", kept."case_id", kept."person_id", kept."state", kept."capacity", kept."signature", kept."relative_id", kept."given_by", kept."assisted_by", kept."language", kept."interpreter", kept."text_version", kept."text_hash", kept."paper_id", kept."notes", kept."valid_from", kept."valid_to", kept."withdrawn_on", kept."recorded_at", kept."recorded_by_id", clock_timestamp(), lower(TG_OP), COALESCE(current_setting(\'calp.actor\', true), \'\'), session_user, COALESCE(current_setting(\'calp.request\', true), \'\')); RETURN NULL;', hash='b9527506bf594e830c4b859a3cdbdb8694153ec7', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_history_25f50', table='cases_consent', when='AFTER')),
        ),
    ]
