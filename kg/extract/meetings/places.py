"""Where something took place, as the phrase on a verb or noun says it: "in Vienna", "at a hotel in Oslo"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import names
from kg.extract.phrases import pieces

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Place", "named", "place_near", "place_on", "same_state"]

RANK = {"GPE": 0, "LOC": 1, "FAC": 2}
"""Of several places the settlement or state is given: "at the Palais des Nations in Geneva" is Geneva."""
UNKNOWN = 3
NO_PLACE = frozenset({"DATE", "TIME", "ORG", "EVENT", "NORP", "LAW", "LANGUAGE", "WORK_OF_ART", "PRODUCT"})
REACH = 12
"""Phrases of place that are looked at, and words over which one may stand away from its noun."""


class Place:
    """A place named in the text: its words, and its first and last token."""

    __slots__ = ("first", "last", "rank", "words")

    def __init__(self, first: Token, last: Token, rank: int) -> None:
        self.first, self.last, self.rank = first, last, rank
        words: str = first.doc[first.i : last.i + 1].text
        self.words = words.removeprefix("the ").removesuffix("'s").removesuffix("’s")


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
    wanted = frozenset(prepositions)
    for head in heads:
        waiting = [child for child in head.children if child.dep_ in ("prep", "advmod")]
        best: Place | None = None
        for _ in range(REACH):
            if not waiting:
                break
            preposition = waiting.pop(0)
            if preposition.lower_ not in wanted and not (
                preposition.lower_ == "of" and preposition.head.pos_ == "NOUN"
            ):
                continue
            if preposition.lower_ == "of" and preposition.head == head:
                continue
            for noun in preposition.rights:
                if noun.dep_ == "pobj":
                    found = named(noun) or (unknown(noun) if preposition.lower_ == "in" else None)
                    if found is not None and (best is None or found.rank < best.rank):
                        best = found
                    waiting += [
                        child for child in noun.rights if child.dep_ == "prep" and child.lower_ in ("in", "at", "of")
                    ]
        if best is not None:
            return best
    return None


def place_near(noun: Token, prepositions: Iterable[str]) -> Place | None:
    """Return a place in the rest of a noun's phrase, hung by the parser on another word: "talks with X in Oslo".

    Examples
    --------
    >>> from kg.extract.model import load
    >>> doc = load()("He spoke after a meeting with President Jan Moe in Oslo.")
    >>> place_near(doc[4], ["in"]).words
    'Oslo'
    """
    wanted = frozenset(prepositions)
    doc = noun.doc
    for i in range(noun.i + 1, min(len(doc) - 1, noun.i + 3 * REACH)):
        token = doc[i]
        if token.is_sent_start or token.pos_ in ("VERB", "AUX"):
            return None
        if token.lower_ in wanted and token.dep_ == "prep":
            for following in doc[i + 1 : i + 4]:
                if following.ent_type_ in RANK:
                    return named(following)
            if token.lower_ == "in" and (found := next(filter(None, map(unknown, token.rights)), None)):
                return found
    return None


def unknown(noun: Token) -> Place | None:
    """Return a proper noun that the recogniser did not know, as a place: after "in" it is hardly anything else.

    Examples
    --------
    >>> from kg.extract.model import load
    >>> doc = load()("The ministers met in Muscat on Monday.")
    >>> unknown(doc[4]).words
    'Muscat'
    """
    if (
        noun.pos_ != "PROPN"
        or noun.ent_type_ in NO_PLACE
        or not noun.text[0].isupper()
        or not noun.text.replace("-", "").isalpha()
    ):
        return None
    first = noun
    while first.i > 0 and first.nbor(-1).dep_ == "compound" and first.nbor(-1).pos_ == "PROPN":
        first = first.nbor(-1)
    return Place(first, noun, UNKNOWN)


def named(token: Token) -> Place | None:
    """Return the place whose name a token belongs to."""
    kind = token.ent_type_
    if kind not in RANK:
        return None
    doc = token.doc
    first = last = token.i
    while doc[first].ent_iob_ != "B" and first > 0 and doc[first - 1].ent_type_ == kind:
        first -= 1
    while last + 1 < len(doc) and doc[last + 1].ent_iob_ == "I":
        last += 1
    return Place(doc[first], doc[last], RANK[kind])


@cache
def state(words: str) -> str | None:
    """Return the state that a place is or is the capital of."""
    cut = pieces(words)
    found = names().match(cut, 0) if cut else None
    return found[1].country if found is not None and found[0] == len(cut) else None


def same_state(one: str, other: str) -> bool:
    """Whether two places may be one, or one in the other: a capital and its state.

    Examples
    --------
    >>> same_state("Oslo", "Norway"), same_state("Oslo", "Chile")
    (True, False)
    """
    if one == other:
        return True
    states = state(one), state(other)
    return None not in states and states[0] == states[1]
