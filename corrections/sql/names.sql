-- Norwegian names: one key to sort and to search by, the same on every server (no ICU, no locale).
-- In byte order: a–z, then { = æ, | = ø, } = å. "aa" is å, ä is æ, ö is ø. Sámi letters and accents stand at
-- their base letter, so they are kept in the name and folded in the key.
CREATE OR REPLACE FUNCTION public.name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT btrim(regexp_replace(regexp_replace(
    replace(replace(replace(
      translate(
        regexp_replace(
          normalize(translate(normalize(name, NFC), 'ÆæÄäØøÖöÅå', '{{{{||||}}'), NFKD),
          '[' || chr(768) || '-' || chr(879) || ']', '', 'g'),
        'ABCDEFGHIJKLMNOPQRSTUVWXYZĐđŁłŊŋŦŧıÐðĦħ' || chr(39) || chr(8217) || chr(700) || '`´.',
        'abcdefghijklmnopqrstuvwxyzddllnnttiddhh'),
      'aa', '}'), 'ß', 'ss'), 'þ', 'th'),
    '[-‐‑–_/,]', ' ', 'g'), '\s+', ' ', 'g'))
$$;

-- How a family name sounds, roughly, to a Norwegian ear: Christoffersen = Kristofersen, Mohammed = Muhamed, Nergaard = Nærgård.
CREATE OR REPLACE FUNCTION public.name_sound(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT regexp_replace(
    left(f, 1) || regexp_replace(substr(f, 2), '[aeiouy{|} ]', '', 'g'),
    '(.)\1+', '\1', 'g')
  FROM (SELECT
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(
      translate(public.name_key(name), 'w{zq', 'vesk'),
      '(schj|skj|sch|sj|kj|tj|cz|sz)', 's', 'g'), 'ph', 'f', 'g'), '(ch|ck|c)', 'k', 'g'), 'x', 'ks', 'g'),
      '(th|dt|ht)', 't', 'g'), '(gh|hj|gj)', 'g', 'g'), '(.)\1+', '\1', 'g'), '(e|h|t)$', '', 'g') AS f) AS s
$$;
