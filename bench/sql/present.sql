-- Those in custody, as they are at bench.present(), and their own past in this stay: 60 movements for each size of history.
CREATE TABLE bench.residents AS
  SELECT row_number() OVER (ORDER BY c.id) AS id, c.id AS bed_id, c.unit_id, u.prison_id, c.position,
         bench.present() - make_interval(days => 30 + bench.dice(c.id, 10, 400)::int) AS received,
         row_number() OVER (ORDER BY c.id) % 10 AS whereabouts
  FROM corrections_cell c JOIN bench.units u ON u.id = c.unit_id WHERE c.position <= u.residents;

INSERT INTO inmates_person (id, uuid, number, family_name, given_name, birth_date, sex, nationality, municipality, version)
  SELECT id, md5('person' || id)::uuid, 'F-' || 100000 + id, bench.family(id), bench.given(id),
         date '1950-01-01' + bench.dice(id, 11, 20000)::int, 'M', 'NOR', 'Fjordvik', 1
  FROM bench.residents;
INSERT INTO inmates_stay (id, during, admitted_at, note, admitted_by_id, person_id, reception_prison_id)
  SELECT id, tstzrange(received, NULL), received, '', 5 * unit_id, id, prison_id FROM bench.residents;
INSERT INTO inmates_legalstatus (id, kind, during, basis, registered_at, registered_by_id, stay_id)
  SELECT id, CASE WHEN unit_id % 5 = 0 THEN 'REMAND' ELSE 'SENTENCED' END, tstzrange(received, NULL), 'Dom, Fjordvik tingrett', received, 5 * unit_id, id
  FROM bench.residents;
INSERT INTO sentencing_judgment (id, kind, judged_on, years, months, days, minimum_years, minimum_months, credit_days, registered_at, registered_by_id, stay_id)
  SELECT id, 'PRISON', received::date, 2, 3, 0, 0, 0, 40, received, 5 * unit_id, id FROM bench.residents WHERE unit_id % 5 <> 0;
INSERT INTO sentencing_remandorder (id, ordered_on, expires_on, long_order_reason, registered_at, registered_by_id, stay_id)
  SELECT id, bench.present()::date - 10, bench.present()::date + 12, '', received, 5 * unit_id, id FROM bench.residents WHERE unit_id % 5 = 0;
INSERT INTO inmates_placement (id, during, reason, placed_at, bed_id, placed_by_id, stay_id)
  SELECT id, tstzrange(bench.present() - interval '28 days', NULL), '', bench.present() - interval '28 days', bed_id, 5 * unit_id, id
  FROM bench.residents;
INSERT INTO inmates_identifier (id, kind, value, during, person_id)
  SELECT id, 'NATIONAL', to_char(10000000000 + id, 'FM00000000000'), tstzrange('2000-01-01', NULL), id FROM bench.residents;
INSERT INTO inmates_photo (id, image, content_type, taken_on, added_at, added_by_id, person_id)
  SELECT id, 'photos/' || md5(id::text) || '.svg', 'image/svg+xml', received::date, received, 5 * unit_id, id FROM bench.residents;
INSERT INTO inmates_contactofficer (id, is_substitute, during, assigned_at, assigned_by_id, officer_id, stay_id)
  SELECT id, false, tstzrange(received, NULL), received, 5 * unit_id, 5 * unit_id - id % 5, id FROM bench.residents;
INSERT INTO inmates_alert (id, code, level, note, during, raised_at, raised_by_id, person_id)
  SELECT id, CASE id % 8 WHEN 0 THEN 'COURT_RESTRICTION' ELSE 'EVACUATION_HELP' END, CASE id % 8 WHEN 0 THEN 'bad' ELSE 'warn' END, '',
         tstzrange(received, NULL), received, 5 * unit_id, id
  FROM bench.residents WHERE id % 4 = 0;
INSERT INTO inmates_need (id, kind, label, during, person_id)
  SELECT id, 'DIET', 'Halal', tstzrange(received, NULL), id FROM bench.residents WHERE id % 5 = 0;
INSERT INTO inmates_language (id, code, needs_interpreter, person_id)
  SELECT id, 'ar', true, id FROM bench.residents WHERE id % 9 = 0;
INSERT INTO inmates_nextofkin (id, name, relation, phone, may_be_called_at_night, position, person_id)
  SELECT id, bench.given(id + 7) || ' ' || bench.family(id), 'mor', '900 00 000', true, 1, id FROM bench.residents;
