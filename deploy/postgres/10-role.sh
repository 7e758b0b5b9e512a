#!/bin/sh
# Runs once, when the database's volume is empty: the application's role, which is no superuser, and its database.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set password `cat /run/secrets/database_password`
CREATE ROLE calp LOGIN PASSWORD :'password';
CREATE DATABASE calp OWNER calp;
REVOKE ALL ON DATABASE calp FROM PUBLIC;
SQL
