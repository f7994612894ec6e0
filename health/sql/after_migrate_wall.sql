-- Emergency access, its review, and what crosses the wall (SECURITY.md 2, 4, 7). Idempotent; runs after after_migrate_record.sql.

GRANT USAGE ON SCHEMA public TO health_owner;
SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.corrections_ruleversion, public.inmates_person TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. emergency access. The row, the line of the log and the opening are one statement of one transaction. The reason is sealed
-- before it gets here, for the number that the row will have, with the newest key of the patient: shown alone it opens nothing
CREATE OR REPLACE FUNCTION health.emergency_patient(p_patient uuid) RETURNS health.patient
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whom health.patient;
BEGIN
  IF health.ctx_clinician() IS NULL THEN
    RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT * INTO whom FROM health.patient p WHERE p.uuid = p_patient;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no such patient' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF whom.prison_id = ANY (health.ctx_prisons()) THEN
    RAISE EXCEPTION 'own patient' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_emergency_is_about_another_clinics_patient';
  END IF;
  RETURN whom;
END $$;
CREATE OR REPLACE FUNCTION health.begin_emergency(p_patient uuid, OUT patient bigint, OUT emergency bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  patient := (health.emergency_patient(p_patient)).id;
  emergency := nextval('health.emergency_access_id_seq');
END $$;
CREATE OR REPLACE FUNCTION health.emergency_key(p_patient uuid) RETURNS SETOF health.patient_key
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT k.* FROM health.patient_key k WHERE k.patient_id = (health.emergency_patient(p_patient)).id ORDER BY k.number DESC LIMIT 1;
END $$;
CREATE OR REPLACE FUNCTION health.make_emergency_key(p_patient uuid, p_master text, p_wrapped bytea) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whom bigint := (health.emergency_patient(p_patient)).id;
BEGIN
  INSERT INTO health.patient_key (patient_id, number, master, wrapped)
    SELECT whom, 1, p_master, p_wrapped WHERE NOT EXISTS (SELECT FROM health.patient_key k WHERE k.patient_id = whom) ON CONFLICT DO NOTHING;
END $$;
DROP FUNCTION IF EXISTS health.open_emergency(uuid, text, int);
CREATE OR REPLACE FUNCTION health.open_emergency(p_patient uuid, p_emergency bigint, p_reason bytea, p_minutes int) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  starts timestamptz := clock_timestamp();
  ends timestamptz := starts + p_minutes * interval '1 minute';
  hours numeric;
  whom health.patient := health.emergency_patient(p_patient);
BEGIN
  IF p_emergency IS DISTINCT FROM currval('health.emergency_access_id_seq') THEN
    RAISE EXCEPTION 'another number than the one drawn' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT (r.parameters ->> 'limit')::numeric INTO hours FROM public.corrections_ruleversion r
    WHERE r.rule_id = 'EMERGENCY_REVIEW' AND r.valid @> (starts AT TIME ZONE 'Europe/Oslo')::date;
  INSERT INTO health.emergency_access (id, patient_id, person_id, prison_id, opened_by_id, reason, minutes, during, review_due_at, request_id)
    VALUES (p_emergency, whom.id, whom.person_id, coalesce(whom.prison_id, (health.ctx_prisons())[1]), health.ctx_user(), p_reason, p_minutes,
            CASE WHEN ends > starts THEN tstzrange(starts, ends) ELSE 'empty' END,
            starts + coalesce(hours, 24) * interval '1 hour', health.ctx_request());
  PERFORM health.open_journal(ARRAY[p_patient], 'treatment', '');  -- finds the row above and logs it as what it is
  RETURN ends;
END $$;
-- why, for the print-out "who opened my record": of a record that is open
CREATE OR REPLACE FUNCTION health.emergency_reasons(p_patient bigint) RETURNS TABLE (id bigint, patient_id bigint, reason bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT e.id, e.patient_id, e.reason FROM health.emergency_access e
    WHERE e.patient_id = ANY (health.ctx_open_patients()) AND e.patient_id = ANY (health.same_person(p_patient));
END $$;

-- whom the clinician who is asking holds open so now: the record shows who it is about
CREATE OR REPLACE FUNCTION health.ctx_emergency_patients() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF health.ctx_clinician() IS NULL THEN RETURN '{}'; END IF;
  RETURN coalesce((SELECT array_agg(e.patient_id) FROM health.emergency_access e
                   WHERE e.opened_by_id = health.ctx_user() AND e.during @> clock_timestamp()), '{}');
END $$;

-- addresses of records of other clinics, for clinicians: by person or by address. It shows nothing that is in them
CREATE OR REPLACE FUNCTION health.records_elsewhere(p_people bigint[], p_record uuid) RETURNS TABLE (person_id bigint, uuid uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF health.ctx_clinician() IS NULL THEN RETURN; END IF;
  RETURN QUERY SELECT p.person_id, p.uuid FROM health.patient p
    WHERE (p.person_id = ANY (p_people) OR p.uuid = p_record) AND NOT coalesce(p.prison_id = ANY (health.ctx_prisons()), false);
END $$;

CREATE OR REPLACE FUNCTION health.review_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM health.emergency_access e WHERE e.id = NEW.emergency_id AND e.opened_by_id = NEW.reviewed_by_id) THEN
    RAISE EXCEPTION 'one does not review oneself' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_clinician_reviews';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER another_clinician_reviews BEFORE INSERT ON health.emergency_review FOR EACH ROW EXECUTE FUNCTION health.review_by_another();

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['emergency_access', 'emergency_review'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

CREATE POLICY p_emergency ON health.patient FOR SELECT TO cap_clinical USING (id = ANY ((SELECT health.ctx_emergency_patients())::bigint[]));
CREATE POLICY p_told ON health.emergency_access FOR SELECT TO cap_clinical USING (
  prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]) OR opened_by_id = (SELECT health.ctx_user()) AND (SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_told ON health.emergency_review FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.emergency_access e WHERE e.id = emergency_id));
CREATE POLICY p_review ON health.emergency_review FOR INSERT TO cap_clinical WITH CHECK (
  reviewed_by_id = (SELECT health.ctx_user()) AND EXISTS (
    SELECT FROM health.emergency_access e WHERE e.id = emergency_id AND e.prison_id = ANY ((SELECT health.ctx_prisons())::bigint[])));
GRANT SELECT ON health.emergency_access TO cap_clinical;
GRANT SELECT, INSERT ON health.emergency_review TO cap_clinical;
GRANT USAGE ON SEQUENCE health.emergency_review_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.begin_emergency(uuid), health.emergency_key(uuid), health.make_emergency_key(uuid, text, bytea),
  health.open_emergency(uuid, bigint, bytea, int), health.emergency_reasons(bigint), health.ctx_emergency_patients(), health.records_elsewhere(bigint[], uuid) TO cap_clinical;
RESET ROLE;

-- 2. what crosses to the officers: signals and slots. Functions write, so that neither login has a right to the tables beyond
-- reading, nothing but codes, times and places gets across, and who it was stays on this side
SET LOCAL ROLE pms_owner;
GRANT SELECT, INSERT ON public.inmates_signal, public.inmates_commitment, public.inmates_historicalcommitment TO health_owner;
GRANT UPDATE (ended_at) ON public.inmates_signal TO health_owner;
GRANT UPDATE (cancelled_at) ON public.inmates_commitment TO health_owner;
GRANT SELECT ON public.corrections_place, public.inmates_placement, public.inmates_absence, public.inmates_transfer, public.inmates_release
  TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
CREATE TABLE IF NOT EXISTS health.crossing (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), act text NOT NULL,
  row_id bigint NOT NULL, patient_id bigint NOT NULL, user_id bigint NOT NULL, request_id uuid);
