"""Graphs, meetings, statements and query results as a notebook shows them: live, saved as HTML, and on GitHub.

A live notebook and its saved HTML copy run the page in a sandboxed frame that holds all of it. Where frames and
scripts are taken out, the still picture and the table under it stay; where there is no HTML at all, the text.
"""

from __future__ import annotations

import html as escaping
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from kg import network
from kg.errors import DataError
from kg.facts import Facts, Passage, PositionRow, StatementRow, facts_of
from kg.html import views
from kg.html.build import MOST_AT_ONCE, page
from kg.html.context import Sentence, around
from kg.html.encoding import hues
from kg.html.payload import safe_url
from kg.html.scope import part
from kg.html.svg import draw
from kg.resources import table

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Shown", "meeting", "rows", "show", "statement"]

ROWS = 40
"""So many rows of a table are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a notebook cell shows: put it in the last line of the cell."""

    html: str
    text: str
    svg: str = ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002 - IPython's
        bundle = {"text/html": self.html, "text/plain": self.text}
        return bundle | ({"image/svg+xml": self.svg} if self.svg else {})

    def __repr__(self) -> str:
        return self.text


def show(source: Store | Facts, *, height: int = 640, **options: Any) -> Shown:
    """Return the page of a store for a notebook.

    Parameters
    ----------
    source
        A store, or the rows read from one.
    height
        Of the frame, in pixels.
    **options
        As :func:`kg.html.page` takes them: ``about``, ``meeting``, ``issue``, ``since``, ``until``, ``title``.

    Examples
    --------
    >>> show(Facts(), title="Nothing yet")
    Nothing yet: 0 meetings, 0 statements, 0 positions
    """
    facts = facts_of(source)
    words = page(facts, **options)
    scope = {k: v for k, v in options.items() if k in {"about", "meeting", "issue", "since", "until"}}
    facts = part(facts, **scope)
    still = _still(facts)
    title = options.get("title") or options.get("about") or "Who said what"
    counts = ", ".join(
        f"{len(found)} {name}"
        for name, found in (
            ("meetings", facts.meetings),
            ("statements", facts.statements),
            ("positions", facts.positions),
        )
    )
    frame = (
        f'<iframe title="{escape(title)}" sandbox="allow-scripts allow-popups" width="100%" height="{int(height)}" '
        f'style="border:1px solid #9993" srcdoc="{escaping.escape(words)}"></iframe>'
    )
    below = f"<details><summary>Still picture and table: {escape(counts)}</summary>{still}{_positions(facts)}</details>"
    return Shown(f"{frame}{below}", f"{title}: {counts}", still)


def _still(facts: Facts) -> str:
    """Return the picture that a page would print: the story while it fits the eye, else countries."""
    seats, items = views.sizes(facts)
    if not seats and not items:
        return ""
    picture = views.meetings(facts) if seats <= MOST_AT_ONCE else views.countries(facts, issues=False)
    return draw(picture, hues(facts), title="Who said what")


def _positions(facts: Facts) -> str:
    stances = table("display.toml")["stance"]
    found = [
        (
            facts.name(p.holder),
            stances[p.stance]["verb"],
            p.target,
            facts.name(p.speaker),
            views.when(facts, p),
        )
        for p in facts.positions.values()
    ]
    return _table(("holder", "", "what", "speaker", "on"), found)