INSERT INTO inmates_nonassociation (id, first_role, second_role, reason, scope, note, during, registered_at, registered_by_id, first_id, second_id)
  SELECT id, 'UNKNOWN', 'UNKNOWN', 'THREAT', 'PLACE', '', tstzrange(received, NULL), received, 5 * unit_id, id, id + 1
  FROM bench.residents WHERE id % 20 = 1 AND id < (SELECT max(id) FROM bench.residents);
INSERT INTO inmates_commitment (id, kind, label, during, source, booked_at, booked_by_id, place_id, stay_id)
  SELECT id, 'WORK', 'Verksted', tstzrange(t, t + interval '1 hour'), 'bench', bench.present() - interval '5 days', 5 * unit_id,
         1000000 + (prison_id - 1) * 7 + 2, id
  FROM bench.residents, LATERAL (SELECT bench.present() - interval '30 minutes' + (id % 10) * interval '15 minutes' AS t) AS x;
INSERT INTO inmates_absence (id, kind, destination, during, expected_return_at, departed_at, departed_by_id, stay_id)
  SELECT id, CASE id % 3 WHEN 0 THEN 'COURT' WHEN 1 THEN 'HOSPITAL' ELSE 'LEAVE' END, 'Fjordvik tingrett',
         tstzrange(bench.present() - interval '3 hours', NULL), bench.present() + (id % 7 - 1) * interval '40 minutes',
         bench.present() - interval '3 hours', 5 * unit_id, id
  FROM bench.residents WHERE whereabouts = 9;
INSERT INTO inmates_boardversion (prison_id, version, counted_in) SELECT id, 1, 0 FROM corrections_prison;
INSERT INTO corrections_task (id, kind, detail, role, subject_type, subject_id, urgency, due_at, created_at, done_at, outcome, dedupe_key,
    clock_id, created_by_id, done_by_id, prison_id, unit_id)
  SELECT row_number() OVER (), 'contact_officer_missing', '{}', 'DUTY_MANAGER', '', NULL, 'warn', bench.present() + n * interval '1 hour',
         bench.present() - interval '2 hours', NULL, '', format('bench:%s:%s', p.id, n), NULL, NULL, NULL, p.id, NULL
  FROM corrections_prison p, generate_series(1, 5) AS n;

-- ---- what these people have behind them in this stay ------------------------------------------------------------
-- out to a place and home again, evenly over the last 27 days; at last to where they are now
INSERT INTO inmates_movement (id, left_at, arrived_at, expected_back_at, registered_at, registered_by_id, seen_by_id, follows_id, from_place_id, to_place_id, stay_id)
  SELECT (r.id - 1) * (m.most + 1) + j, x.t, x.t + interval '2 minutes', NULL, x.t, 5 * unit_id - j % 5, 5 * unit_id - j % 5,
         CASE WHEN j > 1 THEN (r.id - 1) * (m.most + 1) + j - 1 END,
         CASE WHEN j % 2 = 0 THEN 1000000 + (prison_id - 1) * 7 + 1 + (j - 1) % 7 END,
         CASE WHEN j % 2 = 1 THEN 1000000 + (prison_id - 1) * 7 + 1 + j % 7 END, r.id
  FROM bench.residents r, (SELECT 60 * bench.setting('history') AS most) AS m, generate_series(1, m.most) AS j,
       LATERAL (SELECT bench.present() - interval '27 days' + (interval '26 days' / m.most) * j AS t) AS x;
INSERT INTO inmates_movement (id, left_at, arrived_at, expected_back_at, registered_at, registered_by_id, seen_by_id, follows_id, from_place_id, to_place_id, stay_id)
  SELECT r.id * (m.most + 1), x.t, CASE WHEN r.id % 40 <> 6 THEN x.t + interval '2 minutes' END,
         CASE WHEN r.id % 3 = 0 THEN bench.present() + (r.id % 5 - 1) * interval '20 minutes' END, x.t, 5 * unit_id - r.id % 5, 5 * unit_id - r.id % 5,
         r.id * (m.most + 1) - 1, NULL,
         CASE WHEN whereabouts IN (5, 6) THEN 3 * unit_id - r.id % 3 ELSE 1000000 + (prison_id - 1) * 7 + 1 + r.id % 7 END, r.id
  FROM bench.residents r, (SELECT 60 * bench.setting('history') AS most) AS m,
       LATERAL (SELECT bench.present() - (5 + r.id % 50) * interval '1 minute' AS t) AS x
  WHERE whereabouts BETWEEN 5 AND 8;
