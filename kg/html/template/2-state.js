// One selection, one filter and one range of days for all views; the address after # holds them, so a link brings them back.
const VIEWS = $$(".tabs button").map((b) => b.dataset.view);
const state = { view: D.first, level: D.level, sel: null, off: new Set(), from: "", until: "", undated: true };
const listeners = [];
const onChange = (listener) => listeners.push(listener);

function set(change) {
  Object.assign(state, change);
  writeHash();
  for (const listener of listeners) listener(change);
}

function writeHash() {
  const parts = new URLSearchParams();
  parts.set("view", state.view);
  if (state.level !== D.level) parts.set("level", state.level);
  if (state.sel) parts.set("sel", state.sel);
  if (state.off.size) parts.set("off", [...state.off].sort().join(" "));
  if (state.from) parts.set("from", state.from);
  if (state.until) parts.set("until", state.until);
  if (!state.undated) parts.set("undated", "no");
  // A sandboxed frame in a notebook may not write its address; the page works all the same.
  try { history.replaceState(null, "", "#" + parts); } catch (error) { if (error.name !== "SecurityError") throw error; }
}

function readHash() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const day = (value) => (/^\d{4}-\d\d-\d\d$/.test(value || "") ? value : "");
  const sel = parts.get("sel");
  Object.assign(state, {
    view: VIEWS.includes(parts.get("view")) ? parts.get("view") : D.first,
    level: D.views[parts.get("level")] ? parts.get("level") : D.level,
    sel: sel && exists(sel) ? sel : null,
    off: new Set((parts.get("off") || "").split(" ").filter(Boolean)),
    from: day(parts.get("from")),
    until: day(parts.get("until")),
    undated: parts.get("undated") !== "no",
  });
}

// A reduced date (2021-08) is inside a range when any of its days may be.
function inRange(day) {
  if (!day) return state.undated;
  return (!state.from || day >= state.from.slice(0, day.length)) && (!state.until || day <= state.until.slice(0, day.length));
}
const shows = (kind, value) => !state.off.has(kind + ":" + (value || ""));

const country = (key) => (CARDS.get(key) || {}).country || "";
const passing = new Map();
onChange(() => passing.clear());

// Whether a position or statement is left by the filters.
function passes(key) {
  if (!passing.has(key)) {
    const p = D.positions[key], s = D.statements[key];
    const ok = p
      ? shows("tone", p.tone) && shows("country", country(p.holder)) && inRange(p.day)
      : Boolean(s) && shows("country", country(s.behalf || s.speaker)) && inRange(s.day);
    passing.set(key, ok);
  }
  return passing.get(key);
}

// Which cards and lines of a picture are left: {cards: Set of ids, lines: Set of ids}.
function left(view) {
  const cards = new Set(), lines = new Set();
  const stays = (node) =>
    shows("kind", node.kind) && (node.kind === "Issue" || node.kind === "Meeting" || shows("country", node.country));
  const dated = (node) => node.kind !== "Meeting" || inRange(node.day);
  for (const edge of view.edges) {
    const from = view.byId.get(edge.from), to = view.byId.get(edge.to);
    const speech = edge.tone === "spoke" || edge.tone === "attended";
    if (speech) {
      if (dated(from) && stays(to)) {
        cards.add(to.id);
        if (stays(from)) { cards.add(from.id); lines.add(edge.id); }
      }
    } else if (stays(from) && stays(to) && edge.items.some(passes)) {
      lines.add(edge.id); cards.add(from.id); cards.add(to.id);
    }
  }
  return { cards, lines };
}
