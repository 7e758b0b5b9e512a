"""Whom an account sees is asked by most queries of her page; the cases behind it are looked up once, no longer twice
where two records were joined. The rule is the same as in 0014_duplicates_row_security.
"""

from django.db import migrations

from accounts.row_security import function

BEFORE = """
BEGIN
  RETURN QUERY SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases());
  IF EXISTS (SELECT FROM public.cases_person WHERE merged_into_id IS NOT NULL) THEN
    RETURN QUERY SELECT p.id FROM public.cases_person p WHERE p.merged_into_id IN (
      SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases()));
  END IF;
END
"""
VISIBLE_PEOPLE = """
DECLARE
  cases uuid[] := ARRAY(SELECT calp.visible_cases());
  seen uuid[] := ARRAY(SELECT person_id FROM public.cases_participation WHERE case_id = ANY (cases));
BEGIN
  RETURN QUERY SELECT unnest(seen);
  RETURN QUERY SELECT p.id FROM public.cases_person p
  WHERE p.merged_into_id IS NOT NULL AND p.merged_into_id = ANY (seen);
END
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_sealed_cases")]

    operations = [
        migrations.RunSQL(
            function("visible_people", "SETOF uuid", VISIBLE_PEOPLE).sql,
            function("visible_people", "SETOF uuid", BEFORE).sql,
        ),
    ]
