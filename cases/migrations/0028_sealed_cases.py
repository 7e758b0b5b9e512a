"""A sealed case is its team's and the national coordination's: whoever coordinates the office sees it as a member of
its team only. The functions and the policy repeat ``CaseQuerySet.visible_to`` (docs/adr/0023).
"""

from django.db import migrations

from accounts.row_security import SEES_ALL, function

# The account is asked for as in 0005_row_security.
VISIBLE_CASES = """
DECLARE
  account record;
BEGIN
  SELECT u.id, u.office_id AS office, bool_or(p.permission = 'see_restricted') AS restricted INTO account
  FROM public.accounts_user u JOIN calp.role_permission p ON p.role = u.role
  WHERE u.id = calp.user_id() AND u.is_active
  GROUP BY u.id HAVING bool_or(p.permission = 'view_case');
  IF FOUND THEN
    RETURN QUERY SELECT id FROM public.cases_case WHERE office_id = account.office
    AND (confidentiality = 'NORMAL' OR (account.restricted AND confidentiality <> 'SEALED')
      OR id = ANY (ARRAY(SELECT calp.team_cases())));
  END IF;
  RETURN QUERY SELECT calp.opened_cases();
END
"""

OWN_OFFICE = """
    office_id = (SELECT calp.case_office()) AND (
        confidentiality = 'NORMAL'
        OR (confidentiality <> 'SEALED' AND (SELECT calp.may('see_restricted')))
        OR id = ANY (ARRAY(SELECT calp.team_cases())))
"""
CASES = f"{SEES_ALL} OR ({OWN_OFFICE}) OR id = ANY (ARRAY(SELECT calp.opened_cases()))"


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_lessons")]

    # Back: what is stricter than the program of before hides from it, and breaks nothing.
    operations = [
        migrations.RunSQL(function("visible_cases", "SETOF uuid", VISIBLE_CASES).sql, migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                f"ALTER POLICY web_reads ON cases_case USING ({CASES})",
                f"ALTER POLICY web_changes ON cases_case USING ({CASES})",
            ],
            migrations.RunSQL.noop,
        ),
    ]
