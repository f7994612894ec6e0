-- Reception screening: who waits is computed from the stays, so that nobody can be forgotten; what is signed stays signed.
-- Idempotent; runs after after_migrate_record.sql, which says whose record is open.

SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.corrections_ruleversion TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

CREATE OR REPLACE FUNCTION health.screening_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id
                 WHERE s.id = NEW.stay_id AND p.id = ANY (health.same_person(NEW.patient_id)))
     OR NEW.corrects_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM health.screening c WHERE c.id = NEW.corrects_id AND c.stay_id = NEW.stay_id AND c.patient_id = ANY (health.same_person(NEW.patient_id))) THEN
    RAISE EXCEPTION 'screening of another stay' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_screening_is_of_the_patients_own_stay';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_screening_is_of_the_patients_own_stay BEFORE INSERT ON health.screening
  FOR EACH ROW EXECUTE FUNCTION health.screening_is_right();
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.screening FOR EACH ROW EXECUTE FUNCTION health.no_change();
CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.screening FOR EACH STATEMENT EXECUTE FUNCTION health.no_change();

-- who has been received at one's own clinics and not been screened in this stay: no content, so no record need be open
DROP FUNCTION IF EXISTS health.screenings_waiting();
CREATE FUNCTION health.screenings_waiting() RETURNS TABLE (record uuid, person bigint, received_at timestamptz, due_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT p.uuid, p.person_id, s.admitted_at,
      s.admitted_at + interval '1 hour' * coalesce((SELECT (r.parameters ->> 'limit')::int FROM public.corrections_ruleversion r
        WHERE r.rule_id = 'FIRST_HEALTH' AND r.valid @> (s.admitted_at AT TIME ZONE 'Europe/Oslo')::date), 24)
    FROM health.patient p JOIN public.inmates_stay s ON s.person_id = p.person_id AND upper(s.during) IS NULL
    WHERE p.prison_id = ANY (health.ctx_prisons()) AND NOT EXISTS (SELECT FROM health.screening c WHERE c.stay_id = s.id)
    ORDER BY s.admitted_at, s.id;
END $$;

CREATE POLICY p_open ON health.screening FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]));
CREATE POLICY p_write ON health.screening FOR INSERT TO cap_clinical WITH CHECK (
  patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND by_id = (SELECT health.ctx_user()));
GRANT SELECT, INSERT ON health.screening TO cap_clinical;
GRANT USAGE ON SEQUENCE health.screening_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.screenings_waiting() TO cap_clinical;
RESET ROLE;
