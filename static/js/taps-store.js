// Taps of a count or of a round, kept on this tablet before anything else happens to them. They hold no names of residents.

// Those of this officer, in this count or recount, that the server has not refused.
export function mine(events, round) {
  return events.filter((event) => event.by === round.user && event.attempt === round.attempt && !event.refused);
}

export function unsent(events) {
  return events.filter((event) => !event.stored);
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function openStore(name) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("events", { keyPath: "id" });
  const db = await done(opening);
  db.onversionchange = () => db.close();
  const events = (mode) => db.transaction("events", mode, { durability: "strict" }).objectStore("events");

  return {
    all: async () => (await done(events("readonly").getAll())).sort((a, b) => a.seq - b.seq),

    // The number is taken in the transaction that writes, so two windows of one tablet never share one.
    add: (event, after) =>
      new Promise((resolve, reject) => {
        const store = events("readwrite");
        store.getAll().onsuccess = ({ target }) => {
          const last = target.result.reduce((most, each) => Math.max(most, each.seq), after);
          store.put({ ...event, seq: last + 1 });
        };
        store.transaction.oncomplete = resolve;
        store.transaction.onabort = () => reject(store.transaction.error);
      }),

    // What the server has taken is marked, never deleted: undo needs it until the round has ended.
    settle: (ids, change) =>
      new Promise((resolve, reject) => {
        const store = events("readwrite");
        for (const id of ids) store.get(id).onsuccess = ({ target }) => target.result && store.put({ ...target.result, ...change });
        store.transaction.oncomplete = resolve;
        store.transaction.onabort = () => reject(store.transaction.error);
      }),

    drop: (id) => done(events("readwrite").delete(id)),

    forget: () => {
      db.close();
      return done(indexedDB.deleteDatabase(name));
    },
  };
}
