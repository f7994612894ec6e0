// The dock: who is answered for now, and the two buttons that never move. A round that is over, or only read, has none.

import { tally } from "./count-screen.js";
import { fill, setIcon, time, words } from "./taps-screen.js";

const BOUNCE = 300; // ms: a glove that hits twice is one tap
const REST = 900; // ms: handing in is never the tail of a row of taps
const dock = document.getElementById("dock");
const [other, main] = dock?.querySelectorAll(".huge") ?? [];
const here = document.getElementById("dock-here");
const undo = document.getElementById("dock-undo");
const photo = dock?.querySelector("img");
const drawn = dock?.querySelector(".photo:not(img)");
let last = 0;

function put(button, [kind, label, small = ""], values) {
  button.value = kind;
  button.disabled = kind === "wait";
  button.toggleAttribute("data-quiet", kind === "");
  button.querySelector("[data-label]").textContent = fill(label, values);
  button.querySelector("small").textContent = fill(small, values);
  if (kind === "submit") button.setAttribute("formaction", dock.dataset.submit);
  else button.removeAttribute("formaction");
}

function who(cell, name, text, src) {
  for (const [part, value] of [["dock__no", cell], ["dock__name", name], ["dock__exp", text]]) {
    const element = dock.querySelector(`.${part}`);
    if (element.textContent !== value) element.textContent = value;
  }
  if (src && photo.getAttribute("src") !== src) photo.src = src;
  photo.hidden = !src;
  drawn.hidden = Boolean(src);
}

export function paintDock(line, lines, waiting, back) {
  if (!dock) return;
  const n = tally(lines);
  const mode = line ? line.state : waiting ? "held" : n.dev ? "short" : "done";
  const values = line ? { at: line.at ? time(line.at) : "" } : { n: n.dev, seen: n.seen + n.sure, all: lines.length };
  if (dock.dataset.mode !== mode && mode !== "todo") last = performance.now() + (line ? 0 : REST - BOUNCE);
  dock.dataset.mode = mode;
  if (line) who(line.cell, line.full, line.words, line.photo);
  else who("", fill(words.modes[mode].name, values), fill(words.modes[mode].text, values), "");
  put(main, words.modes[mode].main, values);
  put(other, words.modes[mode].other, values);
  setIcon(main, words.modes[mode].main[0] === "next" ? "arrow-right" : "check");
  dock.querySelector("input[name=line]").value = line?.line ?? "";
  here.hidden = !line || !["away", "out", "sure"].includes(line.state);
  undo.hidden = !back;
  if (back) undo.querySelector("[data-label]").textContent = fill(words.undo, { who: `${back.no} ${back.name}` });
}

export function listen({ tap, undoLast, skip }) {
  const act = (kind) => {
    if (performance.now() - last < BOUNCE) return;
    last = performance.now();
    if (kind === "next") skip();
    else if (kind) tap(kind);
  };
  dock.addEventListener("submit", (event) => {
    const kind = event.submitter?.value;
    if (kind === "submit" && performance.now() - last >= BOUNCE) return;
    event.preventDefault();
    if (event.submitter === undo) undoLast();
    else if (kind !== "submit") act(kind);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.repeat) event.preventDefault(); // a key held down sees nobody
    if (event.repeat || document.getElementById("cover")?.hidden === false) return;
    if (event.target.closest("a, button, input, dialog")?.matches(":not(.huge)") && event.key === "Enter") return;
    if (event.key === "Enter" && main.value !== "submit" && !main.disabled) {
      event.preventDefault();
      act(main.value);
    } else if (event.key === "Backspace" && !undo.hidden) {
      event.preventDefault();
      undoLast();
    }
  });
}
