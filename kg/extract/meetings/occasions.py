"""Nouns that tell of a meeting: "held talks with", "in a phone call on Aug 25", "the meeting"."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from kg.extract.meetings.clauses import (
    VERBAL,
    Governor,
    Status,
    capital,
    clauses_on,
    foretold,
    governor,
    in_name,
    received,
    status_of,
    subjects,
    took_place,
)
from kg.extract.meetings.meeting_words import PRESSED, Noun, words
from kg.extract.meetings.places import place_near, place_on
from kg.extract.meetings.sides import BROUGHT, Sides, first_of, last_of
from kg.extract.meetings.told import MOTION, NEAR, Told, medium

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph

__all__ = ["Occasions"]

VENUE = frozenset({"in", "at", "during", "throughout", "within"})
AROUND = frozenset(
    {"after", "following", "before", "ahead", "for", "to", "from", "into", "on", "upon", "prior", "of", "amid", "since"}
)
APART = frozenset({"after", "following", "before", "ahead", "since", "amid"})
ATTENDED = frozenset({"attend", "join", "participate"})
WITHDRAWN = frozenset({"pull", "walk", "storm", "withdraw"})
"""Verbs of which "out of" or "from" says at what somebody took part until then."""
BOUND = frozenset({"leave", "depart", "head", "set"})
"""Verbs of which "for" says where to."""
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
INDEFINITE = frozenset({"a", "an", "another", "any", "some"})
JOINT = frozenset({"their", "our"})
PARTICIPANTS = frozenset({"participant", "attendee", "guest", "attendance"})
NAMED = frozenset({"summit", "session", "multilateral_meeting", "other"})
LED = frozenset(
    {"led", "sponsored", "brokered", "mediated", "backed", "hosted", "facilitated", "organised", "organized"}
)
COUNTED = frozenset({"include", "involve"})
"""Verbs with which a meeting tells who took part in it."""
SIDELINES = frozenset({"sideline", "margin", "fringe"})
PAIR = 2
HEADING = 6
"""Words into a sentence with which it may begin, as "During their meeting" does."""
RANKS = {"press": 4, "medium": 3, "call": 3, "kind": 2}


class Occasions:
    """Reads what the nouns of one text tell of meetings.

    Parameters
    ----------
    sides
        Who acts in the text.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.lexicon = words()

    def read(self, paragraph: Paragraph, token: Token, noun: Noun) -> Told | None:
        """Return what a noun phrase tells, ``None`` if the noun does not stand for a meeting here."""
        if (
            token.dep_ in ("compound", "nmod", "amod")
            and token.head.i > token.i
            and token.head.pos_ in ("NOUN", "PROPN")
        ):
            return None
        if (noun.lemma == "call" and not is_talk(token)) or in_name(token):
            return None
        before = [t for t in paragraph.doc[first_of(token) : token.i] if t.dep_ != "punct"]
        kind, status, formal = self.modified(noun, before)
        above = governor(token)
        remote = above is not None and above.prepositions and above.prepositions[0] in ("by", "via", "over", "through")
        formal = formal or (above is not None and above.verbal and self.lexicon.frame(above.word, "sign") is not None)
        attended = above is not None and above.word.lemma_ in ATTENDED
        opening = formal or (attended and any(self.lexicon.aspects.get(t.lower_) == ("occasion", "") for t in before))
        if (noun.kind == "ceremony" and not opening) or (remote and kind in ("phone_call", "video_call")):
            return None
        if above is not None and above.verbal and above.relation in ("nsubj", "nsubjpass"):
            above = foretold(above)
        verb = above.word if above is not None and above.verbal else None
        if verb is not None and above is not None and above.relation == "attr" and self.equated(verb):
            return None
        told = Told(
            paragraph,
            token,
            verb,
            kind,
            noun.need,
            cast("Status", status) or self.status(token, above),
            token.i,
            token.i,
        )
        told.base = noun.kind
        told.aside = above is not None and above.through[:1] != () and above.through[0].lemma_ in SIDELINES
        if formal and noun.kind in ("meal", "ceremony"):
            told.need = ""
        self.name(told, before)
        if noun.need == "named" and not told.proper:
            return None
        told.first = first_of(token)
        self.own_people(told, before)
        if above is not None:
            self.governing_people(told, above)
        heads = [token] if verb is None or not (told.staged or told.venue) else [token, verb]
        wanted = where(kind, verb)
        told.place = place_on(heads, wanted) or place_near(token, wanted)
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = medium(told, heads) or told.kind
        return told

    def equated(self, verb: Token) -> bool:
        """Whether a clause says of one meeting what it was: "the visit was the first visit since"."""
        told_of = any(c.lower_ == "which" and c.dep_ == "nsubj" for c in verb.lefts)
        return told_of or any(
            t.lemma_.lower() in self.lexicon.meetings or t.lower_ in ("this", "it") for t in subjects(verb)
        )

    def name(self, told: Told, before: list[Token]) -> None:
        """Note the article, the proper name and whatever tells one meeting from another."""
        noun = told.head
        own = [t for t in before if t.head == noun]
        if any(t.lower_ in INDEFINITE for t in own):
            told.article = "indefinite"
        elif any(t.lower_ in DEFINITE or t.dep_ == "poss" for t in own):
            told.article = "definite"
        proper = [
            t for t in before if t.tag_ in ("NNP", "NNPS") and t.ent_type_ not in ("DATE", "TIME") and t.dep_ != "poss"
        ]
        told.named = frozenset(t.lower_ for t in proper)
        if noun.tag_ in ("NNP", "NNPS"):
            inside = [t for c in noun.rights if c.dep_ == "prep" and c.lower_ == "of" for t in c.rights]
            told.named |= {t.lower_ for t in inside if t.pos_ == "PROPN"}
        told.proper = bool(told.named) and (capital(noun) or told.kind in NAMED)
        aspects = self.lexicon.aspects
        told.described = not told.proper and any(
            t.dep_ in ("compound", "nmod") and t.lower_ not in aspects and t.ent_type_ not in ("DATE", "TIME")
            for t in own
        )
        told.described |= any(
            t.dep_ == "prep" and t.lower_ in ("on", "about", "over") for t in noun.rights
        ) and told.need in ("weak", "process")

    def modified(self, noun: Noun, before: list[Token]) -> tuple[str, str, bool]:
        """Return the kind and status that the words before a noun give it, and whether it is an official occasion."""
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
        return noun.kind not in ("visit", "summit", "meal", "press_conference") or (
            aspect == "kind" and noun.kind == "meal"
        )

    def status(self, token: Token, above: Governor | None) -> Status:
        """Return what the words around the noun say of the meeting: held, scheduled, cancelled or only spoken of."""
        if any(child.lower_ == "no" for child in token.lefts):
            return "irrealis"
        own = self.own_status(token)
        if above is None:
            return own or "held"
        if not above.verbal:
            value = self.lexicon.frame(above.word, "govern")
            return own or (cast("Status", value) if value in ("irrealis", "scheduled", "cancelled") else "held")
        if above.relation == "pobj":
            return own or self.status_beside(above, status_of(above.word))
        return self.status_under(above, status_of(above.word), own)

    def status_under(self, above: Governor, clause: Status, own: Status | None) -> Status:
        """Return what "held", "postponed", "called off" and "proposed" say of their object or subject."""
        verb = above.word
        value = self.lexicon.frame(verb, "stage")
        if verb.lemma_ == "call" and any(child.lower_ == "off" for child in verb.rights):
            value = "cancelled"
        if value == "cancelled" and clause == "held":
            status: Status = "cancelled"
        elif own is not None and not (own == "scheduled" and verb.tag_ == "VBD" and self.occurs(verb)):
            status = own
        elif value == "scheduled" and clause == "held":
            status = "scheduled"
        elif value is not None or above.relation in ("nsubj", "nsubjpass", "attr"):
            status = clause
        else:
            status = "irrealis" if self.lexicon.frame(verb, "govern") == "irrealis" else "held"
        return status

    def own_status(self, token: Token) -> Status | None:
        """Return what a clause on the noun says of it: "talks planned for May", "the talks, which resumed in Oslo"."""
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
        if lemma == "look" and any(child.lower_ == "forward" for child in above.word.rights):
            return "scheduled"
        value = self.lexicon.frame(above.word, "govern")
        if value in ("irrealis", "scheduled") and preposition in ("to", "on", "for"):
            return cast("Status", value)
        if clause == "irrealis" and preposition == "during" and any(c.dep_ == "neg" for c in above.word.lefts):
            return "held"  # what was not agreed on during the talks
        if preposition in VENUE or lemma in MOTION:
            return clause
        return "scheduled" if clause == "scheduled" and preposition not in ("after", "following") else "held"

    def own_people(self, told: Told, before: list[Token]) -> None:
        """Add those that the noun's own phrase names: "his call with", "Russian-American summit", "attended by"."""
        noun, paragraph, sides = told.head, told.paragraph, self.sides
        for token in before:
            if token.dep_ == "poss" and token.head == noun and token.lower_ in JOINT:
                guests = [
                    a
                    for t in received(noun)
                    for a in (sides.phrase(paragraph, t) if t.dep_ == "prep" else sides.people(paragraph, t))
                ]
                told.add(a for a in guests if sides.type(a) == "Person")
                told.owners += [] if guests else [token]
            elif (
                token.dep_ == "poss" and token.head == noun and token.tag_ != "NNS"
            ):  # not "a foreign ministers' meeting"
                told.add(self.owner(told, token))
        if told.kind not in ("visit", "press_conference"):  # "his China tour", "a White House briefing"
            led = max((t.i for t in before if t.lower_ in LED), default=first_of(noun) - 1)  # "UN-led talks"
            told.add(sides.collective(paragraph, paragraph.doc[led + 1 : noun.i]))
        owners = list(told.actors)
        self.named_after(told)
        self.disown(told, before, owners)
        for clause in clauses_on(noun):  # "a call in which the two discussed"
            where = [t for c in clause.lefts for t in (c, *c.rights) if t.lower_ in ("where", "which")]
            if any(t.dep_ in ("advmod", "pobj") for t in where):
                there = [a for t in subjects(clause) for a in sides.people(paragraph, t)]
                told.add(a for a in there if sides.type(a) in ("Person", "Country"))
        told.own = bool(told.actors)
        told.add(sides.guests(paragraph, noun.i + 1))
        if told.kind == "visit" and not told.actors:
            self.visitors(told)

    def disown(self, told: Told, before: list[Token], owners: list[str]) -> None:
        """Leave out a body that "its" was taken to mean, of the state with which it would have met: itself."""
        if any(t.lower_ == "its" and t.head == told.head for t in before):
            others = {self.sides.party(a) for a in told.actors if a not in owners}
            told.actors = [a for a in told.actors if a not in owners or self.sides.party(a) not in others]

    def named_after(self, told: Told) -> None:
        """Add those whom the phrases on a noun name: "with X", "of the Council", "at the OSCE"."""
        noun, paragraph, sides = told.head, told.paragraph, self.sides
        for child in noun.rights:
            low = child.lower_
            if any(t.lemma_ in SIDELINES for t in child.rights):
                self.sidelined(told, child)
            elif told.aside and low in BROUGHT:
                continue
            elif child.dep_ == "prep" and (low in BROUGHT or low == "of" or (low == "by" and told.kind == "visit")):
                found = sides.phrase(paragraph, child)
                if low == "of" and told.kind == "visit":
                    found = [a for a in found if sides.type(a) == "Person"]
                if low != "of" and sides.pressed(child):
                    told.kind = "press_conference"
                    found = [a for a in found if sides.type(a) == "Person"]
                told.add(found)
                told.described |= low == "of" and not found and any(t.pos_ == "PROPN" for t in child.rights)
                covered = bool(found) or told.kind == "press_conference"
                told.last = max(told.last, last_of(child)) if covered else told.last
            elif child.dep_ == "prep" and low == "at":
                told.add(self.bodies(told, child))

    def sidelined(self, told: Told, preposition: Token) -> None:
        """Add those with whom a meeting on the sidelines of another one was, whichever of them the parser chose."""
        end = last_of(preposition)
        for token in preposition.doc[preposition.i : end + 1]:
            if token.lower_ in BROUGHT and token.dep_ == "prep":
                told.add(self.sides.phrase(told.paragraph, token))
                told.joined, told.last = True, max(told.last, end)
        told.sidelined = True
        if told.kind == "conversation":
            told.kind = "meeting"

    def owner(self, told: Told, possessor: Token) -> list[str]:
        """Return whom "his" or "the minister's" before a meeting means.

        Where somebody is thanked for a visit it is theirs, and "during his visit, the minister" speaks of the minister.
        """
        noun, sides = told.head, self.sides
        above = governor(noun) if possessor.pos_ == "PRON" and told.kind == "visit" else None
        if above is not None and above.verbal and above.relation == "pobj":
            praised = [c for c in above.word.rights if c.dep_ == "dobj" and c.i < noun.i]
            ahead = [t for t in subjects(above.word) if t.i > noun.i]
            for token in (*(praised if above.prepositions[-1] in ("for", "on") else []), *ahead):
                found = [a for a in sides.people(told.paragraph, token) if sides.type(a) == "Person"]
                if found:
                    return found
        return sides.people(told.paragraph, possessor)

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
        verb = above.word
        if not above.verbal:
            if verb.lemma_.lower() in PARTICIPANTS and verb.head.pos_ in VERBAL:
                told.staged = True
                told.add(self.sides.listed(told.paragraph, verb.head.i + 1, verb))
            return
        stage = self.lexicon.frame(verb, "stage") is not None
        told.main = verb.dep_ in ("ROOT", "ccomp", "conj", "advcl")
        if above.relation in ("dobj", "dative", "oprd") and stage:
            self.take_part(told, verb)
        elif any(noun.lemma_ in ("venue", "site") for noun in above.through):
            told.staged = True
        elif (above.relation == "nsubjpass" and stage) or (above.relation in ("nsubj", "attr") and self.occurs(verb)):
            told.staged = told.occurs = verb.lemma_ != "be" or took_place(verb)
            self.joined_by(told, verb)
        elif above.relation == "pobj":
            self.beside(told, above, verb)

    def joined_by(self, told: Told, verb: Token) -> None:
        """Add those whom "with", "between" and "at" on the verb name: "talks were held with", "at the OSCE"."""
        for child in verb.rights:
            if child.dep_ == "prep" and child.lower_ in BROUGHT:
                told.add(self.sides.phrase(told.paragraph, child))
            elif child.dep_ == "prep" and child.lower_ == "at":
                told.add(self.bodies(told, child))
            elif child.dep_ == "dobj" and verb.lemma_ in COUNTED:
                told.add(a for a in self.sides.people(told.paragraph, child) if self.sides.type(a) == "Person")

    def bodies(self, told: Told, preposition: Token) -> list[str]:
        """Return the international organisations that a phrase names."""
        found = self.sides.phrase(told.paragraph, preposition)
        return [a for a in found if self.sides.type(a) == "InternationalOrganization"]

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
        told.staged = bool(found) or any(t.pos_ != "PRON" for t in doers)
        told.speaker = found[0] if found else None
        told.doers = found
        if len(told.actors) < PAIR or not any(c.lower_ == "between" for c in told.head.rights):
            told.add(found)
        for child in verb.rights:
            if child.dep_ == "prep" and child.lower_ in BROUGHT:
                told.add(sides.phrase(paragraph, child))
                if sides.pressed(child):
                    told.kind = "press_conference"
        if not found:
            self.inverted(told, verb)
        told.cover([verb])

    def inverted(self, told: Told, verb: Token) -> None:
        """Add those of whom "also attending the meeting were", "taking part in the talks were" tells."""
        if verb.tag_ == "VBG" and verb.i < told.head.i:
            after = last_of(told.head) + 1
            following = next((t for t in told.paragraph.doc[after : after + 2] if t.lemma_ == "be"), None)
            if following is not None:
                told.add(self.sides.listed(told.paragraph, following.i + 1, None))

    def beside(self, told: Told, above: Governor, verb: Token) -> None:
        """Take in the subject of what was said or done at, during or after the meeting."""
        paragraph, prepositions = told.paragraph, set(above.prepositions)
        told.preposition = above.prepositions[-1]
        lemma = verb.lemma_.lower()
        inside = bool(prepositions & VENUE) and not prepositions & (AROUND - VENUE - {"of", "to", "on"})
        inside = inside and not any(self.sides.type(a) == "Person" for a in told.actors if told.kind == "visit")
        doers = [t for t in subjects(verb) if not (told.joined and t.lemma_ in ("party", "side"))]  # of that meeting
        found = [a for subject in doers for a in self.sides.people(paragraph, subject)]
        found = self.ahead(told, verb, found) or found
        joined = told.joined or any(child.lower_ in BROUGHT for child in told.head.rights)
        accompanied = any(child.lower_ == "with" for child in told.head.rights) and bool(told.actors)
        apart = above.prepositions[0] in AROUND
        gone = lemma in MOTION or (lemma == "be" and told.kind == "visit")  # "who is on a visit to Oslo"
        if inside or (gone and not prepositions & APART):
            reduced = verb.tag_ == "VBN" and verb.dep_ in ("acl", "advcl", "relcl")  # "the agreement reached at"
            told.staged, told.main = True, not reduced
            told.venue = inside and not reduced
            told.speaker = found[0] if found else None
            if not found:
                self.inverted(told, verb)
            if told.kind == "visit" and told.bare and told.definite:
                return  # whoever acts during the trip
            if not told.own or joined or told.kind in ("press_conference", "session", "summit"):
                told.add(found[:1] if told.kind == "press_conference" else found)
        elif self.bound(told, verb):
            told.staged = True
            told.add(found)
        elif apart and (joined if len(told.actors) == 1 else accompanied) and not self.others(told):
            told.speaker = found[0] if found else None
            told.staged = True
            told.add(found)
        elif self.between(told, above):
            told.staged = True

    def bound(self, told: Told, verb: Token) -> bool:
        """Whether a verb says that its subject agreed to a meeting, or walked out of it."""
        if verb.lemma_.lower() in WITHDRAWN:
            return told.preposition in ("out", "from") and told.status == "held"
        return self.lexicon.frame(verb, "govern") == "scheduled" and told.preposition in ("to", "on")

    def between(self, told: Told, above: Governor) -> bool:
        """Whether something was done after talks between two that a phrase on them names."""
        apart = above.prepositions[0] in AROUND and told.status == "held"
        return apart and len(told.actors) >= PAIR and any(c.lower_ == "between" for c in told.head.rights)

    def others(self, told: Told) -> bool:
        """Whether a meeting is somebody's by name: "after Paz's talks with Moe", of which nobody else had a part."""
        owners = [t for t in told.head.lefts if t.dep_ == "poss" and t.pos_ == "PROPN"]
        return any(self.sides.type(a) == "Person" for t in owners for a in self.sides.people(told.paragraph, t))

    def ahead(self, told: Told, verb: Token, doers: list[str]) -> list[str]:
        """Return the persons between "At a meeting in Oslo," and its verb, whom the parser took for the place."""
        doc, noun, sides = told.paragraph.doc, told.head, self.sides
        if not (
            noun.i - noun.sent.start < HEADING and noun.i < verb.i and any(sides.type(a) == "Person" for a in doers)
        ):
            return []
        comma = next((t.i for t in doc[noun.i : min(verb.i, noun.i + NEAR)] if t.lower_ == ","), None)
        if comma is None or verb.i - comma > 2 * NEAR or any(t.pos_ in VERBAL for t in doc[comma : verb.i]):
            return []
        return [a for a in sides.inside(told.paragraph, doc[comma : verb.i]) if sides.type(a) == "Person"]


def where(kind: str, verb: Token | None) -> tuple[str, ...]:
    """Return the prepositions that say where a meeting of a kind was."""
    if kind != "visit":
        return ("in", "at", "near")
    return ("for", "to") if verb is not None and verb.lemma_ in BOUND else ("in", "at", "to", "near")


def is_talk(call: Token) -> bool:
    """Whether "call" is one on the phone: not a call for or to do something, not one that is merely made or heeded."""
    if any(
        (c.lower_ in ("for", "to", "on", "from") and c.dep_ == "prep") or (c.dep_ == "acl" and c.tag_ == "VB")
        for c in call.rights
    ):
        return False
    if any(c.dep_ == "compound" for c in call.lefts) or any(c.lower_ in BROUGHT for c in call.rights):
        return True
    return not (
        call.dep_ == "dobj"
        and call.head.lemma_ in ("make", "repeat", "reiterate", "issue", "renew", "reject", "heed", "echo", "ignore")
    )
