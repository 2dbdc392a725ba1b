"""Meetings: each call, talk, visit, summit, session and news conference of a document once, however often it is told of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.meeting_words import kind_in_title
from kg.extract.sides import PLURAL, Sides
from kg.extract.told import Teller, Told
from kg.extract.when import When
from kg.records import Meeting, Participation, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph, Text
    from kg.records import MeetingStatus, MeetingType

__all__ = ["Meetings", "find_meetings"]

CALLS = frozenset({"conversation", "phone_call", "video_call"})
FACE = frozenset({"meeting", "bilateral_meeting", "multilateral_meeting", "summit", "session", "meal", "other"})
GENERAL = frozenset({"meeting", "conversation", "any"})
OPEN = GENERAL | {"meal", "ceremony"}
ALONE = frozenset({"press_conference", "visit", "ceremony"})
"""Kinds that are told of by no other noun than their own."""
RECENT = 40
"""Meetings back to which "the talks" may refer: a bound on the search, not on the text."""
NEW = frozenset({"another", "second", "new", "next", "future", "previous", "earlier", "last", "separate", "first", "upcoming", "further", "follow-up"})


@dataclass(slots=True)
class Found:
    """A meeting in the making: all tellings of it."""

    tellings: list[Told] = field(default_factory=list)
    actors: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    bases: set[str] = field(default_factory=set)
    date: str | None = None
    named: frozenset[str] = frozenset()
    further: list[Span] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)

    def take(self, told: Told) -> None:
        """Add a telling and what it says."""
        self.tellings.append(told)
        self.actors += [a for a in told.actors if a not in self.actors]
        self.kinds.append(told.kind)
        self.bases |= {told.kind, told.base}
        if told.date and (self.date is None or (len(told.date) > len(self.date) and told.date.startswith(self.date))):
            self.date = told.date
        if told.place is not None:
            self.places.add(told.place.words)
        if told.proper:
            self.named |= told.named
            self.proper.add(told.head.lemma_.lower())

    @property
    def status(self) -> MeetingStatus:
        """Cancelled where any telling says so, held where any does, else scheduled."""
        told = {t.status for t in self.tellings}
        return "cancelled" if "cancelled" in told else "held" if "held" in told else "scheduled"


class Meetings:
    """The meetings of one document, and where in it each is told of. Made by :func:`find_meetings`."""

    def __init__(self, text: Text, cast: Cast) -> None:
        self.cast = cast
        self.sides = Sides(cast)
        self.when = When(text, cast)
        self.found: list[Found] = []
        self._signing: Told | None = None
        self._title = kind_in_title(text.document.title or "")
        teller = Teller(cast)
        for paragraph in text.body:
            for told in teller.read(paragraph):
                self._enter(told)
        if self.found:
            self._settle(self.found[0], text)
        for where, day, span in self.when.also:
            self._date_last(where, day, span)
        self._index()

    # -- one telling after the other

    def _enter(self, told: Told) -> None:
        if told.status == "irrealis":
            return
        self.when.set(told)
        if told.need == "sign":
            self._signing = told
            return
        same = self._known(told)
        if same is None and told.owners:
            told.add(a for token in told.owners for a in self.sides.people(told.paragraph, token))
            told.own = True
            same = self._known(told)
        if same is not None:
            same.take(told)
        elif self._tells(told):
            self._inherit(told)
            new = Found()
            if told.base == "ceremony" and self._signing is not None and _dates_agree(told.date, self._signing.date):
                new.take(self._signing)
            new.take(told)
            self.found.append(new)

    def _tells(self, told: Told) -> bool:
        """Whether a telling says enough for a meeting that was not told of before."""
        people, placed = len(told.actors), told.date is not None or told.place is not None
        if told.need == "anaphor":
            return False
        if told.need == "verb":
            return True
        if told.kind == "press_conference":
            return people > 0
        if told.need in ("weak", "process"):
            return (told.own and people > 1 and told.need == "weak") or (told.staged and (people > 1 or placed))
        if told.kind == "visit":
            return people > 0 and (told.staged or placed or told.definite)
        if told.definite and told.bare and not told.actors:
            return False
        return people > 0 or told.proper or placed or (told.staged and not told.described and told.article != "definite")

    def _inherit(self, told: Told) -> None:
        """Take the two sides of the meeting that a readout is about for one that names none: "the December 7 videoconference"."""
        main = self.main
        if told.actors or main is None or not told.definite or told.described or told.proper or len(main.actors) != 2:
            return
        if told.kind in CALLS | {"meeting"} and told.head.tag_ not in PLURAL:
            told.actors = main.actors.copy()

    @property
    def main(self) -> Found | None:
        """The meeting that the text opens with."""
        first = self.found[0] if self.found else None
        return first if first is not None and first.tellings[0].main else None

    def _known(self, told: Told) -> Found | None:
        """Return the meeting that a telling tells of again: the best of the latest ones."""
        best, score = None, 0
        for back, found in enumerate(reversed(self.found[-RECENT:])):
            fit = self._fit(told, found)
            if fit and told.definite and told.bare:
                fit += 4 * _family(told, found) + 2 * (found is self.main) - (back > 3)
            if fit > score:
                best, score = found, fit
        return best

    def _fit(self, told: Told, found: Found) -> int:
        """Return how well a telling fits a meeting already told of, 0 where it does not."""
        if not _dates_agree(told.date, found.date) or not _kinds_agree(told, found):
            return 0
        if told.proper and found.proper and (told.head.lemma_.lower() not in found.proper or not told.named & found.named):
            return 0
        if any(t.lower_ in NEW for t in told.head.lefts) and not (told.date and told.date == found.date):
            return 0
        if (told.status == "scheduled") != (found.status == "scheduled") and not told.definite and told.date is None:
            return 0
        if told.need == "process" and not told.actors and told.head.lemma_ not in {t.head.lemma_ for t in found.tellings}:
            return 0
        if told.definite and told.bare:
            return 10
        if told.proper and told.named & found.named:
            return 12
        if not told.actors:
            own_date = told.date is not None and told.date != found.date
            known = told.definite and not told.described and not told.proper and not own_date
            return 8 if known and (told.place is None or told.place.words in found.places) else 0
        return self._shared(told, found)

    def _shared(self, told: Told, found: Found) -> int:
        """Return how well those who took part fit."""
        told_set, found_set = set(told.actors), set(found.actors)
        shared = told_set & found_set
        if told.kind == "press_conference":
            return 10 if shared else 0
        if not found_set:
            return 6 if told.proper or told.definite or told.venue else 0
        dated = told.date is not None and told.date == found.date and len(told.date) == 10
        if told_set <= found_set:
            return 9 if len(shared) > 1 or dated or told.article != "indefinite" or told.venue else 0
        if found_set <= told_set and (len(shared) > 1 or dated or told.article != "indefinite"):
            return 9
        if self._parties(told.actors) == self._parties(found.actors):
            return 7 if dated or (told.definite and len(told.actors) > 1) else 0
        return 5 if dated and self._one_side(told.actors, found.actors) else 0

    def _one_side(self, first: list[str], second: list[str]) -> bool:
        """Whether two lists share a side, and the others may be a body and somebody of it that the text does not tell to belong."""
        parties = [self._parties(side) for side in (first, second)]
        rest = [[a for a in side if self.sides.party(a) not in parties[1 - n]] for n, side in enumerate((first, second))]
        if not parties[0] & parties[1]:
            return False
        unknown = [all(self.sides.type(a) == "Person" and self.sides.party(a) == a for a in side) for side in rest]
        bodies = [all(self.sides.type(a) not in ("Person", "Country") for a in side) for side in rest]
        return (unknown[0] and bodies[1]) or (bodies[0] and unknown[1])

    def _parties(self, actors: list[str]) -> frozenset[str]:
        return frozenset(map(self.sides.party, actors))

    def _settle(self, first: Found, text: Text) -> None:
        """Let the title say how the meeting was held with which the text opens."""
        opening = first.tellings[0].paragraph.index == text.body[0].index
        if self._title is not None and opening and set(first.kinds) <= GENERAL | {"bilateral_meeting"}:
            if self._title in ("phone_call", "video_call") or set(first.kinds) <= {"conversation", "any"}:
                first.kinds.insert(0, self._title)

    def _date_last(self, where: int, day: str, span: Span) -> None:
        """Give "Also today, ..." as its day to what the text told of just before."""
        for found in reversed(self.found[-RECENT:]):
            told = found.tellings[0]
            start = told.paragraph.start + told.head.idx
            if start < where and told.main and found.status == "held":
                if found.date is None:
                    found.date = day
                    found.further.append(span)
                return

    # -- records

    def records(self) -> tuple[Meeting, ...]:
        """Return the meetings in the order in which the text tells of them."""
        held: dict[str, list[str]] = {}
        for tenure in self.cast.tenures():
            held.setdefault(tenure.person, []).append(tenure.id)
        offices = {person: ids[0] for person, ids in held.items() if len(ids) == 1}
        return tuple(self._record(f"m{n}", found, offices) for n, found in enumerate(self.found, 1))

    def _record(self, number: str, found: Found, offices: dict[str, str]) -> Meeting:
        actors = self._participants(found)
        participants = []
        for actor in actors:
            self.cast.enlist(actor)
            party = self.cast.party(actor)
            participants.append(Participation(actor, party if party != actor else None, offices.get(actor)))
        return Meeting(
            id=number,
            type=self._type(found, actors),
            evidence=tuple(sorted({*map(_evidence, found.tellings), *found.further})),
            participants=tuple(participants),
            date=found.date,
            place=next((t.place.words for t in found.tellings if t.place), None),
            status=found.status,
            confidence=_confidence(found, actors),
        )

    def _participants(self, found: Found) -> list[str]:
        """Return those who took part; a state is left out where one who acts for it is there."""
        types = {a: self.sides.type(a) for a in found.actors}
        acted_for = {self.sides.party(a) for a in found.actors if types[a] != "Country"}
        return [a for a in found.actors if types[a] != "Country" or a not in acted_for]

    def _type(self, found: Found, actors: list[str]) -> MeetingType:
        for kind in found.kinds:
            if kind not in OPEN:
                return kind  # type: ignore[return-value]
        if all(kind in ("conversation", "ceremony", "any") for kind in found.kinds):
            return "other"
        if len(actors) == 1:
            single = self.sides.type(actors[0])
            return "multilateral_meeting" if single not in ("Person", "Country") else "other"
        known = {p for a in actors if (p := self.sides.party(a)) != a or self.sides.type(a) != "Person"}
        parties = len(known) if len(known) > 1 else max(min(2, len(actors)), len(self._parties(actors)))
        return "bilateral_meeting" if parties == 2 else "multilateral_meeting" if parties > 2 else "other"

    # -- what the other stages ask

    def _index(self) -> None:
        """Note, by place in the text, at which meeting things are said and who was at it."""
        self._venues: dict[tuple[int, int], str] = {}
        self._present: dict[str, list[tuple[int, str]]] = {}
        self._extents: list[tuple[int, int, str]] = []
        for number, found in enumerate(self.found, 1):
            for told in found.tellings:
                span = _evidence(told)
                self._extents.append((span.start, span.end, f"m{number}"))
                if found.status != "held":
                    continue
                if told.venue:
                    self._venues.setdefault((told.paragraph.index, told.head.sent.start), f"m{number}")
                if told.main:
                    for actor in found.actors:
                        self._present.setdefault(actor, []).append((told.paragraph.start + told.head.sent.start_char, f"m{number}"))
        self._extents.sort()
        self._longest = max((end - start for start, end, _ in self._extents), default=0)
        for places in self._present.values():
            places.sort()

    def at(self, paragraph: Paragraph, span: Span, speaker: str | None = None) -> str | None:
        """Return the meeting at which the words of a span were said.

        Parameters
        ----------
        paragraph, span
            Where the statement stands.
        speaker
            Who said it: what participants say once a meeting has been told of was said there, unless the text says otherwise.
        """
        sentence = self.when.token(paragraph, span.start - paragraph.start).sent
        venue = self._venues.get((paragraph.index, sentence.start))
        if venue is not None or speaker is None:
            return venue
        places = self._present.get(speaker, [])
        before = bisect_right(places, (paragraph.start + sentence.end_char, "")) - 1
        return places[before][1] if before >= 0 else None

    def reported(self, span: Span) -> tuple[str, ...]:
        """Return the meetings that the words of a span tell of."""
        low = bisect_left(self._extents, (span.start - self._longest, 0, ""))
        high = bisect_left(self._extents, (span.end, 0, ""))
        return tuple(dict.fromkeys(number for _, end, number in self._extents[low:high] if end > span.start))

    def date_of(self, paragraph: Paragraph, cue: Token) -> str | None:
        """Return the day on which something was said, as its own clause tells it."""
        return self.when.said(paragraph, cue)


def _evidence(told: Told) -> Span:
    doc = told.paragraph.doc
    return told.paragraph.span(doc[told.first], doc[told.last])


def _dates_agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a.startswith(b) or b.startswith(a)


def _family(told: Told, found: Found) -> bool:
    """Whether a meeting was told of with a noun or verb of the same family."""
    return told.base in found.bases or told.kind in found.bases or (told.kind in CALLS and bool(found.bases & CALLS))


def _kinds_agree(told: Told, found: Found) -> bool:
    kind = told.kind
    for other in found.kinds:
        if kind in (other, "any"):
            return True
        if {kind, other} & ALONE:
            continue
        if told.definite and ({kind, told.base} & GENERAL or {kind, other} <= CALLS):
            return True
        if "conversation" in (kind, other) and {kind, other} <= CALLS:
            return True
        if {kind, other} <= FACE and (told.definite or told.venue or told.need == "verb" or "meeting" in (kind, other)):
            return True
    return False


def _confidence(found: Found, actors: list[str]) -> float:
    score = 0.5 + 0.1 * min(2, len(actors)) + 0.1 * (found.date is not None) + 0.1 * any(t.staged for t in found.tellings)
    return round(score + 0.05 * (len(found.tellings) > 1), 2)


def find_meetings(text: Text, cast: Cast) -> Meetings:
    """Find the meetings that a document tells of.

    Parameters
    ----------
    text
        The parsed document.
    cast
        Who acts in it.

    Examples
    --------
    >>> from kg.extract.actors import cast_of
    >>> from kg.extract.model import load
    >>> from kg.extract.text import parse
    >>> from kg.records import Block, Document
    >>> words = "President Jan Moe of Norway spoke by phone with Chilean President Rosa Paz on May 3. The call lasted an hour."
    >>> document = Document("d", words, (Block("body", Span(0, len(words))),), published="2022-05-04")
    >>> text = next(parse([document], load()))
    >>> [(m.type, m.date, m.status) for m in find_meetings(text, cast_of(text)).records()]
    [('phone_call', '2022-05-03', 'held')]
    """
    return Meetings(text, cast)
