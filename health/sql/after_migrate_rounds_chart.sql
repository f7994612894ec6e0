-- The chart of medicines: what an order must have answered, a hold that is resumed, records of one person that were joined,
-- the cabinet's second signatures, and the steps of a dose that nobody answers. Idempotent; runs after after_migrate_rounds.sql.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. before an order: CAVE that hits is answered, and beside another order of the drug it stands only when that is meant.
-- What a correction has replaced, or what was refuted, warns nobody. Asked by a clinician, only open records are seen
CREATE OR REPLACE FUNCTION health.cave_hits(p_patient bigint, p_atc text, p_drug text) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id FROM health.allergy a
  WHERE a.patient_id = ANY (health.same_person(p_patient)) AND NOT a.refuted
    AND NOT EXISTS (SELECT FROM health.allergy n WHERE n.instead_of_id = a.id)
    AND (a.atc <> '' AND starts_with(p_atc, a.atc)
         OR length(btrim(a.substance)) >= 4 AND strpos(lower(p_drug), lower(btrim(a.substance))) > 0
         OR length(btrim(p_drug)) >= 4 AND strpos(lower(a.substance), lower(btrim(p_drug))) > 0)
$$;
CREATE OR REPLACE FUNCTION health.orders_beside(p_patient bigint, p_atc text, p_during tstzrange) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT o.id FROM health.medication_order o
  WHERE o.patient_id = ANY (health.same_person(p_patient)) AND o.atc = p_atc AND o.during && p_during
$$;
CREATE OR REPLACE FUNCTION health.order_is_answered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE beside bigint[];
BEGIN
  PERFORM FROM health.patient p WHERE p.id = ANY (health.same_person(NEW.patient_id)) ORDER BY p.id FOR UPDATE;  -- two at once are one after the other
  IF octet_length(NEW.cave_answer) = 0 AND EXISTS (SELECT FROM health.cave_hits(NEW.patient_id, NEW.atc, NEW.drug)) THEN
    PERFORM health.refuse_entry('a_cave_that_hits_is_answered');
  END IF;
  SELECT array_agg(x) INTO beside FROM health.orders_beside(NEW.patient_id, NEW.atc, NEW.during) x;
  IF EXISTS (SELECT FROM health.medication_order o WHERE o.id = ANY (beside)
             AND (o.form, o.strength, o.strength_unit, o.as_needed) = (NEW.form, NEW.strength, NEW.strength_unit, NEW.as_needed)) THEN
    RAISE EXCEPTION 'the same twice' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'one_order_of_a_strength_and_kind_at_a_time';
  END IF;
  IF beside IS NOT NULL AND NOT NEW.beside_others THEN
    PERFORM health.refuse_entry('an_order_beside_another_is_meant');
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER an_order_is_answered BEFORE INSERT ON health.medication_order FOR EACH ROW EXECUTE FUNCTION health.order_is_answered();

-- 2. a hold ends when its time is over, or earlier when somebody resumes the medicine; nothing else of it changes
CREATE OR REPLACE FUNCTION health.hold_is_ended_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE may_change CONSTANT text[] := ARRAY['during', 'ended_at', 'ended_by_id'];
BEGIN
  IF current_setting('pms.resealing', true) = 'on' THEN
    IF health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL OR lower(NEW.during) IS DISTINCT FROM lower(OLD.during)
     OR upper(NEW.during) > upper(OLD.during) OR to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'hold % is ended, never changed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_hold_is_ended_never_changed';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS append_only ON health.medication_hold;  -- as it was before holds could be resumed
CREATE OR REPLACE TRIGGER a_hold_is_ended_never_changed BEFORE UPDATE ON health.medication_hold
  FOR EACH ROW EXECUTE FUNCTION health.hold_is_ended_only();
CREATE OR REPLACE TRIGGER append_only_rows BEFORE DELETE ON health.medication_hold FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE POLICY p_resume ON health.medication_hold FOR UPDATE TO cap_clinical
  USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))
  WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND ended_by_id = (SELECT health.ctx_user()));
GRANT UPDATE (during, ended_at, ended_by_id) ON health.medication_hold TO cap_clinical;

-- 3. a correction is about the same patient and the entry that stands
CREATE OR REPLACE FUNCTION health.correction_is_about_the_same() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose bigint;
BEGIN
  IF NEW.instead_of_id IS NOT NULL THEN
    EXECUTE format('SELECT patient_id FROM health.%I WHERE id = $1', TG_TABLE_NAME) INTO whose USING NEW.instead_of_id;
    IF whose IS DISTINCT FROM NEW.patient_id THEN
      PERFORM health.refuse_entry('a_correction_is_about_the_same_patient');
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_correction_is_about_the_same_patient BEFORE INSERT ON health.allergy
  FOR EACH ROW EXECUTE FUNCTION health.correction_is_about_the_same();
