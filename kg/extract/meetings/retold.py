"""Whether a meeting is told of again: "the call", "during the talks", the same meeting from another side."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.meetings.places import same_state

if TYPE_CHECKING:
    from kg.extract.meetings.sides import Sides
    from kg.extract.meetings.told import Told
    from kg.records import MeetingStatus, Span

__all__ = ["CALLS", "GENERAL", "OPEN", "Found", "dates_agree", "fit", "same_family"]

CALLS = frozenset({"conversation", "phone_call", "video_call"})
FACE = frozenset({"meeting", "bilateral_meeting", "multilateral_meeting", "summit", "session", "meal", "other"})
PLAIN = frozenset({"meeting", "bilateral_meeting", "multilateral_meeting", "meal", "other"})
ASSEMBLED = frozenset({"multilateral_meeting", "summit", "session"})
GENERAL = frozenset({"meeting", "conversation", "any"})
OPEN = GENERAL | {"meal", "ceremony"}
ALONE = frozenset({"press_conference", "visit", "ceremony"})
"""Kinds that are told of by no other noun than their own."""
NAMED = frozenset({"summit", "session", "multilateral_meeting"})
"""Kinds that have names, and are written with a capital then."""
TALKS = frozenset({"talk", "negotiation", "consultation"})
"""What a session or summit that has a name is not called."""
PAIR = 2
AHEAD = frozenset({"before", "of", "for", "to"})
NEW = frozenset(
    {
        "another",
        "second",
        "new",
        "next",
        "future",
        "previous",
        "earlier",
        "last",
        "latest",
        "separate",
        "first",
        "upcoming",
        "further",
        "follow-up",
    }
)


@dataclass(slots=True)
class Found:
    """A meeting in the making: all tellings of it."""

    tellings: list[Told] = field(default_factory=list)
    actors: dict[str, None] = field(default_factory=dict)
    kinds: dict[str, None] = field(default_factory=dict)
    bases: set[str] = field(default_factory=set)
    lemmas: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    proper: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    statuses: set[str] = field(default_factory=set)
    date: str | None = None
    published: str | None = None
    further: list[Span] = field(default_factory=list)

    def take(self, told: Told) -> None:
        """Add a telling and what it says."""
        self.tellings.append(told)
        self.actors.update(dict.fromkeys(told.actors))
        self.kinds[told.kind] = None
        self.bases |= {told.kind, told.base}
        self.lemmas.add(told.head.lemma_.lower())
        if told.staged or told.status != "held" or not self.statuses:
            self.statuses.add(told.status)
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
        return "cancelled" if "cancelled" in self.statuses else "held" if "held" in self.statuses else "scheduled"


def fit(told: Told, found: Found, sides: Sides, *, opening: bool) -> int:
    """Return how well a telling fits a meeting already told of, 0 where it does not.

    Parameters
    ----------
    told, found
        The telling, and the meeting as far as it has been told.
    sides
        Who acts in the text.
    opening
        It is the meeting with which the text opens, of which "today's meeting" gives the date.
    """
    named = told.proper and bool(told.named & found.named)
    if _met_for(told, found) or (named and not (told.definite and told.bare) and _may_be(told, found)):
        return 12
    if not _may_be(told, found):
        return 0
    if told.definite and told.bare:
        return 0 if _strangers(told, found, sides) else 10
    if told.actors:
        return _shared(told, found, sides)
    if told.described or told.proper or not told.definite:
        return 0
    dated = told.date is None or told.date == found.date or (opening and found.date is None)
    same_day = told.date is not None and told.date == found.date and len(told.date) == len("2021-08-30")
    placed = told.place is None or told.place.words in found.places or (same_day and not found.places)
    return 8 if dated and placed else 0


def _may_be(told: Told, found: Found) -> bool:
    """Whether nothing speaks against it: date, kind, name, status, "another"."""
    if told.aside and _same_sentence(told, found):
        return False
    if not dates_agree(told.date, found.date) or not _kinds_agree(told, found) or _another(told, found):
        return False
    lemma = told.head.lemma_.lower()
    dated = told.date is not None and told.date == found.date
    if any(t.lower_ in NEW for t in told.head.lefts) and not dated:
        return False
    other = (told.status == "scheduled") != (found.status == "scheduled")
    if other and told.date is None and _fresh(told) and not _awaited(told, found):
        return False
    if told.status == "scheduled" and told.date and not found.date and all(map(_was_held, found.tellings)):
        return False  # "held talks ... will meet again on Friday"
    own_word = told.need == "process" or told.kind == "meal"
    return not own_word or (bool(told.actors) and told.kind != "meal") or lemma in found.lemmas


def _awaited(told: Told, found: Found) -> bool:
    """Whether "the visit to Oslo" is the one for which somebody will leave for Oslo."""
    placed = told.kind == "visit" and told.definite and told.place is not None and bool(found.places)
    return placed and _same_trip(told, found)


def _same_sentence(told: Told, found: Found) -> bool:
    return any(t.head.sent == told.head.sent for t in found.tellings)


def _was_held(told: Told) -> bool:
    spoken_of = told.preposition in AHEAD or (told.kind == "visit" and not told.staged)
    return told.status == "held" and not spoken_of


def _met_for(told: Told, found: Found) -> bool:
    """Whether a noun says what the people met for of whom its verb tells: "met in Oslo for their second summit"."""
    noun = told.head
    purpose = noun.dep_ == "pobj" and noun.head.lower_ == "for" and told.status != "scheduled"
    return (
        purpose
        and told.verb is not None
        and any(t.head == told.verb for t in found.tellings)
        and not _other_kind(found)
    )


def _other_kind(found: Found) -> bool:
    return bool(found.kinds.keys() & ALONE)


def _strangers(told: Told, found: Found, sides: Sides) -> bool:
    """Whether two or more are said to have met, and none of them had a part, nor anybody of their side."""
    if len(told.doers) < PAIR or not found.actors or told.kind in ALONE | ASSEMBLED:
        return False
    parties = [{x for a in side for x in (a, sides.party(a))} for side in (told.doers, found.actors)]
    return not parties[0] & parties[1]


def _fresh(told: Told) -> bool:
    """Whether a telling says itself whose meeting it is, or speaks of it as not known yet."""
    return not told.definite or (told.own and told.head.pos_ != "VERB")


def _another(told: Told, found: Found) -> bool:
    """Whether its name, or how many met, makes a telling one of another meeting."""
    lemma = told.head.lemma_.lower()
    talks = lemma in TALKS and found.proper and found.kinds.keys() <= NAMED
    if talks or (told.sidelined and found.kinds.keys() & ASSEMBLED):
        return True
    trilateral = told.kind == "multilateral_meeting" and told.base in GENERAL
    if trilateral and told.kind not in found.kinds and len(found.actors) == PAIR:
        return True
    if told.earlier and told.need != "verb" and not told.definite and not any(t.earlier for t in found.tellings):
        return True
    if told.article == "indefinite" and set(told.actors) - found.actors.keys() and _same_sentence(told, found):
        return True  # "will hold talks before an audience with"
    name = told.head.tag_ == "NNP" and told.kind in NAMED and lemma not in found.lemmas
    if name and not (found.bases & NAMED):
        return True
    return told.proper and bool(found.proper) and (lemma not in found.proper or not told.named & found.named)


def _shared(told: Told, found: Found, sides: Sides) -> int:
    """Return how well those who took part fit."""
    told_set, found_set = set(told.actors), found.actors.keys()
    shared = told_set & found_set
    if _others_met(told, found_set, sides):
        return 0
    if told.kind == "press_conference" or (told.kind == "visit" and shared):
        return 9 if shared and (told.kind != "visit" or _same_trip(told, found)) else 0
    if not found_set:
        return 6 if told.proper or told.definite or told.venue else 0
    dated = told.date is not None and told.date == found.date and len(told.date) == 10
    plain = len(shared) > 1 or dated or told.article != "indefinite"
    if (told_set <= found_set and (plain or told.venue)) or (found_set <= told_set and plain):
        return 9
    if {sides.party(a) for a in told_set} == {sides.party(a) for a in found_set}:
        named = shared and not any(sides.type(a) == "Person" for a in found_set - told_set)  # the state's side by name
        return 7 if named or dated or (told.definite and len(told_set) > 1) else 0
    return 5 if dated and _one_side(told.actors, list(found_set), sides) else 0


def _others_of_a_side(told: AbstractSet[str], found: AbstractSet[str], sides: Sides) -> bool:
    """Whether one side sent a person here and another one there."""
    here, there = ({sides.party(a) for a in side if sides.type(a) == "Person"} for side in (told, found))
    return bool(here & there)


def _others_met(told: Told, found: AbstractSet[str], sides: Sides) -> bool:
    """Whether others met: "the speaker also met with her", "and the minister's meetings with the leadership"."""
    if told.need == "verb":
        also = any(t.lower_ == "also" and t.dep_ == "advmod" for t in told.head.lefts)
        return also and bool(set(told.doers) - found)
    told_set = set(told.actors)
    here, there = (
        {sides.party(a) for a in side if sides.type(a) == "Person"} for side in (told_set - found, found - told_set)
    )
    return told.need == "each" and bool(here & there)


def _same_trip(told: Told, found: Found) -> bool:
    """Whether a journey of the same people is the one told of: no other place, and no day that it has not got."""
    where = told.place is None or not found.places or any(same_state(told.place.words, p) for p in found.places)
    return where and (told.date is None or found.date is not None or len(told.date) == len("2021-08-30"))


def _one_side(first: list[str], second: list[str], sides: Sides) -> bool:
    """Whether two lists share a side, and the rest may be a body and somebody of it whose side is not told."""
    parties = [{sides.party(a) for a in side} for side in (first, second)]
    rest = [[a for a in side if sides.party(a) not in parties[1 - n]] for n, side in enumerate((first, second))]
    if not parties[0] & parties[1]:
        return False
    unknown = [all(sides.type(a) == "Person" and sides.party(a) == a for a in side) for side in rest]
    bodies = [all(sides.type(a) not in ("Person", "Country") for a in side) for side in rest]
    return (unknown[0] and bodies[1]) or (bodies[0] and unknown[1])


def dates_agree(a: str | None, b: str | None) -> bool:
    """Whether two dates may be of one day: one is not known, or less exact."""
    return a is None or b is None or a.startswith(b) or b.startswith(a)


def same_family(told: Told, found: Found) -> bool:
    """Whether a meeting was told of with a noun or verb of the same family."""
    return told.base in found.bases or told.kind in found.bases or (told.kind in CALLS and bool(found.bases & CALLS))


def _kinds_agree(told: Told, found: Found) -> bool:
    """Whether a telling may be of a meeting of that kind: "the talks" of a call, "the conference" of a summit."""
    kind = told.kind
    if kind in GENERAL and kind in found.bases and not found.kinds.keys() & ALONE:
        return True
    return any(kind in (other, "any") or _pair_agrees(told, other, found.actors.keys()) for other in found.kinds)


def _pair_agrees(told: Told, other: str, actors: AbstractSet[str]) -> bool:
    """Whether a telling may be of a meeting called by another kind; the summit of two leaders is their talks."""
    pair = {told.kind, other}
    if pair & ALONE:
        return False
    again = told.definite and not told.own
    if "summit" in pair and pair & (GENERAL | {"bilateral_meeting"}) and pair <= FACE and set(told.actors) == actors:
        return len(actors) == PAIR
    return (
        (again and bool({told.kind, told.base} & GENERAL or pair <= CALLS or pair <= FACE))
        or ("conversation" in pair and pair <= CALLS)
        or ("meeting" in pair and pair <= PLAIN)
        or (pair <= ASSEMBLED and (told.definite or told.venue))
    )
