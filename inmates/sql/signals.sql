-- The boards of a prison show signals, so setting and ending one counts as a change (board_version.sql).
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.inmates_signal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION public.board_changed('stay');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.inmates_signal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.board_changed('stay');
