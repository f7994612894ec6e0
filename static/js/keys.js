// Single-key shortcuts. An element says its own key: data-key="g t" is pressed one after the other.
// Off in fields and dialogs, and off altogether when the person wants that (WCAG 2.1.4).

const WAIT = 1000;
const KEPT = "pms.shortcuts";
const toggle = document.getElementById("keys-on");
let typed = "";
let timer = 0;

function on() {
  return document.body.dataset.shortcuts === "on" && localStorage.getItem(KEPT) !== "off";
}

function busy(target) {
  return target.closest("input, textarea, select, [contenteditable], dialog") || document.querySelector("dialog[open]");
}

function find(keys) {
  return [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === keys);
}

function press(element) {
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function run(keys) {
  if (keys === "?") document.getElementById("keys")?.showModal();
  else if (keys === "/") document.querySelector("[data-palette]")?.click();
  else if (find(keys)) press(find(keys));
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!on() || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || busy(event.target)) return;
  clearTimeout(timer);
  typed = typed ? `${typed} ${event.key}` : event.key;
  if (run(typed) || run(event.key)) {
    event.preventDefault();
    typed = "";
    return;
  }
  timer = setTimeout(() => (typed = ""), WAIT);
});

const rows = document.getElementById("keys-list");
for (const element of rows ? document.querySelectorAll("[data-key]") : []) {
  const row = [document.createElement("dt"), document.createElement("dd")];
  for (const key of element.dataset.key.split(" ")) {
    const cap = document.createElement("kbd");
    cap.textContent = key;
    row[0].append(cap, " ");
  }
  row[1].textContent = (element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.firstChild.textContent).trim();
  rows.append(...row);
}

if (toggle) {
  toggle.checked = on();
  toggle.addEventListener("change", () => {
    document.body.dataset.shortcuts = toggle.checked ? "on" : "off";
    localStorage.setItem(KEPT, toggle.checked ? "on" : "off");
    if (!toggle.dataset.url) return;
    const body = new URLSearchParams({ on: toggle.checked ? "1" : "0" });
    const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
    fetch(toggle.dataset.url, { method: "POST", body, headers, redirect: "manual" }).catch(() => {});
  });
}
