// A plan's two comforts: a step is dragged to its place (the buttons Up and Down do the same), and a link is copied.
const list = document.querySelector("[data-plan]");
let dragged = null;

function mark(step) {
  for (const other of list.querySelectorAll("[data-over]")) delete other.dataset.over;
  if (step && step !== dragged) step.dataset.over = "";
}
if (list) {
  for (const step of list.querySelectorAll("[data-place]")) step.draggable = true;
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-place]");
    // Words inside an open step are there to be marked.
    if (!dragged || dragged.querySelector("details[open]")) return event.preventDefault();
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    mark(event.target.closest("[data-place]"));
  });
  list.addEventListener("dragend", () => { mark(null); dragged = null; });
  list.addEventListener("drop", (event) => {
    const onto = event.target.closest("[data-place]");
    const form = dragged?.querySelector("form[action$='/place/']");
    if (!onto || !form || onto === dragged) return;
    event.preventDefault();
    const [from, to] = [Number(dragged.dataset.place), Number(onto.dataset.place)];
    form.elements.to.value = to > from ? to - 1 || 1 : to;
    form.requestSubmit();
  });
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Marked: press Ctrl+C";
  }
});
