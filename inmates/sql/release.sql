-- A release at the gate stands, and a cancelled one stays cancelled. Each name is a sentence.
CREATE FUNCTION public.release_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'release % is over', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'a_release_that_is_over_stands';
END $$;
CREATE TRIGGER a_release_that_is_over_stands BEFORE UPDATE ON inmates_release
  FOR EACH ROW WHEN (OLD.state IN ('EXECUTED', 'CANCELLED') AND OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION public.release_stands();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_release FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_releasemark FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_releaseoverride FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- the tile of somebody who is to be released says so
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.inmates_release
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.registered_at > now() - interval '2 days')
  EXECUTE FUNCTION public.board_changed('stay');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.inmates_release
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION public.board_changed('stay');
