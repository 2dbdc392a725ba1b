"""Sources that an adverbial names: "according to", "in the words of", "in X's view"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.statements.cues import words
from kg.extract.statements.quoted import Speech
from kg.extract.statements.reading import QUOTE_MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from kg.extract.statements.reading import Reading

__all__ = ["adverbial_speech"]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "csubj"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def adverbial_speech(reading: Reading) -> Iterator[Speech]:
    """Yield the contents that an adverbial attributes."""
    views = words("views.tsv")
    for token in reading.tokens:
        if reading.quoted[token.i] >= 0:
            continue
        speech = None
        if token.lower_ == "according":
            speech = _according(reading, token)
        elif token.lower_ in views and token.head.lower_ in {"in", "from"} and token.dep_ == "pobj":
            speech = _view(reading, token)
        if speech is not None:
            yield speech


def _view(reading: Reading, noun: Token) -> Speech | None:
    """Read "in the words of X" and "in X's view"."""
    source = next((c for c in noun.lefts if c.dep_ == "poss"), None)
    if source is None:
        of = next((c for c in noun.rights if c.lower_ == "of"), None)
        source = next((c for c in of.rights if c.dep_ == "pobj"), None) if of is not None else None
    if source is None or (source.dep_ == "pobj" and (noun.head.lower_ == "from" or noun.left_edge.i == noun.i)):
        return None  # "in view of the crisis", "from the perspective of users"
    return _without(reading, noun.head, max(source.right_edge.i, noun.i), source, noun.head.i)


def _according(reading: Reading, token: Token) -> Speech | None:
    to = reading.tokens[token.i + 1] if token.i + 1 < len(reading.tokens) else None
    if to is None or to.lower_ != "to":
        return None
    source = next((c for head in (to, token) for c in head.rights if c.dep_ in {"pobj", "nmod", "obl"}), None)
    if source is None:
        return None
    return _without(reading, token, _last_of(reading, source), source, token.i)


def _last_of(reading: Reading, source: Token) -> int:
    """Return where a source ends, before a subject taken for its apposition: "to Holm, the port will"."""
    last, end = source.right_edge.i, len(reading.tokens)
    comma = next((i for i in range(source.i, min(last, end)) if reading.tokens[i].text == ","), None)
    if comma is not None and last + 2 >= reading.sentence_end[source.i]:
        return comma  # the parser has found no sentence after it
    following = next((t for t in reading.tokens[last + 1 : last + 3] if t.text[0] not in QUOTE_MARKS), None)
    if following is None or following.tag_ not in FINITE:
        return last
    return comma if comma is not None else last


def _without(reading: Reading, cue: Token, last: int, source: Token, first: int) -> Speech | None:
    """Return the sentence without the adverbial from ``first`` to ``last`` as its content."""
    start, end = reading.sentence_start[first], reading.sentence_end[first]
    before = reading.span_of(start, first - 1) if first > start else None
    complete = any(reading.tokens[i].tag_ in FINITE for i in range(start, first))
    spans = [before] if complete else [before, reading.span_of(last + 1, end - 1)]
    if not complete and not any(reading.tokens[i].dep_ in SUBJECTS for i in range(start, first)):
        spans = spans[1:]
    content = [(reading, *reading.snapped(*span, cue.i)) for span in spans if span is not None]
    return Speech(cue, content, source, "according_to", reading) if content else None
