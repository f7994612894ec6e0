DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT statement FROM bench.later ORDER BY position LOOP EXECUTE r.statement; END LOOP;
  -- every sequence after what was loaded
  FOR r IN SELECT a.attrelid::regclass AS t FROM pg_attribute a
           WHERE a.attidentity <> '' AND a.attname = 'id' AND a.attrelid::regclass::text ~ '^(inmates|corrections|sentencing)_' LOOP
    EXECUTE format('SELECT setval(pg_get_serial_sequence(%L, ''id''), coalesce(max(id), 0) + 1, false) FROM %s', r.t, r.t);
  END LOOP;
END $$;
DROP SCHEMA bench CASCADE;
ANALYZE;
