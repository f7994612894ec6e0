-- The operational capacity of a prison is at most its physical places. Read at commit, so the order of the writes does
-- not matter; the prison's row is locked, so that two officers who change capacities at once queue.
CREATE OR REPLACE FUNCTION public.operational_capacity_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  row jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD));
  prison record;
BEGIN
  SELECT p.id, p.operational_capacity AS most INTO prison FROM corrections_prison p
    WHERE p.id = CASE TG_TABLE_NAME WHEN 'corrections_prison' THEN (row ->> 'id')::bigint
                 ELSE (SELECT u.prison_id FROM corrections_unit u WHERE u.id = (row ->> 'unit_id')::bigint) END
    FOR NO KEY UPDATE;
  IF prison.most > (SELECT coalesce(sum(c.physical_places), 0) FROM corrections_cell c
                    JOIN corrections_unit u ON u.id = c.unit_id WHERE u.prison_id = prison.id) THEN
    RAISE EXCEPTION 'prison % would hold more than its physical places', prison.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'operational_capacity_never_above_physical_places';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER operational_capacity_never_above_physical_places
  AFTER UPDATE OF operational_capacity ON corrections_prison
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.operational_capacity IS NOT NULL) EXECUTE FUNCTION public.operational_capacity_fits();
CREATE CONSTRAINT TRIGGER operational_capacity_never_above_physical_places
  AFTER DELETE OR UPDATE OF physical_places ON corrections_cell
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.operational_capacity_fits();
