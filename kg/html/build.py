"""The page put together: template, style, scripts and data in one file, with a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import network
from kg.errors import DataError
from kg.facts import Facts, MeetingRow, StatementRow, facts_of
from kg.html import lists, svg, views
from kg.html.encoding import hues, outline, palette
from kg.html.payload import Keys, payload
from kg.html.picture import Picture
from kg.html.scope import part
from kg.resources import folder, table

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["page", "write"]

Json = dict[str, Any]

MOST_AT_ONCE = 150
"""A page opens on a picture of everything up to this many cards, above on countries."""
MOST_UNASKED = 1000
"""Above this many cards the picture of everything is made only when asked for."""
MOST_DRAWN = 3000
"""Above this many cards there is no picture of everything."""

TITLES = {"meetings": "Meetings", "table": "Positions", "network": "Network", "timeline": "Timeline"}
LEVELS = {"country": "Countries", "country-issue": "Countries and topics", "network": "Everything"}


def page(  # noqa: PLR0913 - each names a part that one may ask for
    source: Store | Facts,
    *,
    title: str | None = None,
    about: str | None = None,
    meeting: str | None = None,
    issue: str | None = None,
    since: str | None = None,
    until: str | None = None,
    everything: bool = False,
) -> str:
    """Return a self-contained HTML page: meetings, positions, network, timeline, and the evidence behind each line.

    Parameters
    ----------
    source
        A store, or the rows read from one.
    title
        The page's title; by default that of the document, or how many documents there are.
    about
        Only what this actor said and what was said about it: a name or an IRI.
    meeting, issue
        Only one meeting (IRI), one issue (label, key or IRI).
    since, until
        Only what was said or happened between two ISO dates, both included.
    everything
        Draw the whole network even above 1,000 items; above 3,000 there is none.

    Returns
    -------
    str
        The same text for the same content, to be written as UTF-8.

    Raises
    ------
    DataError
        ``about``, ``meeting`` or ``issue`` names nothing in the store.

    Examples
    --------
    >>> page(Facts(), title="Nothing yet").startswith("<!doctype html>")
    True
    """
    facts = part(facts_of(source), about=about, meeting=meeting, issue=issue, since=since, until=until)
    named = title or _title(facts, about or issue, meeting=meeting, days=(since, until))
    return _Page(facts, named, everything=everything).html()


def write(source: Store | Facts, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write the page of :func:`page` to a file and return its path.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write(Facts(), Path(place) / "index.html").name
    'index.html'
    """
    target = Path(path)
    try:
        target.write_bytes(page(source, **options).encode("utf-8"))
    except OSError as error:
        raise DataError(
            f"{target}: cannot be written ({error.strerror}): give a file in a folder that exists"
        ) from error
    return target


def _title(facts: Facts, about: str | None, *, meeting: str | None, days: tuple[str | None, str | None]) -> str:
    titles = [d.title for d in facts.documents.values() if d.title]
    if about:
        return f"{about}: who said what"
    if meeting and (row := facts.meetings.get(meeting)):
        return ", ".join(part for part in (network.meeting_label(facts, row), views.day_words(row.date)) if part)
    if any(days):
        since, until = (views.day_words(day) for day in days)
        return "Who said what " + (
            f"from {since} to {until}" if since and until else f"{since} and after" if since else f"up to {until}"
        )
    return titles[0] if len(facts.documents) == 1 and titles else f"Who said what: {len(facts.documents)} documents"


