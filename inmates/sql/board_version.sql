-- Counts the changes of everything that the boards of a prison show. A poll compares the number and answers "unchanged"
-- without reading a board. Counted once per transaction, at its end: writers hold the row for the blink of the commit.
-- History that is loaded in bulk is older than two days and counts nothing.

CREATE FUNCTION public.board_prisons_of(how text, row_ jsonb) RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  CASE how
    WHEN 'prison' THEN RETURN NEXT (row_ ->> 'prison_id')::bigint;
    WHEN 'unit' THEN
      RETURN QUERY SELECT u.prison_id FROM public.corrections_unit u WHERE u.id = (row_ ->> 'unit_id')::bigint;
    WHEN 'cell' THEN
      RETURN QUERY SELECT u.prison_id FROM public.corrections_cell c JOIN public.corrections_unit u ON u.id = c.unit_id
        WHERE c.id = (row_ ->> 'cell_id')::bigint;
    WHEN 'bed' THEN
      RETURN QUERY SELECT u.prison_id FROM public.corrections_bed b JOIN public.corrections_cell c ON c.id = b.cell_id
        JOIN public.corrections_unit u ON u.id = c.unit_id WHERE b.id = (row_ ->> 'bed_id')::bigint;
    WHEN 'stay' THEN
      RETURN QUERY SELECT u.prison_id FROM public.inmates_placement p JOIN public.corrections_bed b ON b.id = p.bed_id
        JOIN public.corrections_cell c ON c.id = b.cell_id JOIN public.corrections_unit u ON u.id = c.unit_id
        WHERE p.stay_id = (row_ ->> 'stay_id')::bigint AND upper(p.during) IS NULL;
    WHEN 'person' THEN
      RETURN QUERY SELECT u.prison_id FROM public.inmates_stay s JOIN public.inmates_placement p ON p.stay_id = s.id
        JOIN public.corrections_bed b ON b.id = p.bed_id JOIN public.corrections_cell c ON c.id = b.cell_id
        JOIN public.corrections_unit u ON u.id = c.unit_id
        WHERE s.person_id IN ((row_ ->> 'person_id')::bigint, (row_ ->> 'first_id')::bigint, (row_ ->> 'second_id')::bigint)
          AND upper(s.during) IS NULL AND upper(p.during) IS NULL;
  END CASE;
END $$;

CREATE FUNCTION public.board_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  prison bigint;
  me bigint := pg_current_xact_id()::text::bigint;
  row_ jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  IF TG_ARGV[0] = 'person' AND TG_TABLE_NAME = 'inmates_person' THEN
    row_ := jsonb_build_object('person_id', row_ -> 'id');
  END IF;
  FOR prison IN SELECT * FROM public.board_prisons_of(TG_ARGV[0], row_) ORDER BY 1 LOOP
    INSERT INTO public.inmates_boardversion AS v (prison_id, version, counted_in) VALUES (prison, 1, me)
      ON CONFLICT (prison_id) DO UPDATE SET version = v.version + 1, counted_in = me WHERE v.counted_in <> me;
  END LOOP;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.board_changed() FROM PUBLIC;

DO $$
DECLARE
  t record;
BEGIN
  FOR t IN SELECT * FROM (VALUES
      ('inmates_movement', 'stay', 'NEW.registered_at > now() - interval ''2 days'''),
      ('inmates_absence', 'stay', 'upper(NEW.during) IS NULL OR NEW.departed_at > now() - interval ''2 days'''),
      ('inmates_placement', 'bed', 'upper(NEW.during) IS NULL OR NEW.placed_at > now() - interval ''2 days'''),
      ('inmates_reservation', 'bed', 'upper(NEW.during) IS NULL OR NEW.reserved_at > now() - interval ''2 days'''),
      ('inmates_commitment', 'stay', 'NEW.booked_at > now() - interval ''2 days'' OR upper(NEW.during) > now() - interval ''2 days'''),
      ('inmates_nonassociation', 'person', 'upper(NEW.during) IS NULL OR NEW.registered_at > now() - interval ''2 days'''),
      ('inmates_person', 'person', 'false'),
      ('inmates_logentry', 'unit', 'NEW.written_at > now() - interval ''2 days'''),
      ('corrections_task', 'prison', 'NEW.done_at IS NULL'),
      ('corrections_cellclosure', 'cell', 'upper(NEW.during) IS NULL OR NEW.closed_at > now() - interval ''2 days'''),
      ('corrections_cell', 'unit', 'true'),
      ('corrections_unit', 'prison', 'true'),
      ('corrections_place', 'prison', 'true')
    ) AS list (relation, how, recent)
  LOOP
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON public.%I DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (%s) EXECUTE FUNCTION public.board_changed(%L)', t.relation, t.recent, t.how);
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON public.%I DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.board_changed(%L)', t.relation, t.how);
    EXECUTE format(
      'CREATE CONSTRAINT TRIGGER the_board_counts_what_is_taken_away AFTER DELETE ON public.%I DEFERRABLE INITIALLY DEFERRED
       FOR EACH ROW EXECUTE FUNCTION public.board_changed(%L)', t.relation, t.how);
  END LOOP;
END $$;
