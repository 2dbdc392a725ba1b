"""Who is for or against what: the stances of a document as records, each with holder, target, issues and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.positions.claims import claims_in
from kg.extract.positions.issues import charged, favoured, issues_in
from kg.extract.positions.predicates import clause_of, is_doubted, modal_of, parallel
from kg.extract.positions.stances import Claim, confidences, is_hidden_verb, lemma_of, words
from kg.extract.positions.targets import pointed_at
from kg.extract.positions.voices import Parties, Spoken, Voices
from kg.extract.statements.sources import own_subject, subject_of
from kg.records import Position, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.meetings import Meetings
    from kg.extract.statements import Utterance
    from kg.extract.text import Text
    from kg.records import Statement

__all__ = ["find_positions"]

FARTHEST = 16
"""Steps up the tree in search of a claim that includes another."""
NEARBY = 160
"""Characters between a cue and what it introduces, for the evidence to show both."""
SHORTEST = 12
"""Characters without which evidence shows nothing."""

ASIDE = frozenset({"conj", "cc", "punct", "parataxis", "preconj"})
NO_TARGET = ASIDE | {"prt", "advmod", "neg", "agent"}
VERBAL = frozenset({"VERB", "AUX"})
EMPTY = frozenset({"you", "you very much", "them", "him", "her", "to", "about"})
POINTING = frozenset({"it", "that", "this"})
"""What only points at what was said: the evidence tells more."""
ACTED = frozenset({"own", "other", "narrated"})
REPORTED = frozenset({"other", "hope of other", "noun of other"})
MODAL = frozenset({"must", "should", "will", "would"})
WISHED = frozenset({"urge", "demand", "express_willingness", "pledge"})
FAVOURING = frozenset({"support", "agree", "appreciate", "affirm", "respect", "pledge", "express_willingness"})
ASKING = frozenset({"urge", "demand"})
DONE = frozenset({"support", "respect", "agree"})


def find_positions(
    text: Text,
    cast: Cast,
    statements: Sequence[tuple[Utterance, Statement]],
    meetings: Meetings,  # noqa: ARG001 - every stage after the meetings may ask for them
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

    Examples
    --------
    >>> from kg.extract import extract
    >>> from kg.records import Block, Document, Span
    >>> words = "Norway does not support the embargo."
    >>> [position] = extract(Document("d", words, (Block("body", Span(0, len(words))),))).positions
    >>> position.stance, position.target, position.issues
    ('oppose', 'the embargo', ('sanctions',))
    """
    parties = Parties(cast)
    spoken = [parties.spoken(utterance, statement) for utterance, statement in statements]
    numbers: dict[int, list[int]] = {}
    for number, one in enumerate(spoken):
        numbers.setdefault(one.utterance.paragraph.index, []).append(number)
    found: list[Position] = []
    for paragraph in text.body:
        voices = Voices(parties, paragraph, spoken, numbers.get(paragraph.index, []))
        for position in _Reader(text, voices).positions():
            found.append(replace(position, id=f"p{len(found) + 1:02}"))
    return found


