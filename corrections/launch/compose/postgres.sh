#!/bin/sh
# At the first start of a cluster: logins with their passwords, the database and what it must hold.
set -eu
sql() { psql -X -q -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" "$@"; }
scripts=${SCRIPTS:-/etc/pms-sql}
sql -d postgres -f "$scripts/roles.sql"
sql -d postgres <<'SQL'
\getenv migrator MIGRATOR_DB_PASSWORD
\getenv web WEB_DB_PASSWORD
\getenv clinical CLINICAL_DB_PASSWORD
\getenv report REPORT_DB_PASSWORD
\getenv backup BACKUP_DB_PASSWORD
\getenv backup_prison BACKUP_PRISON_DB_PASSWORD
ALTER ROLE pms_migrator PASSWORD :'migrator';
ALTER ROLE pms_web PASSWORD :'web';
ALTER ROLE pms_clinical PASSWORD :'clinical';
ALTER ROLE pms_report PASSWORD :'report';
ALTER ROLE pms_backup PASSWORD :'backup';
ALTER ROLE pms_backup_prison PASSWORD :'backup_prison';
CREATE DATABASE pms OWNER pms_owner TEMPLATE template0;
SQL
sql -d pms -f "$scripts/database.sql"
