// Find and do: one box over records, pages, and what this page can do. Records come from the page Find; the rest is here
// and answers at once. Opened by keys.js, by the box in the rail, and by what carries data-palette.
const WAIT = 60, MOST = 7, KEPT = 12;
const dialog = document.querySelector("#palette");
const input = dialog?.querySelector("input"), list = dialog?.querySelector("[role=listbox]"), say = dialog?.querySelector("[role=status]");
const part = (name) => dialog.querySelector(`[data-part=${name}]`);
const href = dialog?.dataset.findHref, store = `opened ${dialog?.dataset.base}`;
let mode = "find", commands = null, from = null, active = null, moved = false, timer, underway, pending = false, entered = false;

const shown = (el) => el.checkVisibility?.() ?? el.offsetParent !== null;
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
const called = (el) => el.dataset.command || el.getAttribute("aria-label") ||
  [...el.childNodes].filter((node) => !node.matches?.("kbd, svg, small")).map((node) => node.textContent).join("").replace(/\s+/g, " ").trim();

// What the page can do now: first in the row one stands in, last what every page can. Each name once.
function collect() {
  const row = from?.closest("details[open], li, tr");
  const found = new Map();
  for (const root of [row, document]) {
    for (const el of root?.querySelectorAll("[aria-keyshortcuts], [data-command]") ?? []) {
      if (el.disabled || dialog.contains(el) || (!("command" in el.dataset) && !shown(el))) continue;
      const label = called(el), key = (el.getAttribute("aria-keyshortcuts") ?? el.dataset.commandKey ?? "").split(" ")[0];
      const about = el.closest(".row")?.querySelector("b, strong, h2, h3")?.textContent.trim() ?? "";
      if (label && !found.has(label)) found.set(label, { label, key: key === "Enter" ? "↵" : key, about, product: Boolean(el.closest(".rail")), run: () => { el.focus(); if (!el.matches("input, textarea, select")) el.click(); } });
    }
  }
  const places = [...dialog.querySelectorAll("[data-places] a")].map((el) => ({ label: called(el), key: el.dataset.keys ?? "", about: "", href: el.href }));
  const own = [...found.values()];
  return { do: [...own.filter((one) => !one.product), ...own.filter((one) => one.product)], places };
}

// 3 the beginning, 2 beginnings of words, 1 the letters in their order, 0 nothing of it.
function score(label, asked) {
  const name = plain(label), words = name.split(/[^\p{L}\p{N}]+/u);
  if (name.startsWith(asked)) return 3;
  if (asked.split(" ").every((one) => words.some((word) => word.startsWith(one)))) return 2;
  let at = -1;
  return asked.length > 1 && [...asked.replaceAll(" ", "")].every((letter) => (at = name.indexOf(letter, at + 1)) >= 0) ? 1 : 0;
}
function line(command, name, n) {
  const option = document.createElement(command.href ? "a" : "div");
  Object.assign(option, { id: `${name}-${n}`, className: "found", tabIndex: -1 });
  if (command.href) option.href = command.href;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.command = command;
  const add = (tag, text) => { const el = document.createElement(tag); el.textContent = text; option.append(el); return el; };
  add("b", command.label);
  add("small", command.about);
  const keys = add("span", "");
  keys.className = "found__keys";
  for (const key of command.key.split(" ").filter(Boolean)) keys.append(Object.assign(document.createElement("kbd"), { textContent: key === "Enter" ? "↵" : key }));
  if (command.key) option.setAttribute("aria-label", `${command.label}, key ${command.key}`);
  return option;
}

