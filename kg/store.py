"""One dataset of documents' graphs: in memory or in a folder, with Oxigraph behind it.

Each document is one named graph, so that it can be added, replaced or withdrawn without
touching the others; each reviewer has a graph, too. Queries see the union of all graphs and the
concept schemes.

A folder has one writer at a time, a second one is refused; any number of readers see the state
that there was when they opened it. What a method has done when it returns is there again after
the program was killed, and what it was doing then has not happened at all; :meth:`Store.close`
makes it survive the machine's failure, too.
"""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Iterable, Iterator, Sequence
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
from kg.intake import batches, graph_names, named_after, one_identifier, quads_of
from kg.queries import Rows, evaluate, to_ox, to_rdflib, written
from kg.records import Extraction
from kg.resources import folder
from kg.reviews import Reviews
from kg.snapshot import is_dataset, snapshot

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
_MERGED = {"turtle", "n-triples"}  # formats without named graphs
_SCHEMES_GRAPH = ox.NamedNode(str(vocab.SCHEME).rstrip("#"))
_TYPE = ox.NamedNode(str(rdflib.RDF.type))
_DOCUMENT = ox.NamedNode(str(vocab.DKG.Document))
_IDENTIFIER = ox.NamedNode(str(rdflib.DCTERMS.identifier))


_AT_ONCE = 200_000  # quads that one transaction takes; more are loaded in bulk


def open(path: str | Path | None = None, *, readonly: bool = False) -> Store:  # noqa: A001 - reads as kg.open(...)
    """Open a dataset: a new one in memory, or the one in a folder, which is made if need be.

    Parameters
    ----------
    path
        The folder; ``None`` keeps everything in memory.
    readonly
        See the folder as it is now, whoever may be writing to it.

    Raises
    ------
    StoreError
        Another program writes to the folder, or it holds something else than a dataset.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> with open() as store:
    ...     store.add(Extraction(Document(id="d1", text="Hello.")))
    ...     store.documents()
    ['d1']
    """
    return Store(path, readonly=readonly)


