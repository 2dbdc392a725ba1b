"""An endpoint: the reading half of a store, and documents put into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

import pyoxigraph as ox
import rdflib

from kg import store as local
from kg.errors import QueryError, StoreError
from kg.graph import new_graph, to_graph
from kg.queries import Rows, to_rdflib
from kg.queries.run import resolve, to_python
from kg.records import Extraction
from kg.remote.calls import Calls
from kg.remote.pages import Query

if TYPE_CHECKING:
    from kg.store import Format

__all__ = ["Endpoint", "connect"]

LEAST_CUT = 100
"""An answer with fewer rows than this is taken for whole: no server is known to cut below."""

AT_ONCE = 1000
"""Triples of one update, which no server is known to find too long."""

_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_DOCUMENTS = "SELECT DISTINCT ?name WHERE { ?document a dkg:Document ; dcterms:identifier ?name }"
_GRAPHS = (
    "SELECT DISTINCT ?graph WHERE { VALUES ?name { UNDEF } "
    "GRAPH ?graph { ?document a dkg:Document ; dcterms:identifier ?name } }"
)
_REVIEWERS = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?graph a prov:Bundle } }"
_TRIPLES_OF = "SELECT ?s ?p ?o WHERE { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }"

_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None


def connect(  # noqa: PLR0913 - servers differ in all of this
    url: str,
    *,
    update: str | None = None,
    graph_store: str | None = None,
    default_graphs: Sequence[str] = (),
    token: str | None = None,
    user: str | None = None,
    password: str | None = None,
    seconds: float = 120.0,
) -> Endpoint:
    """Find a SPARQL server.

    Parameters
    ----------
    url
        Its address for queries.
    update
        Its address for SPARQL Update; the same one, unless told otherwise.
    graph_store
        Its address for the Graph Store Protocol. Where it is given, documents are written that way, which large ones
        need on a server that parses no long update (Virtuoso).
    default_graphs
        Graphs whose union queries see. Servers whose default graph is not the union of all graphs need it: Fuseki's
        name for that is ``urn:x-arq:UnionGraph``.
    token, user, password
        What the server asks for: a bearer token, or a name and a password.
    seconds
        How long to wait for a word from the server.

    Raises
    ------
    StoreError
        There is no server, or its default graph is empty although it has graphs.

    Examples
    --------
    >>> connect("https://example.org/sparql").documents()  # doctest: +SKIP
    ['china-russia-united-stance']
    """
    addresses = [address for address in (url, update, graph_store) if address]
    calls = Calls(addresses, token=token, user=user, password=password, seconds=seconds)
    endpoint = Endpoint(url, calls, update=update, graph_store=graph_store, default_graphs=default_graphs)
    if not endpoint.ask("ASK { ?s ?p ?o }") and endpoint.ask("ASK { GRAPH ?g { ?s ?p ?o } }"):
        raise StoreError(
            f"{url}: has graphs that its default graph does not show: name the union of them as default_graphs "
            "(Fuseki: urn:x-arq:UnionGraph)"
        )
    return endpoint


class Endpoint:
    """A dataset on a SPARQL server; make one with :func:`connect`.

    What reads a :class:`kg.store.Store` reads this: ``select``, ``construct``, ``ask``, ``query``, ``documents``,
    ``graph``, ``graphs``, ``dump``. Blank nodes of different requests are different ones.
    """

    path = None

    def __init__(
        self, url: str, calls: Calls, *, update: str | None, graph_store: str | None, default_graphs: Sequence[str]
    ) -> None:
        self.url = url
        self._calls = calls
        self._update_url = update or url
        self._graph_store = graph_store
        self._default = [("default-graph-uri", iri) for iri in default_graphs]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Do nothing: every request is a connection of its own."""

    def query(self, question: str, /, **params: object) -> Rows | rdflib.Graph | bool:
        """Answer a question by its name or number, or a SPARQL query."""
        sparql, terms = resolve(question, params)
        query = Query(sparql, terms)
        if query.parts.form == "SELECT":
            columns, rows = self._all_rows(query)
            return Rows(columns, [[to_python(cell) for cell in row] for row in rows])
        if query.parts.form == "ASK":
            return self._yes(query.text)
        return self._described(query) if query.parts.form == "DESCRIBE" else self._constructed(query)

    def select(self, question: str, /, **params: object) -> Rows:
        """Answer a SELECT query with rows of plain Python values."""
        answer = self.query(question, **params)
        if not isinstance(answer, Rows):
            raise QueryError("this is not a SELECT query: ask it with query()")
        return answer

    def construct(self, question: str, /, **params: object) -> rdflib.Graph:
        """Answer a CONSTRUCT or DESCRIBE query with a graph; what is described is what the server chooses to send."""
        answer = self.query(question, **params)
        if not isinstance(answer, rdflib.Graph):
            raise QueryError("this is not a CONSTRUCT query: ask it with query()")
        return answer

    def ask(self, question: str, /, **params: object) -> bool:
        """Answer an ASK query."""
        answer = self.query(question, **params)
        if not isinstance(answer, bool):
            raise QueryError("this is not a ASK query: ask it with query()")
        return answer

    def documents(self) -> list[str]:
        """Return the identifiers of the documents, sorted."""
        return sorted({str(name) for name in self.select(_DOCUMENTS).column("name")})

    def graph(self, identifier: str) -> rdflib.Graph:
        """Return one document's graph."""
        return self._graph(self._names_there(identifier)[0])

    def _graph(self, name: str) -> rdflib.Graph:
        graph = new_graph(name)
        _, rows = self._all_rows(Query(_TRIPLES_OF, {"graph": ox.NamedNode(name)}))
        for subject, predicate, value in rows:
            graph.add((to_rdflib(subject), to_rdflib(predicate), to_rdflib(value)))
        return graph

    def graphs(self) -> Iterator[rdflib.Graph]:
        """Return the documents' graphs one by one, in the order of their identifiers."""
        for identifier in self.documents():
            yield self.graph(identifier)

    def copy(self) -> local.Store:
        """Return a store in memory with all documents and reviews of the server."""
        store = local.open()
        for graph in self.graphs():
            store.add(graph)
        for name in self.select(_REVIEWERS).column("graph"):
            store.reviews.merge(self._graph(str(name)))
        return store

    def dump(self, format: Format = "trig", *, schemes: bool = False) -> bytes:  # noqa: A002 - as the store has it
        """Return all documents and reviews in an RDF syntax, as :meth:`kg.store.Store.dump` does."""
        return self.copy().dump(format, schemes=schemes)

    def add(self, content: Extraction | rdflib.Graph) -> None:
        """Put a document on the server.

        Raises
        ------
        StoreError
            A document with this identifier is there already, or the graph describes none.
        """
        identifier, name, triples = _document(content)
        if self._names_of(identifier):
            raise StoreError(f"{identifier}: is on {self.url} already: replace it, or remove it first")
        self._write(name, triples, [])

    def replace(self, content: Extraction | rdflib.Graph) -> None:
        """Put a document in the place of the one with the same identifier, if there is one."""
        identifier, name, triples = _document(content)
        self._write(name, triples, self._names_of(identifier))

    def remove(self, identifier: str) -> None:
        """Withdraw a document.

        Raises
        ------
        StoreError
            There is no such document.
        """
        for name in self._names_there(identifier):
            self._drop(name)

    def merge(self, graph: rdflib.Graph) -> None:
        """Add what a reviewer has reviewed, a graph of :attr:`kg.store.Store.reviews`, to what is on the server."""
        name = str(graph.identifier)
        triples = [line for line in graph.serialize(format="nt11").splitlines() if line]
        if self._graph_store:
            self._calls.post(self._in_graph_store(name), "\n".join(triples).encode(), content_type=_TRIPLES)
            return
        for start in range(0, len(triples), AT_ONCE):
            some = "\n".join(triples[start : start + AT_ONCE])
            insert = f"INSERT DATA {{ GRAPH {ox.NamedNode(name)} {{\n{some}\n}} }}"
            self._calls.form(self._update_url, [("update", insert)], accept="*/*")

    def _write(self, name: str, triples: bytes, old: Sequence[str]) -> None:
        for scheme, content in _schemes().items():
            if not self.ask("ASK { VALUES ?graph { UNDEF } GRAPH ?graph { ?s ?p ?o } }", graph=rdflib.URIRef(scheme)):
                self._put(scheme, content, [])
        self._put(name, triples, old)

    def _put(self, name: str, triples: bytes, old: Sequence[str]) -> None:
        if self._graph_store:
            self._calls.put(self._in_graph_store(name), triples, content_type=_TRIPLES)
            for other in old:
                if other != name:
                    self._drop(other)
            return
        drops = "".join(f"DROP SILENT GRAPH {ox.NamedNode(other)} ;\n" for other in old)
        insert = f"INSERT DATA {{ GRAPH {ox.NamedNode(name)} {{\n{triples.decode()}}} }}"
        self._calls.form(self._update_url, [("update", drops + insert)], accept="*/*")

    def _drop(self, name: str) -> None:
        if self._graph_store:
            self._calls.delete(self._in_graph_store(name))
        else:
            self._calls.form(self._update_url, [("update", f"DROP SILENT GRAPH {ox.NamedNode(name)}")], accept="*/*")

    def _in_graph_store(self, name: str) -> str:
        return f"{self._graph_store}?graph={quote(name, safe='')}"

    def _names_of(self, identifier: str) -> list[str]:
        return sorted(str(name) for name in self.select(_GRAPHS, name=identifier).column("graph"))

    def _names_there(self, identifier: str) -> list[str]:
        names = self._names_of(identifier)
        if not names:
            raise StoreError(f"{identifier}: is not on {self.url}: look at documents()")
        return names

    def _all_rows(self, query: Query) -> tuple[list[str], list[list[_Term]]]:
        """Return all rows of a SELECT query, however few the server gives at once."""
        columns, rows = self._rows(query.text)
        if len(rows) < LEAST_CUT:
            return columns, rows
        total = self._number(query.count())
        if len(rows) == total:
            return columns, rows
        size, rows = len(rows), []
        while len(rows) < total:
            _, page = self._rows(query.page(columns, size, len(rows)))
            rows += page
            if not page:
                break
        if len(rows) != total:
            raise QueryError(
                f"{self.url}: counts {total:,} rows and gives {len(rows):,}: it changed meanwhile; ask again"
            )
        return columns, rows

    def _number(self, sparql: str) -> int:
        _, rows = self._rows(sparql)
        cell = rows[0][0] if rows else None
        if not isinstance(cell, ox.Literal):
            raise QueryError(f"{self.url}: does not count rows: is it a SPARQL 1.1 server?")
        return int(cell.value)

    def _rows(self, sparql: str) -> tuple[list[str], list[list[_Term]]]:
        solutions = self._results(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            raise QueryError(f"{self.url}: answers yes or no where rows were asked for")
        try:
            names = [variable.value for variable in solutions.variables]
            return names, [[solution[name] for name in names] for solution in solutions]
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self.url}: its answer cannot be read: {error}") from error

    def _results(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean:
        data = self._calls.form(self.url, [("query", sparql), *self._default], accept=_ROWS)
        try:
            return ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self.url}: its answer cannot be read: {error}: is it a SPARQL server?") from error

    def _yes(self, sparql: str) -> bool:
        answer = self._results(sparql)
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        # Virtuoso answers with a row, or none.
        return any(getattr(cell, "value", "0") == "1" for solution in answer for cell in solution)

    def _described(self, query: Query) -> rdflib.Graph:
        data = self._calls.form(self.url, [("query", query.text), *self._default], accept=_TRIPLES)
        graph = new_graph()
        try:
            for quad in ox.parse(data, format=ox.RdfFormat.N_TRIPLES):
                graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self.url}: its answer cannot be read: {error}") from error
        return graph

    def _constructed(self, query: Query) -> rdflib.Graph:
        """Ask for rows, which can be counted, and make the triples of them here."""
        template = _template(query.text)
        terms = {term for triple in template for term in triple}
        variables = sorted(str(term) for term in terms if isinstance(term, rdflib.Variable))
        blank = any(isinstance(term, rdflib.BNode) for term in terms)
        graph = new_graph()
        if variables:
            columns, rows = self._all_rows(Query(query.select(variables, distinct=not blank), {}))
        else:
            columns, rows = [], [[]] if self._yes(f"{query.prologue}ASK {query.parts.pattern}") else []
        for row in rows:
            values = {name: to_rdflib(cell) for name, cell in zip(columns, row, strict=True) if cell is not None}
            graph += _filled(template, values)
        return graph


