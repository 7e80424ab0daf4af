// Copy a text, keep a mail's words, print, and save a plan while it is written.
const QUIET = 800;
const $ = (selector) => document.querySelector(selector);

document.addEventListener("click", async (event) => {
  const copy = event.target.closest?.("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText($(copy.dataset.copy).value);
    const before = copy.textContent;
    copy.textContent = "Copied";
    setTimeout(() => { copy.textContent = before; }, 2000);
  }
  if (event.target.closest?.("[data-print]")) print();
});

// What was changed in the words goes along into the mail.
document.addEventListener("input", (event) => {
  const link = event.target.id && document.querySelector(`[data-mailto="#${CSS.escape(event.target.id)}"]`);
  if (link) link.href = link.href.replace(/body=.*$/, `body=${encodeURIComponent(event.target.value)}`);
});

const form = $("form[data-autosave]");
if (form) {
  const said = form.querySelector("[data-saved]");
  const changed = new Set();
  let timer, sending = false;
  const save = async () => {
    if (sending || !changed.size) return;
    sending = true;
    const names = [...changed];
    changed.clear();
    const body = new FormData();
    body.set("autosave", "1");
    for (const name of ["csrfmiddlewaretoken", "seen", ...names]) body.set(name, form.elements[name].value);
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error);
      form.elements.seen.value = told.revision;
      said.textContent = "Saved";
    } catch (error) {
      names.forEach((name) => changed.add(name));
      said.textContent = error.message.includes("JSON") || error instanceof TypeError ? "Not saved yet. Trying again." : error.message;
      timer = setTimeout(save, 5000);
    }
    sending = false;
    if (changed.size) { clearTimeout(timer); timer = setTimeout(save, QUIET); }
  };
  form.addEventListener("input", (event) => {
    changed.add(event.target.name);
    said.textContent = "Writing";
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  });
  form.addEventListener("focusout", () => { if (changed.size) save(); });
  addEventListener("beforeunload", (event) => { if (changed.size || sending) event.preventDefault(); });
}
