-- Remand of a child, and what a court restricts: what no column can say. Each name is a sentence.
CREATE FUNCTION public.order_of_a_child() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.ordered_on IS NOT NULL AND NEW.expires_on > NEW.ordered_on + 14 AND EXISTS (
      SELECT FROM inmates_stay s JOIN inmates_person p ON p.id = s.person_id
      WHERE s.id = NEW.stay_id AND p.birth_date + interval '18 years' > NEW.ordered_on) THEN
    RAISE EXCEPTION 'the person of stay % is under 18', NEW.stay_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_order_for_a_child_is_at_most_two_weeks';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER an_order_for_a_child_is_at_most_two_weeks BEFORE INSERT ON sentencing_remandorder
  FOR EACH ROW EXECUTE FUNCTION public.order_of_a_child();

CREATE FUNCTION public.restriction_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  o sentencing_remandorder%ROWTYPE;
BEGIN
  SELECT * INTO o FROM sentencing_remandorder WHERE id = NEW.order_id;
  IF NEW.until > o.expires_on OR NEW.since < o.ordered_on THEN
    RAISE EXCEPTION 'order % holds to %', o.id, o.expires_on
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_restriction_lies_within_its_order';
  END IF;
  IF NEW.kind = 'FULL_ISOLATION' AND EXISTS (
      SELECT FROM inmates_stay s JOIN inmates_person p ON p.id = s.person_id
      WHERE s.id = o.stay_id AND p.birth_date + interval '18 years' > NEW.since) THEN
    RAISE EXCEPTION 'the person of order % is under 18', o.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_under_18_is_fully_isolated';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER restriction_may_be BEFORE INSERT ON sentencing_restriction
  FOR EACH ROW EXECUTE FUNCTION public.restriction_may_be();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_restriction
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
