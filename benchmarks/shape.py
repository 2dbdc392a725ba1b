"""Documents of the shape that ``kg`` extracts, invented, any number of them: the same number gives the same data.

Sizes follow the seed article: about 5,000 characters, 23 statements and positions, 4 meetings, 1,700 quads.
Two documents in a row are the accounts that both sides give of a meeting; every thirtieth is a later version of a page,
with a paragraph less. All names of persons are made of syllables.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pyoxigraph as ox

from kg.graph import to_graph
from kg.graph.writing import country_names
from kg.queries import to_ox
from kg.records import (
    Actor,
    Block,
    Document,
    Extraction,
    Meeting,
    Participation,
    Position,
    Run,
    Span,
    Stance,
    Statement,
    Tenure,
)
from kg.resources import folder

STANCES = get_args(Stance)
VERBS = {"said": "say", "stressed": "stress", "noted": "note", "added": "add", "told reporters": "tell"}
FILLER = "the two sides exchanged views on matters of common concern and agreed to keep in close touch at all levels"
START = date(2021, 1, 1)
SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za")


@dataclass(frozen=True, slots=True)
class World:
    """What all documents draw from; earlier entries of each list are drawn more often."""

    countries: list[tuple[str, str]]
    persons: list[tuple[str, str]]
    issues: list[tuple[str, list[str]]]
    formulas: list[str]


@cache
def world() -> World:
    dice = random.Random(7)
    countries = sorted(country_names().items())
    dice.shuffle(countries)
    countries = countries[:90]

    def name() -> str:
        return " ".join("".join(dice.choices(SYLLABLES, k=k)).capitalize() for k in (2, 3))

    persons = [(name(), code) for code, _ in countries for _ in range(4)]
    return World(countries, persons, _words("issues.ttl"), [w for _, words in _words("formulas.ttl") for w in words])


def _words(file: str) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for triple in ox.parse((folder("ontology") / file).read_bytes(), format=ox.RdfFormat.TURTLE):
        if triple.predicate.value.endswith(("#prefLabel", "#altLabel")) and isinstance(triple.subject, ox.NamedNode):
            found.setdefault(triple.subject.value.rpartition("#")[2], []).append(triple.object.value)  # type: ignore[union-attr]
    return [(key, sorted(words)) for key, words in sorted(found.items()) if key not in {"issue", "formula", ""}]


def _popular(things: list[Any], dice: random.Random) -> Any:
    return things[min(int(dice.expovariate(6 / len(things))), len(things) - 1)]


@dataclass(slots=True)
class Writer:
    """Writes one document and the records of what it says."""

    number: int
    dice: random.Random
    text: str = ""
    blocks: list[Block] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    mentions: dict[str, list[Span]] = field(default_factory=dict)
    records: dict[str, list[Any]] = field(default_factory=lambda: {k: [] for k in ("t", "m", "s", "p")})

    def write(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return Span(start, len(self.text))

    def pick(self, things: list[Any]) -> Any:
        return _popular(things, self.dice)

    def actor(self, name: str, kind: str, code: str | None = None, **more: Any) -> str:
        if name not in self.actors:
            self.actors[name] = Actor(f"a{len(self.actors) + 1}", name, kind, (), country=code, **more)  # type: ignore[arg-type]
        return self.actors[name].id

    def country(self, code: str) -> str:
        return self.actor(country_names()[code], "Country", code)

    def person(self, name: str, code: str) -> str:
        return self.actor(name, "Person", code, role="Foreign Minister", represents=self.country(code))

    def mention(self, name: str) -> Span:
        span = self.write(name)
        self.mentions.setdefault(name, []).append(span)
        return span

    def extraction(self, document: Document) -> Extraction:
        actors = tuple(replace(a, mentions=tuple(self.mentions.get(a.name, ()))) for a in self.actors.values())
        t, m, s, p = (tuple(self.records[kind]) for kind in "tmsp")
        document = replace(document, text=self.text, blocks=tuple(self.blocks))
        run = Run("kg", "0.1.0", "invented", "1")
        return Extraction(document, actors, t, m, s, p, run, {"quotations without a speaker": 1})


def extraction(number: int, *, of: int) -> Extraction:
    """Return one of the documents."""
    event = random.Random(number // 2)  # both sides' accounts share the meeting
    w = Writer(number, random.Random(f"{number}"))
    sides = [w.country(code) for code, _ in _sides(event)]
    people = [(name, code) for code, _ in _sides(event) for name, c in world().persons if c == code][:8]
    day = START + timedelta(days=number // 2 * 2 * 730 // of)
    own = _sides(event)[number % 2]
    revised = number % 30 == 29
    title = f"Meeting of {_sides(event)[0][1]} and {_sides(event)[1][1]}, account {number}"
    w.blocks.append(Block("title", w.write(title)))
    w.write("\n\n")
    _meetings(w, people, sides, day)
    for paragraph in range(8 - revised):
        start = len(w.text)
        for _ in range(3 if paragraph else 2):
            _sentence(w, people, day)
        w.blocks.append(Block("body", Span(start, len(w.text))))
        w.write("\n\n")
    publisher = f"Ministry of Foreign Affairs of {own[1]}" if number % 4 < 2 else f"Daily Paper {number % 23}"
    w.actor(f"Ministry of Foreign Affairs of {own[1]}", "Organization", own[0])
    document = Document(
        f"account-{number:06}",
        "",
        title=title,
        publisher=publisher,
        published=(day + timedelta(days=1)).isoformat(),
        url=f"https://example.org/{number - 1 if revised else number}",
        revision_of=f"account-{number - 1:06}" if revised else None,
    )
    return w.extraction(document)


def _sides(event: random.Random) -> list[tuple[str, str]]:
    state = event.getstate()
    event.seed(event.random())
    found = event.sample(world().countries[: event.choice((8, 30, 90))], 2)
    event.setstate(state)
    return found


def _meetings(w: Writer, people: list[tuple[str, str]], sides: list[str], day: date) -> None:
    kinds = ("bilateral_meeting", "phone_call", "visit", "press_conference")
    for n, kind in enumerate(kinds):
        start = len(w.text)
        pair = (people[n % 4], people[4 + n % 4])
        for name, code in pair:
            w.person(name, code)
            w.mention(name)
            w.write(" and " if name == pair[0][0] else " ")
        w.write(f"met for item {n} in Town {w.number // 2 % 50}. ")
        parts = []
        for (name, _), side in zip(pair, sides, strict=True):
            office = None
            if n == 0:
                office = f"t{len(w.records['t']) + 1}"
                evidence = (w.mentions[name][0],)
                w.records["t"].append(
                    Tenure(office, w.actors[name].id, "Foreign Minister", evidence, represents=side, attested=f"{day}")
                )
            parts.append(Participation(w.actors[name].id, side, office))
        evidence = (Span(start, len(w.text) - 1),)
        when, where = (day - timedelta(days=n)).isoformat(), f"Town {w.number // 2 % 50}"
        w.records["m"].append(Meeting(f"m{n + 1}", kind, evidence, tuple(parts), when, where))
    w.write("\n\n")


def _sentence(w: Writer, people: list[tuple[str, str]], day: date) -> None:
    number = len(w.records["s"]) + 1
    name, code = w.pick(people)
    speaker, side = w.person(name, code), w.country(code)
    meeting = w.records["m"][number % 4]
    source = w.mention(name)
    w.write(" ")
    verb = w.pick(list(VERBS))
    cue = w.write(verb)
    w.write(" that ")
    start = len(w.text)
    w.mention(country_names()[code])
    stance = w.pick(list(STANCES)) if w.dice.random() < 0.7 else w.dice.choice(STANCES)
    w.write(" would ")
    stance_cue = w.write(stance.replace("_", " "))
    w.write(" ")
    # Both sides' accounts share most of their agenda.
    agenda = random.Random(w.number // 2 * 8 + number % 8)
    key, words = w.pick(world().issues) if w.dice.random() < 0.1 else _popular(world().issues, agenda)
    topic = w.dice.choice(words)
    target = w.write(f"{topic} in the matter of item {w.number}-{number}")
    about: tuple[str, ...] = ()
    if number % 3 == 0:
        other, other_name = w.pick(world().countries)
        w.write(" with ")
        about = (w.country(other),)
        w.mention(other_name)
    if number % 5 == 0 and world().formulas:
        w.write(f", a matter of {w.pick(world().formulas)}")
    content = Span(start, len(w.text))
    w.write(f", and that {FILLER}. ")
    told = w.actor(f"envoys of the {w.number % 7} powers", "Group") if number % 6 == 0 else None
    w.records["s"].append(
        Statement(
            f"s{number}",
            speaker,
            cue,
            (content,),
            "indirect" if number % 3 else "direct",
            VERBS[verb],
            source,
            side,
            (),
            told,
            day.isoformat() if number % 7 else None,
            meeting.id,
            (meeting.id,) if number % 8 == 0 else (),
            confidence=0.5 + number % 5 / 10,
        )
    )
    w.records["p"].append(
        Position(
            f"p{number}",
            side,
            stance,
            w.text[target.start : target.end],
            content,
            speaker,
            about,
            (key,) if number % 4 else (),
            f"s{number}",
            stance_cue,
            confidence=0.6 + number % 4 / 10,
        )
    )


def documents(size: int) -> int:
    """Return how many documents have about so many quads."""
    return 2 * max(1, round(size / (sum(1 for _ in quads(8)) / 8) / 2))


def quads(number_of_documents: int) -> Iterator[ox.Quad]:
    """Yield the graphs of so many documents as the program writes them."""
    for number in range(number_of_documents):
        graph = to_graph(extraction(number, of=number_of_documents))
        name = ox.NamedNode(str(graph.identifier))
        for s, p, o in sorted(graph):
            yield ox.Quad(to_ox(s), to_ox(p), to_ox(o), name)  # type: ignore[arg-type]


def write(path: Path, size: int) -> int:
    """Write N-Quads, about ``size`` of them, and return how many."""
    count = 0

    def counted() -> Iterator[ox.Quad]:
        nonlocal count
        for quad in quads(documents(size)):
            count += 1
            yield quad

    with path.open("wb") as out:
        ox.serialize(counted(), out, ox.RdfFormat.N_QUADS)
    return count


__all__ = ["documents", "extraction", "quads", "world", "write"]
