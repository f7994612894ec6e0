-- Two rows that are one person: the row that loses stays, points to the other, and nobody is admitted on it.
-- What a login may not change (the log, photos) follows its person here, and nowhere else.

CREATE FUNCTION public.joined_person_is_not_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM public.inmates_person p WHERE p.id = NEW.person_id AND p.merged_into_id IS NOT NULL FOR KEY SHARE) THEN
    RAISE EXCEPTION 'person % was joined to another', NEW.person_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_is_admitted_as_somebody_joined_to_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER nobody_is_admitted_as_somebody_joined_to_another BEFORE INSERT OR UPDATE OF person_id ON inmates_stay
  FOR EACH ROW EXECUTE FUNCTION public.joined_person_is_not_admitted();

-- the only change of a record that is only added to: it follows its person to the row that they were joined to
CREATE FUNCTION public.follows_its_person(was jsonb, becomes jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT was - 'person_id' = becomes - 'person_id' AND EXISTS (
    SELECT FROM public.inmates_person p
    WHERE p.id = (was ->> 'person_id')::bigint AND p.merged_into_id = (becomes ->> 'person_id')::bigint)
$$;
DROP TRIGGER records_are_only_added ON inmates_logentry;
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_logentry
  FOR EACH ROW EXECUTE FUNCTION public.log_is_only_added_to();
CREATE TRIGGER records_are_only_changed_by_their_rules BEFORE UPDATE ON inmates_logentry
  FOR EACH ROW WHEN (NOT public.follows_its_person(to_jsonb(OLD), to_jsonb(NEW)))
  EXECUTE FUNCTION public.log_is_only_added_to();
DROP TRIGGER records_are_only_added ON inmates_logmention;
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_logmention
  FOR EACH ROW EXECUTE FUNCTION public.mention_is_only_added();
CREATE TRIGGER records_are_only_changed_by_their_rules BEFORE UPDATE ON inmates_logmention
  FOR EACH ROW WHEN (NOT public.follows_its_person(to_jsonb(OLD), to_jsonb(NEW)))
  EXECUTE FUNCTION public.mention_is_only_added();

-- Everything that still points to the row, whatever table a later app has made: read from the catalogue, row by row. What
-- the other row has already (the same alert, a mention in the same line) stays where it is; anything else that cannot be
-- moved refuses the whole merge.
CREATE FUNCTION public.follow_merge(loser bigint) RETURNS TABLE (what text, moved bigint[], stayed bigint[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_stay CONSTANT text[] := ARRAY['inmates_alert', 'inmates_need', 'inmates_language', 'inmates_nonassociation',
                                    'inmates_logmention', 'inmates_staffconflict'];
  winner bigint := (SELECT p.merged_into_id FROM public.inmates_person p WHERE p.id = loser);
  k record;
  ids bigint[];
  one bigint;
BEGIN
  IF winner IS NULL THEN
    RAISE EXCEPTION 'person % was joined to nobody', loser USING ERRCODE = 'check_violation', CONSTRAINT = 'a_merge_is_of_two_people';
  END IF;
  FOR k IN
    SELECT c.conrelid::regclass AS t, r.relname, a.attname
    FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = 'public.inmates_person'::regclass AND n.nspname = 'public'
      AND r.relname NOT IN ('inmates_merge', 'inmates_duplicatepair')
    ORDER BY r.relname, a.attname
  LOOP
    what := k.relname || '.' || k.attname;
    moved := '{}';
    stayed := '{}';
    EXECUTE format('SELECT array_agg(id ORDER BY id) FROM %s WHERE %I = $1', k.t, k.attname) INTO ids USING loser;
    FOREACH one IN ARRAY coalesce(ids, '{}') LOOP
      BEGIN
        EXECUTE format('UPDATE %s SET %I = $2 WHERE id = $1', k.t, k.attname) USING one, winner;
        moved := moved || one;
      EXCEPTION WHEN unique_violation OR exclusion_violation OR check_violation THEN
        IF k.relname <> ALL (may_stay) THEN
          RAISE;
        END IF;
        stayed := stayed || one;
      END;
    END LOOP;
    IF ids IS NOT NULL THEN
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION public.follow_merge(bigint) FROM PUBLIC;

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_merge FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_receptionstep FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
