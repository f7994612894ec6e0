-- A decision stands as it was made, and where its last step left it. Only an appeal opens again what had come to its end.
CREATE OR REPLACE FUNCTION public.decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := to_jsonb(OLD);
  is_ jsonb := to_jsonb(NEW);
  field text;
BEGIN
  FOREACH field IN ARRAY ARRAY['uuid', 'stay_id', 'prison_id', 'kind', 'grounds', 'facts', 'assessment', 'milder_means',
    'affects_child', 'child_interest', 'conversation_id', 'details', 'conditions', 'outcome', 'withheld', 'withheld_what',
    'legal_ref', 'rule_id', 'level', 'level_why', 'needs_two', 'notice_first', 'is_suspensive', 'appeal_rule_id',
    'drafted_at', 'drafted_by_id', 'warned_at', 'warned_by_id', 'heard_at', 'heard_by_id', 'heard_said', 'heard_language',
    'heard_interpreter', 'not_heard_why', 'decided_at', 'decided_by_id', 'decided_level', 'written_at', 'is_oral',
    'follows_id'] LOOP
    IF was -> field IS DISTINCT FROM is_ -> field THEN
      RAISE EXCEPTION 'decision % is made: % cannot change', OLD.id, field
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decision_is_not_changed_after_it_is_made';
    END IF;
  END LOOP;
  FOREACH field IN ARRAY ARRAY['notified_at', 'notified_by_id', 'notified_how', 'notice_language', 'interpreter',
    'appeal_due_at', 'suspension', 'suspended_why', 'suspended_at', 'suspended_by_id', 'final_at', 'executed_at',
    'executed_by_id', 'executed_ref', 'lapsed_at', 'lapsed_why'] LOOP
    IF was -> field NOT IN ('null'::jsonb, '""'::jsonb) AND was -> field IS DISTINCT FROM is_ -> field
      AND NOT (field IN ('lapsed_at', 'lapsed_why') AND OLD.state = 'LAPSED' AND NEW.state = 'APPEALED') THEN
      RAISE EXCEPTION 'decision %: % is said already', OLD.id, field
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decision_is_not_changed_after_it_is_made';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
