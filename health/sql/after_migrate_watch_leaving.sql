-- Before somebody leaves. The officers learn that health staff must be asked, and when they have answered: a moment, no reason,
-- and the same for who has a medicine as for who is at risk. Idempotent; runs after after_migrate_watch.sql.

SET LOCAL ROLE pms_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.inmates_askhealth TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. since when something is open about a stay: a raised risk, a plan, days without food, a medicine. NULL: nothing
CREATE OR REPLACE FUNCTION health.open_care(p_stay bigint, p_medicines boolean) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT max(x.at) FROM (
    SELECT a.at FROM health.risk_assessment a WHERE a.stay_id = p_stay AND a.level <> 'NONE'
      AND NOT EXISTS (SELECT FROM health.risk_assessment f WHERE f.follows_id = a.id)
    UNION ALL SELECT c.at FROM health.crisis_plan c WHERE c.stay_id = p_stay AND EXISTS (SELECT FROM health.plan_measure m WHERE m.plan_id = c.id)
      AND NOT EXISTS (SELECT FROM health.crisis_plan f WHERE f.follows_id = c.id)
    UNION ALL SELECT s.at FROM health.food_strike s WHERE s.stay_id = p_stay AND s.ended_on IS NULL
    UNION ALL SELECT o.ordered_at FROM health.medication_order o JOIN health.patient p ON p.id = o.patient_id JOIN public.inmates_stay t ON t.person_id = p.person_id
      WHERE p_medicines AND t.id = p_stay AND NOT isempty(o.during) AND (upper(o.during) IS NULL OR upper(o.during) > clock_timestamp())) x);
END $$;

