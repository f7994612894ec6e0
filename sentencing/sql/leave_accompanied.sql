-- who is accompanied on leave leaves with no fewer officers than the decision says; the officers are in the booked time
CREATE FUNCTION public.leave_has_its_officers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  needed int;
  named int;
BEGIN
  SELECT p.officers INTO needed FROM sentencing_leavepermission p WHERE p.id = NEW.permission_id;
  SELECT count(*) INTO named FROM inmates_escort e JOIN inmates_commitment c ON c.id = e.commitment_id
    WHERE c.source = 'sentencing.leave:' || NEW.id AND c.cancelled_at IS NULL AND e.removed_at IS NULL;
  IF named < needed THEN
    RAISE EXCEPTION 'leave % needs % officers', NEW.id, needed
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_accompanied_leave_leaves_with_its_officers';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER an_accompanied_leave_leaves_with_its_officers BEFORE INSERT OR UPDATE OF state ON sentencing_leave
  FOR EACH ROW WHEN (NEW.state = 'STARTED') EXECUTE FUNCTION public.leave_has_its_officers();
