// Rows by j/k or arrows, Enter for the first button, a letter for the button that shows it, g and a letter to go there,
// / to find, ? for the list, Ctrl K for everything. Letters only outside of fields, and not while they are switched off.
const PATIENCE = 1500;
const typing = (el) => el.closest?.("input, textarea, select, [contenteditable]");
const shown = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const rows = () => [...document.querySelectorAll("[data-row]")].filter(shown);
const off = () => localStorage.getItem("keys") === "off";
const covered = () => document.querySelector("dialog[open], [popover]:popover-open");
let began = "", timer;

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
  // What waits in a closed menu answers to its key all the same.
  const found = (root) => [...(root?.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}"]`) ?? [])];
  const within = (root) => found(root).find(shown) || found(root).find((el) => el.closest(".drop-down__panel"));
  const button = within(scope()) || within(document);
  button?.click();
  return Boolean(button);
}

// Two keys one after the other, such as g t. Links behind the palette count although they do not show.
function follow(key) {
  const keys = `${began} ${key}`;
  const link = began && document.querySelector(`[data-keys="${CSS.escape(keys)}"]`);
  clearTimeout(timer);
  began = "";
  if (link) { link.click(); return true; }
  if (!document.querySelector(`[data-keys^="${CSS.escape(key)} "]`)) return false;
  began = key;
  timer = setTimeout(() => { began = ""; }, PATIENCE);
  return true;
}

function find(mode) {
  const opened = document.dispatchEvent(new CustomEvent("palette", { cancelable: true, detail: { mode } }));
  if (!opened) return true;
  const box = [...document.querySelectorAll("[data-find]")].find(shown);
  box?.select();
  return Boolean(box);
}

const called = (el) => el.dataset.command || el.getAttribute("aria-label") ||
  [...el.childNodes].filter((node) => !node.matches?.("kbd, svg, .hidden-text")).map((node) => node.textContent).join("").trim();
// Each key once, with what it would press now.
function listKeys(dialog) {
  const list = dialog.querySelector(".keys"), found = new Map();
  for (const el of [...(scope()?.querySelectorAll("[aria-keyshortcuts]") ?? []), ...document.querySelectorAll("[aria-keyshortcuts], [data-keys]")]) {
    // The keys of a button are alternatives; those of a link come one after the other.
    const key = el.dataset.keys ?? el.getAttribute("aria-keyshortcuts").split(" ").filter((one) => one !== "Enter").join(" or ");
    if (key && (el.dataset.keys || shown(el)) && !found.has(key)) found.set(key, called(el));
  }
  list.querySelectorAll("[data-of-page]").forEach((line) => line.remove());
  for (const [key, words] of found) {
    const line = document.createElement("div"), term = document.createElement("dt"), says = document.createElement("dd");
    line.dataset.ofPage = "";
    for (const one of key.split(" ")) term.append(one === "or" ? one : Object.assign(document.createElement("kbd"), { textContent: one === "Enter" ? "↵" : one }), " ");
    says.textContent = words;
    line.append(term, says);
    list.append(line);
  }
}
function showKeys() {
  const dialog = document.querySelector("#keys");
  if (!dialog) return;
  listKeys(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  // While a word of another script is put together, its keys are not ours.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === "k") {
    if (!covered() && find("do")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(target) || off() || covered()) return;
  const onRow = target.matches?.("[data-row]");
  // A key held down moves on, but presses a button once only: the page it leads to would take it for its own.
  if (event.repeat && !["j", "k", "ArrowDown", "ArrowUp"].includes(key)) return;
  let used = true;
  if (began && key.length === 1) used = follow(key);
  else if (key === "j" || (key === "ArrowDown" && onRow)) move(1);
  else if (key === "k" || (key === "ArrowUp" && onRow)) move(-1);
  else if (key === "/") used = find("find");
  else if (key === "?") showKeys();
  else if (key === "Enter") used = (target === document.body || (onRow && target.parentElement.open)) && press("Enter");
  else used = key.length === 1 && (press(key) || follow(key));
  if (used) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dialog=keys]")) listKeys(document.querySelector("#keys"));
}, { capture: true });
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-on]")) localStorage.setItem("keys", event.target.checked ? "on" : "off");
});
for (const box of document.querySelectorAll("[data-keys-on]")) box.checked = !off();
