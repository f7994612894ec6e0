// The board's own: printing, and a quick entry that is ready for the next line.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// The field of the log comes back empty or with what is wrong; whoever was writing goes on writing.
document.addEventListener("htmx:after:swap", (event) => {
  if (event.detail.ctx?.sourceElement?.id === "log-quick") document.getElementById("log-text")?.focus();
});
