// The clock in the bar, and the truth about how old a polled page is: late after two missed polls.
// A page that polls has an element [data-live] with hx-get and hx-trigger="every 5s".

const POLL = 5000;
const LATE = 2 * POLL + 2500;
const live = document.getElementById("live");
const clock = live?.querySelector("[data-clock]");
const stale = document.getElementById("stale");
const polled = document.querySelector("[data-live]");
const hours = new Intl.DateTimeFormat("nb", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
const ahead = clock ? Number(clock.dataset.clock) * 1000 - Date.now() : 0;
let good = Date.now();
let since = Date.now();

function now() {
  return Date.now() + ahead;
}

function show(state) {
  live.dataset.state = state;
  live.querySelector(".live__word").textContent = state === "live" ? live.dataset.wordLive : live.dataset.wordLate;
  document.body.classList.toggle("is-stale", state === "late");
}

function tellAge() {
  const minutes = Math.floor((Date.now() - good) / 60000);
  const age = document.getElementById("stale-age");
  document.getElementById("stale-since").textContent = hours.format(good + ahead);
  age.textContent = minutes < 1 ? "" : minutes === 1 ? age.dataset.one : age.dataset.many.replace("{n}", minutes);
}

function tick() {
  const late = polled && !document.hidden && Date.now() - Math.max(good, since) > LATE;
  if (polled && !document.hidden) show(late ? "late" : "live");
  if (late) tellAge();
  if (stale && stale.hidden === Boolean(late)) stale.hidden = !late;
  if (clock) clock.textContent = hours.format(late ? good + ahead : now());
}

document.addEventListener("htmx:finally:request", (event) => {
  const { sourceElement, response } = event.detail.ctx;
  if (!sourceElement.matches("[data-live]")) return;
  if (response && (response.status < 300 || response.status === 304)) good = Date.now();
  tick();
});

document.addEventListener("htmx:after:swap", () => {
  const title = document.querySelector("[data-tab-title]")?.dataset.tabTitle;
  if (title) document.title = title;
});

// A tab that was asleep gets one fresh look before it is called late.
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !polled) return;
  since = Date.now();
  window.htmx?.trigger(polled, "every");
});

if (live) {
  tick();
  setInterval(tick, 1000);
}
