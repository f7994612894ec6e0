// While a line of the log is written: the kind that its words suggest, and a word when they read like health information.
// Nothing is sent but the words, nothing is kept, and nothing is chosen for anybody: the suggestion is the first choice's label.

const WAIT = 400;
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const form = document.querySelector("form[data-log-reading]");
const clock = document.querySelector("[data-clock]");
const ahead = clock ? Number(clock.dataset.clock) * 1000 - Date.now() : 0; // the server's clock, as live.js shows it

function show(read) {
  const label = form.querySelector('input[name="kind"][value=""]')?.labels?.[0];
  if (label) label.textContent = `${form.dataset.wordSuggested} ${read.label}`;
  const nudge = form.querySelector("[data-nudge]");
  nudge.hidden = !read.words.length;
  nudge.textContent = read.words.length ? `“${read.words.join(", ")}”: ${form.dataset.wordHealth}` : "";
}

async function read(text) {
  const headers = { "X-CSRFToken": token };
  const response = await fetch(form.dataset.logReading, { method: "POST", headers, body: new URLSearchParams({ text }) });
  if (response.ok && !response.redirected && form.elements.text.value === text) show(await response.json());
}

function sources() {
  const own = form.elements.source.value === "OWN";
  form.querySelector("[data-checked]").hidden = own;
}

if (form) {
  let waiting;
  const typed = (event) => {
    if (event.target !== form.elements.text) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => read(form.elements.text.value).catch(() => {}), WAIT);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.elements.source.addEventListener("change", sources);
  sources();
  form.addEventListener("click", (event) => {
    const back = event.target.closest("[data-back]")?.dataset.back;
    if (!back) return;
    const field = form.elements.happened_at;
    const [, hour, minute] = field.value.match(/^(\d{1,2})[:.]?(\d{2})$/) ?? [];
    const at = hour ? Number(hour) * 60 + Number(minute) : minutesNow();
    const moved = (at - Number(back) + 1440) % 1440;
    field.value = `${String(Math.floor(moved / 60)).padStart(2, "0")}:${String(moved % 60).padStart(2, "0")}`;
  });
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll('button[type="submit"]')) setTimeout(() => (button.disabled = true));
  });
}

function minutesNow() {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" }).format(Date.now() + ahead);
  const [hour, minute] = parts.split(":").map(Number);
  return hour * 60 + minute;
}