class _Page:
    def __init__(self, facts: Facts, title: str, *, everything: bool) -> None:
        self.facts = facts
        self.title = title
        self.keys = Keys()
        self.hues = hues(facts)
        self.names = views.country_names(facts)
        self.everything = everything
        self.word = ""
        self.story, self.pictures, self.levels = self._pictures()

    def _pictures(self) -> tuple[Picture | None, list[Picture], list[Picture]]:
        """Return the Meetings picture, all pictures, and those of the Network view with the one to open first."""
        seats, items = views.sizes(self.facts)
        most = MOST_DRAWN if self.everything else MOST_UNASKED
        story = views.meetings(self.facts) if seats <= most else None
        levels = [views.positions(self.facts)] if items <= most else []
        if items > views.LABELLED:
            small = [views.countries(self.facts, issues=False), views.countries(self.facts, issues=True)]
            levels = levels + small if items <= MOST_AT_ONCE else small + levels
        levels = [level for level in levels if level.cards]
        if items > most:
            word = (
                f"{items:,} items are too many for one picture: ask for one actor, issue or meeting, or for some days."
            )
            self.word = word
            for level in levels:
                level.note = f"{level.note} {word}".strip()
        elif story is None:
            self.word = (
                f"The meetings would need {seats:,} cards: ask for one actor, issue or meeting, or for some days."
            )
        return story, ([story] if story else []) + levels, levels

    @property
    def first(self) -> str:
        """The view that the page opens with: the story while it fits the eye, then countries, then the table."""
        items = views.sizes(self.facts)[1]
        if self.story and len(self.story.cards) <= MOST_AT_ONCE:
            return "meetings"
        return "network" if self.levels and items <= MOST_DRAWN else "table"

    def data(self) -> Json:
        matrix = lists.matrix(self.facts, self.keys)
        display = table("display.toml")
        data = payload(self.facts, self.pictures, keys=self.keys, hues=self.hues, names=self.names)
        return data | {
            "title": self.title,
            "counts": self.counts(),
            "first": self.first,
            "level": self.levels[0].name if self.levels else "",
            "cells": [] if "network" in {p.name for p in self.pictures} else _cells(matrix),
            "marks": {name: row["mark"] for name, row in display["tone"].items()},
            "dashes": {n: [int(d) for d in r["dash"].split()] for n, r in display["tone"].items()}
            | {"attended": [1, 4]},
            "kinds": {name: row["label"].lower() for name, row in display["kind"].items()},
            "signs": {name: row["sign"] for name, row in display["kind"].items()},
            "palette": {scheme: asdict(palette(scheme)) for scheme in ("light", "dark")},
        }

    @property
    def days(self) -> list[str]:
        """All days on which something was said or happened, in order."""
        rows: list[StatementRow | MeetingRow] = [*self.facts.statements.values(), *self.facts.meetings.values()]
        return sorted({day for row in rows if (day := self.facts.day(row))})

    def counts(self) -> str:
        """Return in words how much there is."""
        facts = self.facts
        days = self.days
        span = views.span_words(days[0], days[-1]) if days else ""
        publishers = sorted({d.publisher for d in facts.documents.values() if d.publisher})
        parts = [
            _count(len(facts.meetings), "meeting"),
            _count(len(facts.statements), "statement"),
            _count(len(facts.positions), "position"),
            span,
            publishers[0] if len(publishers) == 1 else _count(len(publishers), "publisher") if publishers else "",
        ]
        return " · ".join(p for p in parts if p)

    def html(self) -> str:
        from markupsafe import Markup

        display = table("display.toml")
        matrix = lists.matrix(self.facts, self.keys)
        full = [d for d in self.days if len(d) == 10]
        scripts = [_vis(), _own_script()]
        style, data = _style(), self.data()
        # A picture that does not fit a sheet of paper is no use in print.
        fitting = [p for p in (self.story, *self.levels) if p and 0 < len(p.cards) <= views.LABELLED]
        still = fitting[0] if fitting else None
        present = {card.kind for picture in self.pictures for card in picture.cards}
        html: str = _template().render(
            policy=_policy(scripts, style),
            title=self.title,
            counts=self.counts(),
            style=Markup(style),  # noqa: S704 - our own file
            scripts=[Markup(s) for s in scripts],  # noqa: S704 - our own files and vis-network
            views=[{"name": n, "title": t} for n, t in TITLES.items() if self._has(n)],
            tones=[{"name": n, **row} for n, row in display["tone"].items()],
            kinds=[
                {"name": n, "path": outline(n, 24, 14), **row}
                for n, row in display["kind"].items()
                if n in present or not present
            ],
            countries=self._countries(),
            hue_of=self.hues,
            marks={n: row["mark"] for n, row in display["tone"].items()},
            pictures=[p.name for p in self.pictures],
            meetings_note=self.story.note if self.story else "",
            networks=[{"name": p.name, "title": LEVELS[p.name], "note": p.note} for p in self.levels],
            story=lists.story(self.story, self.keys) if self.story else [],
            matrix=matrix,
            timeline=lists.timeline(self.facts, self.keys),
            plain_word=self.word,
            first_day=full[0] if full else "",
            last_day=full[-1] if full else "",
            still=Markup(svg.draw(still, self.hues, title=self.title)) if still else "",  # noqa: S704 - escaped there
            sources=list(data["documents"].values()),
            data=data,
        )
        return html

    def _has(self, view: str) -> bool:
        return {"meetings": self.story is not None, "network": bool(self.levels)}.get(view, True)

    def _countries(self) -> list[Json]:
        present = {a.country for a in self.facts.actors.values() if a.country}
        order = sorted(present, key=lambda code: (self.hues.get(code, 99), self.names.get(code, code)))
        return [{"code": c, "name": self.names.get(c, c), "hue": self.hues.get(c, "")} for c in order]


