"""A picture as data: cards with their places, lines with their curves. No browser, no SVG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from kg.html.collide import hits
from kg.html.geometry import Box, Curve
from kg.html.measure import width, wrap

__all__ = ["Card", "Line", "Picture", "card", "trespasses"]

TYPE = 13.0
SUBTYPE = 11.0
LEADING = 16.0
SUBLEADING = 14.0
PAD_X = 9.0
PAD_Y = 7.0
SIGN = 17.0
DOT = 22.0


@dataclass(slots=True)
class Card:
    """A node as drawn: its words stand inside its outline, so that no label lies on anything else.

    ``key`` names what it stands for: the same actor may have a card for each meeting. A card without
    ``words`` is drawn as its kind's sign alone.
    """

    id: str
    key: str
    kind: str
    label: str
    words: tuple[str, ...]
    sub: str
    country: str
    box: Box
    date: str = ""

    def move(self, x: float, y: float) -> None:
        """Put the card's centre at whole pixels, so that no machine's last digit shows."""
        self.box = replace(self.box, x=float(round(x)), y=float(round(y)))


@dataclass(slots=True)
class Line:
    """An edge as drawn; ``items`` are the positions or statements that it bundles, none left out."""

    id: str
    source: str
    target: str
    tone: str
    verb: str
    items: tuple[str, ...] = ()
    weight: float = 1.0
    curve: Curve = field(default_factory=lambda: Curve(0, 0, 0, 0))


@dataclass(slots=True)
class Picture:
    """Cards and lines of one view. ``note`` says in words what the picture leaves out, if anything."""

    name: str
    cards: list[Card] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    note: str = ""

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of everything."""
        boxes = [c.box for c in self.cards]
        xs = [e for b in boxes for e in (b.x - b.w / 2, b.x + b.w / 2)]
        ys = [e for b in boxes for e in (b.y - b.h / 2, b.y + b.h / 2)]
        for line in self.lines:
            for x, y in line.curve.points(8):
                xs.append(x)
                ys.append(y)
        return (min(xs), min(ys), max(xs), max(ys)) if boxes else (0, 0, 0, 0)


def card(  # noqa: PLR0913 - a card is this many things
    id: str,  # noqa: A002 - the word that every reader of the page's data expects
    kind: str,
    label: str,
    *,
    key: str | None = None,
    sub: str = "",
    country: str = "",
    date: str = "",
    limit: float = 170,
    bare: bool = False,
) -> Card:
    """Return a card that is as large as its words need, at no place yet."""
    if bare:
        return Card(id, key or id, kind, label, (), sub, country, Box(0, 0, DOT, DOT), date)
    words = tuple(wrap(label, limit, TYPE, lines=3))
    subline = wrap(sub, limit, SUBTYPE, lines=1)[0] if sub else ""
    inner = max([width(line, TYPE) for line in words] + [width(subline, SUBTYPE)])
    height = LEADING * len(words) + (SUBLEADING if subline else 0) + 2 * PAD_Y
    box = Box(0, 0, float(round(inner + SIGN + 2 * PAD_X)), float(round(height)))
    return Card(id, key or id, kind, label, words, subline, country, box, date)


def trespasses(picture: Picture, *, margin: float = 1.0) -> Iterator[tuple[Line, Card]]:
    """Yield each line that runs through a card which is not its end: a line that would be misread.

    Examples
    --------
    >>> list(trespasses(Picture("empty")))
    []
    """
    found = hits([line.curve for line in picture.lines], [c.box for c in picture.cards], margin=margin)
    for row, column in np.argwhere(found).tolist():
        line, near = picture.lines[row], picture.cards[column]
        if near.id not in {line.source, line.target}:
            yield line, near
