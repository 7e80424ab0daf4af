// Opens the window when what a move asks for has come in, and moves a card of the board by dragging it.
// Everything here has another way: the buttons of the page, and "Move" on each card.
const dialog = () => document.getElementById("gate");

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "gate-body" || !target.childElementCount) return;
  document.querySelector("[popover]:popover-open")?.hidePopover();
  if (!dialog().open) dialog().showModal();
  target.querySelector("[autofocus]")?.focus();
});

// The stages of the track are buttons of a form elsewhere; htmx knows only of those inside it.
let pressed = null;
document.addEventListener("submit", (event) => { pressed = event.submitter; }, { capture: true });
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (target.id === "move" && pressed?.name) detail.parameters[pressed.name] = pressed.value;
});

let card = null;
const column = (el) => el.closest?.("[data-stage]");
const mark = (el) => {
  for (const one of document.querySelectorAll("[data-over]")) if (one !== el) delete one.dataset.over;
  if (el) el.dataset.over = "";
};
document.addEventListener("dragstart", (event) => {
  card = event.target.closest?.("[data-card]");
  if (!card) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector("a").textContent);
  card.dataset.dragged = "";
});
document.addEventListener("dragover", (event) => {
  const to = card && column(event.target);
  mark(to && to !== column(card) ? to : null);
  if (to) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const to = card && column(event.target);
  if (!to) return;
  event.preventDefault();
  if (to === column(card)) return;
  const token = dialog().querySelector("form[hidden] [name=csrfmiddlewaretoken]").value;
  const back = new URLSearchParams(location.search);
  back.delete("moved");
  htmx.ajax("POST", card.dataset.card, {
    target: "#gate-body",
    values: { to: to.dataset.stage, from: card.dataset.from, back: `?${back}`, csrfmiddlewaretoken: token },
  });
});
document.addEventListener("dragend", () => {
  mark(null);
  if (card) delete card.dataset.dragged;
  card = null;
});
