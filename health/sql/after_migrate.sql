-- The wall around schema health (SECURITY.md 5). Idempotent; run by the migrator after every migrate and every restore.

-- 1. everything in the schema belongs to its owner
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT c.oid::regclass AS t FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = 'health' AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relowner <> 'health_owner'::regrole
  LOOP EXECUTE format('ALTER TABLE %s OWNER TO health_owner', r.t); END LOOP;
END $$;

SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;
REVOKE ALL ON SCHEMA health FROM PUBLIC, cap_web, cap_report, cap_clinical;
REVOKE ALL ON ALL TABLES IN SCHEMA health FROM PUBLIC, cap_web, cap_report, cap_clinical;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA health FROM PUBLIC, cap_web, cap_report, cap_clinical;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA health FROM PUBLIC, cap_web, cap_report, cap_clinical;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;  -- global on purpose: one for a schema can only add to it
GRANT USAGE ON SCHEMA health TO cap_clinical;

-- 2. the signed context. The pads of the HMAC are computed once, at loading, not at every call
CREATE TABLE IF NOT EXISTS health.ctx_key (
  fingerprint bytea PRIMARY KEY, i bytea NOT NULL, o bytea NOT NULL, loaded_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE IF NOT EXISTS health.config (id boolean PRIMARY KEY DEFAULT true CHECK (id), test_mode boolean NOT NULL DEFAULT false);
INSERT INTO health.config DEFAULT VALUES ON CONFLICT DO NOTHING;
REVOKE ALL ON health.ctx_key, health.config FROM PUBLIC, cap_clinical;

-- The newest key and the one before it are good, so that a key can be changed while requests are under way.
CREATE OR REPLACE FUNCTION health.load_ctx_key(k bytea) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  f bytea := sha256('fingerprint'::bytea || k);
  i bytea := decode(repeat('36', 64), 'hex');
  o bytea := decode(repeat('5c', 64), 'hex');
BEGIN
  IF length(k) < 32 THEN RAISE EXCEPTION 'the context key needs at least 32 characters'; END IF;
  IF length(k) > 64 THEN k := sha256(k); END IF;
  FOR x IN 0 .. length(k) - 1 LOOP
    i := set_byte(i, x, get_byte(k, x) # 54);
    o := set_byte(o, x, get_byte(k, x) # 92);
  END LOOP;
  INSERT INTO health.ctx_key (fingerprint, i, o) VALUES (f, i, o) ON CONFLICT DO NOTHING;
  DELETE FROM health.ctx_key WHERE fingerprint NOT IN (SELECT c.fingerprint FROM health.ctx_key c ORDER BY c.loaded_at DESC LIMIT 2);
END $$;

-- Who is asking: NULL without a context, an error when it is forged or too old. v1|user|expires|request|mac
CREATE OR REPLACE FUNCTION health.ctx_user() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  c text := current_setting('pms.ctx', true);
  m text;
BEGIN
  IF c IS NULL OR c = '' THEN RETURN NULL; END IF;
  m := left(c, -65);
  IF split_part(m, '|', 1) <> 'v1' OR NOT EXISTS (
    SELECT FROM health.ctx_key k WHERE encode(sha256(k.o || sha256(k.i || convert_to(m, 'UTF8'))), 'hex') = right(c, 64)) THEN
    RAISE EXCEPTION 'forged clinical context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF split_part(m, '|', 3)::bigint < extract(epoch FROM clock_timestamp()) THEN
    RAISE EXCEPTION 'expired clinical context' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN split_part(m, '|', 2)::bigint;
END $$;

-- The row of the clinician who is asking; NULL for everybody else. plpgsql: an SQL function would be planned at each call
CREATE OR REPLACE FUNCTION health.ctx_clinician() RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT c.id FROM health.clinician c
          WHERE c.user_id = health.ctx_user() AND c.approved_at IS NOT NULL AND c.ended_at IS NULL);
END $$;

CREATE OR REPLACE FUNCTION health.ctx_prisons() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(p.prison_id) FROM health.clinician_prison p WHERE p.clinician_id = health.ctx_clinician()), '{}');
END $$;

-- Who lost the telephone enrols anew, once a colleague has said so. Nobody forgets their own
CREATE OR REPLACE FUNCTION health.forget_second_factor(p_clinician bigint) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF health.ctx_clinician() IS NULL OR health.ctx_clinician() = p_clinician THEN
    RAISE EXCEPTION 'a colleague forgets a second factor' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM health.second_factor f WHERE f.clinician_id = p_clinician;
