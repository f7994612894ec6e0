-- Requests, appointments, problems, consents, referrals and documents: what may change of each, once, and by whom.
-- Idempotent; runs after after_migrate_record.sql, which says whose record is open.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. a row ends once. Arguments: the name of the refusal, the column that is filled when it ends, what else may be filled then
CREATE OR REPLACE FUNCTION health.ends_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before jsonb := to_jsonb(OLD);
  now_ jsonb := to_jsonb(NEW);
  may_change text[] := string_to_array(TG_ARGV[2], ',') || ARRAY[TG_ARGV[1]];
BEGIN
  IF current_setting('pms.resealing', true) = 'on' THEN
    IF health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  IF before ->> TG_ARGV[1] IS NOT NULL OR now_ ->> TG_ARGV[1] IS NULL OR now_ - may_change IS DISTINCT FROM before - may_change THEN
    RAISE EXCEPTION '% %: %', TG_TABLE_NAME, OLD.id, TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS ends_once ON health.patient_request;
CREATE TRIGGER ends_once BEFORE UPDATE ON health.patient_request FOR EACH ROW
  EXECUTE FUNCTION health.ends_once('a_request_is_answered_once', 'answered_at', 'outcome,answer,answered_by_id');
DROP TRIGGER IF EXISTS ends_once ON health.appointment;
CREATE TRIGGER ends_once BEFORE UPDATE ON health.appointment FOR EACH ROW
  EXECUTE FUNCTION health.ends_once('an_appointment_is_closed_once', 'closed_at', 'closed_as,closed_by_id');
DROP TRIGGER IF EXISTS ends_once ON health.appointment_time;
CREATE TRIGGER ends_once BEFORE UPDATE ON health.appointment_time FOR EACH ROW
  EXECUTE FUNCTION health.ends_once('a_time_gets_one_outcome', 'outcome_at', 'outcome,why_not,comment,outcome_by_id');
DROP TRIGGER IF EXISTS ends_once ON health.referral;
CREATE TRIGGER ends_once BEFORE UPDATE ON health.referral FOR EACH ROW
  EXECUTE FUNCTION health.ends_once('a_referral_is_answered_once', 'answered_at', 'outcome,answer,answered_by_id');
DROP TRIGGER IF EXISTS ends_once ON health.consent;
CREATE TRIGGER ends_once BEFORE UPDATE ON health.consent FOR EACH ROW
  EXECUTE FUNCTION health.ends_once('a_consent_is_withdrawn_once', 'withdrawn_at', 'during,withdrawn_by_id');

-- a withdrawal only shortens: it neither moves the beginning nor reaches past the end that was given
CREATE OR REPLACE FUNCTION health.consent_is_shortened() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF lower(NEW.during) IS DISTINCT FROM lower(OLD.during) OR upper(NEW.during) > upper(OLD.during) THEN
    PERFORM health.refuse_entry('a_consent_is_withdrawn_once');
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER is_shortened BEFORE UPDATE ON health.consent FOR EACH ROW EXECUTE FUNCTION health.consent_is_shortened();

