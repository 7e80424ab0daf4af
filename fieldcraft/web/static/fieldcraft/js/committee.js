// The map of a buying committee: lines to the boss, drag or arrow keys to move a person, a dialog for everything else.
const SLACK = 6, WAIT = 700, LIFT = 12, EDGE = 48;
const NAMES = ["high", "medium", "low"];
const get = (id) => document.getElementById(id);
const sheet = get("committee-sheet"), said = get("committee-said");
const map = () => document.querySelector("[data-map]");
const seats = (band) => [...band.querySelectorAll("[data-person]")];
const nameOf = (seat) => seat.querySelector("b").textContent;
const say = (words) => { said.textContent = words; };

// Lines. Everything is measured: how people wrap is the style sheet's business.
function place(el, root) {
  const box = el.getBoundingClientRect();
  return { left: box.left - root.left, right: box.right - root.left, top: box.top - root.top, bottom: box.bottom - root.top, x: box.left - root.left + box.width / 2 };
}
// Through these points by right angles with round corners.
function path(all) {
  const straight = (a, b, c) => (a.x === b.x && b.x === c.x) || (a.y === b.y && b.y === c.y);
  const points = all.filter((p, n) => !n || p.x !== all[n - 1].x || p.y !== all[n - 1].y).filter((p, n, rest) => !rest[n - 1] || !rest[n + 1] || !straight(rest[n - 1], p, rest[n + 1]));
  let d = `M${points[0].x} ${points[0].y}`;
  for (let n = 1; n < points.length - 1; n += 1) {
    const [a, b, c] = points.slice(n - 1, n + 2), into = Math.hypot(b.x - a.x, b.y - a.y), out = Math.hypot(c.x - b.x, c.y - b.y), r = Math.min(7, into / 2, out / 2);
    d += `L${b.x - (b.x - a.x) / into * r} ${b.y - (b.y - a.y) / into * r}Q${b.x} ${b.y} ${b.x + (c.x - b.x) / out * r} ${b.y + (c.y - b.y) / out * r}`;
  }
  return `${d}L${points.at(-1).x} ${points.at(-1).y}`;
}
// The nearest place to x where a line can go between the people that stand in its way; each boss has his own.
function channel(x, cards, aside) {
  const free = (at) => cards.every((card) => at < card.left - 3 || at > card.right + 3);
  const edges = cards.flatMap((card) => [card.left - 5 - aside, card.right + 5 + aside]);
  return [x, ...edges].filter(free).sort((a, b) => Math.abs(a - x) - Math.abs(b - x))[0] ?? x;
}
function draw() {
  const here = map(), lines = here?.querySelector(".map__lines");
  if (!lines) return;
  const root = here.getBoundingClientRect(), bosses = [], found = [];
  const cards = new Map([...here.querySelectorAll(".seat")].map((seat) => [seat, place(seat.querySelector(".seat__card"), root)]));
  for (const seat of here.querySelectorAll("[data-boss]")) {
    const boss = here.querySelector(`[data-person="${seat.dataset.boss}"]`);
    if (!boss) continue;
    if (!bosses.includes(boss)) bosses.push(boss);
    const shift = LIFT + (bosses.indexOf(boss) % 4) * 5, mine = cards.get(seat), his = cards.get(boss);
    let points;
    if (Math.abs(mine.top - his.top) < LIFT) points = [{ x: mine.x, y: mine.top }, { x: mine.x, y: his.top - shift }, { x: his.x, y: his.top - shift }, { x: his.x, y: his.top }];
    else {
      const [low, high] = mine.top > his.top ? [mine, his] : [his, mine];
      const between = [...cards.values()].filter((card) => card.top > high.top + LIFT && card.top < low.top - LIFT);
      const x = channel(high.x, between, shift - LIFT), gutter = between.length ? Math.min(...between.map((card) => card.top)) - shift : low.top - shift;
      points = [{ x: low.x, y: low.top }, { x: low.x, y: low.top - shift }, { x, y: low.top - shift }, { x, y: gutter }, { x: high.x, y: gutter }, { x: high.x, y: high.bottom }];
      if (low === his) points.reverse();
    }
    const end = points.at(-1);
    found.push(`<path data-one="${seat.dataset.person}" data-to="${seat.dataset.boss}" d="${path(points)}"/><circle data-one="${seat.dataset.person}" data-to="${seat.dataset.boss}" cx="${end.x}" cy="${end.y}" r="3"/>`);
  }
  lines.innerHTML = found.join("");
  here.dataset.drawn = "";
}
function near(id) {
  for (const line of map()?.querySelectorAll(".map__lines > *") ?? []) line.toggleAttribute("data-near", Boolean(id) && (line.dataset.one === id || line.dataset.to === id));
}

