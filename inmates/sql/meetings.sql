-- Who was let meet after all, and what a review came to, is only added to.

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.inmates_meetingoverride
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON public.inmates_apartreview
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- of two records of one person both may be in the group: then the other's membership stays where it is
DO $$
BEGIN
  EXECUTE replace(pg_get_functiondef('public.follow_merge(bigint)'::regprocedure),
                  $q$'inmates_staffconflict'$q$, $q$'inmates_staffconflict', 'inmates_groupmembership'$q$);
END $$;
