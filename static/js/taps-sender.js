// Sends the taps in their order until the server has them. An answer that is lost costs nothing: each tap has an id.

import { mine, unsent } from "./taps-store.js";

const FIRST = 1000;
const MOST = 30000;
const PATIENCE = 8000;
const REFUSED = "opaqueredirect"; // to signing in, or to the lock

export function makeSender(store, round, tell) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  let wait = FIRST;
  let timer = 0;
  let busy = false;
  let again = false;

  async function post(queue) {
    const events = queue.map(({ by, name, attempt, ...event }) => event);
    return fetch(round.url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ events }),
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async function take(response) {
    const { ok, refused, state, at, moved } = await response.json();
    await store.settle(ok, { stored: at });
    for (const { id, message } of refused) await store.settle([id], { stored: at, refused: message });
    return { state, at, moved };
  }

  async function send() {
    const queue = unsent(mine(await store.all(), round));
    if (!queue.length) return tell("ok");
    tell("wait");
    const response = await post(queue);
    if (response.type === REFUSED || [401, 403, 404].includes(response.status)) return tell("auth");
    if (!response.ok) throw new Error(String(response.status));
    tell("ok", await take(response));
    again = unsent(mine(await store.all(), round)).length > 0;
  }

  async function flush() {
    clearTimeout(timer);
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      await send();
      wait = FIRST;
      if (again) timer = setTimeout(flush, 0);
    } catch {
      tell("off");
      timer = setTimeout(flush, wait);
      wait = Math.min(wait * 2, MOST);
    } finally {
      busy = false;
    }
  }

  addEventListener("online", flush);
  addEventListener("focus", flush);
  addEventListener("offline", () => tell("off"));
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  return flush;
}
