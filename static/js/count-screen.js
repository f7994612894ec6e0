// Paints the round: tiles, figures, the bar, and who is not here.

import { fill, many, set, setIcon, time, words } from "./taps-screen.js";

const ICONS = { dev: "alert", away: "leave", out: "leave" };

function paintTile(line, chosen) {
  const tile = document.getElementById(`line-${line.line}`);
  const now = chosen?.line === line.line;
  const said = { ok: time(line.at), sure: line.where, away: line.where, out: line.where, dev: words.not_here, todo: line.where || words.not_counted };
  tile.dataset.st = line.state;
  tile.toggleAttribute("data-unsent", !line.sent);
  if (now) tile.setAttribute("aria-current", "step");
  else tile.removeAttribute("aria-current");
  setIcon(tile, ICONS[line.state] ?? "check");
  set(tile.querySelector(".ct__w"), line.state === "ok" || line.state === "sure" ? `${words[line.state]} ` : "");
  set(tile.querySelector(".ct__t"), now && line.state === "todo" ? words.now : said[line.state]);
  set(tile.querySelector(".ct__at"), line.state === "sure" ? time(line.at) : "");
  const bit = document.getElementById(`bit-${line.line}`);
  bit.dataset.st = now ? "now" : line.state;
}

export function tally(lines) {
  const number = (...states) => lines.filter((line) => states.includes(line.state)).length;
  const away = number("away", "out", "sure");
  return { seen: number("ok"), here: lines.length - away, sure: number("out", "sure"), away, dev: number("dev"), left: number("todo", "away") };
}

function paintNumbers(lines) {
  const n = tally(lines);
  set(document.getElementById("n-seen"), String(n.seen));
  set(document.getElementById("t-seen"), fill(words.of_seen, { n: n.here }));
  set(document.getElementById("n-sure"), String(n.sure));
  set(document.getElementById("t-sure"), fill(words.of_sure, { n: n.away }));
  document.getElementById("p-sure").hidden = !n.away;
  document.getElementById("p-dev").hidden = !n.dev;
  set(document.getElementById("n-dev"), many("dev", n.dev));
  for (const note of document.querySelectorAll("[data-floor-note]")) {
    const here = tally(lines.filter((line) => line.floor === note.dataset.floorNote));
    const said = [here.dev && many("dev", here.dev), here.left && many("left", here.left)].filter(Boolean);
    set(note, said.join(", ") || words.done_floor);
  }
}

function paintMissing(lines, offline) {
  const box = document.getElementById("diffs");
  const missing = lines.filter((line) => line.state === "dev");
  for (const row of [...box.children]) if (!missing.some((line) => row.id === `diff-${line.line}`)) row.remove();
  for (const line of missing) {
    const row = document.getElementById(`diff-${line.line}`) ?? box.appendChild(newRow(line));
    set(row.querySelector("p"), fill(words[line.sent ? "told" : "untold"], { at: time(line.at), words: line.words }));
  }
  const untold = missing.filter((line) => !line.sent);
  const radio = document.getElementById("radio");
  set(radio.querySelector("span"), fill(words.radio, { who: untold.map((line) => `${line.cell} ${line.name}`).join(", ") }));
  radio.hidden = !(offline && untold.length);
}

function newRow(line) {
  const row = document.getElementById("diff-row").content.firstElementChild.cloneNode(true);
  row.id = `diff-${line.line}`;
  row.querySelector("h2").textContent = fill(words.not_there, { who: `${line.cell} ${line.name}` });
  row.querySelector("input[name=line]").value = line.line;
  row.querySelector("button").dataset.found = line.line;
  const photo = row.querySelector("img");
  if (line.photo) photo.src = line.photo;
  photo.hidden = !line.photo;
  return row;
}

export function paintRound(lines, chosen, offline) {
  for (const line of lines) paintTile(line, chosen);
  paintNumbers(lines);
  paintMissing(lines, offline);
}
