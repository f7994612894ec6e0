-- The ledger of lost hours is only added to, and an adopted plan stands as it was adopted.

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.security_regimeloss
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.adopted_plan_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'plan % is adopted', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'an_adopted_plan_stands';
END $$;
CREATE TRIGGER an_adopted_plan_stands BEFORE UPDATE OR DELETE ON public.security_regimeplan
  FOR EACH ROW WHEN (OLD.adopted_at IS NOT NULL) EXECUTE FUNCTION public.adopted_plan_stands();
