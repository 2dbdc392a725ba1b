"""One dataset of documents' graphs: in memory or in a folder, with Oxigraph behind it.

Each document is one named graph, so that it can be added, replaced or withdrawn without
touching the others. Queries see the union of all graphs and the concept schemes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Literal as OneOf
from typing import Self, TypeVar, cast

import pyoxigraph as ox
import rdflib

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.graph import new_graph, to_graph
from kg.queries import Rows, evaluate, to_ox, to_rdflib
from kg.records import Extraction
from kg.resources import folder

__all__ = ["Store", "open"]

_Answer = TypeVar("_Answer")
Format = OneOf["trig", "turtle", "json-ld", "n-quads", "n-triples"]

_FORMATS = {
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "json-ld": ox.RdfFormat.JSON_LD,
    "n-quads": ox.RdfFormat.N_QUADS,
    "n-triples": ox.RdfFormat.N_TRIPLES,
}
_SCHEMES_GRAPH = ox.NamedNode(str(vocab.SCHEME).rstrip("#"))
_TYPE = ox.NamedNode(str(rdflib.RDF.type))
_DOCUMENT = ox.NamedNode(str(vocab.DKG.Document))
_IDENTIFIER = ox.NamedNode(str(rdflib.DCTERMS.identifier))


def open(path: str | Path | None = None) -> Store:  # noqa: A001 - reads as kg.open(...)
    """Open a dataset: a new one in memory, or the one in a folder, which is made if need be.

    Parameters
    ----------
    path
        The folder; ``None`` keeps everything in memory.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> with open() as store:
    ...     store.add(Extraction(Document(id="d1", text="Hello.")))
    ...     store.documents()
    ['d1']
    """
    return Store(path)


class Store:
    """A dataset; make one with :func:`open`.

    Examples
    --------
    >>> store = open()
    >>> store.select("SELECT ?d WHERE { ?d a dkg:Document }").columns
    ('d',)
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.path = None if path is None else Path(path)
        try:
            self._store = ox.Store() if path is None else ox.Store(str(path))
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be opened as a dataset ({error}): close the other program that writes to it, "
                "or give a folder that is empty or was made by kg"
            ) from error
        if not self._store.contains_named_graph(_SCHEMES_GRAPH):
            self._store.extend(_schemes())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and let another program open the folder."""
        if self.path is not None:
            self._store.flush()
        self._store = ox.Store()

    def documents(self) -> list[str]:
        """Return the identifiers of the documents, sorted."""
        types = self._store.quads_for_pattern(None, _TYPE, _DOCUMENT, None)
        about = (self._store.quads_for_pattern(q.subject, _IDENTIFIER, None, q.graph_name) for q in types)
        objects = (identity.object for identities in about for identity in identities)
        return sorted({name.value for name in objects if isinstance(name, ox.Literal)})

    def add(self, content: Extraction | rdflib.Graph) -> None:
        """Add a document, all of it or nothing.

        Raises
        ------
        StoreError
            A document with this identifier is there already, or the graph describes none.
        """
        quads, identifier = _quads(content)
        if self._graphs_of(identifier):
            raise StoreError(f"{identifier}: is in the dataset already: replace it, or remove it first")
        self._store.extend(quads)

    def replace(self, content: Extraction | rdflib.Graph) -> None:
        """Put a document in the place of the one with the same identifier, if there is one.

        Readers see the old one or the new one, never a mixture and never neither.
        """
        quads, identifier = _quads(content)
        old = self._graphs_of(identifier)
        triples = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
        data = _serialize(triples, "n-triples")
        drops = "".join(f"DROP SILENT GRAPH {graph} ;\n" for graph in old)
        # One update request is one transaction.
        self._store.update(f"{drops}INSERT DATA {{ GRAPH {quads[0].graph_name} {{\n{data.decode()}}} }}")

    def remove(self, identifier: str) -> None:
        """Withdraw a document.

        Raises
        ------
        StoreError
            There is no such document.
        """
        drops = (f"DROP GRAPH {graph}" for graph in self._graphs_there(identifier))
        self._store.update(" ; ".join(drops))

    def graph(self, identifier: str) -> rdflib.Graph:
        """Return one document's graph, for rdflib's own API, SHACL or a notebook."""
        name = self._graphs_there(identifier)[0]
        graph = new_graph(name.value)
        for quad in self._store.quads_for_pattern(None, None, None, name):
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
        return graph

    def graphs(self) -> Iterator[rdflib.Graph]:
        """Return the documents' graphs one by one, in the order of their identifiers."""
        for identifier in self.documents():
            yield self.graph(identifier)

    def load(self, path: str | Path) -> None:
        """Add the documents of a file that this program or another one wrote.

        TriG, N-Quads and JSON-LD may hold many documents; in Turtle and N-Triples all triples
        must be of one document.
        """
        path = Path(path)
        try:
            quads = list(ox.parse(path=str(path)))
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{path}: cannot be read as RDF: {error}") from error
        by_graph: dict[object, list[ox.Quad]] = {}
        for quad in quads:
            by_graph.setdefault(quad.graph_name, []).append(quad)
        for graph_name, members in by_graph.items():
            if graph_name != _SCHEMES_GRAPH:
                self._load_graph(path, members)

    def _load_graph(self, path: Path, quads: list[ox.Quad]) -> None:
        name = quads[0].graph_name
        graph = new_graph(name.value if isinstance(name, ox.NamedNode) else None)
        for quad in quads:
            graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
        try:
            self.add(graph)
        except StoreError as error:
            raise StoreError(f"{path}: {error}") from error

    def query(self, question: str, /, **params: object) -> Rows | rdflib.Graph | bool:
        """Answer a question by its name or number, or a SPARQL query.

        Returns
        -------
        Rows or Graph or bool
            For SELECT, for CONSTRUCT and DESCRIBE, and for ASK.

        See Also
        --------
        select, construct, ask : the same with a single type of answer.
        """
        return evaluate(self._store, question, params)

    def select(self, question: str, /, **params: object) -> Rows:
        """Answer a SELECT query with rows of plain Python values."""
        return _expect(self.query(question, **params), Rows, "SELECT")

    def construct(self, question: str, /, **params: object) -> rdflib.Graph:
        """Answer a CONSTRUCT or DESCRIBE query with a graph."""
        return _expect(self.query(question, **params), rdflib.Graph, "CONSTRUCT")

    def ask(self, question: str, /, **params: object) -> bool:
        """Answer an ASK query."""
        return _expect(self.query(question, **params), bool, "ASK")

    def dump(self, format: Format = "trig", *, schemes: bool = False) -> bytes:  # noqa: A002 - rdflib's own word
        """Return the dataset in an RDF syntax: sorted, so that the same data give the same bytes.

        Parameters
        ----------
        format
            ``turtle`` and ``n-triples`` merge the documents' graphs, the others keep them.
        schemes
            Add the concept schemes (stances, issues), which every dataset opens with.
        """
        if format not in _FORMATS:
            raise StoreError(f"{format!r} is not a format: use one of {', '.join(_FORMATS)}")
        quads = [q for q in self._store if schemes or q.graph_name != _SCHEMES_GRAPH]
        if format in {"turtle", "n-triples"}:
            triples = {ox.Triple(q.subject, q.predicate, q.object) for q in quads}
            return _serialize(sorted(triples, key=_order), format)
        return _serialize(sorted(quads, key=lambda q: (str(q.graph_name), *_order(q))), format)

    def _graphs_of(self, identifier: str) -> list[ox.NamedNode]:
        """Return the named graphs that describe a document with this identifier."""
        found = []
        for identity in self._store.quads_for_pattern(None, _IDENTIFIER, ox.Literal(identifier), None):
            is_document = ox.Quad(identity.subject, _TYPE, _DOCUMENT, identity.graph_name) in self._store
            if is_document and isinstance(identity.graph_name, ox.NamedNode):
                found.append(identity.graph_name)
        return found

    def _graphs_there(self, identifier: str) -> list[ox.NamedNode]:
        graphs = self._graphs_of(identifier)
        if not graphs:
            some = ", ".join(self.documents()[:5]) or "no document"
            raise StoreError(f"{identifier}: is not in the dataset, which has {some}: look at documents()")
        return graphs


