-- Who leads a clinic, who is called to a review that waits, and which looks at records somebody asks about (SECURITY.md 12;
-- norway.md 17). Idempotent; runs after after_migrate_wall.sql.

SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.inmates_alias, public.inmates_nextofkin, public.inmates_staffconflict TO health_owner;
GRANT SELECT (id, first_name, last_name) ON public.corrections_user TO health_owner;
GRANT EXECUTE ON FUNCTION public.name_key(text) TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. the clinics that the clinician who is asking leads, and whether they review what somebody did at a clinic: its leaders do,
-- and where the one who did it leads it alone, or nobody leads it, everyone else of the clinic. Never oneself
CREATE OR REPLACE FUNCTION health.ctx_leads() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(p.prison_id) FROM health.clinician_prison p WHERE p.clinician_id = health.ctx_clinician() AND p.leads), '{}');
END $$;
CREATE OR REPLACE FUNCTION health.has_leader_beside(p_prison bigint, p_user bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM health.clinician_prison p JOIN health.clinician c ON c.id = p.clinician_id
                 WHERE p.prison_id = p_prison AND p.leads AND c.user_id <> p_user AND c.approved_at IS NOT NULL AND c.ended_at IS NULL);
END $$;
CREATE OR REPLACE FUNCTION health.may_review(p_prison bigint, p_user bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce(health.ctx_user() <> p_user AND p_prison = ANY (health.ctx_prisons())
    AND (p_prison = ANY (health.ctx_leads()) OR NOT health.has_leader_beside(p_prison, p_user)), false);
END $$;

-- 2. an emergency access that waits for its review calls more people as its clock runs out. Running it again adds nothing
CREATE OR REPLACE FUNCTION health.call_to_reviews(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  INSERT INTO health.review_call (emergency_id, called, at)
    SELECT e.id, s.called, p_at
    FROM public.corrections_ruleversion r
    CROSS JOIN LATERAL (SELECT c.called, (r.parameters -> 'steps' ->> (c.n - 1)::int)::int AS seconds
                        FROM jsonb_array_elements_text(r.parameters -> 'called') WITH ORDINALITY AS c(called, n)) s
    JOIN health.emergency_access e ON e.review_due_at + make_interval(secs => s.seconds) <= p_at
    WHERE r.rule_id = 'EMERGENCY_REVIEW_CALLS' AND r.valid @> (p_at AT TIME ZONE 'Europe/Oslo')::date
      AND NOT EXISTS (SELECT FROM health.emergency_review v WHERE v.emergency_id = e.id)
    ORDER BY e.id, s.seconds
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- 3. whether the clinic had anything to do with the patient in these days: planned, asked for, given, written, received
CREATE OR REPLACE FUNCTION health.was_in_care(p_patient bigint, p_person bigint, p_days tstzrange) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM health.note x WHERE x.patient_id = p_patient AND x.written_at <@ p_days)
    OR EXISTS (SELECT FROM health.dose x WHERE x.patient_id = p_patient AND x.due_at <@ p_days)
    OR EXISTS (SELECT FROM health.medication_order x WHERE x.patient_id = p_patient AND x.during && p_days)
    OR EXISTS (SELECT FROM health.administration x WHERE x.patient_id = p_patient AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.patient_request x WHERE x.patient_id = p_patient AND tstzrange(x.received_at, x.answered_at, '[]') && p_days)
    OR EXISTS (SELECT FROM health.appointment x WHERE x.patient_id = p_patient AND tstzrange(x.requested_at, x.closed_at, '[]') && p_days)
    OR EXISTS (SELECT FROM health.screening x WHERE x.patient_id = p_patient AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.risk_assessment x WHERE x.patient_id = p_patient AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.isolation_visit x WHERE x.patient_id = p_patient AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.food_strike x WHERE x.patient_id = p_patient AND tstzrange(x.at, x.ended_at, '[]') && p_days)
    OR EXISTS (SELECT FROM health.referral x WHERE x.patient_id = p_patient AND tstzrange(x.sent_at, x.answered_at, '[]') && p_days)
    OR EXISTS (SELECT FROM health.document x WHERE x.patient_id = p_patient AND x.added_at <@ p_days)
    OR EXISTS (SELECT FROM public.inmates_stay s WHERE s.person_id = p_person AND lower(s.during) <@ p_days)
    OR EXISTS (SELECT FROM public.inmates_commitment k JOIN public.inmates_stay s ON s.id = k.stay_id
               WHERE s.person_id = p_person AND k.kind = 'HEALTH' AND k.during && p_days);
END $$;
-- whether one of the staff did something for the patient in these days: wrote, gave, or registered that it was not given
CREATE OR REPLACE FUNCTION health.did_something(p_patient bigint, p_user bigint, p_days tstzrange) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM health.note x WHERE x.patient_id = p_patient AND x.written_by_id = p_user AND x.written_at <@ p_days)
    OR EXISTS (SELECT FROM health.administration x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.second_signature x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.screening x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.risk_assessment x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.isolation_visit x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.food_day x WHERE x.patient_id = p_patient AND x.by_id = p_user AND x.at <@ p_days)
    OR EXISTS (SELECT FROM health.crossing x WHERE x.patient_id = p_patient AND x.user_id = p_user AND x.at <@ p_days);
