// Rows by j/k or arrows, Enter for the first button, a letter for the button that shows it, / to find, ? for the list.
const typing = (el) => el.closest?.("input, textarea, select, [contenteditable]");
const shown = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter(shown);
const off = () => localStorage.getItem("keys") === "off";

function move(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row === document.activeElement || row.closest("li, tr")?.contains(document.activeElement));
  const open = all.findIndex((row) => row.parentElement.open);
  const next = all[Math.min(Math.max((here < 0 ? Math.max(open, -1) : here) + by, 0), all.length - 1)];
  next.focus({ preventScroll: true });
  if (next.matches("summary")) next.parentElement.open = true;
  next.closest("li, tr").scrollIntoView({ block: "nearest" });
}

// The row one stands in comes first, then the open row, then the page.
function scope() {
  return document.activeElement.closest?.("details[open]") || document.querySelector(".row > details[open]");
}
function press(key) {
  const within = (root) => [...(root?.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}"]`) ?? [])].find(shown);
  const button = within(scope()) || within(document);
  button?.click();
  return Boolean(button);
}

function find() {
  const box = [...document.querySelectorAll("[data-find]")].find(shown);
  box?.select();
  return Boolean(box);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(target) || off()) return;
  if (document.querySelector("dialog[open], [popover]:popover-open")) return;
  const onRow = target.matches?.("[data-row]");
  let used = true;
  if (key === "j" || (key === "ArrowDown" && onRow)) move(1);
  else if (key === "k" || (key === "ArrowUp" && onRow)) move(-1);
  else if (key === "/") used = find();
  else if (key === "?") document.querySelector("#keys")?.showModal();
  else if (key === "Enter") used = (target === document.body || (onRow && target.parentElement.open)) && press("Enter");
  else used = key.length === 1 && press(key);
  if (used) event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) localStorage.setItem("keys", event.target.checked ? "on" : "off");
});
for (const box of document.querySelectorAll("[data-keys-on]")) box.checked = !off();
