-- A turn of the key is only added, and replaces only what is of the same door.

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.security_lockevent
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.correction_of_the_same_door() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM public.security_lockevent e
    WHERE e.id = NEW.corrects_id AND e.unit_id = NEW.unit_id AND e.stay_id IS NOT DISTINCT FROM NEW.stay_id
      AND NEW.act IN (e.act, 'NEVER') AND e.act <> 'NEVER'
  ) THEN
    RAISE EXCEPTION 'lock event % is of another door', NEW.corrects_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_correction_is_of_the_same_door';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_correction_is_of_the_same_door BEFORE INSERT ON public.security_lockevent
  FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION public.correction_of_the_same_door();

-- the board offers the next turn of the daily order, and says who is an exception
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.security_lockevent
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.registered_at > now() - interval '2 days')
  EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.security_dailyturn
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (upper_inf(NEW.during)) EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.security_dailyturn
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION public.board_changed('unit');
