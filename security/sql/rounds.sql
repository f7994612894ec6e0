-- What was seen at a door is only added, and only while the observation runs. What has ended stands.

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.security_observationcheck
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.check_of_what_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM public.security_observation o
    WHERE o.id = NEW.observation_id AND o.during @> NEW.at AND o.suspended_at IS NULL
  ) THEN
    RAISE EXCEPTION 'observation % does not run', NEW.observation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_check_is_made_while_the_observation_runs';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_check_is_made_while_the_observation_runs BEFORE INSERT ON public.security_observationcheck
  FOR EACH ROW EXECUTE FUNCTION public.check_of_what_runs();

CREATE FUNCTION public.observation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'observation % has ended', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'an_ended_observation_stands';
END $$;
CREATE TRIGGER an_ended_observation_stands BEFORE UPDATE ON public.security_observation
  FOR EACH ROW WHEN (NOT upper_inf(OLD.during)) EXECUTE FUNCTION public.observation_stands();

-- the tile of a board says who is looked in on, and when next
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.security_observation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (upper_inf(NEW.during) OR NEW.ordered_at > now() - interval '2 days')
  EXECUTE FUNCTION public.board_changed('stay');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.security_observation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION public.board_changed('stay');
