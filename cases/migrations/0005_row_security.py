"""Which cases an account sees, said once more by the database, and the policies of this room's tables.

The functions repeat ``Case.objects.visible_to`` (cases/models/case.py); tests/security/test_scope_walk.py walks ten
thousand steps and holds one against the other.
"""

from django.db import migrations

from accounts.row_security import SEES_ALL, WEB, function, match_by, of_case, of_parent, of_person, protect

# What the account's role may do, asked once: the account is active and its role views cases at all.
ACCOUNT = """
  SELECT u.id, u.office_id AS office, bool_or(p.permission = 'see_restricted') AS restricted INTO account
  FROM public.accounts_user u JOIN calp.role_permission p ON p.role = u.role
  WHERE u.id = calp.user_id() AND u.is_active
  GROUP BY u.id HAVING bool_or(p.permission = 'view_case');
"""
IS_CURRENT = "started_at <= clock_timestamp() AND (ended_at IS NULL OR ended_at > clock_timestamp())"

FUNCTIONS = [
    function(
        "sees_all_cases",
        "boolean",
        """
BEGIN
  RETURN (
    SELECT count(*) = 2 FROM public.accounts_user u JOIN calp.role_permission p ON p.role = u.role
    WHERE u.id = calp.user_id() AND u.is_active AND p.permission IN ('view_case', 'see_all_offices'));
END
""",
    ),
    function(
        "case_office",
        "uuid",
        """
BEGIN
  RETURN (SELECT office_id FROM public.accounts_user WHERE id = calp.user_id() AND calp.may('view_case'));
END
""",
    ),
    function(
        "team_cases",
        "SETOF uuid",
        f"""
BEGIN
  RETURN QUERY SELECT case_id FROM public.cases_assignment WHERE user_id = calp.user_id() AND {IS_CURRENT};
END
""",
    ),
    function(
        "opened_cases",
        "SETOF uuid",
        """
DECLARE
  reached text := NULLIF(current_setting('calp.case', true), '');
BEGIN
  IF reached IS NOT NULL THEN
    RETURN NEXT reached::uuid;
  END IF;
  IF calp.may('view_case') THEN
    RETURN QUERY
    SELECT content_object_id FROM public.cases_casegrant
    WHERE user_id = calp.user_id() AND granted_at <= clock_timestamp() AND ends_at > clock_timestamp()
    AND (revoked_at IS NULL OR revoked_at > clock_timestamp())
    UNION ALL
    SELECT case_id FROM public.cases_emergencyaccess
    WHERE user_id = calp.user_id() AND started_at <= clock_timestamp() AND ends_at > clock_timestamp();
  END IF;
END
""",
    ),
    function(
        "visible_cases",
        "SETOF uuid",
        f"""
DECLARE
  account record;
BEGIN
  {ACCOUNT}
  IF FOUND AND account.restricted THEN
    RETURN QUERY SELECT id FROM public.cases_case WHERE office_id = account.office;
  ELSIF FOUND THEN
    RETURN QUERY SELECT c.id FROM public.cases_case c WHERE c.office_id = account.office
    AND (c.confidentiality = 'NORMAL' OR EXISTS (
      SELECT FROM public.cases_assignment a WHERE a.case_id = c.id AND a.user_id = account.id AND {IS_CURRENT}));
  END IF;
  RETURN QUERY SELECT calp.opened_cases();
END
""",
    ),
    function(
        "visible_people",
        "SETOF uuid",
        """
BEGIN
  RETURN QUERY SELECT person_id FROM public.cases_participation WHERE case_id IN (SELECT calp.visible_cases());
END
""",
    ),
    # For a row of the trail, of which a page shows few: its subject by kind and id.
    function(
        "sees_subject(kind text, subject text)",
        "boolean",
        """
DECLARE
  wanted uuid;
BEGIN
  IF NOT calp.may('view_case') OR subject !~ '^[0-9a-f-]{36}$' THEN
    RETURN false;
  END IF;
  wanted := subject::uuid;
  IF calp.sees_all_cases() THEN
    RETURN true;
  END IF;
  CASE kind
    WHEN 'cases.case' THEN NULL;
    WHEN 'cases.person' THEN RETURN wanted IN (SELECT calp.visible_people());
    WHEN 'cases.task' THEN wanted := (SELECT case_id FROM public.cases_task WHERE id = wanted);
    WHEN 'cases.consent' THEN wanted := (SELECT case_id FROM public.cases_consent WHERE id = wanted);
    WHEN 'cases.timelineentry' THEN wanted := (SELECT case_id FROM public.cases_timelineentry WHERE id = wanted);
    WHEN 'cases.participation' THEN wanted := (SELECT case_id FROM public.cases_participation WHERE id = wanted);
    WHEN 'cases.assignment' THEN wanted := (SELECT case_id FROM public.cases_assignment WHERE id = wanted);
    WHEN 'referrals.referral' THEN wanted := (SELECT case_id FROM public.referrals_referral WHERE id = wanted);
    ELSE RETURN kind NOT LIKE 'cases.%' AND kind NOT LIKE 'referrals.%';
  END CASE;
  RETURN wanted IN (SELECT calp.visible_cases());
END
""",
    ),
    # An emergency names a case by its code: whoever may view cases at all may open one that is not theirs, for hours,
    # and is told about at once. The id alone is told, to whoever knows the whole code.
    function(
        "case_of_code(wanted text)",
        "uuid",
        "BEGIN RETURN (SELECT id FROM public.cases_case WHERE code = wanted AND calp.may('view_case')); END",
    ),
]

