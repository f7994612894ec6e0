-- Leave (strgjfl. ss. 33, 36 and 52): what must never be, beyond what a column can say. Each name is a sentence.

-- nobody on remand is given leave: neither granted, nor planned, nor begun
CREATE FUNCTION public.leave_is_for_the_sentenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM inmates_legalstatus l WHERE l.stay_id = NEW.stay_id AND upper_inf(l.during) AND l.kind <> 'REMAND') THEN
    RAISE EXCEPTION 'stay % is not serving a sentence', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_on_remand_has_leave';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_on_remand_has_leave BEFORE INSERT OR UPDATE ON sentencing_leavepermission
  FOR EACH ROW WHEN (NEW.state IN ('ASKED', 'GRANTED')) EXECUTE FUNCTION public.leave_is_for_the_sentenced();
CREATE TRIGGER nobody_on_remand_has_leave BEFORE INSERT OR UPDATE OF state ON sentencing_leave
  FOR EACH ROW WHEN (NEW.state <> 'CANCELLED') EXECUTE FUNCTION public.leave_is_for_the_sentenced();

-- a permission stands as it was decided; it can only be withdrawn
CREATE FUNCTION public.leave_permission_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.state = 'ASKED' AND OLD.stay_id = NEW.stay_id) OR (OLD.state = 'GRANTED' AND NEW.state = 'WITHDRAWN'
      AND (to_jsonb(OLD) - '{state,decided_at,decided_by_id,decided_why}'::text[])
        = (to_jsonb(NEW) - '{state,decided_at,decided_by_id,decided_why}'::text[])) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'permission % is decided', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decided_leave_permission_stands';
END $$;
CREATE TRIGGER a_decided_leave_permission_stands BEFORE UPDATE ON sentencing_leavepermission
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.leave_permission_stands();

-- a leave rests on a permission that is granted, holds that day and is of the same person; it begins when the victim
-- was told or when that was waived, and never before somebody has said whether it is due
CREATE FUNCTION public.leave_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p record;
  due boolean;
BEGIN
  SELECT * INTO p FROM sentencing_leavepermission WHERE id = NEW.permission_id FOR SHARE;
  IF p.stay_id <> NEW.stay_id OR p.state <> 'GRANTED'
     OR (lower(NEW.during) AT TIME ZONE 'Europe/Oslo')::date NOT BETWEEN p.valid_from AND p.valid_to THEN
    RAISE EXCEPTION 'leave % has no permission', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_leave_rests_on_a_permission_that_holds';
  END IF;
  IF NEW.state = 'STARTED' THEN
    SELECT d.is_due INTO due FROM sentencing_victimduty d WHERE d.stay_id = NEW.stay_id ORDER BY d.id DESC LIMIT 1;
    IF due IS NULL OR (due AND NOT EXISTS (SELECT FROM sentencing_victimnotice n WHERE n.leave_id = NEW.id)) THEN
      RAISE EXCEPTION 'the victim of leave % was not told', NEW.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'the_victim_is_told_before_a_leave_begins';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_leave_may_be BEFORE INSERT OR UPDATE OF permission_id, stay_id, during, state ON sentencing_leave
  FOR EACH ROW WHEN (NEW.state <> 'CANCELLED') EXECUTE FUNCTION public.leave_may_be();

CREATE FUNCTION public.leave_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'leave % is over', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_cancelled_leave_stays_cancelled';
END $$;
CREATE TRIGGER a_cancelled_leave_stays_cancelled BEFORE UPDATE ON sentencing_leave
  FOR EACH ROW WHEN (OLD.state = 'CANCELLED' AND OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.leave_stands();

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_victimduty FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_victimnotice FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_stepreview FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
