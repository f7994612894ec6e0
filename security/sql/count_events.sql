-- What was tapped in a count, and each change of its state, is only added: for whoever owns the tables, too.
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.security_countevent
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.security_countstatechange
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
