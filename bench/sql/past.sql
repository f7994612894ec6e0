-- People who were here once: one stay each, in turn in the beds of all prisons, over the ten years before the present ones.
CREATE TABLE bench.former AS
  SELECT n AS id, bed_id, u.prison_id, c.unit_id, t AS received, t + step * 0.9 AS released
  FROM (SELECT count(*) AS beds FROM corrections_bed) AS b, (SELECT max(id) AS residents FROM bench.residents) AS r,
       generate_series(r.residents + 1, bench.setting('people')) AS n,
       LATERAL (SELECT 1 + (n - r.residents) % beds AS bed_id, (n - r.residents) / beds AS turn,
                       interval '3650 days' / (1 + bench.setting('people') / beds) AS step) AS x,
       LATERAL (SELECT bench.present() - interval '4100 days' + step * turn AS t) AS y
  JOIN LATERAL (SELECT * FROM corrections_cell c WHERE c.id = x.bed_id) AS c ON true
  JOIN bench.units u ON u.id = c.unit_id;

INSERT INTO inmates_person (id, uuid, number, family_name, given_name, birth_date, sex, nationality, municipality, version)
  SELECT id, md5('person' || id)::uuid, 'F-' || 100000 + id, bench.family(id), bench.given(id),
         date '1950-01-01' + bench.dice(id, 11, 20000)::int, 'M', 'NOR', 'Fjordvik', 1
  FROM bench.former;
INSERT INTO inmates_stay (id, during, admitted_at, released_at, note, admitted_by_id, released_by_id, person_id, reception_prison_id)
  SELECT id, tstzrange(received, released), received, released, '', 5 * unit_id, 5 * unit_id, id, prison_id FROM bench.former;
INSERT INTO inmates_legalstatus (id, kind, during, basis, registered_at, registered_by_id, stay_id)
  SELECT id, 'SENTENCED', tstzrange(received, released), 'Dom, Fjordvik tingrett', received, 5 * unit_id, id FROM bench.former;
INSERT INTO sentencing_judgment (id, kind, judged_on, years, months, days, minimum_years, minimum_months, credit_days, registered_at, registered_by_id, stay_id)
  SELECT id, 'PRISON', received::date, 1, 0, 0, 0, 0, 0, received, 5 * unit_id, id FROM bench.former;
INSERT INTO inmates_placement (id, during, reason, placed_at, bed_id, placed_by_id, stay_id)
  SELECT 100000000 + id, tstzrange(received, released), '', received, bed_id, 5 * unit_id, id FROM bench.former;
INSERT INTO inmates_identifier (id, kind, value, during, person_id)
  SELECT id, 'NATIONAL', to_char(10000000000 + id, 'FM00000000000'), tstzrange('2000-01-01', NULL), id FROM bench.former;
INSERT INTO inmates_alias (id, family_name, given_name, note, person_id)
  SELECT id, bench.family(id + 13), bench.given(id), '', id FROM bench.former WHERE id % 10 = 0;
INSERT INTO inmates_contactofficer (id, is_substitute, during, assigned_at, assigned_by_id, officer_id, stay_id)
  SELECT id, false, tstzrange(received, released), received, 5 * unit_id, 5 * unit_id, id FROM bench.former;
INSERT INTO inmates_movement (id, left_at, arrived_at, registered_at, registered_by_id, seen_by_id, follows_id, from_place_id, to_place_id, stay_id)
  SELECT 1000000000 + 2 * f.id + j, received + j * interval '20 minutes', received + j * interval '21 minutes', received, 5 * unit_id, 5 * unit_id,
         CASE WHEN j = 1 THEN 1000000000 + 2 * f.id END, CASE WHEN j = 1 THEN 1000000 + (prison_id - 1) * 7 + 1 END,
         CASE WHEN j = 0 THEN 1000000 + (prison_id - 1) * 7 + 1 END, f.id
  FROM bench.former f, generate_series(0, 1) AS j;
