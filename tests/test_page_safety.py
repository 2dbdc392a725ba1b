from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Watched, launched
from hostile import ADDRESSES, ALL

import kg.store
from kg import html
from kg.facts import ActorRow, Facts, MeetingRow, Passage, PositionRow, SourceRow, StatementRow, facts_of
from kg.html import svg, views
from kg.html.payload import safe_url
from kg.records import Actor, Document, Extraction, Meeting, Participation, Position, Span, Statement


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


def hostile_facts() -> Facts:
    """Return rows in which every string that a text or a publisher can choose is hostile."""
    rows: dict[str, dict[str, Any]] = {k: {} for k in ("documents", "actors", "meetings", "statements", "positions")}
    for n, bad in enumerate(ALL):
        d, a, m, s, p = (f"{letter}{n}" for letter in "damsp")
        text = f"{bad} said {bad}. {bad}"
        content = Passage(d, len(bad) + 6, 2 * len(bad) + 6, bad)
        rows["documents"][d] = SourceRow(d, bad, bad, bad, ADDRESSES[n % len(ADDRESSES)], text)
        rows["actors"][a] = ActorRow(
            a, bad, ("Person", "Country", "Organization", "Group")[n % 4], bad[:20] or None, bad
        )
        rows["meetings"][m] = MeetingRow(m, "summit", "2021-08-25", bad, "held", ((a, None),), (content,), 1.0)
        cue = Passage(d, len(bad) + 1, len(bad) + 5, "said")
        rows["statements"][s] = StatementRow(
            s, d, (content,), cue, bad, a, a, (a,), a, bad, m, "direct", "asserted", 0.5
        )
        issue = ((bad, bad),) if n % 2 else ()
        rows["positions"][p] = PositionRow(p, a, "oppose", bad, d, (content,), a, (a,) if n % 3 else (), issue, s)
    return Facts(**rows)


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_nothing_in_an_article_runs_or_leaves_the_page(browser: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    file = html.write(hostile_facts(), tmp_path / "hostile.html", title=ALL[1])
    watched = Watched(browser, file, size=size)
    page = watched.open()
    for view in ("meetings", "table", "network", "timeline"):
        page.click(f"[data-view={view}]")
        page.wait_for_timeout(150)
    for n in range(0, len(ALL), 9):
        page.evaluate(
            "n => location.hash = 'view=timeline&sel=' + document.querySelectorAll('[data-entry] [data-sel]')[n].dataset.sel",
            n,
        )
        page.wait_for_timeout(20)
    page.fill("#find", "script")
    page.fill("#find", "window.hit")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hit") is None
    assert page.evaluate("document.querySelectorAll('script').length") == 3
    assert (
        page.evaluate(
            "document.querySelectorAll('img, iframe, object, embed, link, base, form, video, audio, style').length"
        )
        == 1
    )
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.protocol)")
    assert set(links) <= {"file:", "http:", "https:"}
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => a.name.startsWith('on')).length"
        )
        == 0
    )
    assert watched.faults == []
    watched.close()


def test_without_scripts_nothing_runs_either(browser: Any, tmp_path: Path) -> None:
    file = html.write(hostile_facts(), tmp_path / "hostile.html", title=ALL[0])
    watched = Watched(browser, file, java_script_enabled=False)
    watched.page.goto(file.as_uri())
    assert watched.page.locator("img, iframe, object, embed, link, base, form").count() == 0
    assert watched.faults == []
    watched.close()


def test_the_corpus_is_large_enough() -> None:
    assert len({*ALL, *ADDRESSES}) >= 60


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_web_addresses_become_links(address: str) -> None:
    assert safe_url(address) is None


def test_web_addresses_stay() -> None:
    assert safe_url("https://example.org/a?b=c&d=é#f") == "https://example.org/a?b=c&d=é#f"


def test_the_policy_lets_nothing_in_but_our_own_scripts() -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', html.page(Facts()))
    assert found
    policy = found[1].replace("&#39;", "'")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    for name in ("script-src", "style-src"):
        assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", word) for word in rules[name].split())
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def test_a_still_picture_escapes_what_it_shows() -> None:
    facts = hostile_facts()
    drawing = svg.draw(views.positions(facts), {}, title=ALL[0])
    assert "<script" not in drawing
    assert not re.search(r"<[^>]*\son\w+=", drawing)


def test_hostile_words_go_through_the_store_unchanged() -> None:
    store = kg.store.open()
    for n, bad in enumerate(word for word in ALL if word.strip() and "\x0b" not in word):
        text = f"{bad} said {bad}."
        who = Actor("a1", bad, "Person", (Span(0, len(bad)),))
        said = Statement("s1", "a1", Span(len(bad) + 1, len(bad) + 5), (Span(len(bad) + 6, len(text) - 1),), "direct")
        held = Position("p1", "a1", "oppose", bad, Span(len(bad) + 6, len(text) - 1), statement="s1")
        met = Meeting("m1", "summit", (Span(0, len(bad)),), (Participation("a1"),), "2021-08-25", bad)
        store.add(Extraction(Document(f"d{n}", text, title=bad, publisher=bad), (who,), (), (met,), (said,), (held,)))
    facts = facts_of(store)
    said_words = {passage.exact for s in facts.statements.values() for passage in s.content}
    assert {p.target for p in facts.positions.values()} == said_words