def _cells(matrix: Json) -> list[Json]:
    return [
        {**line, "from": cell["key"], "to": row["key"]}
        for group in matrix["groups"]
        for row in group["rows"]
        for cell in row["cells"]
        for line in cell["lines"]
    ]


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _policy(scripts: list[str], style: str) -> str:
    def digest(text: str) -> str:
        return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode() + "'"

    allowed = " ".join(digest(s) for s in scripts)
    return f"default-src 'none'; script-src {allowed}; style-src {digest(style)}; base-uri 'none'; form-action 'none'"


@cache
def _template() -> Any:
    """Return the page's template; its lines are joined, so that thousands of list items bring no white space."""
    import jinja2

    def load(name: str) -> str:
        lines = (folder("html") / "template" / name).read_text("utf-8").splitlines()
        return "".join(line.strip() for line in lines)

    # "{#" would open a comment in a style sheet; ours is passed in as a value and never parsed.
    env = jinja2.Environment(loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined)
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
    return env.get_template("page.html.j2")


@cache
def _vis() -> str:
    """Return vis-network as the installed pyvis carries it."""
    spec = find_spec("pyvis")
    if spec is None or spec.origin is None:
        raise DataError(
            "pyvis is not installed; the page draws with the vis-network that it carries: pip install pyvis==0.3.2"
        )
    file = Path(spec.origin).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"
    if not file.is_file():
        raise DataError(f"{file}: is missing; the page is made for pyvis 0.3.2: pip install pyvis==0.3.2")
    text = file.read_text("utf-8").replace("\r\n", "\n")
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL"))


@cache
def _own_script() -> str:
    """Return our scripts as one, in the order of their file names."""
    files = sorted((folder("html") / "template").glob("*.js"))
    return '(() => {\n"use strict";\n' + "\n".join(f.read_text("utf-8") for f in files) + "})();\n"


@cache
def _style() -> str:
    """Return the style sheet with the palette's colours as variables behind it."""
    rules = []
    for scheme, root in (("light", ":root"), ("dark", ":root.dark")):
        c = palette(scheme)
        tones = "; ".join(f"--{name}: {c.tones[name]}" for name in ("for", "against", "asks"))
        plain = f"--page: {c.page}; --ink: {c.ink}; --plain: {c.plain}; --edge: {c.rule}; --soft: {c.soft}"
        rules.append(f"{root} {{ {plain}; {tones}; }}")
        prefix = "" if scheme == "light" else ".dark "
        rules += [f"{prefix}.hue{n} {{ background: {fill}; }}" for n, fill in enumerate(c.fills)]
    return (folder("html") / "template" / "page.css").read_text("utf-8") + "\n".join(rules) + "\n"
