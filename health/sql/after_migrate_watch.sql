-- The risk of suicide, visits to who is isolated, hunger strikes: what is signed stays signed, days and reviews are reckoned
-- here, and codes alone cross to the officers. Idempotent; runs after after_migrate_wall.sql, which lets signals across.

SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.corrections_ruleversion, public.security_observation TO health_owner;
GRANT SELECT, INSERT ON public.inmates_seenbyhealth TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. what is signed stays signed
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['risk_assessment', 'crisis_plan', 'plan_measure', 'isolation_visit', 'care_alarm', 'food_plan', 'food_day'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE ON health.food_strike FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.food_strike FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();

CREATE OR REPLACE FUNCTION health.strike_is_ended_only() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE may_change CONSTANT text[] := ARRAY['ended_on', 'ended_at', 'ended_by_id', 'end_note'];
BEGIN
  IF current_setting('pms.resealing', true) = 'on' AND health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  IF OLD.ended_on IS NOT NULL OR NEW.ended_on IS NULL OR to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'strike % is ended, never changed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_hunger_strike_is_ended_never_changed';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_hunger_strike_is_ended_never_changed BEFORE UPDATE ON health.food_strike
  FOR EACH ROW EXECUTE FUNCTION health.strike_is_ended_only();

-- 2. what belongs together, and what the clock says
CREATE OR REPLACE FUNCTION health.oslo_day(p_at timestamptz) RETURNS date LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (p_at AT TIME ZONE 'Europe/Oslo')::date $$;
CREATE OR REPLACE FUNCTION health.day_ends(p_day date) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (p_day + 1)::timestamp AT TIME ZONE 'Europe/Oslo' $$;
CREATE OR REPLACE FUNCTION health.care_rule(p_rule text, p_on date) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT r.parameters FROM public.corrections_ruleversion r WHERE r.rule_id = p_rule AND r.valid @> p_on $$;

CREATE OR REPLACE FUNCTION health.own_open_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id
                 WHERE s.id = NEW.stay_id AND p.id = ANY (health.same_person(NEW.patient_id)) AND upper(s.during) IS NULL) THEN
    RAISE EXCEPTION 'stay of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'care_is_of_the_patients_own_stay';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION health.risk_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked text[] := CASE NEW.questions WHEN '2026-1' THEN
    ARRAY['wish', 'thoughts', 'method', 'intent', 'plan', 'tried', 'lately', 'burden', 'state', 'holds'] END;
  latest timestamptz;
BEGIN
  IF asked IS NULL OR jsonb_typeof(NEW.answers) <> 'object' OR NOT NEW.answers ?& asked OR NEW.answers - asked <> '{}' OR EXISTS (
    SELECT FROM jsonb_each_text(NEW.answers) a WHERE coalesce(a.value, '') NOT IN ('NO', 'YES', 'UNKNOWN', 'DECLINED')) THEN
    RAISE EXCEPTION 'not every question' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_risk_assessment_answers_every_question';
  END IF;
  IF NEW.follows_id IS NOT NULL AND NOT EXISTS (SELECT FROM health.risk_assessment f WHERE f.id = NEW.follows_id AND f.stay_id = NEW.stay_id) THEN
    RAISE EXCEPTION 'follows another' USING ERRCODE = 'check_violation', CONSTRAINT = 'care_is_of_the_patients_own_stay';
  END IF;
  NEW.review_due_at := NULL;
  IF NEW.level <> 'NONE' THEN
    latest := NEW.at + interval '1 hour' * coalesce((health.care_rule('RISK_REVIEW_' || NEW.level, health.oslo_day(NEW.at)) ->> 'limit')::int, 24);
    NEW.review_due_at := latest;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION health.visit_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.day := health.oslo_day(NEW.at);
  IF NOT EXISTS (SELECT FROM health.isolated(NEW.day::timestamp AT TIME ZONE 'Europe/Oslo', health.day_ends(NEW.day)) i
                 WHERE i.patient = ANY (health.same_person(NEW.patient_id)) AND i.stay = NEW.stay_id) THEN
    RAISE EXCEPTION 'not isolated' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_visit_is_to_somebody_isolated';
  END IF;
  IF NEW.outcome = 'NOT_SEEN' AND EXISTS (
    SELECT FROM health.isolation_visit v WHERE v.patient_id = ANY (health.same_person(NEW.patient_id)) AND v.day = NEW.day AND v.outcome = 'SEEN') THEN
    RAISE EXCEPTION 'visited' USING ERRCODE = 'unique_violation', CONSTRAINT = 'who_was_visited_was_not_left_out';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION health.strike_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.started_on > health.oslo_day(NEW.at) THEN
    RAISE EXCEPTION 'not begun' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_hunger_strike_has_begun';
  END IF;
  IF EXISTS (SELECT FROM health.food_strike o WHERE o.patient_id = ANY (health.same_person(NEW.patient_id)) AND o.ended_on > NEW.started_on) THEN
    RAISE EXCEPTION 'overlaps' USING ERRCODE = 'check_violation', CONSTRAINT = 'hunger_strikes_do_not_overlap';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION health.of_its_strike() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s health.food_strike;
