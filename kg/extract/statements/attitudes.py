"""Attitudes that an adjective reports: "is confident that ...", "was critical of ..."."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.statements.cues import rows
from kg.extract.statements.quoted import Speech
from kg.extract.statements.sources import own_subject, subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Token

    from kg.extract.statements.reading import Reading

__all__ = ["predicate_speech"]

LINKING = frozenset({"be", "become", "remain", "feel", "seem", "sound", "stay"})
COMPLEMENTS = frozenset({"acomp", "attr", "oprd", "ROOT", "ccomp", "conj", "advcl", "relcl"})
MOST = 20


@cache
def _adjectives() -> Mapping[str, frozenset[str]]:
    return {lemma: frozenset(opens.split()) for lemma, opens in rows("cue_adjectives.tsv", 2)}


def predicate_speech(reading: Reading) -> Iterator[Speech]:
    """Yield what an adjective or participle after "be" says that its subject holds."""
    adjectives = _adjectives()
    for token in reading.tokens:
        opens = adjectives.get(token.lower_)
        if opens is None or reading.quoted[token.i] >= 0 or token.dep_ not in COMPLEMENTS:
            continue
        source = _subject(token)
        content = _content(token, opens) if source is not None else None
        span = reading.span_of(*content) if content is not None else None
        if span is not None:
            yield Speech(token, [(reading, *reading.snapped(*span, token.i))], source, "predicate", reading)


def _subject(adjective: Token) -> Token | None:
    head = adjective.head
    if adjective.dep_ in {"acomp", "attr", "oprd"} and head.lemma_.lower() in LINKING:
        return subject_of(head)
    copula = any(c.lemma_.lower() in LINKING for c in islice(adjective.lefts, MOST))
    return own_subject(adjective) or _passive(adjective) if copula else None


def _passive(participle: Token) -> Token | None:
    return next((c for c in islice(participle.lefts, MOST) if c.dep_ in {"nsubjpass", "nsubj:pass"}), None)


def _content(adjective: Token, opens: frozenset[str]) -> tuple[int, int] | None:
    for child in islice(adjective.rights, MOST):
        if child.dep_ in {"ccomp", "advcl"} and "that" in opens:
            first = child.left_edge
            if first.lower_ == "that":
                return first.i + 1, child.right_edge.i
            if child.dep_ == "ccomp":
                return first.i, child.right_edge.i
        elif child.dep_ in {"prep", "agent"} and child.lower_ in opens:
            inner = next((c for c in islice(child.rights, MOST) if c.dep_ in {"pobj", "pcomp"}), None)
            if inner is not None:
                return inner.left_edge.i, inner.right_edge.i
    return None
