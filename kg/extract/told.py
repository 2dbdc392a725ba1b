"""The places where a text tells of a meeting: "held talks with", "met", "in a phone call on Aug 25", "the meeting"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.clauses import VERBAL, Governor, Status, chain, governor, status_of, subjects
from kg.extract.meeting_words import PRESSED, Noun, words
from kg.extract.places import Place, place_on

if TYPE_CHECKING:
    from spacy.tokens import Span as Words
    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph

__all__ = ["Teller", "Told"]

VENUE = frozenset({"in", "at", "during", "throughout", "within", "before"})
AROUND = frozenset({"after", "following", "before", "ahead", "for", "to", "from", "into", "on", "upon", "prior", "of", "via", "by", "over", "amid", "since"})
MOTION = frozenset("arrive travel fly come go head leave depart return visit attend enter participate take part".split())
WITHIN = frozenset({"participate", "take", "speak", "engage"})
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
POSSESSIVE = frozenset({"his", "her", "their", "its", "our", "my", "your"})
PARTICIPANTS = frozenset({"participant", "attendee", "guest", "attendance"})
GATHERED = frozenset({"attend", "join", "host", "chair", "lead", "convene", "hold", "co-chair", "moderate", "organize", "organise", "make", "pay", "conduct"})
STOPS = frozenset({"who", "which", "whom", "about", "regarding", "concerning", "while", "after", "before", "ahead", "amid", "during", ";", "—"})
BROUGHT = frozenset({"with", "between", "among", "alongside"})
MEDIUM_PREPOSITIONS = frozenset({"by", "via", "over", "through", "on", "in", "per"})
PLURAL = frozenset({"NNS", "NNPS"})
LONGEST_LIST = 160


@dataclass(slots=True)
class Told:
    """One telling of a meeting.

    ``kind`` is a meeting type or one of the open kinds of ``meeting_nouns.tsv``; ``actors`` are those who took part as far as this
    place says; ``bare`` tells that it says nothing of its own ("the call", "during the talks").
    """

    paragraph: Paragraph
    head: Token
    verb: Token | None
    kind: str
    need: str
    status: Status
    definite: bool
    first: int
    last: int
    actors: list[str] = field(default_factory=list)
    named: frozenset[str] = frozenset()
    proper: bool = False
    venue: bool = False
    staged: bool = False
    main: bool = False
    place: Place | None = None
    date: str | None = None
    speaker: str | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing is said of the meeting but that it is one already told of."""
        return self.date is None and self.place is None and not self.proper

    def cover(self, tokens: Iterable[Token]) -> None:
        """Widen the evidence to take in some tokens."""
        for token in tokens:
            self.first, self.last = min(self.first, token.i), max(self.last, token.i)


