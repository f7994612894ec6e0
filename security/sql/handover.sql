-- What was said and signed between shifts is only added to. The board speaks of a handover, so it counts its changes.

CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_handovernote FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_handoveritem FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_handoverreading FOR EACH ROW EXECUTE FUNCTION public.refuse_change();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON security_equipmentcheck FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- a signature stands: a handover that was taken over is not changed, and one that was given keeps its giver
CREATE OR REPLACE FUNCTION public.handover_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state = 'TAKEN'
     OR (OLD.state = 'GIVEN' AND (NEW.given_by_id, NEW.given_at, NEW.calm) IS DISTINCT FROM (OLD.given_by_id, OLD.given_at, OLD.calm)) THEN
    RAISE EXCEPTION 'handover % is signed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'a_signed_handover_stands';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER a_signed_handover_stands BEFORE UPDATE OR DELETE ON security_handover FOR EACH ROW EXECUTE FUNCTION public.handover_stands();

CREATE CONSTRAINT TRIGGER the_board_counts_what_is_added AFTER INSERT ON security_handover DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.due_at > now() - interval '2 days') EXECUTE FUNCTION public.board_changed('unit');
CREATE CONSTRAINT TRIGGER the_board_counts_what_changes AFTER UPDATE ON security_handover DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION public.board_changed('unit');
