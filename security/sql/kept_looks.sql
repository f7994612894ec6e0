-- A look that a tablet kept while it had no network is told afterwards: it was made while the observation ran.
CREATE OR REPLACE FUNCTION public.check_of_what_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM public.security_observation o
    WHERE o.id = NEW.observation_id AND o.during @> NEW.at AND (o.suspended_at IS NULL OR NEW.at < o.suspended_at)
  ) THEN
    RAISE EXCEPTION 'observation % does not run', NEW.observation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_check_is_made_while_the_observation_runs';
  END IF;
  RETURN NEW;
END $$;
