// What a count and a round say of the taps that are on the tablet: the pill, a colleague's taps, those that were refused.

import { unsent } from "./taps-store.js";

const clock = new Intl.DateTimeFormat("nb", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
const second = new Intl.DateTimeFormat("nb", { timeStyle: "medium", timeZone: "Europe/Oslo" });
const PILL = { ok: "check-circle", wait: "sync", off: "offline", auth: "lock", kept: "tablet" };

export const words = JSON.parse(document.querySelector("script[id$=-words]").textContent);
export const time = (at) => clock.format(at);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function many(key, n) {
  return fill(words[n === 1 ? `${key}_one` : `${key}_many`], { n });
}

export function set(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setIcon(element, name) {
  const use = element.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#i-${name}`));
}

// Spoken only when it turns into another state: "saved" after each tap would talk over the officer.
export function paintPill(state, waiting, at) {
  const pill = document.getElementById("sync");
  const note = state === "ok" ? (at ? second.format(at) : "") : state === "wait" ? "" : many("kept", waiting);
  set(pill.querySelector("b"), words[`pill_${state}`]);
  set(pill.querySelector("small"), note);
  setIcon(pill, PILL[state]);
  if (state === "auth") pill.href = location.pathname;
  else pill.removeAttribute("href");
  if (pill.dataset.st !== state && state !== "wait") set(document.getElementById("say"), `${words[`pill_${state}`]} ${state === "ok" ? "" : note}`);
  pill.dataset.st = state;
}

// Taps of a colleague who left with them unsent: never sent as somebody else's, and never silently lost.
export function paintOthers(events, round) {
  const others = unsent(events).filter((event) => event.by !== round.user);
  const note = document.getElementById("others");
  note.hidden = !others.length;
  const names = [...new Set(others.map((event) => event.name))].join(", ");
  set(note.querySelector("span"), words.others.replaceAll("{n}", others.length).replaceAll("{who}", names));
}

export function paintRefused(events, round, whom) {
  const refused = events.filter((event) => event.refused && event.by === round.user);
  const box = document.getElementById("refused");
  box.hidden = !refused.length;
  const row = (event) => Object.assign(document.createElement("li"), { textContent: [whom(event), event.refused].filter(Boolean).join(": ") });
  box.querySelector("ul").replaceChildren(...refused.map(row));
}

// The page and the files that draw it stay on the tablet, so that it opens without a network. A network that goes while the
// worker is fetched is no reason to give up: it is asked for again when the network is back.
export async function keepPage({ worker, scope }) {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(worker, { scope }).catch(() => null);
  if (!registration) return void addEventListener("online", () => keepPage({ worker, scope }), { once: true });
  const ready = registration.active ?? registration.waiting ?? registration.installing;
  const files = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
  const tell = () => ready.postMessage({ keep: location.pathname, files: files.filter((file) => file.startsWith("/static/")) });
  if (ready.state === "activated") tell();
  else ready.addEventListener("statechange", () => ready.state === "activated" && tell());
}
