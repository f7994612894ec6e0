-- Log first, then read (SECURITY.md 0, 5): a record shows its rows only to someone for whom a line of the access log has
-- been committed. Idempotent; runs after after_migrate.sql, which owns, revokes and denies.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

ALTER TABLE health.config ADD COLUMN IF NOT EXISTS log_may_be_uncommitted boolean NOT NULL DEFAULT false;  -- in tests alone

-- 1. what somebody holds open now: one row a user and patient, written together with the line of the log
CREATE TABLE IF NOT EXISTS health.open_grant (
  user_id bigint, patient_id bigint, expires_at timestamptz NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (user_id, patient_id));
ALTER TABLE health.open_grant ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON health.open_grant FROM PUBLIC, cap_clinical, cap_web, cap_report;

CREATE OR REPLACE FUNCTION health.ctx_open_patients() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE u bigint;
BEGIN
  IF health.ctx_clinician() IS NULL THEN RETURN '{}'; END IF;
  u := health.ctx_user();
  RETURN coalesce((
    SELECT array_agg(g.patient_id) FROM health.open_grant g, health.config c
    WHERE g.user_id = u AND g.expires_at > clock_timestamp()
      AND (c.log_may_be_uncommitted OR g.xid IS DISTINCT FROM pg_current_xact_id_if_assigned())), '{}');
END $$;

-- the request that the context was signed for
CREATE OR REPLACE FUNCTION health.ctx_request() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE WHEN health.ctx_user() IS NOT NULL THEN nullif(split_part(current_setting('pms.ctx', true), '|', 4), '')::uuid END;
END $$;

-- 2. the only way to write the log, and the only way to open a record
CREATE OR REPLACE FUNCTION health.open_journal(p_patients uuid[], p_basis text, p_reason text) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u bigint := health.ctx_user();
  ends timestamptz := clock_timestamp() + interval '15 minutes';
  ids bigint[];
  n int;
  held record;  -- an emergency access to the one patient asked for
BEGIN
  IF health.ctx_clinician() IS NULL THEN
    RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_basis NOT IN ('treatment', 'subject_access', 'review') THEN
    RAISE EXCEPTION 'unknown basis' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_access_has_a_known_basis';
  END IF;
  SELECT array_agg(p.id ORDER BY p.id) INTO ids FROM health.patient p
    WHERE p.uuid = ANY (p_patients) AND p.prison_id = ANY (health.ctx_prisons());
  IF ids IS NULL AND p_basis = 'treatment' AND cardinality(p_patients) = 1 THEN
    SELECT e.patient_id, e.id, upper(e.during) AS ends INTO held FROM health.emergency_access e JOIN health.patient p ON p.id = e.patient_id
      WHERE p.uuid = p_patients[1] AND e.opened_by_id = u AND e.during @> clock_timestamp();
    IF FOUND THEN
      ids := ARRAY[held.patient_id];
      p_basis := 'emergency';
      p_reason := 'emergency ' || held.id;  -- why is sealed, and stands in that row
      ends := least(ends, held.ends);
    END IF;
  END IF;
  IF coalesce(cardinality(ids), 0) <> (SELECT count(DISTINCT x) FROM unnest(p_patients) x) THEN
    RAISE EXCEPTION 'patient outside scope' USING ERRCODE = 'insufficient_privilege';
  END IF;
  -- what belongs to rows that were joined to the same person is one record with theirs: it opens, and is logged, with it
  WITH whose AS (SELECT coalesce(i.merged_into_id, i.id) AS person FROM health.patient p JOIN public.inmates_person i ON i.id = p.person_id
                 WHERE p.id = ANY (ids))
  SELECT array_agg(p.id ORDER BY p.id) INTO ids FROM health.patient p
    WHERE p.person_id IN (SELECT w.person FROM whose w UNION SELECT i.id FROM public.inmates_person i JOIN whose w ON i.merged_into_id = w.person);
  INSERT INTO health.access_log (at, user_id, patient_id, basis, reason, expires_at, request_id, db_login)
    SELECT clock_timestamp(), u, x, p_basis, left(p_reason, 500), ends, health.ctx_request(), session_user FROM unnest(ids) x;
  GET DIAGNOSTICS n = ROW_COUNT;
  DELETE FROM health.open_grant g WHERE g.user_id = u AND g.expires_at < clock_timestamp();
  INSERT INTO health.open_grant AS g (user_id, patient_id, expires_at) SELECT u, x, ends FROM unnest(ids) x
    ON CONFLICT (user_id, patient_id) DO UPDATE SET expires_at = EXCLUDED.expires_at, xid = EXCLUDED.xid;
  RETURN n;
