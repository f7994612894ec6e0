-- That a text was written is kept apart from the text, by PostgreSQL and for every table that has one: what is emptied, or
-- taken away with its row, is missed by the check of the night (health/services/keys.py). Idempotent; runs last.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

CREATE OR REPLACE FUNCTION health.text_was_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whole jsonb := to_jsonb(NEW);
BEGIN  -- the arguments are the columns of text; an empty one reads \x
  INSERT INTO health.written_text (table_name, column_name, row_id, patient_id)
    SELECT TG_TABLE_NAME, c, NEW.id, NEW.patient_id FROM unnest(TG_ARGV) c WHERE length(whole ->> c) > 2
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

DO $$
DECLARE
  r record;
  c name;
BEGIN
  FOR r IN SELECT table_name, array_agg(column_name) AS columns, string_agg(quote_literal(column_name), ', ') AS arguments,
             string_agg(format('octet_length(NEW.%I) > 0', column_name), ' OR ') AS written
           FROM health.sealed_columns() GROUP BY table_name LOOP
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = format('health.%I', r.table_name)::regclass AND tgname = 'a_text_was_written') THEN
      FOREACH c IN ARRAY r.columns LOOP  -- what stood there before this was kept
        EXECUTE format('INSERT INTO health.written_text (table_name, column_name, row_id, patient_id)
          SELECT %L, %L, id, patient_id FROM health.%I WHERE octet_length(%I) > 0 ON CONFLICT DO NOTHING', r.table_name, c, r.table_name, c);
      END LOOP;
    END IF;
    EXECUTE format('CREATE OR REPLACE TRIGGER a_text_was_written AFTER INSERT OR UPDATE ON health.%I FOR EACH ROW WHEN (%s)
      EXECUTE FUNCTION health.text_was_written(%s)', r.table_name, r.written, r.arguments);
  END LOOP;
END $$;

DROP FUNCTION IF EXISTS health.texts_gone(bigint);
CREATE OR REPLACE FUNCTION health.texts_gone(p_patients bigint[]) RETURNS TABLE (table_name name, column_name name, row_id bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r record;
BEGIN
  PERFORM health.only_the_process();
  FOR r IN SELECT * FROM health.sealed_columns() LOOP
    RETURN QUERY EXECUTE format('SELECT %L::name, %L::name, w.row_id FROM health.written_text w LEFT JOIN health.%I t ON t.id = w.row_id
      WHERE w.patient_id = ANY ($1) AND w.table_name = %L AND w.column_name = %L AND coalesce(octet_length(t.%I), 0) = 0',
      r.table_name, r.column_name, r.table_name, r.table_name, r.column_name, r.column_name) USING p_patients;
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION health.texts_of(p_patients bigint[])
RETURNS TABLE (table_name name, column_name name, row_id bigint, patient_id bigint, sealed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r record;
BEGIN
  PERFORM health.only_the_process();
  FOR r IN SELECT * FROM health.sealed_columns() LOOP
    RETURN QUERY EXECUTE format('SELECT %L::name, %L::name, t.id, t.patient_id, t.%I FROM health.%I t
      WHERE t.patient_id = ANY ($1) AND octet_length(t.%I) > 0',
      r.table_name, r.column_name, r.column_name, r.table_name, r.column_name) USING p_patients;
  END LOOP;
END $$;

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['written_text', 'nightly_check'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;
CREATE POLICY p_colleagues ON health.nightly_check FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_process ON health.nightly_check TO cap_clinical USING ((SELECT health.ctx_user()) = 0) WITH CHECK ((SELECT health.ctx_user()) = 0);
GRANT SELECT, INSERT ON health.nightly_check TO cap_clinical;
GRANT USAGE ON SEQUENCE health.nightly_check_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.texts_gone(bigint[]), health.texts_of(bigint[]) TO cap_clinical;
RESET ROLE;