def _template(sparql: str) -> list[tuple[rdflib.term.Node, ...]]:
    """Return the triples that a CONSTRUCT query makes, with their variables."""
    from rdflib.plugins.sparql import prepareQuery

    try:
        algebra = prepareQuery(sparql).algebra
    except Exception as error:  # pyparsing's and rdflib's own, which share no base
        raise QueryError(f"the SPARQL query does not parse: {error}") from error
    triples = algebra.template
    return list(triples) if triples is not None else _patterns(algebra)


def _patterns(algebra: Mapping[str, object]) -> list[tuple[rdflib.term.Node, ...]]:
    """Return the triples of ``CONSTRUCT WHERE``, whose pattern is its template."""
    found: list[tuple[rdflib.term.Node, ...]] = []
    for name, part in algebra.items():
        if name == "triples" and isinstance(part, list):
            found += part
        elif isinstance(part, dict):
            found += _patterns(part)
    return found


def _filled(
    template: Sequence[tuple[rdflib.term.Node, ...]], values: Mapping[str, rdflib.term.Identifier]
) -> list[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]]:
    blank: dict[rdflib.term.Node, rdflib.term.Node] = {}
    out: list[tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]] = []
    for triple in template:
        terms = [
            values.get(str(term))
            if isinstance(term, rdflib.Variable)
            else blank.setdefault(term, rdflib.BNode())
            if isinstance(term, rdflib.BNode)
            else term
            for term in triple
        ]
        subject, predicate, value = terms
        if (
            isinstance(subject, rdflib.URIRef | rdflib.BNode)
            and isinstance(predicate, rdflib.URIRef)
            and value is not None
        ):
            out.append((subject, predicate, value))
    return out


def _document(content: Extraction | rdflib.Graph) -> tuple[str, str, bytes]:
    """Return a document's identifier, its graph's name and its triples in N-Triples."""
    with local.open() as store:
        store.add(to_graph(content) if isinstance(content, Extraction) else content)
        identifier = store.documents()[0]
        return identifier, str(store.graph(identifier).identifier), store.dump("n-triples")


def _schemes() -> dict[str, bytes]:
    """Return the graphs that queries need beside the documents', by their names."""
    by_name: dict[str, list[ox.Triple]] = {}
    with local.open() as store:
        for quad in ox.parse(store.dump("n-quads", schemes=True), format=ox.RdfFormat.N_QUADS):
            name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            by_name.setdefault(name, []).append(quad.triple)
    return {name: ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"" for name, triples in by_name.items()}
