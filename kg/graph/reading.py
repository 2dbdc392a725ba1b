"""RDF → records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from rdflib import DCTERMS, ORG, OWL, PROV, RDF, SKOS, Graph, URIRef
from rdflib.term import Node

from kg.errors import StoreError
from kg.records import (
    Actor,
    ActorType,
    Block,
    Document,
    Extraction,
    Meeting,
    Participation,
    Position,
    Run,
    Span,
    Statement,
    Tenure,
)
from kg.vocab import DKG, ISSUE, SCHEMA, SEM, concept, value_of

__all__ = ["from_graph"]

_Record = TypeVar("_Record")
_WIKIDATA = "http://www.wikidata.org/entity/"


def from_graph(graph: Graph) -> Extraction:
    """Return the records that one document's graph holds.

    What a graph does not keep is the order: records come in the order of their ids, spans in
    the order of the text, authors as the text first names them.

    Parameters
    ----------
    graph
        The graph of one document, made by :func:`to_graph` or by another program.

    Raises
    ------
    StoreError
        The graph does not describe exactly one document, or a record lacks what it must have.

    Examples
    --------
    >>> from kg.graph.writing import to_graph
    >>> extraction = Extraction(Document(id="d1", text="Hello."))
    >>> from_graph(to_graph(extraction)) == extraction
    True
    """
    documents = list(graph.subjects(RDF.type, DKG.Document))
    if len(documents) != 1:
        raise StoreError(
            f"{graph.identifier}: describes {len(documents)} documents: read one document's graph at a time"
        )
    reader = _Reader(graph, documents[0])
    return Extraction(
        document=reader.read_document(),
        actors=reader.records((DKG.Person, DKG.Organization, DKG.Country, DKG.Group), reader.read_actor),
        tenures=reader.records((DKG.Tenure,), reader.read_tenure),
        meetings=reader.records((DKG.Meeting,), reader.read_meeting),
        statements=reader.records((DKG.Statement,), reader.read_statement),
        positions=reader.records((DKG.Position,), reader.read_position),
        run=reader.read_run(),
        notes=reader.read_notes(),
    )


def _natural(record_id: str) -> list[tuple[bool, int, str]]:
    """Return a sort key under which a9 comes before a10."""
    parts = re.findall(r"\d+|\D+", record_id)
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in parts]


class _Reader:
    def __init__(self, graph: Graph, document: Node) -> None:
        self.graph = graph
        self.document = document
        self.document_id = self.text(document, DCTERMS.identifier)
        self.ids = dict(self._local_ids())

    def _local_ids(self) -> Iterator[tuple[Node, str]]:
        prefix = f"{self.document_id}/"
        for node, identifier in self.graph.subject_objects(DCTERMS.identifier):
            if node != self.document and str(identifier).startswith(prefix):
                yield node, str(identifier).removeprefix(prefix)

    def records(self, classes: tuple[URIRef, ...], read: Callable[[Node], _Record]) -> tuple[_Record, ...]:
        nodes = {node for cls in classes for node in self.graph.subjects(RDF.type, cls) if node in self.ids}
        return tuple(read(node) for node in sorted(nodes, key=lambda node: _natural(self.ids[node])))

    def text(self, node: Node, predicate: URIRef) -> str:
        value = self.graph.value(node, predicate)
        if value is None:
            raise StoreError(f"{self.graph.identifier}: <{node}> has no <{predicate}>: check the graph with kg check")
        return str(value)

    def maybe(self, node: Node, predicate: URIRef) -> str | None:
        value = self.graph.value(node, predicate)
        return None if value is None else str(value)

    def ref(self, node: Node, predicate: URIRef) -> str | None:
        """Return the local id of the record that a property points to."""
        value = self.graph.value(node, predicate)
        return None if value is None else self.ids.get(value)

    def refs(self, node: Node, predicate: URIRef) -> tuple[str, ...]:
        found = (self.ids[value] for value in self.graph.objects(node, predicate) if value in self.ids)
        return tuple(sorted(found, key=_natural))

    def needed(self, node: Node, predicate: URIRef) -> str:
        value = self.ref(node, predicate)
        if value is None:
            raise StoreError(f"{self.graph.identifier}: <{node}> has no known <{predicate}>: check it with kg check")
        return value

    def value(self, node: Node, predicate: URIRef, scheme: str) -> Any:
        return value_of(scheme, self.text(node, predicate))

    def number(self, node: Node, predicate: URIRef) -> float:
        return float(self.text(node, predicate))

    def span(self, passage: Node) -> Span:
        return Span(int(self.text(passage, DKG.start)), int(self.text(passage, DKG.end)))

    def spans(self, node: Node, predicate: URIRef) -> tuple[Span, ...]:
        return tuple(sorted(self.span(passage) for passage in self.graph.objects(node, predicate)))

    def maybe_span(self, node: Node, predicate: URIRef) -> Span | None:
        return next(iter(self.spans(node, predicate)), None)

    def read_document(self) -> Document:
        node = self.document
        text = self.text(node, SCHEMA.text)
        authors = sorted(map(str, self.graph.objects(node, SCHEMA.author)))
        publisher = self.graph.value(node, SCHEMA.publisher)
        earlier = self.graph.value(node, PROV.wasRevisionOf)
        kinds = (
            (passage, kind) for passage, kind in self.graph.subject_objects(DCTERMS.type) if isinstance(passage, URIRef)
        )
        blocks = (Block(cast("Any", value_of("part", str(kind))), self.span(passage)) for passage, kind in kinds)
        return Document(
            id=self.document_id,
            text=text,
            blocks=tuple(sorted(blocks, key=lambda block: (block.span, block.kind))),
            title=self.maybe(node, DCTERMS.title),
            publisher=None if publisher is None else self.maybe(publisher, SKOS.prefLabel),
            published=self.maybe(node, SCHEMA.datePublished),
            updated=self.maybe(node, SCHEMA.dateModified),
            authors=tuple(sorted(authors, key=lambda name: (text.find(name) < 0, text.find(name)))),
            dateline=self.maybe(node, SCHEMA.dateline),
            url=self.maybe(node, SCHEMA.url),
            language=self.maybe(node, DCTERMS.language) or "en",
            revision_of=None if earlier is None else self.maybe(earlier, DCTERMS.identifier),
            warnings=tuple(sorted(map(str, self.graph.objects(node, SKOS.note)))),
        )

    def read_notes(self) -> dict[str, int]:
        counted = (str(note).partition(" ") for note in self.graph.objects(self.document, SKOS.editorialNote))
        return {what: int(count) for count, _, what in sorted(counted, key=lambda parts: parts[2]) if count.isdigit()}

    def _actor_type(self, node: Node) -> ActorType:
        if (node, ORG.classification, concept("classification", "intergovernmental")) in self.graph:
            return "InternationalOrganization"
        for cls, kind in (
            (DKG.Person, "Person"),
            (DKG.Country, "Country"),
            (DKG.Group, "Group"),
            (DKG.Organization, "Organization"),
        ):
            if (node, RDF.type, cls) in self.graph:
                return cast("ActorType", kind)
        raise StoreError(f"{self.graph.identifier}: <{node}> is no kind of dkg:Actor: give it a class")

    def read_actor(self, node: Node) -> Actor:
        mentions = (
            self.span(passage)
            for passage in self.graph.subjects(SCHEMA.mentions, node)
            if (passage, RDF.type, DKG.Passage) in self.graph
        )
        country = self.graph.value(node, DKG.country)
        same = (str(other) for other in self.graph.objects(node, OWL.sameAs) if str(other).startswith(_WIKIDATA))
        wikidata = min(same, default=None)
        return Actor(
            id=self.ids[node],
            name=self.maybe(node, SKOS.altLabel) or self.text(node, SKOS.prefLabel),
            type=self._actor_type(node),
            mentions=tuple(sorted(mentions)),
            role=self.maybe(node, SCHEMA.jobTitle) or self.maybe(node, SCHEMA.disambiguatingDescription),
            country=None if country is None else self.maybe(country, SKOS.notation),
            represents=self.ref(node, DKG.onBehalfOf),
            wikidata=None if wikidata is None else wikidata.removeprefix(_WIKIDATA),
            members=self.refs(node, ORG.hasMember),
        )

    def read_tenure(self, node: Node) -> Tenure:
        return Tenure(
            id=self.ids[node],
            person=self.needed(node, ORG.member),
            role=self.text(node, SCHEMA.roleName),
            evidence=self.spans(node, DKG.evidence),
            organization=self.ref(node, ORG.organization),
            represents=self.ref(node, DKG.onBehalfOf),
            accredited_to=self.ref(node, DKG.accreditedTo),
            attested=self.maybe(node, DCTERMS.date),
        )

    def read_meeting(self, node: Node) -> Meeting:
        participants = [
            Participation(self.needed(part, RDF.value), self.ref(part, DKG.onBehalfOf), self.ref(part, DKG.capacity))
            for part in self.graph.objects(node, SEM.hasActor)
        ]
        return Meeting(
            id=self.ids[node],
            type=self.value(node, DKG.meetingType, "meeting"),
            evidence=self.spans(node, DKG.evidence),
            participants=tuple(sorted(participants, key=lambda part: _natural(part.actor))),
            date=self.maybe(node, SCHEMA.startDate),
            place=self.maybe(node, SCHEMA.location),
            status=self.value(node, SCHEMA.eventStatus, "status"),
            confidence=self.number(node, DKG.confidence),
            date_basis=self.value(node, DCTERMS.temporal, "basis")
            if (node, DCTERMS.temporal, None) in self.graph
            else "text",
        )

    def read_statement(self, node: Node) -> Statement:
        attribution = self.graph.value(None, DKG.ascribes, node, any=True)
        if attribution is None:
            raise StoreError(f"{self.graph.identifier}: <{node}> has no attribution: check the graph with kg check")
        cue = self.maybe_span(attribution, DKG.cue)
        if cue is None:
            raise StoreError(f"{self.graph.identifier}: <{attribution}> has no cue: check the graph with kg check")
        return Statement(
            id=self.ids[node],
            speaker=self.ref(node, DKG.speaker),
            cue=cue,
            content=self.spans(attribution, DKG.content),
            quote_type=self.value(attribution, DKG.mode, "mode"),
            cue_lemma=self.maybe(attribution, DKG.cueLemma) or "",
            speaker_span=self.maybe_span(attribution, DKG.evidence),
            on_behalf_of=self.ref(node, DKG.onBehalfOf),
            addressees=self.refs(node, DKG.addressee),
            attributed_by=self.ref(attribution, DKG.attributedBy),
            date=self.maybe(node, DKG.saidOn),
            meeting=self.ref(node, DKG.atMeeting),
            reports=self.refs(node, DKG.reports),
            modality=self.value(node, DKG.modality, "modality"),
            confidence=self.number(node, DKG.confidence),
        )

    def read_position(self, node: Node) -> Position:
        evidence = self.maybe_span(node, DKG.evidence)
        if evidence is None:
            raise StoreError(f"{self.graph.identifier}: <{node}> has no evidence: check the graph with kg check")
        issues = (str(issue).removeprefix(str(ISSUE)) for issue in self.graph.objects(node, DKG.onIssue))
        return Position(
            id=self.ids[node],
            holder=self.needed(node, DKG.holder),
            stance=self.value(node, DKG.stance, "stance"),
            target=self.text(node, DKG.target),
            evidence=evidence,
            speaker=self.ref(node, DKG.speaker),
            target_actors=self.refs(node, DKG.targetActor),
            issues=tuple(sorted(issues)),
            statement=self.ref(node, DKG.expressedIn),
            cue=self.maybe_span(node, DKG.cue),
            modality=self.value(node, DKG.modality, "modality"),
            confidence=self.number(node, DKG.confidence),
        )

    def read_run(self) -> Run | None:
        run = next(self.graph.subjects(RDF.type, DKG.ExtractionRun), None)
        if run is None:
            return None
        program = self.graph.value(run, PROV.wasAssociatedWith)
        model = next((used for used in self.graph.objects(run, PROV.used) if used != self.document), None)
        if program is None or model is None:
            raise StoreError(f"{self.graph.identifier}: <{run}> names no program or no model: check it with kg check")
        return Run(
            program=self.text(program, SKOS.prefLabel),
            version=self.text(program, SCHEMA.softwareVersion),
            model=self.text(model, SKOS.prefLabel),
            model_version=self.text(model, SCHEMA.softwareVersion),
        )
