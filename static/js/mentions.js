// @ and # in a field: a list of those who live on the unit and of its cells. Without this script the same words are read.

const lists = new Map();
let open = null; // { input, list, from, options }

const fold = (text) =>
  text.toLowerCase().replace(/ø/g, "o").replace(/æ/g, "ae").replace(/ł/g, "l").replace(/đ/g, "d").replace(/_/g, " ").normalize("NFKD").replace(/\p{M}/gu, "");

async function names(url) {
  if (!lists.has(url)) {
    const asked = fetch(url).then((response) => (response.ok && !response.redirected ? response.json() : { names: [] }));
    lists.set(url, asked.catch(() => ({ names: [] })));
  }
  return (await lists.get(url)).names;
}

const home = (input) => input.closest("[data-mentions]");

function sought(input) {
  const before = input.value.slice(0, input.selectionStart);
  const [, sign, word] = before.match(/(?:^|\s)([@#])([^\s@#]*)$/) ?? [];
  return sign && { sign, word: fold(word), from: before.length - word.length - 1 };
}

function close() {
  if (!open) return;
  const { input, list } = open;
  open = null;
  list.remove();
  input.removeAttribute("aria-activedescendant");
  input.removeAttribute("aria-controls");
}

function choose(index) {
  const { input, options } = open;
  open.at = (index + options.length) % options.length;
  options.forEach((option, n) => option.setAttribute("aria-selected", String(n === open.at)));
  input.setAttribute("aria-activedescendant", options[open.at].id);
  options[open.at].scrollIntoView({ block: "nearest" });
}

function take(option) {
  const { input, from } = open;
  const after = input.value.slice(input.selectionStart);
  const token = `${option.dataset.token}${/^\s/.test(after) ? "" : " "}`;
  input.value = `${input.value.slice(0, from)}${token}${after}`;
  const caret = from + token.length;
  close();
  input.focus();
  input.setSelectionRange(caret, caret);
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function draw(input, found, from) {
  close();
  const list = document.createElement("ul");
  list.className = "mention__list";
  list.id = `${input.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  const options = found.map((name, n) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${n}`;
    option.setAttribute("role", "option");
    option.dataset.token = name.sign + name.token;
    const label = document.createElement("b");
    label.textContent = name.label;
    const hint = document.createElement("span");
    hint.textContent = name.hint;
    option.append(label, hint);
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => take(option));
    list.append(option);
    return option;
  });
  input.after(list);
  input.setAttribute("aria-controls", list.id);
  open = { input, list, from, options, at: 0 };
  choose(0);
  say(input, found.length);
}

function say(input, count) {
  let region = document.getElementById("mention-said");
  if (!region) {
    region = document.createElement("div");
    region.id = "mention-said";
    region.className = "sr";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = `${count} ${home(input).dataset.wordFound}`;
}

async function suggest(input) {
  const asked = sought(input);
  if (!asked) return close();
  const all = await names(home(input).dataset.mentions);
  const now = sought(input);
  if (!now || now.from !== asked.from || now.word !== asked.word) return; // typed on while the list was on its way
  const rank = (name) => {
    const label = fold(name.label);
    if (label.startsWith(now.word)) return 0;
    if ([...label.split(/[\s,-]+/), ...fold(name.hint).split("-"), fold(name.token), fold(name.hint)].some((part) => part.startsWith(now.word))) return 1;
    return label.includes(now.word) ? 2 : 3;
  };
  const found = all
    .filter((name) => name.sign === now.sign && rank(name) < 3)
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, 8);
  if (found.length) draw(input, found, now.from);
  else close();
}

document.addEventListener("input", (event) => {
  if (event.target.name === "text" && home(event.target)) suggest(event.target);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!open || event.target !== open.input || event.isComposing) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) choose(open.at + move);
    else if (event.key === "Enter" || event.key === "Tab") take(open.options[open.at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
document.addEventListener("focusout", (event) => {
  if (open && event.target === open.input) close();
});
document.addEventListener("click", (event) => {
  const sign = event.target.closest("[data-sign]")?.dataset.sign;
  const input = sign && event.target.closest("form").elements.text;
  if (!input) return;
  const at = input.selectionStart ?? input.value.length;
  const space = at && !/\s/.test(input.value[at - 1]) ? " " : "";
  input.value = `${input.value.slice(0, at)}${space}${sign}${input.value.slice(at)}`;
  input.focus();
  input.setSelectionRange(at + space.length + 1, at + space.length + 1);
  suggest(input);
});
