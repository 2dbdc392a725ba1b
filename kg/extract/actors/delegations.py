"""Delegations and missions, which a text calls by several names."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from kg.extract.actors.registry import Figure, Registry
    from kg.extract.text import Paragraph

__all__ = ["ENVOYS", "Delegations"]

ENVOYS = frozenset({"delegation", "mission", "team"})
"""Nouns by which news calls those sent somewhere, one for another."""
MANY = 8
"""Delegations of one document that are told apart."""


class Delegations:
    """The delegations that one document has described so far.

    Parameters
    ----------
    registry
        The figures of the document.
    describe
        Makes the actor of a description.
    modified
        Whether something stands with a noun that tells what kind is meant.
    """

    def __init__(
        self,
        registry: Registry,
        describe: Callable[[Paragraph, Token], str | None],
        modified: Callable[[Token], bool],
    ) -> None:
        self.registry, self.describe, self.modified = registry, describe, modified
        self.figures: list[Figure] = []
        self.read: dict[str, int] = {}

    def add(self, figure: Figure, token: Token) -> None:
        """Note what a description has made an actor, if it is a delegation that a name tells from others."""
        if token.lower_ in ENVOYS and len(figure.name.split()) > 1:
            self.figures.append(figure)

    def known(self, paragraph: Paragraph, token: Token, name: str) -> Figure | None:
        """Return the delegation that a shorter name takes up: "the CAN delegation", "the Chilean delegation"."""
        if token.lower_ not in ENVOYS or all(c.lower_ != "the" for c in islice(token.lefts, MANY)):
            return None
        self.catch_up(paragraph, token)
        own = name.split()[:-1]
        for figure in self.figures[-MANY:]:
            words = figure.name.split()
            initials = "".join(word[0] for word in words if word[0].isupper())
            if words[-1] == token.lower_ and all(w in words or (w.isupper() and w in initials) for w in own):
                if all(word in words for word in own) and words[0].islower():
                    figure.name = name  # "high-level Chilean delegation"
                return figure
        return None

    def catch_up(self, paragraph: Paragraph, token: Token) -> None:
        """Describe the delegations that stand before a token and that nobody has asked for."""
        noun = token.lower_
        places = self.registry.nouns.get(noun, ())
        while self.read.get(noun, 0) < bisect_left(places, (paragraph.index, token.i)):
            index, i = places[self.read.get(noun, 0)]
            self.read[noun] = self.read.get(noun, 0) + 1
            place = self.registry.text.paragraphs[index]
            if self.modified(place.doc[i]):
                self.describe(place, place.doc[i])
