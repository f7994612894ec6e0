-- Free text of a record is encrypted before it gets here (health/models/sealed.py). PostgreSQL holds the wrapped keys behind
-- the line of the access log, takes no text that is not encrypted, and lets the clinical process alone, with a context that
-- is signed for nobody (0), encrypt anew. Columns are known by their comment. Idempotent; after after_migrate_rounds.sql.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- every column of sealed text in the schema, histories too
CREATE OR REPLACE FUNCTION health.sealed_columns() RETURNS TABLE (table_name name, column_name name)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'health'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped AND col_description(c.oid, a.attnum) = 'sealed'
  ORDER BY 1, 2
$$;

-- 1. nothing written, or encrypted. What was written before is let be until the clinical process has encrypted it
DO $$
DECLARE
  r record;
  pending boolean;
  rule name;
BEGIN
  FOR r IN SELECT * FROM health.sealed_columns() LOOP
    rule := left('text_is_sealed_' || r.column_name, 63);
    IF NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = format('health.%I', r.table_name)::regclass AND k.conname = rule) THEN
      EXECUTE format($q$ALTER TABLE health.%I ADD CONSTRAINT %I CHECK (octet_length(%3$I) = 0
        OR octet_length(%3$I) > 31 AND get_byte(%3$I, 0) = 1) NOT VALID$q$, r.table_name, rule, r.column_name);
    END IF;
    IF EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = format('health.%I', r.table_name)::regclass AND k.conname = rule AND NOT k.convalidated) THEN
      EXECUTE format('SELECT EXISTS (SELECT FROM health.%I WHERE octet_length(%2$I) > 0 AND get_byte(%2$I, 0) <> 1)', r.table_name, r.column_name) INTO pending;
      IF NOT pending THEN EXECUTE format('ALTER TABLE health.%I VALIDATE CONSTRAINT %I', r.table_name, rule); END IF;
    END IF;
  END LOOP;
END $$;

-- 2. keys: read with the record, made once, changed and taken away by the process itself
CREATE POLICY p_open ON health.patient_key FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_make ON health.patient_key FOR INSERT TO cap_clinical WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_process ON health.patient_key TO cap_clinical USING ((SELECT health.ctx_user()) = 0) WITH CHECK ((SELECT health.ctx_user()) = 0);
GRANT SELECT, INSERT, DELETE ON health.patient_key TO cap_clinical;
GRANT UPDATE (master, wrapped) ON health.patient_key TO cap_clinical;
GRANT USAGE ON SEQUENCE health.patient_key_id_seq TO cap_clinical;

CREATE OR REPLACE FUNCTION health.key_is_used(p_patient bigint, p_number int) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  r record;
  found_ boolean;
BEGIN
  FOR r IN SELECT * FROM health.sealed_columns() LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM health.%I WHERE patient_id = $1 AND substr(%I, 1, 3) = $2)', r.table_name, r.column_name)
      INTO found_ USING p_patient, '\x01'::bytea || substr(int4send(p_number), 3, 2);
    IF found_ THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;
CREATE OR REPLACE FUNCTION health.key_stays_while_used() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF health.key_is_used(OLD.patient_id, OLD.number) OR NOT EXISTS (  -- somebody may be writing with it now
    SELECT FROM health.patient_key k WHERE k.patient_id = OLD.patient_id AND k.number > OLD.number AND k.made_at < clock_timestamp() - interval '1 hour') THEN
    RAISE EXCEPTION 'key %: a_key_stays_while_a_text_needs_it', OLD.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_key_stays_while_a_text_needs_it';
  END IF;
  RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER a_key_stays_while_a_text_needs_it BEFORE DELETE ON health.patient_key
  FOR EACH ROW EXECUTE FUNCTION health.key_stays_while_used();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.patient_key FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();

-- 3. encrypting anew what stands: each time is a line here, of which row, from what to what
CREATE TABLE IF NOT EXISTS health.resealing (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), table_name name NOT NULL,
  column_name name NOT NULL, row_id bigint NOT NULL, was bytea NOT NULL, became bytea NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id());
