// The page's data, and what belongs to what. Words of articles reach the page through textContent only.
const D = JSON.parse(document.getElementById("data").textContent);
// Tables of fields and rows; 0, or a row that ends early, says nothing.
const unfold = ({ fields, rows }) => rows.map((row) => Object.fromEntries(fields.map((field, n) => [field, row[n] || undefined])));
const keyed = (table) => Object.fromEntries(unfold(table).map((row) => [row.key, row]));
D.statements = keyed(D.statements);
D.positions = keyed(D.positions);

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
// As day_words in kg/html/views.py.
function dayWords(day) {
  const parts = /^(\d+)(?:-(0[1-9]|1[0-2]))?(?:-(\d+))?$/.exec((day || "").slice(0, 10));
  if (!parts) return day || "";
  return [parts[3] && Number(parts[3]), parts[2] && MONTHS[Number(parts[2]) - 1], parts[1]].filter(Boolean).join(" ");
}
// As when in kg/html/views.py.
const when = (s) => dayWords(s.day) + (s.printed ? " (day of publication)" : "");
// What follows from something else is not in the data.
const printedIn = (row) => (row.text && row.text.length ? D.sentences[row.text[0][0]][0] : null);
for (const s of Object.values(D.statements)) Object.assign(s, { text: s.text || [], date: when(s), doc: printedIn(s) });
for (const p of Object.values(D.positions)) {
  const s = D.statements[p.statement] || {};
  Object.assign(p, D.stances[p.stance], {
    text: p.text || [], topics: p.topics || [], doc: printedIn(p), speaker: p.speaker || s.speaker, day: s.day, date: s.date, meeting: s.meeting,
  });
}

// Keys come from the address bar too: "constructor" must not be found in an object that has none.
for (const part of ["actors", "countries", "documents", "meetings", "positions", "statements", "topics", "views"]) Object.setPrototypeOf(D[part], null);
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function el(name, props, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

const LINES = new Map();  // id → {id, tone, verb, items, from, to}: every line of every picture, every cell of the table
const CARDS = new Map();  // key → {name, kind, country}: whatever has a card
const INDEX = new Map();  // key → Set of the positions and statements that concern it

function relate(key, item) {
  if (!key) return;
  if (!INDEX.has(key)) INDEX.set(key, new Set());
  INDEX.get(key).add(item);
}

for (const [key, a] of Object.entries(D.actors)) CARDS.set(key, { name: a.name, kind: a.kind, country: a.country });
for (const [key, t] of Object.entries(D.topics)) CARDS.set(key, { name: t.label, kind: t.kind });
for (const [key, m] of Object.entries(D.meetings)) CARDS.set(key, { name: m.label, kind: "Meeting" });
for (const [key, s] of Object.entries(D.statements)) {
  for (const who of [s.speaker, s.behalf, s.by, s.meeting, ...(s.to || [])]) relate(who, key);
}
const HELD = new Map();  // statement → its positions
for (const [key, p] of Object.entries(D.positions)) {
  for (const what of [p.holder, p.speaker, p.meeting, ...p.topics]) relate(what, key);
  if (p.statement) HELD.set(p.statement, [...(HELD.get(p.statement) || []), key]);
}
const KNOWN_VERBS = { spoke: "spoke", attended: "took part" };
function expand(view) {
  view.nodes = unfold(view.nodes).map((n, id) => {
    const card = CARDS.get(n.key) || {}, node = { ...n, id, x: n.x || 0, y: n.y || 0, country: n.country || "", sub: n.sub || "" };
    if (!n.name) Object.assign(node, { name: card.name, kind: card.kind, country: card.country || "" });
    node.words = n.words === -1 ? [] : n.words || [node.name];
    return node;
  });
  view.byId = new Map(view.nodes.map((n) => [n.id, n]));
  view.edges = unfold(view.edges).map((e) => ({
    ...e, from: e.from || 0, to: e.to || 0, bend: e.bend || 0, items: e.items || [],
    verb: e.verb || KNOWN_VERBS[e.tone] || D.positions[e.items[0]].verb,
  }));
}
for (const view of Object.values(D.views)) {
  expand(view);
  for (const node of view.nodes) {
    if (!CARDS.has(node.key)) CARDS.set(node.key, { name: node.name, kind: node.kind, country: node.country });
  }
  for (const edge of view.edges) {
    const from = view.byId.get(edge.from), to = view.byId.get(edge.to);
    LINES.set(edge.id, { id: edge.id, tone: edge.tone, verb: edge.verb, items: edge.items, from: from.key, to: to.key });
    for (const item of edge.items) { relate(from.key, item); relate(to.key, item); }
  }
}
for (const cell of D.cells) if (!LINES.has(cell.id)) LINES.set(cell.id, cell);

const name = (key) => (CARDS.get(key) || {}).name || "";
const item = (key) => D.positions[key] || D.statements[key];
const isItem = (key) => key in D.positions || key in D.statements;
const exists = (key) => LINES.has(key) || CARDS.has(key) || isItem(key);

// What a selection touches: its items, and the statements and positions that belong to them.
function itemsOf(key) {
  if (LINES.has(key)) return new Set(LINES.get(key).items);
  if (key in D.positions) return new Set([key, D.positions[key].statement].filter(Boolean));
  if (key in D.statements) return new Set([key, ...(HELD.get(key) || [])]);
  return INDEX.get(key) || new Set();
}
