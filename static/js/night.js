// Night mode at once, and kept on the account in the background.

const form = document.querySelector("form[data-night]");
const button = form?.querySelector("button");

function isDark() {
  const scheme = document.body.dataset.colorScheme;
  return scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
}

function draw(dark) {
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, dark ? "#i-sun" : "#i-moon"));
  button.setAttribute("aria-pressed", String(dark));
  button.value = dark ? "light" : "dark";
}

// Paper is white whatever the screen is.
addEventListener("beforeprint", () => {
  document.body.dataset.screenScheme = document.body.dataset.colorScheme;
  document.body.dataset.colorScheme = "light";
});
addEventListener("afterprint", () => {
  document.body.dataset.colorScheme = document.body.dataset.screenScheme;
});

if (form) {
  draw(isDark());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const dark = !isDark();
    document.body.dataset.colorScheme = dark ? "dark" : "light";
    const body = new URLSearchParams(new FormData(form));
    body.set("scheme", dark ? "dark" : "light");
    draw(dark);
    fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
  });
}
