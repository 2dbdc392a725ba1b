"""Files of other programs on their way into a store: which graphs are whose, and how many are loaded at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pyoxigraph as ox
import rdflib

from kg import vocab
from kg.errors import StoreError

__all__ = ["batches", "graph_names", "named_after", "one_identifier", "quads_of"]

Name = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_TYPE = ox.NamedNode(str(rdflib.RDF.type))
_DOCUMENT = ox.NamedNode(str(vocab.DKG.Document))
_IDENTIFIER = ox.NamedNode(str(rdflib.DCTERMS.identifier))
_BUNDLE = ox.NamedNode(str(rdflib.PROV.Bundle))
_IN_BULK = 900_000  # quads; Oxigraph loads a million or less in one piece


def graph_names(found: ox.Store) -> dict[Name, str | None]:
    """Return the identifier of the document that each graph of a file describes; ``None`` for a reviewer's graph."""
    documents: dict[Name, list[ox.Quad]] = {name: [] for name in found.named_graphs()}
    if next(found.quads_for_pattern(None, None, None, ox.DefaultGraph()), None) is not None:
        documents[ox.DefaultGraph()] = []
    for quad in found.quads_for_pattern(None, _TYPE, _DOCUMENT, None):
        documents[quad.graph_name].append(quad)
    names: dict[Name, str | None] = {}
    for name, members in documents.items():
        if not members and isinstance(name, ox.NamedNode) and ox.Quad(name, _TYPE, _BUNDLE, name) in found:
            names[name] = None
            continue
        objects = [i.object for q in members for i in found.quads_for_pattern(q.subject, _IDENTIFIER, None, name)]
        names[name] = one_identifier(str(name), len(members), [o.value for o in objects if isinstance(o, ox.Literal)])
    again = [identifier for identifier, times in Counter(filter(None, names.values())).items() if times > 1]
    if again:
        raise StoreError(f"{again[0]}: is described by several graphs: keep one of them")
    return names


def one_identifier(graph: str, documents: int, identifiers: Sequence[str]) -> str:
    """Return the identifier of the one document that a graph must describe."""
    if documents != 1 or len(identifiers) != 1:
        raise StoreError(
            f"{graph}: describes {documents} documents with {len(identifiers)} identifiers: "
            "give a graph of one dkg:Document that has one dcterms:identifier"
        )
    return identifiers[0]


def batches(found: ox.Store, names: Iterable[Name]) -> Iterator[list[Name]]:
    """Yield graphs in groups that are loaded in one piece."""
    batch: list[Name] = []
    size = 0
    for name in names:
        members = sum(1 for _ in found.quads_for_pattern(None, None, None, name))
        if batch and size + members > _IN_BULK:
            yield batch
            batch, size = [], 0
        batch.append(name)
        size += members
    yield batch


def quads_of(found: ox.Store, names: Iterable[Name]) -> Iterator[ox.Quad]:
    """Yield the quads of some graphs; a document that comes without a graph gets its own."""
    for name in names:
        quads = found.quads_for_pattern(None, None, None, name)
        if isinstance(name, ox.NamedNode):
            yield from quads
        else:
            document = next(found.quads_for_pattern(None, _TYPE, _DOCUMENT, name)).subject
            own = document.value if isinstance(document, ox.NamedNode) else f"urn:kg:graph:{document}"
            graph = ox.NamedNode(named_after(own))
            yield from (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads)


def named_after(document: str) -> str:
    """Return the name of the graph of a document that comes without one."""
    return document.replace("/document/", "/graph/", 1)
