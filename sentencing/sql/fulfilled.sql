-- What is paid or served is never more than was imposed, and never before the judgment; an entry is annulled, not changed.
CREATE FUNCTION public.fulfilled_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  j record;
BEGIN
  SELECT amount, judged_on INTO j FROM sentencing_judgment WHERE id = NEW.judgment_id FOR UPDATE;
  IF NEW.on < j.judged_on THEN
    RAISE EXCEPTION 'fulfilled before judgment %', NEW.judgment_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_is_fulfilled_before_the_judgment';
  END IF;
  IF j.amount < NEW.amount + coalesce((SELECT sum(amount) FROM sentencing_fulfilled
      WHERE judgment_id = NEW.judgment_id AND annulled_at IS NULL), 0) THEN
    RAISE EXCEPTION 'judgment % is fulfilled beyond what was imposed', NEW.judgment_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'no_more_is_fulfilled_than_was_imposed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER what_is_fulfilled_fits BEFORE INSERT ON sentencing_fulfilled
  FOR EACH ROW EXECUTE FUNCTION public.fulfilled_fits();

CREATE FUNCTION public.fulfilled_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text[] := '{annulled_at,annulled_by_id,annulled_why}';
BEGIN
  IF OLD.annulled_at IS NOT NULL OR (to_jsonb(OLD) - said) <> (to_jsonb(NEW) - said) THEN
    RAISE EXCEPTION 'entry % stands', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'what_is_fulfilled_is_annulled_and_never_changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER what_is_fulfilled_stands BEFORE UPDATE ON sentencing_fulfilled
  FOR EACH ROW EXECUTE FUNCTION public.fulfilled_stands();
CREATE TRIGGER what_is_fulfilled_is_kept BEFORE DELETE ON sentencing_fulfilled
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
