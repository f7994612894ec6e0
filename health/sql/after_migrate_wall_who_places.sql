-- A clinician who treats the patients of one prison more: one there proposes, another approves, the leader is one of the two
-- (SECURITY.md 0.7). Idempotent; runs after after_migrate_wall_who.sql. No login writes a place in any other way.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

CREATE OR REPLACE FUNCTION health.propose_place(p_clinician bigint, p_prison bigint, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who health.clinician;
  made bigint;
BEGIN
  IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO who FROM health.clinician c WHERE c.id = p_clinician FOR UPDATE;
  IF who.approved_at IS NULL OR who.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'no clinician' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_clinician_stops_being_one';
  END IF;
  IF NOT p_prison = ANY (health.ctx_prisons()) THEN
    RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_proposes_a_clinician_treats_there';
  END IF;
  IF p_prison = ANY (health.prisons_of_clinician(p_clinician)) THEN
    RAISE EXCEPTION 'so it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_changes_who_leads';
  END IF;
  IF EXISTS (SELECT FROM health.place_proposal x WHERE x.clinician_id = p_clinician AND x.prison_id = p_prison
             AND NOT EXISTS (SELECT FROM health.place_decision d WHERE d.proposal_id = x.id)) THEN
    RAISE EXCEPTION 'one waits' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_proposal_of_a_place_waits_at_a_time';
  END IF;
  INSERT INTO health.place_proposal (clinician_id, prison_id, proposed_by_id, proposed_at)
    VALUES (p_clinician, p_prison, health.ctx_user(), p_at) RETURNING id INTO made;
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION health.decide_place(p_proposal bigint, p_approved boolean, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked health.place_proposal;
  who health.clinician;
  u bigint := health.ctx_user();
BEGIN
  IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO asked FROM health.place_proposal x WHERE x.id = p_proposal;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO who FROM health.clinician c WHERE c.id = asked.clinician_id FOR UPDATE;
  IF EXISTS (SELECT FROM health.place_decision d WHERE d.proposal_id = asked.id) THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_is_decided_once';
  END IF;
  IF p_approved AND u IN (asked.proposed_by_id, who.user_id) THEN
    RAISE EXCEPTION 'another decides' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_than_the_proposer_approves';
  END IF;
  IF p_approved AND who.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'no clinician' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_a_clinician_stops_being_one';
  END IF;
  IF NOT p_approved AND u <> asked.proposed_by_id AND NOT asked.prison_id = ANY (health.ctx_prisons()) THEN
    RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_of_the_two_treats_at_the_clinic';
  END IF;
  IF p_approved AND health.clinics_not_asked(ARRAY[asked.prison_id], who.user_id, asked.proposed_by_id, u) <> '{}' THEN
    RAISE EXCEPTION 'the leader is not asked' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_leads_the_clinic_is_one_of_the_two';
  END IF;
  INSERT INTO health.place_decision (proposal_id, approved, decided_by_id, decided_at) VALUES (asked.id, p_approved, u, p_at);
  IF p_approved THEN
    INSERT INTO health.clinician_prison (clinician_id, prison_id, leads) VALUES (asked.clinician_id, asked.prison_id, false);
  END IF;
END $$;

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['place_proposal', 'place_decision'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE POLICY p_colleagues ON health.%I FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL)', t);
    EXECUTE format('GRANT SELECT ON health.%I TO cap_clinical', t);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION health.propose_place(bigint, bigint, timestamptz), health.decide_place(bigint, boolean, timestamptz) TO cap_clinical;
RESET ROLE;