// Writing. One request at a time; what is asked for meanwhile waits for its turn.
let sending = Promise.resolve();
function send(seat, values) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const address = `${get("committee").dataset.page}${seat.dataset.person}/`, back = document.activeElement?.id;
  sending = sending.then(() => window.htmx.ajax("POST", address, {
    target: "#committee", swap: "outerHTML", values: { ...values, from: "map", csrfmiddlewaretoken: token },
  })).then(() => { if (back?.startsWith("person-")) get(back)?.focus({ preventScroll: true }); });
}
const order = (band) => seats(band).map((one) => one.dataset.person).join(",");
const bandOf = (seat) => seat.closest("[data-band]");
function settle(seat, from) {
  const band = bandOf(seat), values = { order: order(band) };
  if (band.dataset.band !== from) Object.assign(values, { influence: band.dataset.band, "seen-influence": seat.dataset.influence });
  send(seat, values);
}
function tellPlace(seat) {
  const row = seats(bandOf(seat));
  say(`${nameOf(seat)}: ${bandOf(seat).dataset.band} influence, place ${row.indexOf(seat) + 1} of ${row.length}.`);
}
function put(seat, band, before) {
  const list = band.querySelector(".seats");
  list.insertBefore(seat, before ?? list.querySelector(".seat--hole"));
}

// Keys: arrows move the person at once, and are written when they rest.
let timer, began = null;
function nudge(seat, key) {
  const band = bandOf(seat), row = seats(band), at = row.indexOf(seat), level = NAMES.indexOf(band.dataset.band);
  began ??= { seat, band: band.dataset.band };
  if (key === "ArrowLeft" && at > 0) put(seat, band, row[at - 1]);
  else if (key === "ArrowRight" && at < row.length - 1) put(seat, band, row[at + 2]);
  else if (key === "ArrowUp" && level > 0) put(seat, map().querySelector(`[data-band=${NAMES[level - 1]}]`));
  else if (key === "ArrowDown" && level < 2) put(seat, map().querySelector(`[data-band=${NAMES[level + 1]}]`));
  else { say("No further this way."); return; }
  seat.querySelector("a").focus();
  draw();
  tellPlace(seat);
  clearTimeout(timer);
  timer = setTimeout(rest, WAIT);
}
function rest() {
  clearTimeout(timer);
  if (began) settle(began.seat, began.band);
  began = null;
}
document.addEventListener("keydown", (event) => {
  const seat = event.target.closest?.("[data-person]");
  if (!seat || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !event.key.startsWith("Arrow")) return;
  event.preventDefault();
  if (began && began.seat !== seat) rest();
  nudge(seat, event.key);
}, { capture: true });
document.addEventListener("focusin", (event) => {
  const seat = event.target.closest?.("[data-person]");
  if (began && began.seat !== seat) rest();
  near(seat?.dataset.person);
});
document.addEventListener("pointerover", (event) => { if (!drag) near((event.target.closest?.("[data-person]") ?? document.activeElement.closest?.("[data-person]"))?.dataset.person); });

