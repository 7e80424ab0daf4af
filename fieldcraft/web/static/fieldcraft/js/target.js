// An address that names a folded part opens it.
function unfold() {
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (part instanceof HTMLDetailsElement && !part.open) { part.open = true; part.scrollIntoView(); }
}
addEventListener("hashchange", unfold);
unfold();
