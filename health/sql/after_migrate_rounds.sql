-- Medicines: what is due is made from the orders, and an entry about a dose is checked where nobody can go around it.
-- Idempotent; runs after after_migrate_record.sql, which says whose record is open.

SET LOCAL ROLE pms_owner;
GRANT SELECT ON public.inmates_person TO health_owner;
RESET ROLE;
SET LOCAL ROLE health_owner;
SET LOCAL client_min_messages = warning;

-- 0. the records of one person: their own, and those of rows that were joined to theirs
CREATE OR REPLACE FUNCTION health.same_person(p_patient bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE whose bigint := (SELECT coalesce(i.merged_into_id, i.id) FROM health.patient p JOIN public.inmates_person i ON i.id = p.person_id WHERE p.id = p_patient);
BEGIN
  RETURN (SELECT array_agg(p.id ORDER BY p.id) FROM health.patient p
          WHERE p.person_id IN (SELECT i.id FROM public.inmates_person i WHERE i.id = whose OR i.merged_into_id = whose));
END $$;

-- 1. an order is ended, never changed; taken back before it starts, nothing is left of it
CREATE OR REPLACE FUNCTION health.order_is_ended_only() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE may_change CONSTANT text[] := ARRAY['during', 'stopped_at', 'stopped_by_id', 'stop_reason', 'released_from_id'];
BEGIN
  IF current_setting('pms.resealing', true) = 'on' THEN
    IF health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  IF OLD.stopped_at IS NOT NULL OR NEW.stopped_at IS NULL
     OR isempty(NEW.during) AND NEW.stopped_at > lower(OLD.during)
     OR NOT isempty(NEW.during) AND (lower(NEW.during) IS DISTINCT FROM lower(OLD.during) OR upper(NEW.during) > upper(OLD.during)) OR to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change THEN
    RAISE EXCEPTION 'order % is ended, never changed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'an_order_is_ended_never_changed';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER an_order_is_ended_never_changed BEFORE UPDATE ON health.medication_order
  FOR EACH ROW EXECUTE FUNCTION health.order_is_ended_only();

-- whoever is released leaves the round: what was ordered ends with the stay, and the record says that it did
CREATE OR REPLACE FUNCTION health.orders_end_with_the_stay() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE health.medication_order o SET released_from_id = n.id, stopped_at = upper(n.during),
      during = CASE WHEN lower(o.during) >= upper(n.during) THEN 'empty' ELSE tstzrange(lower(o.during), upper(n.during)) END
    FROM changed n JOIN before b ON b.id = n.id AND upper(b.during) IS NULL
    JOIN health.patient p ON p.person_id = n.person_id CROSS JOIN LATERAL unnest(health.same_person(p.id)) AS whose(patient)
    WHERE upper(n.during) IS NOT NULL AND o.patient_id = whose.patient AND o.stopped_at IS NULL
      AND (upper(o.during) IS NULL OR upper(o.during) > upper(n.during));
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE ON health.medication_order FOR EACH ROW EXECUTE FUNCTION health.no_change();

GRANT USAGE ON SCHEMA health TO pms_owner;  -- needed to make the trigger, not to run it
GRANT EXECUTE ON FUNCTION health.orders_end_with_the_stay() TO pms_owner;
RESET ROLE;
SET LOCAL ROLE pms_owner;
CREATE OR REPLACE TRIGGER the_orders_end_with_the_stay AFTER UPDATE ON public.inmates_stay
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION health.orders_end_with_the_stay();
RESET ROLE;
SET LOCAL ROLE health_owner;
REVOKE ALL ON SCHEMA health FROM pms_owner;
REVOKE ALL ON FUNCTION health.orders_end_with_the_stay() FROM pms_owner;

-- 2. what is due. The clock on the wall decides: a time in the hour that is missing in March comes an hour later, one in
-- the hour that comes twice in October comes once. Every so many hours is elapsed time. Running it again adds nothing.
CREATE OR REPLACE FUNCTION health.make_doses(p_from timestamptz, p_to timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  IF p_to > p_from + interval '8 days' THEN
    RAISE EXCEPTION 'a week of doses at a time' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  INSERT INTO health.dose (order_id, patient_id, due_at, "window")
    SELECT o.id, o.patient_id, x.due, tstzrange(x.due - interval '1 hour', x.due + interval '1 hour')
    FROM health.medication_order o
    JOIN health.patient p ON p.id = o.patient_id
    JOIN public.inmates_person i ON i.id = p.person_id
    CROSS JOIN LATERAL (
      SELECT (d.day::date + t.at) AT TIME ZONE 'Europe/Oslo' AS due
      FROM generate_series((p_from AT TIME ZONE 'Europe/Oslo')::date::timestamp, p_to AT TIME ZONE 'Europe/Oslo', interval '1 day') AS d(day)
      CROSS JOIN unnest(o.times) AS t(at)
      WHERE cardinality(o.weekdays) = 0 OR extract(isodow FROM d.day)::int = ANY (o.weekdays)
      UNION
      SELECT g.due FROM generate_series(
        lower(o.during) + make_interval(hours => o.interval_hours
          * greatest(0, ceil(extract(epoch FROM p_from - lower(o.during)) / 3600 / o.interval_hours))::int),
        p_to, make_interval(hours => o.interval_hours::int)) AS g(due)
      WHERE o.interval_hours IS NOT NULL
    ) x
    WHERE NOT o.as_needed AND o.mode <> 'SELF_KEPT' AND o.during && tstzrange(p_from, p_to)
      AND o.during @> x.due AND x.due >= p_from AND x.due < p_to
      AND EXISTS (SELECT FROM public.inmates_stay s
                  WHERE s.person_id = coalesce(i.merged_into_id, i.id) AND upper(s.during) IS NULL)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

CREATE OR REPLACE FUNCTION health.find_missed(p_at timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n int;
BEGIN
  INSERT INTO health.missed (dose_id, patient_id, found_at)
    SELECT d.id, d.patient_id, p_at FROM health.dose d JOIN health.medication_order o ON o.id = d.order_id
    WHERE d.due_at > p_at - interval '3 days' AND upper(d."window") <= p_at AND o.during @> d.due_at
      AND NOT EXISTS (SELECT FROM health.administration a WHERE a.dose_id = d.id AND a.stands)
      AND NOT EXISTS (SELECT FROM health.medication_hold h WHERE h.order_id = o.id AND h.during @> d.due_at)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END $$;

-- whose records a round needs, and when: addresses and the row of the person whose bed it is, of the own clinics alone
DROP FUNCTION IF EXISTS health.round_patients(bigint, timestamptz, timestamptz);
CREATE OR REPLACE FUNCTION health.round_due(p_prison bigint, p_from timestamptz, p_to timestamptz)
RETURNS TABLE (record uuid, person bigint, due_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT p.uuid, coalesce(i.merged_into_id, i.id), d.due_at
    FROM health.dose d
    JOIN health.medication_order o ON o.id = d.order_id AND o.during @> d.due_at
    JOIN health.patient p ON p.id = d.patient_id JOIN public.inmates_person i ON i.id = p.person_id
    WHERE d.due_at >= p_from AND d.due_at < p_to AND p.prison_id = p_prison AND p_prison = ANY (health.ctx_prisons());
END $$;

-- whose records wait for somebody: a dose that was missed and not answered, a second signature that is not there
CREATE OR REPLACE FUNCTION health.waiting_patients(p_prison bigint) RETURNS TABLE (record uuid, kind text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT p.uuid, w.kind FROM health.patient p JOIN (
      SELECT m.patient_id, 'missed' AS kind FROM health.missed m
        WHERE NOT EXISTS (SELECT FROM health.administration a WHERE a.dose_id = m.dose_id AND a.stands)
      UNION ALL
      SELECT a.patient_id, 'signature' FROM health.administration a JOIN health.medication_order o ON o.id = a.order_id
        WHERE o.controlled AND a.stands AND a.status = 'GIVEN'
          AND NOT EXISTS (SELECT FROM health.second_signature s WHERE s.administration_id = a.id)
      UNION ALL
      SELECT t.patient, 'twice' FROM health.ordered_twice(now()) t
    ) w ON w.patient_id = p.id
    WHERE p.prison_id = p_prison AND p_prison = ANY (health.ctx_prisons());
END $$;

-- 3. an entry about a dose. The order is locked first: two at once are one after the other
CREATE OR REPLACE FUNCTION health.refuse_entry(why text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation', CONSTRAINT = why; END $$;

CREATE OR REPLACE FUNCTION health.entry_is_right() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  o health.medication_order;
  d health.dose;
  old_ health.administration;
  people bigint[] := health.same_person(NEW.patient_id);
BEGIN
  SELECT * INTO o FROM health.medication_order x WHERE x.id = NEW.order_id FOR UPDATE;
  SELECT * INTO d FROM health.dose x WHERE x.id = NEW.dose_id;
  IF NEW.patient_id <> o.patient_id OR o.as_needed <> (NEW.dose_id IS NULL) OR d.order_id <> o.id THEN
    PERFORM health.refuse_entry('an_entry_is_about_its_own_patient_and_dose');
  END IF;
  IF EXISTS (SELECT FROM health.administration a WHERE a.client_id = NEW.client_id) THEN
    RAISE EXCEPTION 'sent twice' USING ERRCODE = 'unique_violation', CONSTRAINT = 'a_press_counts_once';
  END IF;
  NEW.stands := NEW.status <> 'UNDONE';
  IF NEW.instead_of_id IS NOT NULL THEN
    SELECT * INTO old_ FROM health.administration a WHERE a.id = NEW.instead_of_id FOR UPDATE;
    IF old_.order_id <> NEW.order_id OR old_.dose_id IS DISTINCT FROM NEW.dose_id OR NOT old_.stands THEN
      PERFORM health.refuse_entry('an_entry_replaces_the_one_that_stands');
    END IF;
    IF NEW.status = 'UNDONE' AND (NEW.recorded_at > old_.recorded_at + interval '5 minutes' OR NEW.by_id <> old_.by_id
       OR EXISTS (SELECT FROM health.second_signature s WHERE s.administration_id = old_.id)) THEN
      PERFORM health.refuse_entry('taken_back_within_five_minutes_by_the_same');
    END IF;
    IF NEW.status <> 'UNDONE' AND old_.status = 'GIVEN' AND NEW.reason = '' THEN
      PERFORM health.refuse_entry('a_correction_says_why');
    END IF;
    UPDATE health.administration SET stands = false WHERE id = old_.id;
  END IF;
  IF NEW.status = 'GIVEN' THEN
    IF NOT o.during @> coalesce(d.due_at, NEW.at) OR (NEW.instead_of_id IS NULL OR old_.status <> 'GIVEN') AND EXISTS (
       SELECT FROM health.medication_hold h WHERE h.order_id = o.id AND h.during @> NEW.at) THEN
      PERFORM health.refuse_entry('what_is_given_is_ordered_and_not_on_hold');
    END IF;
    IF NEW.reason = '' AND d.id IS NOT NULL AND NOT d."window" @> NEW.at THEN
      PERFORM health.refuse_entry('outside_its_window_says_why');
    END IF;
    IF cardinality(people) > 1 AND d.id IS NOT NULL AND EXISTS (
         SELECT FROM health.administration a JOIN health.medication_order x ON x.id = a.order_id JOIN health.dose y ON y.id = a.dose_id
         WHERE a.patient_id = ANY (people) AND a.patient_id <> NEW.patient_id AND x.atc = o.atc AND a.stands AND a.status = 'GIVEN'
           AND y."window" && d."window") THEN
      PERFORM health.refuse_entry('a_joined_record_gave_it_already');
    END IF;
    IF o.as_needed THEN
      PERFORM FROM health.patient p WHERE p.id = ANY (people) ORDER BY p.id FOR UPDATE;  -- two orders of one substance as well
      IF EXISTS (SELECT FROM health.administration a JOIN health.medication_order x ON x.id = a.order_id
                 WHERE a.patient_id = ANY (people) AND x.atc = o.atc AND a.stands AND a.status = 'GIVEN'
                   AND a.at > NEW.at - make_interval(hours => o.min_interval_hours::int)
                   AND a.at < NEW.at + make_interval(hours => o.min_interval_hours::int)) THEN
        PERFORM health.refuse_entry('as_needed_waits_its_interval');
      END IF;
      IF NEW.amount * o.strength + coalesce((
           SELECT sum(a.amount * x.strength) FROM health.administration a JOIN health.medication_order x ON x.id = a.order_id
           WHERE a.patient_id = ANY (people) AND x.atc = o.atc AND x.strength_unit = o.strength_unit AND a.stands
             AND a.status = 'GIVEN' AND a.at > NEW.at - interval '24 hours' AND a.at < NEW.at + interval '24 hours'), 0)
         > o.daily_max * o.strength THEN
        PERFORM health.refuse_entry('as_needed_stays_below_its_daily_maximum');
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER an_entry_is_right BEFORE INSERT ON health.administration FOR EACH ROW EXECUTE FUNCTION health.entry_is_right();

-- what is given leaves the cabinet in the same transaction, and comes back when the entry is replaced
CREATE OR REPLACE FUNCTION health.entry_moves_the_stock() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  item bigint := (
    SELECT i.id FROM health.medication_order o JOIN health.patient p ON p.id = o.patient_id
    JOIN health.stock_item i ON i.prison_id = p.prison_id AND (i.atc, i.form, i.strength, i.strength_unit) = (o.atc, o.form, o.strength, o.strength_unit)
    WHERE o.id = NEW.order_id);
  moved numeric := coalesce((SELECT a.amount FROM health.administration a WHERE a.id = NEW.instead_of_id), 0) - NEW.amount;
BEGIN
  IF item IS NOT NULL AND moved <> 0 THEN
    INSERT INTO health.stock_move (item_id, number, kind, change, balance, reason, administration_id, by_id, at)
      VALUES (item, 0, CASE WHEN moved < 0 THEN 'GIVEN' ELSE 'RETURNED' END, moved, 0, '', NEW.id, NEW.by_id, NEW.recorded_at);
  END IF;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER an_entry_moves_the_stock AFTER INSERT ON health.administration FOR EACH ROW EXECUTE FUNCTION health.entry_moves_the_stock();

CREATE OR REPLACE FUNCTION health.balance_is_summed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE last health.stock_move;
BEGIN
  PERFORM FROM health.stock_item i WHERE i.id = NEW.item_id FOR UPDATE;
  SELECT * INTO last FROM health.stock_move m WHERE m.item_id = NEW.item_id ORDER BY m.number DESC LIMIT 1;
  NEW.number := coalesce(last.number, 0) + 1;
  IF NEW.kind = 'COUNTED' THEN NEW.change := NEW.counted - coalesce(last.balance, 0); END IF;
  NEW.balance := coalesce(last.balance, 0) + NEW.change;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER the_balance_is_summed BEFORE INSERT ON health.stock_move FOR EACH ROW EXECUTE FUNCTION health.balance_is_summed();

-- 4. the second pair of eyes
CREATE OR REPLACE FUNCTION health.another_signs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'stock_signature' THEN
    IF NEW.by_id = (SELECT m.by_id FROM health.stock_move m WHERE m.id = NEW.move_id) THEN
      PERFORM health.refuse_entry('another_of_the_health_staff_signs');
    ELSIF NOT EXISTS (SELECT FROM health.stock_move m JOIN health.stock_item i ON i.id = m.item_id
        WHERE m.id = NEW.move_id AND i.controlled AND m.kind IN ('RECEIVED', 'DISCARDED', 'COUNTED')) THEN
      PERFORM health.refuse_entry('a_second_signature_is_for_a_controlled_move');
    END IF;
  ELSIF NEW.by_id = (SELECT a.by_id FROM health.administration a WHERE a.id = NEW.administration_id) THEN
    PERFORM health.refuse_entry('another_of_the_health_staff_signs');
  ELSIF NOT EXISTS (SELECT FROM health.administration a JOIN health.medication_order o ON o.id = a.order_id
      WHERE a.id = NEW.administration_id AND a.patient_id = NEW.patient_id AND a.stands AND a.status = 'GIVEN' AND o.controlled) THEN
    PERFORM health.refuse_entry('a_second_signature_is_for_a_controlled_dose');
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER another_signs BEFORE INSERT ON health.second_signature FOR EACH ROW EXECUTE FUNCTION health.another_signs();
CREATE OR REPLACE TRIGGER another_signs BEFORE INSERT ON health.stock_signature FOR EACH ROW EXECUTE FUNCTION health.another_signs();

-- 5. what is written stays written. Of an entry only this changes: that another stands instead of it
CREATE OR REPLACE FUNCTION health.entry_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('pms.resealing', true) = 'on' THEN
    IF health.is_resealed(TG_TABLE_NAME, to_jsonb(OLD), to_jsonb(NEW)) THEN RETURN NEW; END IF;
  END IF;
  IF OLD.stands AND NOT NEW.stands AND to_jsonb(NEW) - 'stands' = to_jsonb(OLD) - 'stands' THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'administration is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE OR REPLACE TRIGGER entry_stays BEFORE UPDATE ON health.administration FOR EACH ROW EXECUTE FUNCTION health.entry_stays();
CREATE OR REPLACE TRIGGER append_only BEFORE DELETE ON health.administration FOR EACH ROW EXECUTE FUNCTION health.no_change();
DO $$
DECLARE t name;
BEGIN
  FOREACH t IN ARRAY ARRAY['dose', 'second_signature', 'missed', 'allergy', 'measurement', 'stock_item', 'stock_move', 'stock_signature'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON health.%I FOR EACH ROW EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['medication_order', 'medication_hold', 'dose', 'administration', 'second_signature', 'missed', 'allergy', 'measurement', 'stock_item', 'stock_move', 'stock_signature'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER append_only_whole BEFORE TRUNCATE ON health.%I FOR EACH STATEMENT EXECUTE FUNCTION health.no_change()', t);
  END LOOP;
END $$;

-- 6. rows and privileges: of an open record, and signed by whoever is asking
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT * FROM (VALUES ('medication_order', 'ordered_by_id'), ('medication_hold', 'by_id'), ('administration', 'by_id'),
      ('second_signature', 'by_id'), ('allergy', 'by_id'), ('measurement', 'by_id'), ('dose', NULL), ('missed', NULL)) AS x(t, signed) LOOP
    EXECUTE format('CREATE POLICY p_open ON health.%I FOR SELECT TO cap_clinical USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))', r.t);
    EXECUTE format('GRANT SELECT ON health.%I TO cap_clinical', r.t);
    IF r.signed IS NOT NULL THEN
      EXECUTE format('CREATE POLICY p_write ON health.%I FOR INSERT TO cap_clinical WITH CHECK (
        patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND %I = (SELECT health.ctx_user()))', r.t, r.signed);
      EXECUTE format('GRANT INSERT ON health.%I TO cap_clinical', r.t);
      EXECUTE format('GRANT USAGE ON SEQUENCE health.%I TO cap_clinical', r.t || '_id_seq');
    END IF;
  END LOOP;
END $$;
CREATE POLICY p_stop ON health.medication_order FOR UPDATE TO cap_clinical
  USING (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]))
  WITH CHECK (patient_id = ANY ((SELECT health.ctx_open_patients())::bigint[]) AND stopped_by_id = (SELECT health.ctx_user()));
GRANT UPDATE (during, stopped_at, stopped_by_id, stop_reason) ON health.medication_order TO cap_clinical;
CREATE POLICY p_clinic ON health.stock_item FOR SELECT TO cap_clinical USING (prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]));
CREATE POLICY p_write ON health.stock_item FOR INSERT TO cap_clinical WITH CHECK (by_id = (SELECT health.ctx_user()) AND prison_id = ANY ((SELECT health.ctx_prisons())::bigint[]));
CREATE POLICY p_clinic ON health.stock_move FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.stock_item i WHERE i.id = item_id));
CREATE POLICY p_write ON health.stock_move FOR INSERT TO cap_clinical WITH CHECK (
  by_id = (SELECT health.ctx_user()) AND administration_id IS NULL AND EXISTS (SELECT FROM health.stock_item i WHERE i.id = item_id));
CREATE POLICY p_clinic ON health.stock_signature FOR SELECT TO cap_clinical USING (EXISTS (SELECT FROM health.stock_move m WHERE m.id = move_id));
CREATE POLICY p_write ON health.stock_signature FOR INSERT TO cap_clinical WITH CHECK (
  by_id = (SELECT health.ctx_user()) AND EXISTS (SELECT FROM health.stock_move m WHERE m.id = move_id));
GRANT SELECT, INSERT ON health.stock_item, health.stock_move, health.stock_signature TO cap_clinical;
GRANT USAGE ON SEQUENCE health.stock_item_id_seq, health.stock_move_id_seq, health.stock_signature_id_seq TO cap_clinical;
GRANT EXECUTE ON FUNCTION health.make_doses(timestamptz, timestamptz), health.find_missed(timestamptz),
  health.round_due(bigint, timestamptz, timestamptz), health.waiting_patients(bigint) TO cap_clinical;
RESET ROLE;
