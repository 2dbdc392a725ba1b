"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const [form, query, question, state, answer, words, save] =
  ["form", "query", "question", "state", "answer", "words", "save"].map((id) => document.getElementById(id));
const MOST = 2000;
let running = null;
let asked = "";

for (const q of data.questions) question.append(new Option(`${q.number}. ${q.text}`, String(q.number)));

question.addEventListener("change", () => {
  const chosen = data.questions.find((q) => String(q.number) === question.value);
  if (chosen) query.value = chosen.sparql;
});

query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
});

function cell(term) {
  const td = document.createElement("td");
  if (!term) return td;
  if (term.type !== "uri") { td.textContent = term.value; return td; }
  const base = [data.resources, data.base].find((b) => term.value.startsWith(b));
  const href = base ? "/resource/" + term.value.slice(base.length) : /^https?:/.test(term.value) ? term.value : null;
  if (!href) { td.textContent = term.value; return td; }
  const link = document.createElement("a");
  link.href = href;
  link.textContent = term.value;
  td.append(link);
  return td;
}

function show(result) {
  const table = document.createElement("table");
  const head = table.createTHead().insertRow();
  for (const name of result.head.vars) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = name;
    head.append(th);
  }
  const body = table.createTBody();
  for (const row of result.results.bindings.slice(0, MOST)) {
    body.insertRow().append(...result.head.vars.map((name) => cell(row[name])));
  }
  answer.replaceChildren(table);
}

async function ask(accept) {
  running = new AbortController();
  return fetch("/sparql", {
    method: "POST", signal: running.signal, headers: { Accept: accept }, body: new URLSearchParams({ query: asked }),
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (running) running.abort();
  asked = query.value;
  answer.replaceChildren();
  words.hidden = true;
  save.disabled = true;
  state.textContent = "Running …";
  const began = performance.now();
  try {
    const response = await ask("application/sparql-results+json, text/turtle;q=0.9");
    const text = await response.text();
    const took = `${Math.round(performance.now() - began)} ms`;
    const type = response.headers.get("Content-Type") || "";
    if (response.ok && type.startsWith("application/sparql-results+json")) {
      const result = JSON.parse(text);
      if (result.head.vars) {
        const count = result.results.bindings.length;
        state.textContent = `${count} ${count === 1 ? "row" : "rows"}, ${took}` + (count > MOST ? `; the first ${MOST} are shown` : "");
        save.disabled = false;
        show(result);
        return;
      }
      state.textContent = `${result.boolean ? "Yes" : "No"}, ${took}`;
      return;
    }
    state.textContent = response.ok ? took : `Error ${response.status}`;
    words.textContent = text;
    words.hidden = false;
  } catch (error) {
    if (error.name !== "AbortError") state.textContent = `No answer: ${error.message}`;
  }
});

save.addEventListener("click", async () => {
  const response = await ask("text/csv");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = "answer.csv";
  link.click();
  URL.revokeObjectURL(link.href);
});
