-- Money and things in the prison's keeping: what no column constraint can say. Each name is a sentence.

-- Two officers at the same person queue at the stay's row; the second then sees what the first took.
CREATE FUNCTION public.money_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  held numeric;
BEGIN
  PERFORM FROM public.inmates_stay WHERE id = NEW.stay_id FOR NO KEY UPDATE;
  IF NEW.direction = 'HANDED_OUT' THEN
    SELECT coalesce(sum(CASE m.direction WHEN 'RECEIVED' THEN m.amount ELSE -m.amount END), 0) INTO held
      FROM public.inmates_moneyhandling m WHERE m.stay_id = NEW.stay_id AND m.currency = NEW.currency;
    IF held < NEW.amount THEN
      RAISE EXCEPTION 'stay % has less than that', NEW.stay_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'money_is_never_below_nil';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER money_is_never_below_nil BEFORE INSERT ON inmates_moneyhandling
  FOR EACH ROW EXECUTE FUNCTION public.money_balance();

CREATE FUNCTION public.thing_is_out() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'thing % is handed out', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'what_is_handed_out_stays_handed_out';
END $$;
CREATE TRIGGER what_is_handed_out_stays_handed_out BEFORE UPDATE ON inmates_propertyitem
  FOR EACH ROW WHEN (OLD.handed_out_at IS NOT NULL AND OLD.* IS DISTINCT FROM NEW.*)
  EXECUTE FUNCTION public.thing_is_out();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_propertyitem FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_propertymove FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_moneyhandling FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_propertyreceipt FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_receiptline FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
