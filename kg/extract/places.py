"""Where something took place, as the phrase on a verb or noun says it: "in Vienna", "at the United Nations in Geneva"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Place", "place_on"]

PLACE_PREPOSITIONS = frozenset({"in", "at", "on", "to", "from", "near", "outside"})
RANK = {"GPE": 0, "LOC": 1, "FAC": 2}
"""Of several places the settlement or state is given: "at the Palais des Nations in Geneva" is Geneva."""
REACH = 12
"""Phrases of place that are looked at: one inside the other ("at a hotel in Oslo") or side by side."""


class Place:
    """A place named in the text: its words, and its first and last token."""

    __slots__ = ("first", "last", "rank", "words")

    def __init__(self, first: Token, last: Token, rank: int) -> None:
        self.first, self.last, self.rank = first, last, rank
        tokens = first.doc[first.i : last.i + 1]
        self.words: str = tokens.text.removeprefix("the ").removesuffix("'s").removesuffix("’s")


def place_on(heads: Iterable[Token], prepositions: Iterable[str]) -> Place | None:
    """Return the place that a phrase on one of the tokens names, ``None`` if there is none.

    Parameters
    ----------
    heads
        Nouns or verbs that tell of the event.
    prepositions
        Those that say where it was: "to" does for a visit, not for a call.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> doc = load()("The ministers met at a hotel in Oslo on Monday.")
    >>> place_on([doc[2]], ["in", "at"]).words
    'Oslo'
    """
    wanted = frozenset(prepositions) & PLACE_PREPOSITIONS
    best: Place | None = None
    for head in heads:
        waiting = [child for child in head.rights if child.dep_ in ("prep", "advmod")]
        waiting += [child for child in head.lefts if child.dep_ == "prep"]
        looked = 0
        while waiting and looked < REACH:
            preposition = waiting.pop(0)
            looked += 1
            if preposition.lower_ not in wanted and not (preposition.lower_ == "of" and preposition.head.pos_ == "NOUN"):
                continue
            for noun in preposition.rights:
                if noun.dep_ != "pobj":
                    continue
                found = named(noun)
                if found is not None and (best is None or found.rank < best.rank):
                    best = found
                waiting += [child for child in noun.rights if child.dep_ == "prep" and child.lower_ in ("in", "at", "of")]
        if best is not None:
            return best
    return best


def named(noun: Token) -> Place | None:
    if noun.ent_type_ not in RANK:
        return None
    first = last = noun
    while first.ent_iob_ != "B" and first.i > 0 and first.nbor(-1).ent_type_ == noun.ent_type_:
        first = first.nbor(-1)
    while last.i + 1 < len(last.doc) and last.nbor().ent_iob_ == "I":
        last = last.nbor()
    return Place(first, last, RANK[noun.ent_type_])