CREATE INDEX IF NOT EXISTS resealing_row ON health.resealing (table_name, row_id);
ALTER TABLE health.resealing ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON health.resealing FROM PUBLIC, cap_clinical, cap_web, cap_report;
REVOKE ALL ON SEQUENCE health.resealing_id_seq FROM PUBLIC, cap_web, cap_report, cap_clinical;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.resealing FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.resealing FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();

DROP FUNCTION IF EXISTS health.is_resealed(name, jsonb, jsonb);
CREATE FUNCTION health.is_resealed(p_table name, p_was jsonb, p_becomes jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM health.resealing r
    WHERE r.table_name = p_table AND r.row_id = (p_was ->> 'id')::bigint AND r.xid = pg_current_xact_id_if_assigned()
      AND p_was - r.column_name::text = p_becomes - r.column_name::text
      AND sha256(decode(substr(p_was ->> r.column_name::text, 3), 'hex')) = r.was
      AND sha256(decode(substr(p_becomes ->> r.column_name::text, 3), 'hex')) = r.became);
END $$;

CREATE OR REPLACE FUNCTION health.only_the_process() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF health.ctx_user() IS DISTINCT FROM 0 THEN
    RAISE EXCEPTION 'only the clinical process itself' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION health.reseal(p_table name, p_column name, p_row bigint, p_was bytea, p_becomes bytea) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  PERFORM health.only_the_process();
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('health.%I', p_table)) AND a.attname = p_column
                 AND NOT a.attisdropped AND col_description(a.attrelid, a.attnum) = 'sealed') THEN  -- one column: asked for every text
    RAISE EXCEPTION 'no such text' USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('SELECT 1 FROM health.%I WHERE id = $1 AND %I = $2 FOR UPDATE', p_table, p_column) INTO n USING p_row, p_was;
  IF n IS NULL THEN RETURN false; END IF;
  INSERT INTO health.resealing (table_name, column_name, row_id, was, became) VALUES (p_table, p_column, p_row, sha256(p_was), sha256(p_becomes));
  PERFORM set_config('pms.resealing', 'on', true);
  EXECUTE format('UPDATE health.%I SET %I = $1 WHERE id = $2', p_table, p_column) USING p_becomes, p_row;
  PERFORM set_config('pms.resealing', '', true);
  RETURN true;
END $$;

-- the texts of one patient that do not begin as those of the key that writes
CREATE OR REPLACE FUNCTION health.texts_to_reseal(p_patient bigint, p_prefix bytea)
RETURNS TABLE (table_name name, column_name name, row_id bigint, sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r record;
BEGIN
  PERFORM health.only_the_process();
  FOR r IN SELECT * FROM health.sealed_columns() LOOP
    RETURN QUERY EXECUTE format('SELECT %L::name, %L::name, id, %I FROM health.%I WHERE patient_id = $1 AND octet_length(%I) > 0 AND substr(%I, 1, 3) <> $2',
      r.table_name, r.column_name, r.column_name, r.table_name, r.column_name, r.column_name) USING p_patient, p_prefix;
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION health.patients_after(p_after bigint, p_limit int) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM health.only_the_process();
  RETURN QUERY SELECT p.id FROM health.patient p WHERE p.id > p_after ORDER BY p.id LIMIT p_limit;
END $$;
-- the files that documents lie in, for their backup
CREATE OR REPLACE FUNCTION health.document_names(p_after uuid, p_limit int) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM health.only_the_process();
  RETURN QUERY SELECT d.uuid FROM health.document d WHERE d.uuid > p_after ORDER BY d.uuid LIMIT p_limit;
END $$;
CREATE OR REPLACE FUNCTION health.drop_unused_keys() RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  PERFORM health.only_the_process();
  DELETE FROM health.patient_key k WHERE NOT health.key_is_used(k.patient_id, k.number) AND EXISTS (
    SELECT FROM health.patient_key x WHERE x.patient_id = k.patient_id AND x.number > k.number AND x.made_at < clock_timestamp() - interval '1 hour');
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
GRANT EXECUTE ON FUNCTION health.document_names(uuid, int), health.drop_unused_keys(), health.reseal(name, name, bigint, bytea, bytea), health.texts_to_reseal(bigint, bytea), health.patients_after(bigint, int) TO cap_clinical;
RESET ROLE;
