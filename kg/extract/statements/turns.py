"""Speech that a name beside it attributes: transcripts ("Lavrov: ...") and signed quotations ("..." — Name)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from kg.extract.statements.cues import words
from kg.extract.statements.quoted import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from kg.extract.statements.reading import Reading

__all__ = ["ANSWERING", "signed", "turns"]

TRANSCRIPT = 3
"""Headings from which on a document counts as a transcript, whose last turn reaches to its end."""
LONGEST = 18
"""Tokens to a heading: a name with its office."""
STOPS = frozenset({".", "!", "?", "…", "”", '"', "''"})
ANSWERING = frozenset({"answer", "a", "reply"})
"""Headings of what the one says whom a press conference or an interview is with."""
ASKING = frozenset({"question", "q", "remark", "reporter", "moderator", "journalist"})
"""Headings of turns whose speaker has no name."""
LABELS = ASKING | ANSWERING
DASHES = frozenset("—–―-")
SMALL = frozenset(
    {"of", "the", "and", "for", "to", "in", "on", "at", "a", "de", "von", "van", "al", "el", "bin", "ibn"}
) | {*("der", "den", "di", "da", "la", "le", "(", ")", ",", ".", "-", "'", "’", "'s", "’s", "&")}


@dataclass(frozen=True, slots=True)
class _Heading:
    reading: Reading
    start: int
    colon: Token
    name: Token


def turns(readings: Sequence[Reading]) -> list[Speech]:
    """Return the turns of a transcript, each reaching to the next heading.

    One heading alone counts at the start of a paragraph only, and reaches to the end of it.
    """
    candidates = [heading for reading in readings for heading in _headings(reading)]
    seen = Counter(heading.name.lower_ for heading in candidates)
    named = [seen[h.name.lower_] > 1 or _names_somebody(h) for h in candidates]
    if any(named) and len(candidates) > 1:
        headings = [h for h, sure in zip(candidates, named, strict=True) if sure or h.start == h.colon.i - 1]
    else:
        headings = [h for h, sure in zip(candidates, named, strict=True) if sure]
    if len(headings) < 2:
        headings = [h for h in headings if h.start == 0 and not h.name.text.isupper()]
    place = {id(reading): number for number, reading in enumerate(readings)}
    found: list[Speech] = []
    for heading, following in zip_longest(headings, headings[1:]):
        here = place[id(heading.reading)]
        last = len(readings) if len(headings) >= TRANSCRIPT else here + 1
        between = readings[here + 1 : place[id(following.reading)] if following is not None else last]
        content = [*_after(heading, following), *(part for reading in between for part in _whole(reading))]
        if following is not None and following.reading is not heading.reading and following.start > 0:
            end = following.reading.tokens[following.start].idx
            content.append((following.reading, 0, len(following.reading.words[:end].rstrip())))
        if content and heading.name.lower_ not in ASKING:
            found.append(_turn(heading, following, content))
    return found


def _whole(reading: Reading) -> Iterator[tuple[Reading, int, int]]:
    span = reading.trimmed(0, len(reading.words))
    if span is not None:
        yield reading, span[0], len(reading.words.rstrip())


def _names_somebody(heading: _Heading) -> bool:
    """Whether a heading is a name rather than the title of a section."""
    tokens = heading.reading.tokens[heading.start : heading.colon.i]
    if any(token.ent_type_ == "PERSON" or token.lower_ in words("offices.tsv") for token in tokens):
        return True
    if heading.name.lower_ in LABELS or all(token.text.isupper() or not token.is_alpha for token in tokens):
        return True
    return len(tokens) == 1 and heading.name.ent_type_ == "ORG"


def _turn(heading: _Heading, following: _Heading | None, content: list[tuple[Reading, int, int]]) -> Speech:
    same = following is not None and following.reading is heading.reading
    heading.reading.begin_sentence(heading.colon.i + 1, following.start if following is not None and same else None)
    named = heading.reading.span_of(heading.start, heading.colon.i - 1)
    return Speech(heading.colon, content, heading.name, "colon", heading.reading, named)


def _after(heading: _Heading, following: _Heading | None) -> list[tuple[Reading, int, int]]:
    reading = heading.reading
    end = len(reading.words)
    if following is not None and following.reading is reading:
        end = reading.tokens[following.start].idx
    start = heading.colon.idx + 1
    inner = reading.words[start:end]
    start, end = start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())
    return [(reading, start, end)] if end > start else []


def _headings(reading: Reading) -> list[_Heading]:
    found = []
    for colon in reading.tokens:
        if colon.text != ":" or colon.i == 0 or colon.i + 1 >= len(reading.tokens) or not colon.whitespace_:
            continue
        start = colon.i
        while start > 0 and colon.i - start < LONGEST and _fits(reading.tokens[start - 1]):
            start -= 1
        if start > 0 and reading.tokens[start - 1].text not in STOPS and not reading.tokens[start - 1].is_space:
            continue
        while start < colon.i and not reading.tokens[start].text[0].isalnum():
            start += 1
        name = reading.tokens[colon.i - 1]
        label = name.lower_ in LABELS and start == colon.i - 1
        if start == colon.i or not (label or name.pos_ in {"PROPN", "NOUN"}) or not name.text[0].isupper():
            continue
        heading = reading.tokens[start : colon.i]
        if any(token.lower_ in words("labels.tsv") or token.i in reading.cues for token in heading):
            continue
        quotation = reading.quoted[colon.i]
        if quotation < 0 or start <= reading.token_at(reading.quotations[quotation].start) + 1:
            found.append(_Heading(reading, start, colon, name))
    return found


def _fits(token: Token) -> bool:
    if token.lower_ in SMALL:
        return token.text != "." or len(token.text) > 1
    return token.text[0].isupper() or token.text.isupper()


def signed(reading: Reading, left: list[int]) -> list[Speech]:
    """Take from the quotations without a cue those that end in a dash and a name."""
    found = []
    for number in tuple(left):
        quotation = reading.quotations[number]
        rest = reading.words[quotation.end : quotation.end + 4]
        dash = rest.lstrip()[:1]
        i = reading.token_at(quotation.end + len(rest) - len(rest.lstrip()) + 1)
        if dash not in DASHES or not dash or i >= len(reading.tokens):
            continue
        while reading.tokens[i].text in DASHES and i + 1 < len(reading.tokens):
            i += 1
        name = reading.tokens[i]
        i -= 1
        while name.head.i > i and name.head.i != name.i and name.head.pos_ == "PROPN":
            name = name.head
        if name.pos_ == "PROPN":
            left.remove(number)
            content = [(reading, quotation.start, quotation.end)]
            found.append(Speech(reading.tokens[i], content, name, "signed", reading))
    return found
