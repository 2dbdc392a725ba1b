// Search: names first, then words inside quotations.
const FIND = $("#find"), FOUND = $("#found");
let hits = [], picked = -1;

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let names = null;
const catalogue = () => names || (names = [...CARDS].filter(([key]) => INDEX.has(key) || key in D.meetings).map(([key, c]) => {
  const role = D.actors[key] && D.actors[key].role;
  const date = D.meetings[key] && D.meetings[key].date;
  return { key, label: c.name, sub: [D.kinds[c.kind], role, date].filter(Boolean).join(" · "), text: fold(c.name + " " + (role || "")) };
}));
const words = (row) => row.text.map(([number]) => D.sentences[number][2]).join(" ");

function lookFor(query) {
  const wanted = fold(query.trim());
  if (!wanted) return [];
  const rank = (entry) => (entry.text.startsWith(wanted) ? 0 : entry.text.includes(" " + wanted) ? 1 : 2);
  const found = catalogue().filter((e) => e.text.includes(wanted)).sort((a, b) => rank(a) - rank(b)).slice(0, 12);
  if (wanted.length > 2) {
    for (const [key, s] of Object.entries(D.statements)) {
      if (found.length >= 24) break;
      const text = words(s), at = fold(text).indexOf(wanted);
      if (at >= 0) found.push({ key, label: (name(s.speaker) || "Someone") + ": …" + text.slice(Math.max(0, at - 30), at + 60) + "…", sub: s.date || "" });
    }
  }
  return found;
}

function showHits() {
  hits = lookFor(FIND.value);
  picked = hits.length ? 0 : -1;
  const none = FIND.value.trim() && !hits.length;
  FOUND.replaceChildren(...hits.map((hit, n) => el("li", { role: "option", id: "hit" + n, "aria-selected": n === picked ? "true" : "false", onclick: () => choose(n) },
    hit.label, " ", el("span", { class: "sub" }, hit.sub))), none ? el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found") : "");
  FOUND.hidden = !(hits.length || none);
  FIND.setAttribute("aria-expanded", String(!FOUND.hidden));
  mark();
}

function mark() {
  $$("[role=option]", FOUND).forEach((li, n) => li.setAttribute("aria-selected", String(n === picked)));
  if (picked >= 0) FIND.setAttribute("aria-activedescendant", "hit" + picked); else FIND.removeAttribute("aria-activedescendant");
  const li = $("#hit" + picked);
  if (li) li.scrollIntoView({ block: "nearest" });
}

function choose(n) {
  const hit = hits[n];
  if (!hit) return;
  closeHits();
  FIND.value = "";
  select(hit.key, true);
  const picture = currentPicture();
  if (picture) picture.reveal(hit.key);
}

function closeHits() {
  FOUND.hidden = true;
  FIND.setAttribute("aria-expanded", "false");
  FIND.removeAttribute("aria-activedescendant");
}

FIND.addEventListener("input", showHits);
FIND.addEventListener("blur", () => setTimeout(closeHits, 200));
FIND.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (hits.length) picked = (picked + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
    mark();
  } else if (event.key === "Enter") {
    event.preventDefault();
    choose(picked);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    if (FOUND.hidden) FIND.blur();
    FIND.value = "";
    closeHits();
  }
});
