"""Meetings: each call, visit, summit, session and news conference of a document once, however often it is told of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import disputed
from kg.extract.meetings.encounters import Encounters
from kg.extract.meetings.lede import Lede
from kg.extract.meetings.meeting_words import kind_in_title, words
from kg.extract.meetings.occasions import Occasions
from kg.extract.meetings.retold import CALLS, GENERAL, OPEN, Found, dates_agree, fit, same_family
from kg.extract.meetings.sides import PLURAL, Sides
from kg.extract.meetings.told import Told
from kg.extract.meetings.when import When
from kg.records import Meeting, Participation, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph, Text
    from kg.records import MeetingStatus, MeetingType

__all__ = ["Meetings", "find_meetings"]

SPOKEN_AT = frozenset({"press_conference", "session", "summit", "multilateral_meeting"})
"""Kinds at which only those speak of whom the text says so."""
APART = frozenset({"separate", "individual", "separately", "individually"})
JOINTLY = frozenset({"together", "jointly", "trilateral", "trilaterally"})
LOWER = frozenset({"working", "expert", "technical", "lower"})
"""Levels of talks at which those whose talks they are do not sit themselves."""
THIS = frozenset({"this", "that"})
PAIR = 2
RECENT = 40
"""Meetings back to which "the talks" may refer: a bound on the search, not on the text."""


class Meetings:
    """The meetings of one document, and where in it each is told of. Made by :func:`find_meetings`."""

    def __init__(self, text: Text, cast: Cast) -> None:
        self.cast = cast
        self.sides = Sides(cast)
        self.when = When(text, cast)
        self.found: list[Found] = []
        self._signing: Told | None = None
        self._title = kind_in_title(text.document.title or "")
        for paragraph in text.body:
            self._read(paragraph)
        if self.found:
            self._settle(self.found[0], text)
        for where, day, span in self.when.also:
            self._date_last(where, day, span)
        lede = Lede(text, self.when)
        for found in self.found:
            self._date_by(lede, found)
        self._index()

    # -- one telling after the other

    def _read(self, paragraph: Paragraph) -> None:
        """Read the tellings of a paragraph in text order."""
        nouns, verbs = words().nouns, words().verbs
        occasions, encounters = Occasions(self.sides), Encounters(self.sides)
        for token in paragraph.doc:
            pos = token.pos_
            told = None
            if pos in ("NOUN", "PROPN") or (pos == "ADJ" and token.dep_ in ("pobj", "dobj", "nsubj")):
                lemma = "talk" if token.lower_ == "talks" else token.lemma_.lower()
                noun = nouns.get((lemma, token.tag_ in PLURAL or lemma != token.lower_ == "talks"))
                told = occasions.read(paragraph, token, noun) if noun is not None else None
            elif pos == "VERB" and token.lemma_ in verbs:
                told = encounters.read(paragraph, token)
            if told is not None:
                self._enter(told)

    def _enter(self, told: Told) -> None:
        """Take in a telling, "separate meetings with A and B" as one for each of them."""
        apart = (told.head.tag_ in PLURAL or told.need == "verb") and any(t.lower_ in APART for t in told.head.children)
        guests = [a for a in told.actors if a not in told.doers and self.sides.type(a) == "Person"]
        guests = guests if apart or self._one_by_one(told, guests) else []
        for guest in guests if len(guests) > 1 else ():
            self._enter_one(replace(told, actors=[*told.doers, guest], need=""))
        if len(guests) < 2:
            self._enter_one(told)

    def _one_by_one(self, told: Told, guests: list[str]) -> bool:
        """Whether a programme lists whom one person is to meet, each of another state."""
        if told.need != "verb" or told.base != "meeting" or told.status != "scheduled" or len(told.doers) != 1:
            return False
        states = {state for a in guests if (state := self.cast.country(a)) is not None}
        together = any(t.lower_ in JOINTLY for t in told.head.children)
        return not together and len(states) > PAIR

    def _enter_one(self, told: Told) -> None:
        if told.status == "irrealis" or disputed(told.head):
            return
        self.when.set(told)
        if told.need == "sign":
            self._signing = told
            return
        same = self._known(told)
        if same is None and told.owners:
            owners = [a for token in told.owners for a in self.sides.people(told.paragraph, token)]
            told.add(map(self.sides.party, owners) if _working_level(told) else owners)
            told.own = True
            same = self._known(told)
        if same is not None:
            same.take(told)
            self.sides.met.append(list(same.actors))
        elif self._tells(told):
            self._inherit(told)
            new = Found()
            if told.base == "ceremony" and self._signing is not None and dates_agree(told.date, self._signing.date):
                new.take(self._signing)
            new.take(told)
            self.found.append(new)
            self.sides.met.append(list(told.actors))

    def _tells(self, told: Told) -> bool:
        """Whether a telling says enough for a meeting that was not told of before."""
        people, placed = len(told.actors), told.date is not None or told.place is not None
        staged = told.staged and not told.described and (told.occurs or told.article == "indefinite")
        if told.need == "anaphor":
            enough = told.occurs and placed and people > 0
        elif told.definite and told.bare and not people:
            enough = False
        elif told.need == "verb":
            enough = placed or told.head.tag_ not in ("VBZ", "VBP") or told.status == "scheduled"
        elif told.need == "named":
            enough = people > 0 or placed or staged
        elif told.kind == "press_conference":
            enough = people > 0
        elif told.need in ("weak", "process"):
            held = told.staged and (people > 1 or (placed and (told.occurs or not told.described)))
            known = told.need == "weak" or (told.definite and told.place is not None)  # "the consultations in Oslo"
            enough = held or (known and told.own and people > 1)
        elif told.kind == "visit":
            enough = people > 0 and (told.staged or placed or told.definite)
        elif told.need == "each":
            dated = told.own and told.date is not None and told.place is not None  # "her meetings in Oslo on May 3"
            others = any(self.sides.type(a) == "Person" for a in told.actors if a not in told.doers)
            enough = dated or (told.staged and others)
        elif told.head.tag_ in PLURAL and not told.staged:
            enough = people > 1 or placed
        else:
            enough = people > 0 or told.proper or placed or staged
        return enough

    def _inherit(self, told: Told) -> None:
        """Take the two sides of the meeting that the text opens with for one that names none: "the May 7 call"."""
        main = self.main
        if told.actors or main is None or not told.definite or told.described or told.proper or len(main.actors) != 2:
            return
        if told.kind in CALLS | {"meeting"} and told.head.tag_ not in PLURAL:
            told.actors = list(main.actors)

    @property
    def main(self) -> Found | None:
        """The meeting that the text opens with."""
        first = self.found[0] if self.found else None
        return first if first is not None and first.tellings[0].main else None

    def _known(self, told: Told) -> Found | None:
        """Return the meeting that a telling tells of again: the best of the latest ones."""
        best, score = None, 0
        for back, found in enumerate(reversed(self.found[-RECENT:])):
            opening = found is self.main and (told.date == self.when.today or self.when.lately(told.date))
            how_well = fit(told, found, self.sides, opening=opening)
            if how_well and told.definite and told.bare:
                this = any(t.lower_ in THIS for t in told.head.lefts)
                how_well += 4 * same_family(told, found) + 2 * (found is self.main and not this) - (back > 3)
                how_well -= 3 * (told.over and found.status == "scheduled") + all(t.aside for t in found.tellings)
            if how_well > score:
                best, score = found, how_well
        return best

    def _parties(self, actors: list[str]) -> frozenset[str]:
        return frozenset(map(self.sides.party, actors))

    def _settle(self, first: Found, text: Text) -> None:
        """Let the title say how the meeting was held with which the text opens."""
        opening = first.tellings[0].paragraph.index == text.body[0].index
        kinds = set(first.kinds)
        open_kind = kinds <= {"conversation", "any"}
        remote = self._title in ("phone_call", "video_call") and kinds <= GENERAL | {"bilateral_meeting"}
        if opening and self._title is not None and (open_kind or remote):
            first.kinds = {self._title: None, **first.kinds}

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

    @staticmethod
    def _date_by(lede: Lede, found: Found) -> None:
        """Give a meeting with which the text opens the day of which the opening speaks."""
        day, basis = lede.day(found) or (None, "text")
        if basis == "published":
            found.published = day
        elif day is not None:
            found.date = day

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
            date=found.date or found.published,
            date_basis="text" if found.date or not found.published else "published",
            place=next((t.place.words for t in found.tellings if t.place), None),
            status=self._status(found),
            confidence=_confidence(found, actors),
        )

    def _status(self, found: Found) -> MeetingStatus:
        """Return the status that the tellings give; what is dated later than the text is yet to be."""
        ahead = (
            found.date is not None and self.when.today is not None and found.date > self.when.today[: len(found.date)]
        )
        return "scheduled" if ahead and found.status == "held" else found.status

    def _participants(self, found: Found) -> list[str]:
        """Return those who took part; a state or body is left out where a person who acts for it is there."""
        if "press_conference" in found.kinds and any(self.sides.type(a) == "Person" for a in found.actors):
            return [a for a in found.actors if self.sides.type(a) in ("Person", "Group")]
        present = [a for a in found.actors if not self.sides.reporting(a)] or list(found.actors)
        acted_for = {self.sides.party(a) for a in present if self.sides.type(a) in ("Person", "Group")}
        return [a for a in present if self.sides.type(a) in ("Person", "Group") or a not in acted_for]

    def _type(self, found: Found, actors: list[str]) -> MeetingType:
        for kind in found.kinds:
            if kind not in OPEN:
                return kind  # type: ignore[return-value]
        if all(kind in ("conversation", "ceremony", "any") for kind in found.kinds):
            return "other"
        if any(t.proper for t in found.tellings) and any(
            self.sides.type(a) == "InternationalOrganization" for a in actors
        ):
            return "multilateral_meeting"
        return self._type_by_sides(actors)

    def _type_by_sides(self, actors: list[str]) -> MeetingType:
        """Return the type of a meeting that no word tells, by how many sides met."""
        if len(actors) == 1:
            single = self.sides.type(actors[0])
            return "multilateral_meeting" if single not in ("Person", "Country") else "other"
        if len(actors) == 2:
            many = any(self.sides.type(a) == "Group" and self.cast.country(a) is None for a in actors)
            return "multilateral_meeting" if many else "bilateral_meeting"
        states = {self.cast.country(a) or a for a in actors}
        known = {p for a in actors if (p := self.sides.party(a)) != a or self.sides.type(a) != "Person"}
        parties = len(known) if len(known) > 1 else len(self._parties(actors))
        if len(states) == 1 or parties < 2:
            return "other"
        return "bilateral_meeting" if parties == 2 else "multilateral_meeting"

    # -- what the other stages ask

    def _index(self) -> None:
        """Note, by place in the text, at which meeting things are said and who was at it."""
        self._venues: dict[tuple[int, int], int] = {}
        self._present: dict[str, list[tuple[int, int]]] = {}
        self._extents: list[tuple[int, int, str]] = []
        self._told: list[tuple[int, int]] = []
        for number, found in enumerate(self.found):
            for told in found.tellings:
                span = _evidence(told)
                self._extents.append((span.start, span.end, f"m{number + 1}"))
                if found.status != "held":
                    continue
                if told.venue:
                    self._venues.setdefault((told.paragraph.index, told.head.sent.start), number)
                if told.main and told.kind not in SPOKEN_AT:
                    self._told.append((told.paragraph.start + told.head.sent.start_char, number))
                if told.main and told.kind != "visit":
                    there = found.actors if told.kind not in SPOKEN_AT else [told.speaker] if told.speaker else []
                    for actor in there:
                        where = told.paragraph.start + told.head.sent.start_char
                        self._present.setdefault(actor, []).append((where, number))
        self._extents.sort()
        self._told.sort()
        self._longest = max((end - start for start, end, _ in self._extents), default=0)
        for places in self._present.values():
            places.sort()

    def at(self, paragraph: Paragraph, span: Span, speaker: str | None = None) -> str | None:
        """Return the meeting at which the words of a span were said.

        Parameters
        ----------
        paragraph, span
            Where the cue of the statement stands.
        speaker
            Who said it: what participants say once a meeting has been told of was said there, unless the text says
            otherwise.
        """
        cue = self.when.token(paragraph, span.start - paragraph.start)
        number = self._venues.get((paragraph.index, cue.sent.start))
        if number is None and speaker is not None:
            number = self._carried(paragraph.start + cue.sent.end_char, speaker)
            day = self.when.said(paragraph, cue) if number is not None else None
            if number is not None and not dates_agree(day, self.found[number].date):
                number = None
        return None if number is None else f"m{number + 1}"

    def _carried(self, end: int, speaker: str) -> int | None:
        """Return the meeting told of last with this speaker, the only one of the text where it is told of later."""
        members = self.cast.figures[speaker].members or (speaker,)
        latest: set[int | None] = set()
        for member in members:
            places = self._present.get(member, [])
            before = bisect_right(places, (end, -1)) - 1
            later = (
                {number for _, number in places if next(iter(self.found[number].kinds)) in SPOKEN_AT}
                if before < 0
                else set()
            )
            latest.add(places[before][1] if before >= 0 else next(iter(later)) if len(later) == 1 else None)
        return latest.pop() if len(latest) == 1 else None

    def together(self, end: int) -> list[str]:
        """Return those who met, where a meeting of several was told of last before a character of the file."""
        for _, number in reversed(
            self._told[max(0, bisect_left(self._told, (end, 0)) - RECENT) : bisect_left(self._told, (end, 0))]
        ):
            there = self._participants(self.found[number])
            if len(there) > 1:
                return there
        return []

    def reported(self, span: Span) -> tuple[str, ...]:
        """Return the meetings that the words of a span tell of."""
        low = bisect_left(self._extents, (span.start - self._longest, 0, ""))
        high = bisect_left(self._extents, (span.end, 0, ""))
        return tuple(dict.fromkeys(number for _, end, number in self._extents[low:high] if end > span.start))

    def date_of(self, paragraph: Paragraph, cue: Token, speaker: str | None = None) -> str | None:
        """Return the day on which something was said.

        That is the day that the clause of the cue names, else that of the meeting at which it was said, else the day on
        which the speaker, last spoken of with a date, is said to have spoken.
        """
        day = self.when.said(paragraph, cue)
        if day is None:
            number = self.at(paragraph, paragraph.span(cue), speaker)
            day = self.found[int(number[1:]) - 1].date if number is not None else None
        return day or (self.when.spoke(paragraph, cue, speaker) if speaker is not None else None)


def _working_level(told: Told) -> bool:
    """Whether those whose talks they are sent others: "their working-level talks"."""
    before = [t.lower_ for t in told.paragraph.doc[max(0, told.head.i - 4) : told.head.i]]
    return "level" in before and bool(LOWER & {*before})


def _evidence(told: Told) -> Span:
    doc = told.paragraph.doc
    return told.paragraph.span(doc[told.first], doc[told.last])


def _confidence(found: Found, actors: list[str]) -> float:
    """Return how sure a meeting is, by how much is told of it.

    Of 67 meetings in 38 articles read by hand 0.81 were right at a mean of 0.80, of 21 in 8 articles not seen before
    0.81 at 0.81; the numbers hold for many meetings together and tell single ones apart but little.
    """
    dated = 0.1 if found.date else 0.05 if found.published else 0.0
    score = 0.5 + 0.1 * min(2, len(actors)) + dated + 0.1 * any(t.staged for t in found.tellings)
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
    >>> words = "President Jan Moe of Norway spoke by phone with President Rosa Paz on May 3. The call lasted an hour."
    >>> document = Document("d", words, (Block("body", Span(0, len(words))),), published="2022-05-04")
    >>> text = next(parse([document], load()))
    >>> [(m.type, m.date, m.status) for m in find_meetings(text, cast_of(text)).records()]
    [('phone_call', '2022-05-03', 'held')]
    """
    return Meetings(text, cast)
