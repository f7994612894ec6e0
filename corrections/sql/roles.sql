-- Once per cluster, by a superuser; idempotent. Passwords are set apart, from the secret store (docs/adr/0001).
DO $$
DECLARE
  r text;
BEGIN
  -- owners, capabilities: no login. Privileges go to capabilities only.
  FOREACH r IN ARRAY ARRAY['pms_owner', 'health_owner', 'cap_web', 'cap_clinical', 'cap_report'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN EXECUTE format('CREATE ROLE %I NOLOGIN', r); END IF;
  END LOOP;
  FOREACH r IN ARRAY ARRAY['pms_migrator', 'pms_web', 'pms_clinical', 'pms_report', 'pms_backup', 'pms_backup_prison'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN EXECUTE format('CREATE ROLE %I LOGIN', r); END IF;
  END LOOP;
END $$;

GRANT pms_owner, health_owner TO pms_migrator;
GRANT cap_web TO pms_web;
GRANT cap_clinical TO pms_clinical;
GRANT cap_report TO pms_report;
-- two backups: of everything, for the health service's own key; and of the prison alone, which is all that IT can take
-- (what it may read is granted by apply_firewall, table by table of public)
GRANT pg_read_all_data TO pms_backup;
ALTER ROLE pms_backup BYPASSRLS;
ALTER ROLE pms_backup_prison NOBYPASSRLS NOINHERIT;
ALTER ROLE pms_backup_prison SET default_transaction_read_only = on;

ALTER ROLE pms_web SET statement_timeout = '30s';
ALTER ROLE pms_web SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE pms_clinical SET statement_timeout = '30s';
ALTER ROLE pms_clinical SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE pms_report SET default_transaction_read_only = on;
-- failing clinical SQL, with its literals, never reaches the server log, nor does an error's own message
ALTER ROLE pms_clinical SET log_min_messages = 'fatal';
ALTER ROLE pms_clinical SET log_min_error_statement = 'panic';
ALTER ROLE pms_clinical SET log_min_duration_statement = -1;
ALTER ROLE pms_clinical SET log_statement = 'none';
