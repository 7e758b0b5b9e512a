"""The roles' rights, the functions that say who is acting, and the policies of this room's tables.

The roles themselves are made by a superuser before (deploy/postgres/10-roles.sql). What an account's role may do is
copied from ``accounts/permissions.py`` after each migration (``accounts/apps.py``).
"""

from django.db import migrations

from accounts.row_security import AN_ACCOUNT, AUDITOR, BACKUP, SOMEBODY, STATISTICS, WEB, WORKER, function, protect

ROLES = """
DO $$
DECLARE
  missing text;
BEGIN
  SELECT string_agg(name, ', ') INTO missing
  FROM unnest(ARRAY['calp_owner', 'calp_web', 'calp_worker', 'calp_matcher', 'calp_statistics', 'calp_auditor',
                    'calp_backup']) AS name
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name);
  IF missing IS NOT NULL THEN
    RAISE EXCEPTION 'The database has no roles %: run deploy/postgres/10-roles.sql as its superuser', missing;
  END IF;
END $$
"""

# What migrations made before the owner existed becomes the owner's.
OWNED = """
DO $$
DECLARE
  thing record;
BEGIN
  FOR thing IN SELECT relname FROM pg_class
               WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
               AND relowner <> 'calp_owner'::regrole AND pg_has_role(session_user, relowner, 'USAGE') LOOP
    EXECUTE 'SET LOCAL ROLE NONE';
    EXECUTE format('ALTER TABLE public.%I OWNER TO calp_owner', thing.relname);
    EXECUTE 'SET LOCAL ROLE calp_owner';
  END LOOP;
END $$
"""

READERS = f"{WEB}, {WORKER}, calp_matcher, {STATISTICS}, {AUDITOR}, {BACKUP}"
RIGHTS = [
    "CREATE SCHEMA IF NOT EXISTS calp AUTHORIZATION calp_owner",
    "CREATE TABLE IF NOT EXISTS calp.role_permission"
    " (role text NOT NULL, permission text NOT NULL, PRIMARY KEY (role, permission))",
    "ALTER TABLE calp.role_permission OWNER TO calp_owner",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA public, calp TO {READERS}",
    f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {WEB}, {WORKER}",
    f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {WORKER}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA public, calp TO {BACKUP}",
    f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {BACKUP}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE calp_owner IN SCHEMA public"
    f" GRANT SELECT, INSERT, UPDATE ON TABLES TO {WEB}, {WORKER}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE calp_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO {WEB}, {WORKER}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE calp_owner IN SCHEMA public GRANT SELECT ON TABLES TO {BACKUP}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE calp_owner IN SCHEMA public GRANT SELECT ON SEQUENCES TO {BACKUP}",
    # Only the framework's own sessions are ever deleted by a page; what else is, its table's migration says.
    f"GRANT DELETE ON django_session TO {WEB}, {WORKER}",
    # The trail is written and read, never changed; the program that seals it is a task.
    f"REVOKE UPDATE ON accounts_auditentry, accounts_auditlink, accounts_auditseal FROM {WEB}, {WORKER}",
    f"REVOKE INSERT ON accounts_auditlink, accounts_auditseal, django_migrations FROM {WEB}",
    f"REVOKE INSERT, UPDATE ON django_migrations, django_content_type FROM {WEB}, {WORKER}",
    f"GRANT SELECT ON accounts_auditentry, accounts_auditlink, accounts_auditseal TO {AUDITOR}",
]

AUDITED = [
    "DROP POLICY IF EXISTS auditor_reads ON accounts_auditentry",
    f"CREATE POLICY auditor_reads ON accounts_auditentry FOR SELECT TO {AUDITOR} USING (true)",
]

ACCOUNT_HAS = """
BEGIN
  RETURN EXISTS (
    SELECT FROM public.accounts_user u JOIN calp.role_permission p ON p.role = u.role
    WHERE u.id = calp.user_id() AND u.is_active AND p.permission = wanted);
END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_account_periods"),
        ("sessions", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL([ROLES, OWNED], migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        function(
            "context",
            "text",
            """
DECLARE
  actor text := NULLIF(current_setting('calp.actor', true), '');
BEGIN
  IF actor IS NULL THEN
    RAISE EXCEPTION 'nobody said who is acting (accounts/acting.py)' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN actor;
END
""",
            definer=False,
        ),
        function("is_system", "boolean", "BEGIN RETURN calp.context() = 'system'; END", definer=False),
        function(
            "user_id",
            "uuid",
            "BEGIN RETURN CASE WHEN calp.context() IN ('system', 'nobody') THEN NULL ELSE calp.context()::uuid END; END",
            definer=False,
        ),
        function(
            "is_account",
            "boolean",
            "BEGIN RETURN EXISTS (SELECT FROM public.accounts_user WHERE id = calp.user_id() AND is_active); END",
        ),
        function("may(wanted text)", "boolean", ACCOUNT_HAS),
        protect("accounts_user", reads=SOMEBODY, adds=SOMEBODY),
        protect("accounts_accountperiod", reads=AN_ACCOUNT),
        protect("accounts_auditentry", reads="(SELECT calp.may('view_audit'))", adds=SOMEBODY, changes="false"),
        migrations.RunSQL(AUDITED, migrations.RunSQL.noop),
    ]
