"""What the names in ``kg/data`` mean: states, organisations, offices, bodies and groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.phrases import Phrases, rows
from kg.records import ActorType

__all__ = [
    "Body",
    "Office",
    "Term",
    "adjectives",
    "bodies",
    "country_name",
    "domains",
    "family_names",
    "groups",
    "kinds",
    "leads",
    "names",
    "offices",
    "portfolios",
    "references",
    "things",
    "words",
]


@dataclass(frozen=True, slots=True)
class Term:
    """What a name means.

    ``kind`` is name, adjective, seat, people ("Ukrainians") or place (of no actor) for states, organization for those
    of the gazetteer, body for those named in the text. ``class_`` is INT, ORG, MEDIA, FIRM, PARTY or GROUP, or a class
    of ``bodies.tsv``; ``owner`` the name of the organisation of which it is a part.
    """

    kind: str
    name: str
    type: ActorType
    country: str | None
    class_: str = ""
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """An office: its class, the nouns that refer back to its holder, and the holder's gender where the word tells."""

    phrase: str
    kind: str
    referring: frozenset[str]
    gender: str
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A noun that makes a name an organisation's."""

    noun: str
    kind: str
    referring: frozenset[str]


def cells(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def pair(row: tuple[str, ...]) -> tuple[str, str]:
    return row[0], row[1]


TYPES: dict[str, ActorType] = {
    "INT": "InternationalOrganization",
    "ORG": "Organization",
    "MEDIA": "Organization",
    "FIRM": "Organization",
    "PARTY": "Organization",
    "GROUP": "Group",
}


@cache
def names() -> Phrases[Term]:
    """Return the names of states, their people and capitals, and of organisations, as they are written."""
    entries: dict[str, Term] = {}
    for name, further, kind, country, places in rows("organizations.tsv", 5):
        for phrase in cells(places):
            entries[phrase] = Term("seat", name, TYPES[kind], country or None, kind)
        for phrase in (name, *cells(further)):
            entries.setdefault(phrase, Term("organization", name, TYPES[kind], country or None, kind))
    for name, country, further in rows("places.tsv", 3):
        for phrase in (name, *cells(further)):
            entries.setdefault(phrase, Term("place", name, "Country", country or None))
    for code, name, further, adjectives, seats, _ in rows("countries.tsv", 6):
        for phrase, term in state_terms(code, name, cells(further), cells(adjectives), cells(seats)):
            entries.setdefault(phrase, term)
    return Phrases(entries.items())


def state_terms(
    code: str, name: str, further: list[str], adjectives: list[str], seats: list[str]
) -> Iterator[tuple[str, Term]]:
    """Yield how a state is written: names, also in capitals and without an apostrophe, adjectives, people, capitals."""
    for kind, phrases in (("name", [name, *further]), ("adjective", adjectives), ("seat", seats)):
        term = Term(kind, name, "Country", code)
        for phrase in phrases:
            people = kind == "adjective" and phrase.endswith("s") and phrase[:-1] in phrases
            yield phrase, Term("people", phrase, "Group", code) if people else term
            if phrase.isalpha() and len(phrase) > 3:
                yield phrase.upper(), term
            if kind == "name" and phrase.isalpha() and len(phrase) > 4:
                yield phrase + "s", Term("adjective", name, "Country", code)


@cache
def country_names() -> dict[str, str]:
    return {code: name for code, name, *_ in rows("countries.tsv", 6)}


def country_name(code: str) -> str:
    """Return the short English name of a state."""
    return country_names()[code]


def plural(noun: str) -> str:
    """Return the plural of an office: "ministers of foreign affairs", "spokesmen"."""
    for link in (" of ", " for ", "-in-", "-at-"):
        if link in noun:
            first, _, rest = noun.partition(link)
            return plural(first) + link + rest
    head, _, last = noun.rpartition(" ")
    if last.endswith("man"):
        last = last[:-2] + "en"
    elif last.endswith("y") and last[-2] not in "aeo":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{head} {last}".strip()


@cache
def offices() -> Phrases[Office]:
    """Return the nouns that head the name of an office, in lower case."""
    entries: dict[str, Office] = {}
    for phrase, kind, referring, gender in rows("offices.tsv", 4):
        nouns = frozenset(noun.lower() for noun in cells(referring)) | {phrase}
        entries[phrase] = Office(phrase, kind, nouns, gender)
        if kind != "title":
            entries.setdefault(plural(phrase), Office(phrase, kind, nouns, gender, plural=True))
    return Phrases(entries.items())


@cache
def bodies() -> Phrases[Body]:
    """Return the nouns that make a name the name of an organisation, in lower case."""
    return Phrases(
        (noun, Body(noun, kind, frozenset(cells(referring)) | {noun}))
        for noun, kind, referring in rows("bodies.tsv", 3)
    )


@cache
def groups() -> dict[str, str]:
    """Return the nouns for people who act without a name, with what they are."""
    return dict(pair(row) for row in rows("groups.tsv", 2))


@cache
def things() -> frozenset[str]:
    """Return the nouns that end names of what is no actor."""
    return frozenset(noun for (noun,) in rows("things.tsv", 1))


@cache
def references() -> dict[str, str]:
    """Return the nouns that refer back, with what they can refer to."""
    return dict(pair(row) for row in rows("references.tsv", 2))


@cache
def family_names() -> frozenset[str]:
    """Return family names that come first in full names, in lower case."""
    return frozenset(name for row in rows("family_names.tsv", 2) for name in cells(row[1]))


@cache
def portfolios() -> frozenset[str]:
    """Return the nouns that name the field of a ministry, in lower case."""
    return frozenset(noun for (noun,) in rows("portfolios.tsv", 1))


@cache
def adjectives() -> dict[str, str]:
    """Return the adjective of every state."""
    return {code: cells(row)[0] for code, _, _, row, *_ in rows("countries.tsv", 6) if cells(row)}


@cache
def domains() -> dict[str, str]:
    """Return the state of every national internet domain, without the dot."""
    return {domain: code for code, *_, row in rows("countries.tsv", 6) for domain in cells(row)}


@cache
def leads() -> dict[str, str]:
    """Return the verbs that say what somebody heads, with the noun for whoever does ("chairs": "chair")."""
    return {verb: noun for noun, verbs in map(pair, rows("leading_verbs.tsv", 2)) for verb in cells(verbs)}


@cache
def kinds() -> dict[str, str]:
    """Return the common nouns that say of the name after them whether an organisation or a thing bears it."""
    return {noun: kind for kind, nouns in map(pair, rows("kinds.tsv", 2)) for noun in cells(nouns)}


@cache
def words(name: str) -> frozenset[str]:
    """Return one of the closed lists of ``word_lists.tsv``."""
    return frozenset(cells(next(row[1] for row in rows("word_lists.tsv", 2) if row[0] == name)))
