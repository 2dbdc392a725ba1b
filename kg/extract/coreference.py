"""What pronouns, titles and descriptions refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast, Figure
    from kg.extract.mentions import Mention
    from kg.extract.text import Paragraph

__all__ = ["Referents"]

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}


class Referents:
    """Resolves the noun phrases of one document against its cast."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def resolve(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the actor that the noun phrase headed by ``token`` refers to."""
        group = self.coordination(paragraph, token, exclude)
        if group is not None:
            return group
        mention = self.cast.cover[paragraph.index].get(token.i)
        if mention is not None and mention.actor:
            return mention.actor
        low = token.lower_
        if low in SINGULAR:
            return self.pronoun(paragraph, token, SINGULAR[low], exclude)
        if low == "who":
            head = token.head.head if token.head.dep_ == "relcl" else None
            return self.resolve(paragraph, head, exclude) if head is not None and head.lower_ not in SINGULAR and head.i < token.i else None
        return self.title(paragraph, token, exclude)

    def coordination(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        if token.dep_ == "conj":
            return None
        members = [token]
        stack = token
        while True:
            following = next((child for child in stack.children if child.dep_ == "conj"), None)
            if following is None:
                break
            members.append(following)
            stack = following
        if len(members) < 2:
            return None
        found = []
        for member in members:
            mention = self.cast.cover[paragraph.index].get(member.i)
            if mention is None or not mention.actor:
                return None
            found.append(mention.actor)
        return self.group(tuple(dict.fromkeys(found)), (paragraph.index, members[0].i, members[-1].i + 1))

    def group(self, members: tuple[str, ...], place: tuple[int, int, int]) -> str:
        if len(members) == 1:
            return members[0]
        names = [self.cast.figures[m].name for m in members]
        name = ", ".join(names[:-1]) + " and " + names[-1]
        figure = self.cast.by_name.get(name.lower())
        if figure is None:
            figure = self.cast.new(name, "Group", members=members)
            self.cast.by_name[name.lower()] = figure
        figure.mentions.append(place)
        return figure.id

    def before(self, paragraph: Paragraph, token: Token) -> list[list[Mention]]:
        """Return the person mentions before a token, grouped by sentence, nearest sentence first."""
        sentences: list[list[Mention]] = []
        for index in range(paragraph.index, max(-1, paragraph.index - 3), -1):
            doc = self.cast.text.paragraphs[index].doc
            current: tuple[int, int] | None = None
            for mention in reversed(self.cast.mentions[index]):
                if mention.kind != "person" or not mention.actor or (index == paragraph.index and mention.start >= token.i):
                    continue
                sentence = doc[mention.head].sent
                if current != (index, sentence.start):
                    current = (index, sentence.start)
                    sentences.append([])
                    if len(sentences) > 4:
                        return sentences
                sentences[-1].append(mention)
        return sentences

    def pronoun(self, paragraph: Paragraph, token: Token, gender: str, exclude: frozenset[str]) -> str | None:
        for mentions in self.before(paragraph, token):
            fitting = [m for m in mentions if m.actor not in exclude and self.fits(self.cast.figures[m.actor], gender)]
            subjects = [m for m in fitting if m.subject]
            if subjects:
                return subjects[-1].actor
            if fitting:
                actors = {m.actor for m in fitting}
                return fitting[0].actor if len(actors) == 1 else None
        return None

    def fits(self, figure: Figure, gender: str) -> bool:
        return figure.gender in ("", gender)

    def title(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        low = token.lemma_.lower()
        for mentions in self.before(paragraph, token):
            for mention in mentions:
                figure = self.cast.figures[mention.actor]
                if mention.actor not in exclude and any(low in title.office.referring for title, _ in figure.titles):
                    return figure.id
        return None
