"""Nouns that attribute: "his warning that ...", "a call by the ministry for ...", "issued a promise to ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.statements.cues import noun_cues, words
from kg.extract.statements.quoted import Speech
from kg.extract.statements.sources import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Token

    from kg.extract.statements.reading import Reading

__all__ = ["noun_speech"]

OBJECTS = frozenset({"dobj", "obj"})
DISCUSSING = frozenset({"discuss", "review", "exchange", "consider", "examine", "address", "cover"})
CLAUSES = frozenset({"acl", "ccomp", "relcl", "advcl", "xcomp"})


def noun_speech(reading: Reading) -> Iterator[Speech]:
    """Yield the contents that a noun attributes to its possessor, to whom "by" names, or to who made it."""
    cues = noun_cues()
    for token in reading.tokens:
        if token.pos_ != "NOUN" or reading.quoted[token.i] >= 0:
            continue
        if reading.tokens[reading.sentence_end[token.i] - 1].text == "?":
            continue  # "Does China have a comment on this?"
        cue = cues.get(token.lemma_.lower())
        if cue is None or cue.kind == "mind":
            continue  # a hope or a plan is no statement; what expresses it is
        if token.dep_ in OBJECTS and token.head.lemma_.lower() in DISCUSSING:
            continue  # "discussed their commitment to ..."
        content = _content(token, cue.opens)
        if content is None:
            continue
        source = _source(token)
        if source is None:
            continue
        span = reading.span_of(*content)
        if span is not None:
            yield Speech(token, [(reading, *reading.snapped(*span, token.i))], source, "noun_cue", reading)


def _content(noun: Token, opens: frozenset[str]) -> tuple[int, int] | None:
    """Return the clause, infinitive or prepositional object that says what the noun is about."""
    for child in noun.rights:
        if child.dep_ in CLAUSES:
            mark = next((c for c in child.lefts if c.dep_ in {"mark", "aux"} and c.lower_ in {"that", "to"}), None)
            if mark is not None and mark.lower_ in opens:
                return child.left_edge.i + (mark.lower_ == "that" and mark.i == child.left_edge.i), child.right_edge.i
        elif child.dep_ == "prep" and child.lower_ in opens:
            inner = next((c for c in child.rights if c.dep_ in {"pobj", "pcomp"}), None)
            if inner is not None:
                return inner.left_edge.i, inner.right_edge.i
    return None


def _source(noun: Token) -> Token | None:
    for child in noun.children:
        if child.dep_ == "poss":
            return child
    for child in noun.rights:
        if child.dep_ in {"prep", "agent"} and child.lower_ in {"by", "from"}:
            return next((c for c in child.rights if c.dep_ == "pobj"), None)
    if noun.dep_ in OBJECTS and noun.head.lemma_.lower() in words("light_verbs.tsv"):
        return subject_of(noun.head)
    return None
