"""Decoys: their table, and the trigger on the trail that tells of whoever opens one, in the transaction of the reading.

A trigger, because then no way of reading a case goes round it, a page of a decoy asks the database exactly what any
other page asks, and the role of the pages needs no right to know what a decoy is.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import vault.fields
import vault.ids
from accounts.row_security import function, protect

# The cases that a row of the trail is about, by the kind and the id of its subject: of any table whose rows belong to
# a case, a participation or a person. None for what is no record of a case.
CASES_OF_SUBJECT = """
DECLARE
  wanted uuid;
  place regclass;
  leads text;
BEGIN
  IF subject !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
    RETURN;
  END IF;
  wanted := subject::uuid;
  IF kind = 'cases.case' THEN
    RETURN NEXT wanted;
    RETURN;
  ELSIF kind = 'cases.person' THEN
    RETURN QUERY SELECT p.case_id FROM public.cases_participation p WHERE p.person_id = wanted;
    RETURN;
  END IF;
  place := to_regclass('public.' || quote_ident(replace(kind, '.', '_')));
  SELECT attname INTO leads FROM pg_attribute
  WHERE attrelid = place AND NOT attisdropped AND atttypid = 'uuid'::regtype
  AND attname IN ('case_id', 'content_object_id', 'participation_id', 'person_id')
  ORDER BY array_position(ARRAY['case_id', 'content_object_id', 'participation_id', 'person_id'], attname::text)
  LIMIT 1;
  IF leads IS NULL OR NOT EXISTS (
      SELECT FROM pg_attribute WHERE attrelid = place AND attname = 'id' AND atttypid = 'uuid'::regtype) THEN
    RETURN;
  ELSIF leads IN ('case_id', 'content_object_id') THEN
    RETURN QUERY EXECUTE format('SELECT %I FROM %s WHERE id = $1 AND %I IS NOT NULL', leads, place, leads)
    USING wanted;
  ELSE
    RETURN QUERY EXECUTE format(
      'SELECT p.case_id FROM %s s JOIN public.cases_participation p ON p.%I = s.%I WHERE s.id = $1',
      place, CASE leads WHEN 'participation_id' THEN 'id' ELSE 'person_id' END, leads)
    USING wanted;
  END IF;
END
"""

# Lists and results of a search show a decoy to everybody who may see it: only what is opened tells. An attempt that was
# refused names an address instead of a kind, and the id of the case or of somebody in it. Whoever audits opens the
# trail of a case, never the case.
ALERT = """
CREATE OR REPLACE FUNCTION calp.tell_of_decoy() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
BEGIN
  IF NEW.actor_id IS NULL OR NEW.subject_id = '' OR NEW.action IN ('listed', 'searched')
      OR NEW.subject_kind = 'cases.decoy' OR NOT EXISTS (SELECT FROM cases_decoy WHERE ended_at IS NULL)
      OR EXISTS (
        SELECT FROM accounts_user u JOIN calp.role_permission p ON p.role = u.role
        WHERE u.id = NEW.actor_id AND p.permission = 'view_audit') THEN
    RETURN NULL;
  END IF;
  INSERT INTO accounts_alert (id, kind, actor_id, actor_name, subject_kind, subject_id, subject_code, count, usual,
                              window_start, window_end, first_at, made_at)
  SELECT NEW.id, 'decoy', NEW.actor_id, NEW.actor_name, 'cases.case', d.case_id::text, d.case_code, 1, 0,
         date_trunc('hour', NEW.at), date_trunc('hour', NEW.at) + interval '1 hour', NEW.at, NEW.at
  FROM cases_decoy d
  WHERE d.ended_at IS NULL AND d.case_id IN (
    SELECT calp.cases_of_subject(NEW.subject_kind, NEW.subject_id)
    UNION ALL SELECT calp.cases_of_subject('cases.case', NEW.subject_id) WHERE NEW.action = 'denied'
    UNION ALL SELECT calp.cases_of_subject('cases.person', NEW.subject_id) WHERE NEW.action = 'denied')
  ORDER BY d.made_at LIMIT 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $body$
"""
TRIGGER = """
CREATE TRIGGER audit_decoy AFTER INSERT ON accounts_auditentry FOR EACH ROW EXECUTE FUNCTION calp.tell_of_decoy()
"""
TENDS = "(SELECT calp.may('tend_decoys'))"

CLOSED = "REVOKE ALL ON FUNCTION calp.tell_of_decoy() FROM PUBLIC"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_alerts"),
        ("cases", "0005_row_security"),
        ("vault", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decoy",
            fields=[
                ("id", models.UUIDField(default=vault.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("case_code", models.CharField(max_length=24, verbose_name="código del caso")),
                ("note", vault.fields.SealedTextField(blank=True, max_length=1000, verbose_name="para qué")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.case"),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vault.datakey",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "caso señuelo",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("case",), name="decoy_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__gte", models.F("made_at")), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="decoy_ended_by_somebody",
                    ),
                ],
            },
        ),
        protect("cases_decoy", reads=TENDS, adds=TENDS),
        function("cases_of_subject(kind text, subject text)", "SETOF uuid", CASES_OF_SUBJECT, definer=False),
        migrations.RunSQL(
            [ALERT, CLOSED, TRIGGER], ["DROP TRIGGER audit_decoy ON accounts_auditentry", "DROP FUNCTION calp.tell_of_decoy"]
        ),
    ]