BEGIN
  SELECT * INTO s FROM health.food_strike x WHERE x.id = NEW.strike_id FOR SHARE;
  IF s.patient_id IS DISTINCT FROM NEW.patient_id OR s.ended_on IS NOT NULL THEN
    RAISE EXCEPTION 'over or of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_hunger_strike_that_is_over_gets_nothing_more';
  END IF;
  IF TG_TABLE_NAME = 'food_day' THEN
    NEW.day := health.oslo_day(NEW.at);
    IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM health.food_day d WHERE d.id = NEW.corrects_id AND (d.strike_id, d.day) = (NEW.strike_id, NEW.day)) THEN
      RAISE EXCEPTION 'another day' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_correction_is_of_the_same_day';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION health.measure_of_its_plan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM health.crisis_plan p WHERE p.id = NEW.plan_id AND p.patient_id = NEW.patient_id) THEN
    RAISE EXCEPTION 'plan of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'care_is_of_the_patients_own_stay';
  END IF;
  RETURN NEW;
END $$;

-- who is isolated in a period, as the prison has registered it: in a security cell, or kept from company and looked in on
CREATE OR REPLACE FUNCTION health.isolated(p_from timestamptz, p_to timestamptz)
RETURNS TABLE (patient bigint, record uuid, person bigint, prison bigint, stay bigint, since timestamptz, ends timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT p.id, p.uuid, p.person_id, p.prison_id, s.id, min(lower(x.during)), CASE WHEN bool_or(upper(x.during) IS NULL) THEN NULL ELSE max(upper(x.during)) END
    FROM (SELECT a.stay_id, a.during FROM public.inmates_placement a JOIN public.corrections_bed b ON b.id = a.bed_id
            JOIN public.corrections_cell c ON c.id = b.cell_id WHERE c.kind = 'SECURITY' AND a.during && tstzrange(p_from, p_to)
          UNION ALL SELECT o.stay_id, o.during FROM public.security_observation o WHERE o.ground = 'APART' AND o.during && tstzrange(p_from, p_to)) x
    JOIN public.inmates_stay s ON s.id = x.stay_id JOIN health.patient p ON p.person_id = s.person_id
    GROUP BY p.id, p.uuid, p.person_id, p.prison_id, s.id;
END $$;
REVOKE ALL ON FUNCTION health.isolated(timestamptz, timestamptz) FROM PUBLIC;

CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.risk_assessment FOR EACH ROW EXECUTE FUNCTION health.own_open_stay();
CREATE OR REPLACE TRIGGER risk_is_right BEFORE INSERT ON health.risk_assessment FOR EACH ROW EXECUTE FUNCTION health.risk_is_right();
CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.crisis_plan FOR EACH ROW EXECUTE FUNCTION health.own_open_stay();
CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.plan_measure FOR EACH ROW EXECUTE FUNCTION health.measure_of_its_plan();
CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.isolation_visit FOR EACH ROW EXECUTE FUNCTION health.own_open_stay();
CREATE OR REPLACE TRIGGER visit_is_right BEFORE INSERT ON health.isolation_visit FOR EACH ROW EXECUTE FUNCTION health.visit_is_right();
CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.food_strike FOR EACH ROW EXECUTE FUNCTION health.own_open_stay();
CREATE OR REPLACE TRIGGER strike_is_right BEFORE INSERT ON health.food_strike FOR EACH ROW EXECUTE FUNCTION health.strike_is_right();
CREATE OR REPLACE TRIGGER of_its_strike BEFORE INSERT ON health.food_plan FOR EACH ROW EXECUTE FUNCTION health.of_its_strike();
CREATE OR REPLACE TRIGGER of_its_strike BEFORE INSERT ON health.food_day FOR EACH ROW EXECUTE FUNCTION health.of_its_strike();

-- 3. what crosses. That somebody was screened, and when; and of one family of signals, those that stand from now on
CREATE OR REPLACE FUNCTION health.tell_who_was_seen() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.inmates_seenbyhealth (stay_id, at) VALUES (NEW.stay_id, NEW.at) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER tell_who_was_seen AFTER INSERT ON health.screening FOR EACH ROW EXECUTE FUNCTION health.tell_who_was_seen();

CREATE OR REPLACE FUNCTION health.replace_signals(p_record uuid, p_family text[], p_codes text[], p_days int) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whom record;
  known record;
  n int := 0;
  code_ text;
BEGIN
  IF NOT p_codes <@ p_family THEN
    RAISE EXCEPTION 'code of another family' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_signal_has_a_known_code';
  END IF;
  SELECT * INTO whom FROM health.own_stay(p_record);
  PERFORM FROM public.inmates_signal g WHERE g.stay_id = whom.stay AND g.ended_at IS NULL FOR UPDATE;
  FOR known IN SELECT g.id, g.expires_at FROM public.inmates_signal g WHERE g.stay_id = whom.stay AND g.ended_at IS NULL AND g.code = ANY (p_family) ORDER BY g.id LOOP
    UPDATE public.inmates_signal SET ended_at = least(clock_timestamp(), known.expires_at) WHERE id = known.id;
    INSERT INTO health.crossing (act, row_id, patient_id, user_id, request_id) VALUES ('end_signal', known.id, whom.patient, health.ctx_user(), health.ctx_request());
  END LOOP;
  FOREACH code_ IN ARRAY p_codes LOOP
    PERFORM health.set_signal(p_record, code_, 'UNIT', clock_timestamp() + make_interval(days => p_days));
    n := n + 1;
  END LOOP;
  RETURN n;
END $$;

-- 4. what waits for the clinic now, and what has waited too long
CREATE OR REPLACE FUNCTION health.care_now(p_at timestamptz)
RETURNS TABLE (kind text, record uuid, person bigint, since timestamptz, due_at timestamptz, done_at timestamptz, excused_at timestamptz, alarms int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  prisons bigint[] := health.ctx_prisons();
  today date := health.oslo_day(p_at);
BEGIN
  RETURN QUERY
  SELECT 'REVIEW', p.uuid, s.person_id, a.at, a.review_due_at, NULL::timestamptz, NULL::timestamptz,
      (SELECT count(*)::int FROM health.care_alarm c WHERE c.kind = 'REVIEW' AND c.row_id = a.id)
    FROM health.risk_assessment a JOIN health.patient p ON p.id = a.patient_id JOIN public.inmates_stay s ON s.id = a.stay_id AND upper(s.during) IS NULL
    WHERE p.prison_id = ANY (prisons) AND a.level <> 'NONE' AND NOT EXISTS (SELECT FROM health.risk_assessment f WHERE f.follows_id = a.id)
  UNION ALL
  SELECT 'VISIT', i.record, i.person, i.since, health.day_ends(today),
      (SELECT v.at FROM health.isolation_visit v WHERE v.patient_id = ANY (health.same_person(i.patient)) AND v.day = today AND v.outcome = 'SEEN'),
      (SELECT v.at FROM health.isolation_visit v WHERE v.patient_id = ANY (health.same_person(i.patient)) AND v.day = today AND v.outcome = 'NOT_SEEN'),
      (SELECT count(*)::int FROM health.care_alarm c WHERE c.kind = 'VISIT' AND c.row_id = i.stay AND c.due_at > i.since
        AND NOT EXISTS (SELECT FROM health.isolation_visit v WHERE v.patient_id = ANY (health.same_person(i.patient)) AND v.at >= c.due_at AND v.outcome = 'SEEN'))
    FROM health.isolated(p_at, p_at + interval '1 second') i WHERE i.prison = ANY (prisons) AND (i.ends IS NULL OR i.ends > p_at)
  UNION ALL
  SELECT 'FOOD', p.uuid, s.person_id, f.started_on::timestamp AT TIME ZONE 'Europe/Oslo', health.day_ends(today),
      (SELECT max(d.at) FROM health.food_day d WHERE d.strike_id = f.id AND d.day = today), NULL,
      (SELECT count(*)::int FROM health.care_alarm c WHERE c.kind = 'FOOD' AND c.row_id = f.id
        AND NOT EXISTS (SELECT FROM health.food_day d WHERE d.strike_id = f.id AND d.at >= c.due_at))
    FROM health.food_strike f JOIN health.patient p ON p.id = f.patient_id JOIN public.inmates_stay s ON s.id = f.stay_id AND upper(s.during) IS NULL
    WHERE p.prison_id = ANY (prisons) AND f.ended_on IS NULL
  ORDER BY 5, 2;
END $$;

-- the worker of the clinic calls this each minute; again, it adds nothing
CREATE OR REPLACE FUNCTION health.find_late_care(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE n int;
BEGIN
  INSERT INTO health.care_alarm (patient_id, kind, row_id, due_at, level, raised_at)
    SELECT a.patient_id, 'REVIEW', a.id, a.review_due_at, t.level, p_at
      FROM health.risk_assessment a JOIN public.inmates_stay s ON s.id = a.stay_id AND upper(s.during) IS NULL
      CROSS JOIN LATERAL jsonb_array_elements_text(coalesce(health.care_rule('RISK_REVIEW_' || a.level, health.oslo_day(a.at)) -> 'steps', '[0]')) WITH ORDINALITY AS t(seconds, level)
      WHERE a.review_due_at + t.seconds::int * interval '1 second' <= p_at
        AND NOT EXISTS (SELECT FROM health.risk_assessment f WHERE f.follows_id = a.id)
    UNION ALL
    SELECT i.patient, 'VISIT', i.stay, health.day_ends(d.day), 1, p_at FROM health.care_days('ISOLATION_VISIT', p_at) d
      CROSS JOIN LATERAL health.isolated(d.counts_at, d.counts_at + interval '1 second') i
      WHERE NOT EXISTS (SELECT FROM health.isolation_visit v WHERE v.patient_id = ANY (health.same_person(i.patient)) AND v.day = d.day)
    UNION ALL
    SELECT f.patient_id, 'FOOD', f.id, health.day_ends(d.day), 1, p_at FROM health.care_days('FOOD_DAY', p_at) d
      JOIN health.food_strike f ON f.started_on <= d.day AND f.at < d.counts_at AND (f.ended_on IS NULL OR f.ended_on > d.day)
      JOIN public.inmates_stay s ON s.id = f.stay_id AND s.during @> d.counts_at
      WHERE NOT EXISTS (SELECT FROM health.food_day x WHERE x.strike_id = f.id AND x.day = d.day)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
-- the last days that are over, and the moment of each at which whoever is isolated or takes no food counts
CREATE OR REPLACE FUNCTION health.care_days(p_rule text, p_at timestamptz) RETURNS TABLE (day date, counts_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT x.day, (x.day + make_interval(hours => coalesce((health.care_rule(p_rule, x.day) ->> 'counts_at')::int, 18))) AT TIME ZONE 'Europe/Oslo'
  FROM (SELECT health.oslo_day(p_at) - g AS day FROM generate_series(1, 3) g) x $$;

-- 5. rows and privileges
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['risk_assessment', 'crisis_plan', 'isolation_visit', 'food_strike', 'food_plan', 'food_day'] LOOP
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', t);
    EXECUTE format('CREATE POLICY p_write ON health.%I FOR INSERT TO cap_clinical WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND by_id = (SELECT health.ctx_user()))', t);
    EXECUTE format('GRANT SELECT, INSERT ON health.%I TO cap_clinical', t);
    EXECUTE format('GRANT USAGE ON SEQUENCE health.%I TO cap_clinical', t || '_id_seq');
  END LOOP;
END $$;
CREATE POLICY p_open ON health.plan_measure FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_write ON health.plan_measure FOR INSERT TO cap_clinical WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_open ON health.care_alarm FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_end ON health.food_strike FOR UPDATE TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))
  WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND ended_by_id = (SELECT health.ctx_user()));
GRANT UPDATE (ended_on, ended_at, ended_by_id, end_note) ON health.food_strike TO cap_clinical;
GRANT SELECT, INSERT ON health.plan_measure TO cap_clinical;
GRANT USAGE ON SEQUENCE health.plan_measure_id_seq TO cap_clinical;
GRANT SELECT ON health.care_alarm TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.replace_signals(uuid, text[], text[], int), health.care_now(timestamptz), health.find_late_care(timestamptz),
  health.oslo_day(timestamptz), health.day_ends(date) TO cap_clinical;
RESET ROLE;
