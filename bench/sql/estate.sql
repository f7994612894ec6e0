-- One region, prisons of five units. Unit 1 holds 80 people (the board that is measured), unit 2 holds 40, unit 3 holds 20.
CREATE TABLE bench.units AS
  SELECT n AS id, 1 + (n - 1) / 5 AS prison_id,
         CASE n WHEN 1 THEN 80 WHEN 2 THEN 40 WHEN 3 THEN 20 ELSE 13 + (n % 5 < 3)::int END AS residents
  FROM generate_series(1, bench.setting('units')) AS n;

INSERT INTO corrections_region (id, code, name) VALUES (1, 'landet', 'Hele landet');
INSERT INTO corrections_prison (id, slug, name, municipality, county, operational_capacity, region_id)
  SELECT DISTINCT prison_id, 'anstalt-' || prison_id, 'Anstalt ' || prison_id || ' fengsel', 'Fjordvik', 'Vestlandet', NULL::int, 1
  FROM bench.units;
INSERT INTO corrections_unit (id, code, name, security_level, function, sex, position, prison_id)
  SELECT id, 'A' || 1 + (id - 1) % 5, 'Avdeling A' || 1 + (id - 1) % 5, CASE WHEN id % 5 = 4 THEN 'LOWER' ELSE 'HIGH' END,
         CASE WHEN id % 5 = 0 THEN 'REMAND' ELSE 'SENTENCED' END, 'M', 1 + (id - 1) % 5, prison_id
  FROM bench.units;
INSERT INTO corrections_cell (id, code, floor, position, kind, sanitary, physical_places, places_in_use, certified_places, unit_id)
  SELECT row_number() OVER (ORDER BY u.id, n), format('A%s-%s', 1 + (u.id - 1) % 5, to_char(n, 'FM00')), 1 + (n > u.residents / 2)::int, n,
         'ORDINARY', 'OWN', 1, 1, 1, u.id
  FROM bench.units u, generate_series(1, u.residents + 2 + u.residents / 20) AS n;
INSERT INTO corrections_bed (id, number, cell_id) SELECT id, 1, id FROM corrections_cell;
INSERT INTO corrections_place (id, code, name, kind, position, is_active, prison_id, unit_id)
  SELECT row_number() OVER (ORDER BY u.id, p.position), lower(format('a%s-%s', 1 + (u.id - 1) % 5, p.code)), p.name, p.kind, p.position, true, u.prison_id, u.id
  FROM bench.units u, (VALUES ('fellesrom', 'Fellesrom', 'COMMON_ROOM', 1), ('kjokken', 'Kjøkken', 'KITCHEN', 2),
                              ('vaskeri', 'Vaskeri', 'LAUNDRY', 3)) AS p (code, name, kind, position);
INSERT INTO corrections_place (id, code, name, kind, position, is_active, prison_id, unit_id)
  SELECT 1000000 + row_number() OVER (ORDER BY pr.id, p.position), p.code, p.name, p.kind, p.position, true, pr.id, NULL
  FROM corrections_prison pr, (VALUES ('luftegard', 'Luftegård', 'YARD', 10), ('verksted', 'Verksted', 'WORKSHOP', 11),
    ('skole', 'Skole', 'SCHOOL', 12), ('helse', 'Helse', 'HEALTH', 13), ('besok', 'Besøk', 'VISITS', 14),
    ('treningsrom', 'Treningsrom', 'GYM', 15), ('bibliotek', 'Bibliotek', 'LIBRARY', 16)) AS p (code, name, kind, position);

-- five officers a unit; who may do what is given in bench/staff.py, through the service
INSERT INTO corrections_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined, uuid,
    service_number, language, colour_scheme, single_key_shortcuts, access_version, home_unit_id)
  SELECT n, '!', false, 'officer-' || n, bench.given(-n), bench.family(-n), '', false, true, bench.present() - interval '900 days',
         md5('user' || n)::uuid, 'V' || n, 'nb', 'auto', true, 1, 1 + (n - 1) / 5
  FROM generate_series(1, 5 * bench.setting('units')) AS n;
