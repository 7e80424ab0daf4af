// The editor: saves while one types, shows the check and what somebody else wrote, and never drops a letter.
const WAIT = 400, RETRY = 3000, LOOK = 700;
const page = document.querySelector("[data-studio]");
const get = (id) => document.getElementById(id);
const saved = get("studio-saved"), told = get("studio-told"), codeForm = get("text-form");
const code = codeForm?.querySelector("textarea"), numbers = codeForm?.querySelector(".code__lines");
const dirty = new Set(); // names of form fields changed since the last answer; "text" for the text
let timer, looking, busy = false, known = code?.value ?? "", failed = false;

const say = (words) => { if (saved) saved.textContent = words; };
const tell = (words) => { told.hidden = !words; told.querySelector("p").textContent = words; };
const partForm = () => get("part-form");

function count() {
  if (!numbers) return;
  const lines = code.value.split("\n").length;
  if (numbers.childElementCount !== 0 || numbers.dataset.lines !== String(lines)) {
    numbers.dataset.lines = String(lines);
    numbers.textContent = Array.from({ length: lines }, (_, n) => n + 1).join("\n");
  }
  numbers.scrollTop = code.scrollTop;
}
function goTo(line, focus) {
  const lines = code.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  if (focus) { code.focus(); code.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0)); }
  code.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(code).lineHeight));
}

// The one stretch in which two texts differ.
function hunk(a, b) {
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return { start, end: a.length - end, text: b.slice(start, b.length - end) };
}
// What was typed after sending, put on top of what came back; null where both are in one place.
function rebased(sent, back, now) {
  const theirs = hunk(sent, back), mine = hunk(sent, now);
  const put = (text, h, by) => text.slice(0, h.start + by) + h.text + text.slice(h.end + by);
  if (mine.start > theirs.end) return put(back, mine, theirs.text.length - (theirs.end - theirs.start));
  return mine.end < theirs.start ? put(back, mine, 0) : null;
}
function setText(text) {
  if (text === code.value) return;
  const at = code.selectionStart, change = hunk(code.value, text), scroll = code.scrollTop;
  const moved = at >= change.end ? at + change.text.length - (change.end - change.start) : Math.min(at, change.start + change.text.length);
  code.value = text;
  if (document.activeElement === code) code.setSelectionRange(moved, moved);
  code.scrollTop = scroll;
  count();
}

function body(what) {
  const form = what === "text" ? codeForm : partForm(), data = new FormData(form);
  data.set("shown", codeForm.elements.file.value);
  if (what === "text") return [form.action, data];
  for (const name of new Set([...data.keys()].filter((key) => key.startsWith("f:")))) if (!dirty.has(name)) data.delete(name);
  return [form.action, data];
}
function later() { clearTimeout(timer); timer = setTimeout(save, WAIT); }

async function save() {
  clearTimeout(timer);
  if (busy || !dirty.size) return;
  const what = dirty.has("text") ? "text" : "form", names = what === "text" ? ["text"] : [...dirty].filter((name) => name !== "text");
  const [address, data] = body(what), sent = code.value;
  busy = true;
  names.forEach((name) => dirty.delete(name));
  say("Saving…");
  try {
    await send(address, data, what, sent);
  } catch {
    names.forEach((name) => dirty.add(name));
    failed = true;
    say("Not saved yet. Trying again.");
    timer = setTimeout(save, RETRY);
  }
  busy = false;
  if (dirty.size && !failed) later();
}
async function send(address, data, what, sent) {
  const response = await fetch(address, { method: "POST", body: data, headers: { "X-Studio": "1" } });
  const answer = response.headers.get("content-type")?.startsWith("application/json") ? await response.json() : null;
  if (!answer) throw new Error(String(response.status));
  failed = false;
  if (answer.refused) { say("Not saved"); tell(answer.refused); return; }
  take(answer, what, sent);
}