class Teller:
    """Reads the tellings of meetings in one text.

    Parameters
    ----------
    cast
        Who acts in the text.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.lexicon = words()

    def read(self, paragraph: Paragraph) -> Iterator[Told]:
        """Yield the tellings of a paragraph in text order."""
        lexicon = self.lexicon
        for token in paragraph.doc:
            lemma = token.lemma_.lower()
            pos = token.pos_
            if pos in ("NOUN", "PROPN"):
                noun = lexicon.nouns.get((lemma, token.tag_ in PLURAL)) or (
                    lexicon.nouns.get((token.lower_.removesuffix("s"), True)) if token.lower_ == "talks" else None
                )
                told = self.noun(paragraph, token, noun) if noun is not None else None
            elif pos == "VERB" and lemma in lexicon.verbs:
                told = self.by_verb(paragraph, token, lexicon.verbs[lemma])
            else:
                continue
            if told is not None:
                yield told

    # -- nouns

    def noun(self, paragraph: Paragraph, token: Token, noun: Noun) -> Told | None:
        """Return what a noun phrase tells, ``None`` if the noun does not stand for a meeting here."""
        if token.dep_ in ("compound", "nmod", "amod") and token.head.i > token.i and token.head.pos_ in ("NOUN", "PROPN"):
            return None
        if noun.lemma == "call" and any(child.lower_ in ("for", "to", "on", "from") and child.dep_ == "prep" for child in token.rights):
            return None
        before = [t for t in paragraph.doc[token.left_edge.i : token.i] if t.dep_ != "punct"]
        kind, status, formal = self.modified(noun, before)
        if noun.kind == "ceremony" and not formal:
            return None
        above = governor(token)
        verb = above.word if above is not None and above.verbal else None
        told = Told(
            paragraph,
            token,
            verb,
            kind,
            "" if formal and noun.kind in ("meal", "ceremony") else noun.need,
            status or self.status(token, above),
            any(t.lower_ in DEFINITE or t.lower_ in POSSESSIVE for t in before if t.head == token) or any(t.dep_ == "poss" for t in before),
            token.i,
            token.i,
        )
        told.named = frozenset(t.lower_ for t in before if t.tag_ in ("NNP", "NNPS") and t.ent_type_ != "DATE" and t.dep_ != "poss")
        told.proper = token.tag_ in ("NNP", "NNPS") or bool(token.is_title and told.named)
        if noun.need == "named" and not told.proper:
            return None
        told.cover([token.left_edge])
        self.own_people(told, before)
        if above is not None:
            self.governing_people(told, above)
        heads = [token] if verb is None or not (told.staged or told.venue) else [token, verb]
        told.place = place_on(heads, ("in", "at", "to", "near") if kind == "visit" else ("in", "at", "near"))
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = self.medium(told, heads) or told.kind
        return told

    def modified(self, noun: Noun, before: list[Token]) -> tuple[str, Status | None, bool]:
        """Return the kind that the words before a noun make of it, the status they give, and whether it is an official occasion."""
        kind, status, formal = noun.kind, None, False
        ranks = {"press": 4, "medium": 3, "call": 3, "kind": 2}
        best = 0
        for token in before:
            aspect, value = self.lexicon.aspects.get(token.lower_, ("", ""))
            if aspect == "status":
                status = value
            elif aspect == "formal":
                formal = True
            elif ranks.get(aspect, 0) > best and token.head.i <= noun_head(token):
                if aspect == "press" and noun.kind not in PRESSED or aspect == "call" and noun.lemma != "call":
                    continue
                if noun.kind in ("visit", "summit", "meal") and aspect != "kind":
                    continue
                kind, best = value, ranks[aspect]
        return kind, status, formal  # type: ignore[return-value]

    def status(self, token: Token, above: Governor | None) -> Status:
        """Return what the governing words say of the meeting: held, scheduled, cancelled or only spoken of."""
        for child in token.rights:
            if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL:
                value = self.lexicon.frame(child.lemma_, "stage") or self.lexicon.frame(child.lemma_, "govern")
                if value in ("cancelled", "scheduled") and child.tag_ == "VBN":
                    return value  # type: ignore[return-value]
                if child.dep_ == "relcl" and value == "held":
                    return status_of(child)
        if above is None:
            return "held"
        if not above.verbal:
            value = self.lexicon.frame(above.word.lemma_.lower(), "govern")
            return value if value in ("irrealis", "scheduled") else "held"  # type: ignore[return-value]
        verb = above.word
        if any(child.lower_ == "no" for child in token.lefts):
            return "irrealis"
        clause = status_of(verb)
        if above.relation == "pobj":
            if verb.lemma_ == "call" and above.prepositions[-1] in ("for", "on"):
                return "irrealis"
            inside = above.prepositions[-1] in VENUE or verb.lemma_ in WITHIN
            return clause if inside else "held" if clause != "scheduled" or above.prepositions[-1] in ("after", "following") else "scheduled"
        value = self.lexicon.frame(verb.lemma_, "stage")
        if verb.lemma_ == "call" and any(child.lower_ == "off" for child in verb.rights):
            value = "cancelled"
        if value in ("cancelled", "scheduled"):
            return value if clause == "held" else clause  # type: ignore[return-value]
        if value == "held" or above.relation in ("nsubj", "nsubjpass", "attr"):
            return clause
        return "irrealis" if self.lexicon.frame(verb.lemma_, "govern") == "irrealis" else "held"

    def own_people(self, told: Told, before: list[Token]) -> None:
        """Add those that the noun's own phrase names: "his call with", "Russian-American summit", "attended by", "of the Council"."""
        noun, paragraph = told.head, told.paragraph
        for token in before:
            if token.dep_ == "poss" and token.head == noun:
                self.add(told, self.people(paragraph, token))
        span = paragraph.doc[noun.left_edge.i : noun.i]
        if span and noun.left_edge.i < noun.i:
            self.add(told, self.collective(paragraph, span))
        for child in noun.rights:
            low = child.lower_
            if child.dep_ == "prep" and (low in BROUGHT or low == "of" or (low == "by" and told.kind == "visit")):
                found = self.phrase(paragraph, child)
                if low == "of" and told.kind == "visit":
                    found = [a for a in found if self.cast.record(a).type == "Person"]
                self.add(told, found)
                if low != "of" and self.pressed(child):
                    told.kind = "press_conference"
                told.cover([child.right_edge] if found else [])
            elif child.dep_ in ("acl", "relcl") and child.lemma_ in GATHERED:
                for agent in child.rights:
                    if agent.dep_ == "agent" or agent.lower_ == "by":
                        self.add(told, self.listed(paragraph, agent.i + 1, agent))

    def governing_people(self, told: Told, above: Governor) -> None:
        """Add those that the governing verb names as taking part, and note what it makes of the meeting."""
        verb, paragraph = above.word, told.paragraph
        lemma = verb.lemma_.lower()
        if not above.verbal:
            if lemma in PARTICIPANTS and verb.head.pos_ in VERBAL:
                told.staged = True
                self.add(told, self.listed(paragraph, verb.head.i + 1, verb))
            return
        stage = self.lexicon.frame(lemma, "stage") is not None
        told.main = verb.dep_ in ("ROOT", "ccomp", "conj") or verb.dep_ == "advcl"
        if above.relation in ("dobj", "dative", "oprd") and stage:
            told.staged = True
            self.take_part(told, verb)
        elif above.relation == "nsubjpass" and stage:
            told.staged = True
            for agent in verb.rights:
                if agent.dep_ == "agent" and lemma in GATHERED:
                    self.add(told, self.listed(paragraph, agent.i + 1, agent))
                elif agent.dep_ == "prep" and agent.lower_ in BROUGHT:
                    self.add(told, self.phrase(paragraph, agent))
        elif above.relation in ("nsubj", "attr") and self.occurs(verb):
            told.staged = True
            for child in verb.rights:
                if child.dep_ == "prep" and child.lower_ in BROUGHT:
                    self.add(told, self.phrase(paragraph, child))
                if lemma in ("include", "bring") and child.dep_ == "dobj" and self.cast.at(paragraph, child):
                    self.add(told, self.people(paragraph, child))
        elif above.relation == "pobj":
            self.beside(told, above, verb)

    def occurs(self, verb: Token) -> bool:
        """Whether the subject of a verb is something that takes place."""
        if verb.lemma_ == "take":
            return any(child.lemma_ == "place" for child in verb.rights)
        return self.lexicon.frame(verb.lemma_, "occur") is not None or verb.lemma_ == "be"

    def take_part(self, told: Told, verb: Token) -> None:
        paragraph = told.paragraph
        found = [a for subject in subjects(verb) for a in self.people(paragraph, subject)]
        told.speaker = found[0] if found else None
        self.add(told, found)
        for child in verb.rights:
            if child.dep_ == "prep" and child.lower_ in BROUGHT:
                self.add(told, self.phrase(paragraph, child))
                if self.pressed(child):
                    told.kind = "press_conference"
        if not found and verb.tag_ == "VBG" and verb.i < told.head.i:
            following = next((t for t in paragraph.doc[told.head.right_edge.i + 1 : told.head.right_edge.i + 3] if t.lemma_ == "be"), None)
            if following is not None:
                self.add(told, self.listed(paragraph, following.i + 1, None))
        told.cover([verb])

    def beside(self, told: Told, above: Governor, verb: Token) -> None:
        """Take in the subject of what was said or done at, during or after the meeting."""
        preposition = above.prepositions[-1]
        lemma = verb.lemma_.lower()
        inside = preposition in VENUE and not (set(above.prepositions) & (AROUND - VENUE - {"of", "to"}))
        if preposition == "before" and told.kind != "press_conference":
            inside = False
        alone = len(told.actors) < 2
        found = [a for subject in subjects(verb) for a in self.people(told.paragraph, subject)]
        if inside or lemma in MOTION:
            told.staged = told.venue = True
            told.main = True
            told.speaker = found[0] if found else None
            if alone or lemma in MOTION or told.kind in ("press_conference", "session", "summit"):
                self.add(told, found[:1] if told.kind == "press_conference" else found)
        elif preposition in AROUND and any(c.lower_ == "with" for c in told.head.rights) and len(told.actors) == 1:
            told.staged = True
            self.add(told, found)

    # -- verbs

    def by_verb(self, paragraph: Paragraph, verb: Token, frames: dict[str, str]) -> Told | None:
        """Return what a verb tells, ``None`` if it tells of no meeting here."""
        for frame in ("meet", "gather", "speak", "call", "visit", "travel", "receive", "interview", "answer", "address"):
            if frame in frames:
                told = self.frame(paragraph, verb, frame, frames[frame])
                if told is not None:
                    return told
        return None

    def frame(self, paragraph: Paragraph, verb: Token, frame: str, value: str) -> Told | None:
        told = Told(paragraph, verb, verb, KINDS[frame], "verb", status_of(verb), definite=False, first=verb.i, last=verb.i)
        told.main = told.staged = True
        objects = [child for child in verb.rights if child.dep_ == "dobj"]
        withs = [child for child in verb.rights if child.dep_ == "prep" and child.lower_ in ("with", "to", "by")]
        if any(self.trigger(t) for t in objects):
            return None
        who = [a for subject in subjects(verb) for a in self.people(paragraph, subject)]
        whom: list[str] = []
        if frame == "answer":
            if not any(t.lemma_ == value for t in objects) or not self.heard(paragraph, verb, objects):
                return None
            self.add(told, who[:1])
        else:
            whom = self.whom(told, verb, frame, objects, withs)
            if not self.fits(told, frame, value, who, whom):
                return None
            self.add(told, who if frame != "travel" else who[:2])
            self.add(told, whom)
        if not told.actors:
            return None
        told.speaker = who[0] if who else None
        places = ("in", "at", "to", "near") if frame in ("travel", "visit", "receive") else ("in", "at", "near")
        told.place = place_on([verb], places)
        if frame == "visit" and told.place is None and objects:
            told.place = place_of(objects[0])
        if frame == "travel" and told.place is None:
            return None
        if told.place is not None:
            told.cover((told.place.first, told.place.last))
        told.kind = self.medium(told, [verb]) or told.kind
        told.cover(t for s in verb.children if s.dep_ in ("nsubj", "nsubjpass", "dobj") for t in (s.left_edge, s.right_edge))
        return told

    def whom(self, told: Told, verb: Token, frame: str, objects: list[Token], withs: list[Token]) -> list[str]:
        """Return those on the other side of a verb, and mark a meeting with the press as one."""
        paragraph = told.paragraph
        found: list[str] = []
        if frame in ("meet", "call", "receive", "visit", "interview", "address", "gather"):
            for t in objects:
                found += self.people(paragraph, t)
                if self.press(t):
                    told.kind = "press_conference"
        if frame in ("meet", "speak", "gather"):
            for preposition in withs:
                if preposition.lower_ == "with" or (frame == "speak" and preposition.lower_ == "to"):
                    found += self.phrase(paragraph, preposition)
                    told.cover([preposition.right_edge])
                    if self.pressed(preposition):
                        told.kind = "press_conference"
        return list(dict.fromkeys(found))

    def fits(self, told: Told, frame: str, value: str, who: list[str], whom: list[str]) -> bool:
        """Whether those found on both sides are such as the verb needs to tell of a meeting."""
        types = {a: self.cast.record(a).type for a in (*who, *whom)}
        both = len(dict.fromkeys((*who, *whom)))
        verb = told.head
        if frame == "meet":
            return both >= 2 or (both == 1 and bool(whom or who) and self.opposite(verb))
        if frame == "gather":
            return both >= 2 or bool(who and place_on([verb], ("in", "at")))
        if frame == "speak":
            pressed = told.kind == "press_conference"
            return bool(who) and not pressed and any(types[a] in ("Person", "Group", "Country") for a in whom if a not in who)
        if frame == "call":
            by = not value or any(t.lower_ == "phone" for t in verb.doc[verb.i : min(verb.i + 12, len(verb.doc))])
            return bool(who and whom) and by
        if frame == "receive":
            person = any(types[a] in ("Person", "Group") for a in whom)
            return bool(who) and person and (value != "at" or place_on([verb], ("in", "at", "to")) is not None)
        if frame == "address":
            return bool(who) and any(types[a] in ("Organization", "InternationalOrganization") for a in whom)
        if frame == "visit":
            return any(types[a] in ("Person", "Group", "Organization") for a in who)
        if frame == "travel":
            return any(types[a] == "Person" for a in who)
        return bool(who or whom)

    def opposite(self, verb: Token) -> bool:
        """Whether the verb has somebody on its other side, though nobody that the cast knows."""
        return any(c.dep_ == "dobj" or (c.dep_ == "prep" and c.lower_ == "with") for c in verb.rights)

    # -- people

    def add(self, told: Told, actors: Iterable[str]) -> None:
        """Add participants, each once."""
        for actor in actors:
            if actor not in told.actors:
                told.actors.append(actor)

    def people(self, paragraph: Paragraph, head: Token) -> list[str]:
        """Return those whom a noun phrase and what is coordinated with it names; the members of a group for the group."""
        found: list[str] = []
        for token in chain(head):
            actor = self.cast.at(paragraph, token) or self.cast.resolve(paragraph, token)
            if actor is None:
                span = paragraph.doc[token.left_edge.i : token.right_edge.i + 1]
                inside = self.inside(paragraph, span)
                actor = next((a for a in inside if self.cast.record(a).type == "Person"), None)
                if actor is None and token.pos_ != "PRON":
                    actor = next((a for a in reversed(inside) if self.cast.record(a).type not in ("Person", "Country")), None)
                    actor = actor or next(iter(inside), None)
            if actor is not None:
                found += self.cast.record(actor).members or (actor,)
        return list(dict.fromkeys(found))

    def inside(self, paragraph: Paragraph, span: Words) -> list[str]:
        return self.cast.within(paragraph, paragraph.span(span[0], span[-1])) if len(span) else []

    def collective(self, paragraph: Paragraph, span: Words) -> list[str]:
        """Return the states and organisations in the words before a noun: "Russian-American", "EU-China", "Russia-NATO Council"."""
        found = self.cast.within(paragraph, paragraph.span(span[0], span[-1]), adjectives=True)
        return [a for a in found if self.cast.record(a).type != "Person"]

    def phrase(self, paragraph: Paragraph, preposition: Token) -> list[str]:
        """Return those whom a prepositional phrase names."""
        found: list[str] = []
        for noun in preposition.rights:
            if noun.dep_ in ("pobj", "pcomp"):
                found += self.people(paragraph, noun)
        if preposition.lower_ in BROUGHT:
            end = self.stop(paragraph, preposition.i + 1, preposition.right_edge.i + 1)
            persons = self.inside(paragraph, paragraph.doc[preposition.i + 1 : end])
            found += [a for a in persons if self.cast.record(a).type == "Person"]
        return list(dict.fromkeys(found))

    def listed(self, paragraph: Paragraph, start: int, preposition: Token | None) -> list[str]:
        """Return the persons of a list that runs on to the end of its clause; without persons, what the phrase names."""
        doc = paragraph.doc
        end = min(len(doc), start + LONGEST_LIST)
        for i in range(start + 1, end):
            if doc[i].is_sent_start:
                end = i
                break
        inside = self.inside(paragraph, doc[start : self.stop(paragraph, start, end)])
        persons = [a for a in inside if self.cast.record(a).type == "Person"]
        return persons or (self.phrase(paragraph, preposition) if preposition is not None else inside)

    def stop(self, paragraph: Paragraph, start: int, end: int) -> int:
        """Return where a list of people ends: at a finite verb, a relative or a topic."""
        doc = paragraph.doc
        for i in range(start, end):
            token = doc[i]
            if self.cast.at(paragraph, token) is not None:
                continue
            if token.tag_ in ("VBD", "VBZ", "VBP", "MD", "TO") or token.lower_ in STOPS:
                return i
        return end

    # -- the press, the medium

    def press(self, noun: Token) -> bool:
        """Whether a noun phrase names those who report."""
        audience = self.lexicon.audience
        return noun.lemma_.lower() in audience or any(
            t.lemma_.lower() in audience and t.dep_ in ("compound", "amod", "nmod") for t in noun.lefts
        )

    def pressed(self, preposition: Token) -> bool:
        return any(self.press(token) for noun in preposition.rights if noun.dep_ == "pobj" for token in chain(noun))

    def heard(self, paragraph: Paragraph, verb: Token, objects: list[Token]) -> bool:
        """Whether questions come from the press."""
        holders = [*verb.rights, *(child for t in objects for child in t.rights)]
        lefts = [t for o in objects for t in o.lefts]
        return any(p.dep_ == "prep" and p.lower_ in ("from", "of", "by") and self.pressed(p) for p in holders) or any(
            t.lemma_.lower() in self.lexicon.audience for t in lefts
        )

    def trigger(self, token: Token) -> bool:
        return (token.lemma_.lower(), token.tag_ in PLURAL) in self.lexicon.nouns and token.lemma_ != "event"

    def medium(self, told: Told, heads: Iterable[Token]) -> str | None:
        """Return the kind that "by phone", "via video link" or "virtually" makes of a meeting."""
        if told.kind in ("press_conference", "visit", "summit"):
            return None
        for head in heads:
            for child in head.children:
                if child.lower_ in ("virtually", "online", "remotely"):
                    return "video_call"
                if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL:
                    inner = [c for c in child.children if c.lower_ in MEDIUM_PREPOSITIONS]
                else:
                    inner = [child] if child.lower_ in MEDIUM_PREPOSITIONS else []
                for preposition in inner:
                    for noun in preposition.rights:
                        if noun.dep_ == "pobj":
                            for token in paragraph_words(noun):
                                aspect, value = self.lexicon.aspects.get(token.lower_, ("", ""))
                                if aspect == "medium":
                                    return value
        return None


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
}


def noun_head(token: Token) -> int:
    """Return how far right the head of a modifier may stand."""
    return len(token.doc)


def paragraph_words(noun: Token) -> Iterable[Token]:
    return (*(t for t in noun.lefts if t.dep_ in ("compound", "amod", "nmod")), noun)


def place_of(noun: Token) -> Place | None:
    """Return a noun itself as a place."""
    from kg.extract.places import named  # noqa: PLC0415

    return named(noun)
