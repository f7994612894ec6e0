// Forms: focus on what must be put right, drafts that save themselves, the native date picker beside a typed date.

const EVERY = 10000;

function focusErrors(root) {
  root.querySelector?.("[data-errors]:not(.gal *)")?.focus();
}

focusErrors(document);
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail.ctx?.target;
  if (event.detail.ctx?.response?.status === 422) focusErrors(document.getElementById(target?.id) ?? document);
});

// ---- drafts
async function saveDraft(form, kept) {
  const body = new URLSearchParams(new FormData(form)).toString();
  if (body === kept.get(form)) return;
  const state = form.querySelector("[data-draft-state]");
  state.dataset.state = "saving";
  state.textContent = state.dataset.wordSaving;
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const answer = await fetch(form.dataset.draft, { method: "POST", body, headers }).catch(() => null);
  const ok = Boolean(answer?.ok && !answer.redirected);
  const told = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
  const sent = new URLSearchParams(body);
  if (ok && told.seen) {
    form.elements.namedItem("seen").value = told.seen; // what is typed next is typed over this
    sent.set("seen", told.seen);
  }
  if (ok && told.at) history.replaceState(null, "", told.at); // read again, the page shows what is saved
  if (ok) kept.set(form, sent.toString()); // not what was typed meanwhile: that is saved next
  state.dataset.state = ok ? "saved" : "failed";
  const time = new Intl.DateTimeFormat("nb", { hour: "2-digit", minute: "2-digit" }).format();
  const failed = [state.dataset.wordFailed, told.said].filter(Boolean).join(": ");
  state.textContent = ok ? `${state.dataset.wordSaved} ${time}` : failed;
}

const drafts = document.querySelectorAll("form[data-draft]");
if (drafts.length) {
  const kept = new Map([...drafts].map((form) => [form, new URLSearchParams(new FormData(form)).toString()]));
  setInterval(() => drafts.forEach((form) => form.isConnected && saveDraft(form, kept)), EVERY);
}

// ---- dates: 24.11.2026 by hand, or from the calendar of the device
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const typed = document.getElementById(button.dataset.pick);
  const native = button.previousElementSibling;
  const [, day, month, year] = typed.value.match(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/) ?? [];
  native.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
  native.onchange = () => {
    typed.value = native.value.split("-").reverse().join(".");
    typed.dispatchEvent(new Event("change", { bubbles: true }));
    typed.focus();
  };
  native.showPicker?.();
});
