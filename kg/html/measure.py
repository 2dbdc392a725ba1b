"""How wide a text will be, without a browser: the advance widths of Arial-like type."""

from __future__ import annotations

import unicodedata

__all__ = ["ellipsis", "width", "wrap"]

# Advance widths of U+0020 to U+007E in thousandths of the type size; Helvetica, Arial and
# Liberation Sans share them. A margin below covers the rest of the sans-serif world.
ASCII = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
WIDTHS = {chr(32 + n): int(w) for n, w in enumerate(ASCII.split())}
MARGIN = 1.04
BOLD = 1.07


def _advance(character: str) -> int:
    known = WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1000
    return 1000 if ord(character) > 0xFFFF else 620


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a line of text in pixels at a type size in pixels.

    Examples
    --------
    >>> width("China", 13) < width("Afghanistan", 13)
    True
    """
    return sum(map(_advance, text)) * size / 1000 * MARGIN * (BOLD if bold else 1)


def ellipsis(text: str, limit: float, size: float) -> str:
    """Return the text cut to ``limit`` pixels, with an ellipsis where something was cut off."""
    if width(text, size) <= limit:
        return text
    room = limit - width("…", size)
    used = 0.0
    for n, character in enumerate(text):
        used += _advance(character) * size / 1000 * MARGIN
        if used > room:
            return text[:n].rstrip() + "…"
    return text


def wrap(text: str, limit: float, size: float, *, lines: int = 3) -> list[str]:
    """Return the text broken into at most ``lines`` lines of ``limit`` pixels, the last one cut if it must be.

    Examples
    --------
    >>> wrap("sovereignty, independence and territorial integrity", 150, 13)
    ['sovereignty,', 'independence and', 'territorial integrity']
    """
    words = " ".join(text.split()).split(" ")
    out: list[str] = []
    while words and len(out) < lines:
        if len(out) == lines - 1:
            out.append(ellipsis(" ".join(words), limit, size))
            break
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= limit:
            line = f"{line} {words.pop(0)}"
        out.append(ellipsis(line, limit, size))
    return out