class _Reader:
    """One paragraph, with what is said in it."""

    def __init__(self, text: Text, voices: Voices) -> None:
        self.text = text
        self.voices = voices
        self.paragraph = voices.paragraph
        self.cast = voices.parties.cast

    # -- which

    def claims(self) -> Iterator[Claim]:
        """Yield the claims that are not part of another claim of the same holder."""
        found = claims_in(self.paragraph.doc, self.voices)
        claims = {clause_of(claim.token).i: claim for claim in found}
        claims.update((claim.token.i, claim) for claim in found)
        for claim in found:
            if not self.included(claim, claims):
                yield claim

    def included(self, claim: Claim, claims: dict[int, Claim]) -> bool:
        """Whether a claim only goes into what another one is about, or goes on with it."""
        at = claim.token
        if claim.rule in {"calling", "cue"} and at.dep_ == "advcl":
            return False  # "condemned the vote, calling it a farce", "expressed concern, vowing to act" say more
        if at.dep_ in {"advcl", "amod", "acl"} and at.tag_ in {"JJ", "VBN"} and claim.rule in ACTED:
            return False  # "worried by the drill, it called for talks"
        joined = at.dep_ == "conj"
        for _ in range(FARTHEST):
            head = at.head
            if self.stands_alone(at, claim):
                return False
            other = claims.get(head.i)
            if other is not None and other.token.i != claim.token.i and not (joined and parallel(claim.token, head)):
                if at.dep_ != "conj":
                    wished = other.stance in WISHED and at.dep_ in {"ccomp", "xcomp"}
                    if (claim.rule in REPORTED and wished) or self.same_holder(claim, other):
                        return True
                elif claim.whole and other.whole and own_subject(at) is None and self.same_holder(claim, other):
                    return True
            at = head
        return False

    def stands_alone(self, at: Token, claim: Claim) -> bool:
        """Whether nothing above a word on the way up from a claim can include the claim."""
        if at.head.i == at.i or is_hidden_verb(at) or (at.i in self.voices.cues and at.i != claim.token.i):
            return True
        if at.dep_ == "relcl" and claim.rule in ACTED and own_subject(at) is not None:
            return True
        return at.dep_ == "ccomp" and at.i < at.head.i and _is_apart(at)

    def same_holder(self, one: Claim, other: Claim) -> bool:
        """Whether two claims are held by the same."""
        if one.holder is None and other.holder is None and one.statement == other.statement:
            return True
        return self.holders(one) == self.holders(other)

    def holders(self, claim: Claim) -> tuple[str, ...]:
        """Return who holds a stance."""
        return self.voices.holders(claim.holder, claim.statement)

    # -- where

    def cued(self, claim: Claim) -> Spoken | None:
        """Return the statement whose cue takes the stance, if one does."""
        number = self.voices.cues.get(claim.token.i)
        return self.voices.spoken[number] if number is not None and number == claim.statement else None

    def extent(self, claim: Claim) -> tuple[int, int]:
        """Return the first and last token of the clause in which a stance is taken."""
        token = claim.token
        verb = clause_of(token)
        first = min([verb.i, token.i, *(c.left_edge.i for c in verb.lefts if c.dep_ not in ASIDE)])
        last = max([verb.i, token.i, *(_last_of(v) for v in _going_on(verb, claim))])
        subject = subject_of(verb) if verb.pos_ in VERBAL and verb.dep_ != "conj" else None
        if subject is not None and subject.i < verb.i:
            first = min(first, subject.left_edge.i)
        if is_doubted(verb) or (verb.dep_ == "xcomp" and lemma_of(verb.head) in words("obliging")):
            first = min(first, verb.head.i, *(c.left_edge.i for c in verb.head.lefts if c.dep_ not in ASIDE))
        number = self.voices.at.get(token.i)
        if number is not None:
            for span in self.voices.spoken[number].utterance.content:
                begin, end = self.voices.tokens(span)
                if begin <= token.i <= end:
                    return max(first, begin), min(last, end)
        return first, last

    def evidence(self, claim: Claim) -> Span:
        """Return the stretch of the file that shows a stance."""
        one = self.cued(claim)
        if one is None:
            return self.trimmed(*self.extent(claim))
        cue, content = one.utterance.cue_span, one.utterance.content[0]
        if max(content.start - cue.end, cue.start - content.end) < NEARBY:
            return Span(min(cue.start, content.start), max(cue.end, content.end))
        return content

    def trimmed(self, first: int, last: int) -> Span:
        """Return the offsets of a run of tokens without the punctuation at its ends."""
        doc = self.paragraph.doc
        while last > first and _is_margin(doc[last]):
            last -= 1
        while first < last and _is_margin(doc[first]):
            first += 1
        return self.paragraph.span(doc[first], doc[last])

    def target(self, claim: Claim, evidence: Span) -> Span:
        """Return the stretch that says what the stance is about."""
        one = self.cued(claim)
        if one is not None:
            return one.utterance.content[0]
        if claim.whole:
            return evidence
        _, last = self.extent(claim)
        begin = min((c.left_edge.i for c in claim.token.rights if c.dep_ not in NO_TARGET), default=None)
        return evidence if begin is None or begin > last else self.trimmed(begin, last)

    # -- records

    def positions(self) -> Iterator[Position]:
        """Yield the positions of the paragraph, without ids."""
        for claim in self.claims():
            evidence = self.evidence(claim)
            target = self.target(claim, evidence)
            holders = self.holders(claim)
            if not holders or evidence.end - evidence.start < SHORTEST or self.text.words(target).lower() in EMPTY:
                continue
            if self.text.words(target).lower() in POINTING:
                target = evidence
            one = self.voices.spoken[claim.statement] if claim.statement is not None else None
            apart = None if claim.whole else claim.token.i
            issues = self.issues(target, apart) or self.issues(evidence, apart)
            if claim.stance in FAVOURING:
                issues = favoured(issues)
            elif claim.stance == "accuse":
                issues = charged(issues)
            for holder in holders:
                yield Position(
                    id="",
                    holder=holder,
                    stance=claim.stance,
                    target=" ".join(self.text.words(target).split()),
                    evidence=evidence,
                    speaker=_speaker(claim, holder, one),
                    target_actors=self.targets(target, holder, claim),
                    issues=issues,
                    statement=one.statement.id if one else None,
                    cue=self.paragraph.span(claim.token),
                    modality=claim.modality,
                    confidence=self.confidence(claim, holder, one),
                )

    def confidence(self, claim: Claim, holder: str, one: Spoken | None) -> float:
        """Return how often what a rule reads is right, as ``kg/data/stances.toml`` tells it was measured."""
        measured = confidences()
        sure = measured[claim.rule] * (one.statement.confidence if one is not None else 1.0)
        if self.voices.parties.record(holder).type == "Person":
            sure *= measured["unplaced"]
        return round(sure, 3)

    def issues(self, span: Span, apart: int | None) -> tuple[str, ...]:
        """Return the issues that a stretch of the file names, the token of the stance not counted."""
        first, last = self.voices.tokens(span)
        return issues_in(self.paragraph.doc[first : last + 1], apart=apart)

    def targets(self, target: Span, holder: str, claim: Claim) -> tuple[str, ...]:
        """Return the actors that a stance is about."""
        one = self.voices.spoken[claim.statement] if claim.statement is not None else None
        left_out = {holder, one.statement.speaker if one else None}
        found = [a for a in self.cast.targets(self.paragraph, target) if a not in left_out]
        if not found or claim.stance in ASKING:
            return tuple(found)
        at = self.voices.tokens(target)
        return tuple(pointed_at(self.cast, self.paragraph, at, found, favouring=claim.stance in FAVOURING))


