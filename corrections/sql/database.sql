-- Once per database, by a superuser, and after every restore; idempotent.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());                       -- no TEMP, no CONNECT
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO cap_web, cap_clinical, cap_report, pms_migrator, pms_backup, pms_backup_prison', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO pms_migrator, pms_owner, health_owner', current_database());                  -- CREATE SCHEMA health
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO pms_owner;
GRANT USAGE ON SCHEMA public TO cap_web, cap_clinical, cap_report;
-- large objects live outside schemas
REVOKE EXECUTE ON FUNCTION lo_from_bytea(oid, bytea), lo_creat(integer), lo_create(oid), lo_put(oid, bigint, bytea),
  lo_open(oid, integer), lowrite(integer, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lo_open(oid, integer) TO pms_backup, pms_backup_prison;
-- the NOTIFY statement cannot be revoked: no payload ever carries data
REVOKE EXECUTE ON FUNCTION pg_notify(text, text) FROM PUBLIC;
-- sessions of one login would see each other's statements, literals and signed contexts among them
REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.pg_stat_get_activity(integer), pg_catalog.pg_stat_get_backend_activity(integer) FROM PUBLIC;