def _expect(answer: object, kind: type[_Answer], form: str) -> _Answer:
    if not isinstance(answer, kind):
        raise QueryError(f"this is not a {form} query: ask it with query()")
    return answer


@cache
def _schemes() -> tuple[ox.Quad, ...]:
    """Return the concept schemes of ``ontology/``, which queries need for labels and ranks."""
    return tuple(
        ox.Quad(triple.subject, triple.predicate, triple.object, _SCHEMES_GRAPH)
        for name in ("schemes.ttl", "issues.ttl", "formulas.ttl")
        for triple in ox.parse((folder("ontology") / name).read_bytes(), format=ox.RdfFormat.TURTLE)
    )


def _quads(content: Extraction | rdflib.Graph) -> tuple[list[ox.Quad], str]:
    """Return a document's graph as quads, and the document's identifier."""
    graph = to_graph(content) if isinstance(content, Extraction) else content
    documents = list(graph.subjects(rdflib.RDF.type, vocab.DKG.Document))
    identifiers = list(graph.objects(documents[0], rdflib.DCTERMS.identifier)) if len(documents) == 1 else []
    if len(identifiers) != 1:
        raise StoreError(
            f"{graph.identifier}: describes {len(documents)} documents with {len(identifiers)} identifiers: "
            "give a graph of one dkg:Document that has one dcterms:identifier"
        )
    name = ox.NamedNode(_graph_name(graph, str(documents[0])))
    quads = [ox.Quad(_resource(s), ox.NamedNode(str(p)), to_ox(o), name) for s, p, o in graph]
    return quads, str(identifiers[0])


def _resource(term: object) -> ox.NamedNode | ox.BlankNode:
    return ox.NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else ox.BlankNode(str(term))


def _graph_name(graph: rdflib.Graph, document: str) -> str:
    if isinstance(graph.identifier, rdflib.URIRef):
        return str(graph.identifier)
    return document.replace("/document/", "/graph/", 1)


def _order(item: ox.Quad | ox.Triple) -> tuple[str, bool, str, str]:
    return (str(item.subject), item.predicate != _TYPE, item.predicate.value, str(item.object))


def _serialize(items: Iterable[ox.Quad] | Iterable[ox.Triple], format: str) -> bytes:  # noqa: A002
    prefixes = vocab.PREFIXES if format in {"trig", "turtle"} else None
    data = cast("bytes", ox.serialize(items, format=_FORMATS[format], prefixes=prefixes))
    if format == "json-ld":
        return json.dumps(json.loads(data), ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"
    if prefixes is None:
        return data
    # Oxigraph writes the prefixes in the order of a hash table, which differs from run to run.
    lines = data.split(b"\n", len(prefixes))
    return b"\n".join([*sorted(lines[:-1]), lines[-1]])
