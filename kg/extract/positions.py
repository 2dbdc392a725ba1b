"""Who is for or against what: the stances of a document as records, each with its holder, target, issues and evidence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.claims import Claim, Voices, claims_in, parallel
from kg.extract.issues import issues_in
from kg.extract.sources import own_subject, subject_of
from kg.extract.stances import clause_of, is_hidden_verb
from kg.records import Position, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.meetings import Meetings
    from kg.extract.statements import Utterance
    from kg.extract.text import Paragraph, Text
    from kg.records import Actor, Statement

__all__ = ["find_positions"]

HOPES = frozenset({"hope", "hop"})
NEARBY = 160
"""Characters between a cue and what it introduces, for the evidence to show both."""
FARTHEST = 16
"""Steps up the tree in search of a claim that includes another."""

ASIDE = frozenset({"conj", "cc", "punct", "parataxis", "preconj"})
STATES = frozenset({"Country", "Organization", "InternationalOrganization"})
REPORTED = frozenset({"other", "hope of other", "noun of other"})
WISHED = frozenset({"urge", "demand", "express_willingness", "pledge"})
EMPTY = frozenset({"it", "that", "this", "you", "you very much", "them", "him", "her", "to", "about"})
DONE = frozenset({"support", "respect", "agree"})
ACTED = frozenset({"own", "other", "narrated"})
OURS = frozenset({"we", "i", "us", "me", "ourselves", "myself"})
OUR = frozenset({"our", "my"})
THEIRS = frozenset({"his", "her", "its", "their"})
SIDES = frozenset(
    {"country", "nation", "state", "government", "administration", "side", "people", "authority", "party", "cabinet",
     "ministry", "department", "leadership", "delegation", "team", "force", "military", "diplomat", "parliament", "agency"}
)
PRONOUNS = frozenset({"he", "she", "it", "they"})


@dataclass(frozen=True, slots=True)
class _Told:
    """A statement with the utterance it was made from."""

    utterance: Utterance
    statement: Statement
    side: str | None


def find_positions(
    text: Text, cast: Cast, statements: Sequence[tuple[Utterance, Statement]], meetings: Meetings
) -> list[Position]:
    """Return the positions that a document's statements and its own voice take.

    Parameters
    ----------
    text
        A parsed document.
    cast
        Its actors.
    statements
        Its utterances with the statements made of them, in text order.
    meetings
        Its meetings.
    """
    told = [_told(cast, utterance, statement) for utterance, statement in statements]
    by_paragraph: dict[int, list[int]] = {}
    for number, one in enumerate(told):
        by_paragraph.setdefault(one.utterance.paragraph.index, []).append(number)
    found: list[Position] = []
    records: dict[str, Actor] = {}
    for paragraph in text.body:
        reader = _Reader(text, cast, paragraph, told, by_paragraph.get(paragraph.index, []), records)
        for position in reader.positions():
            found.append(_numbered(position, len(found) + 1))
    return found


def _told(cast: Cast, utterance: Utterance, statement: Statement) -> _Told:
    side = statement.on_behalf_of
    if side is None and statement.speaker is not None:
        side = cast.party(statement.speaker)
    return _Told(utterance, statement, side)


def _numbered(position: Position, number: int) -> Position:
    from dataclasses import replace

    return replace(position, id=f"p{number:02}")


class _Reader:
    """One paragraph, with what is said in it."""

    def __init__(
        self,
        text: Text,
        cast: Cast,
        paragraph: Paragraph,
        told: Sequence[_Told],
        numbers: Sequence[int],
        records: dict[str, Actor],
    ) -> None:
        self.text = text
        self.cast = cast
        self.paragraph = paragraph
        self.told = told
        self.records = records
        self.starts = [token.idx for token in paragraph.doc]
        self.parties: dict[int, str | None] = {}
        at, cues = self._voices(numbers)
        hoped = frozenset(
            n for n in numbers if any(word.lemma_.lower() in HOPES for word in self.cue_words(told[n].utterance.cue))
        )
        self.voices = Voices(at, cues, self.own, self.loose, hoped)

    def _voices(self, numbers: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
        cues: dict[int, int] = {}
        spans: list[tuple[int, int, int]] = []
        for number in numbers:
            utterance = self.told[number].utterance
            if self.told[number].side is None:
                continue
            cues.setdefault(utterance.cue.i, number)
            for span in utterance.content:
                first, last = self.tokens(span)
                if first <= last:
                    spans.append((first, -last, number))
        spans.sort()
        at: dict[int, int] = {}
        open_: list[tuple[int, int]] = []
        position = 0
        for i in range(len(self.starts)):
            while position < len(spans) and spans[position][0] <= i:
                open_.append((-spans[position][1], spans[position][2]))
                position += 1
            while open_ and open_[-1][0] < i:
                open_.pop()
            if open_:
                at[i] = open_[-1][1]
        return at, cues

    @staticmethod
    def cue_words(cue: Token) -> Iterator[Token]:
        yield cue
        yield from cue.children

    def tokens(self, span: Span) -> tuple[int, int]:
        """Return the first and last token of a span of the file."""
        start, end = span.start - self.paragraph.start, span.end - self.paragraph.start
        first = max(bisect_right(self.starts, start) - 1, 0)
        return first, bisect_left(self.starts, end) - 1

    # -- who

    def joined(self, subject: Token) -> tuple[str, ...]:
        """Return the states and organisations that a coordination names: "Ruritania and Borduria"."""
        actors = [self.cast.at(self.paragraph, subject)]
        at: Token | None = subject
        for _ in range(FARTHEST):
            at = next((c for c in at.rights if c.dep_ == "conj"), None) if at is not None else None
            if at is None:
                break
            actors.append(self.cast.at(self.paragraph, at))
        if len(actors) < 2:
            return ()
        named = [actor for actor in actors if actor is not None]
        if len(named) < len(actors) or any(self.record(actor).type not in STATES for actor in named):
            return ()
        return tuple(dict.fromkeys(named))

    def record(self, actor: str) -> Actor:
        if actor not in self.records:
            self.records[actor] = self.cast.record(actor)
        return self.records[actor]

    def party(self, token: Token) -> str | None:
        """Return the side that a noun phrase stands for."""
        if token.i not in self.parties:
            actor = self.cast.resolve(self.paragraph, token)
            if actor is None and token.lemma_.lower() in SIDES:
                actor = self.named_side(token)
            self.parties[token.i] = self.cast.party(actor) or actor if actor else None
        return self.parties[token.i]

    def named_side(self, token: Token) -> str | None:
        """Return the actor whose side, government or army a noun phrase means: "the Ruritanian side"."""
        for child in token.children:
            if child.dep_ in {"amod", "compound", "nmod", "poss"}:
                actor = self.cast.at(self.paragraph, child)
                if actor is not None:
                    return actor
            if child.dep_ == "prep" and child.lower_ == "of":
                for governed in child.children:
                    if governed.dep_ == "pobj":
                        return self.cast.resolve(self.paragraph, governed)
        return None

    def own(self, subject: Token, number: int) -> bool:
        """Whether a noun phrase means the side of the speaker of a statement."""
        one = self.told[number]
        word = subject.lower_
        if word in OURS:
            return True
        possessor = next((c for c in subject.lefts if c.dep_ == "poss"), None)
        if possessor is not None:
            if possessor.lower_ in OUR:
                return subject.lemma_.lower() in SIDES
            if possessor.lower_ in THEIRS and subject.lemma_.lower() in SIDES:
                return True
            if subject.lemma_.lower() not in SIDES:
                return False
        if word in OUR | THEIRS:
            return word in OUR or self.party(subject) in {one.side, None}
        if one.side is None:
            return False
        joined = self.joined(subject)
        if joined:
            return one.side in joined
        party = self.party(subject)
        if party is None:
            return word in {"he", "she"}
        if party in {one.side, one.statement.speaker}:
            return True
        return one.side in self.record(party).members

    def loose(self, number: int) -> bool:
        """Whether a speaker holds an office, but is not known to speak for a state or an organisation."""
        one = self.told[number]
        if one.side is None or one.side != one.statement.speaker:
            return False
        record = self.record(one.side)
        return record.type == "Person" and record.role is not None

    def holders(self, claim: Claim) -> list[str]:
        """Return who holds a stance: one, or the states that a joint holder is made of."""
        if claim.holder is not None:
            joined = self.joined(claim.holder)
            if joined:
                return list(joined)
            holder = self.party(claim.holder)
            if holder is None and claim.holder.lower_ in PRONOUNS and claim.statement is not None:
                holder = self.told[claim.statement].side
        elif claim.statement is not None:
            holder = self.told[claim.statement].side
        else:
            holder = None
        if holder is None:
            return []
        members = [self.record(m) for m in self.record(holder).members]
        if members and self.named_jointly(claim) and all(m.type in STATES for m in members):
            return [m.id for m in members]
        return [holder]

    def named_jointly(self, claim: Claim) -> bool:
        """Whether a joint holder is named by its members, and not as "the two sides"."""
        named = claim.holder
        if named is None and claim.statement is not None:
            named = self.told[claim.statement].utterance.source
        return named is not None and any(c.dep_ in {"conj", "prep"} for c in named.rights)

    # -- where

    def extent(self, claim: Claim) -> tuple[int, int]:
        """Return the first and last token of the clause in which a stance is taken."""
        token = claim.token
        verb = clause_of(token)
        first = min((c.left_edge.i for c in verb.lefts if c.dep_ not in ASIDE), default=verb.i)
        first = min(first, verb.i, token.i)
        subject = subject_of(verb) if verb.pos_ in {"VERB", "AUX"} else None
        if subject is not None and subject.i < verb.i and subject.sent.start == verb.sent.start and verb.dep_ != "conj":
            first = min(first, subject.left_edge.i)
        last = max((c.right_edge.i for c in verb.rights if c.dep_ not in ASIDE), default=verb.i)
        last = max(last, verb.i, token.i)
        if verb is not token:
            last = max(last, max((c.right_edge.i for c in token.rights if c.dep_ not in ASIDE), default=token.i))
        number = self.voices.at.get(token.i)
        if number is not None:
            for span in self.told[number].utterance.content:
                begin, end = self.tokens(span)
                if begin <= token.i <= end:
                    return max(first, begin), min(last, end)
        return first, last

    def evidence(self, claim: Claim) -> Span:
        """Return the stretch of the file that shows a stance."""
        number = self.voices.cues.get(claim.token.i)
        if number is not None and claim.statement == number:
            utterance = self.told[number].utterance
            content = utterance.content[0]
            cue = utterance.cue_span
            if max(content.start - cue.end, cue.start - content.end) < NEARBY:
                return Span(min(cue.start, content.start), max(cue.end, content.end))
            return content
        first, last = self.extent(claim)
        return self.trimmed(first, last)

    def trimmed(self, first: int, last: int) -> Span:
        doc = self.paragraph.doc
        while last > first and (doc[last].is_punct or doc[last].is_space) and not doc[last].is_quote:
            last -= 1
        while first < last and (doc[first].is_punct or doc[first].is_space) and not doc[first].is_quote:
            first += 1
        return self.paragraph.span(doc[first], doc[last])

    def target(self, claim: Claim, evidence: Span) -> Span:
        """Return the stretch that says what the stance is about."""
        number = self.voices.cues.get(claim.token.i)
        if number is not None and claim.statement == number:
            return self.told[number].utterance.content[0]
        if claim.whole:
            return evidence
        first, last = self.extent(claim)
        token = claim.token
        begin = min(
            (c.left_edge.i for c in token.rights if c.dep_ not in ASIDE | {"prt", "advmod", "neg", "agent"}), default=None
        )
        if begin is None or begin > last:
            return evidence
        return self.trimmed(begin, last)

    # -- records

    def claims(self) -> Iterator[Claim]:
        """Yield the claims that are not part of another claim of the same holder."""
        found = claims_in(self.paragraph.doc, self.voices)
        claims = {clause_of(claim.token).i: claim for claim in found}
        claims.update((claim.token.i, claim) for claim in found)
        for claim in found:
            if not self.included(claim, claims):
                yield claim

    def included(self, claim: Claim, claims: dict[int, Claim]) -> bool:
        at = claim.token
        joined = at.dep_ == "conj"
        for _ in range(FARTHEST):
            head = at.head
            if head.i == at.i or is_hidden_verb(at) or (at.dep_ == "relcl" and claim.rule in ACTED and own_subject(at)):
                return False
            other = claims.get(head.i)
            if other is not None and other.token.i == claim.token.i:
                other = None
            if at.dep_ == "conj" and other is not None and not (claim.whole and other.whole and not own_subject(at)):
                other = None
            if other is not None and not (joined and parallel(claim.token, head)):
                if claim.rule in REPORTED and other.stance in WISHED and at.dep_ in {"ccomp", "xcomp"}:
                    return True
                if self.same_holder(claim, other):
                    return True
            at = head
        return False

    def same_holder(self, one: Claim, other: Claim) -> bool:
        if one.holder is None and other.holder is None:
            return one.statement == other.statement or self.holders(one) == self.holders(other)
        return self.holders(one) == self.holders(other)

    def positions(self) -> Iterator[Position]:
        for claim in self.claims():
            evidence = self.evidence(claim)
            if evidence.end - evidence.start < 12:
                continue
            target = self.target(claim, evidence)
            if self.text.words(target).lower() in EMPTY:
                continue
            one = self.told[claim.statement] if claim.statement is not None else None
            for holder in self.holders(claim):
                first, last = self.tokens(target)
                topics = issues_in(self.paragraph.doc[first : last + 1])
                if not topics:
                    first, last = self.tokens(evidence)
                    topics = issues_in(self.paragraph.doc[first : last + 1])
                yield Position(
                    id="",
                    holder=holder,
                    stance=claim.stance,
                    target=" ".join(self.text.words(target).split()),
                    evidence=evidence,
                    speaker=self.speaker(claim, holder, one),
                    target_actors=self.targets(target, holder, one),
                    issues=topics,
                    statement=one.statement.id if one else None,
                    cue=self.paragraph.span(claim.token),
                    modality=claim.modality,
                    confidence=0.5,
                )

    def speaker(self, claim: Claim, holder: str, one: _Told | None) -> str | None:
        """Return who states a position: nobody where the document tells what a state does, not what it says."""
        if one is None or (claim.rule == "cue" and claim.stance in DONE and one.statement.speaker == holder):
            return None
        return one.statement.speaker

    def targets(self, target: Span, holder: str, one: _Told | None) -> tuple[str, ...]:
        left_out = {holder, one.statement.speaker if one else None}
        return tuple(a for a in self.cast.within(self.paragraph, target) if a not in left_out)
