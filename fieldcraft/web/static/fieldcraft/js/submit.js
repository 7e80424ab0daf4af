// Two comforts for forms: a filter that applies itself, and a second press that does nothing while the first is under way.
const PATIENCE = 3000;

document.addEventListener("change", (event) => {
  // Enter in a text field submits by itself, and would do so twice.
  if (event.target.matches("select, [type=checkbox]") && event.target.closest("form[data-apply]")) event.target.form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset.sent = "";
  setTimeout(() => delete form.dataset.sent, PATIENCE);
}, { capture: true });
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) delete form.dataset.sent;
});