function take(answer, what, sent) {
  say(`Saved ${answer.saved}`);
  if (answer.notice) tell(answer.notice);
  let revision = answer.revisions[codeForm.elements.file.value];
  if (answer.file === codeForm.elements.file.value) {
    if (code.value === sent) setText(answer.text);
    else {
      const both = answer.text === sent ? code.value : rebased(sent, answer.text, code.value);
      if (both === null) revision = undefined; // the next save tells the server, which keeps both
      else setText(both);
    }
    known = answer.text;
  }
  if (revision !== undefined) codeForm.elements.revision.value = revision;
  get("studio-check").innerHTML = answer.html.check;
  outline(answer.html.outline);
  if (partForm()) form(answer, what);
  for (const [name, on] of [["undo", answer.undo], ["redo", answer.redo]]) {
    const button = document.querySelector(`[data-turn] [value=${name}]`);
    if (button) button.disabled = !on;
  }
  clearTimeout(looking);
  looking = setTimeout(look, LOOK);
}
function outline(html) {
  const here = get("studio-outline"), open = [...here.querySelectorAll("details")].map((fold) => fold.open);
  if (here.contains(document.activeElement) && document.activeElement.matches("input")) return;
  here.innerHTML = html;
  const folds = [...here.querySelectorAll("details")];
  if (folds.length === open.length) folds.forEach((fold, n) => { fold.open = open[n]; });
  filter();
}
// Every field that nobody is in is drawn anew; in the others only what the check says.
function form(answer, what) {
  const fresh = new DOMParser().parseFromString(answer.html.form, "text/html");
  for (const [path, revision] of Object.entries(answer.revisions)) {
    const input = partForm().elements[`rev:${path}`];
    if (input) input.value = revision;
  }
  get("part").textContent = fresh.querySelector("#part").textContent;
  for (const field of document.querySelectorAll("#studio-form [data-field]")) {
    const other = fresh.querySelector(`[data-field="${CSS.escape(field.dataset.field)}"]`);
    if (!other) continue;
    const mine = field.contains(document.activeElement) || dirty.has(`f:${field.dataset.field}`);
    if (!mine && (what !== "form" || answer.notice)) { keepOpen(field, other); field.replaceWith(document.adoptNode(other)); }
    else if (field.querySelector("[data-problems]")) problems(field, other);
  }
}
function problems(field, other) {
  field.querySelector("[data-problems]").innerHTML = other.querySelector("[data-problems]").innerHTML;
  const wrong = Boolean(other.querySelector("[aria-invalid]"));
  for (const input of field.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea")) {
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}
function keepOpen(from, to) {
  const folds = [...from.querySelectorAll("details")];
  [...to.querySelectorAll("details")].forEach((fold, n) => { fold.open = folds[n]?.open ?? false; });
}

async function look(href) {
  const target = get("preview");
  if (!target?.checkVisibility?.()) return;
  const address = new URL(typeof href === "string" ? href : location.href, location.href), query = address.searchParams;
  query.set("at", codeForm.elements.at.value);
  const chosen = target.querySelector("[name=on]"), who = target.querySelector("[name=as]");
  if (typeof href !== "string" && chosen) { query.set("on", chosen.value); query.set("as", who.value); }
  const response = await fetch(`${page.dataset.preview}?${query}`, { headers: { "HX-Request": "true" } });
  if (!response.ok) return;
  const focus = target.contains(document.activeElement) ? document.activeElement.textContent || document.activeElement.id : "";
  target.innerHTML = await response.text();
  if (focus) [...target.querySelectorAll("a, select")].find((one) => one.id === focus || one.textContent === focus)?.focus();
  if (typeof href === "string") history.replaceState(null, "", `?${query}`);
}
function filter() {
  const words = document.querySelector("[data-outline-find]")?.value.trim().toLowerCase() ?? "";
  for (const fold of get("studio-outline").querySelectorAll(".outline")) {
    const lines = [...fold.querySelectorAll("li:not(.outline__add)")];
    for (const line of lines) {
      const found = line.textContent.toLowerCase().includes(words);
      line.hidden = Boolean(words) && !found;
      line.toggleAttribute("data-found", Boolean(words) && found);
    }
    fold.hidden = Boolean(words) && lines.every((line) => line.hidden);
    if (words && !fold.hidden) fold.open = true;
  }
}
function showPane(name) {
  page.dataset.pane = name;
  for (const link of page.querySelectorAll("[data-pane-link]")) {
    if (link.dataset.paneLink === name) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (name === "text") count();
  if (name === "preview") look();
}
async function turn(event) {
  event.preventDefault();
  const pressed = event.target, data = new FormData(pressed, event.submitter);
  delete pressed.dataset.sent;
  await save();
  data.set("at", codeForm.elements.at.value);
  data.set("shown", codeForm.elements.file.value);
  try { await send(pressed.action, data, "turn", code.value); } catch { say("Not undone. Try again."); }
}

if (page && code) {
  document.addEventListener("input", (event) => {
    if (event.target === code) { dirty.add("text"); count(); later(); }
    else if (event.target.closest("#part-form")) { dirty.add(event.target.name); later(); }
    else if (event.target.matches("[data-outline-find]")) filter();
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save(); }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-turn]")) turn(event);
    else if (event.target === codeForm || event.target === partForm()) { event.preventDefault(); delete event.target.dataset.sent; save(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("#preview [name=on]")) { event.stopPropagation(); look(); }
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a, button");
    if (!link) return;
    if (link.dataset.goto && link.dataset.file === codeForm.elements.file.value) { event.preventDefault(); showPane("text"); goTo(Number(link.dataset.goto), true); }
    else if (link.dataset.paneLink) { event.preventDefault(); showPane(link.dataset.paneLink); }
    else if ("look" in link.dataset) { event.preventDefault(); look(link.href); }
    else if ("toldClose" in link.dataset) tell("");
    else if (link.dataset.insert) {
      const field = get(link.dataset.into);
      field.setRangeText(link.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  code.addEventListener("scroll", () => { if (numbers) numbers.scrollTop = code.scrollTop; });
  // Whoever leaves in the middle of a word takes nothing away.
  addEventListener("pagehide", () => {
    if (!dirty.size) return;
    const [address, data] = body(dirty.has("text") ? "text" : "form");
    fetch(address, { method: "POST", body: data, headers: { "X-Studio": "1" }, keepalive: true });
  });
  const waits = document.querySelector("[data-look-later]");
  if (waits) new IntersectionObserver((seen, eye) => { if (seen.some((one) => one.isIntersecting)) { eye.disconnect(); look(); } }).observe(waits);
  count();
  goTo(Number(code.dataset.line) || 1, false);
}
