-- The roles of the database; run by a superuser, again and again if need be. Nobody of them is one.
--   calp_owner       owns every table and function; nobody can sign in as it
--   calp             migrates, and is the owner while it does; the deployment alone uses it
--   calp_web         the pages: the rows that the account it serves may see (row-level security)
--   calp_worker      tasks and commands: every row, once the task has said that it is the system's
--   calp_matcher     what names are compared by; the pages become it for a search, nobody signs in as it
--   calp_statistics  counts, by functions that count; no table
--   calp_auditor     the trail; no other table
--   calp_backup      reads everything for a copy, writes nothing
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['calp_owner', 'calp', 'calp_web', 'calp_worker', 'calp_matcher', 'calp_statistics',
                              'calp_auditor', 'calp_backup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I', name);
    END IF;
    EXECUTE format('ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS %s', name,
                   CASE WHEN name IN ('calp_owner', 'calp_matcher') THEN 'NOLOGIN' ELSE 'LOGIN' END);
  END LOOP;
END $$;
ALTER ROLE calp_backup BYPASSRLS;
ALTER ROLE calp_backup SET default_transaction_read_only = on;
-- Whatever a migration makes belongs to the owner.
GRANT calp_owner TO calp WITH INHERIT TRUE, SET TRUE;
ALTER ROLE calp SET role = 'calp_owner';
-- A page takes the web's rights whoever it connected as, and the matcher's for a search.
GRANT calp_matcher TO calp_web WITH INHERIT FALSE, SET TRUE;
GRANT calp_web, calp_matcher TO calp_worker WITH INHERIT FALSE, SET TRUE;
-- What a migration, or a command of the deployment, does as the system.
GRANT calp_worker TO calp WITH INHERIT FALSE, SET TRUE;
