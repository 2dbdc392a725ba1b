"""The actors in the making: which mentions of a document belong to one actor."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import Term, country_name, family_names, groups, names, portfolios
from kg.extract.actors.mentions import Mention, Scene, scan
from kg.extract.actors.naming import SURNAME_FIRST, gender_of, one_person, parts
from kg.extract.actors.titles import Title
from kg.records import ActorType

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph, Text
    from kg.records import Span

__all__ = ["Figure", "Registry"]

READ = frozenset({"body", "title", "heading"})
LOCATIVE = frozenset(
    {"in", "near", "from", "around", "across", "at", "into", "outside", "throughout", "inside", "toward", "towards"}
)
QUANTITIES = frozenset(
    {
        "other",
        "few",
        "several",
        "many",
        "various",
        "own",
        "more",
        "such",
        "certain",
        "some",
        "most",
        "local",
        "different",
    }
)
MANY = 100
"""How many namesakes and holders of one office are told apart; no real document has more."""

FEW = 20
"""How many titles of one person are compared."""

NEAR = 20
"""Within how many tokens two persons are named together."""

PRIVATE = frozenset({"title", "family", "consort"})
FILLERS = frozenset({"the", "of", "for", "and", "'s", "on", "affairs"})


@dataclass(slots=True, eq=False)
class Figure:
    """An actor in the making; one that is not ``listed`` is not yet said to act, speak or be spoken about."""

    id: str
    name: str
    type: ActorType
    mentions: list[tuple[int, int, int]] = field(default_factory=list)
    titles: list[tuple[Title, int]] = field(default_factory=list)
    role: str | None = None
    country: str | None = None
    represents: str | None = None
    members: tuple[str, ...] = ()
    gender: str = ""
    listed: bool = True
    described: bool = False
    acted_on: bool = False
    forms: Counter[str] = field(default_factory=Counter)
    told: set[tuple[str, str | None, str]] = field(default_factory=set)
    term: Term | None = None
    called: tuple[int, int, str] | None = None


class Registry:
    """All figures of a document, and the mentions that were assigned to them."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.figures: dict[str, Figure] = {}
        self.by_name: dict[str, Figure] = {}
        self.by_part: dict[str, list[Figure]] = {}
        self.by_noun: dict[str, list[Figure]] = {}
        self.by_last: dict[str, Figure] = {}
        self.by_body: dict[str, list[Figure]] = {}
        self.cover: list[dict[int, Mention]] = [{} for _ in text.paragraphs]
        self.loose: list[dict[int, Mention]] = [{} for _ in text.paragraphs]
        self.scenes = [scan(p.index, p.doc) if p.kind in READ else Scene(p.index, None, []) for p in text.paragraphs]
        self.by_tail: dict[str, Figure] = {}
        self.nouns: dict[str, list[tuple[int, int]]] = {}
        for line, index in ((scene.line, scene.index) for scene in self.scenes):
            for unit in line.units if line is not None else ():
                if line is not None and (unit.kind in "GB" or unit.body is not None):
                    self.nouns.setdefault(line.lowers[unit.end - 1], []).append((index, unit.end - 1))
        self.persons()
        self.others()
        for mention in self.every("title", "other"):
            if not mention.actor:
                self.loose[mention.paragraph].update(dict.fromkeys(range(mention.start, mention.end), mention))

    def new(self, name: str, kind: ActorType, **more: object) -> Figure:
        """Add a figure."""
        figure = Figure(f"a{len(self.figures) + 1}", name, kind, **more)  # type: ignore[arg-type]
        self.figures[figure.id] = figure
        return figure

    def place(self, figure: Figure, mention: Mention) -> None:
        """Assign a mention to a figure."""
        mention.actor = figure.id
        if mention.kind == "person" and mention.country and figure.country is None:
            figure.country = mention.country
        insort(figure.mentions, (mention.paragraph, mention.start, mention.end))
        refers = mention.kind == "title" and any(t.office.kind != "title" for t, _ in figure.titles)
        for title in mention.titles if figure.type == "Person" and not refers else ():
            self.give(figure, title, mention.paragraph)
        cover = self.cover[mention.paragraph]
        outer = mention.kind in ("person", "title")
        for i in range(mention.start, mention.end):
            if outer or i not in cover:
                cover[i] = mention

    def give(self, figure: Figure, title: Title, paragraph: int) -> None:
        """Note that a person holds an office, and by which nouns it is referred to."""
        key = (title.role.lower(), title.country, title.organization.name if title.organization is not None else "")
        if key in figure.told or len(figure.told) > MANY:
            return
        figure.told.add(key)
        figure.titles.append((title, paragraph))
        figure.gender = figure.gender or title.office.gender
        self.note_office(figure, title)

    def note_office(self, figure: Figure, title: Title) -> None:
        """Make a person known by the nouns that refer back to an office."""
        for noun in title.office.referring if title.office.kind != "title" else ():
            known = self.by_noun.setdefault(noun, [])
            if len(known) < MANY and figure not in known[-MANY:]:
                known.append(figure)

    def known_as(self, name: str) -> Figure | None:
        """Return the person of a full name, if the text has named one."""
        return next((f for f in self.namesakes(parts(name)[-1]) if one_person(f.name, name)), None)

    def every(self, *kinds: str) -> Iterator[Mention]:
        """Yield the mentions of some kinds in text order."""
        for scene in self.scenes:
            for mention in scene.mentions:
                if mention.kind in kinds:
                    yield mention

    # -- persons

    def persons(self) -> None:
        """Read full names first, then surnames; whom the recogniser missed once is known by other mentions."""
        for mention in self.every("person"):
            if " " not in mention.name and self.no_person(mention):
                mention.kind = "other"
            elif len(parts(mention.name)) > 1:
                self.place(self.full_name(mention), mention)
        self.unseen()
        self.surnames()
        self.run_together()
        for figure in self.figures.values():
            named = len(figure.mentions) > 1 or self.subject(figure)
            figure.listed = figure.listed or (named and not figure.described)
            figure.gender = figure.gender or gender_of(figure.name, family_first=self.family_first(figure))

    def run_together(self) -> None:
        """Take out of the list names that are the surnames of two others ("in his talk with Moe Lee answered")."""
        for figure in [f for f in self.figures.values() if len(f.mentions) == 1 and not f.titles]:
            own = parts(figure.name)
            others = [[f for f in self.namesakes(part) if f is not figure and self.known_by(f, part)] for part in own]
            if len(own) == 2 and all(others) and others[0] != others[1]:
                figure.listed, figure.described = False, True

    def surnames(self) -> None:
        """Assign single names to the persons they stand for; a new one is an actor if titled, repeated or a subject."""
        places = self.places()
        for mention in self.every("person", "other"):
            if mention.actor:
                continue
            options = self.options(mention)
            if self.tied(options):
                mention.kind = "other"
                continue
            figure = self.likeliest(options)
            if figure is None and mention.kind == "person":
                if (mention.name in places and not mention.titles) or self.no_person(mention):
                    mention.kind = "other"
                    continue
                figure = self.new(mention.name, "Person", listed=bool(mention.titles))
                self.enter(figure)
            if figure is not None:
                if mention.kind == "other" and mention.apposed is not None:
                    mention.titles.append(mention.apposed)
                mention.kind = "person"
                self.place(figure, mention)

    def unseen(self) -> None:
        """Find surnames that neither the tagger nor the recogniser took for a name ("Zelenskyy said")."""
        for scene in self.scenes:
            line = scene.line
            if line is None or not self.by_part:
                continue
            taken = {i for unit in line.units for i in range(unit.start, unit.end)}
            added = False
            for i, word in enumerate(line.words):
                if (
                    len(word) > 3
                    and word[0].isupper()
                    and i not in taken
                    and not line.doc[i].is_stop
                    and self.by_part.get(parts(word)[-1] if parts(word) else "")
                ):
                    scene.mentions.append(Mention("other", scene.index, i, i + 1, i, word))
                    added = True
            if added:
                scene.mentions.sort(key=lambda m: (m.start, -m.end))

    def places(self) -> set[str]:
        """Return the single words that the recogniser takes for a place as often as for a person."""
        labels: dict[str, Counter[str]] = {}
        for mention in self.every("person", "other"):
            if " " not in mention.name and not mention.titles:
                label = "GPE" if self.no_person(mention) else mention.label
                labels.setdefault(mention.name, Counter())[label] += 1
        seats = {name for scene in self.scenes if scene.line is not None for name in scene.line.places}
        return seats | {
            name for name, found in labels.items() if 0 < found["PERSON"] <= found["GPE"] + found["LOC"] + found["FAC"]
        }

    def no_person(self, mention: Mention) -> bool:
        """Whether a single untitled word that the recogniser took for a person is a place or an abbreviation."""
        if mention.titles or " " in mention.name:
            return False
        if "-" in mention.name and any(
            (found := names().match([part], 0)) is not None and found[1].type == "Country"
            for part in mention.name.split("-")
        ):
            return True  # "the U.S.-Norway relationship"
        if (len(mention.name) < 4 and mention.name.isupper()) or mention.name.lower() in portfolios():
            return True
        token = self.text.paragraphs[mention.paragraph].doc[mention.head]
        for _ in range(10):
            if token.dep_ not in ("conj", "appos", "compound"):
                break
            token = token.head
        return bool(token.dep_ == "pobj" and token.head.lower_ in LOCATIVE)

    def subject(self, figure: Figure) -> bool:
        """Whether a person does something in the text."""
        index, _, end = figure.mentions[0]
        token = self.text.paragraphs[index].doc[end - 1]
        return token.dep_ == "nsubj" and token.head.pos_ == "VERB"

    def enter(self, figure: Figure) -> None:
        """Make a person known by every part of the name."""
        for part in parts(figure.name):
            known = self.by_part.setdefault(part, [])
            if figure not in known[-MANY:]:
                known.append(figure)

    def namesakes(self, part: str) -> list[Figure]:
        """Return the persons whose names have a part."""
        return self.by_part.get(part, [])[-MANY:]

    def full_name(self, mention: Mention) -> Figure:
        """Return the person with this full name, a new one if there is none."""
        name = mention.name
        own = parts(name)
        offices = {t.office.phrase for t in mention.titles}
        for figure in dict.fromkeys([*self.namesakes(own[-1]), *self.namesakes(own[0])]):
            same_office = bool(offices & {t.office.phrase for t, _ in figure.titles[:FEW]})
            if one_person(name, figure.name, same_office=same_office):
                self.rename(figure, name)
                return figure
        figure = self.new(name, "Person", forms=Counter([name]))
        self.enter(figure)
        return figure

    def rename(self, figure: Figure, name: str) -> None:
        """Know a person by the full name that the text uses most, of equals by the longest."""
        figure.forms[name] += 1
        if self.standing(figure, name) > self.standing(figure, figure.name):
            figure.name = name
        self.enter(figure)

    def standing(self, figure: Figure, form: str) -> tuple[int, bool, int]:
        """Return how good a form of a name is: used often, no part twice, long."""
        return figure.forms[form], len(set(parts(form))) == len(parts(form)), len(form)

    def options(self, mention: Mention) -> list[Figure]:
        """Return the persons for whom a surname (or a given name) can stand where it stands."""
        own = parts(mention.name)
        namesakes = self.namesakes(own[-1]) if own else []
        options = [f for f in namesakes if set(own) <= set(parts(f.name)) and self.fits(f, mention)]
        if len(options) < 2:
            return options
        here = (mention.paragraph, mention.start)
        offices = {t.office.phrase for t in mention.titles if t.office.kind != "title"}
        titled = [f for f in options if offices & {t.office.phrase for t, _ in f.titles[:FEW]}] or options
        strong = [f for f in titled if self.known_by(f, own[-1])] or titled
        return [f for f in strong if f.mentions and f.mentions[0][:2] < here] or strong

    def tied(self, options: list[Figure]) -> bool:
        """Whether of two persons of one surname, named together in their offices, neither is more likely."""
        if len(options) != 2 or any(self.family_first(f) or len(f.mentions) > 1 for f in options):
            return False
        (index, start, _), (other, end, _) = (f.mentions[0] for f in options)
        offices = all(any(t.office.kind not in PRIVATE for t, _ in f.titles) for f in options)
        return offices and index == other and abs(start - end) < NEAR

    def likeliest(self, options: list[Figure]) -> Figure | None:
        """Return the one of several persons of a surname who is the latest, or stands out by office or use."""
        if options and all(self.family_first(f) for f in options):
            return max(options, key=lambda f: f.mentions[0][:2] if f.mentions else (0, 0))
        return max(options, key=lambda f: (self.weight(f), len(f.mentions), f.mentions[:1]), default=None)

    def weight(self, figure: Figure) -> int:
        """Return whether a person's office is of the kind that makes the bare surname theirs."""
        return int(any(t.office.kind in ("state", "government", "foreign") for t, _ in figure.titles))

    def nation(self, figure: Figure) -> str | None:
        """Return the state that a person's titles name."""
        return figure.country or next((t.country for t, _ in figure.titles if t.country), None)

    def known_by(self, figure: Figure, part: str) -> bool:
        """Whether a part of a name is the family name."""
        found = parts(figure.name)
        return found[-1] == part or (found[0] == part and self.family_first(figure))

    def family_first(self, figure: Figure) -> bool:
        """Whether a person's name begins with the family name."""
        nation = self.nation(figure)
        return nation in SURNAME_FIRST if nation else next(iter(parts(figure.name)), "") in family_names()

    def fits(self, figure: Figure, mention: Mention) -> bool:
        """Whether the title before a surname can be this person's."""
        for title in mention.titles:
            if title.office.gender and figure.gender and title.office.gender != figure.gender:
                return False
            nation = self.nation(figure)
            if title.country and nation and title.country != nation:
                return False
        return True

    def people_in(self, paragraph: Paragraph, span: Span) -> list[Token]:
        """Return the nouns for people in a span that a nationality or an adjective tells from others."""
        cover = self.cover[paragraph.index]
        line = self.scenes[paragraph.index].line
        found = []
        units = line.units if line is not None else []
        first = bisect_left(units, span.start, key=lambda unit: paragraph.start + paragraph.doc[unit.start].idx)
        for unit in units[first:]:
            token = paragraph.doc[unit.end - 1]
            if paragraph.start + token.idx >= span.end:
                break
            if unit.kind != "G" or unit.term is not None:
                continue
            if groups()[token.lower_] in ("states", "sides", "media") or token.dep_ in ("compound", "nmod", "attr"):
                continue
            named = any(c.i in cover for c in token.lefts) or any(
                inner.i in cover
                for c in token.rights
                if c.dep_ == "prep" and c.lower_ in ("of", "in")
                for inner in c.children
            )
            told = any(c.dep_ == "amod" and c.lower_ not in QUANTITIES for c in token.lefts)
            if named or (told and groups()[token.lower_] != "people"):
                found.append(token)
        return found

    # -- states and organisations

    def others(self) -> None:
        """Read states, peoples and organisations."""
        for mention in self.every("state", "seat", "adjective", "people", "organization"):
            if mention.actor or mention.term is None or (mention.kind == "seat" and self.locative(mention)):
                continue
            self.place(self.named(mention, mention.term), mention)

    def locative(self, mention: Mention) -> bool:
        """Whether a capital is only where something happened."""
        token = self.text.paragraphs[mention.paragraph].doc[mention.head]
        return bool(
            (
                token.dep_ == "pobj"
                and token.head.lower_ in ("in", "at", "near", "from", "around", "outside", "to", "over", "into")
            )
            or token.dep_ in ("appos", "npadvmod", "compound", "nmod", "dep")
        )

    def named(self, mention: Mention, term: Term) -> Figure:
        """Return the state or organisation of a mention."""
        name = term.name.removeprefix("the ").removeprefix("The ")
        key = name.lower().replace("’", "'")
        figure = self.by_name.get(key) or self.by_last.get(key)
        if figure is None and mention.body:
            figure = self.same_body(mention, key)
        if figure is None and key.count(" ") == 1:
            longer = self.by_tail.get(key)  # "the General Assembly" of the United Nations
            agrees = longer is not None and (not mention.country or mention.country == longer.country)
            figure = longer if agrees else None
        if figure is None:
            figure = self.new(name, term.type, country=mention.country, term=term, listed=mention.kind != "people")
            if term.kind == "body" and term.class_ == "ORG":
                self.by_last[key.rpartition(" ")[2]] = figure
            if mention.body:
                self.by_body.setdefault(mention.body, []).append(figure)
                figure.listed = term.name[-1:].isupper() or self.acts(mention)
        else:
            figure.listed = figure.listed or (self.acts(mention) if mention.body else mention.kind != "people")
        self.by_name[key] = figure
        if key.count(" ") > 1 and figure.type == "InternationalOrganization":
            self.by_tail[" ".join(key.split()[-2:])] = figure
        return figure

    def acts(self, mention: Mention) -> bool:
        """Whether a body is named as one that does something or has something done to it, not as a mere modifier."""
        line = self.scenes[mention.paragraph].line
        noun = mention.body.split()[-1]
        inside = range(mention.start, mention.end)
        if line is not None and any(line.capital(i) and line.lowers[i] == noun for i in inside):
            return True
        doc = self.text.paragraphs[mention.paragraph].doc
        return doc[mention.head].dep_ in ("nsubj", "nsubjpass", "dobj", "dative", "conj", "appos", "ROOT", "pobj")

    def same_body(self, mention: Mention, key: str) -> Figure | None:
        """Return the organisation that a shorter or longer form of its name has named before."""
        own = {w for w in key.replace("'s", "").split() if w not in FILLERS}
        for figure in reversed(self.by_body.get(mention.body, ())[-MANY:]):
            known = {w for w in figure.name.lower().replace("’s", "").replace("'s", "").split() if w not in FILLERS}
            if (own <= known or known <= own) and (
                not mention.country or not figure.country or mention.country == figure.country
            ):
                figure.country = figure.country or mention.country
                if len(key) > len(figure.name) and (mention.country or not figure.country):
                    figure.name = mention.name
                return figure
        return None

    def state(self, code: str) -> Figure:
        """Return the figure of a state, unlisted where the text does not name it."""
        name = country_name(code)
        figure = self.by_name.get(name.lower())
        if figure is None:
            figure = self.new(name, "Country", country=code, listed=False)
            self.by_name[name.lower()] = figure
        return figure

    def organization(self, term: Term) -> Figure:
        """Return the figure of an organisation that a title names."""
        name = term.name.removeprefix("the ").removeprefix("The ")
        figure = self.by_name.get(name.lower().replace("’", "'"))
        if figure is None:
            figure = self.new(name, term.type, country=term.country, listed=False, term=term)
            self.by_name[name.lower()] = figure
        return figure
