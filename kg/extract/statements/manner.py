"""How a cue verb puts its statement: asserted, negated, as a condition or for the future."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.records import Modality

__all__ = ["modality_of"]

FUTURE = frozenset({"will", "shall", "'ll", "’ll"})
NEGATIVE = frozenset({"not", "n't", "n’t", "never"})
REFUSING = frozenset({"decline", "refuse", "fail", "avoid"})
COMING = frozenset({"plan", "intend", "expect", "prepare", "want", "hope", "promise"})
CONDITIONS = frozenset({"if", "unless", "whether"})
MOST = 20


def modality_of(verb: Token) -> Modality:
    """Return the modality of a cue verb from its auxiliaries, its negation and the verb that governs it.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> modality_of(load()("The minister did not say when talks would resume.")[4])
    'negated'
    """
    lefts = list(islice(verb.lefts, MOST))
    if any(child.dep_ == "neg" or child.lower_ in NEGATIVE for child in lefts):
        return "negated"
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in REFUSING:
        return "negated"
    if any(child.dep_ == "mark" and child.lower_ in CONDITIONS for child in lefts):
        return "hypothetical"
    modal = next((child for child in lefts if child.tag_ == "MD"), None)
    if modal is not None:
        return "future" if modal.lower_ in FUTURE else "conditional"
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in COMING:
        return "future"
    return "asserted"
