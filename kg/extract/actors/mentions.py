"""What a paragraph names: persons with their titles, states, organisations, groups, and offices without a name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.actors.bodies import Organizations
from kg.extract.actors.gazetteer import Term, kinds, leads, offices, portfolios, words
from kg.extract.actors.titles import Title, TitleReader, read_titles
from kg.extract.actors.units import DETERMINERS, POSSESSIVE, Line, Unit

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Mention", "Scene", "scan"]

ACCORDS = words("accords")
MENTIONED = {"name": "state", "seat": "seat", "adjective": "adjective", "people": "people"}
BETWEEN = DETERMINERS | words("before_offices")


@dataclass(slots=True, eq=False)
class Mention:
    """A place in the text where an actor is named or described.

    ``kind`` is person, state, seat, adjective, people, organization, title (an office without a name) or other (a name
    of unknown kind).
    """

    kind: str
    paragraph: int
    start: int
    end: int
    head: int
    name: str
    term: Term | None = None
    titles: list[Title] = field(default_factory=list)
    country: str | None = None
    label: str = ""
    body: str = ""
    actor: str = ""
    apposed: Title | None = None


@dataclass(slots=True)
class Scene:
    """The mentions of one paragraph, in text order."""

    index: int
    line: Line | None
    mentions: list[Mention]


class Reader:
    """Reads the units of one paragraph into mentions."""

    def __init__(self, index: int, line: Line) -> None:
        self.index, self.line = index, line
        self.mentions: list[Mention] = []
        self.titles = read_titles(line)
        self.by_end = {title.end: title for title in self.titles}
        self.by_start = {title.start: title for title in self.titles}
        self.given: dict[int, list[Title]] = {}
        self.borne: dict[int, str] = {}

    def read(self) -> list[Mention]:
        """Return the mentions in text order, the longer first."""
        people = [unit for unit in self.line.units if unit.kind == "N"]
        self.shared()
        for unit in people:
            self.name(unit)
        self.coordinated()
        for unit in self.line.units:
            if unit.term is not None and unit.kind != "P":
                self.term(unit, unit.term)
        for title in self.titles:
            if title.holder < 0 and title.office.kind != "title":
                self.add("title", title.start, title.end, title.head, title.role, titles=[title], country=title.country)
        self.mentions.sort(key=lambda m: (m.start, -m.end))
        return self.mentions

    def coordinated(self) -> None:
        """Give the state in "met with Head of Administration A and Minister B of Chile" to both."""
        people = [m for m in self.mentions if m.kind == "person"]
        for one, other in zip(reversed(people[:-1]), reversed(people[1:]), strict=True):
            between = self.line.words[one.end : other.start]
            met = self.line.lowers[one.start - 1 : one.start] == ["with"]
            kinds = {t.office.kind for m in (one, other) for t in m.titles}
            titled = (
                bool(one.titles) and not any(t.country for t in one.titles) and not kinds <= {"state", "government"}
            )
            if met and between == ["and"] and titled and one.country is None and other.country is not None:
                one.country = other.country

    def term(self, unit: Unit, term: Term) -> None:
        kind = MENTIONED.get(term.kind, "organization")
        if (
            kind == "organization"
            and self.line.lowers[unit.end : unit.end + 1]
            and self.line.lowers[unit.end] in ACCORDS
        ):
            return  # "the Regional Comprehensive Economic Partnership Agreement" is no actor
        body = unit.body.noun if unit.body is not None else ""
        self.add(kind, unit.start, unit.end, unit.end - 1, term.name, term=term, country=term.country, body=body)

    def shared(self) -> None:
        """Give "Presidents" in "Presidents A and B" to both, of "Greek and Cypriot counterparts, A, B" one each."""
        for title in self.titles:
            if not title.office.plural:
                continue
            named = self.following(title.end) or self.preceding(title)
            if not named or not any(unit.person for unit in named):
                continue
            each = title.countries if len(title.countries) == len(named) else []
            for k, unit in enumerate(named):
                country = each[k] if each else (title.country if len(title.countries) == 1 else None)
                self.given.setdefault(unit.start, []).append(self.single(title, country))

    def following(self, end: int) -> list[Unit]:
        """Return the names listed after a plural office."""
        line = self.line
        at = end + 1 if line.words[end : end + 1] == [","] else end
        found: list[Unit] = []
        while (unit := line.starting.get(at)) is not None and unit.kind == "N" and not line.thing(unit):
            found.append(unit)
            at = self.past_state(unit.end)
            if line.words[at : at + 1] == [","]:
                at += 1
            if line.words[at : at + 1] == ["and"]:
                at += 1
        return found if len(found) > 1 else []

    def past_state(self, at: int) -> int:
        """Skip "of Chile" after a name in "Presidents A of Chile and B of Norway"."""
        line = self.line
        if line.lowers[at : at + 1] != ["of"]:
            return at
        state = line.starting.get(at + 2 if line.lowers[at + 1 : at + 2] == ["the"] else at + 1)
        return state.end if state is not None and state.kind == "C" else at

    def preceding(self, title: Title) -> list[Unit]:
        """Return the names listed before a plural office ("A and B, the presidents of Chile and Norway")."""
        line = self.line
        at = title.start - (1 if title.determiner == "the" else 0)
        if line.words[at - 1 : at] != [","] or at < 2:
            return []
        at -= 1
        found: list[Unit] = []
        while (unit := line.ending.get(at)) is not None and unit.kind == "N" and not line.thing(unit):
            found.insert(0, unit)
            at = unit.start
            if line.words[at - 1 : at] == ["and"]:
                at -= 1
            if line.words[at - 1 : at] == [","]:
                at -= 1
            if at == unit.start:
                break
        return found if len(found) > 1 and line.words[found[-1].start - 1] == "and" else []

    def name(self, unit: Unit) -> None:
        """Read a name: a person where a title or the recogniser says so."""
        line = self.line
        if unit.start not in self.given and (kind := self.kind_before(unit)):
            self.bears(unit, kind)
            return
        titles, start = self.titles_of(unit)
        after = self.after(unit.end)
        label = line.labels[unit.end - 1] or line.labels[unit.start]
        if after is not None and (titles or unit.person or self.can_be_person(unit, label)):
            titles.append(after)
        if line.thing(unit) or not (titles or unit.person):
            self.add(
                "other", unit.start, unit.end, unit.end - 1, line.text(unit.start, unit.end), label=label, apposed=after
            )
            return
        for title in titles:
            title.holder = unit.start
        country = self.of_state(unit.end) or self.owner_state(start)
        self.add(
            "person",
            start,
            unit.end,
            unit.end - 1,
            line.text(unit.start, unit.end),
            titles=titles,
            label=label,
            country=country,
        )

    def titles_of(self, unit: Unit) -> tuple[list[Title], int]:
        """Return the offices before a name, and where they and the name start."""
        line = self.line
        titles = list(self.given.get(unit.start, []))
        before = self.by_end.get(unit.start)
        start = unit.start
        if before is not None and not before.office.plural and self.fits(before, unit):
            titles.append(before)
            start = before.start
            outer = self.by_end.get(start)
            family = outer is not None and outer.office.kind == "family"
            ranked = before.office.kind in ("title", "military") or family
            if outer is not None and ranked and not outer.office.plural:
                titles.insert(0, outer)  # "Amir Sheikh A B", "Secretary of State Mr. C"
                start = outer.start
            earlier = self.listed_before(start, unit)
            if earlier is not None:
                titles.insert(0, earlier)
                start = earlier.start
        elif before is None and line.words[unit.start - 1 : unit.start] == [","] and self.nameable(unit):
            apposed = self.by_end.get(unit.start - 1)
            if apposed is not None and self.apart(apposed, unit):
                apposed = None
            around = {line.words[apposed.start - 1], line.words[apposed.start + 1]} if apposed is not None else set()
            owned = apposed is not None and (apposed.country is not None or apposed.organization is not None)
            definite = apposed is not None and (apposed.determiner or around & POSSESSIVE or owned)
            if apposed is not None and apposed.holder < 0 and definite and not apposed.office.plural:
                titles.append(apposed)
                start = apposed.start
            elif apposed is not None and apposed.office.plural and self.one_of(apposed):
                titles.append(self.single(apposed, apposed.country))
        return titles, start

    def kind_before(self, unit: Unit) -> str:
        """Return whether the noun before a name says that an organisation or a thing bears it, empty if none does."""
        line, i = self.line, unit.start - 1
        if i < 0 or (line.lowers[i] == "and" and unit.start not in self.by_end):
            before = line.ending.get(i) if i > 0 else None
            return self.borne.get(before.start, "") if before is not None else ""
        state = line.ending.get(i)
        noun = line.pos[i] == "NOUN" or (line.pos[i] == "ADJ" and state is not None and state.kind == "C")
        if line.capital(i) or not noun or unit.start in self.by_end:
            return ""
        return kinds().get(line.lowers[i], "")

    def bears(self, unit: Unit, kind: str) -> None:
        """Add the name of an organisation or a thing."""
        line, name = self.line, self.line.text(unit.start, unit.end)
        self.borne[unit.start] = kind
        if kind == "thing":
            self.add("other", unit.start, unit.end, unit.end - 1, name, label="FAC")
            return
        state = line.ending.get(unit.start - 1)
        country = state.term.country if state is not None and state.kind == "C" and state.term is not None else None
        term = Term("organization", name, "Organization", country, "FIRM")
        self.add("organization", unit.start, unit.end, unit.end - 1, name, term=term, country=country)

    def listed_before(self, start: int, unit: Unit) -> Title | None:
        """Return the first office in "Head of the Bureau, Minister of Trade A B"."""
        line = self.line
        earlier = self.by_end.get(start - 1) if line.words[start - 1 : start] == [","] and start > 1 else None
        if earlier is None or earlier.holder >= 0 or earlier.office.plural or self.apart(earlier, unit):
            return None
        if earlier.determiner == "the" and line.words[unit.end : unit.end + 1] == [","]:
            return earlier  # "The chief of the staff, General A B, said"
        if not line.capital(earlier.head):
            return None
        owner = line.ending.get(earlier.start - 1) if line.words[earlier.start - 1] == "," else None
        taken = owner is not None and owner.kind == "N"  # "A B, Minister of Trade, Minister of Justice C D"
        return None if taken or earlier.office.kind == "title" or not line.capital(start) else earlier

    def one_of(self, title: Title) -> bool:
        """Whether one of several is meant ("one of Chile's vice presidents, A B")."""
        at = title.start - 1
        while at > 0 and self.line.lowers[at] in DETERMINERS:
            at -= 1
        return self.line.lowers[max(0, at - 1) : at + 1] == ["one", "of"]

    def single(self, title: Title, country: str | None) -> Title:
        """Return the office of one of the several persons to whom a plural gives it."""
        line = self.line
        role = title.office.phrase.title() if line.capital(title.head) else title.office.phrase
        own = Title(title.start, title.end, title.head, title.office, role)
        own.country, own.determiner, own.number = country, title.determiner, "shared"
        return own

    def fits(self, title: Title, unit: Unit) -> bool:
        """Whether the word after an office can be its holder's name ("Major Non-" is not)."""
        line = self.line
        if unit.person or unit.end - unit.start > 1:
            return True
        goes_on = line.words[unit.end : unit.end + 1] == ["-"] and not line.doc[unit.end - 1].whitespace_
        return not goes_on and (title.office.kind != "military" or line.lowers[title.head].endswith("."))

    def of_state(self, end: int) -> str | None:
        """Return the state in "President Emmanuel Macron of France"."""
        line = self.line
        if line.words[end : end + 1] == ["of"]:
            at = end + 2 if line.lowers[end + 1 : end + 2] == ["the"] else end + 1
            unit = line.starting.get(at)
            if unit is not None and unit.kind == "C" and unit.term is not None and unit.term.kind == "name":
                return unit.term.country
        return None

    def apart(self, title: Title, unit: Unit) -> bool:
        """Whether a name after an office and a comma begins the clause ("After talks with the president, A B left")."""
        doc = self.line.doc
        return doc[title.head].dep_ == "pobj" and doc[unit.end - 1].dep_ in ("nsubj", "nsubjpass")

    def owner_state(self, start: int) -> str | None:
        """Return the state in "Argentina's Ana Diaz"."""
        owner = self.line.ending.get(start - 1) if start > 1 and self.line.words[start - 1] in POSSESSIVE else None
        if owner is None or owner.kind != "C" or owner.term is None or owner.term.kind != "name":
            return None
        return owner.term.country

    def after(self, end: int) -> Title | None:
        """Return the office after a name: ", a spokesman for ...", "who is the secretary of state"."""
        line = self.line
        at = self.past_bracket(self.past_state(end))
        if line.words[at : at + 1] == [","]:
            at = self.past_possessor(at + 1)
        elif line.lowers[at : at + 1] != ["who"] and line.words[at : at + 1] != ["("]:
            return None
        at += line.words[at : at + 1] == ["("]
        if line.lowers[at : at + 1] == ["who"] and (found := self.leading(at + 1)) is not None:
            return found
        stop = at + 5
        while at < min(stop, len(line.words)):
            title = self.by_start.get(at)
            if title is not None:
                free = title.holder < 0 and not title.office.plural and title.office.kind != "title"
                named = line.starting.get(title.end)
                return (
                    title if free and not (named is not None and named.kind == "N" and not line.thing(named)) else None
                )
            if line.lowers[at] not in BETWEEN:
                return None
            at += 1
        return None

    def past_bracket(self, at: int) -> int:
        """Skip an abbreviation in brackets before a comma ("of the Union of Ports (UP), chair of ...")."""
        words = self.line.words
        return at + 3 if words[at : at + 1] == ["("] and words[at + 2 : at + 4] == [")", ","] else at

    def leading(self, at: int) -> Title | None:
        """Return the office in "who heads the delegation", "who chairs the council"."""
        line = self.line
        noun = leads().get(line.lowers[at]) if at < len(line.words) else None
        office = offices().match([noun], 0) if noun else None
        if noun is None or office is None:
            return None
        title = Title(at, at + 1, at, office[1], noun)
        first = at + 1
        while first < len(line.words) and line.lowers[first] in DETERMINERS:
            first += 1
        reader = TitleReader(line)
        if first < len(line.words) and (owner := line.starting.get(first)) is not None and owner.kind == "T":
            return None
        end = reader.phrase(first, title, "of")
        if end == first:
            return None
        title.end, title.role = end, f"{noun} of {line.text(at + 1, end)}"
        return title

    def nameable(self, unit: Unit) -> bool:
        """Whether a name after an office and a comma can be the holder's."""
        label = self.line.labels[unit.end - 1]
        return unit.person or (unit.end - unit.start > 1 and label in ("", "ORG", "GPE") and not self.line.thing(unit))

    def can_be_person(self, unit: Unit, label: str) -> bool:
        """Whether a name that the recogniser does not take for a person's may be one, an office being told after it."""
        line = self.line
        if line.words[unit.end] != "," or line.thing(unit) or line.lowers[unit.end - 1] in portfolios():
            return False
        if unit.start and line.pos[unit.start - 1] == "ADP" and line.lowers[unit.start - 1] not in ("by", "with", "to"):
            return False
        return label in ("", "PERSON") or (unit.end - unit.start > 1 and label in ("ORG", "GPE"))

    def past_possessor(self, at: int) -> int:
        """Skip "President A B's" in ", President A B's daughter and adviser"."""
        line = self.line
        for i in range(at, min(at + 9, len(line.words) - 1)):
            if line.words[i] == ",":
                break
            if line.words[i] in POSSESSIVE and (unit := line.ending.get(i)) is not None and unit.kind == "N":
                return i + 1
        return at

    def add(self, kind: str, start: int, end: int, head: int, name: str, **more: object) -> None:
        self.mentions.append(Mention(kind, self.index, start, end, head, name, **more))  # type: ignore[arg-type]


def scan(index: int, doc: Doc) -> Scene:
    """Return the mentions of a paragraph in text order."""
    line = Line(doc)
    Organizations(line).join()
    reader = Reader(index, line)
    return Scene(index, line, reader.read())
