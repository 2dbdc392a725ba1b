"""Who acts in a document: the cast, and what a noun phrase of the document refers to."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from kg.extract.actors.allegiance import settle, tenures_of
from kg.extract.actors.coreference import Referents
from kg.extract.actors.listing import close, standing
from kg.extract.actors.registry import Figure, Registry
from kg.records import Actor, Span, Tenure

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph, Text

__all__ = ["Cast", "cast_of"]


class Cast:
    """The actors of one document, found by :func:`cast_of`.

    Other stages ask it what their tokens refer to; whoever was asked for is an actor of the document from then on.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.registry = Registry(text)
        self.referents = Referents(self.registry)
        settle(self.registry, self.referents)
        self.notes: dict[str, int] = {}

    @property
    def figures(self) -> dict[str, Figure]:
        """Return the actors in the making, by id."""
        return self.registry.figures

    def at(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the actor whose mention covers a token."""
        mention = self.registry.cover[paragraph.index].get(token.i)
        if mention is None or not mention.actor or not self.figures[mention.actor].listed:
            return None
        return mention.actor

    def resolve(self, paragraph: Paragraph, token: Token, *, exclude: frozenset[str] = frozenset()) -> str | None:
        """Return what the noun phrase headed by a token refers to, ``None`` where that is open.

        Parameters
        ----------
        paragraph, token
            Where the noun phrase stands, and its head.
        exclude
            Actors that it cannot be: who "he" speaks to, whose counterpart "his counterpart" is.
        """
        found = self.referents.resolve(paragraph, token, exclude)
        if found is None:
            self.notes["references that stay open"] = self.notes.get("references that stay open", 0) + 1
        else:
            self.enlist(found)
        return found

    def together(self, actors: list[str]) -> str:
        """Return the group of some actors that speak as one, as one of the document's."""
        group = self.referents.joint.group(actors)
        self.enlist(group)
        return group

    def described(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return an actor known by its description only ("the two leaders" of whom one is not named)."""
        found = self.referents.describer.described(paragraph, token)
        if found is not None:
            self.enlist(found)
        return found

    def enlist(self, actor_id: str) -> None:
        """Count an actor, and those it consists of, as one of the document's."""
        figure = self.figures[actor_id]
        figure.listed = True
        for member in figure.members:
            self.figures[member].listed = True

    def within(self, paragraph: Paragraph, span: Span, *, adjectives: bool = False) -> list[str]:
        """Return the actors that are mentioned inside a span of the file, in text order."""
        doc = paragraph.doc
        found: dict[str, None] = {}
        mentions = self.registry.scenes[paragraph.index].mentions
        first = bisect_left(mentions, span.start, key=lambda m: paragraph.start + doc[m.start].idx)
        for mention in mentions[first:]:
            place = paragraph.span(doc[mention.start], doc[mention.end - 1])
            if place.start >= span.end:
                break
            if not mention.actor or place.end > span.end or (mention.kind == "adjective" and not adjectives):
                continue
            if self.figures[mention.actor].listed:
                found[mention.actor] = None
        return list(found)

    def targets(self, paragraph: Paragraph, span: Span) -> list[str]:
        """Return the actors at whom a stance is directed in a span: those of :meth:`within`, and people it describes.

        "All factions in Afghanistan" and "the Afghan people" are actors where something is demanded of them.
        """
        found = self.within(paragraph, span)
        for token in self.registry.people_in(paragraph, span):
            actor = self.referents.described(paragraph, token)
            if actor is not None and actor not in found:
                self.enlist(actor)
                found.append(actor)
        return found

    def party(self, actor_id: str) -> str | None:
        """Return the state or organisation for which an actor speaks; those, and groups, stand for themselves."""
        seen: set[str] = set()
        figure = self.figures[actor_id]
        while figure.represents is not None and figure.id not in seen:
            seen.add(figure.id)
            figure = self.figures[figure.represents]
        self.enlist(figure.id)
        return figure.id

    def country(self, actor_id: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of the state that an actor is or acts for."""
        return self.figures[actor_id].country

    def record(self, actor_id: str) -> Actor:
        """Return an actor as it stands in the extraction."""
        figure = self.figures[actor_id]
        spans = []
        for index, start, end in sorted(set(figure.mentions)):
            paragraph = self.text.paragraphs[index]
            spans.append(paragraph.span(paragraph.doc[start], paragraph.doc[end - 1]))
        return Actor(
            id=figure.id,
            name=f"{figure.name} ({figure.called[2]})" if figure.called is not None else figure.name,
            type=figure.type,
            mentions=tuple(spans),
            role=figure.role,
            country=figure.country,
            represents=figure.represents,
            members=figure.members,
        )

    def close(
        self, speaking: frozenset[str], acting: frozenset[str], concerned: frozenset[str], addressed: frozenset[str]
    ) -> None:
        """Take off the list whom the document only mentions, when the other stages have said who does what in it.

        See :func:`kg.extract.actors.listing.close`.
        """
        close(self.registry, speaking, acting, concerned, addressed)

    def standing(self, actor_id: str) -> tuple[str, ...]:
        """Return the listed actors that one stands for: itself, or those it consists of, or none."""
        return standing(self.registry, actor_id)

    def actors(self) -> tuple[Actor, ...]:
        """Return all actors; to be called when the other stages have asked what they have to ask."""
        tenures_of(self.registry)  # lists the organisations in which offices are held
        for figure in [f for f in self.figures.values() if f.listed]:
            self.stand_by(figure)
        return tuple(self.record(f.id) for f in self.figures.values() if f.listed)

    def stand_by(self, figure: Figure) -> None:
        """List whom a listed actor speaks for."""
        while figure.represents is not None and not self.figures[figure.represents].listed:
            figure = self.figures[figure.represents]
            figure.listed = True

    def tenures(self) -> tuple[Tenure, ...]:
        """Return the offices that persons hold according to the text."""
        return tenures_of(self.registry)


def cast_of(text: Text) -> Cast:
    """Find who acts in a document.

    Parameters
    ----------
    text
        What :func:`kg.extract.text.parse` yields.

    Examples
    --------
    >>> from kg.extract import model
    >>> from kg.extract.text import parse
    >>> from kg.records import Block, Document, Span
    >>> words = "Norwegian Foreign Minister Kari Holm met Ambassador of Chile to Norway Luis Soto. Holm thanked him."
    >>> document = Document("d", words, (Block("body", Span(0, len(words))),))
    >>> cast = cast_of(next(parse([document], model.load())))
    >>> [(a.name, a.role, a.country) for a in cast.actors() if a.type == "Person"]
    [('Kari Holm', 'Foreign Minister', 'NOR'), ('Luis Soto', 'Ambassador of Chile to Norway', 'CHL')]
    """
    return Cast(text)