END $$;

-- 3. what is written stays written, for the owner too
CREATE OR REPLACE FUNCTION health.no_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' AND (SELECT c.test_mode FROM health.config c) THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' AND current_setting('pms.resealing', true) = 'on' THEN
    IF health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;  -- the same text, encrypted anew
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
DO $$
DECLARE t name;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'health'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%\_history' LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION health.clinician_moves_forward() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
     OR OLD.approved_at IS NOT NULL AND (NEW.approved_at, NEW.approved_by_id) IS DISTINCT FROM (OLD.approved_at, OLD.approved_by_id)
     OR (NEW.user_id, NEW.hpr_number, NEW.profession, NEW.proposed_at, NEW.proposed_by_id) IS DISTINCT FROM (OLD.user_id, OLD.hpr_number, OLD.profession, OLD.proposed_at, OLD.proposed_by_id) THEN
    RAISE EXCEPTION 'clinician % moves forward only', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_clinician_moves_forward_only';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER a_clinician_moves_forward_only BEFORE UPDATE ON health.clinician FOR EACH ROW EXECUTE FUNCTION health.clinician_moves_forward();

-- 4. rows: denied unless a policy says otherwise, on every table
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'health'
  LOOP EXECUTE format('DROP POLICY %I ON health.%I', r.policyname, r.tablename); END LOOP;
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'health'
  LOOP EXECUTE format('ALTER TABLE health.%I ENABLE ROW LEVEL SECURITY', r.tablename); END LOOP;
END $$;
CREATE POLICY p_session ON health.session TO cap_clinical USING (true) WITH CHECK (true);  -- who is asking is not known before it is read
CREATE POLICY p_config ON health.config FOR SELECT TO cap_clinical USING (true);
CREATE POLICY p_colleagues ON health.clinician FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_colleagues ON health.clinician_prison FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_read ON health.clinician_history FOR SELECT TO cap_clinical USING ((SELECT health.ctx_clinician()) IS NOT NULL);
CREATE POLICY p_own ON health.second_factor TO cap_clinical USING (clinician_id = (SELECT health.ctx_clinician())) WITH CHECK (clinician_id = (SELECT health.ctx_clinician()));

-- 5. tables and columns
GRANT SELECT, INSERT, UPDATE, DELETE ON health.session TO cap_clinical;
GRANT SELECT ON health.config TO cap_clinical;
GRANT SELECT ON health.clinician, health.clinician_prison TO cap_clinical;
GRANT SELECT ON health.clinician_history TO cap_clinical;
GRANT SELECT, INSERT ON health.second_factor TO cap_clinical;
GRANT UPDATE (last_step, secret) ON health.second_factor TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.ctx_user(), health.ctx_clinician(), health.ctx_prisons(), health.forget_second_factor(bigint) TO cap_clinical;

-- 6. the web login never changes what a clinician signs in with. The trigger runs as the owner of health
CREATE OR REPLACE FUNCTION health.guard_clinician_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.password, NEW.username, NEW.email) IS DISTINCT FROM (OLD.password, OLD.username, OLD.email)
     AND pg_has_role(session_user, 'cap_web', 'MEMBER') AND NOT pg_has_role(session_user, 'cap_clinical', 'MEMBER')
     AND EXISTS (SELECT FROM health.clinician c WHERE c.user_id = OLD.id AND c.ended_at IS NULL) THEN
    RAISE EXCEPTION 'what a clinician signs in with is changed in the clinical process only'
      USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'clinicians_sign_in_elsewhere';
  END IF;
  RETURN NEW;
END $$;
GRANT USAGE ON SCHEMA health TO pms_owner;  -- needed to make the trigger, not to run it
GRANT EXECUTE ON FUNCTION health.guard_clinician_account() TO pms_owner;
RESET ROLE;
SET LOCAL ROLE pms_owner;
CREATE OR REPLACE TRIGGER clinicians_sign_in_elsewhere BEFORE UPDATE ON public.corrections_user
  FOR EACH ROW EXECUTE FUNCTION health.guard_clinician_account();
RESET ROLE;
SET LOCAL ROLE health_owner;
REVOKE ALL ON SCHEMA health FROM pms_owner;
REVOKE ALL ON FUNCTION health.guard_clinician_account() FROM pms_owner;
RESET ROLE;
