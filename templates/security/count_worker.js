// Keeps one page on the tablet, the count or the rounds that are walked, and the files that draw it. Never any other page.

const ROUNDS = /^\/units\/\d+\/rounds\/$/;
const COUNT = /^\/counts\/[0-9a-f-]{36}\/round\/$/;
const { pathname: scope } = new URL(self.registration.scope);
const [STORE, ROUND] = ROUNDS.test(scope) ? ["unit-rounds", ROUNDS] : ["count-rounds", COUNT];
const FILE = /^\/static\//;
const PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep(round, files) {
  const cache = await caches.open(STORE);
  const wanted = new Set([round, ...files]);
  for (const kept of await cache.keys()) if (!wanted.has(new URL(kept.url).pathname)) await cache.delete(kept);
  await Promise.all(files.filter((file) => FILE.test(file)).map(async (file) => (await cache.match(file)) ?? cache.add(file)));
  if (ROUND.test(round) && !(await cache.match(round))) await refresh(round, await fetch(round, { redirect: "manual" }));
}

async function refresh(round, response) {
  const cache = await caches.open(STORE);
  if (response.ok && !response.redirected) await cache.put(round, response.clone());
  else if (response.status < 500) await cache.delete(round); // signed out, out of scope, over
  return response;
}

self.addEventListener("message", ({ data, ...event }) => {
  if (data.keep) self.registration.active && keep(data.keep, data.files).catch(() => {});
  if (data.forget) caches.delete(STORE);
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (FILE.test(pathname)) event.respondWith(caches.match(pathname, { cacheName: STORE }).then((kept) => kept ?? fetch(event.request)));
  else if (ROUND.test(pathname)) event.respondWith(page(event.request, pathname));
});

async function page(request, round) {
  try {
    return await refresh(round, await fetch(request, { signal: AbortSignal.timeout(PATIENCE) }));
  } catch {
    return (await caches.match(round, { cacheName: STORE })) ?? Response.error();
  }
}
