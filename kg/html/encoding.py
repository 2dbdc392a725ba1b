"""Shapes and colours: what a kind, a country and a stance look like, on a light page and on a dark one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.facts import Facts
from kg.resources import table

__all__ = ["Palette", "contrast", "hues", "outline", "palette"]

CUT = 7.0


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme, ``#RRGGBB``; ``fills`` are the pale colours of countries, by hue."""

    page: str
    ink: str
    plain: str
    rule: str
    soft: str
    meeting: str
    tones: Mapping[str, str]
    fills: tuple[str, ...]


def palette(scheme: str) -> Palette:
    """Return the colours of the ``light`` or the ``dark`` scheme.

    Examples
    --------
    >>> palette("light").page
    '#FFFFFF'
    """
    data = table("display.toml")["palette"]
    row = data[scheme]
    fills = tuple(_mix(hue, row["page"], row["mix"]) for hue in data["hues"])
    tones = {"for": row["for"], "against": row["against"], "asks": row["asks"]}
    tones |= {"spoke": row["rule"], "attended": row["rule"]}
    return Palette(row["page"], row["ink"], row["plain"], row["rule"], row["soft"], row["meeting"], tones, fills)


def hues(facts: Facts) -> dict[str, int]:
    """Return the hue of each country: the seven most frequent have one of their own, the others none.

    Examples
    --------
    >>> hues(Facts())
    {}
    """
    weight: Counter[str] = Counter()
    for position in facts.positions.values():
        for actor in (position.holder, position.speaker, *position.target_actors):
            row = facts.actors.get(actor or "")
            if row is not None and row.country:
                weight[row.country] += 1
    for actor_row in facts.actors.values():
        if actor_row.country:
            weight[actor_row.country] += 0
    order = sorted(weight, key=lambda code: (-weight[code], code))
    return {code: n for n, code in enumerate(order[: len(table("display.toml")["palette"]["hues"])])}


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, page: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(page), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02X}" for a, b in pairs)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """

    def luminance(colour: str) -> float:
        parts = [c / 255 for c in _channels(colour)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def outline(kind: str, w: float, h: float) -> str:
    """Return the outline of a card as an SVG path around its centre; each kind has its own.

    ``template/5-picture.js`` draws the same one; a test holds the two equal.

    Examples
    --------
    >>> outline("Country", 20, 10)
    'M-10,-5 H10 V5 H-10 Z'
    """
    x, y = w / 2, h / 2
    if kind == "Country":
        return f"M{-x:g},{-y:g} H{x:g} V{y:g} H{-x:g} Z"
    if kind == "Organization":
        c = min(CUT, y / 2)
        return (
            f"M{c - x:g},{-y:g} H{x - c:g} L{x:g},{c - y:g} V{y - c:g} L{x - c:g},{y:g} H{c - x:g} "
            f"L{-x:g},{y - c:g} V{c - y:g} Z"
        )
    if kind == "Meeting":
        c = min(12.0, y)
        return f"M{-x:g},0 L{c - x:g},{-y:g} H{x:g} V{y:g} H{c - x:g} Z"
    if kind == "Group":
        # Two people behind one another: a second edge on the left and below.
        return f"{_rounded(x, y, 9)} M{3 - x:g},{y + 3:g} H{x - 6:g}"
    return _rounded(x, y, min(14.0, y) if kind == "Person" else 4)


def _rounded(x: float, y: float, r: float) -> str:
    r = min(r, y)
    arc = f"A{r:g},{r:g} 0 0 1"
    return (
        f"M{r - x:g},{-y:g} H{x - r:g} {arc} {x:g},{r - y:g} V{y - r:g} {arc} {x - r:g},{y:g} "
        f"H{r - x:g} {arc} {-x:g},{y - r:g} V{r - y:g} {arc} {r - x:g},{-y:g} Z"
    )
