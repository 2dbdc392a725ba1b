const CHOOSES = "main [data-sel], main [data-cell]";
const chosenBy = (node) => node.dataset.sel || node.dataset.cell;

// The story, the table and the timeline are in the page already: mark what is selected, hide what is filtered out, sort.
function lineLeft(id) {
  const line = LINES.get(id);
  if (!line) return true;
  if (line.tone === "spoke" || line.tone === "attended") return shows("country", country(line.to)) && shows("kind", (CARDS.get(line.to) || {}).kind);
  return line.items.some(passes) && shows("kind", (CARDS.get(line.to) || {}).kind) && shows("kind", (CARDS.get(line.from) || {}).kind);
}

function filterLists() {
  for (const node of $$("[data-cell]")) node.hidden = !lineLeft(node.dataset.cell);
  for (const held of $$(".held")) held.hidden = !$("[data-cell]:not([hidden])", held);
  for (const row of $$(".matrix tr[data-row]")) row.hidden = !$("[data-cell]:not([hidden])", row);
  for (const head of $$(".matrix th[data-holder]")) {
    const n = head.cellIndex;
    const gone = !$$(`.matrix tr[data-row] > :nth-child(${n + 1}) [data-cell]:not([hidden])`).length;
    for (const cell of $$(`.matrix tr:not(.group) > :nth-child(${n + 1})`)) cell.hidden = gone;
  }
  for (const group of $$(".matrix tbody")) group.hidden = !$("tr[data-row]:not([hidden])", group);
  for (const chip of $$(".chips > [data-sel]")) chip.hidden = !passes(chip.dataset.sel);
  for (const entry of $$("[data-entry]")) {
    const key = entry.dataset.entry, meeting = D.meetings[key];
    entry.hidden = meeting ? !(inRange(meeting.day) && shows("kind", "Meeting"))
      : !passes(key) || (state.toneFiltered && HELD.has(key) && !HELD.get(key).some(passes));
  }
  for (const day of $$(".day")) day.hidden = !$("[data-entry]:not([hidden])", day);
  for (const chip of $$(".story .chip")) chip.closest("li").hidden = !lineLeft(chip.dataset.sel);
  for (const li of $$(".story li[data-line]")) li.hidden = !lineLeft(li.dataset.line);
  for (const meeting of $$(".story .meeting")) {
    const m = D.meetings[$("[data-sel]", meeting).dataset.sel];
    meeting.hidden = (m && !inRange(m.day)) || !$("li[data-line]:not([hidden])", meeting);
  }
}

function markLists() {
  const items = state.sel ? itemsOf(state.sel) : new Set();
  for (const node of $$(CHOOSES)) {
    const key = chosenBy(node), line = LINES.get(key);
    const hot = key === state.sel || items.has(key) || (isItem(state.sel) && line && line.items.some((i) => items.has(i)))
      || (line && LINES.has(state.sel) && line.items.length > 0 && line.items.some((i) => items.has(i)));
    if (hot) node.setAttribute("aria-current", "true"); else node.removeAttribute("aria-current");
    const entry = node.closest("[data-entry]");
    if (entry && node.classList.contains("quote")) entry.setAttribute("aria-current", String(Boolean(hot)));
  }
}

function revealSelected() {
  const view = $(".view.on");
  const node = view && $('[aria-current="true"]', view);
  if (node && node.scrollIntoView) node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function sortTable(button) {
  const head = button.closest("th"), by = button.dataset.sort;
  const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
  for (const other of $$(".matrix thead th")) other.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", direction);
  const collator = new Intl.Collator("en");
  const value = (row) => (by === "name" ? row.dataset.name : by === "count" ? -Number(row.dataset.count)
    : -$$("[data-cell]", row.children[Number(by) + 1]).reduce((sum, b) => sum + LINES.get(b.dataset.cell).items.length, 0));
  const order = (a, b) => (by === "name" ? collator.compare(value(a), value(b)) : value(a) - value(b));
  for (const body of $$(".matrix tbody")) {
    const rows = $$("tr[data-row]", body).sort(order);
    body.append(...(direction === "ascending" ? rows : rows.reverse()));
  }
}

for (const button of $$(".sort")) button.addEventListener("click", () => sortTable(button));
document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest(CHOOSES);
  if (button) select(chosenBy(button), event.detail === 0);
});
onChange((change) => {
  state.toneFiltered = [...state.off].some((o) => o.startsWith("tone:"));
  if (!("sel" in change) || Object.keys(change).length > 1) filterLists();
  markLists();
  if ("sel" in change || "view" in change) revealSelected();
});
