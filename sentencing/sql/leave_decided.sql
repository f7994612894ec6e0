-- a permission comes of a decision that is made already: it stands, and can only be withdrawn
CREATE OR REPLACE FUNCTION public.leave_permission_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'GRANTED' AND NEW.state = 'WITHDRAWN'
      AND (to_jsonb(OLD) - '{state,decided_at,decided_by_id,decided_why}'::text[])
        = (to_jsonb(NEW) - '{state,decided_at,decided_by_id,decided_why}'::text[]) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'permission % is decided', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decided_leave_permission_stands';
END $$;
