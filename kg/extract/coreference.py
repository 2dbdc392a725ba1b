"""What pronouns, titles and descriptions refer to."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.extract.allegiance import home
from kg.extract.authors import FIRST_PERSON, author_of, quoted
from kg.extract.descriptions import Describer
from kg.extract.discourse import Entity, Sentence, inside, rank, root
from kg.extract.gazetteer import bodies, references
from kg.extract.joint import Joint
from kg.extract.naming import SURNAME_FIRST

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from kg.extract.mentions import Mention
    from kg.extract.registry import Figure, Registry
    from kg.extract.text import Paragraph
    from kg.extract.titles import Title

__all__ = ["Referents"]

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves", "both"})
NEUTER = frozenset({"it", "its", "itself"})
DEPUTIES = frozenset({"deputy", "vice", "assistant", "associate", "under"})
FAR = 8
BACK = 4
"""How many sentences back a pronoun looks."""


class Referents:
    """Resolves the noun phrases of one document against its figures."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        publisher = home(registry.text.document)
        self.native = publisher.country if publisher is not None else None
        self.votes: dict[str, Counter[str]] = {}
        self.known: dict[tuple[int, int], str | None] = {}
        self.sentences: list[Sentence] = []
        self.starts: list[tuple[int, int]] = []
        self.author = author_of(registry)
        self.marks: dict[int, list[bool]] = {}
        self.joint = Joint(self)
        self.describer = Describer(self)
        self.read()

    # -- one pass through the document

    def read(self) -> None:
        """Go through the body once, so that every pronoun finds those before it resolved."""
        for paragraph in self.registry.text.paragraphs:
            line = self.registry.scenes[paragraph.index].line
            if line is None or paragraph.kind == "title":
                continue
            mentions = self.registry.scenes[paragraph.index].mentions
            pronouns = [i for i, pos in enumerate(line.pos) if pos == "PRON" and (line.lowers[i] in SINGULAR or line.lowers[i] in PLURAL or line.lowers[i] in NEUTER)]
            events: list[tuple[int, Mention | None]] = sorted(
                [(m.start, m) for m in mentions if m.kind != "other"] + [(i, None) for i in pronouns], key=lambda e: e[0]
            )
            k = 0
            for sent in paragraph.doc.sents:
                sentence = Sentence(paragraph.index, sent.start, sent.end)
                self.sentences.append(sentence)
                self.starts.append((paragraph.index, sent.start))
                while k < len(events) and events[k][0] < sent.end:
                    self.event(paragraph, sentence, *events[k])
                    k += 1
                self.count(paragraph.doc, sentence)
        self.introduce()

    def introduce(self) -> None:
        """Give an office told without a name to the person whom the next sentences name: "a spokesperson said. A B said ..."."""
        for scene in self.registry.scenes:
            for mention in scene.mentions:
                if mention.kind != "title" or mention.actor or mention.titles[0].determiner not in ("a", "an"):
                    continue
                paragraph = self.registry.text.paragraphs[scene.index]
                token = paragraph.doc[mention.head]
                if token.dep_ == "nsubj" and (actor := self.describer.later(paragraph, token, mention.titles[0])) is not None:
                    self.registry.place(self.registry.figures[actor], mention)

    def event(self, paragraph: Paragraph, sentence: Sentence, i: int, mention: Mention | None) -> None:
        doc = paragraph.doc
        if mention is None:
            token = doc[i]
            actor = self.pronoun(paragraph, token, frozenset())
            self.known[paragraph.index, i] = actor
            if actor is not None:
                sentence.entities.append(Entity(i, actor, *rank(token)))
            return
        if mention.kind == "title" and not mention.actor:
            actor = self.untitled(paragraph, mention) or self.people(paragraph, mention)
            if actor is not None:
                self.registry.place(self.registry.figures[actor], mention)
        for title in mention.titles:
            if title.office.kind == "counterpart" and mention.actor:
                self.counterpart(paragraph, mention, title)
        if mention.kind == "person":
            self.complete(paragraph, mention)
        if mention.actor and mention.kind != "adjective":
            token = root(doc, mention.start, mention.end)
            sentence.entities.append(Entity(mention.start, mention.actor, *rank(token)))

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
                if verb.dep_ == "ccomp" and (verb.tag_ in ("VBZ", "VBP") or any(c.lower_ == "will" for c in verb.lefts)):
                    self.votes.setdefault(speaker, Counter())[figure.country] += 1

    def people(self, paragraph: Paragraph, mention: Mention) -> str | None:
        """Return the group that a plural office without names describes ("European leaders")."""
        title = mention.titles[0]
        if not title.office.plural or title.office.kind == "counterpart":
            return None
        return self.describer.described(paragraph, paragraph.doc[title.head], title) if title.end - title.start > 1 else None

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
            if office.office.kind not in ("title", "family", "counterpart"):
                title.office, title.role = office.office, office.office.phrase if title.role.islower() else office.office.phrase.title()
                return

    def other_state(self, mention: Mention, title: Title, figure: Figure) -> None:
        """Count the other of two states that a sentence names together as that of the one who has a counterpart."""
        k = self.sentence_of(mention.paragraph, mention.start)
        sentence = self.sentences[k] if k >= 0 else None
        figures = self.registry.figures
        states = {figures[e.actor].country for e in sentence.entities if e.rank == 0 and figures[e.actor].type == "Country"} if sentence else set()
        others = [code for code in states if code and code != title.country]
        if len(others) == 1 and len(states) == 2:
            self.votes.setdefault(figure.id, Counter())[others[0]] += 2

    # -- the interface

    def resolve(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return the actor that the noun phrase headed by ``token`` refers to."""
        group = self.joint.coordination(paragraph, token, exclude)
        if group is not None:
            return group
        low = token.lower_
        if low in FIRST_PERSON:
            return self.first_person(paragraph, token)
        if low in SINGULAR or low in PLURAL or low in NEUTER:
            known = self.known.get((paragraph.index, token.i))
            if known is not None and known not in exclude:
                return known
            return self.pronoun(paragraph, token, exclude)
        mention = self.registry.cover[paragraph.index].get(token.i)
        if mention is not None and mention.actor and mention.actor not in exclude and self.heads(mention, token):
            return mention.actor
        if low in ("who", "which", "that") and token.dep_ in ("nsubj", "nsubjpass"):
            return self.relative(paragraph, token, exclude)
        loose = self.registry.loose[paragraph.index].get(token.i)
        return self.describer.noun(paragraph, token, exclude, loose if loose is not None and not loose.actor else None)

    def first_person(self, paragraph: Paragraph, token: Token) -> str | None:
        """Return the author where a document speaks for itself; inside quotation marks the speaker is not ours to tell."""
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
        return self.describer.noun(paragraph, token, frozenset(), None)

    def heads(self, mention: Mention, token: Token) -> bool:
        """Whether a token is the head of a mention, not a modifier inside a longer phrase ("the Putin adviser")."""
        if mention.kind == "adjective":
            return token.dep_ not in ("amod", "compound", "nmod")
        return True

    def relative(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        clause = token.head
        for _ in range(10):
            if clause.dep_ == "relcl":
                break
            if clause.head.i == clause.i:
                return None
            clause = clause.head
        head = clause.head
        return self.resolve(paragraph, head, exclude) if head.i < token.i and head.lower_ not in ("who", "which", "that") else None

    def sentence_of(self, paragraph: int, i: int) -> int:
        """Return the index of the sentence in which a token stands, -1 if it stands in none."""
        return bisect_right(self.starts, (paragraph, i)) - 1

    def start_of(self, paragraph: Paragraph, i: int) -> int:
        k = self.sentence_of(paragraph.index, i)
        return self.sentences[k].start if k >= 0 else -1

    def back(self, paragraph: int, i: int, limit: int = BACK) -> Iterator[tuple[int, list[Entity]]]:
        """Yield the entities before a token: of its own sentence, then sentence by sentence backwards."""
        k = self.sentence_of(paragraph, i)
        if k >= 0:
            yield 0, [e for e in self.sentences[k].entities if e.token < i]
        for step in range(1, limit + 1):
            if k - step < 0:
                return
            yield step, self.sentences[k - step].entities

    # -- pronouns

    def pronoun(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        low = token.lower_
        if low in SINGULAR:
            return self.personal(paragraph, token, SINGULAR[low], exclude)
        if low in PLURAL:
            return self.joint.they(paragraph, token, exclude)
        return self.neuter(paragraph, token, exclude)

    def personal(self, paragraph: Paragraph, token: Token, gender: str, exclude: frozenset[str]) -> str | None:
        """Return whom "he" or "her" refers to."""
        subject = token.dep_ in ("nsubj", "nsubjpass")
        held_back: list[Entity] = []
        for step, entities in self.back(paragraph.index, token.i):
            fitting = [e for e in entities if e.actor not in exclude and self.fits(e.actor, gender)]
            if step == 0:
                fitting, held_back = self.bound(paragraph.doc, token, fitting, subject=subject)
            found = self.most_prominent(fitting, step)
            if found is not None:
                self.learn(found, gender)
                return found
            if fitting and step:
                return self.center(paragraph, token, {e.actor for e in fitting})
        actors = {e.actor for e in held_back}
        return actors.pop() if len(actors) == 1 else None

    def bound(self, doc: Doc, token: Token, entities: list[Entity], *, subject: bool) -> tuple[list[Entity], list[Entity]]:
        """Tell those of the pronoun's own sentence that it can mean from those that it can mean only if nobody else is there."""
        free: list[Entity] = []
        rest: list[Entity] = []
        clause = token.head if token.dep_ != "pobj" else token.head.head
        for entity in entities:
            other = doc[entity.token]
            if subject:
                (rest if entity.rank > 1 or inside(other, token.head) else free).append(entity)
            elif token.dep_ == "poss":
                (free if entity.rank <= 1 else rest).append(entity)
            elif entity.rank <= 1 and not self.same_clause(doc, entity, clause):
                free.append(entity)
        return free or (rest if token.dep_ == "poss" and len({e.actor for e in rest}) == 1 else []), rest

    def same_clause(self, doc: Doc, entity: Entity, clause: Token) -> bool:
        subject = doc[entity.token]
        for _ in range(10):
            if subject.dep_ in ("nsubj", "nsubjpass"):
                return subject.head.i == clause.i or (clause.dep_ == "conj" and clause.head.i == subject.head.i)
            if subject.head.i == subject.i:
                return False
            subject = subject.head
        return False

    def most_prominent(self, entities: list[Entity], step: int) -> str | None:
        """Return the one most prominent actor; of several subjects the last, of several others none."""
        if not entities:
            return None
        top = min(e.rank for e in entities)
        best = [e for e in entities if e.rank == top]
        if len({e.actor for e in best}) == 1 or (top <= 1 and (step == 0 or top == 0)):
            return best[-1].actor
        if top == 1:
            return best[0].actor
        return None

    def center(self, paragraph: Paragraph, token: Token, actors: set[str]) -> str | None:
        """Return the one of several that the text was about before."""
        for step, entities in self.back(paragraph.index, token.i, BACK + 2):
            if step > 1:
                for entity in entities:
                    if entity.rank == 0 and entity.actor in actors:
                        return entity.actor
        return None

    def fits(self, actor: str, gender: str) -> bool:
        figure = self.registry.figures[actor]
        return figure.type == "Person" and figure.gender in ("", gender)

    def learn(self, actor: str, gender: str) -> None:
        figure = self.registry.figures[actor]
        figure.gender = figure.gender or gender

    def neuter(self, paragraph: Paragraph, token: Token, exclude: frozenset[str]) -> str | None:
        """Return which state or organisation "it" refers to; much of "it" refers to none."""
        subject = token.dep_ in ("nsubj", "nsubjpass")
        for step, entities in self.back(paragraph.index, token.i, 2):
            fitting = [e for e in entities if e.actor not in exclude and self.registry.figures[e.actor].type not in ("Person", "Group")]
            if step == 0 and subject:
                fitting = [e for e in fitting if e.rank <= 1 and not inside(paragraph.doc[e.token], token.head)]
            if step == 1 and (issuer := self.describer.issuer_in(paragraph, token)) is not None:
                return issuer
            subjects = [e for e in fitting if e.rank <= 1]
            if subjects:
                return min(subjects, key=lambda e: (e.rank, -e.token)).actor
            if step and any(e.rank == 0 for e in entities):
                break
        return None

    # -- offices without a name

    def untitled(self, paragraph: Paragraph, mention: Mention) -> str | None:
        """Return the person meant by an office: "the president", "the Russian foreign minister", "Head of State"."""
        title = mention.titles[0]
        if title.office.plural:
            both = title.number in ("two", "both")
            bare = not title.determiner and not title.number and title.end - title.start == 1 and title.start == self.start_of(paragraph, title.start)
            definite = (title.determiner == "the" or bare) and not title.countries
            return self.joint.holders(paragraph, title) if both or definite else None
        if title.determiner in ("a", "an") or title.office.kind == "counterpart":
            return None
        return self.holder(paragraph, title, mention.start)

    def holder(self, paragraph: Paragraph, title: Title, i: int, exclude: frozenset[str] = frozenset()) -> str | None:
        """Return the latest person whose office a title names."""
        here = (paragraph.index, i)
        fitting = [f for f in self.persons() if f.id not in exclude and self.holds(f, title)]
        if not fitting:
            return self.by_elimination(paragraph, title, i, exclude)
        before = [(p, f) for f in fitting for p in [self.latest(f, here)] if p is not None]
        if not title.country and self.native and title.determiner in ("the", ""):
            natives = [f for f in fitting if self.country_of(f) in (self.native, None) and any(t.office.kind in ("state", "government", "adviser", "foreign", "minister", "family") for t, _ in f.titles)]
            if natives and title.office.kind in ("state", "government"):
                inner = [pair for pair in before if pair[1] in natives]
                return max(inner, key=lambda pair: pair[0])[1].id if inner else natives[0].id
        if before:
            return max(before, key=lambda pair: pair[0])[1].id
        return fitting[0].id if len(fitting) == 1 else None

    def by_elimination(self, paragraph: Paragraph, title: Title, i: int, exclude: frozenset[str]) -> str | None:
        """Return the one person spoken of just before whose office the text has not told."""
        if title.determiner != "the" or title.office.kind not in ("state", "government", "foreign", "bloc", "diplomat", "minister"):
            return None
        for _, entities in self.back(paragraph.index, i, FAR):
            open_ones = dict.fromkeys(
                e.actor
                for e in entities
                if e.actor not in exclude
                and self.registry.figures[e.actor].type == "Person"
                and self.registry.figures[e.actor].country in (None, title.country)
                and not any(t.office.kind != "title" for t, _ in self.registry.figures[e.actor].titles)
            )
            if len(open_ones) == 1:
                found = next(iter(open_ones))
                self.registry.figures[found].titles.append((title, paragraph.index))
                return found
            if open_ones:
                return None
        return None

    def persons(self) -> Iterable[Figure]:
        return [f for f in self.registry.figures.values() if f.type == "Person"]

    def latest(self, figure: Figure, here: tuple[int, int]) -> tuple[int, int] | None:
        places = [m[:2] for m in figure.mentions if m[:2] < here]
        return max(places) if places else None

    def country_of(self, figure: Figure) -> str | None:
        return figure.country or next((t.country for t, _ in figure.titles if t.country), None)

    def holds(self, figure: Figure, title: Title) -> bool:
        """Whether a person is known to hold an office that a title can refer to."""
        if title.country:
            country = self.country_of(figure)
            if country is None and self.native == title.country:
                country = self.native
            if country != title.country:
                return False
        noun = title.office.phrase
        for own, _ in figure.titles:
            if own.office.kind == "title" or not (noun == own.office.phrase or noun in own.office.referring):
                continue
            if noun == own.office.phrase and lesser(own.role) != lesser(title.role):
                continue
            if title.organization is None or own.organization is None or related(title.organization.name, own.organization.name):
                return True
        return False


def lesser(role: str) -> bool:
    """Whether a role is that of a deputy."""
    return any(word in DEPUTIES for word in role.lower().split())


def related(a: str, b: str) -> bool:
    """Whether one organisation's name contains the other's."""
    return a in b or b in a
