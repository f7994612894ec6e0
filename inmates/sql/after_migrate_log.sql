-- The one thing that is ever taken away from the log, by the rule that the function keeps (inmates/sql/log.sql).
GRANT EXECUTE ON FUNCTION public.erase_unverified_log(bigint, timestamptz) TO cap_web;
