// Looks on a round are kept on the tablet first and sent when there is a network, in the queue of the counts. What was
// written in a few words stands there until the server has it.

import { fill, keepPage, paintOthers, paintPill, paintRefused, set, time, words } from "./taps-screen.js";
import { makeSender } from "./taps-sender.js";
import { mine, openStore, unsent } from "./taps-store.js";

const REST = 900; // ms: a glove that hits twice never answers for the next door

export async function startQueue({ list, doors, dock, now, tick, askWhy }) {
  const round = { url: list.dataset.events, user: Number(list.dataset.user), name: list.dataset.userName, attempt: 0 };
  const fields = [dock.querySelector("[name=text]"), dock.querySelector("[name=late_reason]")];
  let chosen = doors.find((door) => door.hasAttribute("aria-current"));
  let events = [];
  let network = "ok";
  let last = -REST; // the first look counts, however soon after the page came
  let store;
  try {
    store = await openStore(`rounds-${list.dataset.scope}`);
  } catch {
    return null; // a window that keeps nothing sends the form by itself
  }
  const doorOf = (event) => doors.find((door) => Number(door.dataset.door) === event.door);
  const waiting = () => unsent(mine(events, round));
  const factsOf = (door) => ({ due: door.dataset.due, last: door.dataset.last, when: door.querySelector("small").textContent });
  const told = new Map(doors.map((door) => [door, factsOf(door)])); // what the server has said

  function show(door) {
    chosen?.removeAttribute("aria-current");
    chosen = door;
    door.setAttribute("aria-current", "true");
    const { no, full, page, photo, last: seen, note, door: id } = door.dataset;
    const [image, drawn] = dock.querySelectorAll(".photo");
    if (photo) image.src = photo;
    image.hidden = !photo;
    drawn.hidden = Boolean(photo);
    set(dock.querySelector(".dock__no"), no);
    set(dock.querySelector(".dock__name a"), full);
    dock.querySelector(".dock__name a").href = page;
    set(document.getElementById("dock-last"), seen);
    document.getElementById("dock-note").hidden = !note;
    set(document.querySelector("#dock-note b"), note);
    dock.setAttribute("action", dock.action.replace(/\d+(?=\/check\/$)/, id));
    askWhy(door);
  }

  // A look that waits makes room for the next, as the server will when it hears of it.
  async function paint() {
    events = await store.all();
    const held = waiting();
    for (const door of doors) paintDoor(door, held.filter((event) => doorOf(event) === door).at(-1));
    tick();
    const stuck = held.length > 0 && ["off", "auth"].includes(network);
    paintPill(stuck || network === "auth" ? network : !navigator.onLine ? "off" : held.length ? "wait" : "ok", held.length, 0);
    const help = held.filter((event) => event.code === "HELP").map((event) => doorOf(event)?.dataset.who);
    const radio = document.getElementById("radio");
    set(radio.querySelector("span"), fill(words.radio, { who: help.join(", ") }));
    radio.hidden = !(help.length && (stuck || !navigator.onLine));
    paintOthers(events, round);
    paintRefused(events, round, (event) => doorOf(event)?.dataset.who);
  }

  function paintDoor(door, look) {
    const at = look && Date.parse(look.at);
    const { due, last: seen, when } = told.get(door);
    door.dataset.due = look ? Math.max(due, at + door.dataset.minutes * 60_000) : due;
    door.dataset.last = look ? fill(words.waits, { at: time(at) }) : seen;
    const kept = door.querySelector("[data-kept]");
    kept.hidden = !look;
    set(kept, look ? door.dataset.last : "");
    set(door.querySelector("small"), look ? time(Number(door.dataset.due)) : when);
  }

  async function heard(state, answer) {
    network = state === "wait" && network === "off" ? "off" : state;
    if (answer) {
      for (const event of (await store.all()).filter((each) => each.stored && !each.refused)) {
        const door = doorOf(event);
        if (door) told.set(door, factsOf(door));
        await store.drop(event.id);
      }
    }
    await paint();
    if (answer && !events.some((event) => event.refused) && !waiting().length && !fields.some((field) => field.value)) location.replace(location.pathname);
  }

  const flush = makeSender(store, round, heard);

  dock.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=code]");
    if (button) fields[0].required = button.value === "HELP"; // who was called is written down
  });
  dock.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (performance.now() - last < REST) return;
    last = performance.now();
    const [text, reason] = fields.map((field) => field.value.trim());
    const look = { id: crypto.randomUUID(), door: Number(chosen.dataset.door), code: event.submitter.value, text, late_reason: reason, at: new Date(now()).toISOString() };
    await store.add({ ...look, by: round.user, name: round.name, attempt: round.attempt }, 0);
    for (const field of fields) field.value = "";
    navigator.vibrate?.(15);
    await paint();
    show([...doors].sort((a, b) => a.dataset.due - b.dataset.due)[0]);
    flush();
  });
  list.addEventListener("click", (event) => {
    const door = event.target.closest("[data-door]");
    if (!door) return;
    event.preventDefault();
    show(door);
    history.replaceState(null, "", `?door=${door.dataset.door}`);
  });
  document.getElementById("refused-read").addEventListener("click", async () => {
    for (const event of events) if (event.refused && event.by === round.user) await store.drop(event.id);
    location.replace(location.pathname);
  });

  await paint();
  const asked = new URLSearchParams(location.search).get("door");
  const door = doors.find((each) => each.dataset.door === asked) ?? (waiting().length ? [...doors].sort((a, b) => a.dataset.due - b.dataset.due)[0] : chosen);
  if (door && door !== chosen) show(door);
  list.dataset.ready = "";
  flush();
  keepPage(list.dataset);
  return { holds: () => waiting().length > 0 };
}
