"""Nouns that refer without a name: "the ministry", "his country", "a senior official", "the statement"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from typing import TYPE_CHECKING

from kg.extract.actors.delegations import ENVOYS, Delegations
from kg.extract.actors.gazetteer import adjectives, bodies, groups, offices, references, things, words
from kg.extract.actors.naming import parts
from kg.records import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.actors.discourse import Discourse
    from kg.extract.actors.holders import Holders
    from kg.extract.actors.joint import Joint
    from kg.extract.actors.mentions import Mention
    from kg.extract.actors.registry import Figure
    from kg.extract.actors.titles import Title
    from kg.extract.text import Paragraph

    Resolve = Callable[[Paragraph, Token, frozenset[str]], str | None]

__all__ = ["Describer"]

BLOCS = frozenset({"bloc", "alliance", "organization", "organisation"})
BRACKETED = re.compile(r"\s*\([^()]*\)")
FAR = 10
LONG = 40
MANY = 8
OPENING = 4
"""Sentences in which a report may name whom it opened with by office."""
PAIRS = frozenset({"two", "both", "pair", "duo"})
WIDE = 20
PARTS = words("parts")
SEATS = words("seats_of_power")
ISSUED = words("issued")
DEFINITE = frozenset({"the", "this", "that", "these", "those", "both"})
PREMODIFIERS = frozenset(
    {"amod", "compound", "nmod", "nummod", "poss", "quantmod", "advmod", "punct", "case", "npadvmod"}
)


class Describer:
    """Resolves common nouns, and makes actors of those that are described only."""

    def __init__(self, referents: Discourse, joint: Joint, holders: Holders, resolve: Resolve) -> None:
        self.referents = referents
        self.joint, self.holders, self.resolve = joint, holders, resolve
        self.registry = referents.registry
        self.delegations = Delegations(self.registry, self.described, self.modified)

    def noun(self, paragraph: Paragraph, token: Token, exclude: frozenset[str], mention: Mention | None) -> str | None:
        """Return what a common noun refers to."""
        if mention is not None and mention.kind == "title":
            return self.office(paragraph, token, mention.titles[0], exclude)
        if token.lower_ in PARTS and (inner := self.part_of(token)) is not None:
            return self.resolve(paragraph, inner, exclude)
        kind = references().get(token.lower_, "")
        if kind in ("document", "side", "state"):
            return self.thing(paragraph, token, kind)
        found = self.together(paragraph, token, kind) if kind else None
        found = self.joint.called(found, paragraph, token.i, token.i + 1)
        body = bodies().match([token.lower_], 0)
        if found is None and body is not None:
            found = self.body(paragraph, token, body[1].referring)
        if found is None and mention is not None and mention.kind == "other":
            return self.unknown_name(mention)
        if found is None and (body is not None or token.lower_ in groups()):
            found = self.earlier(paragraph, token)
        if found is None and body is not None and self.determiner(token) == "the" and not self.modified(token):
            found = self.body_after(paragraph, token)
        if found is None and token.lower_ in BLOCS and self.determiner(token) in DEFINITE:
            found = self.known_body(paragraph, token.i, token.lower_)
        vague = body is not None and body[1].kind == "body" and token.dep_ != "nsubj"  # "told a news conference"
        return found or (None if vague else self.people(paragraph, token, body=body is not None))

    def thing(self, paragraph: Paragraph, token: Token, kind: str) -> str | None:
        """Return who speaks through a statement, or the state in "the American side", "his country"."""
        if kind == "document":
            return self.issuer(paragraph, token)
        return self.state_of(paragraph, token) if kind == "side" else self.country(paragraph, token)

    def together(self, paragraph: Paragraph, token: Token, kind: str) -> str | None:
        """Return the group in "the two sides", "both leaders"."""
        joint, two = self.joint, self.two(token)
        definite = self.determiner(token) in DEFINITE
        if kind == "sides" and (definite or not self.modified(token)):
            return joint.sides(paragraph, token.i, two=two)
        if kind == "persons" and (definite or two) and not self.state_of(paragraph, token):
            return joint.persons_of(paragraph, token.i, token.lower_.removesuffix("s"), two=two)
        return None

    def people(self, paragraph: Paragraph, token: Token, *, body: bool) -> str | None:
        """Make an actor of people or of a body that is described only; "the officials" alone describes nobody."""
        if not (body or token.lower_ in groups() or self.plural_office(token.lower_)):
            return None
        speaks = token.dep_ in ("nsubj", "nsubjpass") or (token.dep_ == "pobj" and token.head.lower_ in ("to", "by"))
        told = self.modified(token) or (speaks and self.determiner(token) not in DEFINITE)
        return self.described(paragraph, token) if told or (body and self.belongs(paragraph, token)) else None

    def part_of(self, token: Token) -> Token | None:
        """Return the noun in "one of Trump's tweets"."""
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ == "of":
                return next((inner for inner in child.rights if inner.dep_ == "pobj"), None)
        return None

    def determiner(self, token: Token) -> str:
        """Return the word that makes a noun definite, empty if none does."""
        for child in token.lefts:
            if child.dep_ in ("det", "predet", "poss", "nummod") and child.lower_ in DEFINITE:
                return str(child.lower_)
        return ""

    def two(self, token: Token) -> bool:
        """Whether exactly two are meant."""
        return token.lower_ in PAIRS or any(child.lower_ in ("two", "both") for child in token.lefts)

    def modified(self, token: Token) -> bool:
        """Whether something tells what kind is meant."""
        kinds = ("amod", "compound", "nmod") if token.lower_ in ENVOYS else ("amod", "compound", "poss", "nmod")
        return any(child.dep_ in kinds and child.ent_type_ not in ("DATE", "TIME") for child in token.lefts)

    def state_of(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the state that a noun has with it ("the American side", "factions in Mali")."""
        whose = self.whose(paragraph, token)
        return whose.id if whose is not None and whose.type == "Country" else None

    def country(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the state in "his country", "the country"."""
        for child in token.lefts:
            if child.dep_ == "poss":
                whose = self.resolve(paragraph, child, frozenset())
                code = self.referents.country_of(self.registry.figures[whose]) if whose is not None else None
                return self.registry.state(code).id if code else None
        if self.determiner(token) not in ("the", "this", "that"):
            return None
        for _, entities in self.referents.back(paragraph.index, token.i, 3):
            states = list(dict.fromkeys(e.actor for e in entities if self.registry.figures[e.actor].type == "Country"))
            if states:
                top = [e.actor for e in entities if e.actor in states and e.rank <= 1]
                return top[-1] if top else (states[0] if len(states) == 1 else None)
        return None

    def body(self, paragraph: Paragraph, token: Token, referring: frozenset[str]) -> str | None:
        """Return the organisation that "the ministry" refers to."""
        if self.state_of(paragraph, token):
            return None
        return self.known_body(paragraph, token.i, token.lower_, referring)

    def body_after(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the body that a summary above the report has called by its noun only: "The ministry said"."""
        k = self.referents.sentence_of(paragraph.index, token.i)
        for sentence in self.referents.sentences[k + 1 : k + 3] if 0 <= k <= 1 else ():
            for entity in sentence.entities:
                figure = self.registry.figures[entity.actor]
                organized = figure.type in ("Organization", "InternationalOrganization")
                if organized and entity.rank <= 1 and token.lower_ in figure.name.lower().split():
                    return figure.id
        return None

    def known_body(self, paragraph: Paragraph, i: int, low: str, referring: frozenset[str] = frozenset()) -> str | None:
        """Return the latest organisation before a token that a noun can refer to."""
        figures = self.registry.figures
        for _, entities in self.referents.back(paragraph.index, i, LONG):
            for entity in reversed(entities):
                figure = figures[entity.actor]
                if figure.type not in ("Organization", "InternationalOrganization"):
                    continue
                words = figure.name.lower().split()
                if low in words or any(word in referring for word in words) or self.refers(low, figure, words):
                    return figure.id
        return None

    def refers(self, low: str, figure: Figure, words: list[str]) -> bool:
        """Whether a noun refers to a body by what it is: "the broadcaster" to a television, "the bloc" to a union."""
        if low in BLOCS:
            return figure.type == "InternationalOrganization"
        found = (bodies().match(words, i) for i in range(len(words)))
        return any(low in match[1].referring for match in found if match is not None)

    def earlier(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the people or body that a noun alone takes up: "The Chilean delegation ... The delegation said"."""
        if self.determiner(token) not in ("the", "these", "those") or self.modified(token):
            return None
        places = self.registry.nouns.get(token.lower_, ())
        k = bisect_left(places, (paragraph.index, token.i))
        for index, i in reversed(places[max(0, k - MANY) : k]):
            place = self.registry.text.paragraphs[index]
            if paragraph.index - index <= FAR and self.modified(place.doc[i]):
                return self.described(place, place.doc[i])
        return None

    def issuer(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return who speaks in a document: whose it is, who issued it, or who spoke last."""
        maker = next((found for child in token.children if (found := maker_of(child)) is not None), None)
        if maker is None and token.dep_ in ("dobj", "pobj") and token.head.pos_ in ("VERB", "ADP"):
            verb = token.head if token.head.pos_ == "VERB" else token.head.head
            maker = next((c for c in verb.children if c.dep_ == "nsubj" and c.i < token.i), None)
        if maker is not None:
            return self.resolve(paragraph, maker, frozenset())
        return self.introduced(paragraph, token) if self.determiner(token) else None

    def introduced(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return who is the subject where a document was told of first ("said in a statement"), else who spoke last."""
        referents = self.referents
        k = referents.sentence_of(paragraph.index, token.i)
        last: str | None = None
        for step in range(1, min(k, FAR) + 1):
            sentence = referents.sentences[k - step]
            line = self.registry.scenes[sentence.paragraph].line
            subject = next((e.actor for e in reversed(sentence.entities) if e.rank == 0), None)
            if line is not None and subject is not None and token.lower_ in line.lowers[sentence.start : sentence.end]:
                at = line.lowers.index(token.lower_, sentence.start, sentence.end)
                if at and line.lowers[at - 1] in ("a", "an", "joint", "separate"):
                    return subject
            last = last or (subject if step <= 2 else None)
        return last

    def issuer_before(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return who speaks in the document that the sentence before is about ("the statement added. It said")."""
        k = self.referents.sentence_of(paragraph.index, token.i) - 1
        if k < 0:
            return None
        before = self.referents.sentences[k]
        place = self.registry.text.paragraphs[before.paragraph]
        for other in place.doc[before.start : before.end]:
            if other.dep_ == "nsubj" and references().get(other.lower_) == "document":
                return self.issuer(place, other)
        return None

    def office(self, paragraph: Paragraph, token: Token, title: Title, exclude: frozenset[str]) -> str | None:
        """Return the holder of an office, the one introduced next, or an actor known by the office only."""
        if title.office.plural:
            found = None
            if title.determiner in DEFINITE or title.number in ("two", "both"):
                found = self.joint.holders(paragraph, title) if not title.countries else None
                found = self.joint.called(found, paragraph, title.start, title.end)
            definite = title.determiner in DEFINITE or title.number in ("two", "both")
            bare = title.office.kind == "counterpart" or (definite and title.end - title.start == 1)
            return found or (None if bare else self.described(paragraph, token))
        if title.office.kind == "title":
            return None
        if title.office.kind == "counterpart":
            return self.counterpart(paragraph, token, title)
        if title.determiner not in ("a", "an"):
            found = self.holders.holder(paragraph, title, token.i, exclude)
            if found is None and title.determiner in DEFINITE and self.holders.tied(title):
                return None
            found = found or self.named_after(paragraph, token, title)
        else:
            found = self.later(paragraph, token, title)
        return found or self.described(paragraph, token, title)

    def counterpart(self, paragraph: Paragraph, token: Token, title: Title) -> str | None:
        """Return the other of the two who stand together: "X called Y. She thanked her colleague"."""
        whose = self.referents.known.get((paragraph.index, title.whose)) if title.whose >= 0 else None
        figures = self.registry.figures
        for _, entities in self.referents.back(paragraph.index, token.i, FAR):
            if title.country:  # "her Polish colleague"
                same = [e.actor for e in entities if self.referents.country_of(figures[e.actor]) == title.country]
                if found := [a for a in same if figures[a].type == "Person" and a != whose]:
                    return found[-1]
                continue
            persons = {
                m for e in entities for m in (figures[e.actor].members or (e.actor,)) if figures[m].type == "Person"
            }
            if len(persons) == 2 and whose in persons:
                return next(m for m in persons if m != whose)
        return None

    def named_after(self, paragraph: Paragraph, token: Token, title: Title) -> str | None:
        """Return whom a report names without an office, having opened with the office: "Chile's premier said"."""
        referents = self.referents
        k = referents.sentence_of(paragraph.index, token.i)
        if not 0 <= k < OPENING or not title.country or token.dep_ != "nsubj":
            return None
        for sentence in referents.sentences[k + 1 : k + 1 + OPENING]:
            for entity in sentence.entities:
                figure = self.registry.figures[entity.actor]
                if figure.type != "Person" or entity.rank or not figure.mentions:
                    continue
                if any(t.office.kind != "title" for t, _ in figure.titles) or len(parts(figure.name)) < 2:
                    return None
                if min(figure.mentions)[:2] < (paragraph.index, token.i):
                    return None
                self.registry.give(figure, title, paragraph.index)
                return figure.id
        return None

    def later(self, paragraph: Paragraph, token: Token, title: Title) -> str | None:
        """Return the person whom the next sentences introduce by name in the office that is named here without one."""
        referents = self.referents
        k = referents.sentence_of(paragraph.index, token.i)
        here = (paragraph.index, token.i)
        for sentence in referents.sentences[k + 1 : k + 3] if k >= 0 else ():
            for entity in sentence.entities:
                figure = self.registry.figures[entity.actor]
                if figure.type != "Person" or not figure.mentions or min(figure.mentions)[:2] < here:
                    continue
                titles = [t for t, _ in figure.titles if t.office.kind != "title"]
                told = title.country is not None and any(t.country == title.country for t in titles)
                if entity.rank > 1 and not told:
                    continue
                if not titles:
                    self.registry.give(figure, title, paragraph.index)
                    return figure.id
                if self.agrees(title, titles):
                    return figure.id
        return None

    def agrees(self, title: Title, titles: list[Title]) -> bool:
        """Whether a title without a name fits the titles of a person."""
        nations = {t.country for t in titles if t.country}
        if title.country and nations and title.country not in nations:
            return False
        return any(title.office.phrase == t.office.phrase or title.office.phrase in t.office.referring for t in titles)

    def plural_office(self, low: str) -> bool:
        """Whether a noun is the plural of an office."""
        found = offices().match([low], 0)
        return found is not None and found[1].plural

    def unknown_name(self, mention: Mention) -> str | None:
        """Make an actor of a name of unknown kind that is said to speak."""
        line = self.registry.scenes[mention.paragraph].line
        if line is not None and line.lowers[mention.end - 1] in things():
            return None
        known = self.registry.by_name.get(mention.name.lower())
        if known is not None:
            figure = known
        elif mention.label == "ORG":
            figure = self.registry.new(mention.name, "Organization", described=True)
            self.registry.by_name[mention.name.lower()] = figure
        elif len(parts(mention.name)) > 1 and mention.label in ("", "PERSON"):
            figure = self.registry.new(mention.name, "Person")
            self.registry.enter(figure)
        else:
            return None
        self.registry.place(figure, mention)
        return figure.id

    def described(self, paragraph: Paragraph, token: Token, title: Title | None = None) -> str | None:
        """Make an actor of a description: "Chinese diplomats", "a senior administration official"."""
        start, end = self.extent(paragraph, token)
        if title is not None:
            whole = not title.office.plural or len(title.countries) > 1
            start, end = min(start, title.start), max(end, title.end) if whole else end
        doc = paragraph.doc
        start, end = max(start, token.i - WIDE), min(end, token.i + WIDE)
        while start < end and (
            doc[start].pos_ in ("DET", "PUNCT", "CCONJ", "PRON") or doc[start].lower_ in ("both", "two", "all")
        ):
            start += 1
        if start >= end:
            return None
        name = BRACKETED.sub("", doc[start:end].text)
        body = bodies().match([token.lower_], 0)
        code = self.belongs(paragraph, token) if body is not None else None
        if code and token.lower_ in SEATS:
            name = f"{adjectives()[code]} {token.lower_}"
        figure = self.registry.by_name.get(name.lower()) or self.delegations.known(paragraph, token, name)
        if figure is None:
            figure = self.new_described(paragraph, token, title, name)
            if code:
                figure.country, figure.represents = code, self.registry.state(code).id
        figure.mentions.append((paragraph.index, start, end))
        return figure.id

    def new_described(self, paragraph: Paragraph, token: Token, title: Title | None, name: str) -> Figure:
        """Make the figure of a description: whose people they are is told by what stands with the noun."""
        body = bodies().match([token.lower_], 0)
        kind: ActorType = "Group" if body is None or body[1].kind == "movement" else "Organization"
        singular = title is not None and not title.office.plural
        figure = self.registry.new(name, "Person" if singular else kind, listed=False, described=True)
        whose = self.whose(paragraph, token)
        figure.role = token.text
        if title is not None:
            figure.role = title.role
            figure.country = title.country
        if title is not None and len(set(title.countries)) > 1:
            whose = figure.country = None
            figure.members = tuple(self.member(title, code) for code in dict.fromkeys(title.countries))
        if whose is not None and (figure.country is None or whose.country == figure.country):
            figure.country = whose.country
            figure.represents = whose.id
        elif figure.country:
            figure.represents = self.registry.state(figure.country).id
        self.registry.by_name[name.lower()] = figure
        self.delegations.add(figure, token)
        return figure

    def member(self, title: Title, code: str) -> str:
        """Return who of "the presidents of A and B" is that of a state, the state itself if the text names nobody."""
        known = self.registry.by_noun.get(title.office.phrase, ())
        held = [f.id for f in known if self.referents.country_of(f) == code]
        return held[0] if len(held) == 1 else self.registry.state(code).id

    def whose(self, paragraph: Paragraph, token: Token) -> Figure | None:
        """Return the state or organisation that a noun has with it ("Chinese diplomats", "a NATO delegation")."""
        cover = self.registry.cover[paragraph.index]
        near = list(token.lefts)
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in ("of", "in"):
                near.extend(inner for inner in child.children if inner.dep_ == "pobj")
        for other in near:
            mention = cover.get(other.i)
            if mention is not None and mention.actor and mention.term is not None and mention.kind != "seat":
                return self.registry.figures[mention.actor]
        return None

    def belongs(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the state whose government is meant ("his government", "the government of President ...")."""
        for child in token.children:
            whose = None
            if child.dep_ == "poss":
                whose = self.resolve(paragraph, child, frozenset())
            elif child.dep_ == "prep" and child.lower_ == "of":
                inner = next((c for c in child.children if c.dep_ == "pobj"), None)
                whose = self.resolve(paragraph, inner, frozenset()) if inner is not None else None
            if whose is not None:
                return self.referents.country_of(self.registry.figures[whose])
        return None

    def extent(self, paragraph: Paragraph, token: Token) -> tuple[int, int]:
        """Return the tokens of a noun with its modifiers and a phrase with "of" or "in"."""
        start, end = token.i, token.i + 1
        doc, cover = token.doc, self.registry.cover[paragraph.index]
        if start > 3 and doc[start - 1].text == ")" and doc[start - 3].text == "(":
            before = cover.get(start - 4)  # "the Latin Council (CAN) delegation"
            start = before.start if before is not None and before.kind == "organization" else start - 3
        while (
            start > 0
            and (doc[start - 1].head.i >= start - 1 or doc[start - 1].dep_ == "case")
            and doc[start - 1].dep_ in PREMODIFIERS
            and inside_noun(doc[start - 1], token)
        ):
            mention = cover.get(start - 1)
            named = mention is not None and mention.kind == "organization"
            start = mention.start if named and mention is not None else start - 1
        for child in token.rights:
            if child.dep_ == "prep" and child.lower_ in ("of", "in") and child.i == end:
                inner = next((c for c in child.rights if c.dep_ == "pobj"), None)
                if inner is not None and (child.lower_ == "of" or self.is_state(paragraph, inner)):
                    end = inner.i + 1
        return start, end

    def is_state(self, paragraph: Paragraph, token: Token) -> bool:
        """Whether a token names a state."""
        mention = self.registry.cover[paragraph.index].get(token.i)
        return mention is not None and mention.kind == "state"


def maker_of(child: Token) -> Token | None:
    """Return the maker of a document in what hangs on it: "Trump's", "by the ministry", "issued by the ministry"."""
    if child.dep_ == "poss":
        return child
    if child.dep_ == "acl" and child.lower_ in ISSUED:
        child = next((by for by in child.children if by.dep_ == "agent"), child)
    if child.dep_ in ("prep", "agent") and child.lower_ in ("by", "from", "of"):
        return next((inner for inner in child.children if inner.dep_ == "pobj"), None)
    return None


def inside_noun(token: Token, noun: Token) -> bool:
    """Whether a token modifies a noun, directly or through another modifier."""
    for _ in range(10):
        if token.head.i == noun.i:
            return True
        if token.head.i == token.i:
            return False
        token = token.head
    return False
