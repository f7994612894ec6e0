// Short news leaves by itself; the time stands still while somebody points at it or has focus in it.

const region = document.getElementById("toasts");

function begin(toast) {
  let left = Number(toast.dataset.seconds ?? 0);
  if (!left || toast.dataset.running) return;
  toast.dataset.running = "1";
  const number = toast.querySelector("[data-left]");
  if (number) number.textContent = left;
  const timer = setInterval(() => {
    if (!toast.isConnected) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (number) number.textContent = left;
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}

if (region) {
  new MutationObserver(() => region.querySelectorAll(".toast").forEach(begin)).observe(region, { childList: true });
  region.querySelectorAll(".toast").forEach(begin);
  // Only when the answer has been drawn: htmx draws nothing for a form that is no longer there.
  region.addEventListener("htmx:finally:request", (event) => {
    if (event.detail.ctx.response?.status < 400) event.target.closest(".toast")?.remove();
  });
}
