-- Who becomes a clinician and whose access ends: one proposes and another approves (SECURITY.md 0.7). Idempotent; runs after
-- after_migrate_wall_told.sql. No login but the migrator writes a clinician in any other way.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. the migrator at the command line, who makes the first ones of a clinic. Whose login is no member of the owner never is
CREATE OR REPLACE FUNCTION health.is_migrator() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN current_setting('role') = 'none' AND pg_has_role(session_user, 'health_owner', 'MEMBER');
END $$;

-- 2. the clinics (beside ``p_about``) that neither of two leads and that somebody leads, or where neither works when nobody does
CREATE OR REPLACE FUNCTION health.clinics_not_asked(p_prisons bigint[], p_about bigint, p_one bigint, p_other bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((
    SELECT array_agg(x.prison) FROM unnest(p_prisons) AS x(prison) WHERE NOT EXISTS (
      SELECT FROM health.clinician_prison p JOIN health.clinician c ON c.id = p.clinician_id
      WHERE p.prison_id = x.prison AND c.user_id IN (p_one, p_other) AND c.approved_at IS NOT NULL AND c.ended_at IS NULL
        AND (p.leads OR NOT health.has_leader_beside(x.prison, p_about)))), '{}');
END $$;
CREATE OR REPLACE FUNCTION health.prisons_of_clinician(p_clinician bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(p.prison_id) FROM health.clinician_prison p WHERE p.clinician_id = p_clinician), '{}');
END $$;
CREATE OR REPLACE FUNCTION health.keep_clinician(p_clinician bigint, p_type text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO health.clinician_history (id, user_id, profession, hpr_number, proposed_at, proposed_by_id, approved_at, approved_by_id,
                                        ended_at, ended_by_id, history_date, history_type, history_user_id)
    SELECT c.id, c.user_id, c.profession, c.hpr_number, c.proposed_at, c.proposed_by_id, c.approved_at, c.approved_by_id,
           c.ended_at, c.ended_by_id, clock_timestamp(), p_type, health.ctx_user() FROM health.clinician c WHERE c.id = p_clinician;
END $$;

-- 3. a newcomer: the whole proposal at once, so that nothing is added to it after somebody has read it
CREATE OR REPLACE FUNCTION health.propose_clinician(
  p_user bigint, p_hpr text, p_profession text, p_prisons bigint[], p_leads bigint[], p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE made bigint;
BEGIN
  IF NOT health.is_migrator() THEN
    IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
    IF NOT p_prisons <@ health.ctx_prisons() THEN
      RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_proposes_a_clinician_treats_there';
    END IF;
    IF p_leads <> '{}' THEN RAISE EXCEPTION 'who leads is proposed by itself' USING ERRCODE = 'insufficient_privilege'; END IF;
  END IF;
  IF p_prisons = '{}' THEN RAISE EXCEPTION 'no prison' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_clinician_treats_somewhere'; END IF;
  INSERT INTO health.clinician (user_id, hpr_number, profession, proposed_at, proposed_by_id)
    VALUES (p_user, p_hpr, p_profession, p_at, health.ctx_user()) RETURNING id INTO made;
  INSERT INTO health.clinician_prison (clinician_id, prison_id, leads) SELECT made, x, x = ANY (p_leads) FROM unnest(p_prisons) x;
  PERFORM health.keep_clinician(made, '+');
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION health.decide_clinician(p_clinician bigint, p_approved boolean, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  who health.clinician;
  u bigint := health.ctx_user();
  inside boolean := NOT health.is_migrator();
  prisons bigint[] := health.prisons_of_clinician(p_clinician);
BEGIN
  IF inside AND health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO who FROM health.clinician c WHERE c.id = p_clinician FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF who.approved_at IS NOT NULL OR who.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_is_decided_once';
  END IF;
  IF p_approved AND u IN (who.proposed_by_id, who.user_id) THEN
    RAISE EXCEPTION 'another decides' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_than_the_proposer_approves';
  END IF;
  IF inside AND NOT p_approved AND u <> who.proposed_by_id AND NOT prisons && health.ctx_prisons() THEN
    RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_of_the_two_treats_at_the_clinic';
  END IF;
  IF inside AND p_approved AND health.clinics_not_asked(prisons, who.user_id, who.proposed_by_id, u) <> '{}' THEN
    RAISE EXCEPTION 'the leader is not asked' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_leads_the_clinic_is_one_of_the_two';
  END IF;
  IF p_approved THEN
    UPDATE health.clinician SET approved_at = p_at, approved_by_id = u WHERE id = p_clinician;
  ELSE
    UPDATE health.clinician SET ended_at = p_at, ended_by_id = u WHERE id = p_clinician;
  END IF;
  PERFORM health.keep_clinician(p_clinician, '~');
END $$;

-- 4. the end of one. Who it is about may ask for it, but neither grants nor turns down what others ask
CREATE OR REPLACE FUNCTION health.propose_end(p_clinician bigint, p_at timestamptz) RETURNS bigint
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
  IF NOT health.prisons_of_clinician(p_clinician) && health.ctx_prisons() THEN
    RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_proposes_a_clinician_treats_there';
  END IF;
  IF EXISTS (SELECT FROM health.end_proposal x WHERE x.clinician_id = p_clinician
             AND NOT EXISTS (SELECT FROM health.end_decision d WHERE d.proposal_id = x.id)) THEN
    RAISE EXCEPTION 'one waits' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_proposal_of_an_end_waits_at_a_time';
  END IF;
  INSERT INTO health.end_proposal (clinician_id, proposed_by_id, proposed_at) VALUES (p_clinician, health.ctx_user(), p_at) RETURNING id INTO made;
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION health.decide_end(p_proposal bigint, p_approved boolean, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked health.end_proposal;
  who health.clinician;
  u bigint := health.ctx_user();
  prisons bigint[];
BEGIN
  IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO asked FROM health.end_proposal x WHERE x.id = p_proposal;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO who FROM health.clinician c WHERE c.id = asked.clinician_id FOR UPDATE;
  prisons := health.prisons_of_clinician(who.id);
  IF EXISTS (SELECT FROM health.end_decision d WHERE d.proposal_id = asked.id) THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_is_decided_once';
  END IF;
  IF p_approved AND u IN (asked.proposed_by_id, who.user_id) THEN
    RAISE EXCEPTION 'another decides' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_than_the_proposer_approves';
  END IF;
  IF NOT p_approved AND u = who.user_id AND u <> asked.proposed_by_id THEN
    RAISE EXCEPTION 'not oneself' USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_keeps_their_own_access';
  END IF;
  IF NOT p_approved AND u <> asked.proposed_by_id AND NOT prisons && health.ctx_prisons() THEN
    RAISE EXCEPTION 'a stranger to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_of_the_two_treats_at_the_clinic';
  END IF;
  -- one clinic of theirs is enough: who is not trusted at one has no business at the others. Who asks to leave needs no leader
  IF p_approved AND asked.proposed_by_id <> who.user_id
     AND prisons <@ health.clinics_not_asked(prisons, who.user_id, asked.proposed_by_id, u) THEN
    RAISE EXCEPTION 'the leader is not asked' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_leads_the_clinic_is_one_of_the_two';
  END IF;
  INSERT INTO health.end_decision (proposal_id, approved, decided_by_id, decided_at) VALUES (asked.id, p_approved, u, p_at);
  IF p_approved THEN
    UPDATE health.clinician SET ended_at = p_at, ended_by_id = u WHERE id = who.id AND ended_at IS NULL;
    PERFORM health.keep_clinician(who.id, '~');
  END IF;
END $$;

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['end_proposal', 'end_decision'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;
CREATE POLICY p_colleagues ON health.end_proposal FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_colleagues ON health.end_decision FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
GRANT SELECT ON health.end_proposal, health.end_decision TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.propose_clinician(bigint, text, text, bigint[], bigint[], timestamptz),
  health.decide_clinician(bigint, boolean, timestamptz), health.propose_end(bigint, timestamptz),
  health.decide_end(bigint, boolean, timestamptz) TO cap_clinical;
RESET ROLE;
