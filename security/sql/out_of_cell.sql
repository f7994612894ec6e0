-- Hours out of cell over consecutive windows of time (norway.md 12): days, or the last twenty-four hours.
-- Out of the cell: while the door is open; while something is booked elsewhere and only the unit as a whole is locked,
-- since it is locked while its people are at work, too; and beyond the walls. Who is locked in by name goes nowhere.
-- Nobody counts as out of a cell whose doors nobody wrote about: that time is not known.

CREATE FUNCTION public.length_of(spans tstzmultirange) RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT coalesce(sum(upper(one) - lower(one)), interval '0') FROM unnest(spans) AS one);

-- bounds: n + 1 moments, none before the one ahead of it, make n windows. A window without anything known has no row.
CREATE FUNCTION public.out_of_cell(stays bigint[], bounds timestamptz[])
RETURNS TABLE (stay_id bigint, nth integer, known interval, out_of_cell interval, beyond interval)
LANGUAGE sql STABLE PARALLEL SAFE SET work_mem = '64MB' AS $$
WITH asked AS MATERIALIZED (
  SELECT tstzrange(bounds[1], bounds[cardinality(bounds)]) AS span, cardinality(bounds) - 1 AS last
), homes AS MATERIALIZED (
  SELECT p.stay_id, c.unit_id, p.during * asked.span AS span
  FROM asked, inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
  WHERE p.stay_id = ANY(stays) AND p.during && asked.span
), places AS MATERIALIZED (
  SELECT h.unit_id, (
    SELECT e.at FROM security_lockevent e
    WHERE e.unit_id = h.unit_id AND e.stay_id IS NULL AND e.act <> 'NEVER' AND e.at <= lower(asked.span)
      AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = e.id)
    ORDER BY e.at DESC, e.id DESC LIMIT 1) AS since
  FROM asked, (SELECT DISTINCT unit_id FROM homes) h
), turns AS (
  SELECT e.unit_id, e.act, e.at, lead(e.at) OVER (PARTITION BY e.unit_id ORDER BY e.at, e.id) AS until
  FROM asked, places JOIN security_lockevent e ON e.unit_id = places.unit_id AND e.at >= coalesce(places.since, '-infinity')
  WHERE e.stay_id IS NULL AND e.act <> 'NEVER' AND e.at < upper(asked.span)
    AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = e.id)
), of_unit AS MATERIALIZED (
  SELECT t.unit_id, n AS nth,
    coalesce(range_agg(c.span) FILTER (WHERE t.act = 'UNLOCK'), '{}') AS opened,
    coalesce(range_agg(c.span) FILTER (WHERE t.act = 'LOCK'), '{}') AS locked,
    coalesce(sum(upper(c.span) - lower(c.span)) FILTER (WHERE t.act = 'UNLOCK'), interval '0') AS out_of_cell,
    coalesce(sum(upper(c.span) - lower(c.span)), interval '0') AS known
  FROM asked, (SELECT unit_id, act, tstzrange(at, until) AS span FROM turns) t,
  LATERAL generate_series(greatest(width_bucket(lower(t.span), bounds), 1),
                          least(width_bucket(coalesce(upper(t.span), upper(asked.span)), bounds), asked.last)) AS n,
  LATERAL (SELECT t.span * tstzrange(bounds[n], bounds[n + 1]) AS span) c
  GROUP BY t.unit_id, n
), own AS (
  SELECT o.stay_id, o.unit_id, o.act, tstzrange(o.at, least(
    lead(o.at) OVER (PARTITION BY o.stay_id, o.unit_id ORDER BY o.at, o.id),
    -- out by name lasts until the doors of the unit next turn: whoever turns the key has seen who is out
    CASE WHEN o.act = 'UNLOCK' THEN (
      SELECT e.at FROM security_lockevent e
      WHERE e.unit_id = o.unit_id AND e.stay_id IS NULL AND e.act <> 'NEVER' AND e.at > o.at
        AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = e.id)
      ORDER BY e.at, e.id LIMIT 1) END)) AS span
  FROM asked, security_lockevent o
  WHERE o.stay_id = ANY(stays) AND o.act <> 'NEVER' AND o.at < upper(asked.span)
    AND NOT EXISTS (SELECT FROM security_lockevent x WHERE x.corrects_id = o.id)
), of_own AS MATERIALIZED (
  SELECT o.stay_id, o.unit_id, n AS nth,
    coalesce(range_agg(o.span * tstzrange(bounds[n], bounds[n + 1])) FILTER (WHERE o.act = 'UNLOCK'), '{}') AS opened,
    coalesce(range_agg(o.span * tstzrange(bounds[n], bounds[n + 1])) FILTER (WHERE o.act = 'LOCK'), '{}') AS locked
  FROM asked, own o,
  LATERAL generate_series(greatest(width_bucket(lower(o.span), bounds), 1),
                          least(width_bucket(coalesce(upper(o.span), upper(asked.span)), bounds), asked.last)) AS n
  WHERE o.act <> 'FOLLOW' AND o.span && asked.span
  GROUP BY o.stay_id, o.unit_id, n
), away AS MATERIALIZED (
  SELECT a.stay_id, n AS nth, range_agg(a.during * tstzrange(bounds[n], bounds[n + 1])) AS spans
  FROM asked, inmates_absence a,
  LATERAL generate_series(greatest(width_bucket(lower(a.during), bounds), 1),
                          least(width_bucket(coalesce(upper(a.during), upper(asked.span)), bounds), asked.last)) AS n
  WHERE a.stay_id = ANY(stays) AND a.during && asked.span AND a.during && tstzrange(bounds[n], bounds[n + 1])
  GROUP BY a.stay_id, n
), booked AS MATERIALIZED (
  SELECT k.stay_id, n AS nth, range_agg(k.during * tstzrange(bounds[n], bounds[n + 1])) AS spans
  FROM asked, inmates_commitment k,
  LATERAL generate_series(greatest(width_bucket(lower(k.during), bounds), 1),
                          least(width_bucket(upper(k.during), bounds), asked.last)) AS n
  WHERE k.stay_id = ANY(stays) AND k.cancelled_at IS NULL AND k.during && asked.span
    AND k.during && tstzrange(bounds[n], bounds[n + 1])
  GROUP BY k.stay_id, n
), marked AS MATERIALIZED (
  SELECT stay_id, nth FROM of_own UNION SELECT stay_id, nth FROM away UNION SELECT stay_id, nth FROM booked
), lived AS MATERIALIZED (
  SELECT h.stay_id, h.unit_id, n AS nth, h.span,
    m.stay_id IS NULL AND lower(h.span) <= bounds[n] AND upper(h.span) >= bounds[n + 1] AS as_the_unit
  FROM asked CROSS JOIN homes h
  CROSS JOIN LATERAL generate_series(greatest(width_bucket(lower(h.span), bounds), 1),
                                     least(width_bucket(upper(h.span), bounds), asked.last)) AS n
  LEFT JOIN marked m ON m.stay_id = h.stay_id AND m.nth = n
  WHERE lower(h.span) < bounds[n + 1] AND upper(h.span) > bounds[n]
), apart AS (
  SELECT l.stay_id, l.nth,
    range_agg((unit_opened * span - locked) + opened * span) AS opened,
    range_agg(unit_locked * span - locked - opened) AS barred,
    range_agg((unit_opened + unit_locked + opened + locked) * span) AS known
  FROM (
    SELECT h.stay_id, h.nth, tstzmultirange(h.span * tstzrange(bounds[h.nth], bounds[h.nth + 1])) AS span,
      coalesce(u.opened, '{}') AS unit_opened,
      coalesce(u.locked, '{}') AS unit_locked, coalesce(o.opened, '{}') AS opened, coalesce(o.locked, '{}') AS locked
    FROM lived h
    LEFT JOIN of_unit u ON u.unit_id = h.unit_id AND u.nth = h.nth
    LEFT JOIN of_own o ON o.stay_id = h.stay_id AND o.unit_id = h.unit_id AND o.nth = h.nth
    WHERE NOT h.as_the_unit) l
  GROUP BY l.stay_id, l.nth
)
SELECT l.stay_id, l.nth, u.known, u.out_of_cell, interval '0'
FROM lived l JOIN of_unit u ON u.unit_id = l.unit_id AND u.nth = l.nth WHERE l.as_the_unit
UNION ALL
SELECT f.stay_id, f.nth, length_of(f.known + f.away), length_of(f.opened + f.booked * f.barred + f.away), length_of(f.away)
FROM (
  SELECT coalesce(p.stay_id, a.stay_id) AS stay_id, coalesce(p.nth, a.nth) AS nth,
    coalesce(p.opened, '{}') AS opened, coalesce(p.barred, '{}') AS barred, coalesce(p.known, '{}') AS known,
    coalesce(a.spans, '{}') AS away, coalesce(b.spans, '{}') AS booked
  FROM apart p FULL JOIN away a ON a.stay_id = p.stay_id AND a.nth = p.nth
  LEFT JOIN booked b ON b.stay_id = p.stay_id AND b.nth = p.nth) f
$$;
