"""IRIs from content: the same input gives the same IRI, whoever runs it and in whatever order.

Countries, organisations and persons with a full name are the same node in every document.
All else (a lone surname, a group, a statement, a position) belongs to its document; deciding
that two of those are one is the work of :mod:`kg.resolve`, not of a name.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kg.records import Actor, Document, Extraction, Meeting, Span

__all__ = [
    "BASE",
    "Namer",
    "country",
    "digest",
    "document",
    "graph",
    "named",
    "normal",
    "passage",
    "review",
    "reviewer",
    "reviews",
    "slug",
]

BASE = "https://w3id.org/dkg/resource/"
"""Where resources live unless told otherwise. It is not claimed to resolve."""


def slug(text: str) -> str:
    """Return a form of ``text`` that is safe in an IRI; it is not unique.

    Examples
    --------
    >>> slug("China, Russia show united stance")
    'china-russia-show-united-stance'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def digest(*parts: object, size: int = 12) -> str:
    """Return a hash of the parts in their order, in hexadecimal digits.

    Examples
    --------
    >>> digest("a", "bc") == digest("ab", "c")
    False
    """
    joined = "".join(f"{len(text)}:{text}" for text in map(str, parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:size]


def normal(name: str) -> str:
    """Return a name as it is compared and shown: composed characters, single spaces, its own case.

    Case stays, so that a node has one label however many documents mention it.
    """
    return " ".join(unicodedata.normalize("NFC", name).split())


def _tail(doc: Document) -> str:
    text = hashlib.sha256(doc.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    name = slug(doc.id)
    # A slug that lost something gets a hash of the whole id, so that two ids never meet.
    return f"{name}-{text}" if name == doc.id else f"{name or 'document'}-{digest(doc.id, size=6)}-{text}"


def document(doc: Document, *, base: str = BASE) -> str:
    """Return the IRI of a document: its id and a hash of its text.

    Examples
    --------
    >>> document(Document(id="d1", text="Hello."))
    'https://w3id.org/dkg/resource/document/d1-2d8bd7d9bb5f'
    """
    return f"{base}document/{_tail(doc)}"


def graph(doc: Document, *, base: str = BASE) -> str:
    """Return the IRI of the named graph that holds what was read in a document.

    Examples
    --------
    >>> graph(Document(id="d1", text="Hello."))
    'https://w3id.org/dkg/resource/graph/d1-2d8bd7d9bb5f'
    """
    return f"{base}graph/{_tail(doc)}"


def passage(document_iri: str, span: Span) -> str:
    """Return the IRI of a stretch of a document, in the manner of RFC 5147.

    Examples
    --------
    >>> passage("https://example.org/d", Span(3, 9))
    'https://example.org/d#char=3,9'
    """
    return f"{document_iri}#char={span.start},{span.end}"


def country(code: str, *, base: str = BASE) -> str:
    """Return the IRI of a country or polity with an ISO 3166-1 alpha-3 code.

    Examples
    --------
    >>> country("CHN")
    'https://w3id.org/dkg/resource/country/CHN'
    """
    return f"{base}country/{code}"


def named(kind: str, name: str, state: str | None, *, base: str = BASE) -> str:
    """Return the IRI of a person or organisation that its name and country tell apart.

    Examples
    --------
    >>> named("Person", "Ban Ki-moon", "KOR") == named("Person", "Ban  Ki-moon", "KOR")
    True
    """
    return f"{base}{kind.lower()}/{slug(name) or kind.lower()}-{digest(kind, normal(name), state or '', size=8)}"


def reviewer(name: str, *, base: str = BASE) -> str:
    """Return the IRI of someone who reviews, by the name that they go by.

    Examples
    --------
    >>> reviewer("Ana Lind") == reviewer("Ana  Lind")
    True
    """
    return f"{base}reviewer/{slug(name) or 'reviewer'}-{digest('reviewer', normal(name), size=8)}"


def reviews(agent: str, *, base: str = BASE) -> str:
    """Return the IRI of the named graph of what an agent has reviewed.

    Examples
    --------
    >>> reviews("https://orcid.org/0000-0002-1825-0097")
    'https://w3id.org/dkg/resource/reviews/0000-0002-1825-0097-1602b99c'
    """
    return f"{base}reviews/{slug(agent.rpartition('/')[2]) or 'reviews'}-{digest('reviews', agent, size=8)}"


def review(item: str, agent: str, day: str, *, base: str = BASE) -> str:
    """Return the IRI of the act of reviewing an item on a day."""
    return f"{base}review/{digest('review', item, agent, day)}"


def _is_shared(actor: Actor) -> bool:
    if actor.type == "Person":
        return len(actor.name.split()) > 1
    return actor.type in {"Organization", "InternationalOrganization"} or (
        actor.type == "Country" and bool(actor.country)
    )


@dataclass(slots=True)
class Namer:
    """The IRIs of one extraction's records.

    Examples
    --------
    >>> from kg.records import Actor, Document, Extraction
    >>> china = Actor("a1", "China", "Country", (), country="CHN")
    >>> Namer.of(Extraction(Document(id="d", text="China"), actors=(china,))).actors["a1"]
    'https://w3id.org/dkg/resource/country/CHN'
    """

    document: str
    graph: str
    base: str
    actors: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, extraction: Extraction, *, base: str = BASE) -> Namer:
        """Name every record of an extraction."""
        doc = extraction.document
        namer = cls(document(doc, base=base), graph(doc, base=base), base)
        for actor in extraction.actors:
            namer.actors[actor.id] = namer._claim(namer._actor(actor), "actor", actor.id)
        by_id = {actor.id: actor for actor in extraction.actors}
        for meeting in extraction.meetings:
            namer.meetings[meeting.id] = namer._claim(namer._meeting(meeting, by_id), "meeting", meeting.id)
        for tenure in extraction.tenures:
            namer._local("tenure", tenure.id, namer.actors.get(tenure.person), tenure.role, tenure.evidence)
        for statement in extraction.statements:
            namer._local("statement", statement.id, statement.cue, statement.content, statement.speaker_span)
        for position in extraction.positions:
            holder = namer.actors.get(position.holder)
            namer._local("position", position.id, position.evidence, holder, position.stance, position.target)
        return namer

    def _claim(self, iri: str, kind: str, record_id: str) -> str:
        """Keep two records of one document apart even where their content is the same."""
        if iri in self._taken:
            iri = f"{self.base}{kind}/{self.tail}/{digest(iri, record_id)}"
        self._taken.add(iri)
        return iri

    def _local(self, kind: str, record_id: str, *content: object) -> None:
        key = digest(kind, *content)
        self.others[record_id] = self._claim(f"{self.base}{kind}/{self.tail}/{key}", kind, record_id)

    @property
    def tail(self) -> str:
        """The document's own part of its IRI."""
        return self.document.removeprefix(f"{self.base}document/")

    def _actor(self, actor: Actor) -> str:
        if not _is_shared(actor):
            first = min(actor.mentions, default=None)
            return f"{self.base}actor/{self.tail}/{digest(actor.type, normal(actor.name), actor.country, first)}"
        if actor.type == "Country":
            return country(actor.country or "", base=self.base)
        kind = "Person" if actor.type == "Person" else "Organization"
        return named(kind, actor.name, actor.country, base=self.base)

    def _meeting(self, meeting: Meeting, actors: Mapping[str, Actor]) -> str:
        keys = _participants([actors[p.actor] for p in meeting.participants if p.actor in actors])
        if meeting.date is None or len({side for side, _ in keys}) < 2:
            return f"{self.base}meeting/{self.tail}/{digest(meeting.type, meeting.date, meeting.evidence)}"
        return f"{self.base}meeting/{slug(meeting.type)}-{meeting.date}-{digest(meeting.type, meeting.date, keys)}"


def _participants(actors: Sequence[Actor]) -> list[tuple[str, str]]:
    """Return what tells a meeting apart: side and name of each participant that has a name of its own.

    Persons count, not only their states: two ministers of two states may speak by telephone on
    the day on which their presidents do. Of the others (a group, a lone surname) the country counts.
    """
    keys = {(a.country or normal(a.name), f"{a.type}/{normal(a.name)}") for a in actors if _is_shared(a)}
    present = {side for side, _ in keys}
    keys |= {(a.country, "Country") for a in actors if a.country and a.country not in present}
    return sorted(keys)