-- 2. what points at another row points at one of the same patient. Arguments: table and column
CREATE OR REPLACE FUNCTION health.same_patient() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  wanted bigint := (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
  whose bigint;
BEGIN
  IF wanted IS NULL THEN RETURN NEW; END IF;
  EXECUTE format('SELECT x.patient_id FROM health.%I x WHERE x.id = $1', TG_ARGV[0]) INTO whose USING wanted;
  IF whose IS NULL OR NOT whose = ANY (health.same_person(NEW.patient_id)) THEN
    RAISE EXCEPTION 'another patient' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_row_keeps_to_its_patient';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS same_patient ON health.note;
CREATE TRIGGER same_patient BEFORE INSERT ON health.note FOR EACH ROW EXECUTE FUNCTION health.same_patient('note', 'corrects_id');
DROP TRIGGER IF EXISTS same_patient ON health.problem;
CREATE TRIGGER same_patient BEFORE INSERT ON health.problem FOR EACH ROW EXECUTE FUNCTION health.same_patient('problem', 'follows_id');
DROP TRIGGER IF EXISTS same_patient ON health.appointment;
CREATE TRIGGER same_patient BEFORE INSERT ON health.appointment FOR EACH ROW EXECUTE FUNCTION health.same_patient('patient_request', 'request_id');
DROP TRIGGER IF EXISTS same_patient ON health.appointment_time;
CREATE TRIGGER same_patient BEFORE INSERT ON health.appointment_time FOR EACH ROW EXECUTE FUNCTION health.same_patient('appointment', 'appointment_id');

-- a time is given while somebody waits for it, in a slot of the same person and the same hours that the officers see
CREATE OR REPLACE FUNCTION health.time_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM health.appointment a WHERE a.id = NEW.appointment_id AND a.closed_at IS NULL FOR UPDATE;
  IF NOT FOUND THEN PERFORM health.refuse_entry('a_time_is_for_an_appointment_that_waits'); END IF;
  PERFORM FROM public.inmates_commitment c JOIN public.inmates_stay s ON s.id = c.stay_id JOIN health.patient p ON p.person_id = s.person_id
    WHERE c.id = NEW.slot_id AND p.id = ANY (health.same_person(NEW.patient_id)) AND c.kind = 'HEALTH' AND c.cancelled_at IS NULL AND c.during = NEW.during;
  IF NOT FOUND THEN PERFORM health.refuse_entry('a_time_is_a_slot_of_the_patient'); END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER time_is_right BEFORE INSERT ON health.appointment_time FOR EACH ROW EXECUTE FUNCTION health.time_is_right();

-- a signal that stands on the patient's consent: refused without one, and withdrawn with it
CREATE OR REPLACE FUNCTION health.set_signal_by_consent(p_record uuid, p_code text, p_for text, p_until timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint;
  given health.consent;
BEGIN
  SELECT c.* INTO given FROM health.consent c JOIN health.patient p ON p.id = c.patient_id
    WHERE p.uuid = ANY (SELECT r.uuid FROM health.patient r WHERE r.id = ANY (health.same_person((SELECT q.id FROM health.patient q WHERE q.uuid = p_record)))) AND c.scope = 'SIGNALS' AND c.during @> clock_timestamp()
    ORDER BY c.id LIMIT 1 FOR SHARE OF c;
  IF NOT FOUND THEN PERFORM health.refuse_entry('a_signal_by_consent_has_one'); END IF;
  made := health.set_signal(p_record, p_code, p_for, least(p_until, upper(given.during)));
  INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id)
    VALUES ('by_consent', made, given.patient_id, health.ctx_user(), health.ctx_request());
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION health.consent_takes_its_signals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone bigint;
BEGIN
  FOR gone IN UPDATE public.inmates_signal s SET ended_at = clock_timestamp()
      WHERE s.ended_at IS NULL AND s.id IN (SELECT x.row_id FROM health.crossing x WHERE x.act = 'by_consent' AND x.patient_id = NEW.patient_id)
      RETURNING s.id LOOP
    INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('end_signal', gone, NEW.patient_id, health.ctx_user(), health.ctx_request());
  END LOOP;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS takes_its_signals ON health.consent;
CREATE TRIGGER takes_its_signals AFTER UPDATE ON health.consent FOR EACH ROW
  WHEN (NEW.scope = 'SIGNALS' AND OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL) EXECUTE FUNCTION health.consent_takes_its_signals();

-- 3. what is written stays written
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['problem', 'document'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['patient_request', 'appointment', 'appointment_time', 'referral', 'consent'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['problem', 'document', 'patient_request', 'appointment', 'appointment_time', 'referral', 'consent'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

-- 4. rows and privileges: of an open record, signed by whoever is asking; of what ends, only the columns of its end change
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT * FROM (VALUES
      ('problem', 'noted_by_id', NULL, NULL),
      ('document', 'added_by_id', NULL, NULL),
      ('patient_request', 'received_by_id', 'answered_by_id', 'outcome, answer, answered_at, answered_by_id'),
      ('appointment', 'by_id', 'closed_by_id', 'closed_as, closed_at, closed_by_id'),
      ('appointment_time', 'by_id', 'outcome_by_id', 'outcome, why_not, comment, outcome_at, outcome_by_id'),
      ('referral', 'sent_by_id', 'answered_by_id', 'outcome, answer, answered_at, answered_by_id'),
      ('consent', 'recorded_by_id', 'withdrawn_by_id', 'during, withdrawn_at, withdrawn_by_id')) AS x(t, signed, ended, columns) LOOP
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', r.t);
    EXECUTE format('CREATE POLICY p_write ON health.%I FOR INSERT TO cap_clinical WITH CHECK (
      patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND %I = (SELECT health.ctx_user()))', r.t, r.signed);
    EXECUTE format('GRANT SELECT, INSERT ON health.%I TO cap_clinical', r.t);
    EXECUTE format('GRANT USAGE ON SEQUENCE health.%I TO cap_clinical', r.t || '_id_seq');
    IF r.ended IS NOT NULL THEN
      EXECUTE format('CREATE POLICY p_end ON health.%I FOR UPDATE TO cap_clinical
        USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))
        WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND %I = (SELECT health.ctx_user()))', r.t, r.ended);
      EXECUTE format('GRANT UPDATE (%s) ON health.%I TO cap_clinical', r.columns, r.t);
    END IF;
  END LOOP;
END $$;

-- 5. whose records the clinic's own lists need: addresses of own patients, nothing that is in them
CREATE OR REPLACE FUNCTION health.records_waiting(p_prison bigint) RETURNS TABLE (record uuid, kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT p.uuid, w.kind FROM health.patient p JOIN (
      SELECT q.patient_id, 'request' AS kind FROM health.patient_request q WHERE q.answered_at IS NULL
      UNION ALL SELECT a.patient_id, 'appointment' FROM health.appointment a WHERE a.closed_at IS NULL
      UNION ALL SELECT f.patient_id, 'referral' FROM health.referral f WHERE f.answered_at IS NULL
    ) w ON w.patient_id = p.id
    WHERE p.prison_id = p_prison AND p_prison = ANY (health.ctx_prisons());
END $$;

-- how many ask and how long they wait, without opening anything: counts and whole days by part of the clinic
CREATE OR REPLACE FUNCTION health.requests_waiting(p_prison bigint, p_at timestamptz, OUT open_ int, OUT overdue int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT count(*), count(*) FILTER (WHERE q.due_at < p_at) INTO open_, overdue
    FROM health.patient_request q JOIN health.patient p ON p.id = q.patient_id
    WHERE q.answered_at IS NULL AND p.prison_id = p_prison AND p_prison = ANY (health.ctx_prisons());
END $$;
CREATE OR REPLACE FUNCTION health.waiting_times(p_prison bigint, p_at timestamptz)
RETURNS TABLE (service text, waiting int, longest_days int, kept int, median_days int, missed int, by_prison int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY
  WITH own AS MATERIALIZED (
    SELECT a.id, a.service::text AS service, a.requested_at, a.closed_at FROM health.appointment a JOIN health.patient p ON p.id = a.patient_id
    WHERE p.prison_id = p_prison AND p_prison = ANY (health.ctx_prisons())),
  times AS (
    SELECT o.service, o.requested_at, t.outcome, t.why_not, lower(t.during) AS start
    FROM health.appointment_time t JOIN own o ON o.id = t.appointment_id
    WHERE t.outcome IN ('KEPT', 'NOT_KEPT') AND lower(t.during) > p_at - interval '90 days' AND lower(t.during) <= p_at),
  waits AS (
    SELECT o.service, count(*)::int AS n, floor(max(extract(epoch FROM p_at - o.requested_at)) / 86400)::int AS longest
    FROM own o WHERE o.closed_at IS NULL GROUP BY 1),
  came AS (
    SELECT t.service, count(*) FILTER (WHERE t.outcome = 'KEPT')::int AS n,
      round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM t.start - t.requested_at) / 86400)
        FILTER (WHERE t.outcome = 'KEPT'))::int AS median,
      count(*) FILTER (WHERE t.outcome = 'NOT_KEPT')::int AS not_kept,
      count(*) FILTER (WHERE t.why_not IN ('NO_ESCORT', 'LOCKED', 'COURT', 'MOVED'))::int AS prisons
    FROM times t GROUP BY 1)
  SELECT coalesce(w.service, c.service), coalesce(w.n, 0), w.longest, coalesce(c.n, 0), c.median, coalesce(c.not_kept, 0), coalesce(c.prisons, 0)
  FROM waits w FULL JOIN came c ON c.service = w.service ORDER BY 1;
END $$;

-- a slot of a patient of one's own clinic is given back; the officers see it go
CREATE OR REPLACE FUNCTION health.cancel_slot(p_record uuid, p_slot bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whom record;
  moment timestamptz := clock_timestamp();
  gone public.inmates_commitment;
BEGIN
  SELECT p.id AS patient INTO whom FROM health.patient p
    WHERE p.uuid = p_record AND p.prison_id = ANY (health.ctx_prisons());
  IF NOT FOUND THEN RAISE EXCEPTION 'patient outside scope' USING ERRCODE = 'insufficient_privilege'; END IF;
  UPDATE public.inmates_commitment c SET cancelled_at = moment
    WHERE c.id = p_slot AND c.kind = 'HEALTH' AND c.source = 'health' AND c.cancelled_at IS NULL AND upper(c.during) > moment
      AND EXISTS (SELECT FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id WHERE s.id = c.stay_id AND p.id = ANY (health.same_person(whom.patient)))
    RETURNING * INTO gone;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO public.inmates_historicalcommitment (id, stay_id, kind, label, place_id, during, source, booked_at, cancelled_at, history_date, history_type)
    VALUES (gone.id, gone.stay_id, gone.kind, gone.label, gone.place_id, gone.during, gone.source, gone.booked_at, gone.cancelled_at, moment, '~');
  INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('cancel_slot', gone.id, whom.patient, health.ctx_user(), health.ctx_request());
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION health.records_waiting(bigint), health.requests_waiting(bigint, timestamptz),
  health.waiting_times(bigint, timestamptz), health.cancel_slot(uuid, bigint),
  health.set_signal_by_consent(uuid, text, text, timestamptz) TO cap_clinical;
RESET ROLE;
