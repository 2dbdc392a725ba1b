"""The places where a text tells of a meeting: "held talks with", "met", "in a phone call on Aug 25", "the meeting"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from kg.extract.clauses import VERBAL, Governor, Status, clauses_on, foretold, governor, status_of, subjects
from kg.extract.meeting_words import PRESSED, Noun, words
from kg.extract.places import Place, named, place_near, place_on
from kg.extract.sides import BROUGHT, PLURAL, Sides

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph

__all__ = ["Teller", "Told"]

VENUE = frozenset({"in", "at", "during", "throughout", "within"})
AROUND = frozenset({"after", "following", "before", "ahead", "for", "to", "from", "into", "on", "upon", "prior", "of", "amid", "since"})
MEDIUM = frozenset({"by", "via", "over", "through", "on", "in", "per"})
MOTION = frozenset("arrive travel fly come go head leave depart return visit attend enter participate take".split())
SPEAKING = frozenset({"speak", "engage", "participate", "take"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
INDEFINITE = frozenset({"a", "an", "another", "any", "some"})
JOINT = frozenset({"their", "our"})
PARTICIPANTS = frozenset({"participant", "attendee", "guest", "attendance"})
GATHERED = frozenset(
    {"attend", "join", "host", "chair", "lead", "convene", "hold", "co-chair", "moderate", "organize", "organise", "make", "pay", "conduct"}
)
JOINED = frozenset({"attend", "join", "chair", "moderate", "co-chair", "address"})
FRAMES = ("meet", "gather", "speak", "call", "visit", "travel", "receive", "interview", "answer", "address", "brief", "sign")
KINDS = {
    "meet": "meeting",
    "gather": "multilateral_meeting",
    "speak": "conversation",
    "call": "phone_call",
    "visit": "visit",
    "travel": "visit",
    "receive": "meeting",
    "interview": "press_conference",
    "answer": "press_conference",
    "address": "session",
    "brief": "press_conference",
    "sign": "ceremony",
}
REMOTELY = frozenset({"virtually", "online", "remotely"})
NEAR = 12
"""Words within which a phrase is looked for that the parser may have hung on another word."""
RANKS = {"press": 4, "medium": 3, "call": 3, "kind": 2}


@dataclass(slots=True)
class Told:
    """One telling of a meeting.

    ``kind`` is a meeting type or one of the open kinds of ``meeting_nouns.tsv``; ``actors`` are those who took part as far as this
    place says, ``own`` whether the noun's own phrase names any of them. ``article`` is "definite", "indefinite" or empty,
    ``described`` tells that its words say which meeting it is. It is ``staged`` where the clause tells that it takes place, a ``venue``
    where something is said or done at it, ``main`` in a clause that the text asserts. ``base`` is the kind of the bare noun or verb,
    ``owners`` hold the "their" of "their call", which mostly tells no more than "the call".
    """

    paragraph: Paragraph
    head: Token
    verb: Token | None
    kind: str
    need: str
    status: Status
    first: int
    last: int
    article: str = ""
    described: bool = False
    own: bool = False
    proper: bool = False
    venue: bool = False
    staged: bool = False
    main: bool = False
    actors: list[str] = field(default_factory=list)
    named: frozenset[str] = frozenset()
    place: Place | None = None
    date: str | None = None
    speaker: str | None = None
    base: str = ""
    owners: list[Token] = field(default_factory=list)
    preposition: str = ""

    @property
    def definite(self) -> bool:
        """Whether it is spoken of as known."""
        return self.article == "definite"

    @property
    def bare(self) -> bool:
        """Whether nothing is said of the meeting but that it is one already told of."""
        return self.date is None and self.place is None and not self.proper and not self.own and not self.described

    def cover(self, tokens: Iterable[Token]) -> None:
        """Widen the evidence to take in some tokens."""
        for token in tokens:
            self.first, self.last = min(self.first, token.i), max(self.last, token.i)

    def add(self, actors: Iterable[str]) -> None:
        """Add participants, each once."""
        self.actors += [actor for actor in dict.fromkeys(actors) if actor not in self.actors]


class Teller:
    """Reads the tellings of meetings in one text.

    Parameters
    ----------
    cast
        Who acts in the text.
    """

    def __init__(self, cast: Cast) -> None:
        self.sides = Sides(cast)
        self.lexicon = words()

    def read(self, paragraph: Paragraph) -> Iterator[Told]:
        """Yield the tellings of a paragraph in text order."""
        nouns, verbs = self.lexicon.nouns, self.lexicon.verbs
        for token in paragraph.doc:
            pos = token.pos_
            if pos in ("NOUN", "PROPN") or (pos == "ADJ" and token.dep_ in ("pobj", "dobj", "nsubj")):
                noun = nouns.get((token.lemma_.lower(), token.tag_ in PLURAL))
                if noun is None and token.lower_ == "talks":
                    noun = nouns["talk", True]
                told = self.noun(paragraph, token, noun) if noun is not None else None
            elif pos == "VERB" and token.lemma_ in verbs:
                told = self.by_verb(paragraph, token, verbs[token.lemma_])
            else:
                continue
            if told is not None:
                yield told

    # -- nouns

    def noun(self, paragraph: Paragraph, token: Token, noun: Noun) -> Told | None:
        """Return what a noun phrase tells, ``None`` if the noun does not stand for a meeting here."""
        if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
            return None
        if noun.lemma == "call" and not is_talk(token):
            return None
        before = [t for t in paragraph.doc[token.left_edge.i : token.i] if t.dep_ != "punct"]
        kind, status, formal = self.modified(noun, before)
        above = governor(token)
        remote = above is not None and above.prepositions and above.prepositions[0] in ("by", "via", "over", "through")
        formal = formal or (above is not None and above.verbal and self.lexicon.frame(above.word, "sign") is not None)
        if (noun.kind == "ceremony" and not formal) or (remote and kind in ("phone_call", "video_call")):
            return None
        if above is not None and above.verbal and above.relation in ("nsubj", "nsubjpass"):
            above = foretold(above)
        verb = above.word if above is not None and above.verbal else None
        told = Told(paragraph, token, verb, kind, noun.need, cast("Status", status) or self.status(token, above), token.i, token.i)
        told.base = noun.kind
        if formal and noun.kind in ("meal", "ceremony"):
            told.need = ""
        self.name(told, before)
        if noun.need == "named" and not told.proper:
            return None
        told.cover([token.left_edge])
        self.own_people(told, before)
        if above is not None:
            self.governing_people(told, above)
        heads = [token] if verb is None or not (told.staged or told.venue) else [token, verb]
        wanted = ("in", "at", "to", "near") if kind == "visit" else ("in", "at", "near")
        told.place = place_on(heads, wanted) or place_near(token, wanted)
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = self.medium(told, heads) or told.kind
        return told

    def name(self, told: Told, before: list[Token]) -> None:
        """Note the article, the proper name and whatever tells one meeting from another."""
        noun = told.head
        own = [t for t in before if t.head == noun]
        if any(t.lower_ in INDEFINITE for t in own):
            told.article = "indefinite"
        elif any(t.lower_ in DEFINITE or t.dep_ == "poss" for t in own):
            told.article = "definite"
        proper = [t for t in before if t.tag_ in ("NNP", "NNPS") and t.ent_type_ not in ("DATE", "TIME") and t.dep_ != "poss"]
        told.named = frozenset(t.lower_ for t in proper)
        told.proper = bool(noun.tag_ in ("NNP", "NNPS") or (proper and told.kind in ("summit", "session", "multilateral_meeting", "other")))
        aspects = self.lexicon.aspects
        told.described = not told.proper and any(
            t.dep_ in ("compound", "nmod") and t.lower_ not in aspects and t.ent_type_ not in ("DATE", "TIME") for t in own
        )
        told.described |= any(t.dep_ == "prep" and t.lower_ in ("on", "about", "over") for t in noun.rights) and told.need in ("weak", "process")

    def modified(self, noun: Noun, before: list[Token]) -> tuple[str, str, bool]:
        """Return the kind that the words before a noun make of it, the status they give, and whether it is an official occasion."""
        kind, status, formal, best = noun.kind, "", False, 0
        for token in before:
            aspect, value = self.lexicon.aspects.get(token.lower_, ("", ""))
            if aspect == "status":
                status = value
            elif aspect == "formal":
                formal = True
            elif RANKS.get(aspect, 0) > best and self.applies(noun, aspect):
                kind, best = value, RANKS[aspect]
        return kind, status, formal

    def applies(self, noun: Noun, aspect: str) -> bool:
        """Whether a modifier of that aspect changes what a noun means."""
        if aspect == "press":
            return noun.lemma in PRESSED
        if aspect == "call":
            return noun.lemma == "call"
        return noun.kind not in ("visit", "summit", "meal") or aspect == "kind"

    def status(self, token: Token, above: Governor | None) -> Status:
        """Return what the words around the noun say of the meeting: held, scheduled, cancelled or only spoken of."""
        if any(child.lower_ == "no" for child in token.lefts):
            return "irrealis"
        own = self.own_status(token)
        if above is None:
            return own or "held"
        if not above.verbal:
            value = self.lexicon.frame(above.word, "govern")
            return own or (cast("Status", value) if value in ("irrealis", "scheduled") else "held")
        clause = status_of(above.word)
        if above.relation == "pobj":
            return own or self.status_beside(above, clause)
        value = self.lexicon.frame(above.word, "stage")
        if above.word.lemma_ == "call" and any(child.lower_ == "off" for child in above.word.rights):
            value = "cancelled"
        if value == "cancelled" and clause == "held":
            return "cancelled"
        if own is not None:
            return own
        if value in ("cancelled", "scheduled"):
            return cast("Status", value) if clause == "held" else clause
        if value == "held" or above.relation in ("nsubj", "nsubjpass", "attr"):
            return clause
        return "irrealis" if self.lexicon.frame(above.word, "govern") == "irrealis" else "held"

    def own_status(self, token: Token) -> Status | None:
        """Return what a clause on the noun says of the meeting: "talks planned for May", "the talks, which resumed in Oslo"."""
        for child in clauses_on(token):
            if child.pos_ in VERBAL:
                value = self.lexicon.frame(child, "stage") or self.lexicon.frame(child, "govern")
                if value in ("cancelled", "scheduled") and child.tag_ == "VBN":
                    return cast("Status", value)
                if value == "held" and (child.tag_ == "VBN" or any(c.lower_ in ("which", "that") for c in child.lefts)):
                    return status_of(child) if child.dep_ == "relcl" else "held"
        return None

    def status_beside(self, above: Governor, clause: Status) -> Status:
        """Return what "after the talks", "agreed to talks", "called for talks" say of the talks."""
        lemma, preposition = above.word.lemma_.lower(), above.prepositions[-1]
        if lemma == "call" and preposition in ("for", "on"):
            return "irrealis"
        value = self.lexicon.frame(above.word, "govern")
        if value in ("irrealis", "scheduled") and preposition in ("to", "on", "for"):
            return cast("Status", value)
        if preposition in VENUE or lemma in MOTION:
            return clause
        return "scheduled" if clause == "scheduled" and preposition not in ("after", "following") else "held"

    def own_people(self, told: Told, before: list[Token]) -> None:
        """Add those that the noun's own phrase names: "his call with", "Russian-American summit", "attended by", "of the Council"."""
        noun, paragraph, sides = told.head, told.paragraph, self.sides
        for token in before:
            if token.dep_ == "poss" and token.head == noun and token.lower_ in JOINT:
                told.owners.append(token)
            elif token.dep_ == "poss" and token.head == noun:
                told.add(sides.people(paragraph, token))
        told.add(sides.collective(paragraph, paragraph.doc[noun.left_edge.i : noun.i]))
        for child in noun.rights:
            low = child.lower_
            if child.dep_ == "prep" and (low in BROUGHT or low == "of" or (low == "by" and told.kind == "visit")):
                found = sides.phrase(paragraph, child)
                if low == "of" and told.kind == "visit":
                    found = [a for a in found if sides.type(a) == "Person"]
                told.add(found)
                if low != "of" and sides.pressed(child):
                    told.kind = "press_conference"
                told.cover([child.right_edge] if found else [])
            elif child.dep_ == "prep" and low == "at":
                told.add(a for a in sides.phrase(paragraph, child) if sides.type(a) == "InternationalOrganization")
        told.own = bool(told.actors)
        self.gathered(told)
        if told.kind == "visit" and not told.actors:
            self.visitors(told)

    def gathered(self, told: Told) -> None:
        """Add those whom "attended by", "hosted by" or "convened by" names in what follows, wherever the parser hung it."""
        doc, start = told.paragraph.doc, told.head.i + 1
        for i in range(start, min(len(doc) - 1, start + 2 * NEAR)):
            token = doc[i]
            if token.is_sent_start or token.tag_ in ("VBZ", "VBP", "MD"):
                return
            if token.tag_ in ("VBN", "VBD") and token.lemma_ in GATHERED and doc[i + 1].lower_ == "by":
                told.add(self.sides.listed(told.paragraph, i + 2, doc[i + 1]))
                return

    def visitors(self, told: Told) -> None:
        """Add those whom "a visit to Oslo by" names, where the parser hung "by" on another word."""
        doc, start = told.paragraph.doc, told.head.i + 1
        for token in doc[start : min(len(doc), start + NEAR)]:
            if token.is_sent_start or token.pos_ in VERBAL:
                return
            if token.lower_ == "by":
                told.add(self.sides.phrase(told.paragraph, token))
                return

    def governing_people(self, told: Told, above: Governor) -> None:
        """Add those that the governing verb names as taking part, and note what it makes of the meeting."""
        verb, paragraph, sides = above.word, told.paragraph, self.sides
        lemma = verb.lemma_.lower()
        if not above.verbal:
            if lemma in PARTICIPANTS and verb.head.pos_ in VERBAL:
                told.staged = True
                told.add(sides.listed(paragraph, verb.head.i + 1, verb))
            return
        stage = self.lexicon.frame(verb, "stage") is not None
        told.main = verb.dep_ in ("ROOT", "ccomp", "conj", "advcl")
        if above.relation in ("dobj", "dative", "oprd") and stage:
            self.take_part(told, verb)
        elif above.relation == "nsubjpass" and stage:
            told.staged = True
            for child in verb.rights:
                if child.dep_ == "prep" and child.lower_ in BROUGHT:
                    told.add(sides.phrase(paragraph, child))
                elif child.dep_ == "prep" and child.lower_ == "at":
                    told.add(a for a in sides.phrase(paragraph, child) if sides.type(a) == "InternationalOrganization")
        elif any(noun.lemma_ in ("venue", "site") for noun in above.through):
            told.staged = True
        elif above.relation in ("nsubj", "attr") and self.occurs(verb):
            told.staged = verb.lemma_ != "be"
            for child in verb.rights:
                if child.dep_ == "prep" and child.lower_ in BROUGHT:
                    told.add(sides.phrase(paragraph, child))
        elif above.relation == "pobj":
            self.beside(told, above, verb)

    def occurs(self, verb: Token) -> bool:
        """Whether the subject of a verb is something that takes place."""
        if verb.lemma_ == "take":
            return any(child.lemma_ == "place" for child in verb.rights)
        return self.lexicon.frame(verb, "occur") is not None or verb.lemma_ == "be"

    def take_part(self, told: Told, verb: Token) -> None:
        """Take in who holds, attends or gives a meeting, and with whom."""
        paragraph, sides = told.paragraph, self.sides
        doers = subjects(verb)
        found = [a for subject in doers for a in sides.people(paragraph, subject)]
        told.staged = bool(found) or not any(t.pos_ == "PRON" for t in doers)
        told.speaker = found[0] if found else None
        told.add(found)
        for child in verb.rights:
            if child.dep_ == "prep" and child.lower_ in BROUGHT:
                told.add(sides.phrase(paragraph, child))
                if sides.pressed(child):
                    told.kind = "press_conference"
        if not found and verb.tag_ == "VBG" and verb.i < told.head.i:  # "also attending the meeting were ..."
            after = told.head.right_edge.i + 1
            following = next((t for t in paragraph.doc[after : after + 2] if t.lemma_ == "be"), None)
            if following is not None:
                told.add(sides.listed(paragraph, following.i + 1, None))
        told.cover([verb])

    def beside(self, told: Told, above: Governor, verb: Token) -> None:
        """Take in the subject of what was said or done at, during or after the meeting."""
        paragraph, prepositions = told.paragraph, set(above.prepositions)
        told.preposition = above.prepositions[-1]
        lemma = verb.lemma_.lower()
        inside = bool(prepositions & VENUE) and not prepositions & (AROUND - VENUE - {"of", "to", "on"})
        inside = inside and not any(self.sides.type(a) == "Person" for a in told.actors if told.kind == "visit")
        found = [a for subject in subjects(verb) for a in self.sides.people(paragraph, subject)]
        joined = any(child.lower_ in BROUGHT for child in told.head.rights)
        if inside or lemma in MOTION:
            told.staged = told.main = True
            told.venue = inside
            told.speaker = found[0] if found else None
            if not told.own or joined or told.kind in ("press_conference", "session", "summit"):
                told.add(found[:1] if told.kind == "press_conference" else found)
        elif self.lexicon.frame(verb, "govern") == "scheduled" and told.preposition in ("to", "on"):
            told.staged = True
            told.add(found)
        elif above.prepositions[0] in AROUND and joined and len(told.actors) == 1:
            told.speaker = found[0] if found else None
            told.staged = True
            told.add(found)

    # -- verbs

    def by_verb(self, paragraph: Paragraph, verb: Token, frames: dict[str, str]) -> Told | None:
        """Return what a verb tells, ``None`` if it tells of no meeting here."""
        for frame in FRAMES:
            if frame in frames:
                told = self.frame(paragraph, verb, frame, frames[frame])
                if told is not None:
                    return told
        return None

    def frame(self, paragraph: Paragraph, verb: Token, frame: str, value: str) -> Told | None:
        """Return what a verb tells in one of its frames."""
        sides = self.sides
        told = Told(paragraph, verb, verb, KINDS[frame], "verb", status_of(verb), verb.i, verb.i, own=True, main=True, staged=True)
        told.base = told.kind
        objects = [child for child in verb.rights if child.dep_ == "dobj"]
        if frame == "sign":
            return self.signing(told, value)
        if any((t.lemma_.lower(), t.tag_ in PLURAL) in self.lexicon.nouns for t in objects):
            return None
        who = [a for subject in subjects(verb) for a in sides.people(paragraph, subject)]
        if frame in ("answer", "brief"):
            asked = sides.asked(verb, objects) if frame == "answer" else any(sides.press(t) for t in objects)
            if not asked or (value and not any(t.lemma_ == value for t in objects)):
                return None
            who = who[:1]
        else:
            whom = self.whom(told, verb, frame, objects)
            if not self.fits(told, frame, value, who, whom):
                return None
            who += whom
        told.speaker = who[0] if who else None
        told.add(who)
        self.gathered(told)
        wanted = ("in", "at", "to", "near") if frame in ("travel", "visit", "receive") else ("in", "at", "near")
        heads = [verb, verb.head] if verb.head.lemma_ in MOTION and verb.dep_ in ("advcl", "xcomp") else [verb]
        told.place = place_on(heads[:1], wanted) or place_on(heads[1:], ("to", "in")) or place_near(verb, wanted)
        if frame == "visit" and objects:
            told.place = named(objects[0]) or told.place
        if not told.actors or (frame == "travel" and told.place is None):
            return None
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = self.medium(told, [verb]) or told.kind
        told.cover(t for s in verb.children if s.dep_ in ("nsubj", "nsubjpass", "dobj") for t in (s.left_edge, s.right_edge))
        return told

    def signing(self, told: Told, value: str) -> Told | None:
        """Return what "the agreement was signed" tells of a ceremony that the text goes on to name."""
        things = frozenset(value.split())
        if not any(c.dep_ in ("dobj", "nsubjpass") and c.lemma_.lower() in things for c in told.head.children):
            return None
        told.need = "sign"
        told.add(a for subject in subjects(told.head) for a in self.sides.people(told.paragraph, subject))
        return told

    def whom(self, told: Told, verb: Token, frame: str, objects: list[Token]) -> list[str]:
        """Return those on the other side of a verb, and mark a meeting with the press as one."""
        paragraph, sides = told.paragraph, self.sides
        found: list[str] = []
        if frame != "speak":
            for t in objects:
                found += [a for a in sides.people(paragraph, t) if frame != "visit" or sides.type(a) == "Person"]
                if sides.press(t):
                    told.kind = "press_conference"
        if frame in ("meet", "speak", "gather"):
            for child in verb.rights:
                if child.dep_ == "prep" and (child.lower_ == "with" or (frame == "speak" and child.lower_ == "to")):
                    found += sides.phrase(paragraph, child)
                    told.cover([child.right_edge])
                    if sides.pressed(child):
                        told.kind = "press_conference"
        return list(dict.fromkeys(found))

    def fits(self, told: Told, frame: str, value: str, who: list[str], whom: list[str]) -> bool:
        """Whether those found on both sides are such as the verb needs to tell of a meeting."""
        types = [self.sides.type(a) for a in who]
        others = [self.sides.type(a) for a in whom if a not in who]
        verb = told.head
        across = any(c.dep_ == "prep" and c.lower_ in ("with", "to") for c in verb.rights)
        if frame == "meet":
            objects = [c for c in verb.rights if c.dep_ == "dobj"]
            if objects and not whom:
                return bool(who) and (told.kind == "press_conference" or objects[0].pos_ == "PROPN")
            return len(types) + len(others) >= 2 or (bool(who) and (across or any(t != "Person" for t in types)))
        if frame == "gather":
            return len(types) + len(others) >= 2 or (bool(who) and place_on([verb], ("in", "at")) is not None)
        if frame == "speak":
            by_phone = self.medium(told, [verb]) is not None
            met = any(t in ("Person", "Group", "Country") for t in others) or (by_phone and across)
            return bool(who) and told.kind != "press_conference" and met
        if frame == "call":
            window = verb.doc[verb.i : min(verb.i + 12, len(verb.doc))]
            return bool(who and others) and (not value or any(t.lower_ in ("phone", "telephone") for t in window))
        if frame == "receive":
            placed = value != "at" or place_on([verb], ("in", "at", "to")) is not None
            return bool(who) and placed and any(t in ("Person", "Group") for t in others)
        if frame == "address":
            return bool(who) and any(t in ("Organization", "InternationalOrganization") for t in others)
        return any(t == "Person" or (frame == "visit" and t != "Country") for t in types) or frame == "interview"

    def medium(self, told: Told, heads: Iterable[Token]) -> str | None:
        """Return the kind that "by phone", "via video link" or "virtually" makes of a meeting."""
        if told.kind in ("press_conference", "visit", "summit"):
            return None
        for head in heads:
            if any(t.lower_ in REMOTELY for t in head.doc[max(0, head.i - 1) : head.i + 3]):
                return "video_call"
            for child in head.children:
                under = child.children if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL else (child,)
                for preposition in under:
                    value = self.remote(preposition) if preposition.lower_ in MEDIUM else None
                    if value is not None:
                        return value
        return None

    def remote(self, preposition: Token) -> str | None:
        """Return the kind of call that the object of a preposition names: "by phone", "via a video link"."""
        for noun in preposition.rights:
            if noun.dep_ == "pobj":
                for token in (*noun.lefts, noun):
                    aspect, value = self.lexicon.aspects.get(token.lower_, ("", ""))
                    if aspect == "medium":
                        return value
        return None


def is_talk(call: Token) -> bool:
    """Whether "call" is one on the phone: not a call for or to do something, not one that is merely made or heeded."""
    if any((c.lower_ in ("for", "to", "on", "from") and c.dep_ == "prep") or c.dep_ == "acl" and c.tag_ == "VB" for c in call.rights):
        return False
    if any(c.dep_ == "compound" for c in call.lefts) or any(c.lower_ in BROUGHT for c in call.rights):
        return True
    return not (call.dep_ == "dobj" and call.head.lemma_ in ("make", "repeat", "reiterate", "issue", "renew", "reject", "heed", "echo", "ignore"))