END $$;

-- a refused attempt is evidence too: in a transaction of its own, after the refusal was rolled back. It opens nothing
CREATE OR REPLACE FUNCTION health.log_denied(p_patient uuid, p_reason text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO health.access_log (at, user_id, patient_id, basis, reason, expires_at, request_id, db_login)
    SELECT clock_timestamp(), coalesce(health.ctx_user(), 0), p.id, 'denied', left(p_reason, 500), clock_timestamp(),
           health.ctx_request(), session_user
    FROM health.patient p WHERE p.uuid = p_patient;
END $$;

-- 3. seals: lines by batches, a root each, every seal chained to the one before
CREATE OR REPLACE FUNCTION health.access_leaf(l health.access_log) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT sha256(convert_to(jsonb_build_array(l.id, extract(epoch FROM l.at)::numeric(20, 6), l.user_id, l.patient_id, l.basis, l.reason,
    extract(epoch FROM l.expires_at)::numeric(20, 6), l.request_id, l.db_login)::text, 'UTF8'))
$$;
CREATE OR REPLACE FUNCTION health.merkle(leaves bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
DECLARE a bytea[] := leaves;
BEGIN
  WHILE cardinality(a) > 1 LOOP
    SELECT array_agg(CASE WHEN a[i + 1] IS NULL THEN a[i] ELSE sha256('\x01'::bytea || a[i] || a[i + 1]) END ORDER BY i)
      INTO a FROM generate_series(1, cardinality(a), 2) i;
  END LOOP;
  RETURN a[1];
END $$;
CREATE OR REPLACE FUNCTION health.seal_of(previous bytea, from_id bigint, to_id bigint, lines int, root bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
  SELECT sha256(coalesce(previous, '\x00'::bytea) || convert_to(concat_ws('|', from_id, to_id, lines), 'UTF8') || root)
$$;
-- waits for lines that are being written, so that none below the mark can appear later; its own transaction, a moment long
CREATE OR REPLACE FUNCTION health.access_watermark() RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  LOCK TABLE health.access_log IN SHARE MODE;
  RETURN (SELECT max(l.id) FROM health.access_log l);
END $$;
CREATE OR REPLACE FUNCTION health.seal_access_log(hi bigint, OUT sealed int, OUT last_seal bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before health.access_seal;
  r bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(842001);  -- one sealer at a time
  SELECT * INTO before FROM health.access_seal s ORDER BY s.id DESC LIMIT 1;
  sealed := 0;
  last_seal := before.seal;
  IF hi IS NULL OR hi <= coalesce(before.to_id, 0) THEN RETURN; END IF;
  SELECT count(*), health.merkle(array_agg(health.access_leaf(l) ORDER BY l.id)) INTO sealed, r
    FROM health.access_log l WHERE l.id > coalesce(before.to_id, 0) AND l.id <= hi;
  IF sealed = 0 THEN RETURN; END IF;
  last_seal := health.seal_of(before.seal, coalesce(before.to_id, 0) + 1, hi, sealed, r);
  INSERT INTO health.access_seal (from_id, to_id, lines, root, previous, seal, at)
    VALUES (coalesce(before.to_id, 0) + 1, hi, sealed, r, before.seal, last_seal, clock_timestamp());
END $$;
-- codes: chain, missing, changed, seal. A cut-off tail is found by comparing the last seal with the one kept outside
CREATE OR REPLACE FUNCTION health.verify_access_log() RETURNS TABLE (seal_id bigint, problem text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s health.access_seal;
  last bytea;
  last_to bigint := 0;
  n int;
  r bytea;
BEGIN
  FOR s IN SELECT * FROM health.access_seal x ORDER BY x.id LOOP
    seal_id := s.id;
    SELECT count(*), health.merkle(array_agg(health.access_leaf(l) ORDER BY l.id)) INTO n, r
      FROM health.access_log l WHERE l.id BETWEEN s.from_id AND s.to_id;
    IF s.from_id <> last_to + 1 OR s.previous IS DISTINCT FROM last THEN problem := 'chain'; RETURN NEXT; END IF;
    IF n <> s.lines THEN problem := 'missing'; RETURN NEXT;
    ELSIF r IS DISTINCT FROM s.root THEN problem := 'changed'; RETURN NEXT; END IF;
    IF s.seal IS DISTINCT FROM health.seal_of(s.previous, s.from_id, s.to_id, s.lines, s.root) THEN problem := 'seal'; RETURN NEXT; END IF;
    last := s.seal;
    last_to := s.to_id;
  END LOOP;
END $$;

-- 4. what is written stays written
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['access_log', 'access_seal', 'note'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

-- 5. rows and privileges. The function in brackets is asked once a statement, not once a row
CREATE POLICY p_scope ON health.patient FOR SELECT TO cap_clinical USING (prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]));
CREATE POLICY p_open ON health.note FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_write ON health.note FOR INSERT TO cap_clinical WITH CHECK (
  patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND written_by_id = (SELECT health.ctx_user()));
CREATE POLICY p_look ON health.access_log FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_seals ON health.access_seal FOR SELECT TO cap_clinical USING (true);
GRANT SELECT ON health.patient, health.access_log, health.access_seal TO cap_clinical;
GRANT SELECT, INSERT ON health.note TO cap_clinical;
GRANT USAGE ON SEQUENCE health.note_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.ctx_open_patients(), health.open_journal(uuid[], text, text), health.log_denied(uuid, text),
  health.access_watermark(), health.seal_access_log(bigint), health.verify_access_log() TO cap_clinical;
RESET ROLE;

-- 6. the record follows the person: triggers on the prison's tables run as the owner of health, one statement for many rows
GRANT USAGE ON SCHEMA public TO health_owner;
SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.inmates_stay, public.corrections_bed, public.corrections_cell, public.corrections_unit TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
CREATE OR REPLACE FUNCTION health.record_of_received() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO health.patient AS p (uuid, person_id, prison_id)
    SELECT DISTINCT ON (n.person_id) gen_random_uuid(), n.person_id, n.reception_prison_id FROM changed n
    ORDER BY n.person_id, lower(n.during) DESC
    ON CONFLICT (person_id) DO NOTHING;
  UPDATE health.patient p SET prison_id = n.reception_prison_id FROM changed n
    WHERE p.person_id = n.person_id AND upper(n.during) IS NULL AND n.reception_prison_id IS DISTINCT FROM p.prison_id
      AND n.reception_prison_id IS NOT NULL;
  RETURN NULL;
END $$;
-- a transfer writes another prison as the one that receives: the record goes along before there is a bed
CREATE OR REPLACE FUNCTION health.record_follows_the_reception() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE health.patient p SET prison_id = n.reception_prison_id FROM changed n JOIN before o ON o.id = n.id
    WHERE p.person_id = n.person_id AND upper(n.during) IS NULL AND n.reception_prison_id IS DISTINCT FROM o.reception_prison_id;
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION health.record_follows_the_bed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE health.patient p SET prison_id = to_.prison_id
  FROM (SELECT DISTINCT ON (s.person_id) s.person_id, u.prison_id
        FROM changed n JOIN public.inmates_stay s ON s.id = n.stay_id JOIN public.corrections_bed b ON b.id = n.bed_id
        JOIN public.corrections_cell c ON c.id = b.cell_id JOIN public.corrections_unit u ON u.id = c.unit_id
        WHERE upper(n.during) IS NULL ORDER BY s.person_id, lower(n.during) DESC) to_
  WHERE p.person_id = to_.person_id AND p.prison_id IS DISTINCT FROM to_.prison_id;
  RETURN NULL;
END $$;
GRANT USAGE ON SCHEMA health TO pms_owner;  -- needed to make the triggers, not to run them
GRANT EXECUTE ON FUNCTION health.record_of_received(), health.record_follows_the_reception(), health.record_follows_the_bed() TO pms_owner;
RESET ROLE;
SET LOCAL ROLE pms_owner;
CREATE OR REPLACE TRIGGER the_record_of_who_is_received AFTER INSERT ON public.inmates_stay
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.record_of_received();
CREATE OR REPLACE TRIGGER the_record_follows_the_reception AFTER UPDATE ON public.inmates_stay
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.record_follows_the_reception();
CREATE OR REPLACE TRIGGER the_record_follows_the_bed AFTER INSERT ON public.inmates_placement
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.record_follows_the_bed();
RESET ROLE;
SET LOCAL ROLE health_owner;
REVOKE ALL ON SCHEMA health FROM pms_owner;
REVOKE ALL ON FUNCTION health.record_of_received(), health.record_follows_the_reception(), health.record_follows_the_bed() FROM pms_owner;
-- who was received before this stood here
INSERT INTO health.patient (uuid, person_id, prison_id)
  SELECT DISTINCT ON (s.person_id) gen_random_uuid(), s.person_id, s.reception_prison_id FROM public.inmates_stay s
  ORDER BY s.person_id, lower(s.during) DESC ON CONFLICT (person_id) DO NOTHING;
RESET ROLE;
