-- The unit log is only added to. One thing is taken away: what nobody verified in the time that rule G1 gives, and on which
-- no decision rests (po-fskr. ss. 4 and 6). The rule stands here, so that no login can take away anything else.

-- who and where the line names first are mentions like all others
CREATE FUNCTION public.log_mentions_its_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public.inmates_logmention (entry_id, person_id, cell_id, happened_at)
    SELECT NEW.id, NEW.person_id, NULL::bigint, NEW.happened_at WHERE NEW.person_id IS NOT NULL
    UNION ALL
    SELECT NEW.id, NULL, NEW.cell_id, NEW.happened_at WHERE NEW.cell_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER a_line_mentions_its_first AFTER INSERT ON inmates_logentry
  FOR EACH ROW WHEN (NEW.person_id IS NOT NULL OR NEW.cell_id IS NOT NULL) EXECUTE FUNCTION public.log_mentions_its_first();

INSERT INTO inmates_logmention (entry_id, person_id, cell_id, happened_at)
  SELECT id, person_id, NULL, happened_at FROM inmates_logentry WHERE person_id IS NOT NULL
  UNION ALL
  SELECT id, NULL, cell_id, happened_at FROM inmates_logentry WHERE cell_id IS NOT NULL;

-- when the time of a line runs out; in Norway, on the calendar
CREATE FUNCTION public.log_is_kept_until(written timestamptz, rule bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT ((written AT TIME ZONE 'Europe/Oslo')
          + make_interval(months => (r.parameters ->> 'limit')::int)) AT TIME ZONE 'Europe/Oslo'
  FROM public.corrections_ruleversion r WHERE r.id = rule AND r.rule_id = 'G1' AND r.parameters ->> 'unit' = 'M'
$$;

CREATE FUNCTION public.log_may_be_erased(entry public.inmates_logentry, rule bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT NOT r.is_verified AND r.erased_at IS NULL AND at <= now() + interval '5 minutes'
     AND coalesce(public.log_is_kept_until(r.written_at, rule) <= at, false)
     AND NOT EXISTS (SELECT FROM public.inmates_logverification v WHERE v.entry_id = r.id)
     AND NOT EXISTS (SELECT FROM public.inmates_logreliance d WHERE d.entry_id = r.id)
  FROM public.inmates_logentry r WHERE r.id = coalesce(entry.root_id, entry.id)
$$;

DROP TRIGGER records_are_only_added ON inmates_logentry;
WITH RECURSIVE chain(id, root) AS (
  SELECT id, id FROM inmates_logentry WHERE corrects_id IS NULL
  UNION ALL
  SELECT e.id, c.root FROM inmates_logentry e JOIN chain c ON e.corrects_id = c.id
)
UPDATE inmates_logentry e SET root_id = c.root FROM chain c WHERE c.id = e.id AND c.root <> e.id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
CREATE FUNCTION public.log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rest text[] := ARRAY['text', 'person_id', 'cell_id', 'form_key', 'erased_at', 'erased_under_id'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
     AND to_jsonb(NEW) - rest = to_jsonb(OLD) - rest
     AND public.log_may_be_erased(OLD, NEW.erased_under_id, NEW.erased_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the log is only added to' USING ERRCODE = 'check_violation', CONSTRAINT = 'records_are_only_added';
END $$;
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_logentry
  FOR EACH ROW EXECUTE FUNCTION public.log_is_only_added_to();

CREATE FUNCTION public.mention_is_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM public.inmates_logentry e WHERE e.id = OLD.entry_id AND e.erased_at IS NOT NULL) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'mentions are only added' USING ERRCODE = 'check_violation', CONSTRAINT = 'records_are_only_added';
END $$;
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_logmention
  FOR EACH ROW EXECUTE FUNCTION public.mention_is_only_added();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_logverification
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_logreliance
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- Nothing is added to a line that has been taken away. The line is locked before it is read (our own login may lock no
-- row of the log, and foreign keys are checked at commit), so that who comes second sees what the first did.
CREATE FUNCTION public.line_still_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  line bigint := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
  PERFORM FROM public.inmates_logentry e WHERE e.id = line FOR KEY SHARE;
  IF EXISTS (SELECT FROM public.inmates_logentry e WHERE e.id = line AND (e.erased_at IS NOT NULL OR e.root_id IS NOT NULL)) THEN
    RAISE EXCEPTION 'line % is taken away, or no first line', line
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_is_added_to_an_erased_line';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.line_still_stands() FROM PUBLIC;
CREATE TRIGGER nothing_is_added_to_an_erased_line AFTER INSERT ON inmates_logentry
  FOR EACH ROW WHEN (NEW.root_id IS NOT NULL) EXECUTE FUNCTION public.line_still_stands('root_id');
CREATE TRIGGER nothing_is_added_to_an_erased_line AFTER INSERT ON inmates_logverification
  FOR EACH ROW EXECUTE FUNCTION public.line_still_stands('entry_id');
CREATE TRIGGER nothing_is_added_to_an_erased_line AFTER INSERT ON inmates_logreliance
  FOR EACH ROW EXECUTE FUNCTION public.line_still_stands('entry_id');

-- The web login has no UPDATE and no DELETE here: it asks this function, which takes what the rule takes and nothing else.
-- The row of the first line is locked before it is asked again: whoever relies on it, verifies or corrects it waits there.
CREATE FUNCTION public.erase_unverified_log(rule bigint, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first bigint;
  line bigint;
  erased integer := 0;
BEGIN
  FOR first IN
    SELECT e.id FROM public.inmates_logentry e
    WHERE e.root_id IS NULL AND NOT e.is_verified AND e.erased_at IS NULL AND public.log_may_be_erased(e, rule, at)
    ORDER BY e.id
  LOOP
    PERFORM FROM public.inmates_logentry e WHERE e.id = first FOR UPDATE;
    CONTINUE WHEN NOT (SELECT public.log_may_be_erased(e, rule, at) FROM public.inmates_logentry e WHERE e.id = first);
    -- the first line last: its state decides whether the others may go
    FOR line IN SELECT e.id FROM public.inmates_logentry e WHERE e.id = first OR e.root_id = first ORDER BY e.id DESC LOOP
      UPDATE public.inmates_logentry e SET text = '', person_id = NULL, cell_id = NULL, form_key = NULL,
        erased_at = at, erased_under_id = rule WHERE e.id = line;
      DELETE FROM public.inmates_logmention m WHERE m.entry_id = line;
      erased := erased + 1;
    END LOOP;
  END LOOP;
  RETURN erased;
END $$;
REVOKE ALL ON FUNCTION public.erase_unverified_log(bigint, timestamptz) FROM PUBLIC;
