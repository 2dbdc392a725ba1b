"""The ontology's terms, closed: a term that ``ontology/kg.ttl`` does not define is an AttributeError.

This is the one place that says what the namespaces are. They are names, not promises: nothing
is published at these addresses.
"""

from __future__ import annotations

from typing import get_args

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD, Namespace, URIRef
from rdflib.namespace import DefinedNamespace

from kg.errors import DataError
from kg.records import BlockKind, DateBasis, MeetingStatus, MeetingType, Modality, QuoteType, Stance

__all__ = ["DKG", "ISSUE", "ONTOLOGY", "PREFIXES", "SCHEMA", "SCHEME", "SCHEMES", "SEM", "concept", "value_of"]

ONTOLOGY = "https://w3id.org/dkg/ontology#"
SCHEMA = Namespace("https://schema.org/")
SEM = Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
SCHEME = Namespace("https://w3id.org/dkg/scheme#")
ISSUE = Namespace("https://w3id.org/dkg/issue#")


class DKG(DefinedNamespace):
    """Classes and properties of the ontology."""

    _fail = True
    _NS = Namespace(ONTOLOGY)

    Document: URIRef
    Passage: URIRef
    Attribution: URIRef
    Statement: URIRef
    Position: URIRef
    Issue: URIRef
    Formula: URIRef
    Meeting: URIRef
    Participation: URIRef
    Actor: URIRef
    Person: URIRef
    Organization: URIRef
    Country: URIRef
    Group: URIRef
    Tenure: URIRef
    ExtractionRun: URIRef

    inDocument: URIRef  # noqa: N815 - the names are the ontology's
    start: URIRef
    end: URIRef
    exact: URIRef
    evidence: URIRef
    ascribes: URIRef
    attributedBy: URIRef  # noqa: N815
    mode: URIRef
    cue: URIRef
    cueLemma: URIRef  # noqa: N815
    content: URIRef
    speaker: URIRef
    onBehalfOf: URIRef  # noqa: N815
    addressee: URIRef
    atMeeting: URIRef  # noqa: N815
    saidOn: URIRef  # noqa: N815
    reports: URIRef
    modality: URIRef
    confidence: URIRef
    holder: URIRef
    stance: URIRef
    target: URIRef
    targetActor: URIRef  # noqa: N815
    onIssue: URIRef  # noqa: N815
    expressedIn: URIRef  # noqa: N815
    meetingType: URIRef  # noqa: N815
    country: URIRef
    capacity: URIRef
    accreditedTo: URIRef  # noqa: N815
    reviewedBy: URIRef  # noqa: N815


PREFIXES = {
    "dcterms": str(DCTERMS),
    "dkg": ONTOLOGY,
    "foaf": str(FOAF),
    "issue": str(ISSUE),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "scheme": str(SCHEME),
    "sem": str(SEM),
    "skos": str(SKOS),
    "xsd": str(XSD),
}
"""Prefixes of every query and export."""

SCHEMES: dict[str, tuple[str, ...]] = {
    "stance": get_args(Stance),
    "modality": get_args(Modality),
    "meeting": get_args(MeetingType),
    "status": get_args(MeetingStatus),
    "basis": get_args(DateBasis),
    "mode": get_args(QuoteType),
    "part": get_args(BlockKind),
    "classification": ("intergovernmental",),
}
"""Concept schemes of ``ontology/schemes.ttl`` and the values that records use."""


def concept(scheme: str, value: str) -> URIRef:
    """Return the concept of a scheme that stands for a record's value.

    Examples
    --------
    >>> concept("stance", "support")
    rdflib.term.URIRef('https://w3id.org/dkg/scheme#stance-support')
    """
    if value not in SCHEMES[scheme]:
        raise DataError(f"{value!r} is not in the {scheme} scheme: use one of {', '.join(SCHEMES[scheme])}")
    return SCHEME[f"{scheme}-{value}"]


def value_of(scheme: str, iri: str) -> str:
    """Return the record's value for a concept of a scheme.

    Examples
    --------
    >>> value_of("meeting", "https://w3id.org/dkg/scheme#meeting-phone_call")
    'phone_call'
    """
    value = iri.removeprefix(f"{SCHEME}{scheme}-")
    if value == iri or value not in SCHEMES[scheme]:
        raise DataError(f"<{iri}> is not in the {scheme} scheme: use one of {', '.join(SCHEMES[scheme])}")
    return value