// Mouse and pen; a finger scrolls, and taps open the form.
let drag = null, moved = false;
const under = (x, y) => {
  const all = document.elementsFromPoint(x, y).filter((el) => !drag.seat.contains(el));
  return {
    seat: all.map((el) => el.closest("[data-person]")).find(Boolean),
    band: all.map((el) => el.closest("[data-band]")).find(Boolean),
  };
};
// The middle of a card is the person; its edges are the places beside him.
function aim(x, y) {
  const { seat, band } = under(x, y);
  if (seat) {
    const box = seat.getBoundingClientRect(), share = (x - box.left) / box.width;
    if (share > 0.25 && share < 0.75) return { boss: seat };
    return { band, before: share <= 0.25 ? seat : seats(band)[seats(band).indexOf(seat) + 1] };
  }
  if (!band) return {};
  const row = seats(band).filter((one) => one !== drag.seat);
  return { band, before: row.find((one) => { const box = one.getBoundingClientRect(); return y < box.top || (y < box.bottom && x < box.left + box.width / 2); }) };
}
function show(target) {
  for (const el of map().querySelectorAll("[data-over]")) delete el.dataset.over;
  const el = target.boss ?? target.band;
  if (el) el.dataset.over = "";
}
document.addEventListener("pointerdown", (event) => {
  const seat = event.target.closest?.("[data-person]");
  moved = false;
  if (!seat || event.button !== 0 || event.pointerType === "touch") return;
  rest();
  drag = { seat, x: event.clientX, y: event.clientY, id: event.pointerId, band: bandOf(seat).dataset.band };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const x = event.clientX - drag.x, y = event.clientY - drag.y;
  if (!moved && Math.hypot(x, y) < SLACK) return;
  moved = true;
  drag.seat.dataset.drag = "";
  drag.seat.style.translate = `${x}px ${y}px`;
  show(aim(event.clientX, event.clientY));
  if (event.clientY < EDGE || event.clientY > innerHeight - EDGE) roll(event.clientY < EDGE ? -16 : 16);
});
// At the edge of the window the page rolls on, and the person with it.
function roll(by) {
  const before = scrollY;
  scrollBy({ top: by, behavior: "instant" });
  drag.y -= scrollY - before;
}
function letGo(event) {
  if (!drag) return;
  const { seat, band } = drag, target = moved && event.type === "pointerup" ? aim(event.clientX, event.clientY) : {};
  seat.style.translate = "";
  delete seat.dataset.drag;
  show({});
  drag = null;
  if (target.boss) {
    say(`${nameOf(seat)} reports to ${nameOf(target.boss)}.`);
    send(seat, { reports_to: target.boss.dataset.person, "seen-reports_to": seat.dataset.boss ?? "" });
  } else if (target.band) {
    const before = `${band} ${order(target.band)}`;
    if (target.before !== seat) put(seat, target.band, target.before);
    if (before === `${target.band.dataset.band} ${order(target.band)}`) return;
    draw();
    tellPlace(seat);
    settle(seat, band);
  }
}
document.addEventListener("pointerup", letGo);
document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drag) letGo(event); });

// The form of a person opens in the dialog, and the focus goes back to where it came from.
let opener = "";
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-sheet]");
  if (sheet.contains(event.target) && event.target.closest("a[data-close]")) event.preventDefault();
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (moved) { moved = false; return; }
  rest();
  opener = link.id || link.getAttribute("href");
  sending = sending.then(() => window.htmx.ajax("GET", link.href, { target: "#committee-sheet", swap: "innerHTML" }));
}, { capture: true });
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === sheet) {
    if (!sheet.open) sheet.showModal();
    (sheet.querySelector("[aria-invalid]") ?? sheet.querySelector("[name=name]:not([value]), :checked, [name=name]"))?.focus();
    return;
  }
  if (event.detail.target.id !== "committee") return;
  if (sheet.open) sheet.close();
  watch();
});
sheet.addEventListener("close", () => { (get(opener) ?? document.querySelector(`a[href="${CSS.escape(opener)}"]`))?.focus(); });

const sizes = new ResizeObserver(draw);
function watch() {
  sizes.disconnect();
  if (map()) sizes.observe(map());
  draw();
}
get("committee")?.querySelector(".sheet--page")?.scrollIntoView({ block: "nearest" });
document.fonts?.ready.then(draw);
watch();
