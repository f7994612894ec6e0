-- What must never be true of a head count, beyond what a column constraint can say. Each name is a sentence.
-- Judged by statement, so that closing a whole country's counts costs one look at their lines.

CREATE FUNCTION public.count_numbers_are_true() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM changed c LEFT JOIN LATERAL (
      SELECT count(*) AS expected,
             count(*) FILTER (WHERE l.mark IN ('seen', 'found')) AS seen,
             count(*) FILTER (WHERE l.mark = 'accounted' OR (l.mark = '' AND l.expected = 'OUTSIDE')) AS accounted
      FROM security_countline l WHERE l.count_id = c.id AND l.expected <> 'GONE'
    ) n ON true
    WHERE c.state IN ('SUBMITTED', 'DISCREPANCY', 'AGREED', 'CERTIFIED')
      AND (c.expected, c.seen, c.accounted) IS DISTINCT FROM (n.expected::int, n.seen::int, n.accounted::int)
  ) THEN
    RAISE EXCEPTION 'a count says other numbers than its lines'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'the_numbers_of_a_count_are_those_of_its_lines';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER the_numbers_of_a_count_are_those_of_its_lines AFTER UPDATE ON security_count
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_numbers_are_true();

CREATE FUNCTION public.count_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'count % is closed', OLD.id
    USING ERRCODE = 'check_violation', CONSTRAINT = 'a_closed_count_stays_as_it_is';
END $$;
CREATE TRIGGER a_closed_count_stays_as_it_is BEFORE UPDATE ON security_count
  FOR EACH ROW WHEN (OLD.state IN ('CERTIFIED', 'ABANDONED')) EXECUTE FUNCTION public.count_stays_closed();

CREATE FUNCTION public.count_lines_stay_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM changed l JOIN security_count c ON c.id = l.count_id WHERE c.state IN ('CERTIFIED', 'ABANDONED')
  ) THEN
    RAISE EXCEPTION 'a line belongs to a closed count'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'the_lines_of_a_closed_count_stay_as_they_are';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER the_lines_of_a_closed_count_stay_1 AFTER INSERT ON security_countline
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_lines_stay_closed();
CREATE TRIGGER the_lines_of_a_closed_count_stay_2 AFTER UPDATE ON security_countline
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_lines_stay_closed();
CREATE TRIGGER the_lines_of_a_closed_count_stay_3 AFTER DELETE ON security_countline
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION public.count_lines_stay_closed();

-- a board shows the count of its unit: made, begun, handed in, closed
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.security_count
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.made_at > now() - interval '2 days')
  EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.security_count
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
  EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.security_countplan
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.security_countplan
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.during IS DISTINCT FROM NEW.during)
  EXECUTE FUNCTION public.board_changed('unit');
