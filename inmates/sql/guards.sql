-- What must never be true of people in custody, beyond what a column constraint can say. Each name is a sentence.

CREATE OR REPLACE FUNCTION public.stay_has_basis() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- two tables share this function, so the row is read by name
  stay bigint := coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> CASE TG_TABLE_NAME WHEN 'inmates_stay' THEN 'id' ELSE 'stay_id' END;
BEGIN
  IF EXISTS (SELECT FROM inmates_stay s WHERE s.id = stay AND NOT s.during <@ coalesce(
       (SELECT range_agg(l.during) FROM inmates_legalstatus l WHERE l.stay_id = s.id), '{}'::tstzmultirange)) THEN
    RAISE EXCEPTION 'stay % has a time without a legal basis', stay
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_stay_has_a_legal_basis_all_the_time';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_stay_has_a_legal_basis_all_the_time AFTER INSERT OR UPDATE OF during ON inmates_stay
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stay_has_basis();
CREATE CONSTRAINT TRIGGER a_stay_has_a_legal_basis_all_the_time AFTER UPDATE OR DELETE ON inmates_legalstatus
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stay_has_basis();

-- what belongs to a stay lies inside it; read at commit, so the order of the writes does not matter
CREATE OR REPLACE FUNCTION public.stay_holds_all() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stay bigint := to_jsonb(NEW) ->> CASE TG_TABLE_NAME WHEN 'inmates_stay' THEN 'id' ELSE 'stay_id' END;
BEGIN
  IF EXISTS (SELECT FROM inmates_placement p JOIN inmates_stay s ON s.id = p.stay_id WHERE s.id = stay AND NOT s.during @> p.during)
     OR EXISTS (SELECT FROM inmates_absence a JOIN inmates_stay s ON s.id = a.stay_id WHERE s.id = stay AND NOT s.during @> a.during) THEN
    RAISE EXCEPTION 'something lies outside stay %', stay
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_outlasts_the_stay';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER nothing_outlasts_the_stay AFTER INSERT OR UPDATE OF during, stay_id ON inmates_placement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stay_holds_all();
CREATE CONSTRAINT TRIGGER nothing_outlasts_the_stay AFTER INSERT OR UPDATE OF during, stay_id ON inmates_absence
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stay_holds_all();
CREATE CONSTRAINT TRIGGER nothing_outlasts_the_stay AFTER UPDATE OF during ON inmates_stay
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.stay_holds_all();

-- a cell: nobody placed in a closed one, never more people than places in use. The cell's row is locked, so races queue.
CREATE OR REPLACE FUNCTION public.cell_can_hold() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  c record;
BEGIN
  SELECT cell.id, cell.places_in_use INTO c FROM corrections_bed b JOIN corrections_cell cell ON cell.id = b.cell_id
    WHERE b.id = NEW.bed_id FOR NO KEY UPDATE OF cell;
  IF EXISTS (SELECT FROM corrections_cellclosure k WHERE k.cell_id = c.id AND k.during && NEW.during) THEN
    RAISE EXCEPTION 'cell % is closed', c.id USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_is_placed_in_a_closed_cell';
  END IF;
  -- bed by bed (OFFSET 0), or a planner without statistics reads every placement there is for each one that is made
  IF (SELECT count(*) FROM corrections_bed b CROSS JOIN LATERAL (
        SELECT FROM inmates_placement p WHERE p.bed_id = b.id AND p.during && NEW.during
          AND p.id IS DISTINCT FROM NEW.id AND p.stay_id <> NEW.stay_id OFFSET 0) AS other
      WHERE b.cell_id = c.id) >= c.places_in_use THEN
    RAISE EXCEPTION 'cell % is full', c.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_cell_never_holds_more_than_its_places_in_use';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_cell_can_hold_who_is_placed BEFORE INSERT OR UPDATE OF bed_id, during ON inmates_placement
  FOR EACH ROW EXECUTE FUNCTION public.cell_can_hold();

CREATE OR REPLACE FUNCTION public.closed_cell_is_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM corrections_cell WHERE id = NEW.cell_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id
             WHERE b.cell_id = NEW.cell_id AND p.during && NEW.during) THEN
    RAISE EXCEPTION 'cell % is occupied', NEW.cell_id USING ERRCODE = 'check_violation', CONSTRAINT = 'an_occupied_cell_is_not_closed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER an_occupied_cell_is_not_closed BEFORE INSERT OR UPDATE OF during, cell_id ON corrections_cellclosure
  FOR EACH ROW EXECUTE FUNCTION public.closed_cell_is_empty();

CREATE OR REPLACE FUNCTION public.capacity_covers_occupancy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.places_in_use < (SELECT count(*) FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id
                          WHERE b.cell_id = NEW.id AND upper_inf(p.during)) THEN
    RAISE EXCEPTION 'cell % holds more people', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'places_in_use_cover_who_lives_there';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER places_in_use_cover_who_lives_there BEFORE UPDATE OF places_in_use ON corrections_cell
  FOR EACH ROW WHEN (NEW.places_in_use < OLD.places_in_use) EXECUTE FUNCTION public.capacity_covers_occupancy();

-- a movement is a fact: what it says does not change, nobody arrives twice, nothing undone is done again
CREATE OR REPLACE FUNCTION public.movement_is_a_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.arrived_at IS NOT NULL AND NEW.arrived_at IS DISTINCT FROM OLD.arrived_at THEN
    RAISE EXCEPTION 'movement % has arrived', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_arrives_twice';
  END IF;
  IF OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at
     OR (NEW.stay_id, NEW.left_at, NEW.follows_id, NEW.from_place_id, NEW.to_place_id, NEW.registered_by_id)
        IS DISTINCT FROM (OLD.stay_id, OLD.left_at, OLD.follows_id, OLD.from_place_id, OLD.to_place_id, OLD.registered_by_id) THEN
    RAISE EXCEPTION 'movement % cannot be rewritten', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_movement_is_never_rewritten';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_movement_is_a_fact BEFORE UPDATE ON inmates_movement FOR EACH ROW EXECUTE FUNCTION public.movement_is_a_fact();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_movement FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_logentry FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
