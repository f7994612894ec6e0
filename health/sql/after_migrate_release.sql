-- What goes on when a patient leaves: summaries that were handed out and steps before a release are only added to; who is
-- released soon and what is left is a count, so that no record need be open. Idempotent; after after_migrate_record.sql.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

CREATE OR REPLACE FUNCTION health.step_is_of_own_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.inmates_stay s JOIN health.patient p ON p.person_id = s.person_id
                 WHERE s.id = NEW.stay_id AND p.id = ANY (health.same_person(NEW.patient_id))) THEN
    RAISE EXCEPTION 'step of another stay' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_step_is_of_the_patients_own_stay';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_step_is_of_the_patients_own_stay BEFORE INSERT ON health.discharge_step
  FOR EACH ROW EXECUTE FUNCTION health.step_is_of_own_stay();

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['summary_issued', 'discharge_step'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', t);
    EXECUTE format('CREATE POLICY p_write ON health.%I FOR INSERT TO cap_clinical WITH CHECK (
      patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND by_id = (SELECT health.ctx_user()))', t);
    EXECUTE format('GRANT SELECT, INSERT ON health.%I TO cap_clinical', t);
    EXECUTE format('GRANT USAGE ON SEQUENCE health.%I TO cap_clinical', t || '_id_seq');
  END LOOP;
END $$;

-- who is released soon from one's own clinics, and how many kinds of step have an answer: no content
CREATE OR REPLACE FUNCTION health.releases_ahead(p_until timestamptz) RETURNS TABLE (record uuid, person bigint, stay bigint, planned_at timestamptz, answered int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE clinics bigint[] := health.ctx_prisons();
BEGIN
  RETURN QUERY SELECT p.uuid, p.person_id, s.id, r.planned_at,
      (SELECT count(DISTINCT d.kind)::int FROM health.discharge_step d WHERE d.stay_id = s.id)
    FROM health.patient p JOIN public.inmates_stay s ON s.person_id = p.person_id AND upper(s.during) IS NULL
    JOIN public.inmates_release r ON r.stay_id = s.id AND r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED')
    WHERE p.prison_id = ANY (clinics) AND r.planned_at < p_until
    ORDER BY r.planned_at, p.person_id;
END $$;
GRANT EXECUTE ON FUNCTION health.releases_ahead(timestamptz) TO cap_clinical;
RESET ROLE;