OWN_OFFICE = """
    office_id = (SELECT calp.case_office()) AND (
        confidentiality = 'NORMAL' OR (SELECT calp.may('see_restricted'))
        OR id = ANY (ARRAY(SELECT calp.team_cases())))
"""
CASES = f"{SEES_ALL} OR ({OWN_OFFICE}) OR id = ANY (ARRAY(SELECT calp.opened_cases()))"
# Whoever answers for data and trail sees who could see what, without the case.
WATCHES = "(SELECT calp.may('view_audit'))"

POLICIES = [
    protect("cases_case", reads=CASES),
    protect("cases_person", reads=of_person("id")),
    protect("cases_assignment", reads=f"{of_case()} OR {WATCHES}"),
    protect("cases_casegrant", reads=f"{of_case('content_object_id')} OR {WATCHES}"),
    protect("cases_emergencyaccess", reads=f"{of_case()} OR user_id = (SELECT calp.user_id()) OR {WATCHES}"),
    protect("cases_scopeperiod", reads=f"{of_case()} OR {WATCHES}", changes="false"),
    protect("cases_statuschange", reads=of_case(), changes="false"),
    protect("cases_consent", reads=of_case()),
    protect("cases_consent_agencies", reads=of_parent("cases_consent", "consent_id"), removes=True),
    protect("cases_participation", reads=of_case()),
    protect("cases_phaseperiod", reads=of_parent("cases_participation", "participation_id")),
    protect("cases_victimstatuschange", reads=of_parent("cases_participation", "participation_id"), changes="false"),
    protect("cases_timelineentry", reads=of_case()),
    protect("cases_task", reads=of_case()),
    protect("cases_identitydocument", reads=of_person()),
    protect("cases_safecontact", reads=of_person()),
    protect("cases_shelterlocation", reads=of_person()),
    protect("cases_relationship", reads=f"({of_person()}) OR {of_person('relative_id')}"),
    match_by(
        "cases_person",
        "id, key_id, paternal_surname, maternal_surname, given_names, preferred_name, other_names, birth_date,"
        " stated_age, stated_on, updated_at",
    ),
    match_by("cases_identitydocument", "id, person_id, number_hash"),
    match_by("cases_participation", "id, person_id, case_id"),
    match_by("cases_case", "id, confidentiality"),
    migrations.RunSQL("GRANT SELECT ON vault_datakey TO calp_matcher", "REVOKE SELECT ON vault_datakey FROM calp_matcher"),
    migrations.RunSQL(
        [
            "DROP POLICY IF EXISTS staff_reads ON accounts_auditentry",
            f"CREATE POLICY staff_reads ON accounts_auditentry FOR SELECT TO {WEB}"
            " USING (actor_id = (SELECT calp.user_id()) OR calp.sees_subject(subject_kind, subject_id))",
        ],
        "DROP POLICY staff_reads ON accounts_auditentry",
    ),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_exceptions_to_scope"),
        ("accounts", "0006_row_security"),
    ]

    operations = [*FUNCTIONS, *POLICIES]
