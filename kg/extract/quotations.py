"""Quotation marks of all shapes: where the outermost quotations of a paragraph begin and end."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["Quotation", "opens_with_quotation", "quotations"]

MARKS = re.compile(r"[“”\"«»„‟〝〞「」『』]|``|''|(?<![^\W_])[‘‚‛](?=\S)|’(?![^\W_])|(?<![^\W_])'(?=[^\W_])|(?<=[^\W_,.!?…])'(?![^\W_])")
OPENS = {"“": "”", "„": "“”‟", "«": "»", "``": "''", "‘": "’", "「": "」", "『": "』", "‟": "”", "〝": "〞", "‚": "‘’", "‛": "’"}
CLOSES = frozenset("”»’」』〞") | {"''"}
SINGLE = frozenset("‘’‚‛'")


@dataclass(frozen=True, slots=True)
class Quotation:
    """Characters ``start`` to ``end`` of a paragraph, marks included; ``closed`` unless its end mark is missing."""

    start: int
    end: int
    closed: bool
    single: bool = False


def quotations(words: str) -> list[Quotation]:
    """Return the outermost quotations of a paragraph, in order; nested ones belong to the one around them.

    Double marks win over single ones, which are read as quotations only where they pair up. A mark without
    its fellow opens a quotation that is not closed only if it stands where a quotation could begin.

    Examples
    --------
    >>> [words for words in map(lambda q: '“Yes,” he said. “No.”'[q.start : q.end], quotations('“Yes,” he said. “No.”'))]
    ['“Yes,”', '“No.”']
    """
    double: list[Quotation] = []
    single: list[Quotation] = []
    opened: int | None = None
    single_at: int | None = None
    for match in MARKS.finditer(words):
        mark, at = match[0], match.start()
        if mark in SINGLE:
            if opened is not None:
                continue
            if mark in "‘‚‛" or (mark == "'" and _could_open(words, at, 1)):
                single_at = at
            elif single_at is not None:
                single.append(Quotation(single_at, match.end(), closed=True, single=True))
                single_at = None
            continue
        if opened is None:
            if mark in OPENS or (mark == '"' and _could_open(words, at, 1)):
                opened = at
                single_at = None
        elif mark in CLOSES or (mark == '"' and not (_could_open(words, at, 1) and not _could_close(words, at, 1))):
            double.append(Quotation(opened, match.end(), closed=True))
            opened = None
        elif mark == '"' or (mark in OPENS and words[opened] == mark):
            # the open one was stray, or its end mark is missing: this one begins anew
            opened = at
    if opened is not None:
        double.append(Quotation(opened, len(words.rstrip()), closed=False))
    return _merged(double, single)


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
