"""Verbs that tell of a meeting: "met", "spoke by phone with", "received", "gathered in Oslo"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import SUBJECTS, VERBAL, status_of, subjects
from kg.extract.meetings.meeting_words import words
from kg.extract.meetings.places import Place, named, place_near, place_on
from kg.extract.meetings.sides import PLURAL, Sides, first_of, last_of
from kg.extract.meetings.told import MEDIUM, MOTION, NEAR, Told, medium

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph

__all__ = ["Encounters"]

KINDS = {
    "meet": "meeting",
    "gather": "multilateral_meeting",
    "speak": "conversation",
    "call": "phone_call",
    "visit": "visit",
    "travel": "visit",
    "receive": "meeting",
    "summon": "bilateral_meeting",
    "interview": "press_conference",
    "answer": "press_conference",
    "address": "session",
    "brief": "press_conference",
    "sign": "ceremony",
}
"""Frames of ``meeting_verbs.tsv`` that tell of a meeting, in the order in which they are tried."""

DELEGATIONS = frozenset({"delegation", "mission", "team", "group", "envoy"})
PASSIVE = frozenset({"meet", "receive", "summon", "call", "interview", "brief"})
"""Frames in which the passive's subject is on the other side: "was received by"."""
ON_THE_PHONE = frozenset({"phone", "telephone"})
VESSELS = frozenset(
    {*("uss", "hms", "ins", "hmcs", "hmas", "rfs", "ship", "warship", "vessel", "carrier", "frigate", "destroyer")}
    | {*("submarine", "cruiser", "corvette", "tanker", "flotilla", "fleet")}
)
PERSON = frozenset({"Person"})
FIRST = frozenset({"i", "we"})
OWN = frozenset({"its", "their", "his", "her", "our"})
HOMEWARD = frozenset({"home", "back"})
PARTNERS = frozenset({"Person", "Group", "Country"})


@dataclass(slots=True)
class _Clause:
    """A verb in one of its frames, with those on both sides of it."""

    told: Told
    verb: Token
    value: str
    objects: list[Token]
    doers: list[Token]
    who: list[str]
    whom: list[str]

    @property
    def across(self) -> bool:
        """Whether "with" or "to" names somebody on the other side, known or not."""
        return bool(self.whom) or any(c.dep_ == "prep" and c.lower_ in ("with", "to") for c in self.verb.rights)

    @property
    def others(self) -> list[str]:
        """Those on the other side who are not the subject too."""
        return [a for a in self.whom if a not in self.who]


