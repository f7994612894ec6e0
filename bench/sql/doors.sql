-- A year of keys: the doors of every unit, and one in ten locked in by name for three days of each month, out for an hour.
INSERT INTO security_lockevent (unit_id, act, at, reason, registered_at, registered_by_id)
SELECT u.id, t.act, m.at, '', m.at, (SELECT min(id) FROM corrections_user)
FROM corrections_unit u CROSS JOIN generate_series(date '2026-11-24' - 365, date '2026-11-24' - 1, interval '1 day') AS d
CROSS JOIN (VALUES ('UNLOCK', '07:00'), ('LOCK', '11:15'), ('UNLOCK', '12:15'), ('LOCK', '20:30')) AS t(act, clock),
LATERAL (SELECT (d::date + t.clock::time) AT TIME ZONE 'Europe/Oslo' AS at) m
WHERE NOT EXISTS (SELECT FROM security_lockevent);
INSERT INTO security_lockevent (unit_id, stay_id, act, at, reason, registered_at, registered_by_id)
SELECT c.unit_id, p.stay_id, t.act, m.at, 'x', m.at, (SELECT min(id) FROM corrections_user)
FROM inmates_placement p JOIN corrections_bed b ON b.id = p.bed_id JOIN corrections_cell c ON c.id = b.cell_id
JOIN inmates_stay s ON s.id = p.stay_id AND upper(s.during) IS NULL
CROSS JOIN generate_series(date '2026-11-24' - 365, date '2026-11-24' - 5, interval '1 month') AS d
CROSS JOIN (VALUES ('LOCK', 0, '09:00'), ('UNLOCK', 1, '13:00'), ('LOCK', 1, '14:00'), ('FOLLOW', 3, '09:00'))
  AS t(act, day, clock),
LATERAL (SELECT (d::date + t.day + t.clock::time) AT TIME ZONE 'Europe/Oslo' AS at) m
WHERE hashint8(p.stay_id) % 10 = 0 AND p.during @> tstzrange(m.at, m.at + interval '4 days')
  AND NOT EXISTS (SELECT FROM security_lockevent e WHERE e.stay_id IS NOT NULL);
ANALYZE security_lockevent, inmates_placement, inmates_absence, inmates_commitment, inmates_stay;