class Store:
    """A dataset; make one with :func:`open`.

    Examples
    --------
    >>> store = open()
    >>> store.select("SELECT ?d WHERE { ?d a dkg:Document }").columns
    ('d',)
    """

    def __init__(self, path: str | Path | None = None, *, readonly: bool = False) -> None:
        self.path = None if path is None else Path(path)
        self.readonly = readonly
        self._left: weakref.finalize[[str], Store] | None = None
        if self.path is None:
            if readonly:
                raise StoreError("a new dataset in memory has nothing to read: name its folder, or leave out readonly")
            self._store = ox.Store()
        elif readonly:
            self._store = self._open_snapshot(self.path)
            return
        else:
            self._store = _open_folder(self.path)
        self._renew_schemes()

    def _open_snapshot(self, path: Path) -> ox.Store:
        state = snapshot(path)
        self._left = weakref.finalize(self, shutil.rmtree, str(state), ignore_errors=True)
        try:
            return ox.Store.read_only(str(state))
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened as a dataset ({error}): restore it from a copy") from error

    def _renew_schemes(self) -> None:
        """Put the concept schemes of this version there, if others are."""
        schemes = _schemes()
        there = self._store.quads_for_pattern(None, None, None, _SCHEMES_GRAPH)
        if sum(1 for _ in there) != len(set(schemes)) or any(quad not in self._store for quad in schemes):
            self._put(schemes, [_SCHEMES_GRAPH])

    def _put(self, quads: Sequence[ox.Quad], instead_of: Sequence[ox.NamedNode]) -> None:
        """Put a graph in the place of others: one update request is one transaction."""
        data = _serialize((quad.triple for quad in quads), "n-triples").decode()
        drops = "".join(f"DROP SILENT GRAPH {graph} ;\n" for graph in instead_of)
        self._store.update(f"{drops}INSERT DATA {{ GRAPH {quads[0].graph_name} {{\n{data}}} }}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Write everything to disk and let another program open the folder."""
        if self.path is not None and not self.readonly:
            self._store.flush()
        self._store = ox.Store()
        if self._left is not None:
            self._left()

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
        self._want_writer()
        quads, identifier = _quads(content)
        self._want_new(identifier)
        self._store.extend(quads)

    def replace(self, content: Extraction | rdflib.Graph) -> None:
        """Put a document in the place of the one with the same identifier, if there is one.

        Readers see the old one or the new one, never a mixture and never neither.
        """
        self._want_writer()
        quads, identifier = _quads(content)
        self._put(quads, self._graphs_of(identifier))

    def remove(self, identifier: str) -> None:
        """Withdraw a document. What was reviewed in it stays marked as such, in case it comes back.

        Raises
        ------
        StoreError
            There is no such document.
        """
        self._want_writer()
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

    @property
    def reviews(self) -> Reviews:
        """Who has looked at what the program found; what is marked here, question 19 leaves out."""
        return Reviews(self._store, self._want_writer)

    def dataset(self) -> rdflib.Dataset:
        """Return a view of the dataset with rdflib's API; it copies nothing and is for reading.

        Its default graph is the union of all graphs, and its ``query`` runs here, in Oxigraph.

        Examples
        --------
        >>> store = open()
        >>> answer = store.dataset().query("SELECT ?label { scheme:stance-warn skos:prefLabel ?label }")
        >>> [str(row.label) for row in answer]
        ['warn']
        """
        from kg.live import Live

        return rdflib.Dataset(store=Live(self._store), default_union=True)

    def load(self, path: str | Path) -> None:
        """Add the documents of a file that this program or another one wrote: all of them or none.

        TriG, N-Quads and JSON-LD may hold many documents, and reviews; in Turtle and N-Triples all
        triples must be of one document. If the program is killed while it loads more than a million
        quads, some of the documents are there, each of them whole.

        Raises
        ------
        StoreError
            The file is not RDF, a graph in it does not describe one document, or a document is there already.
        """
        self._want_writer()
        path = Path(path)
        found = ox.Store()
        try:
            found.bulk_load(path=str(path))
        except (SyntaxError, ValueError, OSError) as error:
            raise StoreError(f"{path}: cannot be read as RDF: {error}") from error
        found.remove_graph(_SCHEMES_GRAPH)
        try:
            names = graph_names(found)
            for identifier in filter(None, names.values()):
                self._want_new(identifier)
        except StoreError as error:
            raise StoreError(f"{path}: {error}") from error
        if len(found) <= _AT_ONCE:
            self._store.extend(quads_of(found, names))
        else:
            for some in batches(found, names):
                self._store.bulk_extend(quads_of(found, some))

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

    def results(self, question: str, /, format: str | None = None, **params: object) -> bytes:  # noqa: A002 - as in dump
        """Answer a question in a syntax of the W3C, in which every value keeps its datatype and language.

        Parameters
        ----------
        question
            As for :meth:`query`.
        format
            json (the default), xml, csv or tsv for rows; turtle (the default), n-triples, json-ld, rdf-xml for graphs.

        Examples
        --------
        >>> open().results("ASK { ?d a dkg:Document }")
        b'{"head":{},"boolean":false}'
        """
        return written(self._store, question, params, format)

    def write(self, path: str | Path, format: Format = "trig", *, schemes: bool = False) -> None:  # noqa: A002 - as in dump
        """Write the dataset to a file, quickly and in no particular order; :meth:`dump` sorts.

        Parameters
        ----------
        path
            The file; what was there stays until all is written.
        format, schemes
            As for :meth:`dump`.
        """
        syntax = _syntax(format)
        path = Path(path)
        partial = path.with_name(f".{path.name}.part")
        quads = (q for q in self._store if schemes or q.graph_name != _SCHEMES_GRAPH)
        merged = (quad.triple for quad in quads)
        prefixes = vocab.PREFIXES if format in {"trig", "turtle"} else None
        try:
            ox.serialize(merged if format in _MERGED else quads, str(partial), format=syntax, prefixes=prefixes)
            partial.replace(path)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written ({error.strerror or error})") from error
        finally:
            partial.unlink(missing_ok=True)

    def dump(self, format: Format = "trig", *, schemes: bool = False) -> bytes:  # noqa: A002 - rdflib's own word
        """Return the dataset in an RDF syntax: sorted, so that the same data give the same bytes.

        Parameters
        ----------
        format
            ``turtle`` and ``n-triples`` merge the documents' graphs, the others keep them.
        schemes
            Add the concept schemes (stances, issues), which every dataset opens with.
        """
        _syntax(format)
        if format in _MERGED:
            quads = (q for q in self._store if schemes or q.graph_name != _SCHEMES_GRAPH)
            return _serialize(sorted({quad.triple for quad in quads}, key=_order), format)
        return _serialize(self._in_order(schemes=schemes), format)

    def _in_order(self, *, schemes: bool) -> Iterator[ox.Quad]:
        """Yield the quads graph by graph, so that only one graph at a time is sorted."""
        for name in sorted(self._store.named_graphs(), key=str):
            if schemes or name != _SCHEMES_GRAPH:
                yield from sorted(self._store.quads_for_pattern(None, None, None, name), key=_order)

    def _want_writer(self) -> None:
        if self.readonly:
            raise StoreError(f"{self.path}: is open for reading: open it without readonly to change it")

    def _want_new(self, identifier: str) -> None:
        if self._graphs_of(identifier):
            raise StoreError(f"{identifier}: is in the dataset already: replace it, or remove it first")

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


def _open_folder(path: Path) -> ox.Store:
    if path.exists() and not is_dataset(path) and (not path.is_dir() or any(path.iterdir())):
        raise StoreError(f"{path}: is no dataset: give a folder that is empty, not there yet, or was made by kg")
    try:
        return ox.Store(str(path))
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreError(
                f"{path}: another program writes to this dataset: close the other program, or open it for reading "
                "with kg.open(path, readonly=True)"
            ) from error
        raise StoreError(f"{path}: cannot be opened as a dataset ({error}): restore it from a copy") from error


def _syntax(format: str) -> ox.RdfFormat:  # noqa: A002 - as in dump
    if format not in _FORMATS:
        raise StoreError(f"{format!r} is not a format: use one of {', '.join(_FORMATS)}")
    return _FORMATS[format]


def _expect(answer: object, kind: type[_Answer], form: str) -> _Answer:
    if not isinstance(answer, kind):
        raise QueryError(f"this is not a {form} query: ask it with query()")
    return answer


@cache
def _schemes() -> tuple[ox.Quad, ...]:
    """Return the concept schemes of ``ontology/`` and their mappings, for labels, ranks and codes in queries."""
    return tuple(
        ox.Quad(triple.subject, triple.predicate, triple.object, _SCHEMES_GRAPH)
        for name in ("schemes.ttl", "issues.ttl", "formulas.ttl", "mappings.ttl")
        for triple in ox.parse((folder("ontology") / name).read_bytes(), format=ox.RdfFormat.TURTLE)
    )


def _quads(content: Extraction | rdflib.Graph) -> tuple[list[ox.Quad], str]:
    """Return a document's graph as quads, and the document's identifier."""
    graph = to_graph(content) if isinstance(content, Extraction) else content
    documents = list(graph.subjects(rdflib.RDF.type, vocab.DKG.Document))
    identifiers = [str(i) for d in documents for i in graph.objects(d, rdflib.DCTERMS.identifier)]
    identifier = one_identifier(str(graph.identifier), len(documents), identifiers)
    name = ox.NamedNode(_graph_name(graph, str(documents[0])))
    quads = [ox.Quad(_resource(s), ox.NamedNode(str(p)), to_ox(o), name) for s, p, o in graph]
    return quads, identifier


def _resource(term: object) -> ox.NamedNode | ox.BlankNode:
    return ox.NamedNode(str(term)) if isinstance(term, rdflib.URIRef) else ox.BlankNode(str(term))


def _graph_name(graph: rdflib.Graph, document: str) -> str:
    if isinstance(graph.identifier, rdflib.URIRef):
        return str(graph.identifier)
    return named_after(document)


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
