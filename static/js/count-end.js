// The round is handed in: what it left on this tablet goes. Taps that were never sent stay until its own page has told of them.

import { openStore } from "./taps-store.js";

const page = document.querySelector("[data-count-over]");
if (page) {
  const store = await openStore(`count-${page.dataset.countOver}`);
  if ((await store.all()).every((event) => event.stored)) await store.forget();
  await window.caches?.delete("count-rounds");
}
