// Where the tabs do not fit on a line, the current one is in view.
for (const tabs of document.querySelectorAll(".tabs")) {
  const tab = tabs.querySelector("[aria-current]");
  if (tab) tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
}
