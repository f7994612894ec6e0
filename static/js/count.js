// A count round: each tap is kept on the tablet first, shown at once, and sent when there is a network.

import { listen, paintDock } from "./count-dock.js";
import { paintRound } from "./count-screen.js";
import { lastTap, lineNow, nextLine } from "./count-state.js";
import { keepPage, paintOthers, paintPill, paintRefused, words } from "./taps-screen.js";
import { makeSender } from "./taps-sender.js";
import { mine, openStore, unsent } from "./taps-store.js";

const page = document.getElementById("round");
const round = {
  count: page.dataset.count,
  url: page.dataset.events,
  user: Number(page.dataset.user),
  name: page.dataset.userName,
  attempt: Number(page.dataset.attempt),
  seq: Number(page.dataset.seq),
  made: Number(page.dataset.made),
  moved: Number(page.dataset.moved),
  open: page.hasAttribute("data-open"),
};
const bases = [...document.querySelectorAll("[data-line]")].map(({ dataset: d }) => ({
  ...d, line: Number(d.line), at: Number(d.at), by: Number(d.by),
}));
let chosen = Number(page.dataset.chosen) || null;
let network = "ok";
let savedAt = 0;
let events = [];
const store = await openStore(`count-${round.count}`);
const flush = makeSender(store, round, heard);

function lines() {
  const own = mine(events, round);
  return bases.map((base) => lineNow(base, own, round));
}

async function paint() {
  events = await store.all();
  const now = lines();
  const waiting = unsent(mine(events, round)).length;
  const line = now.find((each) => each.line === chosen);
  const back = lastTap(mine(events, round));
  const stuck = waiting > 0 && ["off", "auth"].includes(network);
  paintRound(now, line, stuck || !navigator.onLine);
  paintDock(line, now, waiting, back && now.find((each) => each.line === back.line));
  paintPill(stuck || network === "auth" ? network : !navigator.onLine ? "off" : waiting ? "wait" : "ok", waiting, savedAt);
  paintNotes();
}

function paintNotes() {
  paintOthers(events, round);
  paintRefused(events, round, ({ line }) => {
    const base = bases.find((each) => each.line === line);
    return base && `${base.cell} ${base.name}`;
  });
}

function heard(state, answer) {
  if (!(network === "off" && state === "wait")) network = state;
  if (answer) savedAt = answer.at;
  // handed in by somebody else, or a movement landed: the page is asked for again, the taps stay where they are
  if (answer && round.open && (!words.open_states.includes(answer.state) || answer.moved > round.moved)) return location.reload();
  return paint();
}

async function keep(kind, line) {
  const event = { id: crypto.randomUUID(), kind, line, signs: kind === "seen" || kind === "found", at: new Date().toISOString() };
  await store.add({ ...event, by: round.user, name: round.name, attempt: round.attempt }, round.seq);
  navigator.vibrate?.(kind === "missing" ? [40, 60, 40] : 15);
  events = await store.all();
  chosen = kind === "undo" ? line : nextLine(lines(), line)?.line ?? null;
  await paint();
  flush();
}

function choose(line) {
  chosen = line;
  return paint();
}

function undoLast() {
  const tap = lastTap(mine(events, round));
  if (tap) keep("undo", tap.line);
}

document.addEventListener("click", (event) => {
  const tile = event.target.closest("[data-line]");
  const found = event.target.closest("[data-found]");
  if (tile || found) event.preventDefault();
  if (tile) choose(Number(tile.dataset.line));
  if (found) keep("found", Number(found.dataset.found));
});

// Taps that were never shown before, such as after a reload with no network, stand first; then the next to be counted.
async function begin() {
  events = await store.all();
  const asked = lines().find((line) => line.line === chosen);
  if (!asked || asked.state !== "todo") chosen = nextLine(lines(), null)?.line ?? null;
  if (!round.open) return end();
  listen({ tap: (kind) => keep(kind, chosen), undoLast, skip: () => choose(nextLine(lines(), chosen)?.line ?? null) });
  await paint();
  page.dataset.ready = "";
  return flush();
}

// The round is over: what still waited is offered once and answered with why not; then the tablet forgets it all.
async function end() {
  paintNotes();
  await flush();
  events = await store.all();
  paintNotes();
  if (!unsent(events).length) await store.forget();
  navigator.serviceWorker?.controller?.postMessage({ forget: location.pathname });
}

await begin();
if (round.open) await keepPage(page.dataset);
