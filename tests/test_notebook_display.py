from __future__ import annotations

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