def _going_on(verb: Token, claim: Claim) -> Iterator[Token]:
    """Yield a verb and, where a modal verb governs them all, those that go on with it: "must stop and withdraw"."""
    yield verb
    if claim.rule not in MODAL and modal_of(verb) is None:
        return
    for _ in range(FARTHEST):
        following = next((c for c in verb.rights if c.dep_ == "conj" and own_subject(c) is None), None)
        if following is None or following.tag_ not in {"VB", "VBP"}:
            break
        verb = following
        yield verb


def _last_of(verb: Token) -> int:
    return max([verb.i, *(c.right_edge.i for c in verb.rights if c.dep_ not in ASIDE)])


def _is_apart(verb: Token) -> bool:
    """Whether a clause stands before another one that does not govern it: "We condemn it; they should stop"."""
    last = verb.right_edge
    return last.i + 1 < len(last.doc) and last.nbor().text in {";", ":"}


def _is_margin(token: Token) -> bool:
    return token.dep_ == "cc" or ((token.is_punct or token.is_space) and not token.is_quote)


def _speaker(claim: Claim, holder: str, one: Spoken | None) -> str | None:
    """Return who states a position: nobody where the document tells what a state does, not what it says."""
    if one is None or (claim.rule == "cue" and claim.stance in DONE and one.statement.speaker == holder):
        return None
    return one.statement.speaker
