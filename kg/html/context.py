"""The sentence around a quotation, and where in it the quotation stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.facts import Passage

__all__ = ["Sentence", "around"]

# Where a sentence may end: a full stop, question or exclamation mark with what closes it, before a space and a capital,
# a digit or an opening mark; or a line break.
ENDS = re.compile(r"[.!?…][)\]”’\"']*(?=\s+[“‘\"'(\[]?[A-Z0-9])|\n+")
REACH = 600


class Sentence(NamedTuple):
    """Words from an offset on; ``marks`` are (start, end, ``"q"`` quoted or ``"c"`` cue), apart and in order."""

    start: int
    words: str
    marks: tuple[tuple[int, int, str], ...]


def around(text: str | None, quoted: Iterable[Passage], cue: Passage | None = None) -> list[Sentence]:
    """Return the sentences that hold the passages; sentences that touch become one.

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
    [Sentence(start=9, words='She said it rained.', marks=((13, 17, 'c'), (18, 27, 'q')))]
    """
    marks = [(p.start, p.end, "q", p.exact) for p in quoted]
    if cue is not None:
        marks.append((cue.start, cue.end, "c", cue.exact))
    marks.sort(key=lambda m: (m[0], -m[1]))
    if text is None:
        return [Sentence(start, words, ((start, start + len(words), mark),)) for start, _, mark, words in marks]
    return [Sentence(left, text[left:right], _apart(members)) for left, right, members in _sentences(text, marks)]


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


def _apart(marks: Iterable[_Mark]) -> tuple[tuple[int, int, str], ...]:
    out: list[tuple[int, int, str]] = []
    at = 0
    for start, end, mark, _ in marks:
        if end > max(start, at):
            out.append((max(start, at), end, mark))
            at = end
    return tuple(out)
