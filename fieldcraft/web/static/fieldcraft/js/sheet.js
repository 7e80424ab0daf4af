// A link with data-sheet opens its page as a dialog; a form with data-sheet-form shows its answer there. Without a script both are pages.
const sheet = () => document.getElementById("sheet");

async function show(address) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  // A dialog is a comfort: whatever goes wrong, the page itself still can be opened.
  if (!answer || answer.redirected || ![200, 422].includes(answer.status)) { location.assign(address); return; }
  const box = sheet();
  box.innerHTML = await answer.text();
  box.classList.toggle("sheet--wide", Boolean(box.querySelector("table, .form--pairs")));
  box.setAttribute("aria-label", box.querySelector("h2")?.textContent ?? "Form");
  window.htmx?.process(box);
  if (!box.open) box.showModal();
  (box.querySelector("[autofocus]") ?? box.querySelector("input, select, a, button"))?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-sheet]");
  if (!link || !sheet() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  show(link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  const picking = form.matches(".pick-form");
  if (!picking && !(form.matches("[data-sheet-form]") && form.closest("dialog"))) return;
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(form, event.submitter));
  show(`${form.action}?${asked}`);
});
document.addEventListener("change", (event) => {
  // Another field asks for another kind of value.
  const form = event.target.closest("dialog form.whats");
  if (form && event.target.name === "what") {
    const asked = new URLSearchParams(new FormData(form));
    asked.delete("value");
    show(`${form.action}?${asked}`);
  }
});
// The order of columns: a press moves the line here, and the server is asked once at the end.
document.addEventListener("click", (event) => {
  const button = event.target.closest("dialog [data-order] button[name=move]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("li");
  if (button.value.startsWith("up")) line.previousElementSibling?.before(line);
  else line.nextElementSibling?.after(line);
  button.focus();
});
// Menus that drop down close like menus.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.drop-down[open]")) if (!menu.contains(event.target) || event.target.closest(".drop-down__panel :is(a, button)")) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement?.closest("details.drop-down[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