def _table(header: Sequence[str], body: Sequence[Iterable[object]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    lines = [
        "<tr>" + "".join(f'<td style="text-align:left">{escape("" if v is None else v)}</td>' for v in row) + "</tr>"
        for row in body[:ROWS]
    ]
    more = f"<p>and {len(body) - ROWS} more</p>" if len(body) > ROWS else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}"


def rows(found: Sequence[Mapping[str, object]]) -> Shown:
    """Return the rows of a query for a notebook: a table, and the same as text.

    Examples
    --------
    >>> rows([{"who": "Ruritania", "positions": 3}])
    who        positions
    Ruritania  3
    """
    columns = list(found[0]) if found else []
    body = [[row[name] for name in columns] for row in found]
    words = [columns, *([("" if v is None else str(v)) for v in row] for row in body[:ROWS])]
    widths = [max(len(line[n]) for line in words) for n in range(len(columns))]
    text = "\n".join("  ".join(v.ljust(w) for v, w in zip(line, widths, strict=True)).rstrip() for line in words)
    return Shown(_table(columns, body), text or "no rows")


def statement(source: Store | Facts, iri: str) -> Shown:
    """Return one statement for a notebook: its words in their sentence, who said them, where it is written.

    Raises
    ------
    DataError
        There is no such statement.
    """
    facts = facts_of(source)
    row = facts.statements.get(iri)
    if row is None:
        raise DataError(f"<{iri}> is no statement of this store: list them with kg.tables.statements(store)")
    return Shown(_statement(facts, row), _words(facts, row))


def meeting(source: Store | Facts, iri: str) -> Shown:
    """Return one meeting for a notebook: a picture of it, who took part, what was said, where it is told.

    Raises
    ------
    DataError
        There is no such meeting.
    """
    facts = facts_of(source)
    row = facts.meetings.get(iri)
    if row is None:
        raise DataError(f"<{iri}> is no meeting of this store: list them with kg.tables.meetings(store)")
    own = part(facts, meeting=iri)
    people = [facts.name(actor) or "" for actor, _ in row.participants]
    label, day = network.meeting_label(facts, row), views.when(facts, row) or "no date given"
    told = "".join(_quote(facts, document, passages) for document, passages in _by_document(row.passages))
    said = "".join(_statement(facts, s) for s in own.statements.values())
    still = _still(own)
    head = f"<h3>{escape(label)}</h3><p>{escape(day)} · {escape(', '.join(people))}</p>"
    text = f"{label}, {day}: {', '.join(people)}; {len(own.statements)} statements"
    return Shown(f"{head}{still}<h4>Where it is told</h4>{told}<h4>What was said</h4>{said}", text, still)


def _by_document(passages: Iterable[Passage]) -> list[tuple[str, list[Passage]]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.document, []).append(passage)
    return sorted(found.items())


def _words(facts: Facts, row: StatementRow) -> str:
    said = " … ".join(p.exact for p in row.content)
    cue = row.cue.exact if row.cue else "said"
    return f"{facts.name(row.speaker) or 'Someone'} {cue}: {said}"


def _statement(facts: Facts, row: StatementRow) -> str:
    stances = table("display.toml")["stance"]
    held: list[PositionRow] = [p for p in facts.positions.values() if p.statement == row.iri]
    behalf = facts.name(row.on_behalf_of) if row.on_behalf_of != row.speaker else None
    head = Markup("<b>{}</b>{}{}").format(
        facts.name(row.speaker) or "Someone", f" for {behalf}" if behalf else "", f", {views.when(facts, row)}"
    )
    positions = "".join(
        Markup("<li>{} <b>{}</b> {}</li>").format(facts.name(p.holder), stances[p.stance]["verb"], p.target)
        for p in held
    )
    quote = _quote(facts, row.document, row.content, row.cue)
    return f"<p>{head}</p>{quote}" + (f"<ul>{positions}</ul>" if positions else "")


def _quote(facts: Facts, document: str, passages: Iterable[Passage], cue: Passage | None = None) -> str:
    source = facts.documents.get(document)
    sentences = around(source.text if source else None, passages, cue)
    words = Markup(" … ").join(_marked(sentence) for sentence in sentences)
    if source is None:
        return f"<blockquote>{words}</blockquote>"
    url = safe_url(source.url)
    title = (
        Markup('<a href="{}">{}</a>').format(url, source.title or url) if url else escape(source.title or "untitled")
    )
    printed = Markup(", ").join(p for p in (title, source.publisher, views.day_words(source.published)) if p)
    return f"<blockquote>{words}<br><small>{printed}</small></blockquote>"


def _marked(sentence: Sentence) -> Markup:
    out, at = Markup(), 0
    for start, end, mark in sentence.marks:
        begin, finish = start - sentence.start, end - sentence.start
        shape = "{}<mark>{}</mark>" if mark == "q" else "{}<u>{}</u>"
        out += Markup(shape).format(sentence.words[at:begin], sentence.words[begin:finish])  # noqa: S704 - one of two
        at = finish
    return out + sentence.words[at:]