function drawLocal(asked) {
  const top = { do: 0, places: 0 };
  for (const name of ["do", "places"]) {
    const ranked = commands[name].map((command) => ({ command, worth: asked ? score(command.label, asked) : 1 }));
    const best = ranked.filter((one) => one.worth).sort((a, b) => b.worth - a.worth);
    const few = asked || mode === "do" ? best.slice(0, asked ? MOST : 2 * MOST) : [];
    top[name] = best[0]?.worth ?? 0;
    part(name).replaceChildren(...few.map((one, n) => line(one.command, name, n)));
  }
  const own = top.places > top.do ? ["places", "do"] : ["do", "places"];
  const first = mode === "do" && (!asked || Math.max(top.do, top.places) > 1);
  list.append(...(first ? [...own, "recent", "found"] : ["found", "recent", ...own]).map(part));
}
function settle() {
  for (const group of list.children) group.hidden = !group.childElementCount || (group.dataset.part === "recent" && Boolean(input.value.trim()));
  const options = choices();
  if (!moved || !options.includes(active)) { moved = false; choose(options[0] ?? null); }
  list.scrollTop = moved ? list.scrollTop : 0;
  say.textContent = pending ? say.textContent : input.value.trim() && !options.length ? "Nothing found. Try fewer letters." : "";
}
const choices = () => [...list.querySelectorAll("[role=group]:not([hidden]) [role=option]")];
function choose(option) {
  active?.setAttribute("aria-selected", "false");
  active = option;
  if (!option) { input.removeAttribute("aria-activedescendant"); return; }
  option.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option.id);
  if (moved) option.scrollIntoView({ block: "nearest" });
}
function run(option) {
  if (!option) return;
  const { command } = option;
  dialog.close();
  if (command?.run) command.run();
  else location.assign(option.href);
}

async function lines(query, signal) {
  const response = await fetch(`${href}?${new URLSearchParams(query)}`, { headers: { "HX-Request": "true" }, signal });
  const elsewhere = response.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  if (!response.ok) throw new Error(String(response.status));
  return [...new DOMParser().parseFromString(await response.text(), "text/html").querySelectorAll("[role=option]")].map((option) => document.adoptNode(option));
}
async function ask(text) {
  underway?.abort();
  underway = new AbortController();
  const { signal } = underway;
  try {
    const options = await lines({ q: text }, signal);
    pending = false;
    part("found").replaceChildren(...options);
    settle();
  } catch (error) {
    if (error.name === "AbortError") return;
    pending = false;
    say.textContent = "No answer from the server. Try again.";
  }
  if (entered) run(active);
  entered = false;
}
function typed() {
  commands ??= collect();
  const text = input.value.trim();
  clearTimeout(timer);
  moved = entered = false;
  pending = Boolean(text);
  if (!text) { underway?.abort(); part("found").replaceChildren(); }
  else timer = setTimeout(() => ask(text), WAIT);
  drawLocal(plain(text));
  settle();
}

const opened = () => JSON.parse(localStorage.getItem(store) ?? "[]");
async function recall() {
  const ids = opened().filter((id) => id !== here());
  if (!ids.length) return;
  // The server says which of them this person still sees, and what they are called today.
  const options = await lines({ recent: ids.join(",") }).catch(() => []);
  options.forEach((option, n) => { option.id = `recent-${n}`; });
  part("recent").replaceChildren(...options);
  settle();
}
const here = () => (location.pathname.startsWith(`${dialog.dataset.base}opportunities/`) ? Number(location.pathname.split("/")[4]) || null : null);

function open(how, text = "") {
  mode = how;
  from = document.activeElement;
  commands = null;
  input.value = text;
  for (const group of list.children) group.hidden = true;
  dialog.showModal();
  input.focus();
  // Opening alone restyles the whole page: what stands in it comes right after, or with the first key if that is sooner.
  setTimeout(() => { if (!commands) typed(); recall(); });
}

if (dialog) {
  if (here()) localStorage.setItem(store, JSON.stringify([here(), ...opened().filter((id) => id !== here())].slice(0, KEPT)));
  document.addEventListener("palette", (event) => { event.preventDefault(); open(event.detail.mode); });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette], [data-find]");
    if (opener && !event.ctrlKey && !event.metaKey) { event.preventDefault(); open("find", opener.value ?? ""); }
  });
  // Whoever comes to the box in the rail by the Tab key is not taken anywhere until he types.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find]") || event.isComposing) return;
    const text = event.target.value;
    event.target.value = "";
    open("find", text);
  });
  input.addEventListener("input", (event) => { if (!event.isComposing) typed(); });
  input.addEventListener("compositionend", typed);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (!commands) typed();
    const options = choices(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      moved = true;
      choose(options[(options.indexOf(active) + step + options.length) % options.length]);
    } else if (event.key === "Enter") {
      // Who finds by heart is faster than the answer: the first of it opens as soon as it is here.
      if (pending && !moved && list.firstElementChild.dataset.part === "found") entered = true;
      else run(active);
    } else if (event.key === "Escape") dialog.close(); // at once: the next key belongs to the page
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    run(option);
  });
}
