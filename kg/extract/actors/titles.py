"""Offices as they stand in the text: "U.S. Secretary of State", "a spokesman for the Taliban's political office"."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from dataclasses import dataclass, field

from kg.extract.actors.gazetteer import Office, Term, portfolios, words
from kg.extract.actors.naming import gender_of
from kg.extract.actors.units import DETERMINERS, POSSESSIVE, Line, Unit

__all__ = ["Title", "TitleReader", "read_titles"]

LINKS = words("office_links")
STAFF_LINKS = frozenset({"from", "with"})
STAFF = frozenset({"spokesperson", "official", "expert", "legislator"})
"""Offices of those of whom it is told from where they are ("an official from the foreign ministry")."""

QUALIFIERS = words("office_qualifiers")
CALENDAR = frozenset([*calendar.month_name, *calendar.month_abbr, *calendar.day_name, "Sept", "Sept."]) - {""}
UNTAKEN = frozenset({"a", "an", "his", "her", "their", "my", "your"})
"""Determiners that never stand in the name of an office ("thanked the President for his support")."""

SEATED = frozenset({"regional", "state", "government"})
"""Offices of places: what stands after "governor of" is one."""

NO_OFFICE = frozenset({"title", "family"})
OF_PERSONS = frozenset({"adviser", "spokesperson", "family", "title", "counterpart"})
"""Offices that are rather a person's than a place's: "spokesman of A B"."""

RANKS = words("rank_words")
DATES = frozenset({"DATE", "TIME", "CARDINAL", "PERCENT", "MONEY", "QUANTITY"})


@dataclass(slots=True, eq=False)
class Title:
    """An office with the states and organisations that its phrase names; ``start`` to ``end`` without a determiner."""

    start: int
    end: int
    head: int
    office: Office
    role: str
    determiner: str = ""
    country: str | None = None
    accredited: str | None = None
    organization: Term | None = None
    body: str = ""
    countries: list[str] = field(default_factory=list)
    number: str = ""
    holder: int = -1
    whose: int = -1


class TitleReader:
    """Reads the office phrases of one paragraph."""

    def __init__(self, line: Line) -> None:
        self.line = line

    def read(self) -> list[Title]:
        """Return the office phrases in text order, the inner ones of a longer phrase left out."""
        found: list[Title] = []
        reach = 0
        for unit in self.line.units:
            if (
                unit.kind != "T"
                or unit.office is None
                or unit.start < reach
                or self.leads_to_another(unit, unit.office)
            ):
                continue
            title = self.title(unit, unit.office)
            found.append(title)
            reach = title.end
        return found

    def leads_to_another(self, unit: Unit, office: Office) -> bool:
        """Whether the office noun only qualifies the next one: "deputy head", "Chief Medical Officer"."""
        line = self.line
        owned = line.words[unit.end : unit.end + 1] in (["'s"], ["'"])
        following = line.starting.get(unit.end + 1 if owned else unit.end)
        if following is None or office.kind == "title":
            return False
        if following.office is not None and following.office.kind == "military" and office.kind == "spokesperson":
            return False  # "army spokesman Colonel A B"
        if following.kind == "N" and not following.person and office.phrase in RANKS:
            following = line.starting.get(following.end)
        elif owned and following.kind == "T" and following.office is not None and following.office.phrase in RANKS:
            between = line.starting.get(following.end)
            if between is not None and between.kind == "N" and not between.person:
                following = line.starting.get(between.end)
        return (
            following is not None
            and following.kind == "T"
            and following.office is not None
            and following.office.kind != "title"
        )

    def title(self, unit: Unit, office: Office) -> Title:
        """Read the phrase of one office noun."""
        title = Title(unit.start, unit.end, unit.end - 1, office, "")
        if office.kind != "title":
            self.left(title, unit)
            self.right(title)
            self.determiner(title)
            self.joined(title)
        title.role = self.role(title.start, title.end)
        self.determiner(title)
        return title

    def left(self, title: Title, unit: Unit) -> None:
        """Take in what stands before the office noun: nationality, organisation, rank, field."""
        line, capital = self.line, self.line.capital(unit.start)
        first = title.start
        while first > 0:
            owned = first > 1 and line.words[first - 1] in POSSESSIVE
            before = line.ending.get(first - 1 if owned else first)
            if before is not None:
                taken = self.possessor(before, title) if owned else self.premodifier(before, title)
                if not taken:
                    break
                first = before.start
            elif not owned and self.belongs(first - 1, title, capital=capital):
                first -= 1
            else:
                break
        title.start = first

    def possessor(self, before: Unit, title: Title) -> bool:
        """Take in "China's" and "the President's"; of "Trump's adviser" note only whose adviser it is."""
        if before.kind in "NT":
            title.whose = before.end - 1
        if before.kind == "T":
            return before.office is not None and before.office.kind not in NO_OFFICE
        return before.kind in "COPB" and self.premodifier(before, title)

    def belongs(self, i: int, title: Title, *, capital: bool) -> bool:
        """Whether a word that is no name belongs to the office phrase that follows it."""
        line = self.line
        if self.qualifies(i, capital=capital):
            return True
        if line.words[i] == "-":
            return i > 0 and not line.doc[i - 1].whitespace_
        return line.words[i] in ("and", ",") and bool(title.countries) and self.listed_state(i)

    def listed_state(self, i: int) -> bool:
        """Whether a nationality ends where a list goes on ("Greek, Cypriot and French")."""
        before = self.line.ending.get(i)
        return before is not None and before.kind == "C" and before.term is not None and before.term.kind == "adjective"

    def premodifier(self, before: Unit, title: Title) -> bool:
        """Take in the unit before an office phrase, if it belongs to it."""
        if before.kind == "N":
            title.whose = before.end - 1 if before.person else title.whose
            return not before.person
        if before.kind == "T":
            return before.office is not None and before.office.kind not in NO_OFFICE and not before.office.plural
        if before.kind == "P" and before.term is not None:
            title.country = title.country or before.term.country
        elif before.kind == "B" and before.body is not None:
            title.body = before.body.noun
        elif before.term is not None and before.kind != "G" and not self.hyphened(before):
            self.note(before, before.term, title)
        return before.kind != "G"

    def hyphened(self, unit: Unit) -> bool:
        """Whether a nationality is the second half of a word ("pro-Russian")."""
        i = unit.start - 1
        return i >= 0 and self.line.words[i] == "-" and not self.line.doc[i].whitespace_

    def note(self, before: Unit, term: Term, title: Title) -> None:
        """Keep the state or organisation that stands before an office."""
        if before.kind == "C" and term.country:
            title.country = term.country
            title.countries.insert(0, term.country)
        elif before.kind == "O":
            title.organization = term

    def qualifies(self, i: int, *, capital: bool) -> bool:
        """Whether a word before an office is part of it; before a capitalised one only a qualifier is ("former")."""
        line = self.line
        if line.lowers[i] in QUALIFIERS:
            return not (line.pos[i] == "VERB" and i > 0 and line.pos[i - 1] == "AUX")  # "was elected president"
        if line.pos[i] == "NUM" and (line.words[i + 1] == "-" or "no" in line.lowers[max(0, i - 2) : i]):
            return True
        if line.lowers[i] in ("no", "no.", ".", "number") and "NUM" in line.pos[i + 1 : i + 3] and not capital:
            return line.lowers[i] != "." or line.lowers[i - 1] == "no"
        if capital or line.labels[i] in DATES or line.lowers[i] in DETERMINERS:
            return False
        return line.pos[i] in ("ADJ", "NOUN") or line.doc[i].tag_ in ("VBN", "VBG")

    def right(self, title: Title) -> None:
        """Take in what follows the office noun: "of China to the UN at Geneva", "for International Cooperation"."""
        line, n = self.line, len(self.line.words)
        self.field(title)
        while title.end + 1 < n:
            at = title.end + (line.words[title.end] == "[")
            if line.lowers[at] not in LINKS or line.pos[at] not in ("ADP", "PART"):
                return
            if line.lowers[at] in STAFF_LINKS and title.office.kind not in STAFF:
                return
            if line.lowers[at] == "on" and title.office.kind not in ("diplomat", "adviser", "expert"):
                return
            if line.lowers[at] in ("on", "in") and title.office.plural:
                return
            link = line.lowers[at]
            at += 1
            if at < n and line.lowers[at] in UNTAKEN and not self.of_some(at, title, link):
                return
            while at < n and line.lowers[at] in DETERMINERS:
                at += 1
            known = title.country, title.organization, title.body
            end = self.phrase(at, title, link)
            if end == at or (link in STAFF_LINKS and known == (title.country, title.organization, title.body)):
                return
            title.end = end

    def field(self, title: Title) -> None:
        """Take in a second field of a ministry ("Minister for Foreign Affairs and International Trade of Chile")."""
        line, at = self.line, title.end
        after = line.starting.get(at + 1) if line.words[at : at + 1] == ["and"] else None
        named = after is not None and after.kind == "N" and not after.person
        fields = line.lowers[at - 1] in portfolios() and named
        if after is not None and fields and line.lowers[after.end - 1] in portfolios():
            title.end = after.end

    def of_some(self, at: int, title: Title, link: str) -> bool:
        """Whether a body is meant that only its state tells ("chairman of a Norwegian committee")."""
        after = self.line.starting.get(at + 1)
        adjective = after is not None and after.term is not None and after.term.kind == "adjective"
        return link == "of" and self.line.lowers[at] in ("a", "an") and adjective and title.office.kind == "bloc"

    def phrase(self, at: int, title: Title, link: str) -> int:
        """Return where the noun phrase after a link ends: before a verb, a mark or the holder's name."""
        line, n, start = self.line, len(self.line.words), at
        while at < n:
            unit = line.starting.get(at)
            if unit is not None:
                if line.words[at] in CALENDAR or self.honorific(unit, title):
                    return at
                if unit.kind == "N" and at == start and link in ("of", "for"):
                    unit = self.place_first(unit, title, link)
                field = line.lowers[unit.end - 1] in portfolios()
                if unit.kind == "N" and not field and (unit.person or (at > start and line.ending.get(at) is not None)):
                    return at  # a name after the field: "Minister for Trade A B"
                if unit.kind == "N" and link == "of" and title.office.kind in SEATED:
                    line.places.add(line.text(unit.start, unit.end))
                self.complement(unit, title, link)
                at = unit.end
            elif self.within(at, first=at == start) or (link in ("for", "of") and self.field_goes_on(at)):
                at += 1
            else:
                return at
        return at

    def honorific(self, unit: Unit, title: Title) -> bool:
        """Whether an office inside a phrase is rather that of the person named next ("of Chile President A B")."""
        if unit.office is None:
            return False
        follows = self.line.starting.get(unit.end)
        if follows is not None and follows.kind == "N" and follows.person and title.office.kind in OF_PERSONS:
            title.whose = follows.end - 1  # "adviser to Prime Minister A B"
            return True
        named = follows is not None and follows.kind == "N"
        return unit.office.kind == "title" or (named and self.line.ending.get(unit.start) is not None)

    def place_first(self, unit: Unit, title: Title, link: str) -> Unit:
        """Cut "Kalmykia Ivan Petrov" in "Head of Kalmykia Ivan Petrov" into the place and the holder's name."""
        line, length = self.line, unit.end - unit.start
        if length < 3 or title.office.kind in OF_PERSONS or not line.capital(title.head):
            return unit
        later = range(unit.start + 1, unit.end - 1)
        given = next((k for k in later if gender_of(line.text(k, unit.end), family_first=False)), 0)
        if not given and (not unit.person or link == "for"):
            return unit
        cut = given or unit.end - 2
        place, name = Unit("N", unit.start, cut), Unit("N", cut, unit.end, person=True)
        at = bisect_left(line.units, unit.start, key=lambda other: other.start)
        line.units[at : at + 1] = [place, name]
        line.starting[place.start], line.starting[cut] = place, name
        line.ending[cut], line.ending[name.end] = place, name
        return place

    def within(self, at: int, *, first: bool) -> bool:
        """Whether a word that is no name goes on with the phrase after a link."""
        line = self.line
        word = line.words[at]
        if word in POSSESSIVE:
            return not first
        if word in CALENDAR:
            return False
        if word in ("-", "&") or (line.pos[at] in ("ADJ", "NOUN", "PROPN", "NUM") and line.labels[at] not in DATES):
            return True
        return word in ("and", ",") and (self.continues(at) or self.lists_states(at))

    def field_goes_on(self, at: int) -> bool:
        """Whether "and" goes on with a field of work ("for peace and security affairs", "East Asian and Pacific")."""
        line = self.line
        after = line.lowers[at + 1 : at + 4]
        plain = bool(after) and line.pos[at + 1] in ("NOUN", "ADJ", "PROPN")
        return line.words[at] == "and" and plain and any(word in portfolios() for word in after)

    def lists_states(self, at: int) -> bool:
        """Whether "and" or a comma stands between two states ("ministers of Germany, France and Poland")."""
        after = self.line.starting.get(at + 1)
        return self.named_state(self.line.ending.get(at)) and self.named_state(after)

    def named_state(self, unit: Unit | None) -> bool:
        """Whether a unit is the name of a state."""
        return unit is not None and unit.kind == "C" and unit.term is not None and unit.term.kind == "name"

    def continues(self, at: int) -> bool:
        """Whether "and" or a comma goes on with the name of a ministry ("Ecology and Transport")."""
        line = self.line
        before, after = line.ending.get(at), line.starting.get(at + 1)
        if (
            before is None
            or after is None
            or before.kind not in "NB"
            or after.kind != "N"
            or after.person
            or before.person
        ):
            return False
        return line.words[at] == "and" or line.words[after.end : after.end + 1] == ["and"]

    def complement(self, unit: Unit, title: Title, link: str) -> None:
        """Keep the state or organisation that stands after an office."""
        term = unit.term
        if term is None:
            if unit.body is not None and not title.body:
                title.body = unit.body.noun
            return
        topic = unit.start > 0 and self.line.words[unit.start - 1] in POSSESSIVE
        if term.kind == "adjective" and topic:
            return  # "director at the ministry's Norwegian affairs bureau"
        if term.kind == "place":
            title.country = title.country or term.country
        elif term.type == "Country" and term.country:
            if link == "to" and title.office.kind == "diplomat":
                title.accredited = title.accredited or term.country
            elif link in ("for", "on", "in", "to") and title.office.kind in ("diplomat", "bloc"):
                return  # "the special envoy for Yemen" is not Yemen's
            else:
                title.countries.append(term.country)
                title.country = title.country or term.country
        elif title.organization is None and link != "to":
            title.organization = term

    def joined(self, title: Title) -> None:
        """Read "Spokesperson and Chief Advisor to the President" as one title of one person."""
        line = self.line
        if title.end + 1 >= len(line.words) or line.words[title.end] != "and":
            return
        for at in range(title.end + 1, min(title.end + 4, len(line.words))):
            unit = line.starting.get(at)
            if unit is not None and unit.kind == "T":
                while (further := line.starting.get(unit.end)) is not None and further.kind == "T":
                    unit = further
                if self.goes_on(title, unit, further):
                    title.end = unit.end
                    if title.office.kind == "family" and unit.office is not None:
                        title.office = unit.office
                    self.right(title)
                return
            if not (line.lowers[at] in QUALIFIERS or line.capital(at) or line.pos[at] == "ADJ"):
                return

    def goes_on(self, title: Title, unit: Unit, after: Unit | None) -> bool:
        """Whether a second office after "and" is the same person's; "the Vice President and President A" are two."""
        named = after is not None and after.kind == "N"
        if title.determiner and named:
            return False
        highest = {title.office.kind, unit.office.kind if unit.office is not None else ""} <= {"state", "government"}
        if highest and not named:
            return False  # "the President and Prime Minister agreed" are two
        alike = self.line.capital(unit.start) == self.line.capital(title.start)
        return alike and unit.office is not None and not unit.office.plural and not title.office.plural

    def role(self, start: int, end: int) -> str:
        """Return the words of a title without the nationality in front."""
        line = self.line
        while start < end:
            unit = line.starting.get(start)
            if unit is not None and unit.kind == "C" and unit.end < end:
                start = unit.end
            elif line.words[start] in POSSESSIVE or line.words[start] in ("and", ",", "-"):
                start += 1
            else:
                break
        return line.text(start, end)

    def determiner(self, title: Title) -> None:
        """Note what determines an office phrase, and how many are meant."""
        line = self.line
        i = title.start - 1
        comma = i > 0 and line.words[i - 1] == ","
        state = line.ending.get(i - comma) if i > 0 and line.lowers[i] == "whose" else None
        if state is not None and state.kind == "C" and state.term is not None:
            title.country = title.country or state.term.country  # "Chile, whose envoy A B"
        if i >= 0 and (line.pos[i] == "NUM" or line.lowers[i] in ("both", "several", "some", "all", "many")):
            title.number = line.lowers[i]
            i -= 1
        if i >= 0 and line.lowers[i] in DETERMINERS:
            title.determiner = line.lowers[i]
            if title.determiner in ("his", "her", "their", "its"):
                title.whose = i


def read_titles(line: Line) -> list[Title]:
    """Return the office phrases of a paragraph."""
    return TitleReader(line).read()
