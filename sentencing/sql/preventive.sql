-- Preventive detention while it runs, and restrictions that add up: what no column can say. Each name is a sentence.
CREATE FUNCTION public.extension_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  j sentencing_judgment%ROWTYPE;
BEGIN
  SELECT * INTO j FROM sentencing_judgment WHERE id = NEW.judgment_id;
  IF j.kind <> 'PREVENTIVE' OR NEW.filed_on < j.judged_on THEN
    RAISE EXCEPTION 'judgment % is not extended', j.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'only_preventive_detention_is_extended';
  END IF;
  IF NEW.late_reason = '' AND NEW.filed_on > (NEW.frame_expires - interval '3 months')::date THEN
    RAISE EXCEPTION 'filed on %, the frame expires %', NEW.filed_on, NEW.frame_expires
      USING ERRCODE = 'check_violation', CONSTRAINT = 'an_extension_is_filed_three_months_before_the_frame_expires';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER extension_may_be BEFORE INSERT ON sentencing_extension
  FOR EACH ROW EXECUTE FUNCTION public.extension_may_be();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_extension
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- strl. s. 44: when the minimum is reached. Months first, clamped to the month's last day, then days (rules/dates.py)
CREATE FUNCTION public.minimum_reached(of_judgment bigint) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT greatest(c.start, (c.start + make_interval(months => 12 * j.minimum_years + j.minimum_months))::date
           - j.credit_days + coalesce((
             SELECT sum(upper(n.days) - greatest(lower(n.days), j.judged_on))::int FROM sentencing_notcounted n
             WHERE n.stay_id = j.stay_id AND n.annulled_at IS NULL AND upper(n.days) > j.judged_on), 0))
  FROM sentencing_judgment j JOIN inmates_stay s ON s.id = j.stay_id,
    LATERAL (SELECT greatest(j.judged_on, (lower(s.during) AT TIME ZONE 'Europe/Oslo')::date) AS start) c
  WHERE j.id = of_judgment
$$;

CREATE FUNCTION public.petition_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  j sentencing_judgment%ROWTYPE;
  said text[] := '{final_on}';
BEGIN
  SELECT * INTO j FROM sentencing_judgment WHERE id = NEW.judgment_id;
  IF j.kind <> 'PREVENTIVE' THEN
    RAISE EXCEPTION 'judgment % is no preventive detention', j.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'only_preventive_detention_is_petitioned';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.outcome <> '' AND (OLD.final_on IS NOT NULL OR (to_jsonb(OLD) - said) <> (to_jsonb(NEW) - said)) THEN
      RAISE EXCEPTION 'petition % is decided', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_decided_petition_stands';
    END IF;
  ELSIF NEW.asked_by = 'INMATE' THEN
    IF j.final_on IS NULL OR EXISTS (SELECT FROM sentencing_releasepetition p WHERE p.judgment_id = j.id
        AND p.outcome = 'REFUSED' AND p.decided_by = 'COURT' AND p.final_on IS NULL) THEN
      RAISE EXCEPTION 'the judgment before petition of % is not final', NEW.asked_on
        USING ERRCODE = 'check_violation', CONSTRAINT = 'a_petition_follows_a_final_judgment';
    END IF;
    IF NEW.asked_on < (greatest(j.final_on, (SELECT max(p.final_on) FROM sentencing_releasepetition p
        WHERE p.judgment_id = j.id)) + interval '1 year')::date THEN
      RAISE EXCEPTION 'asked on %', NEW.asked_on
        USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_asks_within_a_year_of_a_final_judgment';
    END IF;
  END IF;
  IF NEW.outcome = 'GRANTED' AND NEW.release_on < public.minimum_reached(j.id) THEN
    RAISE EXCEPTION 'the minimum is reached %', public.minimum_reached(j.id)
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_is_released_before_the_minimum';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER petition_may_be BEFORE INSERT OR UPDATE ON sentencing_releasepetition
  FOR EACH ROW EXECUTE FUNCTION public.petition_may_be();
CREATE TRIGGER records_are_only_added BEFORE DELETE ON sentencing_releasepetition
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

CREATE FUNCTION public.lifting_may_be() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r sentencing_restriction%ROWTYPE;
BEGIN
  SELECT * INTO r FROM sentencing_restriction WHERE id = NEW.restriction_id;
  IF NEW.lifted_on < r.since OR NEW.lifted_on > r.until THEN
    RAISE EXCEPTION 'restriction % holds from % to %', r.id, r.since, r.until
      USING ERRCODE = 'check_violation', CONSTRAINT = 'a_restriction_is_lifted_while_it_holds';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lifting_may_be BEFORE INSERT ON sentencing_liftedrestriction
  FOR EACH ROW EXECUTE FUNCTION public.lifting_may_be();
CREATE TRIGGER records_are_only_added BEFORE UPDATE OR DELETE ON sentencing_liftedrestriction
  FOR EACH ROW EXECUTE FUNCTION public.refuse_change();

-- strpl. s. 186 a: continuous full isolation, six weeks or twelve by the longest penalty, more only for weighty reasons
CREATE FUNCTION public.isolation_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  o sentencing_remandorder%ROWTYPE;
  begun date := NEW.since;
  earlier date;
BEGIN
  SELECT * INTO o FROM sentencing_remandorder WHERE id = NEW.order_id;
  LOOP
    SELECT min(r.since) INTO earlier FROM sentencing_restriction r
      JOIN sentencing_remandorder x ON x.id = r.order_id
      LEFT JOIN sentencing_liftedrestriction l ON l.restriction_id = r.id
      WHERE x.stay_id = o.stay_id AND r.kind = 'FULL_ISOLATION' AND r.since < begun
        AND coalesce(l.lifted_on, r.until + 1) >= begun;
    EXIT WHEN earlier IS NULL;
    begun := earlier;
  END LOOP;
  IF NEW.weighty_reason = '' AND NEW.until - begun + 1 > (CASE WHEN coalesce(o.maximum_years, 0) > 6 THEN 84 ELSE 42 END) THEN
    RAISE EXCEPTION 'isolated since %', begun
      USING ERRCODE = 'check_violation', CONSTRAINT = 'full_isolation_is_at_most_six_or_twelve_weeks_in_all';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER zz_isolation_adds_up BEFORE INSERT ON sentencing_restriction
  FOR EACH ROW WHEN (NEW.kind = 'FULL_ISOLATION') EXECUTE FUNCTION public.isolation_adds_up();
