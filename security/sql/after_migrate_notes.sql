-- The one thing that is ever taken away from the notes between shifts, by the rule that the function keeps (notes.sql).
GRANT EXECUTE ON FUNCTION public.erase_unverified_notes(bigint, timestamptz) TO cap_web;
