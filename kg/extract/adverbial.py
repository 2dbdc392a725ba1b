"""Sources that an adverbial names: "according to", "in the words of", "in X's view"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.quoted import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from kg.extract.reading import Reading

__all__ = ["adverbial_speech"]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "nsubj:pass", "csubj"})
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def adverbial_speech(reading: Reading) -> Iterator[Speech]:
    """Yield the contents that an adverbial attributes."""
    for token in reading.tokens:
        if token.lower_ == "according" and reading.quoted[token.i] < 0:
            speech = _according(reading, token)
            if speech is not None:
                yield speech


def _according(reading: Reading, token: Token) -> Speech | None:
    to = reading.tokens[token.i + 1] if token.i + 1 < len(reading.tokens) else None
    if to is None or to.lower_ != "to":
        return None
    source = next((c for head in (to, token) for c in head.rights if c.dep_ in {"pobj", "nmod", "obl"}), None)
    if source is None:
        return None
    start, end = reading.sentence_start[token.i], reading.sentence_end[token.i]
    after = source.right_edge.i + 1
    before = reading.span_of(start, token.i - 1) if token.i > start else None
    complete = any(reading.tokens[i].tag_ in FINITE for i in range(start, token.i))
    spans = [before] if complete else [before, reading.span_of(after, end - 1)]
    if not complete and not any(reading.tokens[i].dep_ in SUBJECTS for i in range(start, token.i)):
        spans = spans[1:]
    content = [(reading, *reading.snapped(*span, token.i)) for span in spans if span is not None]
    return Speech(token, content, source, "according_to", reading) if content else None
