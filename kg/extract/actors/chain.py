"""Who has spoken so far: "the ministry", "it" and "the Chilean diplomats" as sources take up a speaker before them.

News relays one source over several sentences. Whom the words of that source mention is no rival for the next
pronoun: an organisation named inside a quotation does not become "it" in the "it added" that follows.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.actors.delegations import ENVOYS
from kg.extract.actors.gazetteer import bodies, offices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Token

    from kg.extract.actors.discourse import Discourse, Entity
    from kg.extract.actors.registry import Figure
    from kg.extract.text import Paragraph

__all__ = ["Chain"]

FAR = 12
"""Speakers that are looked back through."""
NEAR = 2
"""Sentences between a speaker and what takes them up that may name a rival."""
MOST = 20
MODIFIERS = frozenset({"amod", "compound", "nmod", "poss", "nummod"})
DIPLOMACY = frozenset({"ministry", "embassy", "mission", "department"})
PERSONS = frozenset({"official", "diplomat", "politician", "lawmaker", "minister"})
"""Nouns for whoever holds any office: "the Chilean official" is the Chilean who spoke last."""
BODIES = frozenset({"Organization", "InternationalOrganization"})
NEUTER = BODIES | {"Country"}


class Chain:
    """The speakers of one document so far, asked in the order of its utterances."""

    def __init__(self, referents: Discourse) -> None:
        self.referents = referents
        self.said: list[tuple[int, int, str]] = []

    def add(self, speaker: str | None, paragraph: int, end: int) -> None:
        """Note who spoke in a paragraph, and where in the file their words end."""
        if speaker is None:
            return
        if self.said and self.said[-1][1] > end:
            end = self.said[-1][1]
        self.said.append((paragraph, end, speaker))

    def taken_up(self, paragraph: Paragraph, source: Token, start: int) -> str | None:
        """Return the speaker whom a source without a name takes up, ``None`` where it takes up none.

        Parameters
        ----------
        paragraph, source
            Where the source stands, and its head.
        start
            Where in the file the words begin that are attributed to it.
        """
        low = source.lower_
        before = min(start, paragraph.start + source.left_edge.idx)
        if low == "it":
            return self._neuter(paragraph, source, before)
        if not any(c.lower_ in ("the", "this") for c in islice(source.lefts, MOST)):
            return None
        person = offices().match([low], 0)
        if person is not None and not person[1].plural and source.dep_ == "nsubj" and self._bare(source):
            return self._person(paragraph, source, before)
        modified = any(c.dep_ in MODIFIERS for c in islice(source.lefts, MOST))
        if modified:
            return self._of_state(paragraph, source)
        if low in ENVOYS or bodies().match([low], 0) is not None:
            return self._body(paragraph, source, before)
        return None

    def _bare(self, source: Token) -> bool:
        """Whether nothing but "the" stands with a noun."""
        return all(c.dep_ == "det" for c in islice(source.lefts, MOST)) and not any(
            c.dep_ in ("prep", "appos", "relcl") for c in islice(source.rights, MOST)
        )

    def _person(self, paragraph: Paragraph, source: Token, before: int) -> str | None:
        """Return the one who spoke last, if the noun can refer to their office: "the diplomat said"."""
        if not self.said or paragraph.index - self.said[-1][0] > 1:
            return None
        _, end, speaker = self.said[-1]
        between = self._between(paragraph, source, end, before)
        others = (e.actor for e in between if e.rank <= 1 and e.actor != speaker)
        if not self._holds(source.lower_, speaker) or any(self._holds(source.lower_, a) for a in others):
            return None
        return speaker

    def _holds(self, low: str, actor: str) -> bool:
        """Whether a noun can refer to a person by an office of theirs."""
        figure = self.referents.registry.figures[actor]
        titles = [t.office for t, _ in figure.titles[:MOST] if t.office.kind != "title"]
        of = (t.organization.name.lower() for t, _ in figure.titles[:MOST] if t.organization is not None)
        if low == "diplomat" and any("foreign" in name for name in of):
            return figure.type == "Person"  # a foreign ministry's spokeswoman
        return figure.type == "Person" and any(low == o.phrase or low in o.referring for o in titles)

    def _between(self, paragraph: Paragraph, source: Token, end: int, before: int) -> Iterator[Entity]:
        """Yield who is named between the words of a speaker and the next ones."""
        referents = self.referents
        k = referents.sentence_of(paragraph.index, source.i)
        for sentence in referents.sentences[max(0, k - NEAR) : k + 1]:
            place = referents.registry.text.paragraphs[sentence.paragraph]
            for entity in sentence.entities[-MOST:]:
                if end <= place.start + place.doc[entity.token].idx < before:
                    yield entity

    def _neuter(self, paragraph: Paragraph, source: Token, before: int) -> str | None:
        """Return the state or body that spoke last, if nobody but those in its words stands between."""
        if not self.said:
            return None
        index, end, speaker = self.said[-1]
        figure = self.referents.registry.figures[speaker]
        fits = figure.type in NEUTER or (figure.described and figure.name.split()[-1].lower() in ENVOYS)
        if (
            not fits
            or paragraph.index - index > 1
            or self._rival(self._between(paragraph, source, end, before), speaker)
        ):
            return None
        return speaker

    def _body(self, paragraph: Paragraph, source: Token, before: int) -> str | None:
        """Return the last body among the speakers that a noun can mean, one called by that noun rather than another."""
        low = source.lower_
        recent = [(end, self.referents.registry.figures[a]) for _, end, a in self.said[: -FAR - 1 : -1]]
        for fits in (self._called, self._kin):
            for end, figure in recent:
                if fits(low, figure):
                    between = self._between(paragraph, source, end, before)
                    rival = fits is self._kin and self._rival(between, figure.id, low)
                    return None if rival else figure.id
        return None

    def _called(self, low: str, figure: Figure) -> bool:
        """Whether a noun stands in the name of a body."""
        words = figure.name.lower().split()
        return (figure.type in BODIES or figure.described) and low in words and figure.type != "Person"

    def _kin(self, low: str, figure: Figure) -> bool:
        """Whether a noun can refer to a body by what it is."""
        words = figure.name.lower().split()
        if figure.described and low in ENVOYS and words[-1] in ENVOYS:
            return True
        if figure.type not in BODIES:
            return False
        found = (bodies().match(words, i) for i in range(len(words)))
        return any(low in match[1].referring for match in found if match is not None)

    def _of_state(self, paragraph: Paragraph, source: Token) -> str | None:
        """Return the last speaker where a noun for officials names nothing but its state: "the Chilean diplomats"."""
        if not self.said or paragraph.index - self.said[-1][0] > 1:
            return None
        states = [c for c in islice(source.lefts, MOST) if c.dep_ in MODIFIERS]
        cover = self.referents.registry.cover[paragraph.index].get(states[0].i) if len(states) == 1 else None
        code = cover.titles[0].country if cover is not None and cover.kind == "title" else None
        if cover is not None and cover.kind == "adjective" and cover.term is not None:
            code = cover.term.country
        figure = self.referents.registry.figures[self.said[-1][2]]
        if code is None or self.referents.country_of(figure) != code:
            return None
        if source.lower_ == "diplomats" and figure.type == "Organization":
            return figure.id if DIPLOMACY & set(figure.name.lower().split()) else None
        return figure.id if source.lower_ in PERSONS - {"minister"} and figure.type == "Person" else None

    def _rival(self, between: Iterable[Entity], speaker: str, low: str | None = None) -> bool:
        """Whether another body or state is a subject between the words of a speaker and what takes them up."""
        for entity in between:
            other = self.referents.registry.figures[entity.actor]
            if entity.rank > 1 or other.id == speaker or other.type not in NEUTER:
                continue
            if low is None or self._called(low, other) or self._kin(low, other):
                return True
        return False
