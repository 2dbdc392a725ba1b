"""What the service says of itself: SPARQL 1.1 Service Description."""

from __future__ import annotations

import pyoxigraph as ox

from kg.serve.negotiate import GRAPHS, OFFERS

__all__ = ["describe"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def describe(address: str, media_type: str, *, updates: bool) -> bytes:
    """Return the description of the service at an address, in one of the syntaxes of graphs.

    Examples
    --------
    >>> "sd:UnionDefaultGraph" in describe("http://127.0.0.1/sparql", "text/turtle", updates=False).decode()
    True
    """
    service, dataset, graph = ox.NamedNode(address), ox.BlankNode("dataset"), ox.BlankNode("default")
    triples = [
        ox.Triple(service, _TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), service),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        ox.Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _TYPE, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, _TYPE, _sd("Graph")),
    ]
    if updates:
        triples.append(ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update")))
    for media, name in _NAMES.items():
        if media in OFFERS["solutions"] or media in GRAPHS:
            triples.append(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(_FORMATS + name)))
    syntaxes = {
        "turtle": ox.RdfFormat.TURTLE,
        "n-triples": ox.RdfFormat.N_TRIPLES,
        "json-ld": ox.RdfFormat.JSON_LD,
        "rdf-xml": ox.RdfFormat.RDF_XML,
    }
    syntax = GRAPHS[media_type]
    prefixes = {"sd": _SD, "formats": _FORMATS} if syntax in {"turtle", "rdf-xml"} else None
    return ox.serialize(triples, format=syntaxes[syntax], prefixes=prefixes) or b""


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
