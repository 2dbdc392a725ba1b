// Views, controls, and the start.
const PICTURES = new Map();
const ROOT = document.documentElement;
const sections = $$("main .view");
const narrow = matchMedia("(max-width: 46rem)");

function currentSection() {
  const fitting = sections.filter((s) => s.dataset.for === state.view);
  return fitting.find((s) => s.dataset.level === state.level) || fitting[0];
}

function currentPicture() {
  const section = currentSection();
  const frame = section && $("[data-picture]", section);
  return frame && frame.offsetWidth ? PICTURES.get(frame.dataset.picture) : null;
}

function showView() {
  const section = currentSection();
  for (const other of sections) other.classList.toggle("on", other === section);
  for (const button of $$(".tabs button")) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  for (const button of $$(".levels button")) button.setAttribute("aria-pressed", String(button.dataset.level === section.dataset.level));
  $("#view-name").textContent = section.getAttribute("aria-label");
  const frame = $("[data-picture]", section);
  // A frame that a narrow screen hides gets no picture.
  if (frame && frame.offsetWidth && !PICTURES.has(frame.dataset.picture)) {
    const picture = new Picture(section, frame.dataset.picture);
    PICTURES.set(frame.dataset.picture, picture);
    picture.box.addEventListener("keydown", (event) => picture.keydown(event));
    for (const kind of ["focus", "blur"]) {
      picture.box.addEventListener(kind, () => {
        if (kind === "focus" && !picture.cursor) picture.go("Home");
        picture.network.redraw();
      });
    }
  } else if (!frame || !frame.offsetWidth) requestAnimationFrame(ready);
}

const filtering = () => state.off.size || state.from || state.until || !state.undated;

function count() {
  const keys = Object.keys(D.positions).filter(passes).length;
  const filtered = filtering();
  $("#shown").textContent = filtered ? `${keys} of ${Object.keys(D.positions).length} positions shown` : "";
  const picture = currentPicture();
  const empty = filtered && (picture ? !picture.left.cards.size : !keys && state.view !== "timeline");
  $("#nothing").hidden = !empty;
}

function syncControls() {
  for (const input of $$("#legend fieldset input")) {
    const [kind, value] = Object.entries(input.dataset)[0];
    input.checked = shows(kind, value);
  }
  $("#from").value = state.from;
  $("#until").value = state.until;
  $("#undated").checked = state.undated;
}

onChange((change) => {
  if ("view" in change || "level" in change) showView();
  for (const picture of PICTURES.values()) picture.update();
  count();
});

for (const button of $$(".tabs button")) button.addEventListener("click", () => set({ view: button.dataset.view }));
for (const input of $$("#legend fieldset input")) {
  input.addEventListener("change", () => {
    const [kind, value] = Object.entries(input.dataset)[0];
    const off = new Set(state.off);
    if (input.checked) off.delete(`${kind}:${value}`); else off.add(`${kind}:${value}`);
    set({ off });
  });
}
$("#from").addEventListener("change", (event) => set({ from: event.target.value }));
$("#until").addEventListener("change", (event) => set({ until: event.target.value }));
$("#undated").addEventListener("change", (event) => set({ undated: event.target.checked }));
$("#reset").addEventListener("click", () => { set({ off: new Set(), from: "", until: "", undated: true }); syncControls(); });
$("#print").addEventListener("click", () => window.print());

const dark = matchMedia("(prefers-color-scheme: dark)");
function setDark(on) {
  ROOT.classList.toggle("dark", on);
  for (const picture of PICTURES.values()) picture.update();
}
dark.addEventListener("change", (event) => setDark(event.matches));
$("#theme").addEventListener("click", () => setDark(!ROOT.classList.contains("dark")));
// On a telephone the days stand with the filters, and the page has the height.
const range = $(".range"), rangePlace = range.nextSibling;
const placeRange = () => (narrow.matches ? $("#legend").append(range) : document.body.insertBefore(range, rangePlace));
narrow.addEventListener("change", (event) => { $("#legend").open = !event.matches; placeRange(); showView(); });

function levels() {
  const several = sections.filter((s) => s.dataset.for === "network");
  if (several.length < 2) return;
  for (const section of several) {
    $(".picture", section).prepend(el("div", { class: "levels", role: "group", "aria-label": "What the network shows" }, several.map((s) =>
      el("button", { type: "button", "data-level": s.dataset.level, "aria-pressed": "false", onclick: () => set({ level: s.dataset.level }) }, s.getAttribute("aria-label")))));
  }
}

function start() {
  ROOT.classList.remove("no-js");
  ROOT.classList.toggle("dark", dark.matches);
  if (narrow.matches || matchMedia("(max-width: 60rem)").matches) $("#legend").open = false;
  readHash();
  levels();
  placeRange();
  syncControls();
  showView();
  if (filtering()) filterLists();
  if (state.sel) markLists();
  showEvidence();
  count();
  revealSelected();
  const picture = currentPicture();
  if (picture && state.sel) picture.reveal(state.sel);
}
window.addEventListener("hashchange", () => { readHash(); syncControls(); passing.clear(); for (const l of listeners) l({ view: state.view, sel: state.sel }); });
start();
