-- What stood there before it was put right is only added to.
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_legalstatuscorrection
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
