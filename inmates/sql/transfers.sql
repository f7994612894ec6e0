-- Between two gates: out of one prison before into the other, and nobody in two prisons or in none.

-- a departed transfer is the absence of the same person at the same minute, and ends when that ends
CREATE OR REPLACE FUNCTION public.transfer_is_one_absence() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  t record;
BEGIN
  IF TG_TABLE_NAME = 'inmates_absence' THEN
    SELECT * INTO t FROM inmates_transfer x WHERE x.absence_id = NEW.id;
  ELSE
    SELECT * INTO t FROM inmates_transfer x WHERE x.id = NEW.id;
  END IF;
  IF TG_TABLE_NAME = 'inmates_absence' AND t.id IS NULL THEN
    RAISE EXCEPTION 'absence % has no order', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_is_under_transfer_without_an_order';
  END IF;
  IF t.absence_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM inmates_absence a WHERE a.id = t.absence_id AND a.stay_id = t.stay_id AND a.kind = 'TRANSFER'
         AND a.departed_at = t.departed_at AND a.returned_at IS NOT DISTINCT FROM coalesce(t.arrived_at, t.turned_back_at, a.returned_at)
         AND (a.returned_at IS NULL OR coalesce(t.arrived_at, t.turned_back_at) IS NOT NULL
              OR EXISTS (SELECT FROM inmates_stay s WHERE s.id = t.stay_id AND upper(s.during) IS NOT NULL)
              OR EXISTS (SELECT FROM inmates_absence f WHERE f.continues_id = a.id))) THEN
    RAISE EXCEPTION 'transfer % and its absence differ', t.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_transfer_lasts_as_long_as_its_absence';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_transfer_lasts_as_long_as_its_absence AFTER INSERT OR UPDATE ON inmates_transfer
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.transfer_is_one_absence();
CREATE CONSTRAINT TRIGGER nobody_is_under_transfer_without_an_order AFTER INSERT OR UPDATE ON inmates_absence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'TRANSFER') EXECUTE FUNCTION public.transfer_is_one_absence();

-- the conversation of ground c was had with this person, as a conversation
CREATE OR REPLACE FUNCTION public.conversation_was_had() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM inmates_logentry l JOIN inmates_stay s ON s.person_id = l.person_id
                 WHERE l.id = NEW.conversation_id AND s.id = NEW.stay_id AND l.kind = 'CONVERSATION'
                   AND l.happened_at <= NEW.ordered_at) THEN
    RAISE EXCEPTION 'log entry % is no conversation with them', NEW.conversation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'the_conversation_was_had_with_the_same_person';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER the_conversation_was_had_with_the_same_person BEFORE INSERT OR UPDATE OF conversation_id ON inmates_transfer
  FOR EACH ROW WHEN (NEW.conversation_id IS NOT NULL) EXECUTE FUNCTION public.conversation_was_had();

-- a bed in another prison than the last one only after an arrival there: nobody jumps over the walls
CREATE OR REPLACE FUNCTION public.nobody_jumps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_ record;
  new_ bigint;
BEGIN
  SELECT u.prison_id, lower(p.during) AS placed_at INTO old_
    FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
    JOIN corrections_unit u ON u.id = c.unit_id
    WHERE p.stay_id = NEW.stay_id AND lower(p.during) < lower(NEW.during) ORDER BY lower(p.during) DESC LIMIT 1;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT u.prison_id INTO new_ FROM corrections_bed b JOIN corrections_cell c ON c.id = b.cell_id
    JOIN corrections_unit u ON u.id = c.unit_id WHERE b.id = NEW.bed_id;
  IF new_ <> old_.prison_id AND NOT EXISTS (
       SELECT FROM inmates_transfer t WHERE t.stay_id = NEW.stay_id AND t.to_prison_id = new_
         AND t.arrived_at >= old_.placed_at AND t.arrived_at <= lower(NEW.during)) THEN
    RAISE EXCEPTION 'stay % jumps to prison %', NEW.stay_id, new_
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_changes_prison_without_a_transfer';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER nobody_changes_prison_without_a_transfer AFTER INSERT ON inmates_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.nobody_jumps();

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_returnchange
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
