// What the screen shows of each line: what the server said, and over it the taps of this officer since. Pure.

const SHOWN = { seen: "ok", found: "ok", missing: "dev", accounted: "sure" };
const EXPECTED = { INSIDE: "away", OUTSIDE: "out" }; // somebody there has to confirm; the absence itself says so

// The taps that still count, in their order; an undo takes away the last one of its line.
export function standing(events) {
  const taps = [];
  for (const event of events) {
    if (event.kind !== "undo") taps.push(event);
    else taps.splice(taps.findLastIndex((tap) => tap.line === event.line), 1);
  }
  return taps;
}

export function lastTap(events) {
  return standing(events).at(-1);
}

// `base` is the line as the page came. Taps that the server had stored before it made the page are in there already.
export function lineNow(base, events, round) {
  const here = events.filter((event) => event.line === base.line);
  if (!here.some((event) => !event.stored || event.stored >= round.made)) return shown(base, base.mark, base.at, true);
  const tap = standing(here).at(-1);
  if (tap) return shown(base, tap.kind, Date.parse(tap.at), Boolean(tap.stored));
  return base.by && base.by !== round.user ? shown(base, base.mark, base.at, true) : shown(base, "", 0, true);
}

function shown(base, mark, at, sent) {
  return { ...base, mark, at, sent, state: SHOWN[mark] ?? EXPECTED[base.expected] ?? "todo" };
}

// The next to be answered for in the order of the building: the doors first, those who are elsewhere last.
export function nextLine(lines, after) {
  const start = lines.findIndex((line) => line.line === after) + 1;
  const order = [...lines.slice(start), ...lines.slice(0, start)];
  return order.find((line) => line.state === "todo") ?? order.find((line) => line.state === "away");
}
