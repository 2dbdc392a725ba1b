"""Records → RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from rdflib import DCTERMS, ORG, OWL, PROV, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from kg import ids
from kg.errors import DataError
from kg.records import Actor, Document, Extraction, Meeting, Position, Run, Span, Statement, Tenure
from kg.resources import folder
from kg.vocab import DKG, ISSUE, PREFIXES, SCHEMA, SEM, concept

__all__ = ["date_literal", "new_graph", "to_graph"]

_ACTOR_CLASSES = {
    "Person": DKG.Person,
    "Organization": DKG.Organization,
    "InternationalOrganization": DKG.Organization,
    "Country": DKG.Country,
    "Group": DKG.Group,
}
_DATE_TYPES = (
    (re.compile(r"\d{4}-\d\d-\d\d"), XSD.date),
    (re.compile(r"\d{4}-\d\d"), XSD.gYearMonth),
    (re.compile(r"\d{4}"), XSD.gYear),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"), XSD.dateTime),
)


def new_graph(name: str | None = None) -> Graph:
    """Return an empty graph that knows the project's prefixes and no others.

    Examples
    --------
    >>> dict(new_graph().namespaces())["dkg"]
    rdflib.term.URIRef('https://w3id.org/dkg/ontology#')
    """
    graph = Graph(identifier=None if name is None else URIRef(name), bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def to_graph(extraction: Extraction, *, base: str = ids.BASE, time: str | None = None) -> Graph:
    """Return what was found in one document as RDF.

    Parameters
    ----------
    extraction
        The records.
    base
        Where the resources live; ``kg serve`` sets its own address.
    time
        When the extraction ran, as an ``xsd:dateTime``. Left out by default, so that the same
        input gives the same graph.

    Returns
    -------
    Graph
        Its ``identifier`` is the IRI of the document's named graph.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> graph = to_graph(Extraction(Document(id="d1", text="Hello.")))
    >>> str(graph.identifier)
    'https://w3id.org/dkg/resource/graph/d1-2d8bd7d9bb5f'
    """
    writer = _Writer(extraction, base)
    writer.write_document(extraction.document, extraction.notes)
    for actor in extraction.actors:
        writer.write_actor(actor)
    for tenure in extraction.tenures:
        writer.write_tenure(tenure)
    for meeting in extraction.meetings:
        writer.write_meeting(meeting)
    for statement in extraction.statements:
        writer.write_statement(statement)
    for position in extraction.positions:
        writer.write_position(position)
    if extraction.run is not None:
        writer.write_run(extraction.run, time)
    return writer.graph


@cache
def country_names() -> dict[str, str]:
    """Return the short English name of every country of ``kg/data/countries.tsv`` by its code."""
    table = (folder("data") / "countries.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) > 1}


def date_literal(value: str) -> Literal:
    """Return an ISO 8601 date with the datatype that its precision has.

    Examples
    --------
    >>> date_literal("2021-08").datatype
    rdflib.term.URIRef('http://www.w3.org/2001/XMLSchema#gYearMonth')
    """
    datatype = next((datatype for form, datatype in _DATE_TYPES if form.fullmatch(value)), None)
    return Literal(value, datatype=datatype, normalize=False)


class _Writer:
    def __init__(self, extraction: Extraction, base: str) -> None:
        self.names = ids.Namer.of(extraction, base=base)
        self.graph = new_graph(self.names.graph)
        self.text = extraction.document.text
        self.document = URIRef(self.names.document)
        self.local = extraction.document.id
        self.polities = {a.country: ids.normal(a.name) for a in extraction.actors if a.type == "Country" and a.country}

    def add(self, subject: URIRef, predicate: URIRef, *values: Node | str | None) -> None:
        """Add a triple for each value; ``None`` is nothing, a plain string a plain literal."""
        for value in values:
            if value is not None:
                node = value if isinstance(value, Node) else Literal(value)
                self.graph.add((subject, predicate, node))

    def record(self, iri: str, record_id: str, cls: URIRef) -> URIRef:
        node = URIRef(iri)
        self.add(node, RDF.type, cls)
        self.add(node, DCTERMS.identifier, f"{self.local}/{record_id}")
        return node

    def node(self, names: Mapping[str, str], record_id: str) -> URIRef:
        if record_id not in names:
            raise DataError(f"{self.local}: a record refers to {record_id!r}, which is not there: extract it again")
        return URIRef(names[record_id])

    def actor(self, record_id: str | None) -> URIRef | None:
        return None if record_id is None else self.node(self.names.actors, record_id)

    def meeting(self, record_id: str) -> URIRef:
        return self.node(self.names.meetings, record_id)

    def passage(self, span: Span) -> URIRef:
        node = URIRef(ids.passage(self.names.document, span))
        if (node, RDF.type, DKG.Passage) not in self.graph:
            self.add(node, RDF.type, DKG.Passage)
            self.add(node, DKG.inDocument, self.document)
            self.add(node, DKG.start, Literal(span.start))
            self.add(node, DKG.end, Literal(span.end))
            self.add(node, DKG.exact, self.text[span.start : span.end])
        return node

    def passages(self, spans: Iterable[Span]) -> list[URIRef]:
        return [self.passage(span) for span in spans]

    def country(self, code: str) -> URIRef:
        node = URIRef(ids.country(code, base=self.names.base))
        self.add(node, RDF.type, DKG.Country)
        self.add(node, SKOS.notation, code)
        self.add(node, SKOS.prefLabel, country_names().get(code) or self.polities.get(code, code))
        return node

    def write_document(self, doc: Document, notes: Mapping[str, int]) -> None:
        node = self.document
        self.add(node, RDF.type, DKG.Document)
        self.add(node, DCTERMS.identifier, doc.id)
        self.add(node, DCTERMS.title, doc.title)
        self.add(node, DCTERMS.language, doc.language)
        self.add(node, SCHEMA.text, doc.text)
        self.add(node, SCHEMA.author, *doc.authors)
        self.add(node, SCHEMA.dateline, doc.dateline)
        self.add(node, SKOS.note, *doc.warnings)
        self.add(node, SKOS.editorialNote, *(f"{count} {what}" for what, count in notes.items()))
        if doc.published:
            self.add(node, SCHEMA.datePublished, date_literal(doc.published))
        if doc.updated:
            self.add(node, SCHEMA.dateModified, date_literal(doc.updated))
        if doc.url:
            self.add(node, SCHEMA.url, Literal(doc.url, datatype=XSD.anyURI, normalize=False))
        if doc.publisher:
            name = ids.slug(doc.publisher)
            publisher = URIRef(f"{self.names.base}publisher/{name}-{ids.digest(ids.normal(doc.publisher), size=8)}")
            # Not a dkg:Actor: who printed it is not thereby a party to it.
            self.add(publisher, RDF.type, SCHEMA.Organization)
            self.add(publisher, SKOS.prefLabel, ids.normal(doc.publisher))
            self.add(node, SCHEMA.publisher, publisher)
        if doc.revision_of:
            earlier = URIRef(f"{self.names.base}document/{ids.slug(doc.revision_of)}-{ids.digest(doc.revision_of)}")
            self.add(earlier, DCTERMS.identifier, doc.revision_of)
            self.add(node, PROV.wasRevisionOf, earlier)
        for block in doc.blocks:
            self.add(self.passage(block.span), DCTERMS.type, concept("part", block.kind))

    def write_actor(self, actor: Actor) -> None:
        node = self.record(self.names.actors[actor.id], actor.id, _ACTOR_CLASSES[actor.type])
        if actor.country and str(node) == ids.country(actor.country, base=self.names.base):
            # A country has one label in all documents; what this one calls it is another name.
            self.country(actor.country)
            self.add(node, SKOS.altLabel, actor.name)
        else:
            self.add(node, SKOS.prefLabel, ids.normal(actor.name))
        self.add(node, SCHEMA.jobTitle if actor.type == "Person" else SCHEMA.disambiguatingDescription, actor.role)
        self.add(node, DKG.onBehalfOf, self.actor(actor.represents))
        self.add(node, ORG.hasMember, *(self.actor(member) for member in actor.members))
        self.add(self.document, SCHEMA.mentions, node)
        if actor.type == "InternationalOrganization":
            self.add(node, ORG.classification, concept("classification", "intergovernmental"))
        if actor.country:
            self.add(node, DKG.country, self.country(actor.country))
        if actor.wikidata:
            self.add(node, OWL.sameAs, URIRef(f"http://www.wikidata.org/entity/{actor.wikidata}"))
        for mention in self.passages(actor.mentions):
            self.add(mention, SCHEMA.mentions, node)

    def write_tenure(self, tenure: Tenure) -> None:
        node = self.record(self.names.others[tenure.id], tenure.id, DKG.Tenure)
        self.add(node, ORG.member, self.actor(tenure.person))
        self.add(node, SCHEMA.roleName, tenure.role)
        self.add(node, ORG.organization, self.actor(tenure.organization))
        self.add(node, DKG.onBehalfOf, self.actor(tenure.represents))
        self.add(node, DKG.accreditedTo, self.actor(tenure.accredited_to))
        self.add(node, DKG.evidence, *self.passages(tenure.evidence))
        if tenure.attested:
            self.add(node, DCTERMS.date, date_literal(tenure.attested))

    def write_meeting(self, meeting: Meeting) -> None:
        node = self.record(self.names.meetings[meeting.id], meeting.id, DKG.Meeting)
        self.add(node, DKG.meetingType, concept("meeting", meeting.type))
        self.add(node, SCHEMA.eventStatus, concept("status", meeting.status))
        self.add(node, SCHEMA.location, meeting.place)
        self.add(node, DKG.evidence, *self.passages(meeting.evidence))
        self.add(node, DKG.confidence, _confidence(meeting.confidence))
        if meeting.date:
            self.add(node, SCHEMA.startDate, date_literal(meeting.date))
            self.add(node, DCTERMS.temporal, concept("basis", meeting.date_basis))
        for participation in meeting.participants:
            behalf = self.actor(participation.on_behalf_of)
            office = self.node(self.names.others, participation.capacity) if participation.capacity else None
            content = (node, self.actor(participation.actor), behalf, office)
            part = URIRef(f"{self.names.base}participation/{self.names.tail}/{ids.digest(*content)}")
            self.add(node, SEM.hasActor, part)
            self.add(part, RDF.type, DKG.Participation)
            self.add(part, RDF.value, self.actor(participation.actor))
            self.add(part, DKG.onBehalfOf, behalf)
            self.add(part, DKG.capacity, office)

    def write_statement(self, statement: Statement) -> None:
        node = self.record(self.names.others[statement.id], statement.id, DKG.Statement)
        self.add(node, DKG.speaker, self.actor(statement.speaker))
        self.add(node, DKG.onBehalfOf, self.actor(statement.on_behalf_of))
        self.add(node, DKG.addressee, *(self.actor(addressee) for addressee in statement.addressees))
        self.add(node, DKG.reports, *map(self.meeting, statement.reports))
        self.add(node, DKG.modality, concept("modality", statement.modality))
        self.add(node, DKG.confidence, _confidence(statement.confidence))
        self.add(node, SCHEMA.text, " … ".join(self.text[span.start : span.end] for span in statement.content))
        if statement.date:
            self.add(node, DKG.saidOn, date_literal(statement.date))
        if statement.meeting:
            self.add(node, DKG.atMeeting, self.meeting(statement.meeting))
        attribution = URIRef(str(node).replace("/statement/", "/attribution/"))
        self.add(attribution, RDF.type, DKG.Attribution)
        self.add(attribution, DKG.ascribes, node)
        self.add(attribution, DKG.attributedBy, self.actor(statement.attributed_by))
        self.add(attribution, DKG.mode, concept("mode", statement.quote_type))
        self.add(attribution, DKG.cue, self.passage(statement.cue))
        self.add(attribution, DKG.cueLemma, statement.cue_lemma or None)
        self.add(attribution, DKG.content, *self.passages(statement.content))
        if statement.speaker_span:
            self.add(attribution, DKG.evidence, self.passage(statement.speaker_span))

    def write_position(self, position: Position) -> None:
        node = self.record(self.names.others[position.id], position.id, DKG.Position)
        voice = self.node(self.names.others, position.statement) if position.statement else self.document
        self.add(node, DKG.holder, self.actor(position.holder))
        self.add(node, DKG.stance, concept("stance", position.stance))
        self.add(node, DKG.target, position.target)
        self.add(node, DKG.targetActor, *(self.actor(target) for target in position.target_actors))
        self.add(node, DKG.onIssue, *(ISSUE[issue] for issue in position.issues))
        self.add(node, DKG.evidence, self.passage(position.evidence))
        self.add(node, DKG.speaker, self.actor(position.speaker))
        self.add(node, DKG.expressedIn, voice)
        self.add(node, DKG.modality, concept("modality", position.modality))
        self.add(node, DKG.confidence, _confidence(position.confidence))
        if position.cue:
            self.add(node, DKG.cue, self.passage(position.cue))

    def write_run(self, run: Run, time: str | None) -> None:
        content = (run.program, run.version, run.model, run.model_version)
        node = URIRef(f"{self.names.base}run/{self.names.tail}/{ids.digest(*content)}")
        program = self._software(run.program, run.version)
        model = self._software(run.model, run.model_version)
        self.add(program, RDF.type, PROV.SoftwareAgent)
        self.add(model, RDF.type, PROV.Entity)
        self.add(node, RDF.type, DKG.ExtractionRun)
        self.add(node, PROV.wasAssociatedWith, program)
        self.add(node, PROV.used, model, self.document)
        self.add(URIRef(self.names.graph), PROV.wasGeneratedBy, node)
        if time:
            self.add(node, PROV.endedAtTime, Literal(time, datatype=XSD.dateTime, normalize=False))

    def _software(self, name: str, version: str) -> URIRef:
        node = URIRef(f"{self.names.base}software/{ids.slug(name)}-{ids.digest(name, version, size=8)}")
        self.add(node, SKOS.prefLabel, name)
        self.add(node, SCHEMA.softwareVersion, version)
        return node


def _confidence(value: float) -> Literal:
    """Return a decimal in the one form that every triple store keeps: no exponent, no trailing zero."""
    text = f"{Decimal(repr(round(value, 6))):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Literal(text, datatype=XSD.decimal, normalize=False)
