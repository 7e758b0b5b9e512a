"""What hangs on somebody's part in a case passes to her other part there, when her two records become one, and back.

The database does it past its policies: what one account may not see or change (a colleague's draft, a signed
assessment) is hers all the same. What there can be only one of stays where it is.
"""

from django.db import migrations

PASS_ON = """
CREATE FUNCTION calp.pass_on_part(of_part uuid, to_part uuid, which text[])
RETURNS TABLE (tab text, id text, was text, mark text) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $body$
DECLARE
  link record;
BEGIN
  IF NOT (calp.may('merge_people') OR calp.is_system()) THEN
    RAISE EXCEPTION 'Only whoever joins two records passes on a part.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (
    SELECT FROM public.cases_participation a JOIN public.cases_participation b ON b.case_id = a.case_id
    JOIN public.cases_person p ON p.id = a.person_id JOIN public.cases_person q ON q.id = b.person_id
    WHERE a.id = of_part AND b.id = to_part
    AND (p.merged_into_id = q.id OR q.merged_into_id = p.id)
    AND (calp.is_system() OR calp.sees_all_cases() OR a.case_id IN (SELECT calp.visible_cases()))
  ) THEN
    RAISE EXCEPTION 'These are not two parts of one person in one case.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR link IN
    SELECT r.relname AS found, a.attname AS col FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'public.cases_participation'::regclass ORDER BY 1
  LOOP
    FOR tab, id, was IN EXECUTE format(
      'SELECT %L, t.id::text, md5(t::text) FROM public.%I t WHERE t.%I = $1 AND ($2 IS NULL OR t.id::text = ANY ($2))'
      ' ORDER BY t.id', link.found, link.found, link.col) USING of_part, which
    LOOP
      BEGIN
        EXECUTE format('UPDATE public.%I t SET %I = $1 WHERE t.id = $2::uuid RETURNING md5(t::text)',
          link.found, link.col) INTO mark USING to_part, id;
      EXCEPTION WHEN integrity_constraint_violation THEN
        mark := NULL;
      END;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0021_nothing_half_said")]

    operations = [
        migrations.RunSQL(
            [
                PASS_ON,
                "REVOKE ALL ON FUNCTION calp.pass_on_part(uuid, uuid, text[]) FROM PUBLIC",
                "GRANT EXECUTE ON FUNCTION calp.pass_on_part(uuid, uuid, text[]) TO calp_web, calp_worker",
            ],
            "DROP FUNCTION calp.pass_on_part(uuid, uuid, text[])",
        ),
    ]
