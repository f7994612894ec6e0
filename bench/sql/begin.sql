-- Everything here is invented by hashes of row numbers, so it is the same on every machine. Runs as superuser, in one
-- transaction; triggers rest (their rules hold by construction), keys and exclusion constraints are built at the end.
SET LOCAL session_replication_role = replica;
SET LOCAL maintenance_work_mem = '512MB';
SET LOCAL work_mem = '128MB';
SET LOCAL max_parallel_maintenance_workers = 2;
CREATE SCHEMA bench;
CREATE FUNCTION bench.setting(name text) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT current_setting('bench.' || name)::bigint $$;
-- the minute at which the set stands still, and the benchmark's clock with it
CREATE FUNCTION bench.present() RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$ SELECT timestamptz '2026-11-24 13:32Z' $$;
CREATE FUNCTION bench.dice(seed bigint, salt integer, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT abs(hashint8extended(seed, salt) % sides) $$;
CREATE FUNCTION bench.pick(words text[], seed bigint, salt integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT words[1 + bench.dice(seed, salt, cardinality(words))] $$;
CREATE FUNCTION bench.family(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT bench.pick(ARRAY['Hansen','Johansen','Olsen','Larsen','Andersen','Pedersen','Nilsen','Kristiansen','Jensen','Karlsen',
    'Johnsen','Pettersen','Eriksen','Berg','Haugen','Hagen','Johannessen','Andreassen','Jacobsen','Dahl','Jørgensen','Halvorsen',
    'Henriksen','Lund','Sørensen','Jakobsen','Moen','Gundersen','Iversen','Strand','Solberg','Svendsen','Eide','Knutsen',
    'Martinsen','Bakken','Paulsen','Kristoffersen','Mathisen','Lie','Amundsen','Rasmussen','Solheim','Nguyen','Ali','Ahmed',
    'Mohamed','Hussain','Khan','Kowalski','Nowak','Wiśniewski','Kazlauskas','Popescu','Abdullahi','Hætta','Gaup','Aasen','Ødegård',
    'Åsheim','Nergård','Kvamme','Brekke','Tangen','Myhre','Eikeland','Sandvik','Fosse','Hovde','Tveit','Skogli'], seed, 1)
    || CASE bench.dice(seed, 2, 3) WHEN 0 THEN ' ' || bench.pick(ARRAY['Moen','Vik','Haug','Lunde','Bakke','Nes','Sæther','Lien',
    'Rød','Øvrebø','Myklebust','Foss','Hauge','Ruud','Næss','Sand'], seed, 3) ELSE '' END $$;
CREATE FUNCTION bench.given(seed bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT bench.pick(ARRAY['Jan','Per','Bjørn','Ole','Lars','Kjell','Knut','Svein','Thomas','Arne','Morten','Geir','Hans','Tor',
    'Martin','Andreas','Terje','John','Odd','Anders','Rune','Daniel','Trond','Tore','Kristian','Marius','Tom','Fredrik','Erik',
    'Øyvind','Håkon','Åge','Mohamed','Ahmad','Ali','Piotr','Krzysztof','Andrius','Máhtte','Yusuf','Anne','Ingrid','Marit','Samira'],
    seed, 4)
    || CASE bench.dice(seed, 5, 2) WHEN 0 THEN ' ' || bench.pick(ARRAY['Erik','Magne','Arild','Inge','Petter','Andre','Kristian',
    'Johan','Helge','Aleksander','Ove','Marie'], seed, 6) ELSE '' END $$;

-- What makes a bulk load slow is taken away, and comes back in end.sql as it was.
CREATE TABLE bench.later (position serial, statement text);
INSERT INTO bench.later (statement)
  SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE contype = 'x' AND conrelid::regclass::text LIKE 'inmates_%';
INSERT INTO bench.later (statement)
  SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i
  WHERE i.indrelid::regclass::text LIKE 'inmates_%' AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
           WHERE contype = 'x' AND conrelid::regclass::text LIKE 'inmates_%' LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.conname);
  END LOOP;
  FOR r IN SELECT i.indexrelid::regclass AS i FROM pg_index i
           WHERE i.indrelid::regclass::text LIKE 'inmates_%' AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) LOOP
    EXECUTE format('DROP INDEX %s', r.i);
  END LOOP;
END $$;
