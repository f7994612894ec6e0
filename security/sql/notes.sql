-- A note between shifts is only added to. One thing is taken away: what nobody verified in the time that rule G1 gives, and
-- on which no decision rests (po-fskr. ss. 4 and 6). The time is that of the unit log (inmates/sql/log.sql), on the calendar.

CREATE FUNCTION public.note_may_be_erased(note public.security_handovernote, rule bigint, at timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT NOT note.is_verified AND note.erased_at IS NULL AND at <= now() + interval '5 minutes'
     AND coalesce(public.log_is_kept_until(note.written_at, rule) <= at, false)
     AND NOT EXISTS (SELECT FROM public.security_noteverification v WHERE v.note_id = note.id)
     AND NOT EXISTS (SELECT FROM public.security_notereliance d WHERE d.note_id = note.id)
$$;

DROP TRIGGER records_are_only_added ON security_handovernote;
CREATE FUNCTION public.note_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  rest text[] := ARRAY['text', 'erased_at', 'erased_under_id'];
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
     AND to_jsonb(NEW) - rest = to_jsonb(OLD) - rest
     AND public.note_may_be_erased(OLD, NEW.erased_under_id, NEW.erased_at) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'notes are only added' USING ERRCODE = 'check_violation', CONSTRAINT = 'records_are_only_added';
END $$;
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_handovernote
  FOR EACH ROW EXECUTE FUNCTION public.note_is_only_added_to();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_noteverification
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_notereliance
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- Nothing is added to a note that has been taken away. The note is locked before it is read (our own login may lock no
-- note, and foreign keys are checked at commit), so that who comes second sees what the first did.
CREATE FUNCTION public.note_still_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.security_handovernote n WHERE n.id = NEW.note_id FOR KEY SHARE;
  IF EXISTS (SELECT FROM public.security_handovernote n WHERE n.id = NEW.note_id AND n.erased_at IS NOT NULL) THEN
    RAISE EXCEPTION 'note % is taken away', NEW.note_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nothing_is_added_to_an_erased_note';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.note_still_stands() FROM PUBLIC;
CREATE TRIGGER nothing_is_added_to_an_erased_note AFTER INSERT ON security_noteverification
  FOR EACH ROW EXECUTE FUNCTION public.note_still_stands();
CREATE TRIGGER nothing_is_added_to_an_erased_note AFTER INSERT ON security_notereliance
  FOR EACH ROW EXECUTE FUNCTION public.note_still_stands();

-- The web login has no UPDATE here: it asks this function, which takes what the rule takes and nothing else. The note is
-- locked before it is asked again: whoever relies on it or verifies it waits there.
CREATE FUNCTION public.erase_unverified_notes(rule bigint, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found bigint;
  erased integer := 0;
BEGIN
  FOR found IN
    SELECT n.id FROM public.security_handovernote n
    WHERE NOT n.is_verified AND n.erased_at IS NULL AND public.note_may_be_erased(n, rule, at)
    ORDER BY n.id
  LOOP
    PERFORM FROM public.security_handovernote n WHERE n.id = found FOR UPDATE;
    CONTINUE WHEN NOT (SELECT public.note_may_be_erased(n, rule, at) FROM public.security_handovernote n WHERE n.id = found);
    UPDATE public.security_handovernote n SET text = '', erased_at = at, erased_under_id = rule WHERE n.id = found;
    erased := erased + 1;
  END LOOP;
  RETURN erased;
END $$;
REVOKE ALL ON FUNCTION public.erase_unverified_notes(bigint, timestamptz) FROM PUBLIC;
