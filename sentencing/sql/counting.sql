-- Dates that two people confirmed, and the days that do not count: what no column can say. Each name is a sentence.
CREATE FUNCTION public.calculation_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text[] := '{confirmed_at,confirmed_by_id,withdrawn_at,withdrawn_by_id,withdrawn_why}';
BEGIN
  IF OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL OR (to_jsonb(OLD) - said) <> (to_jsonb(NEW) - said) THEN
    RAISE EXCEPTION 'calculation % of stay % stands', OLD.number, OLD.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_calculation_is_followed_and_never_changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_calculation_is_followed_and_never_changed BEFORE UPDATE ON sentencing_calculation
  FOR EACH ROW EXECUTE FUNCTION public.calculation_stands();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_calculation
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.days_left_out_stand() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text[] := '{annulled_at,annulled_by_id,annulled_why}';
BEGIN
  IF OLD.annulled_at IS NOT NULL OR (to_jsonb(OLD) - said) <> (to_jsonb(NEW) - said) THEN
    RAISE EXCEPTION 'the entry % of days left out stands', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'days_left_out_are_annulled_and_never_changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER days_left_out_are_annulled_and_never_changed BEFORE UPDATE ON sentencing_notcounted
  FOR EACH ROW EXECUTE FUNCTION public.days_left_out_stand();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_notcounted
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- fv-fskr. s. 11: preventive detention is never interrupted; strgjfl. s. 52: neither is remand
CREATE FUNCTION public.interruption_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM sentencing_judgment j WHERE j.stay_id = NEW.stay_id AND j.kind = 'PREVENTIVE') THEN
    RAISE EXCEPTION 'stay % is preventive detention', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'preventive_detention_is_never_interrupted';
  END IF;
  IF EXISTS (SELECT FROM inmates_legalstatus l WHERE l.stay_id = NEW.stay_id AND l.kind = 'REMAND'
             AND l.during && tstzrange(lower(NEW.days)::timestamp AT TIME ZONE 'Europe/Oslo', upper(NEW.days)::timestamp AT TIME ZONE 'Europe/Oslo')) THEN
    RAISE EXCEPTION 'stay % is remand', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'remand_is_never_interrupted';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER interruption_may_be BEFORE INSERT ON sentencing_notcounted
  FOR EACH ROW WHEN (NEW.reason = 'INTERRUPTION') EXECUTE FUNCTION public.interruption_may_be();