CREATE OR REPLACE TRIGGER a_correction_is_about_the_same_patient BEFORE INSERT ON health.measurement
  FOR EACH ROW EXECUTE FUNCTION health.correction_is_about_the_same();

-- 4. two sign what comes into the cabinet or is destroyed of a controlled medicine, before more of the kind is written
CREATE OR REPLACE FUNCTION health.controlled_moves_are_signed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.kind IN ('RECEIVED', 'DISCARDED', 'COUNTED') AND EXISTS (
       SELECT FROM health.stock_move m JOIN health.stock_item i ON i.id = m.item_id
       WHERE m.item_id = NEW.item_id AND i.controlled AND m.kind IN ('RECEIVED', 'DISCARDED')
         AND NOT EXISTS (SELECT FROM health.stock_signature s WHERE s.move_id = m.id)) THEN
    PERFORM health.refuse_entry('what_two_sign_is_signed_first');
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER what_two_sign_is_signed_first BEFORE INSERT ON health.stock_move
  FOR EACH ROW EXECUTE FUNCTION health.controlled_moves_are_signed();

-- 5. who is asked to see to a missed dose: whoever last answered a dose of that round, in the same unit before others; the
-- leader of the clinic; a physician. Where there is none, those who come next, and at last everybody who treats there
CREATE OR REPLACE FUNCTION health.who_is_called(p_step bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  s record;
  called bigint[];
BEGIN
  SELECT t.level, p.prison_id, d.due_at, coalesce(i.merged_into_id, i.id) AS person INTO s
    FROM health.missed_step t JOIN health.missed m ON m.id = t.missed_id JOIN health.dose d ON d.id = m.dose_id
    JOIN health.patient p ON p.id = t.patient_id JOIN public.inmates_person i ON i.id = p.person_id WHERE t.id = p_step;
  IF s.level = 'ON_ROUND' THEN
    SELECT ARRAY[a.by_id] INTO called FROM health.administration a JOIN health.dose d ON d.id = a.dose_id AND d.due_at = s.due_at
      JOIN health.patient p ON p.id = a.patient_id AND p.prison_id = s.prison_id JOIN public.inmates_person i ON i.id = p.person_id
      WHERE EXISTS (SELECT FROM health.treating(s.prison_id) x WHERE x.user_id = a.by_id)
      ORDER BY health.unit_of(coalesce(i.merged_into_id, i.id), s.due_at) IS NOT DISTINCT FROM health.unit_of(s.person, s.due_at) DESC, a.recorded_at DESC
      LIMIT 1;
    IF called IS NULL THEN SELECT array_agg(x.user_id) INTO called FROM health.treating(s.prison_id) x WHERE x.profession = 'NURSE'; END IF;
  ELSIF s.level = 'PHYSICIAN' THEN
    SELECT array_agg(x.user_id) INTO called FROM health.treating(s.prison_id) x WHERE x.profession = 'PHYSICIAN';
  END IF;
  IF called IS NULL AND s.level <> 'ON_ROUND' THEN
    SELECT array_agg(x.user_id) INTO called FROM health.treating(s.prison_id) x WHERE x.leads;
  END IF;
  IF called IS NULL THEN SELECT array_agg(x.user_id) INTO called FROM health.treating(s.prison_id) x; END IF;
  RETURN QUERY SELECT unnest(called);
END $$;
CREATE OR REPLACE FUNCTION health.treating(p_prison bigint) RETURNS TABLE (user_id bigint, profession text, leads boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT c.user_id, c.profession::text, w.leads FROM health.clinician_prison w JOIN health.clinician c ON c.id = w.clinician_id
    WHERE w.prison_id = p_prison AND c.approved_at IS NOT NULL AND c.ended_at IS NULL;
END $$;
CREATE OR REPLACE FUNCTION health.unit_of(p_person bigint, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.unit_id FROM public.inmates_placement x JOIN public.inmates_stay s ON s.id = x.stay_id
          JOIN public.corrections_bed b ON b.id = x.bed_id JOIN public.corrections_cell c ON c.id = b.cell_id
          WHERE s.person_id = p_person AND x.during @> p_at LIMIT 1);
END $$;
-- the minutes after which a dose goes on to each level, as the rule says on a day
CREATE OR REPLACE FUNCTION health.missed_levels(p_at timestamptz) RETURNS TABLE (level text, minutes int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.level, (r.parameters -> 'minutes' ->> (l.n - 1)::int)::int
  FROM public.corrections_ruleversion r CROSS JOIN LATERAL jsonb_array_elements_text(r.parameters -> 'levels') WITH ORDINALITY AS l(level, n)
  WHERE r.rule_id = 'MISSED_DOSE' AND r.valid @> (p_at AT TIME ZONE 'Europe/Oslo')::date $$;

-- a dose that nobody answers goes on: each step once, from the hours that the rule says. Running it again adds nothing
CREATE OR REPLACE FUNCTION health.escalate_missed(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  INSERT INTO health.missed_step (missed_id, patient_id, level, at)
    SELECT m.id, m.patient_id, s.level, p_at
    FROM health.missed_levels(p_at) s
    JOIN health.missed m ON true
    JOIN health.dose d ON d.id = m.dose_id
    WHERE d.due_at > p_at - interval '8 days' AND d.due_at + make_interval(mins => s.minutes) <= p_at
      AND NOT EXISTS (SELECT FROM health.administration a WHERE a.dose_id = d.id AND a.stands)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  INSERT INTO health.missed_call (step_id, patient_id, user_id)
    SELECT s.id, s.patient_id, w FROM health.missed_step s CROSS JOIN LATERAL health.who_is_called(s.id) w
    WHERE s.at > p_at - interval '1 day' AND NOT EXISTS (SELECT FROM health.missed_call c WHERE c.step_id = s.id)
    ON CONFLICT DO NOTHING;
  RETURN n;
END $$;
-- what whoever asks is called to and nobody has seen to: who, when it was due, and when it goes on to the next. No content
CREATE OR REPLACE FUNCTION health.missed_calls(p_at timestamptz)
RETURNS TABLE (record uuid, person bigint, level text, due_at timestamptz, called_at timestamptz, next_level text, goes_on_at timestamptz, unit bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  clinics bigint[] := health.ctx_prisons();
  me bigint := health.ctx_user();
BEGIN
  RETURN QUERY
  WITH mine AS (
    SELECT DISTINCT ON (s.missed_id) s.missed_id, s.patient_id, s.level, s.at, l.minutes
    FROM health.missed_call c JOIN health.missed_step s ON s.id = c.step_id JOIN health.missed_levels(p_at) l ON l.level = s.level
    WHERE c.user_id = me AND NOT EXISTS (  -- what was decided at a level quiets those below
        SELECT FROM health.missed_told t JOIN health.missed_step u ON u.id = t.step_id JOIN health.missed_levels(p_at) v ON v.level = u.level
        WHERE u.missed_id = s.missed_id AND v.minutes >= l.minutes)
      AND NOT EXISTS (SELECT FROM health.missed m JOIN health.administration a ON a.dose_id = m.dose_id AND a.stands WHERE m.id = s.missed_id)
    ORDER BY s.missed_id, l.minutes DESC)
  SELECT p.uuid, coalesce(i.merged_into_id, i.id), x.level::text, d.due_at, x.at, n.level, d.due_at + make_interval(mins => n.minutes),
    health.unit_of(coalesce(i.merged_into_id, i.id), p_at)
  FROM mine x JOIN health.missed m ON m.id = x.missed_id JOIN health.dose d ON d.id = m.dose_id
  JOIN health.patient p ON p.id = x.patient_id AND p.prison_id = ANY (clinics) JOIN public.inmates_person i ON i.id = p.person_id
  LEFT JOIN LATERAL (SELECT l.level, l.minutes FROM health.missed_levels(p_at) l WHERE l.minutes > x.minutes ORDER BY l.minutes LIMIT 1) n ON true
  ORDER BY x.minutes DESC, d.due_at, p.uuid;
END $$;
-- one substance ordered in both of two records that were joined, and neither order meant to go beside another
CREATE OR REPLACE FUNCTION health.ordered_twice(p_at timestamptz) RETURNS TABLE (record uuid, patient bigint, one bigint, other bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE clinics bigint[] := health.ctx_prisons();
BEGIN
  RETURN QUERY
  WITH whose AS MATERIALIZED (
    SELECT p.id, p.uuid, coalesce(i.merged_into_id, i.id) AS person, i.merged_into_id IS NULL AS goes_on
    FROM health.patient p JOIN public.inmates_person i ON i.id = p.person_id
    WHERE p.prison_id = ANY (clinics) AND (i.merged_into_id IS NOT NULL OR EXISTS (SELECT FROM public.inmates_person j WHERE j.merged_into_id = i.id)))
  SELECT (SELECT x.uuid FROM whose x WHERE x.person = w.person ORDER BY x.goes_on DESC, x.id LIMIT 1), w.id, a.id, b.id
  FROM whose w JOIN whose v ON v.person = w.person AND v.id > w.id
  JOIN health.medication_order a ON a.patient_id = w.id AND (upper(a.during) IS NULL OR upper(a.during) > p_at) AND NOT isempty(a.during)
  JOIN health.medication_order b ON b.patient_id = v.id AND (upper(b.during) IS NULL OR upper(b.during) > p_at) AND b.atc = a.atc AND b.during && a.during
  WHERE NOT a.beside_others AND NOT b.beside_others
  ORDER BY a.drug, a.id, b.id;
END $$;
-- how much waits for somebody of the own clinics: counts for the bar over every page, without opening a record
CREATE OR REPLACE FUNCTION health.waiting_count() RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE clinics bigint[] := health.ctx_prisons();
BEGIN
  RETURN (SELECT count(*) FROM health.administration a JOIN health.medication_order o ON o.id = a.order_id JOIN health.patient p ON p.id = a.patient_id
          WHERE p.prison_id = ANY (clinics) AND o.controlled AND a.stands AND a.status = 'GIVEN' AND a.by_id <> health.ctx_user()
            AND NOT EXISTS (SELECT FROM health.second_signature s WHERE s.administration_id = a.id))
       + (SELECT count(*) FROM health.missed m JOIN health.patient p ON p.id = m.patient_id
          WHERE p.prison_id = ANY (clinics) AND NOT EXISTS (SELECT FROM health.administration a WHERE a.dose_id = m.dose_id AND a.stands))
       + (SELECT count(*) FROM health.ordered_twice(now()))
       + (SELECT count(*) FROM health.stock_move m JOIN health.stock_item i ON i.id = m.item_id
          WHERE i.prison_id = ANY (clinics) AND i.controlled AND m.kind IN ('RECEIVED', 'DISCARDED') AND m.by_id <> health.ctx_user()
            AND NOT EXISTS (SELECT FROM health.stock_signature s WHERE s.move_id = m.id));
END $$;
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['missed_step', 'missed_told', 'missed_call'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', t);
    EXECUTE format('GRANT SELECT ON health.%I TO cap_clinical', t);
  END LOOP;
END $$;
CREATE POLICY p_write ON health.missed_told FOR INSERT TO cap_clinical WITH CHECK (
  by_id = (SELECT health.ctx_user()) AND EXISTS (SELECT FROM health.missed_step s WHERE s.id = step_id AND s.patient_id = missed_told.patient_id));
GRANT INSERT ON health.missed_told TO cap_clinical;
GRANT USAGE ON SEQUENCE health.missed_told_id_seq TO cap_clinical;

-- 6. two rows that are one person: the record of the row that was joined goes where the other goes, and opens with it
CREATE OR REPLACE FUNCTION health.joined_records_go_along() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE health.patient p SET prison_id = NEW.prison_id FROM public.inmates_person i
    WHERE i.merged_into_id = NEW.person_id AND p.person_id = i.id AND p.prison_id IS DISTINCT FROM NEW.prison_id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER joined_records_go_along AFTER INSERT OR UPDATE OF prison_id ON health.patient
  FOR EACH ROW EXECUTE FUNCTION health.joined_records_go_along();
-- whoever is joined to a person who was never received here brings the record along: the one who stays gets one
CREATE OR REPLACE FUNCTION health.record_of_joined() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE goes_to bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM health.patient p WHERE p.person_id = NEW.id) THEN RETURN NULL; END IF;
  SELECT p.prison_id INTO goes_to FROM health.patient p JOIN public.inmates_stay s ON s.person_id = p.person_id
    WHERE p.person_id IN (NEW.id, NEW.merged_into_id) ORDER BY upper(s.during) IS NULL DESC, lower(s.during) DESC LIMIT 1;
  IF goes_to IS NULL THEN
    SELECT p.prison_id INTO goes_to FROM health.patient p WHERE p.person_id IN (NEW.id, NEW.merged_into_id) AND p.prison_id IS NOT NULL
      ORDER BY p.person_id = NEW.merged_into_id DESC LIMIT 1;
  END IF;
  INSERT INTO health.patient AS p (uuid, person_id, prison_id) VALUES (gen_random_uuid(), NEW.merged_into_id, goes_to)
    ON CONFLICT (person_id) DO UPDATE SET prison_id = goes_to;
  RETURN NULL;
END $$;
GRANT USAGE ON SCHEMA health TO pms_owner;  -- needed to make the trigger, not to run it
GRANT EXECUTE ON FUNCTION health.record_of_joined() TO pms_owner;
RESET ROLE;
SET LOCAL ROLE pms_owner;
CREATE OR REPLACE TRIGGER the_record_of_who_is_joined AFTER UPDATE OF merged_into_id ON public.inmates_person
  FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id)
  EXECUTE FUNCTION health.record_of_joined();
RESET ROLE;
SET LOCAL ROLE health_owner;
REVOKE ALL ON SCHEMA health FROM pms_owner;
REVOKE ALL ON FUNCTION health.record_of_joined() FROM pms_owner;
GRANT EXECUTE ON FUNCTION health.same_person(bigint), health.cave_hits(bigint, text, text),
  health.orders_beside(bigint, text, tstzrange), health.escalate_missed(timestamptz), health.waiting_count(), health.ordered_twice(timestamptz), health.missed_calls(timestamptz) TO cap_clinical;
RESET ROLE;
