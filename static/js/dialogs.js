// [data-open="id"] opens a native dialog; a click beside a sheet or the palette closes it; menus close by themselves.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.matches("dialog.sheet, dialog.pal")) event.target.close();
  for (const menu of document.querySelectorAll("details.whoami[open]")) {
    if (!menu.contains(event.target) || opener) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.whoami[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
