"""A date that is no more than the day of publication says so, from the record to the page; words of a text win."""

from dataclasses import replace
from pathlib import Path

import pytest
from browser import Watched, launched
from test_page import data_of
from worked_examples import bordurian_account, sylvanian_account

import kg.store
from kg import html, tables
from kg.check import check
from kg.facts import facts_of
from kg.graph import from_graph, to_graph
from kg.html import notebook
from kg.interchange import from_json, to_json
from kg.records import Extraction


def undated(extraction: Extraction) -> Extraction:
    """Return an account whose words name no day."""
    meetings = tuple(replace(m, date_basis="published") for m in extraction.meetings)
    return replace(
        extraction, meetings=meetings, statements=tuple(replace(s, date=None) for s in extraction.statements)
    )


def test_it_comes_back_from_graph_and_json() -> None:
    account = undated(sylvanian_account())
    assert check(account) == []
    assert from_graph(to_graph(account)).meetings == account.meetings
    (read,) = from_json(to_json(account)).meetings
    assert (read.date, read.date_basis) == ("2021-08-26", "published")


@pytest.mark.parametrize(
    ("accounts", "basis"),
    [
        ([undated(sylvanian_account())], "published"),
        ([undated(sylvanian_account()), undated(bordurian_account())], "published"),
        ([undated(sylvanian_account()), bordurian_account()], "text"),
    ],
)
def test_two_accounts_are_of_one_meeting_and_words_win(accounts: list[Extraction], basis: str) -> None:
    store = kg.store.open()
    for account in accounts:
        store.add(account)
    (meeting,) = facts_of(store).meetings.values()
    assert meeting.basis == basis
    rows = store.query("who-met-whom")
    assert [(r["participantName"], r["date"], r["basis"]) for r in rows] == [
        ("Mila Baran", "2021-08-26", basis),
        ("Otto Almar", "2021-08-26", basis),
    ]


def test_people_are_told() -> None:
    store = kg.store.open()
    store.add(undated(sylvanian_account()))
    facts = facts_of(store)
    (meeting,) = facts.meetings.values()
    words = "26 Aug 2021 (day of publication)"
    assert all(facts.by_publication(row) for row in (*facts.statements.values(), *facts.positions.values()))
    assert words in html.page(store)
    assert words in str(notebook.meeting(store, meeting.iri).html)
    (row,) = tables.meetings(store)
    assert row["date_basis"] == "published"


def test_the_page_tells_it_of_what_was_said_there(tmp_path: Path) -> None:
    store = kg.store.open()
    store.add(undated(sylvanian_account()))
    file = html.write(store, tmp_path / "index.html")
    data = data_of(file.read_text("utf-8"))
    statement, position = next(iter(data["statements"])), next(iter(data["positions"]))
    with launched() as browser:
        watched = Watched(browser, file)
        for key in (statement, position):
            page = watched.open(f"view=timeline&sel={key}")
            assert "26 Aug 2021 (day of publication)" in page.inner_text("#evidence")
        assert watched.faults == []
        watched.close()
