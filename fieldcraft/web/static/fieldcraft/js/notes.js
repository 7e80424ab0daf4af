// Notes save themselves while one types. What the server has not taken yet is kept in this browser, so that a crash or
// a lost network costs no word; it is sent again by the next page of the same opportunity. Also notes the look.
const WAIT = 1200;
const AGAIN = [3_000, 10_000, 30_000];
const LOOK_AFTER = 2_000;
const token = (form) => form.querySelector("[name=csrfmiddlewaretoken]").value;
const place = (form) => `note ${form.dataset.owner} ${new URL(form.action, location).pathname}`;

const put = (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the page still saves */ } };
const drop = (key) => { try { localStorage.removeItem(key); } catch { /* the same */ } };
const kept = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };

async function send(action, csrf, base, text, keepalive = false) {
  const body = new URLSearchParams({ base, text });
  const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
  const answer = await fetch(action, { method: "POST", body, headers, keepalive, redirect: "manual", credentials: "same-origin" });
  if (answer.ok || answer.status === 422) return answer.json();
  throw new Error(answer.type === "opaqueredirect" || answer.status === 403 ? "signed out" : String(answer.status));
}

function autosave(form) {
  const box = form.querySelector("textarea");
  const said = form.querySelector("[data-saved]");
  const base = form.elements.base;
  const key = place(form);
  let sent = box.value, timer = 0, tries = 0, busy = false;

  function say(text, bad = false) {
    said.textContent = text;
    said.dataset.state = bad ? "bad" : "";
    form.toggleAttribute("data-held", bad);
  }
  async function save({ keepalive = false } = {}) {
    clearTimeout(timer);
    if (busy || box.value === sent) return;
    busy = true;
    const text = box.value;
    try {
      const answer = await send(form.action, token(form), base.value, text, keepalive);
      if (answer.problem) { say(answer.problem, true); return; }
      tries = 0;
      taken(text, answer);
    } catch (error) {
      say(error.message === "signed out" ? "You are signed out. Your words are kept in this browser; sign in and come back."
        : "Not saved yet. Your words are kept in this browser.", true);
      timer = setTimeout(save, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
    } finally {
      busy = false;
      if (box.value !== text && !tries) timer = setTimeout(save, WAIT);
    }
  }
  // `base` holds exactly what was sent, so what was typed meanwhile still merges as what it is.
  function taken(text, answer) {
    base.value = answer.base;
    sent = text;
    if (box.value === text) {
      drop(key);
      if (answer.text !== text) {
        const at = box.selectionStart;
        box.value = answer.text;
        box.setSelectionRange(at, at);
      }
      base.value = answer.revision;
      sent = box.value;
    } else put(key, { base: base.value, text: box.value });
    say(answer.said);
  }
  box.addEventListener("input", () => {
    put(key, { base: base.value, text: box.value });
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  box.addEventListener("blur", () => save());
  addEventListener("online", () => save());
  addEventListener("pagehide", () => save({ keepalive: true }));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save({ keepalive: true }); });
  // The button sends what stands there and leaves; nothing is waiting any more.
  form.addEventListener("submit", () => { clearTimeout(timer); sent = box.value; drop(key); });

  const waiting = kept(key);
  if (waiting && waiting.text !== box.value) {
    base.value = waiting.base;
    box.value = waiting.text;
    save();
  } else if (waiting) drop(key);
}

// Notes begun on an earlier page that the server never got.
async function sendWaiting(form) {
  const here = new Set([...document.querySelectorAll("[data-autosave]")].map(place));
  const notes = new URL("./", new URL("../", new URL(form.action, location))).pathname;
  const before = `note ${form.dataset.owner} ${notes}`;
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(before) && !here.has(one))) {
    const waiting = kept(key);
    if (!waiting) { drop(key); continue; }
    try {
      const answer = await send(key.slice(key.indexOf("/")), token(form), waiting.base, waiting.text);
      if (answer.problem) continue;
      drop(key);
      form.querySelector("[data-saved]").textContent = "A note from before is saved now. Load the page to see it.";
    } catch { return; }
  }
}

const forms = [...document.querySelectorAll("[data-autosave]")];
forms.forEach(autosave);
if (forms.length) { try { sendWaiting(forms[0]); } catch { /* no storage here */ } }

const visit = document.querySelector("[data-visit]");
function look() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", look);
  setTimeout(() => {
    fetch(visit.action, { method: "POST", headers: { "X-CSRFToken": token(visit) }, credentials: "same-origin", redirect: "manual" }).catch(() => {});
  }, LOOK_AFTER);
}
if (visit) {
  document.addEventListener("visibilitychange", look);
  look();
}
