"""What pronouns, titles and descriptions refer to."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import TYPE_CHECKING

from kg.extract.actors.allegiance import home
from kg.extract.actors.authors import FIRST_PERSON, author_of, entitle, quoted
from kg.extract.actors.descriptions import Describer
from kg.extract.actors.discourse import WIDE, Discourse, Entity, Sentence, rank, root
from kg.extract.actors.gazetteer import bodies, words
from kg.extract.actors.holders import Holders
from kg.extract.actors.joint import Joint
from kg.extract.actors.predicates import bearer, governor
from kg.extract.actors.pronouns import NEUTER, PLURAL, SINGULAR, Pronouns
from kg.extract.phrases import pronoun_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.actors.mentions import Mention
    from kg.extract.actors.registry import Figure, Registry
    from kg.extract.actors.titles import Title
    from kg.extract.text import Paragraph

__all__ = ["Referents"]

SUMMONED = words("summoned")
"""Verbs for what is done to a diplomat without a name, which makes one of the document's actors of them."""

NOBLE = frozenset({"prince", "princess", "king", "queen"})
THIRD = PLURAL | NEUTER | SINGULAR.keys()


class Referents(Discourse):
    """Resolves the noun phrases of one document against its figures."""

    def __init__(self, registry: Registry) -> None:
        publisher = home(registry.text.document)
        native = publisher.country if publisher is not None else None
        super().__init__(registry, native, official=publisher is not None and publisher.class_ != "MEDIA")
        self.author = author_of(registry)
        entitle(registry)
        if self.author is not None and self.official:
            self.author.country = self.author.country or native
        self.marks: dict[int, list[bool]] = {}
        self.joint = Joint(self)
        self.holders = Holders(self, self.joint)
        self.describer = Describer(self, self.joint, self.holders, self.resolve)
        self.pronouns = Pronouns(self, self.joint, self.describer)
        self.read()

    # -- one pass through the document

    def read(self) -> None:
        """Go through the body once, so that every pronoun finds those before it resolved."""
        for paragraph in self.registry.text.paragraphs:
            line = self.registry.scenes[paragraph.index].line
            if line is None or paragraph.kind == "title":
                continue
            mentions = self.registry.scenes[paragraph.index].mentions
            pronouns = [i for i, pos in enumerate(line.pos) if pos == "PRON" and line.lowers[i] in THIRD]
            events: list[tuple[int, Mention | None]] = [(m.start, m) for m in mentions if m.kind != "other"]
            events += [(i, None) for i in pronouns]
            events.sort(key=lambda event: event[0])
            marks = self.marks[paragraph.index] = quoted(line.words)
            k = 0
            for sent in paragraph.doc.sents:
                sentence = Sentence(paragraph.index, sent.start, sent.end)
                sentence.quoted = marks[sent.start] and marks[sent.end - 1]
                self.sentences.append(sentence)
                self.starts.append((paragraph.index, sent.start))
                while k < len(events) and events[k][0] < sent.end:
                    self.event(paragraph, sentence, *events[k])
                    k += 1
                self.count(paragraph.doc, sentence)
        self.introduce()

    def introduce(self) -> None:
        """Give an office told without a name to the person named next ("a spokesperson said. A B ...")."""
        for scene in self.registry.scenes:
            for mention in scene.mentions:
                if mention.kind != "title" or mention.titles[0].determiner not in ("a", "an"):
                    continue
                paragraph = self.registry.text.paragraphs[scene.index]
                token = paragraph.doc[mention.head]
                if (
                    token.dep_ == "nsubj"
                    and (actor := self.describer.later(paragraph, token, mention.titles[0])) is not None
                ):
                    self.replace(mention.actor, actor)
                    self.registry.place(self.registry.figures[actor], mention)

    def replace(self, described: str, actor: str) -> None:
        """Give what was said of a described person to the one whom the text names later."""
        for sentence in self.sentences if described else ():
            for entity in sentence.entities:
                entity.actor = actor if entity.actor == described else entity.actor
        for place, known in self.known.items() if described else ():
            self.known[place] = actor if known == described else known

    def event(self, paragraph: Paragraph, sentence: Sentence, i: int, mention: Mention | None) -> None:
        """Resolve a mention or a pronoun, and add it to its sentence."""
        doc = paragraph.doc
        if mention is None:
            token = doc[i]
            actor = self.pronouns.antecedent(paragraph, token, frozenset())
            self.known[paragraph.index, i] = actor
            if actor is not None:
                sentence.entities.append(Entity(i, actor, *rank(token)))
            return
        if mention.kind == "title" and not mention.actor:
            self.office(paragraph, mention)
        for title in mention.titles:
            if title.office.kind == "counterpart" and mention.actor:
                self.counterpart(paragraph, mention, title)
        if mention.kind == "person":
            self.complete(paragraph, mention)
        if mention.actor and mention.kind != "adjective":
            token = root(doc, mention.start, mention.end)
            sentence.entities.append(Entity(mention.start, mention.actor, *rank(token)))

    def office(self, paragraph: Paragraph, mention: Mention) -> None:
        """Settle who is meant by an office without a name, or whose it is said to be."""
        token = paragraph.doc[mention.head]
        if governor(token) is not None:
            self.held(paragraph, mention)
            return
        actor = self.holders.meant(paragraph, mention) or self.people(paragraph, mention)
        title = mention.titles[0]
        summoned = token.dep_ in ("dobj", "nsubjpass") and token.head.lemma_ in SUMMONED
        summoned = summoned and bool(title.country) and title.office.kind == "diplomat"
        if actor is None and ((title.determiner in ("a", "an") and token.dep_ == "nsubj") or summoned):
            actor = self.describer.described(paragraph, token, title)
            if summoned and actor is not None:
                figure = self.registry.figures[actor]
                figure.listed = figure.acted_on = True
        if actor is not None:
            self.registry.place(self.registry.figures[actor], mention)

    def held(self, paragraph: Paragraph, mention: Mention) -> None:
        """Give a person the office that the sentence says is theirs."""
        title = mention.titles[0]
        noun = bearer(paragraph.doc[mention.head]) if not title.office.plural else None
        if noun is None or title.office.kind in ("counterpart", "family"):
            return
        cover = self.registry.cover[paragraph.index].get(noun.i)
        known = cover.actor if cover is not None else self.known.get((paragraph.index, noun.i))
        figure = self.registry.figures.get(known or "")
        agrees = figure is not None and (title.country is None or self.country_of(figure) in (None, title.country))
        if figure is not None and figure.type == "Person" and agrees:
            self.registry.give(figure, title, paragraph.index)

    def complete(self, paragraph: Paragraph, mention: Mention) -> None:
        """Give "ministry spokesman" the ministry that the text has named."""
        for title in mention.titles:
            if not title.body or title.organization is not None:
                continue
            noun = bodies().match([title.body], 0)
            referring = noun[1].referring if noun is not None else frozenset[str]()
            if (name := self.describer.known_body(paragraph, title.start, title.body, referring)) is not None:
                title.organization = self.registry.figures[name].term

    def count(self, doc: Doc, sentence: Sentence) -> None:
        """Note of which state a speaker says what it does: the state is likely the speaker's own."""
        figures = self.registry.figures
        speaker = next((e.actor for e in sentence.entities if e.rank == 0 and figures[e.actor].type == "Person"), None)
        if speaker is None:
            return
        for entity in sentence.entities:
            figure = figures[entity.actor]
            if entity.rank == 1 and figure.type == "Country" and figure.country:
                verb = doc[entity.token].head
                if verb.dep_ == "ccomp" and (
                    verb.tag_ in ("VBZ", "VBP") or any(c.lower_ == "will" for c in verb.lefts)
                ):
                    self.votes.setdefault(speaker, Counter())[figure.country] += 1

    def people(self, paragraph: Paragraph, mention: Mention) -> str | None:
        """Return the group that a plural office without names describes ("European leaders")."""
        title = mention.titles[0]
        if not title.office.plural:
            return None
        mentions = self.registry.scenes[paragraph.index].mentions
        first = bisect_left(mentions, title.start, key=lambda m: m.start)
        named = [
            m.actor
            for m in mentions[first : first + 2 * WIDE]
            if any(t.number == "shared" and t.start == title.start for t in m.titles)
        ]
        if named and all(named):
            return self.joint.group(named)
        if title.office.kind == "counterpart":
            return None
        return (
            self.describer.described(paragraph, paragraph.doc[title.head], title)
            if title.end - title.start > 1
            else None
        )

    def counterpart(self, paragraph: Paragraph, mention: Mention, title: Title) -> None:
        """Give "his Russian counterpart" the office of the one whose counterpart it is."""
        own = self.registry.figures[mention.actor]
        i = title.start - 1
        doc = paragraph.doc
        whose = self.known.get((paragraph.index, i)) if i >= 0 else None
        if whose is None and i >= 1 and doc[i].tag_ == "POS":
            cover = self.registry.cover[paragraph.index].get(i - 1)
            whose = cover.actor if cover is not None else None
        figure = self.registry.figures.get(whose or "")
        if figure is None or figure is own:
            return
        self.other_state(mention, title, figure)
        for office, _ in figure.titles:
            if office.office.kind not in ("title", "family", "counterpart") and office.office.phrase not in NOBLE:
                title.office = office.office
                title.role = office.office.phrase if title.role.islower() else office.office.phrase.title()
                self.registry.note_office(own, title)
                return

    def other_state(self, mention: Mention, title: Title, figure: Figure) -> None:
        """Count the other of two states that a sentence names together as that of the one who has a counterpart."""
        k = self.sentence_of(mention.paragraph, mention.start)
        sentence = self.sentences[k] if k >= 0 else None
        figures = self.registry.figures
        states = (
            {figures[e.actor].country for e in sentence.entities if e.rank == 0 and figures[e.actor].type == "Country"}
            if sentence
            else set()
        )
        others = [code for code in states if code and code != title.country]
        if len(others) == 1 and len(states) == 2:
            self.votes.setdefault(figure.id, Counter())[others[0]] += 2

    # -- the interface

    def resolve(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the actor that the noun phrase headed by ``token`` refers to."""
        group = self.joint.coordination(paragraph, token, exclude)
        if group is not None:
            return group
        if pronoun_of(token) in FIRST_PERSON | THIRD:
            return self.pronoun(paragraph, token, exclude)
        mention = self.registry.cover[paragraph.index].get(token.i)
        if mention is not None and mention.actor and mention.actor not in exclude and self.heads(mention, token):
            return mention.actor
        if token.lower_ in ("who", "which", "that") and token.dep_ in ("nsubj", "nsubjpass"):
            return self.relative(paragraph, token, exclude)
        loose = self.registry.loose[paragraph.index].get(token.i)
        return self.describer.noun(paragraph, token, exclude, loose if loose is not None and not loose.actor else None)

    def pronoun(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the actor that a pronoun refers to."""
        if token.lower_ in FIRST_PERSON:
            return self.first_person(paragraph, token)
        known = self.known.get((paragraph.index, token.i))
        if known is not None and known not in exclude:
            return known
        return self.pronouns.antecedent(paragraph, token, exclude)

    def first_person(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the author where a document speaks for itself, not inside quotation marks."""
        if self.author is None:
            return None
        marks = self.marks.get(paragraph.index)
        if marks is None:
            line = self.registry.scenes[paragraph.index].line
            marks = self.marks[paragraph.index] = quoted(line.words) if line is not None else []
        return None if token.i >= len(marks) or marks[token.i] else self.author.id

    def described(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the actor that a description of people makes, or the group that it refers back to."""
        mention = self.registry.cover[paragraph.index].get(token.i)
        if mention is not None and mention.actor and mention.kind != "adjective":
            return mention.actor
        found = self.describer.noun(paragraph, token, frozenset(), None)
        return found or self.describer.described(paragraph, token)

    def heads(self, mention: Mention, token: Token) -> bool:
        """Whether a token is the head of a mention, not a modifier inside a longer phrase ("the Putin adviser")."""
        if mention.kind == "adjective":
            return token.dep_ not in ("amod", "compound", "nmod")
        return True

    def relative(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return whom a relative pronoun takes up."""
        clause = token.head
        for _ in range(10):
            if clause.dep_ == "relcl":
                break
            if clause.head.i == clause.i:
                return None
            clause = clause.head
        head = clause.head
        return (
            self.resolve(paragraph, head, exclude)
            if head.i < token.i and head.lower_ not in ("who", "which", "that")
            else None
        )
