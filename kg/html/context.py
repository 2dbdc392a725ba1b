"""The sentence around a quotation, cut into stretches that keep their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kg.facts import Passage

__all__ = ["Stretch", "around"]

Stretch = tuple[int, str, str]
"""Offset of the first code point, mark (``"q"`` quoted, ``"c"`` cue, ``""`` neither) and the words."""

# Where a sentence may end: a full stop, question or exclamation mark with what closes it, before a space and a capital,
# a digit or an opening mark; or a line break.
ENDS = re.compile(r"[.!?…][)\]”’\"']*(?=\s+[“‘\"'(\[]?[A-Z0-9])|\n+")
REACH = 600


def around(text: str | None, quoted: Iterable[Passage], cue: Passage | None = None) -> list[list[Stretch]]:
    """Return the sentences that hold the passages, each cut into stretches; sentences apart stay apart.

    Without the document's text, the passages' own words are all there is.

    Parameters
    ----------
    text
        The document's text.
    quoted, cue
        Passages of that text. Where a cue lies inside a quotation, it stays part of the quotation.

    Examples
    --------
    >>> text = "He left. She said it rained. They stayed."
    >>> around(text, [Passage("d", 18, 27, "it rained")], Passage("d", 13, 17, "said"))
    [[(9, '', 'She '), (13, 'c', 'said'), (17, '', ' '), (18, 'q', 'it rained'), (27, '', '.')]]
    """
    marks = [(p.start, p.end, "q", p.exact) for p in quoted]
    if cue is not None:
        marks.append((cue.start, cue.end, "c", cue.exact))
    marks.sort(key=lambda m: (m[0], -m[1]))
    if text is None:
        return [[(start, mark, words)] for start, _, mark, words in marks]
    return [_cut(text, left, right, members) for left, right, members in _sentences(text, marks)]


_Mark = tuple[int, int, str, str]


def _sentences(text: str, marks: Sequence[_Mark]) -> list[tuple[int, int, list[_Mark]]]:
    out: list[tuple[int, int, list[_Mark]]] = []
    for mark in marks:
        left, right = _bounds(text, mark[0], mark[1])
        if out and left <= out[-1][1]:
            before = out.pop()
            out.append((before[0], max(before[1], right), [*before[2], mark]))
        else:
            out.append((left, right, [mark]))
    return out


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a stretch begins and ends, white space left out."""
    low = max(0, start - REACH)
    left = low
    for match in ENDS.finditer(text, low, min(len(text), start + 40)):
        if match.end() > start:
            break
        left = match.end()
    # A stretch that ends with its sentence must not run on into the next one.
    last = max(start, end - 2)
    stop = ENDS.search(text, last, min(len(text), end + REACH))
    right = max(end, stop.end() if stop else min(len(text), end + REACH))
    while left < start and text[left].isspace():
        left += 1
    while right > end and text[right - 1].isspace():
        right -= 1
    return left, right


def _cut(text: str, left: int, right: int, marks: Iterable[_Mark]) -> list[Stretch]:
    out: list[Stretch] = []
    at = left
    for start, end, mark, _ in marks:
        start, end = max(start, at), max(end, at)  # noqa: PLW2901 - what an earlier mark covers is told already
        if start > at:
            out.append((at, "", text[at:start]))
        if end > start:
            out.append((start, mark, text[start:end]))
        at = end
    if right > at:
        out.append((at, "", text[at:right]))
    return out
