-- Serving outside the walls (strgjfl. ss. 12, 16, 16 a, 20, 35, 42): what no column can say. Each name is a sentence.

-- nobody on remand is granted any of it, nor begins it (strgjfl. s. 52; norway.md 22.6)
CREATE FUNCTION public.outside_is_for_the_sentenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM inmates_legalstatus l WHERE l.stay_id = NEW.stay_id AND upper_inf(l.during) AND l.kind = 'REMAND')
     OR (NEW.state = 'GRANTED' AND NOT EXISTS (SELECT FROM inmates_legalstatus l WHERE l.stay_id = NEW.stay_id AND upper_inf(l.during))) THEN
    RAISE EXCEPTION 'stay % is not serving a sentence', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_on_remand_serves_outside';
  END IF;
  IF NEW.kind IN ('INTERRUPTION', 'OUTSIDE', 'MONITORING')
     AND EXISTS (SELECT FROM sentencing_judgment j WHERE j.stay_id = NEW.stay_id AND j.kind = 'PREVENTIVE') THEN
    RAISE EXCEPTION 'stay % is preventive detention', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'preventive_detention_is_served_inside';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_on_remand_serves_outside BEFORE INSERT OR UPDATE OF state, stay_id, kind ON sentencing_outsideterm
  FOR EACH ROW WHEN (NEW.state IN ('GRANTED', 'RUNNING')) EXECUTE FUNCTION public.outside_is_for_the_sentenced();

-- it rests on a decision that was made about the very person, and granted it
CREATE FUNCTION public.outside_is_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM inmates_decision d WHERE d.id = NEW.decision_id AND d.stay_id = NEW.stay_id
                 AND d.outcome = 'GRANTED' AND d.decided_at IS NOT NULL) THEN
    RAISE EXCEPTION 'decision % does not grant it', NEW.decision_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_term_outside_rests_on_its_decision';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_term_outside_rests_on_its_decision BEFORE INSERT ON sentencing_outsideterm
  FOR EACH ROW EXECUTE FUNCTION public.outside_is_decided();

-- the home: every adult consents, every child is informed and heard (strgjfl. s. 16 a; fskr. s. 7-9)
CREATE FUNCTION public.home_agrees() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sentencing_householdmember m WHERE m.stay_id = NEW.stay_id AND m.left_at IS NULL AND m.is_adult
             AND (m.consented_at IS NULL OR m.withdrawn_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'an adult in the home of stay % does not consent', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'every_adult_in_the_home_consents';
  END IF;
  IF EXISTS (SELECT FROM sentencing_householdmember m WHERE m.stay_id = NEW.stay_id AND m.left_at IS NULL AND NOT m.is_adult
             AND m.heard_at IS NULL) THEN
    RAISE EXCEPTION 'a child in the home of stay % was not heard', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'every_child_in_the_home_is_heard';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER the_home_agrees_when_granted BEFORE INSERT ON sentencing_outsideterm
  FOR EACH ROW WHEN (NEW.kind = 'MONITORING') EXECUTE FUNCTION public.home_agrees();
CREATE TRIGGER the_home_agrees_when_begun BEFORE UPDATE OF state ON sentencing_outsideterm
  FOR EACH ROW WHEN (NEW.kind = 'MONITORING' AND NEW.state = 'RUNNING' AND OLD.state = 'GRANTED') EXECUTE FUNCTION public.home_agrees();

-- the victim is told beforehand, or that was waived, and somebody has said whether it is due at all (ss. 16, 16 a, 20, 36);
-- of probation the release itself asks
CREATE FUNCTION public.outside_victim_is_told() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  due boolean;
BEGIN
  SELECT d.is_due INTO due FROM sentencing_victimduty d WHERE d.stay_id = NEW.stay_id ORDER BY d.id DESC LIMIT 1;
  IF due IS NULL OR (due AND NOT EXISTS (SELECT FROM sentencing_victimnotice n WHERE n.outside_id = NEW.id)) THEN
    RAISE EXCEPTION 'the victim was not told of the term %', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'the_victim_is_told_before_a_term_outside';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER the_victim_is_told_before_a_term_outside BEFORE UPDATE OF state ON sentencing_outsideterm
  FOR EACH ROW WHEN (NEW.state = 'RUNNING' AND OLD.state = 'GRANTED' AND NEW.kind <> 'PROBATION')
  EXECUTE FUNCTION public.outside_victim_is_told();

-- what was granted stands; what happens to it is written besides it, and what is over is over
CREATE FUNCTION public.outside_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  moves text[] := '{state,started_at,started_by_id,absence_id,ended_at,ended_by_id,ended_why,reporting_until,erase_on,more_conditions,timetable}';
BEGIN
  IF OLD.state IN ('ENDED', 'WITHDRAWN') THEN
    moves := '{erase_on,erased_at,erased_by_id}';
  END IF;
  IF (to_jsonb(OLD) - moves) <> (to_jsonb(NEW) - moves) THEN
    RAISE EXCEPTION 'the term % stands', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_term_outside_stands_as_it_was_decided';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_term_outside_stands_as_it_was_decided BEFORE UPDATE ON sentencing_outsideterm
  FOR EACH ROW EXECUTE FUNCTION public.outside_stands();

-- a breach is answered once
CREATE FUNCTION public.outside_breach_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  answer text[] := '{follow_up,followed_why,followed_at,followed_by_id}';
BEGIN
  IF OLD.followed_at IS NOT NULL OR (to_jsonb(OLD) - answer) <> (to_jsonb(NEW) - answer) THEN
    RAISE EXCEPTION 'the breach % stands', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_breach_outside_is_followed_up_once';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_breach_outside_is_followed_up_once BEFORE UPDATE ON sentencing_outsidebreach
  FOR EACH ROW EXECUTE FUNCTION public.outside_breach_stands();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_outsideterm FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_outsidebreach FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_outsidecheck FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_outing FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- the gate itself: who is on remand leaves for the court or a hospital, never on their own
CREATE FUNCTION public.departure_is_for_the_sentenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM inmates_legalstatus l WHERE l.stay_id = NEW.stay_id AND l.kind = 'REMAND' AND l.during @> NEW.departed_at) THEN
    RAISE EXCEPTION 'stay % is remand', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_on_remand_goes_out_alone';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_on_remand_goes_out_alone BEFORE INSERT ON inmates_absence
  FOR EACH ROW WHEN (NEW.kind IN ('LEAVE', 'DAY_RELEASE', 'INTERRUPTION', 'INSTITUTION', 'OUTSIDE', 'MONITORING'))
  EXECUTE FUNCTION public.departure_is_for_the_sentenced();
