// The list: choose lines, and change cells in place. Enter saves and goes down, Tab goes on to the next cell, Escape leaves.
const form = document.querySelector(".pick-form");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const boxes = () => [...form.querySelectorAll("tbody .pick input")];
let last = null;

function count() {
  const chosen = boxes().filter((box) => box.checked).length;
  form.querySelector("[data-picked]").textContent = `${chosen} chosen`;
  const all = form.querySelector("[data-pick-all]");
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}
function pick(event) {
  if (event.target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("tbody .pick input")) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const box of all.slice(from, to)) box.checked = event.target.checked;
    last = event.target;
  }
  count();
}

function editor(cell) {
  const owners = cell.dataset.edit === "owner" && document.getElementById("owners");
  const field = document.createElement(owners ? "select" : "input");
  field.className = "input";
  if (owners) field.append(owners.content.cloneNode(true));
  else if (cell.dataset.edit === "amount") field.inputMode = "decimal";
  field.value = cell.dataset.value;
  const column = [...cell.parentElement.children].indexOf(cell);
  const row = cell.parentElement.querySelector("[data-row]").textContent;
  field.setAttribute("aria-label", `${form.querySelectorAll("thead th")[column].textContent.trim()} of ${row}`);
  return field;
}
function edit(cell) {
  if (!cell || cell.querySelector(".cell-edit") || (cell.dataset.edit === "owner" && !document.getElementById("owners"))) return;
  const before = [...cell.childNodes];
  const box = Object.assign(document.createElement("div"), { className: "cell-edit" });
  const field = editor(cell);
  let seen = cell.dataset.value;
  let busy = false;
  const leave = () => { if (box.isConnected) cell.replaceChildren(...before); };
  const tell = (text) => {
    box.querySelector(".error")?.remove();
    box.append(Object.assign(document.createElement("p"), { className: "error", role: "alert", textContent: text }));
    field.setAttribute("aria-invalid", "true");
    field.focus();
  };
  async function save(then) {
    if (busy) return;
    if (field.value === seen) { leave(); then(cell); return; }
    busy = true;
    const sent = new FormData();
    sent.set("csrfmiddlewaretoken", token());
    sent.set(cell.dataset.edit, field.value);
    sent.set(`seen_${cell.dataset.edit}`, seen);
    const href = `${form.dataset.href}${cell.parentElement.dataset.id}/edit/${form.dataset.list}`;
    const answer = await fetch(href, { method: "POST", body: sent, headers: { "HX-Request": "true" } }).catch(() => null);
    const said = answer && await answer.json().catch(() => null);
    busy = false;
    if (!said) tell("This was not saved: the server did not answer. Try again.");
    else if (answer.ok) then(renew(cell, said.row));
    else { seen = said.seen ?? seen; tell(said.says); }
  }
  field.addEventListener("keydown", (event) => {
    if (!["Enter", "Escape", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") { leave(); focus(cell); }
    else if (event.key === "Enter") save((done) => edit(beside(done, 0, 1)) ?? focus(done));
    else save((done) => edit(beside(done, event.shiftKey ? -1 : 1, 0)) ?? focus(done));
  });
  field.addEventListener("blur", () => setTimeout(() => { if (!busy && box.isConnected && !box.contains(document.activeElement) && field.value === seen) leave(); }));
  box.append(field);
  cell.replaceChildren(box);
  field.focus();
  field.select?.();
  return field;
}
function focus(cell) { cell?.parentElement?.querySelector("[data-row]")?.focus(); }
function renew(cell, html) {
  const row = cell.parentElement;
  const made = Object.assign(document.createElement("template"), { innerHTML: html }).content.firstElementChild;
  if (!made) { const next = row.nextElementSibling; row.remove(); return next?.children[1]; }
  made.querySelector(".pick input").checked = row.querySelector(".pick input").checked;
  const place = [...row.children].indexOf(cell);
  row.replaceWith(made);
  return made.children[place];
}
// The next cell to change, right or left in the row, or the same one in the row below.
function beside(cell, across, down) {
  if (down) return cell.parentElement.nextElementSibling?.querySelector(`[data-edit="${cell.dataset.edit}"]`);
  const cells = [...cell.parentElement.querySelectorAll("[data-edit]")];
  return cells[cells.indexOf(cell) + across];
}

if (form) {
  form.addEventListener("click", (event) => {
    if (event.target.closest(".pick")) { pick(event); return; }
    if (!event.target.closest("a, button, input, select")) edit(event.target.closest("[data-edit]"));
  });
  form.addEventListener("reset", () => setTimeout(count));
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-id]");
    if (!row || event.target.closest(".cell-edit")) return;
    if (event.key === "F2") { event.preventDefault(); edit(row.querySelector("[data-edit]")); }
    else if (event.key === " " && event.target.matches("[data-row]")) { event.preventDefault(); row.querySelector(".pick input").click(); }
  });
  count();
}
