"""What a reader does with the page: keyboard, links, filters, print, dark, a telephone, no scripts, a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import dist
from pathlib import Path
from typing import Any

import pytest
from browser import Watched, launched
from graphs import ROOT, invented, seed_facts, seed_store
from test_page import data_of, picture, unfolded

from kg import html
from kg.errors import DataError
from kg.facts import Facts
from kg.html import build, views
from kg.html.encoding import contrast, outline, palette
from kg.html.geometry import Curve
from kg.html.picture import trespasses

VIEWS = ("meetings", "table", "network", "timeline")
SIZES = ((1280, 900), (390, 844))


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


def evidence(items: list[str], data: dict[str, Any]) -> set[str]:
    """Return what the panel shows of a line: its positions, and statements that none of these was stated in."""
    told = {data["positions"][i]["statement"] for i in items if i in data["positions"]}
    return {i for i in items if i not in told}


@pytest.mark.parametrize("view", ["meetings", "network"])
def test_every_line_is_reached_with_the_keyboard_alone(seed: Watched, view: str) -> None:
    page = seed.open(f"view={view}")
    data = data_of(seed.file.read_text("utf-8"))
    items = {row["id"]: row["items"] or [] for row in unfolded(data["views"][view]["edges"])}
    page.focus(f"#view-{view} .canvas")
    cards, lines, left = (
        picture(page, view, f"p.{what}") for what in ("order.length", "left.lines.size", "left.cards.size")
    )
    assert left == cards
    reached = set()
    page.keyboard.press("Home")
    for _ in range(cards):
        here = picture(page, view, "p.cursor")
        page.keyboard.press("ArrowRight")
        first = picture(page, view, "p.cursor")
        if first != here:
            line = first
            while line not in reached:
                reached.add(line)
                page.keyboard.press("Enter")
                shown = page.locator("#evidence article").evaluate_all("all => all.map(a => a.dataset.item)")
                assert evidence(items[line], data) <= set(shown)
                assert page.evaluate("document.activeElement.id") == "evidence"
                page.keyboard.press("Escape")
                page.keyboard.press("ArrowDown")
                line = picture(page, view, "p.cursor")
            page.keyboard.press("ArrowLeft")
        assert picture(page, view, "p.cursor") == here
        page.keyboard.press("ArrowDown")
    assert len(reached) == lines


def test_enter_opens_the_evidence_and_escape_goes_back(seed: Watched) -> None:
    page = seed.open()
    page.focus("#view-meetings .canvas")
    for key in ("Home", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.inner_text("#spoken").endswith("Line.")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "evidence"
    assert page.locator("#evidence mark").count() > 0
    page.keyboard.press("Escape")
    assert page.locator("#evidence mark").count() == 0
    assert page.evaluate("document.activeElement.className") == "canvas"


def test_every_cell_of_the_table_reaches_its_evidence_with_mouse_and_keyboard(seed: Watched) -> None:
    page = seed.open("view=table")
    cells = page.locator("[data-cell]")
    data = data_of(seed.file.read_text("utf-8"))
    lines = {row["id"]: row["items"] for row in unfolded(data["views"]["network"]["edges"])}
    assert cells.count() == len(lines)
    for n in range(cells.count()):
        cell = cells.nth(n)
        if n % 2:
            cell.click()
        else:
            cell.focus()
            page.keyboard.press("Enter")
        shown = page.locator("#evidence article").evaluate_all("all => all.map(a => a.dataset.item)")
        assert set(shown) == set(lines[cell.get_attribute("data-cell") or ""])
        assert cell.get_attribute("aria-current") == "true"


def test_a_selection_is_shared_by_all_views(seed: Watched) -> None:
    page = seed.open("view=timeline")
    page.locator("#view-timeline .chip.against").first.click()
    page.click("[data-view=network]")
    assert picture(page, "network", "p.hotLines.size") > 0
    page.click("[data-view=meetings]")
    assert picture(page, "meetings", "p.hotLines.size") > 0
    page.click("[data-view=table]")
    assert page.locator('[data-cell][aria-current="true"]').count() > 0


def test_a_link_to_what_is_selected_survives_a_reload(seed: Watched) -> None:
    page = seed.open("view=table")
    page.locator("[data-cell]").first.click()
    page.uncheck("[data-tone=asks]")
    page.fill("#from", "2021-08-25")
    address, panel = page.url, page.inner_text("#evidence")
    page.reload()
    seed.until_ready()
    assert page.url == address
    assert page.inner_text("#evidence") == panel
    assert not page.is_checked("[data-tone=asks]")
    assert page.input_value("#from") == "2021-08-25"
    assert page.get_attribute("[data-view=table]", "aria-pressed") == "true"


def test_a_link_that_means_nothing_does_no_harm(seed: Watched) -> None:
    page = seed.open("view=nowhere&sel=constructor&off=tone%3Afor+x&from=yesterday&level=%3Cb%3E")
    assert page.get_attribute("[data-view=meetings]", "aria-pressed") == "true"


def test_a_range_of_days_filters_every_view(seed: Watched) -> None:
    page = seed.open("view=timeline")
    page.fill("#until", "2021-08-24")
    page.uncheck("#undated")
    assert page.locator(".day:visible").count() == 1
    assert "of 25 positions" in page.inner_text("#shown")
    page.click("[data-view=meetings]")
    names = picture(page, "meetings", "[...p.cards.values()].filter(c => p.left.cards.has(c.id)).map(c => c.name)")
    assert "Chen Xu" in names
    assert "Xi Jinping" not in names
    page.fill("#from", "2021-08-24")
    page.click("[data-view=table]")
    assert page.locator("[data-cell]:visible").count() < page.locator("[data-cell]").count()


def test_filters_that_leave_nothing_say_so_and_can_be_undone(seed: Watched) -> None:
    page = seed.open()
    for tone in ("for", "against", "asks"):
        page.uncheck(f"[data-tone={tone}]")
    page.uncheck("[data-kind=Meeting]")
    page.click("[data-view=network]")
    assert page.is_visible("#nothing")
    page.click("#reset")
    assert not page.is_visible("#nothing")
    assert page.is_checked("[data-tone=for]")


def test_the_table_sorts(seed: Watched) -> None:
    page = seed.open("view=table")
    page.click('.sort[data-sort="name"]')
    names = page.locator(".matrix tbody:first-of-type tr[data-row]").evaluate_all("all => all.map(r => r.dataset.name)")
    assert names == sorted(names, key=str.casefold)
    page.click('.sort[data-sort="name"]')
    assert page.get_attribute("th:has([data-sort=name])", "aria-sort") == "descending"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_accessibility_violation(browser: Any, file: Path, view: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    watched = Watched(browser, file, color_scheme=scheme)
    page = watched.open(f"view={view}")
    key = next(iter(data_of(file.read_text("utf-8"))["positions"]))
    for chosen in (False, True):
        if chosen:
            page.evaluate("address => { location.hash = address; }", f"view={view}&sel={key}")
            page.wait_for_selector("#evidence mark")
        found = axe.Axe().run(page).response["violations"]
        serious = [v["id"] for v in found if v["impact"] in {"serious", "critical"}]
        assert serious == [], [n["html"][:150] for v in found for n in v["nodes"]]
    watched.close()


def test_without_scripts_the_table_the_quotations_and_a_picture_are_there(browser: Any, file: Path) -> None:
    watched = Watched(browser, file, java_script_enabled=False)
    watched.page.goto(file.as_uri())
    text = watched.page.inner_text("body")
    for words in ("Positions", "power politics and military means lead nowhere", "Meeting in Kabul", "China Daily"):
        assert words in text
    assert watched.page.is_visible("figure svg")
    assert not watched.page.is_visible("#find")
    assert watched.faults == []
    watched.close()


def test_print_gives_table_and_picture(seed: Watched) -> None:
    page = seed.open("view=network")
    page.emulate_media(media="print")
    assert page.is_visible(".matrix")
    assert page.is_visible("figure svg")
    assert not page.is_visible("#find")
    assert len(page.pdf()) > 20_000


@pytest.mark.parametrize("view", ["meetings", "table", "timeline"])
def test_a_telephone_shows_everything_without_scrolling_sideways(browser: Any, file: Path, view: str) -> None:
    watched = Watched(browser, file, size=(390, 844), has_touch=True)
    page = watched.open(f"view={view}")
    assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("main [data-sel]:visible").nth(3).tap()
    assert page.is_visible("#evidence")
    page.click("#evidence .close")
    assert not page.is_visible("#evidence")
    assert watched.faults == []
    watched.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("holders", [4, 8, 20])
def test_the_table_is_never_clipped(browser: Any, tmp_path: Path, holders: int, size: tuple[int, int]) -> None:
    watched = Watched(browser, html.write(invented(holders, 12, 60), tmp_path / "page.html"), size=size)
    page = watched.open("view=table")
    over = page.evaluate("[...document.querySelectorAll('.scroll, main')].map(e => e.scrollWidth - e.clientWidth)")
    assert over == [0, 0]
    first = page.locator("[data-cell]:visible").first
    assert first.get_attribute("data-cell")
    assert page.locator(".matrix button:visible").evaluate_all("all => all.every(b => b.textContent.trim())")
    watched.close()


def test_vis_network_draws_the_curves_that_were_laid_out(seed: Watched) -> None:
    code = """[...p.lines.values()].map(l => {
      const e = p.network.body.edges[l.id], via = e.edgeType.getViaNode();
      const points = via === undefined ? [] : Array.isArray(via) ? via : [via];
      return [[...l.ends, l.bend], [e.from.x, e.from.y, e.to.x, e.to.y], points.map(q => [q.x, q.y])];
    })"""
    for view in ("meetings", "network"):
        page = seed.open(f"view={view}")
        for (*ends, bend), drawn, controls in picture(page, view, code):
            kind, bow = ("cubic", 0.0) if bend == "cubic" else ("arc", float(bend))
            assert drawn == ends
            expected = Curve(*ends, kind, bow).controls()
            assert [tuple(c) for c in controls] == [pytest.approx(c, abs=0.01) for c in expected]


def test_the_page_draws_the_same_outlines_as_the_still_picture(seed: Watched) -> None:
    page = seed.open()
    for kind in ("Person", "Country", "Organization", "Group", "Meeting", "Issue"):
        drawn = page.evaluate(
            "([kind, w, h]) => document.querySelector('.canvas').picture.outline(kind, w, h)", [kind, 100, 40]
        )
        assert drawn == outline(kind, 100, 40)


@pytest.mark.parametrize(
    "facts",
    [seed_facts, *(partial(invented, n, n, 4 * n, seed=n) for n in (3, 6, 12)), partial(invented, 25, 35, 150)],
    ids=["seed", "3", "6", "12", "60 cards"],
)
def test_no_line_is_misread_and_none_is_missing(facts: Callable[[], Facts]) -> None:
    rows = facts()
    for made in (
        views.meetings(rows),
        views.positions(rows),
        *(views.countries(rows, issues=i) for i in (True, False)),
    ):
        assert [(line.id, card.label) for line, card in trespasses(made)] == []
        boxes = [c.box for c in made.cards]
        assert not [1 for n, box in enumerate(boxes) for other in boxes[:n] if box.overlaps(other)]
        # Lines between the same two cards are told apart: each a stance of its own, none drawn over another.
        drawn: dict[tuple[str, ...], list[tuple[tuple[float, float], ...]]] = {}
        for line in made.lines:
            drawn.setdefault(tuple(sorted((line.source, line.target))), []).append(tuple(line.curve.points(10)))
        for ways in drawn.values():
            middles = [way[3:8] for way in ways]
            for n, one in enumerate(middles):
                for other in middles[:n]:
                    assert max(min(dist(p, q) for q in other) for p in one) > 3
    shown = [{i for line in made.lines for i in line.items} for made in (views.meetings(rows), views.positions(rows))]
    assert all(set(rows.positions) <= items for items in shown)
    parts = [{i for e in views.countries(rows, issues=i).lines for i in e.items} for i in (True, False)]
    assert parts[0] | parts[1] == set(rows.positions)


def test_every_statement_is_in_the_meetings_picture_or_told_of_beside_it() -> None:
    rows = seed_facts()
    assert set(rows.statements) <= {item for line in views.meetings(rows).lines for item in line.items}
    unnamed = {k: replace(s, speaker=None) for k, s in rows.statements.items()}
    without = replace(rows, statements=unnamed, positions={})
    assert views.meetings(without).note.startswith(f"{len(unnamed)} statements of sources that the text does not name")


def test_a_telephone_tells_the_story_of_many_meetings(browser: Any, tmp_path: Path) -> None:
    watched = Watched(browser, html.write(invented(40, 30, 120), tmp_path / "many.html"), size=SIZES[1])
    page = watched.open("view=meetings")
    assert page.locator(".story .chip:visible").count() > 100
    assert watched.faults == []
    watched.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_told_apart(scheme: str) -> None:
    colours = palette(scheme)
    for tone in colours.tones.values():
        assert contrast(tone, colours.page) >= 4.5
    for fill in (*colours.fills, colours.plain):
        assert contrast(fill, colours.ink) >= 4.5


def test_a_page_about_one_actor_is_smaller(browser: Any, tmp_path: Path) -> None:
    about = html.page(seed_facts(), about="Russia")
    assert "Chen Xu" not in about.split('id="data"')[0]
    assert data_of(about)["title"] == "Russia: who said what"
    call = next(m.iri for m in seed_facts().meetings.values() if m.type == "phone_call")
    assert data_of(html.page(seed_facts(), meeting=call))["title"].endswith("25 Aug 2021")
    day = data_of(html.page(seed_facts(), since="2021-08-24", until="2021-08-24"))
    assert day["title"] == "Who said what from 24 Aug 2021 to 24 Aug 2021"
    assert "Vladimir Putin" not in {a["name"] for a in day["actors"].values()}
    watched = Watched(browser, html.write(seed_facts(), tmp_path / "russia.html", about="Russia"))
    watched.open("view=network")
    assert watched.faults == []
    watched.close()


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_screenshots(browser: Any, file: Path, view: str, size: tuple[int, int]) -> None:
    folder = ROOT / "tests" / "screenshots"
    folder.mkdir(exist_ok=True)
    watched = Watched(browser, file, size=size)
    page = watched.open(f"view={view}")
    page.wait_for_timeout(300)
    page.screenshot(path=folder / f"{view}-{size[0]}x{size[1]}.png")
    assert watched.faults == []
    watched.close()


@pytest.mark.parametrize(
    ("at_once", "unasked", "drawn", "first", "levels"),
    [
        (5, 100, 200, "network", ["country", "country-issue", "network"]),
        (5, 10, 200, "network", ["country", "country-issue"]),
        (5, 6, 7, "table", ["country", "country-issue"]),
    ],
    ids=["opens on countries", "everything only when asked for", "table with a plain word"],
)
def test_what_is_too_much_for_the_eye_opens_smaller(  # noqa: PLR0917 - pytest's arguments
    browser: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
    unasked: int,
    drawn: int,
    first: str,
    levels: list[str],
) -> None:
    for name, value in (("MOST_AT_ONCE", at_once), ("MOST_UNASKED", unasked), ("MOST_DRAWN", drawn)):
        monkeypatch.setattr(build, name, value)
    monkeypatch.setattr(views, "LABELLED", 4)
    file = html.write(seed_facts(), tmp_path / "large.html")
    data = data_of(file.read_text("utf-8"))
    assert data["first"] == first
    assert [name for name in data["views"] if name != "meetings"] == sorted(levels)
    watched = Watched(browser, file)
    page = watched.open()
    if len(levels) == 2:
        assert "too many" in page.inner_text("main")
    page.click("[data-view=network]")
    page.click("[data-level=country-issue] >> visible=true")
    lines = picture(page, "country-issue", "[...p.lines.keys()]")
    page.evaluate("line => { location.hash = 'view=network&level=country-issue&sel=' + line; }", lines[0])
    page.wait_for_selector("#evidence mark")
    assert watched.faults == []
    watched.close()


def test_everything_is_drawn_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "MOST_UNASKED", 5)
    assert "network" not in data_of(html.page(seed_facts()))["views"]
    assert "network" in data_of(html.page(seed_facts(), everything=True))["views"]


def test_a_question_about_nobody_offers_what_comes_near() -> None:
    with pytest.raises(DataError, match="Russia"):
        html.page(seed_facts(), about="Rusia")
