// Arrow keys on the cell map go where the eye goes; Tab keeps the order of the cells.

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function middle(element) {
  const box = element.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

// How far a cell is in the wanted direction; a step aside counts three times a step ahead.
function distance(from, to, [dx, dy]) {
  const ahead = (to.x - from.x) * dx + (to.y - from.y) * dy;
  const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
  return ahead > 4 ? ahead + 3 * aside : Infinity;
}

document.addEventListener("keydown", (event) => {
  const way = WAYS[event.key];
  const cell = event.target.closest?.("[data-map] .cell");
  if (!way || !cell || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const from = middle(cell);
  let best = null;
  let nearest = Infinity;
  for (const other of cell.closest("[data-map]").querySelectorAll(".cell")) {
    const far = distance(from, middle(other), way);
    if (far < nearest) [best, nearest] = [other, far];
  }
  if (!best) return;
  event.preventDefault();
  best.focus();
});
