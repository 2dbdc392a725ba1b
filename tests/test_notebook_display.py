from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from browser import Watched, launched
from graphs import seed_facts, seed_store
from test_page_safety import hostile_facts

from kg.errors import DataError
from kg.html import notebook

HEAD = "<!doctype html><html lang=en><head><meta charset=utf-8><title>A saved notebook</title></head><body>"


def test_the_page_runs_inside_a_saved_copy_and_asks_for_nothing(tmp_path: Path) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(HEAD + notebook.show(seed_store()).html + "</body></html>", "utf-8")
    with launched() as browser:
        watched = Watched(browser, saved)
        watched.page.goto(saved.as_uri())
        frame = watched.page.frame_locator("iframe")
        frame.locator("[data-view=table]").click()
        frame.locator("[data-cell]").first.click()
        assert frame.locator("#evidence mark").count() > 0
        faults = [fault for fault in watched.faults if "about:srcdoc" not in fault]
        watched.close()
    assert faults == []


CELLS = (
    "import kg.store\nfrom kg.graph import to_graph\nfrom kg.html import notebook\nstore = kg.store.open()\nstore.load('graph.trig')",
    "notebook.show(store, height=500)",
    "call = store.select('SELECT ?m WHERE { ?m a dkg:Meeting } ORDER BY ?m')[0]['m']\nnotebook.meeting(store, call)",
    "said = store.select('SELECT ?s WHERE { ?s a dkg:Statement } ORDER BY ?s')[0]['s']\nnotebook.statement(store, said)",
    "store.select('SELECT ?title WHERE { ?d a dkg:Document ; dcterms:title ?title }')",
)


def test_what_a_notebook_shows_survives_being_saved_as_html_and_opened_elsewhere(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    nbconvert = pytest.importorskip("nbconvert")
    (tmp_path / "graph.trig").write_bytes(seed_store().dump("trig"))
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of Jupyter's own client and exporter
        nbclient.NotebookClient(made, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
        saved, _ = nbconvert.HTMLExporter().from_notebook_node(made)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    file = elsewhere / "saved.html"
    file.write_text(saved, "utf-8")
    with launched() as browser:
        watched = Watched(browser, file)
        watched.context.set_offline(True)
        # Jupyter's own template asks for libraries of the web; what we show must not need them.
        watched.page.route("http*://**", lambda route: route.abort())
        watched.page.goto(file.as_uri())
        shown = watched.page.inner_text("body")
        for words in ("Where it is told", "What was said", "China, Russia show united stance"):
            assert words in shown
        assert watched.page.locator("blockquote mark").count() > 1
        assert watched.page.locator("svg[role=img]").count() > 0
        frame = watched.page.frame_locator("iframe")
        frame.locator("[data-view=table]").click()
        frame.locator("[data-cell]").first.click()
        assert frame.locator("#evidence mark").count() > 0
        ours = [f for f in watched.faults if f.startswith(("script", "dialog", "popup"))]
        watched.close()
    assert ours == []


def test_what_stays_where_frames_are_taken_out() -> None:
    bundle = notebook.show(seed_facts())._repr_mimebundle_()
    without = bundle["text/html"].split("</iframe>")[1]
    assert "<svg" in without
    assert "<table>" in without
    assert "<script" not in without
    assert bundle["image/svg+xml"].startswith("<svg")
    assert bundle["text/plain"] == "Who said what: 4 meetings, 23 statements, 25 positions"


def test_the_frame_may_run_scripts_and_nothing_else() -> None:
    assert 'sandbox="allow-scripts allow-popups"' in notebook.show(seed_facts()).html


def test_a_meeting_and_a_statement_show_their_evidence() -> None:
    facts = seed_facts()
    call = next(m for m in facts.meetings.values() if m.type == "phone_call")
    shown = notebook.meeting(facts, call.iri)
    assert "<mark>" in shown.html
    assert "Vladimir Putin" in shown.text
    said = next(s for s in facts.statements.values() if s.meeting == call.iri)
    assert said.content[0].exact[:20] in notebook.statement(facts, said.iri).text


def test_a_query_result_shows_itself() -> None:
    found = notebook.rows(seed_store().select("SELECT ?d ?t WHERE { ?d a dkg:Document ; dcterms:title ?t }"))
    assert "China, Russia show united stance" in found.html
    again = seed_store().select("SELECT ('<script>' AS ?x) WHERE {}")
    assert "<td>&lt;script&gt;</td>" in again._repr_html_()
    assert "China, Russia show united stance" in found.text


def test_what_is_not_there_is_named() -> None:
    for show in (notebook.meeting, notebook.statement):
        with pytest.raises(DataError, match=r"kg\.tables"):
            show(seed_facts(), "https://example.org/none")


def test_hostile_words_stay_words() -> None:
    facts = hostile_facts()
    for shown in (
        *(notebook.statement(facts, iri) for iri in facts.statements),
        *(notebook.meeting(facts, m) for m in facts.meetings),
    ):
        assert "<script" not in shown.html
        assert "<img" not in shown.html
        assert 'href="javascript' not in shown.html.lower()
