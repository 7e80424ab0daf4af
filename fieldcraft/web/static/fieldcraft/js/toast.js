// A toast leaves by itself after its seconds, waits while one is on it, and gives the focus back when it goes.
const LEAVE = 220;

function start(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "";
  let timer;
  const stay = () => clearTimeout(timer);
  const count = () => { stay(); timer = setTimeout(() => leave(toast), Number(toast.dataset.seconds) * 1000); };
  toast.addEventListener("pointerenter", stay);
  toast.addEventListener("focusin", stay);
  toast.addEventListener("pointerleave", count);
  toast.addEventListener("focusout", count);
  count();
}
function leave(toast) {
  if (toast.contains(document.activeElement)) document.querySelector("main [data-row], main")?.focus();
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), LEAVE);
}
const startAll = () => document.querySelectorAll(".toast[data-seconds]").forEach(start);

document.addEventListener("click", (event) => {
  const toast = event.target.closest("[data-dismiss]")?.closest(".toast");
  if (toast) leave(toast);
});
document.addEventListener("htmx:load", startAll);
startAll();
