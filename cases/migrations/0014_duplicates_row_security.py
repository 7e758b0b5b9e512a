"""Who reads pairs and merges; a person who was joined to another is seen by whoever sees the one in force."""

from django.db import migrations

from accounts.history import never_changed
from accounts.row_security import AN_ACCOUNT, SEES_ALL, function, match_by, of_parent, of_person, protect

VISIBLE_PEOPLE_BEFORE = """
BEGIN
  RETURN QUERY SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases());
END
"""
VISIBLE_PEOPLE = """
BEGIN
  RETURN QUERY SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases());
  IF EXISTS (SELECT FROM public.cases_person WHERE merged_into_id IS NOT NULL) THEN
    RETURN QUERY SELECT p.id FROM public.cases_person p WHERE p.merged_into_id IN (
      SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases()));
  END IF;
END
"""
# How many rows of each table lead to a person, whoever may see them: whoever joins two records learns whether all of it
# is in their sight, and nothing of the rows.
ROWS_OF_PERSON = """
DECLARE
  link record;
BEGIN
  IF NOT (calp.may('merge_people') OR calp.is_system()) THEN
    RAISE EXCEPTION 'Only whoever joins two records asks this.' USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR link IN
    SELECT c.conrelid::regclass AS found, r.relname AS tab_name, a.attname AS col_name
    FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'public.cases_person'::regclass
  LOOP
    tab := link.tab_name; col := link.col_name;
    EXECUTE format('SELECT count(*) FROM %s WHERE %I = $1', link.found, link.col_name) INTO rows USING person;
    RETURN NEXT;
  END LOOP;
END
"""
TABLES = (
    ("cases_duplicatepair", "cases_duplicatepairhistory"),
    ("cases_personmerge", "cases_personmergehistory"),
    ("cases_mergedrow", "cases_mergedrowhistory"),
)
BOTH = f"{SEES_ALL} OR (first_id IN (SELECT calp.visible_people()) AND second_id IN (SELECT calp.visible_people()))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_duplicates_and_merging")]

    operations = [
        migrations.RunSQL(
            function("visible_people", "SETOF uuid", VISIBLE_PEOPLE).sql,
            function("visible_people", "SETOF uuid", VISIBLE_PEOPLE_BEFORE).sql,
        ),
        function("rows_of_person(person uuid)", "TABLE(tab text, col text, rows bigint)", ROWS_OF_PERSON),
        protect("cases_duplicatepair", reads=BOTH),
        protect("cases_personmerge", reads=of_person("kept_id")),
        protect("cases_mergedrow", reads=of_parent("cases_personmerge", "merge_id"), adds=AN_ACCOUNT),
        match_by("cases_person", "merged_into_id"),
        *[each for table, history in TABLES for each in never_changed(table, history)],
    ]
