"""Direct speech: the cue that belongs to each quotation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.quotations import Quotation
from kg.extract.sources import own_subject, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.reading import Reading

__all__ = ["Speech", "direct_speech", "is_whole"]

ENDS = frozenset(".!?…")
FARTHEST = 45
"""Tokens between a quotation and its cue: room for a name with its office."""


@dataclass(slots=True)
class Speech:
    """A cue with the characters of the paragraph that are its content."""

    cue: Token
    content: list[tuple[int, int]]
    source: Token | None
    construct: str
    resumed: list[int] = field(default_factory=list)


def is_whole(reading: Reading, quotation: Quotation) -> bool:
    """Whether a quotation is speech of its own rather than words inside another's sentence."""
    words = reading.words
    inner = words[quotation.start : quotation.end].strip("“”\"'`‘’«»„ ")
    if len(inner.split()) < 2:
        return False
    before = words[: quotation.start].rstrip()[-1:]
    ends = inner[-1:] in ENDS or inner[-1:] == "," or not quotation.closed
    after = words[quotation.end : quotation.end + 2].strip()[:1]
    if not before or before in ENDS or before in "”\"’'»":
        return ends or after in {",", ""} or inner[:1].isupper()
    return before in ",:—–-(" and (ends or inner[:1].isupper() or before == ":")


def direct_speech(reading: Reading) -> tuple[list[Speech], set[int], list[int]]:
    """Return the direct speech of a paragraph, the tokens of cues it used, and the quotations left without a cue."""
    found: list[Speech] = []
    used: set[int] = set()
    left: list[int] = []
    for number, quotation in enumerate(reading.quotations):
        if not is_whole(reading, quotation):
            continue
        limit = reading.quotations[number + 1].start if number + 1 < len(reading.quotations) else len(reading.words)
        floor = reading.quotations[number - 1].end if number else 0
        here = (quotation.start, quotation.end)
        before = _cue_before(reading, quotation, floor)
        last = found[-1] if found else None
        if before is not None and last is not None and before.i == last.cue.i and before.i in used:
            last.content.append(here)
            continue
        opening = reading.words[floor : quotation.start].strip(" ,.;:—–-")
        if before is not None and before.i not in used and reading.words[: quotation.start].rstrip()[-1:] in {",", ":"}:
            used.add(before.i)
            found.append(Speech(before, [here], subject_of(before), "verbal"))
            continue
        after = _cue_after(reading, quotation, limit)
        if after is not None and after.i not in used:
            used.add(after.i)
            subject = own_subject(after) or _noun_after(reading, after) or subject_of(after)
            inverted = subject is not None and subject.i > after.i
            content = [here]
            if found and left and left[-1] == number - 1 and not opening:
                content.insert(0, (reading.quotations[left.pop()].start, reading.quotations[number - 1].end))
            found.append(Speech(after, content, subject, "inverted" if inverted else "verbal"))
            continue
        if before is not None and before.i not in used:
            used.add(before.i)
            found.append(Speech(before, [here], subject_of(before), "verbal"))
            continue
        if last is not None and _follows(reading, last, quotation):
            last.content.append(here)
            last.resumed.append(number)
            continue
        left.append(number)
    return found, used, left


def _follows(reading: Reading, last: Speech, quotation: Quotation) -> bool:
    """Whether nothing but the cue's own sentence stands between the last speech and a quotation."""
    end = max(last.content[-1][1], last.cue.idx)
    between = reading.words[end : quotation.start]
    return sum(between.count(mark) for mark in ".!?") <= 1 + between.count("Mr.") and len(between) < 400


def _cue_after(reading: Reading, quotation: Quotation, limit: int) -> Token | None:
    first = reading.token_at(quotation.end)
    last = reading.token_before(limit)
    for i in range(first, min(last, first + FARTHEST) + 1):
        token = reading.tokens[i]
        if token.text in {".", "!", "?", ";"} and i > first:
            return None
        cue = reading.cues.get(i)
        if cue is not None and "quote" in cue.frames and token.tag_ != "VB":
            return token
    return None


def _cue_before(reading: Reading, quotation: Quotation, floor: int) -> Token | None:
    last = reading.token_at(quotation.start) - 1
    first = reading.token_at(floor)
    for i in range(last, max(first, last - FARTHEST) - 1, -1):
        token = reading.tokens[i]
        if token.text in {".", "!", "?", ";"} and token.dep_ == "punct":
            return None
        cue = reading.cues.get(i)
        if cue is not None and "quote" in cue.frames:
            return token
    return None


def _noun_after(reading: Reading, verb: Token) -> Token | None:
    """Return the noun that stands right after a cue: its subject, whatever the parser calls it."""
    for child in verb.rights:
        if child.i - verb.i > FARTHEST:
            return None
        if child.dep_ in {"dobj", "attr", "oprd", "npadvmod", "dep", "obj"} and child.pos_ in {"PROPN", "NOUN", "PRON"}:
            return child if child.left_edge.i == verb.i + 1 else None
    return None
