#!/bin/sh
# PgBouncer for the two processes that serve people; migrations go to PostgreSQL directly.
set -eu
umask 077
here=$(dirname "$0")
run=${RUN:-/tmp}
printf '"pms_web" "%s"\n"pms_clinical" "%s"\n' "$WEB_DB_PASSWORD" "$CLINICAL_DB_PASSWORD" > "$run/userlist.txt"
sed "s|@RUN@|$run|" "$here/pgbouncer.ini" > "$run/pgbouncer.ini"
unset WEB_DB_PASSWORD CLINICAL_DB_PASSWORD
exec pgbouncer "$run/pgbouncer.ini"
