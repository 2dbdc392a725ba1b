"""What a paragraph names: persons with their titles, states, organisations and groups.

The recogniser of the small models errs often, so that names are found by their form first (capitals, titles, the tables
of ``kg/data``); its labels decide where the form does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.gazetteer import Body, Office, Term, bodies, groups, names, offices

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Mention", "Title", "Unit", "scan", "units_of"]

PARTICLES = frozenset({"de", "da", "di", "do", "dos", "du", "del", "della", "der", "den", "von", "van", "der", "ten", "ter", "la", "le", "el", "al", "bin", "bint", "ibn", "ben", "abu", "y", "e", "zu", "af", "-", "'"})
NAME_TYPES = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART"})
LINKS = frozenset({"of", "for", "to", "at", "in", "on", "under", "with"})
DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "our", "this", "that"})
POSSESSIVE = frozenset({"'s", "'", "s"})


@dataclass(slots=True)
class Unit:
    """A stretch of tokens that means one thing: N name, C state, O organisation, T office, B body noun, G group noun."""

    kind: str
    start: int
    end: int
    term: Term | None = None
    office: Office | None = None
    body: Body | None = None


@dataclass(slots=True)
class Title:
    """An office as it stands in the text, with the states and organisations that its phrase names."""

    start: int
    end: int
    head: int
    office: Office
    role: str
    country: str | None = None
    accredited: str | None = None
    organization: Unit | None = None


@dataclass(slots=True)
class Mention:
    """A place in the text where an actor is named or described."""

    kind: str  # person, state, adjective, organization, group, title
    paragraph: int
    start: int
    end: int
    head: int
    name: str
    term: Term | None = None
    title: Title | None = None
    later: list[Title] = field(default_factory=list)
    country: str | None = None
    label: str = ""
    subject: bool = False
    actor: str = ""


def capital(word: str) -> bool:
    return word[0].isupper()


def units_of(doc: Doc) -> tuple[list[str], list[Unit]]:
    """Cut a paragraph into its units; tokens that belong to none are left out."""
    words = [token.text.replace("’", "'") for token in doc]
    lowers = [word.lower() for word in words]
    known, posts, organs, people = names(), offices(), bodies(), groups()
    units: list[Unit] = []
    i, n = 0, len(words)
    while i < n:
        word = words[i]
        found = known.match(words, i)
        if found:
            units.append(Unit("C" if found[1].country and found[1].type == "Country" else "O", i, found[0], term=found[1]))
            i = found[0]
            continue
        post = posts.match(lowers, i)
        if post:
            units.append(Unit("T", i, post[0], office=post[1]))
            i = post[0]
            continue
        organ = organs.match(lowers, i)
        if organ:
            units.append(Unit("B", i, organ[0], body=organ[1]))
            i = organ[0]
            continue
        if lowers[i] in people:
            units.append(Unit("G", i, i + 1))
        elif word[0].isupper():
            token = doc[i]
            if token.pos_ == "PROPN" or (token.ent_type_ in NAME_TYPES and token.pos_ not in ("DET", "ADP", "PRON", "VERB", "AUX")):
                last = units[-1] if units else None
                if last and last.kind == "N" and joins(words, last.end, i, doc):
                    last.end = i + 1
                elif token.ent_type_ not in ("DATE", "TIME"):
                    units.append(Unit("N", i, i + 1))
        i += 1
    return words, units


def joins(words: list[str], end: int, i: int, doc: Doc) -> bool:
    """Whether the tokens between two capitalised ones belong to one name ("von der", "al-", a hyphen)."""
    if i - end > 3:
        return False
    return all(word in PARTICLES and (word not in "-'" or not doc[k - 1].whitespace_) for k, word in enumerate(words[end:i], end))


class Reader:
    """Reads the units of one paragraph into mentions."""

    def __init__(self, index: int, doc: Doc) -> None:
        self.index, self.doc = index, doc
        self.words, self.units = units_of(doc)
        self.at = {unit.start: k for k, unit in enumerate(self.units)}
        self.mentions: list[Mention] = []

    def text(self, start: int, end: int) -> str:
        span = self.doc[start:end]
        return str(span.text)

    def organizations(self) -> None:
        """Join "Turkish" + "Ministry" + "of" + "Foreign Affairs", "Foreign" + "Ministry", "Syrian" + "government"."""
        out: list[Unit] = []
        k = 0
        while k < len(self.units):
            unit = self.units[k]
            if unit.kind == "B" and unit.body is not None:
                k = self.organization(k, out)
                continue
            out.append(unit)
            k += 1
        self.units = out
        self.at = {unit.start: k for k, unit in enumerate(out)}

    def organization(self, k: int, out: list[Unit]) -> int:
        unit = self.units[k]
        start, end = unit.start, unit.end
        named = capital(self.words[start])
        state: Term | None = None
        while out and self.adjacent(out[-1].end, start):
            before = out[-1]
            if before.kind == "N" and (named or self.doc[before.end - 1].ent_type_ == "PERSON") and not self.personal(before, k):
                start = before.start
            elif before.kind == "C" and before.term is not None:
                state, start = before.term, before.start
            elif before.kind == "O" and named and before.term is not None:
                start = before.start
            else:
                break
            out.pop()
        k += 1
        if named:
            while k < len(self.units) and self.links(end, self.units[k].start):
                after = self.units[k]
                if after.kind in "GT" and not capital(self.words[after.start]):
                    break
                if after.kind == "C" and after.term is not None and state is None:
                    state = after.term
                end = after.end
                k += 1
        if start == unit.start and end == unit.end and not named:
            out.append(unit)
            return k
        country = state.country if state is not None else None
        out.append(Unit("O", start, end, body=unit.body, term=Term("body", self.text(start, end), "Organization", country)))
        return k

    def adjacent(self, end: int, start: int) -> bool:
        """Whether nothing but a possessive stands between, or a plain modifier ("Yemeni interim government")."""
        between = self.words[end:start]
        return all(word in POSSESSIVE for word in between)

    def personal(self, unit: Unit, _k: int) -> bool:
        return self.doc[unit.end - 1].ent_type_ == "PERSON" and unit.end - unit.start > 1

    def links(self, end: int, start: int) -> bool:
        between = self.words[end:start]
        return 1 <= len(between) <= 2 and between[0] in ("of", "for") and all(w in ("the",) for w in between[1:])

    def titles(self) -> list[Title]:
        found = []
        for k, unit in enumerate(self.units):
            if unit.kind == "T" and unit.office is not None and not unit.office.plural:
                found.append(self.title(k))
        return found

    def title(self, k: int) -> Title:
        unit = self.units[k]
        assert unit.office is not None
        country, organization, accredited = None, None, None
        start, end = unit.start, unit.end
        first = start
        j = k - 1
        while first > 0:
            before = self.units[j] if j >= 0 else None
            if before is not None and before.end == first and before.kind in "COBNT":
                if before.kind == "N" and self.doc[before.end - 1].ent_type_ == "PERSON":
                    break
                if before.kind == "T" and capital(self.words[before.start]) and before.office and before.office.kind == "title":
                    break
                if before.kind == "C" and before.term:
                    country = before.term.country
                elif before.kind == "O":
                    organization = before
                first, j = before.start, j - 1
            elif self.words[first - 1] in POSSESSIVE and before is not None and before.end == first - 1 and before.kind in "CO":
                if before.kind == "C" and before.term:
                    country = before.term.country
                else:
                    organization = before
                first, j = before.start, j - 1
            elif self.doc[first - 1].pos_ in ("ADJ", "NOUN", "ADV") or self.words[first - 1] == "-" or self.words[first - 1].lower() in ("then", "former", "acting"):
                if self.words[first - 1].lower() in ("then",) or self.doc[first - 1].pos_ != "ADV":
                    first -= 1
                else:
                    break
            else:
                break
        role_start = first
        j = k + 1
        while j < len(self.units):
            after = self.units[j]
            between = self.words[end : after.start]
            if not between or between[0] not in LINKS or len(between) > 3 or any(not self.inner(w, end + 1 + d) for d, w in enumerate(between[1:])):
                break
            if after.kind == "C" and after.term:
                if between[0] == "to":
                    accredited = after.term.country
                elif between[0] in ("of", "in", "for") and country is None:
                    country = after.term.country
            elif after.kind == "O":
                organization = organization or after
            elif after.kind == "N" and self.doc[after.start].ent_type_ == "PERSON":
                break
            end = after.end
            j += 1
            if end < len(self.words) and self.words[end] in POSSESSIVE and j < len(self.units) and self.units[j].start == end + 1:
                end = self.units[j].end
                j += 1
        role = self.role(role_start, end)
        return Title(first, end, unit.end - 1, unit.office, role, country, accredited, organization)

    def inner(self, word: str, i: int) -> bool:
        return word in DETERMINERS or self.doc[i].pos_ in ("ADJ", "NOUN")

    def role(self, start: int, end: int) -> str:
        words = []
        i = start
        while i < end:
            k = self.at.get(i)
            unit = self.units[k] if k is not None else None
            if unit is not None and unit.kind == "C" and i == start:
                i = unit.end
                start = i
                if i < end and self.words[i] in POSSESSIVE:
                    i += 1
                    start = i
                continue
            words.append(self.doc[i].text_with_ws)
            i += 1
        return "".join(words).strip()

    def read(self) -> list[Mention]:
        self.organizations()
        titles = self.titles()
        by_end = {title.end: title for title in titles}
        by_start = {title.start: title for title in titles}
        taken: set[int] = set()
        for unit in self.units:
            if unit.kind == "N":
                self.person(unit, by_end, by_start, taken)
            elif unit.kind in "CO" and unit.term is not None:
                kind = {"name": "state", "seat": "seat", "adjective": "adjective"}.get(unit.term.kind, "organization")
                self.add(kind, unit.start, unit.end, unit.end - 1, unit.term.name, term=unit.term, country=unit.term.country)
        for title in titles:
            if id(title) not in taken:
                self.add("title", title.start, title.end, title.head, title.role, title=title, country=title.country)
        self.mentions.sort(key=lambda m: (m.start, -m.end))
        return self.mentions

    def person(self, unit: Unit, by_end: dict[int, Title], by_start: dict[int, Title], taken: set[int]) -> None:
        label = self.doc[unit.end - 1].ent_type_ or self.doc[unit.start].ent_type_
        title = by_end.get(unit.start)
        later = []
        if title is None and unit.start and self.words[unit.start - 1] == "," and label == "PERSON":
            title = by_end.get(unit.start - 1)
            if title is not None and self.words[title.start - 1].lower() not in DETERMINERS:
                title = None
        following = self.apposed(unit.end, by_start)
        if following is not None and (label == "PERSON" or title is not None):
            later.append(following)
            taken.add(id(following))
        if title is not None:
            taken.add(id(title))
        if title is None and not later and label != "PERSON":
            kind = "organization" if label == "ORG" else "other"
            self.add(kind, unit.start, unit.end, unit.end - 1, self.text(unit.start, unit.end), label=label)
            return
        start = title.start if title is not None else unit.start
        self.add("person", start, unit.end, unit.end - 1, self.text(unit.start, unit.end), title=title, later=later, label=label)

    def apposed(self, end: int, by_start: dict[int, Title]) -> Title | None:
        """Return the office after a name: ", a spokesman for ...", ", Ambassador of ..."."""
        words = self.words
        if end < len(words) and words[end] == ",":
            j = end + 1
            while j < len(words) and j < end + 4 and (words[j].lower() in DETERMINERS or words[j].lower() in ("who", "is", "was")):
                j += 1
            return by_start.get(j)
        return None

    def add(self, kind: str, start: int, end: int, head: int, name: str, **more: object) -> None:
        token = self.doc[head]
        subject = token.dep_ in ("nsubj", "nsubjpass")
        self.mentions.append(Mention(kind, self.index, start, end, head, name, subject=subject, **more))  # type: ignore[arg-type]


def scan(index: int, doc: Doc) -> list[Mention]:
    """Return the mentions of a paragraph in text order."""
    return Reader(index, doc).read()
