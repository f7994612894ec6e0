// The countdown at each door, by the server's clock. A door that becomes late turns red, is said once, and asks why.
// A page that nobody writes on is read again each minute: somebody else may have looked in.

import { startQueue } from "./rounds-queue.js";
import { words } from "./taps-screen.js";

const list = document.getElementById("rounds");
const GRACE = 60_000;
const SOON = 5 * 60_000;
const FRESH = 60_000;
const CLOCK = "rounds.clock";

// How far the server's clock is ahead of the tablet's. A page that the tablet kept says what it said when it came.
function clockOf(made) {
  const known = JSON.parse(localStorage.getItem(CLOCK) ?? "{}");
  if (known.made === made) return known.ahead;
  const ahead = made - Date.now();
  localStorage.setItem(CLOCK, JSON.stringify({ made, ahead }));
  return ahead;
}

if (list) {
  const ahead = clockOf(Number(list.dataset.now));
  const doors = [...list.querySelectorAll("[data-due]")];
  const dock = document.getElementById("dock");
  const say = document.getElementById("say");
  const opened = Date.now();
  const now = () => Date.now() + ahead;

  const text = (left) => {
    if (left < -GRACE) return words.late.replace("{n}", Math.floor(-left / 60_000));
    return left > 0 ? words.left.replace("{n}", Math.ceil(left / 60_000)) : words.now;
  };

  const askWhy = (door) => {
    const late = door.dataset.st === "late";
    document.getElementById("late-field").hidden = !late;
    document.getElementById("late-reason").required = late;
  };

  const tick = () => {
    for (const door of doors) {
      const left = Number(door.dataset.due) - now();
      const state = left < -GRACE ? "late" : left <= SOON ? "soon" : "run";
      const shown = door.querySelector("[data-left]");
      if (shown.textContent !== text(left)) shown.textContent = text(left);
      if (door.dataset.st !== state) {
        door.dataset.st = state;
        if (state === "late") say.textContent = words.became.replace("{who}", door.dataset.who);
        if (dock && door.hasAttribute("aria-current")) askWhy(door);
      }
    }
  };

  tick();
  const queue = dock ? await startQueue({ list, doors, dock, now, tick, askWhy }) : null;
  const written = () => dock && [...dock.querySelectorAll("input[name=text], input[name=late_reason]")].some((field) => field.value || field === document.activeElement);
  setInterval(() => {
    tick();
    const idle = Date.now() - opened > FRESH && !document.hidden && navigator.onLine && !queue?.holds();
    if (idle && !written() && !document.getElementById("refusal")) location.replace(location.pathname + location.search);
  }, 1000);
}