class Encounters:
    """Reads what the verbs of one text tell of meetings.

    Parameters
    ----------
    sides
        Who acts in the text.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.lexicon = words()
        self.tests = {
            "meet": self._meet,
            "gather": self._gather,
            "speak": self._speak,
            "call": self._call,
            "visit": self._visit,
            "travel": self._travel,
            "receive": self._receive,
            "summon": self._summon,
            "interview": self._interview,
            "answer": self._answer,
            "address": self._address,
            "brief": self._brief,
            "sign": self._sign,
        }

    def read(self, paragraph: Paragraph, verb: Token) -> Told | None:
        """Return what a verb tells, ``None`` if it tells of no meeting here."""
        if verb.dep_ in ("amod", "compound", "csubj") or (verb.tag_ == "VBG" and verb.head.lower_ == "with"):
            return None  # "the visiting minister"
        frames = self.lexicon.frames(verb)
        for frame in KINDS:
            if frame in frames:
                clause = self._clause(paragraph, verb, frame, frames[frame])
                if clause is not None and self.tests[frame](clause):
                    return self._told(clause, frame)
        return None

    def _clause(self, paragraph: Paragraph, verb: Token, frame: str, value: str) -> _Clause | None:
        objects = [child for child in verb.rights if child.dep_ == "dobj" or self._person(paragraph, child)]
        if frame in PASSIVE and any(child.dep_ == "agent" for child in verb.rights):
            objects += [child for child in verb.lefts if child.dep_ == "nsubjpass"]
        inner = [t for c in verb.rights if c.dep_ == "prep" for t in c.rights] if frame == "travel" else objects
        if any((t.lemma_.lower(), t.tag_ in PLURAL) in self.lexicon.nouns for t in inner):
            return None
        told = Told(
            paragraph,
            verb,
            verb,
            KINDS[frame],
            "verb",
            status_of(verb),
            verb.i,
            verb.i,
            own=True,
            main=True,
            staged=True,
        )
        told.base = told.kind
        doers = subjects(verb)
        who = [a for subject in doers for a in self.sides.people(paragraph, subject)]
        if not who and verb.dep_ == "ccomp" and any(t.lower_ in FIRST for t in doers):
            who = [a for subject in subjects(verb.head) for a in self.sides.people(paragraph, subject)]
        return _Clause(told, verb, value, objects, doers, who, self._whom(told, verb, frame, objects))

    def _person(self, paragraph: Paragraph, child: Token) -> bool:
        """Whether what the parser takes for an adverbial is a person: "met President Paz"."""
        if child.dep_ != "npadvmod" or child.pos_ != "PROPN":
            return False
        actor = self.sides.cast.at(paragraph, child)
        return actor is not None and self.sides.type(actor) == "Person"

    def _whom(self, told: Told, verb: Token, frame: str, objects: list[Token]) -> list[str]:
        """Return those on the other side of a verb, and mark a meeting with the press as one."""
        paragraph, sides = told.paragraph, self.sides
        found: list[str] = []
        for noun in objects if frame != "speak" else ():
            found += sides.people(paragraph, noun, named=True)
            found += sides.run(paragraph, first_of(noun)) if frame == "meet" else []
            if sides.press(noun):
                told.kind = "press_conference"
        for child in verb.rights if frame in ("meet", "speak", "gather") else ():
            if child.dep_ == "prep" and child.lower_ in MEDIUM and frame == "speak":
                phone = [c for t in child.rights if t.lower_ in ON_THE_PHONE for c in t.rights if c.lower_ == "with"]
                found += [a for c in phone for a in sides.phrase(paragraph, c)]
                told.last = max([told.last, *map(last_of, phone)])
            elif frame == "meet" and child.dep_ == "prep" and child.lower_ in ("in", "on", "at", "near"):
                for inner in (c for t in child.rights for c in t.rights if c.lower_ == "with"):
                    found += sides.phrase(paragraph, inner)
                    told.last = max(told.last, last_of(inner))
            elif child.dep_ == "prep" and (child.lower_ == "with" or (frame == "speak" and child.lower_ == "to")):
                found += sides.phrase(paragraph, child)
                told.last = max(told.last, last_of(child))
                if sides.pressed(child):
                    told.kind = "press_conference"
        return list(dict.fromkeys(found))

    def _told(self, clause: _Clause, frame: str) -> Told | None:
        """Return the telling, with place and medium."""
        told, verb = clause.told, clause.verb
        told.speaker = clause.who[0] if clause.who else None
        told.doers = clause.who
        told.add(clause.who)
        told.add(clause.whom)
        told.add(self.sides.guests(told.paragraph, verb.i + 1))
        told.place = self._place(clause, frame)
        if not told.actors and frame != "sign":
            return None
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = medium(told, [verb]) or (frame == "speak" and _phoned(verb)) or told.kind
        for side in verb.children:
            if side.dep_ in ("nsubj", "nsubjpass", "dobj"):
                told.first, told.last = min(told.first, first_of(side)), max(told.last, last_of(side))
        return told

    def _place(self, clause: _Clause, frame: str) -> Place | None:
        verb = clause.verb
        if frame == "travel" and clause.value:
            return place_on([verb], (clause.value,))
        wanted = ("in", "at", "to", "near") if frame in ("travel", "visit", "receive") else ("in", "at", "near")
        gone = [verb.head] if verb.head.lemma_ in MOTION and verb.dep_ in ("advcl", "xcomp") else []
        own = named(clause.objects[0]) if frame == "visit" and clause.objects else None
        return own or place_on([verb], wanted) or place_on(gone, ("to", "in")) or place_near(verb, wanted)

    def _any(self, actors: Iterable[str], types: frozenset[str]) -> bool:
        return any(self.sides.type(a) in types for a in actors)

    # -- what each frame needs on its sides

    def _meet(self, clause: _Clause) -> bool:
        if clause.objects and not clause.whom:
            return bool(clause.who) and (clause.told.kind == "press_conference" or clause.objects[0].pos_ == "PROPN")
        alone = clause.across or any(self.sides.type(a) != "Person" for a in clause.who)
        return len({*clause.who, *clause.whom}) > 1 or (bool(clause.who) and alone)

    def _gather(self, clause: _Clause) -> bool:
        if clause.objects and clause.verb.lemma_ == "gather":
            return False
        return len({*clause.who, *clause.whom}) > 1 or (
            bool(clause.who) and place_on([clause.verb], ("in", "at")) is not None
        )

    def _speak(self, clause: _Clause) -> bool:
        together = sum(self.sides.type(a) == "Person" for a in clause.who) > 1
        remote = (clause.across or together) and medium(clause.told, [clause.verb]) is not None
        partner = remote or self._any(clause.others, PARTNERS)
        return bool(clause.who) and clause.told.kind != "press_conference" and partner

    def _call(self, clause: _Clause) -> bool:
        verb = clause.verb
        if self._calls_on(clause):
            return True
        window = verb.doc[verb.i : min(verb.i + 12, len(verb.doc))]
        said = not clause.value or any(t.lower_ in ON_THE_PHONE for t in window)
        return bool(clause.who and clause.others) and said

    def _calls_on(self, clause: _Clause) -> bool:
        """Take "called on the President" for a meeting, unless they are called on to do something."""
        on = next((c for c in clause.verb.rights if c.dep_ == "prep" and c.lower_ in ("on", "upon")), None)
        asked = any(c.dep_ in ("xcomp", "ccomp", "advcl", "dobj") for c in clause.verb.rights)
        if on is None or asked or any(t.lower_ == "to" for t in clause.verb.doc[on.i : last_of(on) + 2]):
            return False
        met = [a for a in self.sides.phrase(clause.told.paragraph, on) if self.sides.type(a) == "Person"]
        clause.whom, clause.told.kind, clause.told.base = met, "meeting", "meeting"
        return bool(clause.who and clause.others)

    def _receive(self, clause: _Clause) -> bool:
        placed = clause.value != "at" or place_on([clause.verb], ("in", "at", "to")) is not None
        return bool(clause.who) and placed and self._any(clause.others, frozenset({"Person", "Group"}))

    def _summon(self, clause: _Clause) -> bool:
        """Take the summons of a diplomat for the meeting that it is; a state's own one it calls home."""
        values = frozenset(clause.value.split())
        diplomats = [t for o in clause.objects for t in (o, *o.lefts, *o.rights) if t.lemma_.lower() in values]
        own = any(c.dep_ == "poss" and c.lower_ in OWN for t in diplomats for c in t.lefts)
        home = any(t.lower_ in HOMEWARD for t in clause.verb.rights)
        return bool(clause.who and clause.others and diplomats) and not own and not home

    def _visit(self, clause: _Clause) -> bool:
        clause.whom = [a for a in clause.whom if self.sides.type(a) == "Person"]
        if any(self._named(clause, noun) for noun in clause.objects) and clause.others:
            clause.told.kind = clause.told.base = "meeting"
        sent = any(t.lemma_ in DELEGATIONS for t in clause.doers)
        return not _vessels(clause.doers) and (sent or self._any(clause.who, PERSON))

    def _named(self, clause: _Clause, noun: Token) -> bool:
        """Whether a noun is somebody: "visited President Paz" is no journey."""
        actor = self.sides.cast.at(clause.told.paragraph, noun)
        return actor is not None and self.sides.type(actor) == "Person"

    def _travel(self, clause: _Clause) -> bool:
        clause.whom = []
        if clause.objects and any(c.dep_ in SUBJECTS for c in clause.verb.lefts):
            return False  # "flew supplies to"
        if _vessels(clause.doers) or (clause.value and clause.told.status != "scheduled"):
            return False  # "left for Oslo" says no more than that somebody left
        sent = any(t.lemma_ in DELEGATIONS for t in clause.doers) and bool(clause.who)
        return (sent or self._any(clause.who, PERSON)) and self._place(clause, "travel") is not None

    def _interview(self, clause: _Clause) -> bool:
        return bool(clause.who)

    def _answer(self, clause: _Clause) -> bool:
        clause.who, clause.whom = clause.who[:1], []
        return any(t.lemma_ == clause.value for t in clause.objects) and self.sides.asked(clause.verb, clause.objects)

    def _brief(self, clause: _Clause) -> bool:
        clause.who, clause.whom = clause.who[:1], []
        return any(self.sides.press(t) for t in clause.objects)

    def _address(self, clause: _Clause) -> bool:
        names = [self.sides.cast.figures[a].name.lower().split() for a in clause.whom]
        return bool(clause.who) and any(word in self.lexicon.assemblies for name in names for word in name)

    def _sign(self, clause: _Clause) -> bool:
        """Take "the agreement was signed" for part of a ceremony that the text goes on to name."""
        clause.whom = []
        clause.told.need = "sign"
        things = frozenset(clause.value.split())
        return any(c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in things for c in clause.verb.children)


def _vessels(doers: Iterable[Token]) -> bool:
    """Whether a ship or aircraft goes somewhere, whosever name it bears: "the carrier USS Jan Moe arrived"."""
    phrases = [t.doc[max(first_of(t), t.i - NEAR) : t.i + 1] for t in doers]
    return any(t.lower_ in VESSELS for t in (*doers, *(t for phrase in phrases for t in phrase)))


def _phoned(verb: Token) -> str | None:
    """Return the kind of call that "on the phone" makes of it, wherever the parser hung that."""
    doc = verb.doc
    for token in doc[verb.i + 1 : min(len(doc), verb.i + NEAR)]:
        if token.pos_ in VERBAL or token.is_sent_start:
            break
        before = doc[token.i - 2 : token.i]
        if token.lower_ in ON_THE_PHONE and any(t.lower_ in MEDIUM for t in before):
            return "phone_call"
    return None
