from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Watched, launched
from graphs import seed_facts, seed_store

from kg import html
from kg.facts import Facts

CANVAS = "#view-{view} .canvas"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return html.write(seed_store(), tmp_path_factory.mktemp("page") / "index.html")


@pytest.fixture
def seed(browser: Any, file: Path) -> Iterator[Watched]:
    watched = Watched(browser, file)
    yield watched
    faults = watched.faults
    watched.close()
    assert faults == []


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def quotations(data: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """Return the quoted stretches of an item, cut out of the page's own sentences."""
    out = []
    for number, marks in row["text"]:
        _, offset, words = data["sentences"][number]
        out += [words[start - offset : end - offset] for start, end, mark in marks if mark == "q"]
    return out


def picture(page: Any, view: str, code: str, *args: Any) -> Any:
    """Evaluate an expression on a picture, as ``p``."""
    return page.evaluate(
        f"([selector, a]) => {{ const p = document.querySelector(selector).picture; return {code}; }}",
        [CANVAS.format(view=view), args],
    )


def aim(page: Any, view: str, line: str) -> dict[str, float]:
    """Bring a line into the frame and return a point of the screen that belongs to it and nothing else."""
    code = """(() => {
      const line = p.lines.get(a[0]);
      const own = line.points.filter(([x, y]) => p.at({x, y}) === a[0]);
      if (!own.length) return null;
      const [x, y] = own[Math.floor(own.length / 2)];
      p.network.moveTo({position: {x, y}, scale: 1.2, animation: false});
      const dom = p.network.canvasToDOM({x, y}), frame = p.box.getBoundingClientRect();
      return {x: dom.x + frame.left, y: dom.y + frame.top};
    })()"""
    point: dict[str, float] | None = picture(page, view, code, line)
    assert point, f"line {line} can be pointed at nowhere"
    return point


def test_opens_with_the_story_and_does_nothing_it_must_not(seed: Watched) -> None:
    page = seed.open()
    assert page.get_attribute("[data-view=meetings]", "aria-pressed") == "true"
    assert page.title() == "China, Russia show united stance"
    for view in ("table", "network", "timeline", "meetings"):
        page.click(f"[data-view={view}]")
    page.wait_for_timeout(200)


@pytest.mark.parametrize("view", ["meetings", "network"])
def test_a_click_on_any_line_shows_the_words_behind_it(seed: Watched, view: str) -> None:
    page = seed.open(f"view={view}")
    data = data_of(seed.file.read_text("utf-8"))
    edges = data["views"][view]["edges"]
    lines = [e for row in edges["rows"] if (e := dict(zip(edges["fields"], row, strict=True)))["items"]]
    assert len(lines) > 10
    for line in lines:
        point = aim(page, view, line["id"])
        page.mouse.click(point["x"], point["y"])
        shown = page.locator("#evidence mark").all_inner_texts()
        rows = data["positions"] | data["statements"]
        for item in line["items"]:
            quoted = quotations(data, rows[item])
            assert quoted
            assert set(quoted) <= set(shown)


def test_a_click_on_a_meeting_shows_who_took_part_and_where_it_is_told(seed: Watched) -> None:
    page = seed.open()
    point = picture(
        page,
        "meetings",
        "(() => { const c = [...p.cards.values()].find(c => c.name.startsWith('Phone call')); p.network.moveTo({position: {x: c.x, y: c.y}});"
        " const d = p.network.canvasToDOM(c), f = p.box.getBoundingClientRect(); return {x: d.x + f.left, y: d.y + f.top}; })()",
    )
    page.mouse.click(point["x"], point["y"])
    panel = page.inner_text("#evidence")
    assert "Vladimir Putin" in panel
    assert "exchanged in-depth views on the situation" in panel
    assert "China Daily" in panel


def test_every_quotation_stands_in_its_document_at_its_offsets() -> None:
    facts = seed_facts()
    data = data_of(html.page(facts))
    iris = {data["base"] + d["iri"]: key for key, d in data["documents"].items()}
    texts = {iris[iri]: row.text or "" for iri, row in facts.documents.items()}
    for document, offset, words in data["sentences"]:
        assert texts[document][offset : offset + len(words)] == words
    rows = [*data["positions"].values(), *data["statements"].values()]
    assert len(rows) == len(facts.positions) + len(facts.statements)
    for row in rows:
        spans = [(s, e) for _, marks in row["text"] for s, e, mark in marks if mark == "q"]
        assert [texts[row["doc"]][s:e] for s, e in spans] == quotations(data, row)


def test_two_builds_are_the_same_to_the_byte() -> None:
    assert html.page(seed_store()) == html.page(seed_store())


def test_a_page_of_nothing_is_a_page(browser: Any, tmp_path: Path) -> None:
    watched = Watched(browser, html.write(Facts(), tmp_path / "empty.html", title="Nothing"))
    watched.open()
    assert watched.faults == []
    watched.close()


def test_search_finds_people_and_words(seed: Watched) -> None:
    page = seed.open()
    page.keyboard.press("/")
    page.keyboard.type("putin")
    assert "Vladimir Putin" in page.inner_text("#found")
    page.keyboard.press("Enter")
    assert page.inner_text("#evidence h2") == "Vladimir Putin"
    page.fill("#find", "wearer of the shoes")
    assert "Xi Jinping" in page.inner_text("#found") or page.inner_text("#found") == "Nothing found"
    page.fill("#find", "power politics")
    page.keyboard.press("Enter")
    assert "power politics and military means lead nowhere" in page.inner_text("#evidence")


def test_the_legend_filters(seed: Watched) -> None:
    page = seed.open()
    before = picture(page, "meetings", "p.left.lines.size")
    page.uncheck("[data-tone=against]")
    after = picture(page, "meetings", "p.left.lines.size")
    assert after < before
    assert (
        picture(
            page, "meetings", "[...p.lines.values()].filter(l => p.left.lines.has(l.id) && l.tone === 'against').length"
        )
        == 0
    )
    page.uncheck("[data-country=CHN]")
    assert (
        picture(
            page, "meetings", "[...p.cards.values()].filter(c => p.left.cards.has(c.id) && c.country === 'CHN').length"
        )
        == 0
    )
