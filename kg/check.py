"""Findings about a dataset: SHACL shapes, evidence, and what no record uses.

Each document is checked on its own. That a passage's words stand at its offsets is verified
here, in Python: it is the one thing that shapes cannot say cheaply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rdflib import DCTERMS, RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from kg.graph import to_graph
from kg.records import Extraction
from kg.resources import folder
from kg.vocab import DKG, SCHEMA

if TYPE_CHECKING:
    from kg.remote import Endpoint
    from kg.store import Store

__all__ = ["Finding", "check"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong: in which document, at which resource, why, and what to do.

    Examples
    --------
    >>> print(Finding("d1", "https://example.org/d1#char=0,5", "the words differ", "extract d1 again"))
    d1: https://example.org/d1#char=0,5: the words differ: extract d1 again
    """

    document: str
    place: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.document}: {self.place}: {self.message}: {self.remedy}"


def check(content: Store | Endpoint | Extraction | Graph) -> list[Finding]:
    """Check a dataset, one document's records or its graph.

    Returns
    -------
    list of Finding
        Sorted; empty where all is well.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> check(Extraction(Document(id="d1", text="Hello.")))
    []
    """
    if isinstance(content, Extraction | Graph):
        graphs: Iterable[Graph] = [to_graph(content) if isinstance(content, Extraction) else content]
    else:
        graphs = content.graphs()
    return sorted({finding for graph in graphs for finding in _check_document(graph)})


def _check_document(graph: Graph) -> Iterator[Finding]:
    document = next(graph.subjects(RDF.type, DKG.Document), None)
    name = str(graph.identifier if document is None else graph.value(document, DCTERMS.identifier, default=document))
    if document is None:
        yield Finding(name, name, "the graph describes no document", "add a dkg:Document with its text")
        return
    yield from _shapes_findings(graph, name)
    yield from _evidence_findings(graph, name)
    yield from _orphans(graph, name)


@cache
def _shapes() -> Graph:
    return Graph().parse(folder("ontology") / "shapes.ttl", format="turtle")


@cache
def _subclasses() -> Graph:
    """Return the class tree of actors, so that a Person is an Actor for the shapes."""
    ontology = Graph().parse(folder("ontology") / "kg.ttl", format="turtle")
    tree = Graph()
    for triple in ontology.triples((None, _SUBCLASS, DKG.Actor)):
        tree.add(triple)
    return tree


_SUBCLASS = URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf")


def _shapes_findings(graph: Graph, name: str) -> Iterator[Finding]:
    import pyshacl  # slow to import, and only a check needs it

    conforms, report, _ = pyshacl.validate(graph, shacl_graph=_shapes(), ont_graph=_subclasses(), inplace=False)
    if conforms:
        return
    for result in report.subjects(RDF.type, SH.ValidationResult):
        place = str(report.value(result, SH.focusNode))
        value = report.value(result, SH.value)
        message = str(report.value(result, SH.resultMessage))
        if value is not None and str(value) != place:
            message = f"{message} (found {str(value)[:80]!r})"
        shape = report.value(result, SH.sourceShape)
        remedy = _shapes().value(shape, SH.description) if shape is not None else None
        yield Finding(name, place, message, str(remedy or "correct it, or extract the document again"))


def _evidence_findings(graph: Graph, name: str) -> Iterator[Finding]:
    """Compare every passage's words with the document's text."""
    texts = {document: str(text) for document, text in graph.subject_objects(SCHEMA.text)}
    for passage in graph.subjects(RDF.type, DKG.Passage):
        text = texts.get(graph.value(passage, DKG.inDocument) or passage)
        start, end = (_integer(graph.value(passage, offset)) for offset in (DKG.start, DKG.end))
        exact = graph.value(passage, DKG.exact)
        if text is None or start is None or end is None or exact is None:
            continue  # the shapes tell of these
        there = text[start:end] if 0 <= start <= end <= len(text) else None
        if there is None:
            message = f"the passage [{start}, {end}) is outside the text, which has {len(text)} characters"
        elif there != str(exact):
            message = f"the words at [{start}, {end}) are {_short(there)}, not {_short(str(exact))}"
        elif not str(passage).endswith(f"#char={start},{end}"):
            message = f"the passage's IRI does not say [{start}, {end})"
        else:
            continue
        yield Finding(name, str(passage), message, "correct the offsets, or extract the document again")


def _orphans(graph: Graph, name: str) -> Iterator[Finding]:
    """Find passages that nothing refers to: they are the rest of a record that is gone."""
    used = set(graph.objects(None, DKG.evidence)) | set(graph.objects(None, DKG.cue))
    used |= set(graph.objects(None, DKG.content))
    kept = set(graph.subjects(SCHEMA.mentions, None)) | set(graph.subjects(DCTERMS.type, None))
    for passage in graph.subjects(RDF.type, DKG.Passage):
        if passage not in used and passage not in kept:
            yield Finding(
                name, str(passage), "no record refers to this passage", "remove it, or extract the document again"
            )


def _integer(node: Node | None) -> int | None:
    value = node.value if isinstance(node, Literal) else None
    return value if isinstance(value, int) else None


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:25]}…{text[-10:]}")