INSERT INTO inmates_placement (id, during, reason, placed_at, bed_id, placed_by_id, stay_id)
  SELECT 10000 + row_number() OVER (), tstzrange(x.t + step * (j - 1), x.t + step * j), '', x.t + step * (j - 1), bed_id, 5 * unit_id, r.id
  FROM bench.residents r, (SELECT 2 * bench.setting('history') AS most) AS m, generate_series(1, m.most) AS j,
       LATERAL (SELECT received AS t, (bench.present() - interval '28 days' - received) / m.most AS step) AS x;
INSERT INTO inmates_absence (id, kind, destination, during, expected_return_at, departed_at, returned_at, departed_by_id, returned_by_id, stay_id)
  SELECT 10000 + row_number() OVER (), 'COURT', 'Fjordvik tingrett', tstzrange(x.t, x.t + step / 2), NULL, x.t, x.t + step / 2, 5 * unit_id, 5 * unit_id, r.id
  FROM bench.residents r, (SELECT 3 * bench.setting('history') AS most, interval '20 days' / (3 * bench.setting('history')) AS step) AS m,
       generate_series(1, m.most) AS j, LATERAL (SELECT bench.present() - interval '27 days' + step * j AS t) AS x;
INSERT INTO inmates_commitment (id, kind, label, during, source, booked_at, booked_by_id, place_id, stay_id)
  SELECT 10000 + row_number() OVER (), 'SCHOOL', 'Skole', tstzrange(x.t, x.t + step / 2), 'bench', x.t, 5 * unit_id, 1000000 + (prison_id - 1) * 7 + 3, r.id
  FROM bench.residents r, (SELECT 20 * bench.setting('history') AS most, interval '20 days' / (20 * bench.setting('history')) AS step) AS m,
       generate_series(1, m.most) AS j, LATERAL (SELECT bench.present() - interval '27 days' + step * j AS t) AS x;
INSERT INTO inmates_alert (id, code, level, note, during, raised_at, closed_at, raised_by_id, closed_by_id, person_id)
  SELECT 10000 + row_number() OVER (), 'ESCAPE_RISK', 'warn', '', tstzrange(x.t, x.t + step), x.t, x.t + step, 5 * unit_id, 5 * unit_id, r.id
  FROM bench.residents r, (SELECT 2 * bench.setting('history') AS most, interval '20 days' / (2 * bench.setting('history')) AS step) AS m,
       generate_series(1, m.most) AS j, LATERAL (SELECT bench.present() - interval '27 days' + step * j AS t) AS x;
INSERT INTO inmates_logentry (id, happened_at, kind, text, written_at, cell_id, unit_id, written_by_id, person_id)
  SELECT row_number() OVER (), x.t, 'NOTE', 'Snakket om framtida og skolen, rolig ettermiddag.', x.t, NULL, u.id, 5 * u.id - j % 5,
         CASE WHEN j % 2 = 0 THEN (SELECT min(id) FROM bench.residents WHERE unit_id = u.id) + j % u.residents END
  FROM bench.units u, (SELECT 400 * bench.setting('history') AS most) AS m, generate_series(1, m.most) AS j,
       LATERAL (SELECT bench.present() - interval '27 days' + (interval '26 days' / m.most) * j AS t) AS x;
INSERT INTO inmates_logentry (id, happened_at, kind, text, written_at, cell_id, unit_id, written_by_id, person_id)
  SELECT (SELECT max(id) FROM inmates_logentry) + row_number() OVER (), x.t, 'NOTE', 'Kniv 3 og 4 utlevert mot kvittering.', x.t, NULL, u.id, 5 * u.id - j % 5, NULL
  FROM bench.units u, generate_series(1, 8) AS j, LATERAL (SELECT bench.present() - j * interval '50 minutes' AS t) AS x;
INSERT INTO corrections_readrecord (id, at, subject_type, subject_id, what, reason, request_id, by_id)
  SELECT row_number() OVER (), bench.present() - j * interval '7 hours', 'inmates.person', r.id, 'person', '', NULL, 5 * unit_id
  FROM bench.residents r, generate_series(1, 20 * bench.setting('history')) AS j;
INSERT INTO corrections_task (id, kind, detail, role, subject_type, subject_id, urgency, due_at, created_at, done_at, outcome, dedupe_key,
    clock_id, created_by_id, done_by_id, prison_id, unit_id)
  SELECT 10000 + row_number() OVER (), 'contact_officer_missing', '{}', 'DUTY_MANAGER', '', NULL, 'warn', x.t, x.t, x.t, '',
         format('bench:done:%s:%s', p.id, n), NULL, NULL, 5, p.id, NULL
  FROM corrections_prison p, generate_series(1, 100 * bench.setting('history')) AS n,
       LATERAL (SELECT bench.present() - interval '1 day' - n * interval '10 minutes' AS t) AS x;
