"""Quotation marks of all shapes: where the outermost quotations of a paragraph begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Quotation", "opens_with_quotation", "quotations"]

MARKS = re.compile(
    r"[“”\"«»„‟〝〞「」『』]|``|''|(?<![^\W_])[‘‚‛](?=\S)|’(?![^\W_])|(?<![^\W_])'(?=[^\W_])|(?<=[\w,.!?…])'(?![^\W_])"
)
OPENING = frozenset("“„«「『〝‟") | {"``"}
CLOSING = frozenset("”»」』〞")
STRAIGHT = frozenset({'"', "''"})
SINGLE = frozenset("‘’‚‛'")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters ``start`` to ``end`` of a paragraph, marks included; ``closed`` unless its end mark is missing."""

    start: int
    end: int
    closed: bool


def quotations(words: str, *, goes_on: bool = False) -> list[Quotation]:
    """Return the outermost quotations of a paragraph, in order; nested ones belong to the one around them.

    A mark without its fellow is taken for a stray one, unless the paragraph ``goes_on`` in the next: then the last
    such mark opens a quotation to the paragraph's end. Single marks are read as quotations where they pair up and no
    double mark is near.

    Examples
    --------
    >>> words = "“Yes,” he said. “No.”"
    >>> [words[quotation.start : quotation.end] for quotation in quotations(words)]
    ['“Yes,”', '“No.”']
    """
    double: list[Quotation] = []
    single: list[Quotation] = []
    opened: list[int] = []
    single_at: int | None = None
    for match in MARKS.finditer(words):
        mark, at = match[0], match.start()
        if mark in SINGLE:
            if mark in "‘‚‛" or (mark == "'" and _could_open(words, at, 1)):
                single_at = at
            elif single_at is not None:
                single.append(Quotation(single_at, match.end(), closed=True))
                single_at = None
        elif _opens(words, mark, at, opened):
            opened.append(at)
        elif opened:
            double.append(Quotation(opened.pop(), match.end(), closed=True))
    if opened and goes_on:
        double.append(Quotation(opened[-1], len(words.rstrip()), closed=False))
    return _merged(_outermost(double), single)


def _opens(words: str, mark: str, at: int, opened: list[int]) -> bool:
    if mark in OPENING:
        return not (mark == "“" and opened and words[opened[-1]] == "„")
    if mark in CLOSING or not _could_open(words, at, len(mark)):
        return False
    return not (opened and _could_close(words, at, len(mark)))


def _outermost(found: list[Quotation]) -> list[Quotation]:
    kept: list[Quotation] = []
    for quotation in sorted(found, key=lambda q: q.start):
        if not kept or quotation.start >= kept[-1].end:
            kept.append(quotation)
    return kept


def opens_with_quotation(words: str) -> bool:
    """Whether a paragraph begins with a mark that can open a quotation."""
    begin = words.lstrip()
    return begin[:1] in {"“", "„", "«", '"', "‘", "「", "『"} or begin[:2] == "``" or begin[:2] == "''"


def _could_open(words: str, at: int, length: int) -> bool:
    before = words[at - 1] if at else " "
    after = words[at + length] if at + length < len(words) else " "
    return not after.isspace() and (before.isspace() or before in "([{-–—:/‘'“")


def _could_close(words: str, at: int, length: int) -> bool:
    before = words[at - 1] if at else " "
    after = words[at + length] if at + length < len(words) else " "
    return not before.isspace() and not after.isalnum()


def _merged(double: list[Quotation], single: list[Quotation]) -> list[Quotation]:
    """Keep the single-marked quotations that no double-marked one touches."""
    found: list[Quotation] = []
    index = 0
    for quotation in double:
        while index < len(single) and single[index].end <= quotation.start:
            found.append(single[index])
            index += 1
        while index < len(single) and single[index].start < quotation.end:
            index += 1
        found.append(quotation)
    return found + single[index:]
