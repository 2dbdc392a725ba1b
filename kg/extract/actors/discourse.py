"""Who is spoken of in each sentence, and how prominently: what pronouns choose from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.actors.officeholders import holding_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.actors.registry import Figure, Registry
    from kg.extract.text import Paragraph

__all__ = ["WIDE", "Discourse", "Entity", "Sentence", "beside", "inside", "rank", "root"]

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
STEPS = 40
WIDE = 30
"""How many actors at either end of a sentence are looked at; no real sentence has more."""


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
    quoted: bool = False


class Discourse:
    """What one document has told up to a token: its sentences, who is in them, and what pronouns meant."""

    def __init__(self, registry: Registry, native: str | None, *, official: bool) -> None:
        self.registry = registry
        self.native, self.official = native, official
        self.states: dict[str, str | None] = {}
        self.votes: dict[str, Counter[str]] = {}
        self.known: dict[tuple[int, int], str | None] = {}
        self.sentences: list[Sentence] = []
        self.starts: list[tuple[int, int]] = []

    def sentence_of(self, paragraph: int, i: int) -> int:
        """Return the index of the sentence in which a token stands, -1 if it stands in none."""
        return bisect_right(self.starts, (paragraph, i)) - 1

    def start_of(self, paragraph: Paragraph, i: int) -> int:
        """Return where the sentence of a token starts."""
        k = self.sentence_of(paragraph.index, i)
        return self.sentences[k].start if k >= 0 else -1

    def back(self, paragraph: int, i: int, limit: int, *, told: bool = False) -> Iterator[tuple[int, list[Entity]]]:
        """Yield the entities before a token: of its own sentence, then sentence by sentence backwards.

        Where only what is ``told`` counts, a sentence that stands in quotation marks as a whole is passed over.
        """
        k = self.sentence_of(paragraph, i)
        if k >= 0:
            entities = self.sentences[k].entities
            end = bisect_left(entities, i, key=lambda e: e.token)
            yield 0, ends(entities, end)
        told = told and k >= 0 and not self.sentences[k].quoted
        for step in range(1, limit + 1):
            while told and k - step >= 0 and self.sentences[k - step].quoted:
                k -= 1
            if k - step < 0:
                return
            entities = self.sentences[k - step].entities
            yield step, ends(entities, len(entities))

    def country_of(self, figure: Figure) -> str | None:
        """Return the state for which a person acts, as far as the text has told."""
        return figure.country or next((t.country for t, _ in figure.titles if t.country), None)

    def state_of(self, figure: Figure) -> str | None:
        """Return the state for which a person acts, of one whose state is not told that of an office long held."""
        told = self.country_of(figure)
        if told is not None or figure.type != "Person":
            return told
        if figure.id not in self.states:
            holding = holding_of(figure.name, self.registry.text.document.published)
            self.states[figure.id] = holding.country if holding is not None else None
        return self.states[figure.id]


def ends(entities: list[Entity], end: int) -> list[Entity]:
    """Return the entities up to ``end``, of an endless sentence only those at either end."""
    return entities[:end] if end <= 2 * WIDE else [*entities[:WIDE], *entities[end - WIDE : end]]


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
        if verb.tag_ == "VB" and (preposition := _before_purpose(token)):
            return 2, preposition
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


def _before_purpose(token: Token) -> str:
    """Return the preposition of a noun taken for the subject of an infinitive: "spoke with Holm to thank her"."""
    first = token.left_edge.i
    before = token.doc[first - 1] if first > 0 else token
    return before.lower_ if before.dep_ == "prep" and any(c.lower_ == "to" for c in token.head.lefts) else ""


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