ALTER TABLE health.crossing ENABLE ROW LEVEL SECURITY;
REVOKE ALL ON health.crossing FROM PUBLIC, cap_clinical, cap_web, cap_report;
REVOKE ALL ON SEQUENCE health.crossing_id_seq FROM PUBLIC, cap_web, cap_report, cap_clinical;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.crossing FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.crossing FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();
CREATE POLICY p_look ON health.crossing FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
GRANT SELECT ON health.crossing TO cap_clinical;

-- the stay that is open now of a patient of one's own clinic; an error for everybody else's
CREATE OR REPLACE FUNCTION health.own_stay(p_record uuid, OUT patient bigint, OUT stay bigint, OUT prison bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT p.id, s.id, p.prison_id INTO patient, stay, prison FROM health.patient p
    JOIN public.inmates_person i ON i.id = p.person_id
    JOIN public.inmates_stay s ON s.person_id = coalesce(i.merged_into_id, i.id) AND upper(s.during) IS NULL
    WHERE p.uuid = p_record AND p.prison_id = ANY (health.ctx_prisons());
  IF NOT FOUND THEN RAISE EXCEPTION 'patient outside scope' USING ERRCODE = 'insufficient_privilege'; END IF;
END $$;

CREATE OR REPLACE FUNCTION health.set_signal(p_record uuid, p_code text, p_for text, p_until timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whom record;
  made bigint;
  moment timestamptz := clock_timestamp();
BEGIN
  SELECT * INTO whom FROM health.own_stay(p_record);
  UPDATE public.inmates_signal SET ended_at = expires_at WHERE stay_id = whom.stay AND code = p_code AND ended_at IS NULL AND expires_at <= moment;
  INSERT INTO public.inmates_signal (stay_id, code, needed_by, set_at, expires_at) VALUES (whom.stay, p_code, p_for, moment, p_until) RETURNING id INTO made;
  INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('set_signal', made, whom.patient, health.ctx_user(), health.ctx_request());
  RETURN made;
END $$;

CREATE OR REPLACE FUNCTION health.end_signal(p_record uuid, p_signal bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whom record;
BEGIN
  SELECT * INTO whom FROM health.own_stay(p_record);
  UPDATE public.inmates_signal SET ended_at = clock_timestamp() WHERE id = p_signal AND stay_id = whom.stay AND ended_at IS NULL;
  IF NOT FOUND THEN RETURN false; END IF;
  INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('end_signal', p_signal, whom.patient, health.ctx_user(), health.ctx_request());
  RETURN true;
END $$;

-- a slot is a time and a place of the person's own prison; its name is the same for everybody, and it says no reason
CREATE OR REPLACE FUNCTION health.book_slot(p_record uuid, p_place bigint, p_from timestamptz, p_to timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whom record;
  made public.inmates_commitment;
BEGIN
  SELECT * INTO whom FROM health.own_stay(p_record);
  IF NOT EXISTS (SELECT FROM public.corrections_place c WHERE c.id = p_place AND c.prison_id = whom.prison AND c.is_active) THEN
    RAISE EXCEPTION 'no such place here' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_slot_is_at_a_place_of_the_prison';
  END IF;
  IF p_to <= p_from OR p_from < clock_timestamp() - interval '1 minute' THEN
    RAISE EXCEPTION 'not a time to come' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_slot_lies_ahead';
  END IF;
  INSERT INTO public.inmates_commitment (stay_id, kind, label, place_id, during, source, booked_at)
    VALUES (whom.stay, 'HEALTH', 'Helse', p_place, tstzrange(p_from, p_to), 'health', clock_timestamp()) RETURNING * INTO made;
  INSERT INTO public.inmates_historicalcommitment (id, stay_id, kind, label, place_id, during, source, booked_at, history_date, history_type)
    VALUES (made.id, made.stay_id, made.kind, made.label, made.place_id, made.during, made.source, made.booked_at, made.booked_at, '+');
  INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('book_slot', made.id, whom.patient, health.ctx_user(), health.ctx_request());
  RETURN made.id;
END $$;

-- 3. what crosses to the clinic: what the prison has registered, read where it stands and as it is now
CREATE OR REPLACE FUNCTION health.now_for_the_clinic(p_at timestamptz) RETURNS TABLE (kind text, person_id bigint, record uuid, since timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  prisons bigint[] := health.ctx_prisons();
  after_tomorrow timestamptz := ((p_at AT TIME ZONE 'Europe/Oslo')::date + 2)::timestamp AT TIME ZONE 'Europe/Oslo';
BEGIN
  RETURN QUERY
  WITH here AS MATERIALIZED (
    SELECT p.uuid, p.person_id, s.id AS stay_id FROM health.patient p
    JOIN public.inmates_stay s ON s.person_id = p.person_id AND upper(s.during) IS NULL WHERE p.prison_id = ANY (prisons))
  SELECT f.kind, h.person_id, h.uuid, f.at FROM here h JOIN (
    SELECT CASE c.kind WHEN 'SECURITY' THEN 'SECURITY_CELL' ELSE 'MOVED' END AS kind, x.stay_id, lower(x.during) AS at
      FROM public.inmates_placement x JOIN public.corrections_bed b ON b.id = x.bed_id JOIN public.corrections_cell c ON c.id = b.cell_id
      WHERE x.stay_id IN (SELECT h2.stay_id FROM here h2) AND x.during @> p_at AND (c.kind = 'SECURITY' OR lower(x.during) > p_at - interval '1 day'
        AND EXISTS (SELECT FROM public.inmates_placement y WHERE y.stay_id = x.stay_id AND upper(y.during) <= lower(x.during)))
    UNION ALL SELECT 'COURT', k.stay_id, lower(k.during) FROM public.inmates_commitment k
      WHERE k.stay_id IN (SELECT h2.stay_id FROM here h2) AND k.kind = 'COURT' AND k.cancelled_at IS NULL AND k.during && tstzrange(p_at, after_tomorrow)
    UNION ALL SELECT 'TRANSFER', t.stay_id, t.planned_on::timestamp AT TIME ZONE 'Europe/Oslo' FROM public.inmates_transfer t
      WHERE t.stay_id IN (SELECT h2.stay_id FROM here h2) AND t.departed_at IS NULL AND t.cancelled_at IS NULL AND t.turned_back_at IS NULL
        AND t.planned_on::timestamp AT TIME ZONE 'Europe/Oslo' < after_tomorrow
    UNION ALL SELECT 'RELEASE', r.stay_id, r.planned_at FROM public.inmates_release r
      WHERE r.stay_id IN (SELECT h2.stay_id FROM here h2) AND r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED') AND r.planned_at < after_tomorrow
    UNION ALL SELECT CASE a.kind WHEN 'ESCAPE' THEN 'MISSING' ELSE 'AWAY' END, a.stay_id, lower(a.during) FROM public.inmates_absence a
      WHERE a.stay_id IN (SELECT h2.stay_id FROM here h2) AND a.during @> p_at
    UNION ALL SELECT 'MISSING', l.stay_id, l.marked_at FROM public.security_countline l JOIN public.security_count n ON n.id = l.count_id
      WHERE l.stay_id IN (SELECT h2.stay_id FROM here h2) AND l.mark = 'missing' AND n.state NOT IN ('AGREED', 'CERTIFIED', 'ABANDONED')
  ) f ON f.stay_id = h.stay_id
  ORDER BY f.at, h.person_id, f.kind;
END $$;
GRANT EXECUTE ON FUNCTION health.set_signal(uuid, text, text, timestamptz), health.end_signal(uuid, bigint),
  health.book_slot(uuid, bigint, timestamptz, timestamptz), health.now_for_the_clinic(timestamptz) TO cap_clinical;
REVOKE ALL ON FUNCTION health.own_stay(uuid) FROM PUBLIC;
RESET ROLE;
SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.security_count, public.security_countline TO health_owner;
RESET ROLE;

-- 4. statistics: rounded to tens, months that are over, and no group of fewer than ten people
DO $$ BEGIN
  IF to_regnamespace('health_stats') IS NULL THEN CREATE SCHEMA health_stats AUTHORIZATION health_owner; END IF;
END $$;
SET LOCAL ROLE health_owner;
-- counted once, by the worker after the month (health.models.SeenInMonth): two numbers never differ by one person who moved
CREATE OR REPLACE FUNCTION health.count_months(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  this date := date_trunc('month', p_at AT TIME ZONE 'Europe/Oslo')::date;
  n int;
BEGIN
  INSERT INTO health.seen_in_month (prison_id, month, patients, at)
    SELECT c.id, m.month, CASE WHEN seen.n >= 10 THEN (round(seen.n / 10.0) * 10)::int END, p_at
    FROM (SELECT DISTINCT date_trunc('month', x.written_at AT TIME ZONE 'Europe/Oslo')::date AS month FROM health.note x) m
    CROSS JOIN (SELECT DISTINCT p.prison_id AS id FROM health.patient p WHERE p.prison_id IS NOT NULL) c
    CROSS JOIN LATERAL (
      SELECT count(DISTINCT x.patient_id) AS n FROM health.note x JOIN health.patient p ON p.id = x.patient_id
      WHERE p.prison_id = c.id AND x.written_at >= m.month::timestamp AT TIME ZONE 'Europe/Oslo'
        AND x.written_at < (m.month + interval '1 month') AT TIME ZONE 'Europe/Oslo') seen
    WHERE m.month < this AND NOT EXISTS (SELECT FROM health.seen_in_month s WHERE s.month = m.month)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.seen_in_month FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.seen_in_month FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();
GRANT EXECUTE ON FUNCTION health.count_months(timestamptz) TO cap_clinical;
CREATE OR REPLACE VIEW health_stats.patients_seen WITH (security_barrier) AS
  SELECT s.prison_id, s.month, s.patients FROM health.seen_in_month s WHERE s.patients IS NOT NULL;
REVOKE ALL ON SCHEMA health_stats FROM PUBLIC;
REVOKE ALL ON health_stats.patients_seen FROM PUBLIC, cap_web, cap_clinical, cap_report;
GRANT USAGE ON SCHEMA health_stats TO cap_web, cap_report;
GRANT SELECT ON health_stats.patients_seen TO cap_web, cap_report;
RESET ROLE;
