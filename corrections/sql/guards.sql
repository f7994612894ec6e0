-- What the ground floor's tables must never hold, beyond what a column constraint can say. Each name is a sentence.

CREATE OR REPLACE FUNCTION public.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation', CONSTRAINT = 'records_are_only_added';
END $$;
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON corrections_readrecord FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON corrections_writerecord FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON corrections_breach FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON corrections_ruleversion FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE OR REPLACE FUNCTION public.late_clock_has_breach() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'CLOSED_LATE' AND NOT EXISTS (SELECT FROM corrections_breach b WHERE b.clock_id = NEW.id) THEN
    RAISE EXCEPTION 'clock % closed late without a breach record', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_clock_closed_late_has_a_breach';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_clock_closed_late_has_a_breach AFTER INSERT OR UPDATE OF state ON corrections_clock
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.late_clock_has_breach();

CREATE OR REPLACE FUNCTION public.beds_match_cell() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- two tables share this function, so the row is read by name; a bed that is moved changes two cells
  key text := CASE TG_TABLE_NAME WHEN 'corrections_cell' THEN 'id' ELSE 'cell_id' END;
  cell bigint;
BEGIN
  SELECT c.id INTO cell FROM corrections_cell c
    WHERE c.id IN ((to_jsonb(NEW) ->> key)::bigint, (to_jsonb(OLD) ->> key)::bigint)
      AND c.physical_places <> (SELECT count(*) FROM corrections_bed b WHERE b.cell_id = c.id) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'cell % has another number of beds than physical places', cell
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_cell_has_one_bed_for_each_physical_place';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_cell_has_one_bed_for_each_physical_place AFTER INSERT OR UPDATE OF physical_places ON corrections_cell
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.beds_match_cell();
CREATE CONSTRAINT TRIGGER a_cell_has_one_bed_for_each_physical_place AFTER INSERT OR DELETE OR UPDATE OF cell_id ON corrections_bed
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.beds_match_cell();

CREATE OR REPLACE FUNCTION public.posting_unit_in_prison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.unit_id IS NOT NULL AND NOT EXISTS (SELECT FROM corrections_unit u WHERE u.id = NEW.unit_id AND u.prison_id = NEW.prison_id) THEN
    RAISE EXCEPTION 'unit % is not in prison %', NEW.unit_id, NEW.prison_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_posting_is_at_a_unit_of_its_prison';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_posting_is_at_a_unit_of_its_prison BEFORE INSERT OR UPDATE OF unit_id, prison_id ON corrections_posting
  FOR EACH ROW EXECUTE FUNCTION public.posting_unit_in_prison();
