#!/bin/sh
# Redis with one user for each process; it learns the digests of their passwords only.
set -eu
umask 077
here=$(dirname "$0")
run=${RUN:-/tmp}
digest() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
sed -e "s/@WEB@/$(digest "$WEB_REDIS_PASSWORD")/" -e "s/@CLINICAL@/$(digest "$CLINICAL_REDIS_PASSWORD")/" \
  "$here/users.acl" > "$run/users.acl"
unset WEB_REDIS_PASSWORD CLINICAL_REDIS_PASSWORD
exec redis-server --port 6379 --bind 0.0.0.0 --aclfile "$run/users.acl" --dir /data \
  --appendonly yes --save "" --maxmemory-policy noeviction
