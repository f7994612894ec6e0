// A link inside [data-sheet] opens its own page as a fragment in the sheet at the right.

const sheet = document.getElementById("sheet");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link?.closest("[data-sheet]") || !sheet || !window.htmx) return;
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const body = document.getElementById("sheet-body");
  body.replaceChildren();
  await window.htmx.ajax("GET", link.getAttribute("href"), { source: body, target: "#sheet-body", swap: "innerHTML" });
  if (!body.childElementCount) return;
  if (!sheet.open) sheet.showModal();
  sheet.scrollTop = 0;
});

// An answer with HX-Trigger: close-sheet means that the act in the sheet is done.
document.addEventListener("close-sheet", () => sheet?.close());
