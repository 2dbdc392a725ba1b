from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Watched, launched
from graphs import invented, seed_facts, seed_store

from kg import html
from kg.facts import ActorRow, Facts, MeetingRow, Passage, PositionRow, SourceRow, StatementRow

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
    for name in ("statements", "positions"):
        data[name] = {row["key"]: row for row in unfolded(data[name])}
    return data


def unfolded(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a table of the page's data; what a row leaves out is 0, as in the page."""
    fields = table["fields"]
    return [dict(zip(fields, [*row, *[0] * (len(fields) - len(row))], strict=True)) for row in table["rows"]]


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
    lines = [e for e in unfolded(data["views"][view]["edges"]) if e["items"]]
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


ASTRAL = "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 🕊️ 𠀀𠮷 👩🏽‍🚀"
"""Letters, signs and ideographs outside the Basic Multilingual Plane: two UTF-16 units each, some joined to one picture."""


def beyond_the_plane() -> Facts:
    """Return rows of an article with such characters before, inside and behind every quotation, in names and in cues."""
    text, rows = [], {}
    at = 0

    def put(words: str) -> Passage:
        nonlocal at
        text.append(words)
        at += len(words)
        return Passage("d", at - len(words), at, words)

    statements: dict[str, StatementRow] = {}
    positions: dict[str, PositionRow] = {}
    for n in range(4):
        put(f"{ASTRAL} no. {n}. Ana 𝔏ind ")
        cue = put("said 🗣️")
        put(" ")
        first = put(f"“peace 🕊 is {n} 𠀀 steps away {ASTRAL}”")
        put(", and then, ")
        second = put(f"{ASTRAL}{n}")
        put(f" {ASTRAL}. ")
        statements[f"s{n}"] = StatementRow(
            f"s{n}", "d", (first, second), cue, "say", "a", None, meeting="m", quote_type="direct", confidence=0.5
        )
        positions[f"p{n}"] = PositionRow(
            f"p{n}", "a", "support", first.exact, "d", (first, second), "a", (), (), f"s{n}", confidence=0.5
        )
    meeting = MeetingRow("m", "summit", "2021-08-25", f"Town {ASTRAL}", "held", (("a", None),), (put("met 𝔘 here"),))
    rows = {"documents": {"d": SourceRow("d", ASTRAL, ASTRAL, "2021-08-26", None, "".join(text))}}
    actors = {"a": ActorRow("a", "Ana 𝔏ind", "Person")}
    return Facts(**rows, actors=actors, meetings={"m": meeting}, statements=statements, positions=positions)


@pytest.mark.parametrize(
    "facts", [seed_facts, beyond_the_plane, lambda: invented(10, 8, 30)], ids=["seed", "𝔘", "many"]
)
def test_every_quotation_stands_in_its_document_at_its_offsets(facts: Callable[[], Facts]) -> None:
    rows_of = facts()
    data = data_of(html.page(rows_of))
    iris = {d["iri"]: key for key, d in data["documents"].items()}
    texts = {iris[iri]: row.text or "" for iri, row in rows_of.documents.items()}
    for document, offset, words in data["sentences"]:
        assert texts[document][offset : offset + len(words)] == words
    quoted = 0
    for name, kept in (("positions", rows_of.positions), ("statements", rows_of.statements)):
        assert len(data[name]) == len(kept)
        passages = [p for row in kept.values() for p in (row.evidence if isinstance(row, PositionRow) else row.content)]
        for row in data[name].values():
            document = data["sentences"][row["text"][0][0]][0]
            spans = [(s, e) for _, marks in row["text"] for s, e, mark in marks if mark == "q"]
            assert [texts[document][s:e] for s, e in spans] == quotations(data, row)
            quoted += len(spans)
        assert {p.exact for p in passages} <= {w for row in data[name].values() for w in quotations(data, row)}
    assert quoted


def test_the_page_cuts_quotations_at_code_points(browser: Any, tmp_path: Path) -> None:
    facts = beyond_the_plane()
    text = facts.documents["d"].text or ""
    watched = Watched(browser, html.write(facts, tmp_path / "astral.html"))
    page = watched.open("view=timeline")
    entries = page.locator("[data-entry] > [data-sel]")
    seen = set()
    for n in range(entries.count()):
        entries.nth(n).click()
        for mark in page.locator("#evidence mark").element_handles():
            start, end = int(mark.get_attribute("data-start")), int(mark.get_attribute("data-end"))
            assert mark.text_content() == text[start:end]
            seen.add(text[start:end])
        for quote in page.locator("#evidence blockquote").all_text_contents():
            assert all(part in text for part in quote.split(" … "))
    assert {p.exact for s in facts.statements.values() for p in s.content} <= seen
    assert watched.faults == []
    watched.close()


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
