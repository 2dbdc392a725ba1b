"""Who is spoken of in each sentence, and how prominently: what pronouns choose from."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Entity", "Sentence", "beside", "inside", "rank", "root"]

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
STEPS = 40


@dataclass(slots=True, eq=False)
class Entity:
    """An actor in a sentence: 0 subject of the sentence, 1 other subject, 2 object, 3 anything else."""

    token: int
    actor: str
    rank: int
    link: str = ""


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence of the body, with its actors in text order."""

    paragraph: int
    start: int
    end: int
    entities: list[Entity] = field(default_factory=list)


def root(doc: Doc, start: int, end: int) -> Token:
    """Return the token on which the tokens from ``start`` to ``end`` hang."""
    token = doc[end - 1]
    for _ in range(STEPS):
        head = token.head
        if head.i == token.i or not start <= head.i < end:
            break
        token = head
    return token


def rank(token: Token) -> tuple[int, str]:
    """Return how prominent a noun is in its sentence, and its preposition ("and" of a further subject)."""
    coordinated = False
    for _ in range(STEPS):
        if token.dep_ not in ("conj", "appos", "compound", "nmod") or token.head.i == token.i:
            break
        coordinated = coordinated or token.dep_ in ("conj", "appos")  # small models take the one for the other
        token = token.head
    if token.dep_ in SUBJECTS:
        verb, link = token.head, "and" if coordinated else ""
        for _ in range(STEPS):
            if verb.dep_ != "conj":
                break
            verb = verb.head
        speaks = verb.dep_ in ("ROOT", "parataxis")
        return (0 if speaks else 1), link
    if token.dep_ in ("dobj", "dative"):
        return 2, ""
    if token.dep_ == "pobj":
        return (1 if token.head.dep_ == "agent" else 2), token.head.lower_
    return 3, ""


def beside(entity: Entity, entities: Sequence[Entity], options: Container[str]) -> bool:
    """Whether an actor is one of several subjects joined by "and" of which another would do as well."""
    equals = [e for e in entities if e.rank == entity.rank and e.token <= entity.token]
    return entity.link == "and" and any(e.actor in options and e.actor != entity.actor for e in equals[-2:])


def inside(token: Token, other: Token) -> bool:
    """Whether a token stands in the part of the sentence that hangs on another."""
    for _ in range(STEPS):
        if token.i == other.i:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False
