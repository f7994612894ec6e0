-- A decision stands as it was made, and where its last step left it. Each name is a sentence.
CREATE FUNCTION public.decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
  is_ jsonb := to_jsonb(NEW);
  field text;
BEGIN
  FOREACH field IN ARRAY ARRAY['uuid', 'stay_id', 'prison_id', 'kind', 'grounds', 'facts', 'assessment', 'milder_means',
    'affects_child', 'child_interest', 'conversation_id', 'details', 'conditions', 'outcome', 'withheld', 'withheld_what',
    'legal_ref', 'rule_id', 'level', 'level_why', 'needs_two', 'notice_first', 'is_suspensive', 'appeal_rule_id',
    'drafted_at', 'drafted_by_id', 'warned_at', 'heard_at', 'heard_by_id', 'heard_said', 'not_heard_why', 'decided_at',
    'decided_by_id', 'decided_level', 'written_at', 'is_oral'] LOOP
    IF was -> field IS DISTINCT FROM is_ -> field THEN
      RAISE EXCEPTION 'decision % is made: % cannot change', OLD.id, field
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decision_is_not_changed_after_it_is_made';
    END IF;
  END LOOP;
  FOREACH field IN ARRAY ARRAY['notified_at', 'notified_by_id', 'notified_how', 'notice_language', 'interpreter',
    'appeal_due_at', 'final_at', 'executed_at', 'executed_by_id', 'executed_ref', 'lapsed_at', 'lapsed_why'] LOOP
    IF was -> field NOT IN ('null'::jsonb, '""'::jsonb) AND was -> field IS DISTINCT FROM is_ -> field THEN
      RAISE EXCEPTION 'decision %: % is said already', OLD.id, field
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decision_is_not_changed_after_it_is_made';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
CREATE TRIGGER a_decision_is_not_changed_after_it_is_made BEFORE UPDATE ON inmates_decision
  FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION public.decision_stands();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_decision FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON inmates_decisionappeal FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON inmates_decisionstep FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.decision_is_where_it_came() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  d record;
  last_ text;
BEGIN
  IF TG_TABLE_NAME = 'inmates_decision' THEN
    SELECT * INTO d FROM inmates_decision x WHERE x.id = NEW.id;
  ELSE
    SELECT * INTO d FROM inmates_decision x WHERE x.id = NEW.decision_id;
  END IF;
  SELECT s.to_state INTO last_ FROM inmates_decisionstep s WHERE s.decision_id = d.id ORDER BY s.id DESC LIMIT 1;
  IF d.state IS DISTINCT FROM coalesce(last_, 'DRAFT') THEN
    RAISE EXCEPTION 'decision % says % and its steps %', d.id, d.state, last_
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decision_stands_where_its_last_step_left_it';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER a_decision_stands_where_its_last_step_left_it AFTER INSERT OR UPDATE ON inmates_decision
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.decision_is_where_it_came();
CREATE CONSTRAINT TRIGGER a_step_leads_where_the_decision_stands AFTER INSERT ON inmates_decisionstep
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.decision_is_where_it_came();
