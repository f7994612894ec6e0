-- Whom reviews are told to, late ones and the keys of what they say; who leads a clinic; texts altered outside the system
-- (SECURITY.md 0, 7, 13). Idempotent; runs after after_migrate_wall_looks.sql.

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 1. why a record was opened in an emergency, and what reviewers say, are read by who is told of it, without the record being
-- open: the key alone shows no text of it
CREATE OR REPLACE FUNCTION health.ctx_told_patients() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  u bigint := health.ctx_user();
  prisons bigint[] := health.ctx_prisons();
BEGIN
  IF health.ctx_clinician() IS NULL THEN RETURN '{}'; END IF;
  RETURN coalesce((
    WITH looks AS (  -- those that are shown: what was reviewed long ago is not
      SELECT f.patient_id, f.prison_id, f.user_id FROM health.found_look f LEFT JOIN health.look_review v ON v.look_id = f.id
      WHERE f.prison_id = ANY (prisons) AND (v.id IS NULL OR v.reviewed_at > now() - interval '100 days')
    ), lookers AS MATERIALIZED (  -- asked once about each, however much they looked at
      SELECT d.* FROM (SELECT DISTINCT l.prison_id, l.user_id FROM looks l) d WHERE health.may_review(d.prison_id, d.user_id))
    SELECT array_agg(t.patient_id) FROM (
      SELECT e.patient_id FROM health.emergency_access e WHERE e.prison_id = ANY (prisons) OR e.opened_by_id = u
      UNION SELECT l.patient_id FROM looks l JOIN lookers USING (prison_id, user_id)) t), '{}');
END $$;
CREATE POLICY p_told ON health.patient_key FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_told_patients())::bigint[]));
CREATE POLICY p_told_make ON health.patient_key FOR INSERT TO cap_clinical WITH CHECK (patient_id = ANY ((SELECT health.ctx_told_patients())::bigint[]));
DO $$ BEGIN  -- once no reason stands plain
  IF NOT EXISTS (SELECT FROM health.emergency_access e WHERE octet_length(e.reason) < 41) THEN
    ALTER TABLE health.emergency_access VALIDATE CONSTRAINT an_emergency_has_a_reason;
  END IF;
END $$;

