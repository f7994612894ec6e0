-- What is only added to follows its person when two rows are joined; the function moves nothing else (inmates/sql/merge.sql).
GRANT EXECUTE ON FUNCTION public.follow_merge(bigint) TO cap_web;
