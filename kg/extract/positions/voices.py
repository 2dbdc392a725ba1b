"""Who speaks where in a paragraph, and whose side a noun phrase means: what a stance needs to find its holder."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.phrases import pronoun_of
from kg.extract.positions.predicates import owner_of
from kg.extract.positions.stances import lemma_of, words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.statements import Utterance
    from kg.extract.text import Paragraph
    from kg.records import Actor, Span, Statement

__all__ = ["Parties", "Spoken", "Voices"]

FARTHEST = 16
"""Members of a coordination that are looked at."""

STATES = frozenset({"Country", "Organization", "InternationalOrganization"})
OURS = frozenset({"we", "i", "us", "me", "ourselves", "myself"})
OUR = frozenset({"our", "my"})
THEIRS = frozenset({"his", "her", "its", "their"})
THIRD = frozenset({"he", "she", "they"})
PERSONAL = frozenset({"he", "she"})
PRONOUNS = frozenset({"he", "she", "it", "they"})
NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
NAMING = frozenset({"amod", "compound", "nmod", "poss"})


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement with the utterance it was made from, and the side for which its speaker speaks."""

    utterance: Utterance
    statement: Statement
    side: str | None


@dataclass(slots=True)
class Parties:
    """The actors of a document, looked up once each."""

    cast: Cast
    known: dict[str, Actor] = field(default_factory=dict)

    def record(self, actor: str) -> Actor:
        """Return an actor's record."""
        if actor not in self.known:
            self.known[actor] = self.cast.record(actor)
        return self.known[actor]

    def are_states(self, actors: Iterable[str]) -> bool:
        """Whether all actors are states or organisations."""
        return all(self.record(actor).type in STATES for actor in actors)

    def spoken(self, utterance: Utterance, statement: Statement) -> Spoken:
        """Return a statement with its speaker's side."""
        side = statement.on_behalf_of
        if side is None and statement.speaker is not None:
            side = self.cast.party(statement.speaker)
        return Spoken(utterance, statement, side)