-- 2. what the officers' process may read: a row while somebody is about to leave and something is open. News asks anew
CREATE OR REPLACE FUNCTION health.mark_departure(p_stay bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE newest timestamptz;
BEGIN
  IF EXISTS (SELECT FROM public.inmates_release r WHERE r.stay_id = p_stay AND r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED'))
     OR EXISTS (SELECT FROM public.inmates_transfer t WHERE t.stay_id = p_stay AND t.departed_at IS NULL AND t.cancelled_at IS NULL) THEN
    newest := health.open_care(p_stay, true);
  END IF;
  IF newest IS NULL THEN
    DELETE FROM public.inmates_askhealth WHERE stay_id = p_stay;
  ELSE
    INSERT INTO public.inmates_askhealth (stay_id, since) VALUES (p_stay, clock_timestamp())
      ON CONFLICT (stay_id) DO UPDATE SET answered_at = NULL, since = clock_timestamp() WHERE inmates_askhealth.answered_at < newest;
  END IF;
END $$;
CREATE OR REPLACE FUNCTION health.departure_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM health.mark_departure(NEW.stay_id);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION health.care_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one bigint;
BEGIN
  IF TG_TABLE_NAME = 'medication_order' THEN
    FOR one IN SELECT s.id FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id WHERE p.id = NEW.patient_id AND upper(s.during) IS NULL LOOP
      PERFORM health.mark_departure(one);
    END LOOP;
  ELSIF TG_TABLE_NAME = 'plan_measure' THEN
    PERFORM health.mark_departure((SELECT c.stay_id FROM health.crisis_plan c WHERE c.id = NEW.plan_id));
  ELSE
    PERFORM health.mark_departure(NEW.stay_id);
  END IF;
  RETURN NULL;
END $$;
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['risk_assessment', 'crisis_plan', 'plan_measure', 'food_strike', 'medication_order'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER care_changed AFTER INSERT OR UPDATE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.care_changed()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['handover', 'taken_over'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', t);
    EXECUTE format('GRANT SELECT ON health.%I TO cap_clinical', t);
  END LOOP;
END $$;

-- 3. the clinic's hand-over, which answers the prison too; of a patient of one's own clinics, whose record is open
CREATE OR REPLACE FUNCTION health.handover_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id
                 WHERE s.id = NEW.stay_id AND p.id = ANY (health.same_person(NEW.patient_id)) AND upper(s.during) IS NULL) THEN
    RAISE EXCEPTION 'stay of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'care_is_of_the_patients_own_stay';
  END IF;
  UPDATE public.inmates_askhealth SET answered_at = greatest(NEW.at, health.open_care(NEW.stay_id, true)) WHERE stay_id = NEW.stay_id;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER care_is_of_the_patients_own_stay BEFORE INSERT ON health.handover FOR EACH ROW EXECUTE FUNCTION health.handover_is_right();
CREATE POLICY p_write ON health.handover FOR INSERT TO cap_clinical WITH CHECK (
  patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]) AND by_id = (SELECT health.ctx_user()));
GRANT INSERT ON health.handover TO cap_clinical;
GRANT USAGE ON SEQUENCE health.handover_id_seq TO cap_clinical;

-- who leaves and is asked about, and who came with something open and nobody has taken over: names and times, no content
CREATE OR REPLACE FUNCTION health.asked_ahead() RETURNS TABLE (record uuid, person bigint, kind text, at timestamptz, answered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE clinics bigint[] := health.ctx_prisons();
BEGIN
  RETURN QUERY SELECT p.uuid, p.person_id, x.kind, x.at, k.answered_at
    FROM public.inmates_askhealth k JOIN public.inmates_stay s ON s.id = k.stay_id JOIN health.patient p ON p.person_id = s.person_id
    JOIN (SELECT 'RELEASE' AS kind, r.stay_id, r.planned_at AS at FROM public.inmates_release r WHERE r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED')
          UNION ALL SELECT 'TRANSFER', t.stay_id, t.planned_on::timestamp AT TIME ZONE 'Europe/Oslo' FROM public.inmates_transfer t
            WHERE t.departed_at IS NULL AND t.cancelled_at IS NULL) x ON x.stay_id = k.stay_id
    WHERE p.prison_id = ANY (clinics) ORDER BY k.answered_at IS NOT NULL, x.at, p.person_id;
END $$;
CREATE OR REPLACE FUNCTION health.came_open(p_at timestamptz) RETURNS TABLE (record uuid, person bigint, transfer bigint, arrived_at timestamptz, from_prison bigint, written boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE clinics bigint[] := health.ctx_prisons();
BEGIN
  RETURN QUERY SELECT p.uuid, p.person_id, t.id, t.arrived_at, t.from_prison_id,
      EXISTS (SELECT FROM health.handover h WHERE h.stay_id = t.stay_id AND h.prison_id = t.from_prison_id AND h.at >= t.ordered_at)
    FROM public.inmates_transfer t JOIN public.inmates_stay s ON s.id = t.stay_id AND upper(s.during) IS NULL
    JOIN health.patient p ON p.person_id = s.person_id AND p.prison_id = t.to_prison_id
    WHERE p.prison_id = ANY (clinics) AND t.arrived_at > p_at - interval '30 days'
      AND NOT EXISTS (SELECT FROM health.taken_over o WHERE o.transfer_id = t.id)
      AND (health.open_care(t.stay_id, false) IS NOT NULL
           OR EXISTS (SELECT FROM health.handover h WHERE h.stay_id = t.stay_id AND h.prison_id = t.from_prison_id AND h.at >= t.ordered_at))
    ORDER BY t.arrived_at, t.id;
END $$;
CREATE OR REPLACE FUNCTION health.take_over(p_record uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE came record;
BEGIN
  SELECT c.transfer, c.from_prison, p.id INTO came FROM health.came_open(p_at) c JOIN health.patient p ON p.uuid = c.record
    WHERE c.record = p_record ORDER BY c.arrived_at DESC LIMIT 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'nothing waits' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_transfer_is_taken_over_once'; END IF;
  INSERT INTO health.taken_over (patient_id, transfer_id, prison_id, at, by_id) VALUES (came.id, came.transfer, came.from_prison, p_at, health.ctx_user());
END $$;
GRANT EXECUTE ON FUNCTION health.asked_ahead(), health.came_open(timestamptz), health.take_over(uuid, timestamptz) TO cap_clinical;

-- 4. the triggers on the prison's tables run as the owner of health: no login of the prison gets a right here
GRANT USAGE ON SCHEMA health TO pms_owner;  -- needed to make the triggers, not to run them
GRANT EXECUTE ON FUNCTION health.departure_changed() TO pms_owner;
RESET ROLE;
SET LOCAL ROLE pms_owner;
CREATE OR REPLACE TRIGGER health_is_asked AFTER INSERT OR UPDATE ON public.inmates_release FOR EACH ROW EXECUTE FUNCTION health.departure_changed();
CREATE OR REPLACE TRIGGER health_is_asked AFTER INSERT OR UPDATE ON public.inmates_transfer FOR EACH ROW EXECUTE FUNCTION health.departure_changed();
RESET ROLE;
SET LOCAL ROLE health_owner;
REVOKE ALL ON SCHEMA health FROM pms_owner;
REVOKE ALL ON FUNCTION health.departure_changed() FROM pms_owner;
RESET ROLE;
