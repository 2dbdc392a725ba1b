// The evidence panel: the exact words in their sentence, who said them, for whom, where, when, who printed it, how sure.
const PANEL = $("#evidence");
const FIRST = 12, IN_SHORT = 7, SOURCES = 3;
const MARKS = D.marks;

const goto = (key) => (key ? el("button", { type: "button", class: "link", onclick: () => select(key, true) }, name(key)) : null);

function sentence(text) {
  return el("blockquote", {}, text.map(([number, marks], n) => {
    const cut = cutter(number), parts = [n ? " … " : null];
    let at = cut.start;
    for (const [start, end, mark] of marks) {
      parts.push(cut(at, start), mark === "q" ? el("mark", { "data-start": start, "data-end": end }, cut(start, end)) : el("span", { class: "cue" }, cut(start, end)));
      at = end;
    }
    return [parts, cut(at, cut.end)];
  }));
}

// Offsets count code points; a JavaScript string counts UTF-16 units.
function cutter(number) {
  const [, start, words] = D.sentences[number];
  const points = Array.from(words);
  return Object.assign((from, to) => points.slice(from - start, to - start).join(""), { start, end: start + points.length });
}

function place(text) {
  return text.flatMap(([, marks]) => marks.filter(([, , mark]) => mark === "q").map(([start, end]) => `${start}–${end}`)).join(", ");
}

function facts(pairs) {
  const list = el("dl");
  for (const [term, value] of pairs) {
    const values = (Array.isArray(value) ? value : [value]).filter((v) => v !== null && v !== undefined && v !== "");
    if (!values.length) continue;
    list.append(el("dt", {}, term), el("dd", {}, values.map((v, n) => [n ? ", " : null, v])));
  }
  return list;
}

const percent = (sure) => (sure === null || sure === undefined ? null : Math.round(sure * 100) + " %");

function source(key) {
  const d = D.documents[key];
  if (!d) return [];
  const title = d.url ? el("a", { href: d.url, target: "_blank", rel: "noopener noreferrer" }, d.title) : d.title;
  return [["Published by", [d.publisher, d.date].filter(Boolean)], ["In", title]];
}

function said(row) {
  return [
    ["Speaker", row.speaker ? goto(row.speaker) : "not named in the text"],
    ["For", row.behalf && row.behalf !== row.speaker ? goto(row.behalf) : null],
    ["To", (row.to || []).map(goto)],
    ["At", row.meeting ? goto(row.meeting) : null],
    ["On", row.date || "no date given"],
    ["Reported by", row.by ? goto(row.by) : null],
  ];
}

function positionArticle(key) {
  const p = D.positions[key], s = D.statements[p.statement] || {};
  const hedge = p.modality && p.modality !== "asserted" ? ` (${p.modality})` : "";
  return el("article", { "data-item": key },
    el("p", { class: "stance " + p.tone }, MARKS[p.tone] + " ", goto(p.holder), " ", el("span", { class: "verb" }, p.verb + hedge + ":"), " ", p.target),
    sentence(p.text),
    facts([
      ...said({ ...s, speaker: p.speaker, behalf: s.behalf || p.holder, meeting: p.meeting, date: p.date }),
      ["About", p.topics.map(goto)], ...source(p.doc), ["Sure", percent(p.sure)], ["Characters", place(p.text)],
    ]));
}

function statementArticle(key) {
  const s = D.statements[key];
  const hedge = s.modality && s.modality !== "asserted" ? ` (${s.modality})` : "";
  return el("article", { "data-item": key },
    el("p", { class: "stance" }, s.speaker ? goto(s.speaker) : "Someone", (s.mode ? `, ${s.mode} speech` : "") + hedge),
    sentence(s.text),
    facts([...said(s), ...source(s.doc), ["Sure", percent(s.sure)], ["Characters", place(s.text)]]));
}

function meetingArticle(key) {
  const m = D.meetings[key];
  return [
    facts([["When", m.date || "no date given"], ["Where", m.place], ["Status", m.status === "held" ? null : m.status],
      ["Who", m.who.map(([a]) => goto(a))], ["Sure", percent(m.sure)]]),
    m.told.map((t) => el("article", {}, sentence(t.text), facts([...source(t.doc), ["Characters", place(t.text)]]))),
  ];
}

