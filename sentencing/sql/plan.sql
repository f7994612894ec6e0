-- The sentence plan: what no column can say. Each name is a sentence.

-- what was offered to the person stands as it was; it is answered, and then followed by another version
CREATE FUNCTION public.plan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept jsonb := to_jsonb(OLD);
  given jsonb := to_jsonb(NEW);
  answer text[] := '{state,answered_at,answered_by_id,own_words}';
BEGIN
  IF OLD.stay_id = NEW.stay_id AND OLD.number = NEW.number AND (
       (OLD.state = 'DRAFT' AND NEW.state IN ('DRAFT', 'OFFERED'))
    OR (OLD.state = 'OFFERED' AND NEW.state IN ('AGREED', 'NOT_AGREED', 'DECLINED') AND kept - answer = given - answer)
    OR (OLD.state IN ('AGREED', 'NOT_AGREED', 'DECLINED') AND NEW.state = 'SUPERSEDED'
        AND kept - 'state' = given - 'state')) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'plan % of stay % stands', OLD.number, OLD.stay_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'an_offered_plan_is_followed_and_never_changed';
END $$;
CREATE TRIGGER an_offered_plan_is_followed_and_never_changed BEFORE UPDATE ON sentencing_planversion
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.plan_stands();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_planversion
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- so do its goals and its steps. The lock on the version makes an offer and a late save wait for one another
CREATE FUNCTION public.plan_must_be_a_draft(version bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  now_in text;
BEGIN
  SELECT v.state INTO now_in FROM sentencing_planversion v WHERE v.id = version FOR SHARE;
  IF now_in <> 'DRAFT' THEN
    RAISE EXCEPTION 'plan version % is no draft', version
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_offered_plan_is_followed_and_never_changed';
  END IF;
END $$;
CREATE FUNCTION public.plan_goal_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM public.plan_must_be_a_draft(OLD.version_id); END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM public.plan_must_be_a_draft(NEW.version_id);
  RETURN NEW;
END $$;
CREATE TRIGGER an_offered_plan_keeps_its_goals BEFORE INSERT OR UPDATE OR DELETE ON sentencing_plangoal
  FOR EACH ROW EXECUTE FUNCTION public.plan_goal_stands();
CREATE FUNCTION public.plan_step_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM public.plan_must_be_a_draft(g.version_id) FROM sentencing_plangoal g WHERE g.id = OLD.goal_id;
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  PERFORM public.plan_must_be_a_draft(g.version_id) FROM sentencing_plangoal g WHERE g.id = NEW.goal_id;
  RETURN NEW;
END $$;
CREATE TRIGGER an_offered_plan_keeps_its_steps BEFORE INSERT OR UPDATE OR DELETE ON sentencing_planstep
  FOR EACH ROW EXECUTE FUNCTION public.plan_step_stands();

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_planstepdone
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- needs are mapped with the person's consent, and what was mapped goes when the consent goes
CREATE FUNCTION public.needs_follow_the_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  taken_back date;
BEGIN
  SELECT c.withdrawn_on INTO taken_back FROM sentencing_needsconsent c
    WHERE c.id = CASE TG_OP WHEN 'INSERT' THEN NEW.consent_id ELSE OLD.consent_id END FOR SHARE;
  IF TG_OP = 'INSERT' AND taken_back IS NULL THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' AND taken_back IS NOT NULL THEN RETURN OLD; END IF;
  IF TG_OP = 'INSERT' THEN
    RAISE EXCEPTION 'the consent % is withdrawn', NEW.consent_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'needs_are_mapped_with_consent';
  END IF;
  RAISE EXCEPTION 'what was mapped under consent % stands', OLD.consent_id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'what_was_mapped_goes_only_with_the_consent';
END $$;
CREATE TRIGGER needs_follow_the_consent BEFORE INSERT OR UPDATE OR DELETE ON sentencing_needsfinding
  FOR EACH ROW EXECUTE FUNCTION public.needs_follow_the_consent();
