// Effort since the last write: active seconds (this tab in front, gaps up to 30 s) and inputs (clicks and keys).
// Kept for the tab, so that reading one page and writing on the next counts as one piece of work.
const GAP = 30_000;
const STORE = "effort";
let { ms, inputs } = JSON.parse(sessionStorage.getItem(STORE) ?? '{"ms":0,"inputs":0}');
let last = document.hasFocus() ? performance.now() : null;

function tick() {
  const now = performance.now();
  if (last !== null && now - last <= GAP) ms += now - last;
  last = document.visibilityState === "visible" && document.hasFocus() ? now : null;
}
function stop() { tick(); last = null; }
function save() { sessionStorage.setItem(STORE, JSON.stringify({ ms, inputs })); }
function reset() { ms = 0; inputs = 0; save(); }
const seconds = () => { tick(); return String(Math.round(ms / 1000)); };

for (const name of ["pointermove", "scroll", "wheel", "focus"]) addEventListener(name, tick, { passive: true, capture: true });
addEventListener("click", (event) => { tick(); if (event.detail) inputs += 1; }, { capture: true });
addEventListener("keydown", (event) => { tick(); if (!event.repeat) inputs += 1; }, { capture: true });
addEventListener("blur", (event) => { if (event.target === window) stop(); });
addEventListener("pagehide", () => { stop(); save(); });

function field(form, name, value) {
  const input = form.querySelector(`input[name="${name}"]`) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  input.value = value;
}
const writes = (verb) => !["get", "head", "dialog"].includes((verb || "get").toLowerCase());

// Capture: the fields must be there before htmx or the browser collects them.
addEventListener("submit", (event) => {
  const form = event.target;
  if (!writes(event.submitter?.getAttribute("formmethod") ?? form.getAttribute("method"))) return;
  field(form, "active_seconds", seconds());
  field(form, "inputs", String(inputs));
  // A native post leaves the page, and pagehide must find the count at zero; htmx may fail and be tried again.
  if (!form.closest("[hx-post], [hx-boost=true]")) setTimeout(() => { if (!event.defaultPrevented) reset(); });
}, { capture: true });
document.addEventListener("htmx:configRequest", (event) => {
  if (!writes(event.detail.verb)) return;
  event.detail.headers["X-Active-Seconds"] = seconds();
  event.detail.headers["X-Inputs"] = String(inputs);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && writes(event.detail.requestConfig.verb)) reset();
});
