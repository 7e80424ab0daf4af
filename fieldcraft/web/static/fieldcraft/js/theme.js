// Classic script in the head: the theme must stand before the first paint. Without it the system's theme holds.
(() => {
  const root = document.documentElement;
  const chosen = () => localStorage.getItem("theme") || "system";
  const apply = () => {
    root.dataset.js = "";
    if (chosen() === "system") delete root.dataset.theme;
    else root.dataset.theme = chosen();
  };
  const mark = () => {
    for (const button of document.querySelectorAll("[data-set-theme]")) {
      button.setAttribute("aria-pressed", String(button.dataset.setTheme === chosen()));
    }
  };
  apply();
  document.addEventListener("DOMContentLoaded", mark);
  addEventListener("storage", () => { apply(); mark(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-set-theme]");
    if (!button) return;
    localStorage.setItem("theme", button.dataset.setTheme);
    apply();
    mark();
  });
})();
