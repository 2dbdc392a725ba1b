"""Meetings: each call, talk, visit, summit, session and news conference of a document once, however often it is told of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.dates import DateWords, Dates
from kg.extract.meeting_words import kind_in_title
from kg.extract.told import Teller, Told
from kg.records import Meeting, Participation, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph, Text
    from kg.records import MeetingStatus, MeetingType

__all__ = ["Meetings", "find_meetings"]

GENERAL = frozenset({"meeting", "conversation", "any"})
REMOTE = frozenset({"phone_call", "video_call"})
FACE = frozenset({"bilateral_meeting", "multilateral_meeting", "summit", "session", "meal", "other"})
RECENT = 40
"""Meetings back that "the talks" may refer to: a bound on the search, not on the text."""


@dataclass(slots=True)
class Found:
    """A meeting in the making: all tellings of it."""

    tellings: list[Told] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    date: str | None = None
    named: frozenset[str] = frozenset()
    heading: bool = False

    def take(self, told: Told) -> None:
        """Add a telling and what it says."""
        self.tellings.append(told)
        self.actors += [a for a in told.actors if a not in self.actors]
        self.kinds.append(told.kind)
        if told.date and (self.date is None or (len(told.date) > len(self.date) and told.date.startswith(self.date))):
            self.date = told.date
        self.named |= told.named if told.proper else frozenset()

    @property
    def status(self) -> MeetingStatus:
        """A meeting is cancelled where any telling says so, held where any does, else scheduled."""
        told = {t.status for t in self.tellings}
        return "cancelled" if "cancelled" in told else "held" if "held" in told else "scheduled"


class Meetings:
    """The meetings of one document, and where in it each is told of.

    Made by :func:`find_meetings`.
    """

    def __init__(self, text: Text, cast: Cast) -> None:
        self.text = text
        self.cast = cast
        self.dates = Dates(text)
        self.found: list[Found] = []
        self._title = kind_in_title(text.document.title or "")
        self._days: list[tuple[tuple[int, int], str, str]] = []
        teller = Teller(cast)
        for paragraph in text.paragraphs:
            if paragraph.kind == "body":
                for told in teller.read(paragraph):
                    self._enter(told)
        self._settle()

    # -- one telling after the other

    def _enter(self, told: Told) -> None:
        if told.status == "irrealis":
            return
        self._dated(told)
        same = self._known(told)
        if same is not None:
            same.take(told)
        elif self._tells(told):
            new = Found()
            new.take(told)
            self.found.append(new)

    def _tells(self, told: Told) -> bool:
        """Whether a telling says enough for a meeting that was not told of before."""
        people = len(told.actors)
        if told.need == "anaphor" or told.kind == "any":
            return False
        if told.need == "verb":
            return True
        if told.kind == "press_conference":
            return people > 0
        if told.need == "weak":
            placed = told.date is not None or told.place is not None
            return (told.staged and people > 0 and (people > 1 or placed or told.venue)) or people > 1 or (told.staged and placed)
        if told.kind == "visit":
            return people > 0 and (told.staged or told.place is not None or told.date is not None or told.definite)
        return people > 0 or told.proper or (told.staged and not told.definite) or told.date is not None or told.place is not None

    def _known(self, told: Told) -> Found | None:
        """Return the meeting that a telling tells of again."""
        for found in reversed(self.found[-RECENT:]):
            if self._same(told, found):
                return found
        return None

    def _same(self, told: Told, found: Found) -> bool:
        if not _dates_agree(told.date, found.date) or not _kinds_agree(told, found):
            return False
        if told.proper and found.named and told.named and not (told.named & found.named):
            return False
        if (told.status == "scheduled") != (found.status == "scheduled") and not (told.definite and not told.actors):
            return False
        if not told.actors:
            return told.definite and (told.bare or bool(told.named & found.named) or not told.proper)
        shared = set(told.actors) & set(found.actors)
        if told.kind == "press_conference":
            return bool(shared)
        if set(told.actors) <= set(found.actors) or (found.actors and set(found.actors) <= set(told.actors)):
            return told.definite or told.date is not None or told.venue or told.need == "verb" or len(shared) > 1
        if not found.actors:
            return told.proper or told.definite
        if told.definite and told.bare and shared and len(told.actors) < 3:
            return True
        if told.proper and told.named & found.named:
            return True
        return told.date is not None and told.date == found.date and self._parties(told.actors) == self._parties(found.actors)

    def _parties(self, actors: list[str]) -> frozenset[str]:
        return frozenset(self.cast.party(a) or a for a in actors)

    # -- dates

    def _dated(self, told: Told) -> None:
        """Set the date that the sentence gives the meeting."""
        paragraph = told.paragraph
        sentence = told.head.sent
        best: DateWords | None = None
        rank = 0
        for expression in self.dates.within(paragraph, sentence.start_char, sentence.end_char):
            token = _token(paragraph, expression.start)
            score = self._attached(told, token, _token(paragraph, expression.end - 1))
            if score > rank:
                best, rank = expression, score
        if best is None:
            return
        ahead = told.status == "scheduled" or (told.verb is not None and told.verb.tag_ in ("VBZ", "VBP"))
        told.date = self.dates.iso(paragraph, best, ahead=ahead)
        told.cover((_token(paragraph, best.start), _token(paragraph, best.end - 1)))
        today = self.dates.today
        if told.date and today and told.date > today.isoformat()[: len(told.date)] and told.status == "held":
            told.status = "scheduled"

    def _attached(self, told: Told, first: Token, last: Token) -> int:
        """Return how closely a time expression belongs to the meeting: 0 not at all."""
        head, verb = told.head, told.verb if told.staged or told.venue else None
        if head.left_edge.i <= first.i <= head.i:
            return 5
        if verb is not None and verb.dep_ in ("relcl", "advcl", "acl") and (verb.head.i in range(first.i, last.i + 1) or verb.head.head.i == first.i):
            return 4
        token = last
        for _ in range(8):
            if token == head:
                return 5
            if verb is not None and token == verb:
                return 4
            if token.pos_ in ("VERB", "AUX") and not (token.dep_ in ("acl", "relcl") and token.head == head):
                break
            if token.head == token:
                break
            token = token.head
        if first.i > head.i and not any(t.pos_ in ("VERB", "AUX") for t in head.doc[head.i + 1 : first.i]):
            return 3
        if verb is not None and token.pos_ in ("VERB", "AUX"):
            if verb.dep_ == "advcl" and verb.head == token and any(c.lower_ in ("as", "while", "when") for c in verb.lefts):
                return 2
            if verb.dep_ in ("xcomp", "conj", "advcl", "ccomp") and verb.head == token and first.i < verb.i and verb.dep_ != "ccomp":
                return 1
        return 0

    # -- the whole

    def _settle(self) -> None:
        """Let the title say how they met, and give every meeting its place in the order of the text."""
        main = self.found[0] if self.found else None
        if main is not None and self._title is not None and main.tellings[0].paragraph.index == self.text.body[0].index:
            kinds = set(main.kinds)
            if kinds <= GENERAL | {"bilateral_meeting", "multilateral_meeting"} and (self._title in REMOTE or kinds == {"conversation"}):
                main.kinds.insert(0, self._title)

    def records(self) -> tuple[Meeting, ...]:
        """Return the meetings in the order in which the text tells of them."""
        offices = self._offices()
        return tuple(self._record(f"m{n}", found, offices) for n, found in enumerate(self.found, 1))

    def _offices(self) -> dict[str, str]:
        held: dict[str, list[str]] = {}
        for tenure in self.cast.tenures():
            held.setdefault(tenure.person, []).append(tenure.id)
        return {person: ids[0] for person, ids in held.items() if len(ids) == 1}

    def _record(self, number: str, found: Found, offices: dict[str, str]) -> Meeting:
        actors = self._participants(found)
        evidence = sorted({_evidence(told) for told in found.tellings})
        return Meeting(
            id=number,
            type=self._type(found, actors),
            evidence=tuple(evidence),
            participants=tuple(
                Participation(a, party if (party := self.cast.party(a)) != a else None, offices.get(a)) for a in actors
            ),
            date=found.date,
            place=next((t.place.words for t in found.tellings if t.place), None),
            status=found.status,
            confidence=_confidence(found, actors),
        )

    def _participants(self, found: Found) -> list[str]:
        """Return those who took part; a state is left out where one who acts for it is there."""
        types = {a: self.cast.record(a).type for a in found.actors}
        acted_for = {self.cast.party(a) for a in found.actors if types[a] != "Country"}
        return [a for a in found.actors if types[a] != "Country" or a not in acted_for]

    def _type(self, found: Found, actors: list[str]) -> MeetingType:
        for kind in found.kinds:
            if kind not in GENERAL and kind not in OPEN_KINDS:
                return kind  # type: ignore[return-value]
        kind = next((k for k in found.kinds if k != "any" and k != "conversation"), found.kinds[0])
        if kind in ("conversation", "ceremony", "any"):
            return "other"
        types = [self.cast.record(a).type for a in actors]
        parties = max(len(self._parties(actors)), min(2, len(actors)))
        if len(actors) == 1:
            return "multilateral_meeting" if types[0] in ("InternationalOrganization", "Group", "Organization") else "other"
        return "bilateral_meeting" if parties == 2 else "multilateral_meeting" if parties > 2 else "other"

    # -- what the other stages ask

    def at(self, paragraph: Paragraph, span: Span, speaker: str | None = None) -> str | None:
        """Return the meeting at which the words of a span were said.

        Parameters
        ----------
        paragraph, span
            Where the statement stands.
        speaker
            Who said it: what participants say after a meeting was told of was said there, unless it is told otherwise.
        """
        place = (paragraph.index, span.start)
        sentence = paragraph.doc.char_span(span.start - paragraph.start, span.start - paragraph.start + 1, alignment_mode="expand")
        if sentence is None or not len(sentence):
            return None
        start, end = sentence[0].sent.start, sentence[0].sent.end
        latest: tuple[tuple[int, int], str] | None = None
        for number, found in enumerate(self.found, 1):
            for told in found.tellings:
                if found.status != "held":
                    continue
                here = told.paragraph.index == paragraph.index and start <= told.head.i < end
                where = (told.paragraph.index, told.paragraph.start + told.head.idx)
                if here and told.venue:
                    return f"m{number}"
                if speaker in found.actors and told.main and (where < place or here) and (latest is None or where > latest[0]):
                    latest = (where, f"m{number}")
        return latest[1] if latest else None

    def reported(self, span: Span) -> tuple[str, ...]:
        """Return the meetings that the words of a span tell of."""
        return tuple(
            f"m{number}"
            for number, found in enumerate(self.found, 1)
            if any(told.first_char < span.end and span.start < told.last_char for told in map(_Extent, found.tellings))
        )

    def date_of(self, paragraph: Paragraph, cue: Token) -> str | None:
        """Return the day on which something was said, as its own clause tells it."""
        sentence = cue.sent
        for expression in self.dates.within(paragraph, sentence.start_char, sentence.end_char):
            token = _token(paragraph, expression.end - 1)
            for _ in range(8):
                if token is cue:
                    return self.dates.iso(paragraph, expression)
                if token.pos_ in ("VERB", "AUX") or token.head == token:
                    break
                token = token.head
        return None


OPEN_KINDS = frozenset({"meal", "ceremony"})


class _Extent:
    def __init__(self, told: Told) -> None:
        span = _evidence(told)
        self.first_char, self.last_char = span.start, span.end


def _evidence(told: Told) -> Span:
    doc = told.paragraph.doc
    return told.paragraph.span(doc[told.first], doc[told.last])


def _token(paragraph: Paragraph, char: int) -> Token:
    """Return the token at a character of the paragraph."""
    doc = paragraph.doc
    low, high = 0, len(doc)
    while high - low > 1:
        middle = (low + high) // 2
        if doc[middle].idx <= char:
            low = middle
        else:
            high = middle
    return doc[low]


def _dates_agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a.startswith(b) or b.startswith(a)


def _kinds_agree(told: Told, found: Found) -> bool:
    kind = told.kind
    for other in found.kinds:
        if kind == other or kind == "any":
            return True
        if {kind, other} & {"press_conference", "visit"}:
            continue
        if kind in GENERAL and (other in GENERAL or told.definite or (kind == "conversation" and other in REMOTE)):
            return True
        if other in GENERAL and (other == "conversation" or kind not in REMOTE or told.definite):
            return True
        if kind in FACE and other in FACE and (told.definite or told.venue or told.need == "verb"):
            return True
        if {kind, other} == set(REMOTE) and told.definite:
            return True
    return False


def _confidence(found: Found, actors: list[str]) -> float:
    score = 0.5 + 0.2 * min(2, len(actors)) / 2 + 0.1 * (found.date is not None) + 0.1 * any(t.staged for t in found.tellings)
    return round(score + 0.05 * (len(found.tellings) > 1), 2)


def find_meetings(text: Text, cast: Cast) -> Meetings:
    """Find the meetings that a document tells of."""
    return Meetings(text, cast)
