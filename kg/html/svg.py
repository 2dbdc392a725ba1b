"""A picture as a still SVG: for print, for notebooks whose scripts are stripped, for the README."""

from __future__ import annotations

import math
from collections.abc import Mapping

from markupsafe import escape

from kg.html.encoding import Palette, outline, palette
from kg.html.picture import LEADING, PAD_X, SIGN, SUBTYPE, TYPE, Card, Line, Picture
from kg.resources import table

__all__ = ["FONT", "draw", "stroke"]

FONT = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"
EDGE = 14.0
LEGEND = 30.0


def draw(picture: Picture, hues: Mapping[str, int], *, scheme: str = "light", title: str = "") -> str:
    """Return a picture as one ``<svg>`` element without scripts, styles or references.

    Parameters
    ----------
    picture
        Cards and lines that are laid out.
    hues
        The hue of each country.
    scheme
        ``light`` or ``dark``.
    title
        What the picture shows, read out by screen readers.

    Examples
    --------
    >>> draw(Picture("empty"), {}, title="Nothing").startswith("<svg")
    True
    """
    colours = palette(scheme)
    left, top, right, bottom = picture.bounds()
    w, h = max(right - left, 560.0) + 2 * EDGE, bottom - top + 2 * EDGE + LEGEND
    size = f'viewBox="0 0 {w:.0f} {h:.0f}" width="{w:.0f}" height="{h:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size} font-family="{escape(FONT)}" font-size="{TYPE:g}">',
        f"<title>{escape(title or picture.name)}</title>",
        f'<rect width="{w:.0f}" height="{h:.0f}" fill="{colours.page}"/>',
        f'<g transform="translate({EDGE - left:.0f} {EDGE - top:.0f})">',
        *(_line(line, colours) for line in picture.lines),
        *(_card(card, hues, colours) for card in picture.cards),
        "</g>",
        _legend(picture, h, colours),
        "</svg>",
    ]
    return "".join(parts)


def _dash(tone: str) -> str:
    dash = {"attended": "1 4"}.get(tone) or table("display.toml")["tone"].get(tone, {}).get("dash", "")
    return f' stroke-dasharray="{dash}"' if dash else ""


def stroke(line: Line) -> float:
    """Return how wide a line is: 1 to 3.4 pixels, by how sure the extraction is."""
    return 1.2 if line.tone in {"spoke", "attended"} else 1.0 + 2.4 * line.weight


def _line(line: Line, colours: Palette) -> str:
    colour, wide = colours.tones[line.tone], stroke(line)
    path = (
        f'<path d="{line.curve.path()}" fill="none" stroke="{colour}" stroke-width="{wide:.1f}"{_dash(line.tone)}>'
        f"<title>{escape(line.verb)}</title></path>"
    )
    return path if line.tone in {"spoke", "attended"} else path + _arrow(line, colour, wide)


def _arrow(line: Line, colour: str, wide: float) -> str:
    (ax, ay), (bx, by) = line.curve.points()[-2:]
    angle = math.atan2(by - ay, bx - ax)
    size = 6 + 1.2 * wide
    points = [(bx, by)]
    points += [(bx + size * math.cos(angle + turn), by + size * math.sin(angle + turn)) for turn in (2.7, -2.7)]
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="{colour}"/>'


def _card(card: Card, hues: Mapping[str, int], colours: Palette) -> str:
    box = card.box
    meeting = card.kind == "Meeting"
    hue = hues.get(card.country)
    fill = colours.meeting if meeting else colours.plain if hue is None else colours.fills[hue]
    ink = colours.page if meeting else colours.ink
    wide = 2 if card.kind == "Country" else 1.2
    path = outline(card.kind, box.w, box.h)
    out = [
        f'<g transform="translate({box.x:.0f} {box.y:.0f})"><title>{escape(card.label)}</title>',
        f'<path d="{path}" fill="{fill}" stroke="{colours.rule}" stroke-width="{wide}"/>',
    ]
    if card.words:
        out.append(_words(card, ink))
    out.append("</g>")
    return "".join(out)


def _words(card: Card, ink: str) -> str:
    x = -card.box.w / 2 + PAD_X + SIGN
    high = LEADING * len(card.words) + (SUBTYPE + 3 if card.sub else 0)
    y = -high / 2 + LEADING - 4
    sign = table("display.toml")["kind"][card.kind]["sign"]
    out = [f'<text x="{x - SIGN:.1f}" y="{y:.1f}" fill="{ink}" font-size="11">{sign}</text>']
    for word in card.words:
        out.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}">{escape(word)}</text>')
        y += LEADING
    if card.sub:
        out.append(f'<text x="{x:.1f}" y="{y - 2:.1f}" fill="{ink}" font-size="{SUBTYPE:g}">{escape(card.sub)}</text>')
    return "".join(out)


def _legend(picture: Picture, height: float, colours: Palette) -> str:
    present = {line.tone for line in picture.lines}
    out, x, y = [], EDGE, height - LEGEND / 2
    for tone, row in table("display.toml")["tone"].items():
        if tone not in present:
            continue
        sample = f'<path d="M{x:.0f},{y:.0f} h30" stroke="{colours.tones[tone]}" stroke-width="2.6"{_dash(tone)}/>'
        text = f'<text x="{x + 38:.0f}" y="{y + 4:.0f}" font-size="{SUBTYPE:g}" fill="{colours.ink}">'
        out.append(f"{sample}{text}{escape(row['label'])}</text>")
        x += 100
    return "".join(out)
