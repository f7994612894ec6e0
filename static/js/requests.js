// Every request that htmx sends: the CSRF header, signed-out sessions, and what to say when it fails.

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

function say(id) {
  const template = document.getElementById(id);
  const region = document.getElementById("toasts");
  if (template && region) region.append(template.content.cloneNode(true));
}

document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceElement } = event.detail.ctx;
  const poll = sourceElement.matches("[data-live]");
  if (poll && document.hidden) event.preventDefault();
  if (poll) request.headers["X-Poll"] = "1"; // the idle lock must not take it for a person
  if (poll && sourceElement.dataset.etag) request.headers["If-None-Match"] = sourceElement.dataset.etag;
  if (request.method.toUpperCase() !== "GET") request.headers["X-CSRFToken"] = token;
});

// A redirect to a whole page (signing in, the lock) is a journey, not a fragment.
document.addEventListener("htmx:after:request", (event) => {
  const { response, text, sourceElement } = event.detail.ctx;
  const etag = response.raw.headers.get("ETag");
  if (etag && sourceElement.matches("[data-live]")) sourceElement.dataset.etag = etag; // 304: nothing to draw
  if (!response.raw.redirected || !/^\s*<!doctype/i.test(text)) return;
  event.preventDefault();
  if (sourceElement.matches("[data-live]")) location.reload();
  else location.assign(response.raw.url);
});

document.addEventListener("htmx:response:error", (event) => {
  const { response, sourceElement } = event.detail.ctx;
  if (sourceElement.matches("[data-live]")) return;
  if (response.status >= 500) say("toast-error");
  else if (response.status === 403 || response.status === 404) say("toast-refused");
  else if (response.status === 401) location.reload();
});

document.addEventListener("htmx:error", (event) => {
  if (!event.detail.ctx?.sourceElement?.matches("[data-live]")) say("toast-offline");
});