class Voices:
    """Who speaks where in a paragraph.

    ``at`` gives for a token the index of the statement in whose content it stands, ``cues`` the statement whose cue it
    is, ``hoped`` the statements that tell what is hoped for. Statements without a speaker are left out, so that what
    stands in them belongs to the statement around them.
    """

    def __init__(
        self, parties: Parties, paragraph: Paragraph, spoken: Sequence[Spoken], numbers: Sequence[int]
    ) -> None:
        self.parties = parties
        self.paragraph = paragraph
        self.spoken = spoken
        self.starts = [token.idx for token in paragraph.doc]
        self.sides: dict[int, str | None] = {}
        heard = [n for n in numbers if spoken[n].side is not None]
        self.cues = {spoken[n].utterance.cue.i: n for n in reversed(heard)}
        self.at = self._contents(heard)
        self.hoped = frozenset(n for n in heard if _hopes(spoken[n].utterance.cue))

    def _contents(self, numbers: Iterable[int]) -> dict[int, int]:
        spans: list[tuple[int, int, int]] = []
        for number in numbers:
            for span in self.spoken[number].utterance.content:
                first, last = self.tokens(span)
                if first <= last:
                    spans.append((first, -last, number))
        spans.sort()
        at: dict[int, int] = {}
        open_: list[tuple[int, int]] = []
        following = 0
        for i in range(len(self.starts)):
            while following < len(spans) and spans[following][0] <= i:
                open_.append((-spans[following][1], spans[following][2]))
                following += 1
            while open_ and open_[-1][0] < i:
                open_.pop()
            if open_:
                at[i] = open_[-1][1]
        return at

    def tokens(self, span: Span) -> tuple[int, int]:
        """Return the first and last token of a span of the file."""
        start, end = span.start - self.paragraph.start, span.end - self.paragraph.start
        return max(bisect_right(self.starts, start) - 1, 0), bisect_left(self.starts, end) - 1

    # -- sides

    def joined(self, subject: Token) -> tuple[str, ...]:
        """Return the states and organisations that a coordination names: "Ruritania and Borduria"."""
        tokens = [subject]
        while len(tokens) < FARTHEST:
            following = next((c for c in tokens[-1].rights if c.dep_ == "conj"), None)
            if following is None:
                break
            tokens.append(following)
        if len(tokens) < 2:
            return ()
        actors = [actor for token in tokens if (actor := self.parties.cast.at(self.paragraph, token)) is not None]
        if len(actors) < len(tokens) or not self.parties.are_states(actors):
            return ()
        return tuple(dict.fromkeys(actors))

    def joined_of(self, group: Token) -> tuple[str, ...]:
        """Return the states for which a group speaks: "the ministers of Ruritania and Borduria"."""
        if group.tag_ != "NNS":
            return ()
        of = next((c for c in group.rights if c.dep_ == "prep" and c.lower_ in {"of", "from"}), None)
        named = next((c for c in of.rights if c.dep_ == "pobj"), None) if of is not None else None
        return self.joined(named) if named is not None else ()

    def side(self, token: Token) -> str | None:
        """Return the state, organisation or other party that a noun phrase stands for."""
        if token.i not in self.sides:
            cast = self.parties.cast
            actor = cast.resolve(self.paragraph, token)
            if actor is None and lemma_of(token) in words("sides"):
                actor = self._named_side(token)
            self.sides[token.i] = (cast.party(actor) or actor) if actor is not None else None
        return self.sides[token.i]

    def _named_side(self, token: Token) -> str | None:
        """Return the actor whose side, government or army a noun phrase means: "the Ruritanian side"."""
        cast = self.parties.cast
        for child in token.children:
            if child.dep_ in NAMING:
                actor = cast.at(self.paragraph, child)
                if actor is not None:
                    return actor
            if child.dep_ == "prep" and child.lower_ == "of":
                of = next((c for c in child.children if c.dep_ == "pobj"), None)
                return cast.resolve(self.paragraph, of) if of is not None else None
        return None

    def own(self, subject: Token, number: int) -> bool:
        """Whether a noun phrase means the side of the speaker of a statement."""
        if pronoun_of(subject) in OURS | OUR:
            return True
        if subject.lower_ in THIRD and self.spoken[number].statement.quote_type == "direct":
            return False
        owner = owner_of(subject)
        if owner is not None and lemma_of(subject) not in words("sides"):
            return False
        if owner is not None and owner.lower_ in OUR | THEIRS:
            return True
        return self._same_side(subject, number)

    def is_person(self, noun: Token) -> bool:
        """Whether a noun phrase names a person."""
        actor = self.parties.cast.at(self.paragraph, noun)
        return actor is not None and self.parties.record(actor).type == "Person"

    def is_somebodys(self, subject: Token) -> bool:
        """Whether a noun phrase names somebody, or what is somebody's: "they", "Ruritanian jets", "the army's raid"."""
        if any(lemma_of(t) in words("forces_of_nature") for t in (subject, *subject.lefts)):
            return False
        if subject.pos_ == "PRON" or self.side(subject) is not None or subject.ent_type_ in NAMED:
            return True
        parts = (c for c in subject.children if c.dep_ in NAMING or c.dep_ == "prep")
        return any(c.dep_ == "poss" or self.parties.cast.at(self.paragraph, c) is not None for c in parts)

    def _same_side(self, subject: Token, number: int) -> bool:
        one = self.spoken[number]
        joined = self.joined(subject)
        if joined:
            return one.side in joined
        side = self.side(subject)
        if side is None:
            return subject.lower_ in PERSONAL | THEIRS
        return side in {one.side, one.statement.speaker} or one.side in self.parties.record(side).members

    def unplaced(self, number: int) -> bool:
        """Whether a speaker holds an office, but is not known to speak for a state or an organisation."""
        one = self.spoken[number]
        if one.side is None or one.side != one.statement.speaker:
            return False
        record = self.parties.record(one.side)
        return record.type == "Person" and record.role is not None

    def holders(self, named: Token | None, number: int | None) -> tuple[str, ...]:
        """Return who holds a stance: the party named, or that of the speaker; a list of states is each of them.

        Parameters
        ----------
        named
            The head of the noun phrase that names the holder, ``None`` if it is the speaker.
        number
            The index of the statement in which the stance is taken.
        """
        one = self.spoken[number] if number is not None else None
        holder = one.side if one is not None else None
        if named is not None:
            joined = self.joined(named) or self.joined_of(named)
            if joined:
                return joined
            found = self.side(named)
            spoken_of = named.lower_ not in PRONOUNS or (one is not None and one.statement.quote_type == "direct")
            holder = found if found is not None or spoken_of else holder
        elif one is not None:
            named = one.utterance.source
            here = named is not None and one.utterance.source_paragraph is self.paragraph
            joined = self.joined_of(named) if named is not None and here else ()
            if joined:
                return joined
        if holder is None:
            return ()
        members = self.parties.record(holder).members
        # "Ruritania and Borduria" are two holders, "the two sides" are one
        listed = named is not None and any(c.dep_ in {"conj", "prep"} for c in named.rights)
        return members if members and listed and self.parties.are_states(members) else (holder,)


def _hopes(cue: Token) -> bool:
    return lemma_of(cue) == "hope" or any(lemma_of(child) == "hope" for child in cue.children)