END $$;

-- 4. the looks of the days that are over. One opened together with others, as a round opens its patients, is no look at one.
-- Running it again adds nothing
CREATE OR REPLACE FUNCTION health.find_looks(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  rule jsonb;
  today date := (p_at AT TIME ZONE 'Europe/Oslo')::date;
  care interval;
  n int;
BEGIN
  SELECT r.parameters INTO rule FROM public.corrections_ruleversion r WHERE r.rule_id = 'UNUSUAL_LOOKS' AND r.valid @> today;
  IF NOT FOUND THEN RETURN 0; END IF;
  care := make_interval(days => (rule ->> 'care_days')::int);
  INSERT INTO health.found_look (user_id, patient_id, person_id, prison_id, on_day, kinds, looks, first_at, last_at, found_at, review_due_at)
    WITH opened AS (
      SELECT l.at, l.user_id, l.patient_id, l.basis, (l.at AT TIME ZONE 'Europe/Oslo')::date AS on_day,
             min(l.patient_id) OVER (PARTITION BY coalesce(l.request_id::text, l.id::text)) = max(l.patient_id) OVER (PARTITION BY coalesce(l.request_id::text, l.id::text)) AS alone
      FROM health.access_log l
      WHERE l.at < today::timestamp AT TIME ZONE 'Europe/Oslo'
        AND l.at >= (today - (rule ->> 'searched_days')::int - (rule ->> 'repeated_within')::int)::timestamp AT TIME ZONE 'Europe/Oslo'
    ), days AS (
      SELECT o.user_id, o.patient_id, o.on_day, count(*)::int AS looks, min(o.at) AS first_at, max(o.at) AS last_at,
             bool_or(o.basis NOT IN ('denied', 'review')) AS saw, bool_or(o.basis = 'treatment') AS treated, bool_or(o.basis = 'denied') AS refused
      FROM opened o WHERE o.alone GROUP BY o.user_id, o.patient_id, o.on_day
    ), asked AS (
      SELECT d.*, p.person_id, p.prison_id, ARRAY(
        SELECT x.kind FROM (VALUES
          ('OWN', d.saw AND u.last_name <> '' AND public.name_key(u.first_name || ' ' || u.last_name) = public.name_key(i.given_name || ' ' || i.family_name)),
          ('TIE', d.saw AND EXISTS (SELECT FROM public.inmates_staffconflict s
                    WHERE s.user_id = d.user_id AND s.person_id IN (i.id, i.merged_into_id) AND s.during @> d.last_at)),
          ('KIN', d.saw AND u.last_name <> '' AND EXISTS (SELECT FROM public.inmates_nextofkin k
                    WHERE k.person_id IN (i.id, i.merged_into_id) AND public.name_key(k.name) = public.name_key(u.first_name || ' ' || u.last_name))),
          ('STAFF', d.saw AND EXISTS (SELECT FROM public.corrections_user c WHERE c.id <> d.user_id AND c.last_name <> ''
                    AND public.name_key(c.first_name || ' ' || c.last_name) = public.name_key(i.given_name || ' ' || i.family_name))),
          ('SURNAME', d.saw AND u.last_name <> '' AND (public.name_key(u.last_name) = public.name_key(i.family_name) OR EXISTS (
                    SELECT FROM public.inmates_alias a WHERE a.person_id = i.id AND public.name_key(a.family_name) = public.name_key(u.last_name)))),
          ('NO_CARE', d.treated AND NOT health.was_in_care(p.id, coalesce(i.merged_into_id, i.id), tstzrange(d.first_at - care, d.last_at + care))),
          ('REPEATED', d.treated AND (SELECT count(*) FROM days e WHERE e.user_id = d.user_id AND e.patient_id = d.patient_id AND e.treated
                    AND e.on_day BETWEEN d.on_day - (rule ->> 'repeated_within')::int + 1 AND d.on_day) >= (rule ->> 'repeated_days')::int
                    AND NOT health.did_something(p.id, d.user_id, tstzrange(d.last_at - make_interval(days => (rule ->> 'repeated_within')::int), p_at))),
          ('REFUSED', d.refused)
        ) AS x(kind, holds) WHERE x.holds AND rule -> 'kinds' ? x.kind) AS kinds
      FROM days d JOIN health.patient p ON p.id = d.patient_id JOIN public.inmates_person i ON i.id = p.person_id
        LEFT JOIN public.corrections_user u ON u.id = d.user_id
      WHERE d.on_day >= today - (rule ->> 'searched_days')::int AND p.prison_id IS NOT NULL
    )
    SELECT a.user_id, a.patient_id, a.person_id, a.prison_id, a.on_day, a.kinds, a.looks, a.first_at, a.last_at, p_at,
           p_at + make_interval(days => (rule ->> 'limit')::int)
    FROM asked a WHERE cardinality(a.kinds) > 0 ORDER BY a.last_at, a.user_id
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE OR REPLACE FUNCTION health.look_reviewed_by_another() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM health.found_look f WHERE f.id = NEW.look_id AND f.user_id = NEW.reviewed_by_id) THEN
    RAISE EXCEPTION 'one does not review oneself' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_clinician_reviews';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER another_clinician_reviews BEFORE INSERT ON health.look_review FOR EACH ROW EXECUTE FUNCTION health.look_reviewed_by_another();

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['found_look', 'look_review', 'review_call'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

CREATE POLICY p_review ON health.found_look FOR SELECT TO cap_clinical USING (
  prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]) AND health.may_review(prison_id, user_id));
CREATE POLICY p_review ON health.look_review FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.found_look f WHERE f.id = look_id));
CREATE POLICY p_sign ON health.look_review FOR INSERT TO cap_clinical WITH CHECK (
  reviewed_by_id = (SELECT health.ctx_user()) AND EXISTS (SELECT FROM health.found_look f WHERE f.id = look_id));
CREATE POLICY p_told ON health.review_call FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.emergency_access e WHERE e.id = emergency_id));
GRANT SELECT ON health.found_look, health.review_call TO cap_clinical;
GRANT SELECT, INSERT ON health.look_review TO cap_clinical;
GRANT USAGE ON SEQUENCE health.look_review_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.ctx_leads(), health.may_review(bigint, bigint), health.has_leader_beside(bigint, bigint),
  health.call_to_reviews(timestamptz), health.find_looks(timestamptz) TO cap_clinical;
RESET ROLE;