-- 2. a look that waits past its time calls the leader, then everyone at the clinic: those learn how many, not whose
CREATE OR REPLACE FUNCTION health.call_to_looks(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  INSERT INTO health.look_call (look_id, called, at)
    SELECT f.id, s.called, p_at
    FROM public.corrections_ruleversion r
    CROSS JOIN LATERAL (SELECT c.called, (r.parameters -> 'steps' ->> (c.n - 1)::int)::int AS seconds
                        FROM jsonb_array_elements_text(r.parameters -> 'called') WITH ORDINALITY AS c(called, n)) s
    JOIN health.found_look f ON f.review_due_at + make_interval(secs => s.seconds) <= p_at
    WHERE r.rule_id = 'LOOK_REVIEW_CALLS' AND r.valid @> (p_at AT TIME ZONE 'Europe/Oslo')::date
      AND NOT EXISTS (SELECT FROM health.look_review v WHERE v.look_id = f.id)
    ORDER BY f.id, s.seconds
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;
CREATE OR REPLACE FUNCTION health.called_to_looks(OUT mine int, OUT clinic int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT count(*) FILTER (WHERE w.may AND w.leader), count(*) FILTER (WHERE NOT w.may AND w.everyone) INTO mine, clinic FROM (
    SELECT health.may_review(f.prison_id, f.user_id) AS may,
           EXISTS (SELECT FROM health.look_call c WHERE c.look_id = f.id AND c.called IN ('LEADER', 'LEADERS')) AS leader,
           EXISTS (SELECT FROM health.look_call c WHERE c.look_id = f.id AND c.called = 'CLINIC') AS everyone
    FROM health.found_look f WHERE f.prison_id = ANY (health.ctx_prisons()) AND f.user_id <> health.ctx_user()
      AND NOT EXISTS (SELECT FROM health.look_review v WHERE v.look_id = f.id)) w;
END $$;

-- 3. who leads a clinic: one clinician proposes, another decides, and one of the two treats there. Neither is who it is about
CREATE OR REPLACE FUNCTION health.propose_lead(p_clinician bigint, p_prison bigint, p_leads boolean, p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  there health.clinician_prison;
  made bigint;
BEGIN
  IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT p.* INTO there FROM health.clinician_prison p JOIN health.clinician c ON c.id = p.clinician_id
    WHERE p.clinician_id = p_clinician AND p.prison_id = p_prison AND c.approved_at IS NOT NULL AND c.ended_at IS NULL FOR UPDATE OF p;
  IF NOT FOUND THEN RAISE EXCEPTION 'treats nobody there' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_leads_a_clinic_treats_there'; END IF;
  IF p_leads AND p_clinician = health.ctx_clinician() THEN
    RAISE EXCEPTION 'one does not propose oneself' USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_proposes_themselves';
  END IF;
  IF there.leads = p_leads THEN RAISE EXCEPTION 'so it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_changes_who_leads'; END IF;
  IF EXISTS (SELECT FROM health.lead_proposal x WHERE x.clinician_id = p_clinician AND x.prison_id = p_prison
             AND NOT EXISTS (SELECT FROM health.lead_decision d WHERE d.proposal_id = x.id)) THEN
    RAISE EXCEPTION 'one waits' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_proposal_of_a_leader_waits_at_a_time';
  END IF;
  INSERT INTO health.lead_proposal (clinician_id, prison_id, leads, proposed_by_id, proposed_at)
    VALUES (p_clinician, p_prison, p_leads, health.ctx_user(), p_at) RETURNING id INTO made;
  RETURN made;
END $$;
CREATE OR REPLACE FUNCTION health.decide_lead(p_proposal bigint, p_approved boolean, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked health.lead_proposal;
  who health.clinician;
BEGIN
  IF health.ctx_clinician() IS NULL THEN RAISE EXCEPTION 'not an authorised clinician' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO asked FROM health.lead_proposal x WHERE x.id = p_proposal FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such proposal' USING ERRCODE = 'insufficient_privilege'; END IF;
  SELECT * INTO who FROM health.clinician c WHERE c.id = asked.clinician_id;
  IF EXISTS (SELECT FROM health.lead_decision d WHERE d.proposal_id = asked.id) THEN
    RAISE EXCEPTION 'decided' USING ERRCODE = 'check_violation', CONSTRAINT = 'a_proposal_is_decided_once';
  END IF;
  IF p_approved AND health.ctx_user() IN (asked.proposed_by_id, who.user_id) THEN
    RAISE EXCEPTION 'another decides' USING ERRCODE = 'check_violation', CONSTRAINT = 'another_than_the_proposer_approves';
  END IF;
  IF p_approved AND who.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'treats nobody there' USING ERRCODE = 'check_violation', CONSTRAINT = 'who_leads_a_clinic_treats_there';
  END IF;
  IF NOT EXISTS (SELECT FROM health.clinician c JOIN health.clinician_prison p ON p.clinician_id = c.id
                 WHERE p.prison_id = asked.prison_id AND c.user_id IN (asked.proposed_by_id, health.ctx_user())
                   AND c.approved_at IS NOT NULL AND c.ended_at IS NULL) THEN
    RAISE EXCEPTION 'strangers to the clinic' USING ERRCODE = 'check_violation', CONSTRAINT = 'one_of_the_two_treats_at_the_clinic';
  END IF;
  INSERT INTO health.lead_decision (proposal_id, approved, decided_by_id, decided_at) VALUES (asked.id, p_approved, health.ctx_user(), p_at);
  IF p_approved THEN
    UPDATE health.clinician_prison SET leads = asked.leads WHERE clinician_id = asked.clinician_id AND prison_id = asked.prison_id;
  END IF;
END $$;

-- 4. a text that is not what was written. Told once for what stands there, by whoever came upon it, or by the process itself
CREATE OR REPLACE FUNCTION health.report_altered(p_table name, p_column name, p_row bigint, p_at timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  whom health.patient;
  stands bytea;
  u bigint := health.ctx_user();
  n int;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = to_regclass(format('health.%I', p_table)) AND a.attname = p_column
                 AND NOT a.attisdropped AND col_description(a.attrelid, a.attnum) = 'sealed') THEN
    RAISE EXCEPTION 'no such text' USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('SELECT t.%I FROM health.%I t WHERE t.id = $1', p_column, p_table) INTO stands USING p_row;
  EXECUTE format('SELECT p.* FROM health.%I t JOIN health.patient p ON p.id = t.patient_id WHERE t.id = $1', p_table) INTO whom USING p_row;
  IF whom.id IS NULL THEN  -- the row is gone: PostgreSQL knows whose it was
    SELECT p.* INTO whom FROM health.written_text w JOIN health.patient p ON p.id = w.patient_id
      WHERE w.table_name = p_table AND w.column_name = p_column AND w.row_id = p_row;
  END IF;
  IF whom.id IS NULL OR u <> 0 AND NOT whom.id = ANY (health.ctx_open_patients() || health.ctx_told_patients()) THEN
    RAISE EXCEPTION 'no such text' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO health.altered_text (table_name, column_name, row_id, fingerprint, patient_id, person_id, prison_id, found_by_id, found_at)
    VALUES (p_table, p_column, p_row, encode(sha256(coalesce(stands, '')), 'hex'), whom.id, whom.person_id, whom.prison_id, nullif(u, 0), p_at)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n > 0;
END $$;
CREATE OR REPLACE FUNCTION health.settle_altered(p_altered bigint, p_done text, p_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM health.altered_text a WHERE a.id = p_altered AND health.may_review(a.prison_id, 0)) THEN
    RAISE EXCEPTION 'the leader of the clinic settles it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF EXISTS (SELECT FROM health.altered_settled s WHERE s.altered_id = p_altered) THEN
    RAISE EXCEPTION 'settled' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_altered_text_is_settled_once';
  END IF;
  INSERT INTO health.altered_settled (altered_id, done, by_id, at) VALUES (p_altered, btrim(p_done), health.ctx_user(), p_at);
END $$;

DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['look_call', 'lead_proposal', 'lead_decision', 'altered_text', 'altered_settled'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;
CREATE POLICY p_told ON health.look_call FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.found_look f WHERE f.id = look_id));
CREATE POLICY p_colleagues ON health.lead_proposal FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_colleagues ON health.lead_decision FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_told ON health.altered_text FOR SELECT TO cap_clinical USING (prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]));
CREATE POLICY p_told ON health.altered_settled FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.altered_text a WHERE a.id = altered_id));
GRANT SELECT ON health.look_call, health.lead_proposal, health.lead_decision, health.altered_text, health.altered_settled TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.ctx_told_patients(), health.call_to_looks(timestamptz), health.called_to_looks(),
  health.propose_lead(bigint, bigint, boolean, timestamptz), health.decide_lead(bigint, boolean, timestamptz),
  health.report_altered(name, name, bigint, timestamptz), health.settle_altered(bigint, text, timestamptz) TO cap_clinical;
RESET ROLE;
