#!/bin/sh
# Runs once, when the database's volume is empty, after 10-roles.sql: the passwords of the roles, and the database.
set -eu
for role in calp calp_web calp_worker calp_statistics calp_auditor calp_backup; do
  [ -e "/run/secrets/password_$role" ] || continue
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --set role="$role" <<'SQL'
\set file '/run/secrets/password_' :role
\set password `cat :'file'`
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
CREATE DATABASE calp OWNER calp_owner;
REVOKE ALL ON DATABASE calp FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE calp TO calp;
GRANT CONNECT ON DATABASE calp TO calp_web, calp_worker, calp_statistics, calp_auditor, calp_backup;
SQL
