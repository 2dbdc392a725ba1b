"""A paragraph cut into units: names, states, organisations, offices, bodies and groups.

The recogniser of the small models errs often, so that names are found by their form first (capitals, the tables of
``kg/data``); its labels decide where the form does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import (
    Body,
    Office,
    Term,
    bodies,
    family_names,
    groups,
    names,
    offices,
    portfolios,
    things,
    words,
)
from kg.extract.actors.naming import gender_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["DETERMINERS", "POSSESSIVE", "Line", "Unit"]

GIVEN = words("given_like_offices")
PARTICLES = words("particles")
NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART"})
NEVER_NAMES = frozenset({"DET", "ADP", "PRON", "VERB", "AUX", "CCONJ", "SCONJ", "PART", "PUNCT", "NUM"})
DETERMINERS = frozenset(
    {"the", "a", "an", "its", "his", "her", "their", "our", "my", "your", "this", "that", "these", "those"}
)
POSSESSIVE = frozenset({"'s", "'"})
SUFFIXES = words("name_suffixes")
NAME = re.compile(r"[^\W\d_][\w.'&·-]*$")
KINDS = {"organization": "O", "place": "P", "people": "G"}
MARKS = frozenset({"-", "'", "–"})


@dataclass(slots=True, eq=False)
class Unit:
    """A stretch of tokens that means one thing.

    N name, C state, O organisation, T office, B body noun, G group noun, P place.
    """

    kind: str
    start: int
    end: int
    term: Term | None = None
    office: Office | None = None
    body: Body | None = None
    person: bool = False


class Line:
    """One paragraph: its tokens and its units."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.words = [token.text.replace("’", "'") for token in doc]
        self.lowers = [word.lower() for word in self.words]
        self.pos = [token.pos_ for token in doc]
        self.labels = [token.ent_type_ for token in doc]
        self.units: list[Unit] = []
        self.places: set[str] = set()
        self._cut()
        self.index()

    def index(self) -> None:
        """Note where units start and end; to be called when units were joined."""
        self.starting = {unit.start: unit for unit in self.units}
        self.ending = {unit.end: unit for unit in self.units}

    def text(self, start: int, end: int) -> str:
        """Return the characters from one token to another, as they stand."""
        return str(self.doc[start:end].text)

    def capital(self, i: int) -> bool:
        """Whether a token begins with a capital."""
        return self.words[i][0].isupper()

    def _cut(self) -> None:
        known, posts, organs, people = names(), offices(), bodies(), groups()
        words, lowers, pos, units = self.words, self.lowers, self.pos, self.units
        i, n = 0, len(words)
        while i < n:
            if words[i] in known.table and (found := known.match(words, i)):
                units.append(
                    Unit(
                        KINDS.get(found[1].kind, "C" if found[1].type == "Country" else "O"), i, found[0], term=found[1]
                    )
                )
                i = found[0]
                continue
            if self._given_name(i):
                i = self._hyphened(i)
                continue
            if lowers[i] in GIVEN and self._first_name(i):
                self._name(i)
                i = self._hyphened(i)
                continue
            if lowers[i] in posts.table and (post := posts.match(lowers, i)) and self._post(i, post[0] - 1):
                units.append(Unit("T", i, post[0], office=post[1]))
                i = post[0]
                continue
            if lowers[i] in organs.table and (organ := organs.match(lowers, i)) and self._noun(organ[0] - 1):
                units.append(Unit("B", i, organ[0], body=organ[1]))
                i = organ[0]
                continue
            if lowers[i] in people and pos[i] in ("NOUN", "PROPN"):
                units.append(Unit("G", i, i + 1))
            elif words[i][0].isupper():
                self._name(i)
            i = self._hyphened(i)

    def _given_name(self, i: int) -> bool:
        """Take a word inside a person's name that is an office elsewhere ("Hossein Amir-Abdollahian") as a name."""
        last = self.units[-1] if self.units else None
        inside = (
            last is not None and last.kind == "N" and last.end == i and self.labels[i] == "PERSON" == self.labels[i - 1]
        )
        if inside and self.words[i][0].isupper():
            self._name(i)
            return True
        return False

    def _hyphened(self, i: int) -> int:
        """Take in the second half of "Yong-hyun"; return the token to go on with."""
        last = self.units[-1] if self.units else None
        if (
            last is None
            or last.kind != "N"
            or last.end != i + 1
            or self.words[i + 1 : i + 2] != ["-"]
            or i + 2 >= len(self.words)
        ):
            return i + 1
        tight = not self.doc[i].whitespace_ and not self.doc[i + 1].whitespace_
        asian = last.end - last.start == 2 and self.lowers[last.start] in family_names()
        if (
            tight
            and self.words[i + 2].islower()
            and (self.pos[i + 2] == "PROPN" or self.labels[i + 2] == "PERSON" or asian)
        ):
            last.end = i + 3
            return i + 3
        return i + 1

    def _first_name(self, i: int) -> bool:
        """Whether a word that is an office elsewhere is a given name here ("Sultan Ahmed", "Amir Khan")."""
        return (
            i + 1 < len(self.words)
            and self.labels[i] == "PERSON" == self.labels[i + 1]
            and self.capital(i)
            and self.capital(i + 1)
            and self.lowers[i + 1] not in offices().table
        )

    def _post(self, first: int, last: int) -> bool:
        """Whether a set phrase is an office: its last word is a noun, or its first ("Prime Minister-designate")."""
        return self._noun(last) or (last > first and self._noun(first))

    def _noun(self, i: int) -> bool:
        return self.pos[i] in ("NOUN", "PROPN") or self.capital(i) or self.words[i].endswith(".")

    def _name(self, i: int) -> None:
        """Add a capitalised token to the name before it, or open a new one."""
        label, pos = self.labels[i], self.pos[i]
        if not NAME.match(self.words[i]):
            return
        inside = i > 0 and label == "PERSON" == self.labels[i - 1] and self.doc[i].ent_iob_ == "I"  # "Lee Do-hoon"
        if label in ("DATE", "TIME") or not (pos == "PROPN" or inside or (label in NAMED and pos not in NEVER_NAMES)):
            return
        last = self.units[-1] if self.units else None
        if last is not None and last.kind == "N" and self._joins(last.end, i):
            last.end = i + 1
            last.person = last.person or self._person(i)
        else:
            self.units.append(Unit("N", self._particle(i), i + 1, person=self._person(i)))

    def _person(self, i: int) -> bool:
        """Whether the recogniser takes a word for a person's name that is not the name of a field."""
        return self.labels[i] == "PERSON" and self.lowers[i] not in portfolios()

    def _particle(self, i: int) -> int:
        """Return where a name starts whose first word is not capitalised: "el-Sisi", "von der Leyen"."""
        start, floor = i, self.units[-1].end if self.units else 0
        if start - 1 > floor and self.words[start - 1] in MARKS and not self.doc[start - 1].whitespace_:
            start -= 1
        while start > floor and self.words[start - 1] in PARTICLES and len(self.words[start - 1]) > 1:
            start -= 1
        return i if self.words[start] in MARKS else start

    def _joins(self, end: int, i: int) -> bool:
        """Whether a capitalised token goes on with the name that ended before ("von der Leyen", "al-Assad")."""
        if i == end:
            return not self._starts_name(i)
        if i - end > 3:
            return False
        if self.lowers[i] in SUFFIXES:
            return self.words[end] == ","
        for k in range(end, i):
            if self.words[k] in MARKS:
                if self.doc[k].whitespace_ or self.doc[k - 1].whitespace_:
                    return False
            elif self.words[k] not in PARTICLES:
                return False
        return True

    def _starts_name(self, i: int) -> bool:
        """Whether another name starts in a row of capitals: "Minister of Transport | A B"."""
        alone = (
            self.units[-1].end - self.units[-1].start == 1 and self.lowers[i - 1] in family_names()
        )  # "Park Seo-jin"
        field = self.lowers[i - 1] in portfolios() or self.lowers[i - 1] in things()
        if field and not alone and self._new_name(i):
            return True
        unit = self.units[-1]
        if self.words[i] in self.words[unit.start : i] and self.words[i + 1 : i + 2] != ["-"]:
            return True  # a caption run into the text: "A B B A"
        acronym = i - unit.start == 1 and len(self.words[i - 1]) > 2 and self.words[i - 1].isupper()
        if (
            acronym
            and self.capital(min(i + 1, len(self.words) - 1))
            and gender_of(self.text(i, i + 2), family_first=False)
        ):
            return True  # "Secretary General of the Union of Ports - UP A B"
        starts = self.labels[i] == "PERSON" and self.doc[i].ent_iob_ == "B"
        return starts and self.labels[i - 1] not in ("PERSON", "")

    def _new_name(self, i: int) -> bool:
        """Whether two capitalised words or more, none of them a field or a thing, follow the name of a field."""
        end = i
        while end < len(self.words) and self.words[end][0].isupper() and self.pos[end] == "PROPN":
            end += 1
        last = self.lowers[end - 1] if end > i else ""
        plain = self.lowers[i] not in portfolios() and last not in things() and last not in bodies().table
        return plain and (end - i > 1 or self.labels[i] == "PERSON")

    def thing(self, unit: Unit) -> bool:
        """Whether a name is that of a place, a law, an event or a day."""
        return self.lowers[unit.end - 1] in things() or self.words[unit.end - 1][-1].isdigit()
