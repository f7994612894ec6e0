// A shared tablet that nobody touches covers itself and locks the session. Polling is not use.

const WARN = 30;
const ACTIVE = "pms.active";
const after = Number(document.body.dataset.lockAfter ?? 0);
const cover = document.getElementById("cover");
const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
let warned = null;
let locked = false;

function lastUse() {
  return Number(localStorage.getItem(ACTIVE) ?? 0);
}

function used() {
  if (locked) return;
  if (Date.now() - lastUse() > 1000) localStorage.setItem(ACTIVE, String(Date.now()));
  warned?.remove();
  warned = null;
}

function warn() {
  const toast = document.getElementById("toast-lock")?.content.firstElementChild.cloneNode(true);
  if (!toast) return;
  warned = toast;
  document.getElementById("toasts").append(toast);
}

function lock() {
  locked = true;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  for (const part of document.body.children) part.inert = part !== cover;
  const link = document.getElementById("cover-go");
  link.href = `${document.body.dataset.lockUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
  cover.hidden = false;
  link.focus();
  fetch(document.body.dataset.lockUrl, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => {});
}

function watch() {
  if (locked) return;
  const idle = (Date.now() - lastUse()) / 1000;
  if (idle >= after) lock();
  else if (idle >= after - WARN && !warned) warn();
}

if (after && cover) {
  localStorage.setItem(ACTIVE, String(Date.now()));
  for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    document.addEventListener(name, used, { passive: true });
  }
  setInterval(watch, 1000);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