function heading(key) {
  if (LINES.has(key)) {
    const line = LINES.get(key);
    if (line.tone === "spoke" || line.tone === "attended") return [goto(line.to), ` ${line.verb}: `, goto(line.from)];
    return [goto(line.from), ` ${line.verb}: `, goto(line.to)];
  }
  if (key in D.statements) return ["What was said"];
  if (key in D.positions) return ["A position"];
  return [name(key)];
}

function about(key) {
  const a = D.actors[key], card = CARDS.get(key);
  if (!card) return null;
  const parts = [D.kinds[card.kind], a && a.role, a && a.country && D.countries[a.country] && D.countries[a.country].name];
  return el("p", { class: "sub" }, [...new Set(parts.filter(Boolean))].filter((p) => p !== card.name).join(" · "));
}

// A statement whose positions are listed is not listed again.
function listed(key) {
  const keys = [...itemsOf(key)].filter(passes);
  const positions = keys.filter((k) => k in D.positions);
  if (key in D.positions) return [key];
  const told = new Set(positions.map((k) => D.positions[k].statement));
  const statements = keys.filter((k) => k in D.statements && !told.has(k));
  const day = (k) => item(k).day || "9999";
  return [...positions, ...statements].sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : 0));
}

// What stands in the panel before anything is chosen: the positions with the most words behind them, and where it is all written.
function introduction() {
  const drawn = new Set([...(D.views.network || { edges: [] }).edges, ...D.cells].map((line) => line.id));
  const lines = [...LINES.values()].filter((line) => drawn.has(line.id) && line.from !== line.to && lineLeft(line.id));
  const most = lines.sort((a, b) => b.items.length - a.items.length || (a.id < b.id ? -1 : 1)).slice(0, IN_SHORT);
  const sources = Object.keys(D.documents);
  const written = (key) => { const [[, by], [, title]] = source(key); return el("li", {}, title, by.length ? ", " + by.join(", ") : ""); };
  return [
    el("h2", {}, "In short"),
    el("p", {}, "Who said what about whom. Choose a line, a name, or one of these, to read the exact words, who said them, when, and where they are printed."),
    el("ul", { class: "short" }, most.map((line) => el("li", {}, el("button", { type: "button", class: "chip " + line.tone, onclick: () => select(line.id, true) },
      name(line.from), " ", el("b", {}, `${MARKS[line.tone]} ${line.verb}:`), " ", name(line.to))))),
    sources.length ? el("h3", {}, "Written in") : "",
    el("ul", { class: "written" }, sources.slice(0, SOURCES).map(written), sources.length > SOURCES ? el("li", {}, `and ${sources.length - SOURCES} more documents`) : ""),
  ];
}

function showEvidence() {
  const key = state.sel;
  PANEL.classList.toggle("idle", !key);
  if (!key) return PANEL.replaceChildren(...introduction());
  const keys = listed(key);
  const article = (k) => (k in D.positions ? positionArticle(k) : statementArticle(k));
  const rest = keys.slice(FIRST);
  const more = rest.length
    ? el("button", { type: "button", class: "more", onclick: (event) => event.currentTarget.replaceWith(...rest.map(article)) }, `Show ${rest.length} more`)
    : null;
  PANEL.replaceChildren(
    el("button", { type: "button", class: "close", "aria-label": "Close the evidence", onclick: () => select(null) }, "×"),
    el("h2", {}, heading(key)), about(key) || "",
    ...(key in D.meetings ? meetingArticle(key).flat() : []),
    ...(keys.length || key in D.meetings ? [] : [el("p", { class: "sub" }, LINES.has(key) || !INDEX.has(key) ? "Took part; no words of theirs were found." : "Nothing is left under these filters.")]),
    ...keys.slice(0, FIRST).map(article), more || "");
  PANEL.scrollTop = 0;
}

function select(key, focus) {
  set({ sel: key });
  if (focus && key) PANEL.focus();
}
onChange(showEvidence);
