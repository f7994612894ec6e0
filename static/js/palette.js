// The command palette: open, choose with the arrows, go with Enter. What it finds comes from the server.

const dialog = document.getElementById("palette");
const input = document.getElementById("palette-q");
const list = document.getElementById("palette-list");

function options() {
  return [...list.querySelectorAll('[role="option"]')];
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (!option) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  if (!all.length) return;
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  choose(all[(at + by + all.length) % all.length]);
}

function open() {
  if (dialog.open) return input.select();
  input.value = "";
  dialog.showModal();
  input.focus();
  window.htmx?.trigger(input, "refresh");
}

if (dialog) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("keydown", (event) => {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      step(move);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      (list.querySelector('[aria-selected="true"]') ?? options()[0])?.click();
    }
  });
  input.addEventListener("htmx:after:swap", () => choose(options()[0]));
  list.addEventListener("click", () => dialog.close());
}
