"""rdflib's API on a store: a view that copies nothing and shows what is there now."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.query import Result

from kg.errors import QueryError, StoreError
from kg.queries import to_ox, to_rdflib
from kg.sparql import refuse, words
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from rdflib.term import Node

__all__ = ["Live"]

_Triple = tuple[Any, Any, Any]


class Live(rdflib.store.Store):
    """An rdflib store that reads an Oxigraph store; queries run in Oxigraph.

    Examples
    --------
    >>> oxigraph = ox.Store()
    >>> oxigraph.add(ox.Quad(ox.NamedNode("urn:a"), ox.NamedNode("urn:b"), ox.Literal("c"), ox.NamedNode("urn:g")))
    >>> dataset = rdflib.Dataset(store=Live(oxigraph), default_union=True)
    >>> [str(o) for s, p, o, g in dataset.quads()]
    ['c']
    """

    context_aware = True
    graph_aware = True

    def __init__(self, store: ox.Store) -> None:
        super().__init__()
        self._store = store
        self._prefixes = dict(PREFIXES)

    def triples(
        self, triple_pattern: _Triple, context: rdflib.Graph | None = None
    ) -> Iterator[tuple[_Triple, Iterator[Any]]]:
        """Yield the triples that match, each with the graphs that have it."""
        s, p, o = (None if term is None else to_ox(term) for term in triple_pattern)
        if isinstance(s, ox.Literal) or isinstance(p, ox.Literal | ox.BlankNode):
            return
        found: dict[ox.Triple, list[Any]] = {}
        for quad in self._store.quads_for_pattern(s, p, o, _graph_name(context)):
            found.setdefault(quad.triple, []).append(quad.graph_name)
        for triple, names in found.items():
            spo = (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
            yield spo, iter([_context(self, name) for name in names])

    def __len__(self, context: rdflib.Graph | None = None) -> int:
        """Return how many triples a graph has, or all graphs."""
        name = _graph_name(context)
        if name is None:
            return len({quad.triple for quad in self._store})
        return sum(1 for _ in self._store.quads_for_pattern(None, None, None, name))

    def contexts(self, triple: _Triple | None = None) -> Generator[Any, None, None]:
        """Yield the graphs, or those that have a triple."""
        if triple is None or all(term is None for term in triple):
            yield from (_context(self, name) for name in self._store.named_graphs())
        else:
            for _, graphs in self.triples(triple):
                yield from graphs

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: N803 - rdflib's name
        initBindings: Mapping[str, Node],  # noqa: N803 - rdflib's name
        queryGraph: str,  # noqa: N803 - rdflib's name
        **_: Any,
    ) -> Result:
        """Answer a query in Oxigraph, over all graphs or over one."""
        names = " ".join(f"?{name}" for name in initBindings)
        terms = " ".join(str(to_ox(value)) for value in initBindings.values())
        sparql = f"{query}\nVALUES ({names}) {{ ({terms}) }}" if initBindings else str(query)
        refuse(sparql)
        one = None if queryGraph in {"__UNION__", str(DATASET_DEFAULT_GRAPH_ID)} else ox.NamedNode(queryGraph)
        try:
            answer = self._store.query(
                sparql,
                prefixes={**PREFIXES, **{prefix: str(namespace) for prefix, namespace in initNs.items()}},
                use_default_graph_as_union=one is None and "FROM" not in words(sparql),
                default_graph=one,
            )
        except (SyntaxError, RuntimeError) as error:
            raise QueryError(f"the SPARQL query cannot run: {error}") from error
        if isinstance(answer, ox.QueryTriples):
            result = Result("CONSTRUCT")
            result.graph = rdflib.Graph()
            for triple in answer:
                result.graph.add((to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)))
            return result
        data = answer.serialize(format=ox.QueryResultsFormat.JSON)
        return Result.parse(io.BytesIO(data or b""), format="json")

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:  # noqa: FBT001, FBT002 - rdflib's own
        """Remember a prefix, for this view only."""
        if override or prefix not in self._prefixes:
            self._prefixes[prefix] = str(namespace)

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        """Return what a prefix stands for."""
        return rdflib.URIRef(self._prefixes[prefix]) if prefix in self._prefixes else None

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        """Return the prefix of a namespace."""
        return next((prefix for prefix, iri in self._prefixes.items() if iri == str(namespace)), None)

    def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
        """Return the prefixes."""
        return ((prefix, rdflib.URIRef(iri)) for prefix, iri in self._prefixes.items())

    def close(self, commit_pending_transaction: bool = False) -> None:  # noqa: FBT001, FBT002 - rdflib's own
        """Do nothing: the dataset is closed where it was opened."""

    def add(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: documents are changed through the store, whole."""
        raise StoreError("this is a view for reading: change documents with Store.add, replace and remove")

    def addN(self, quads: Iterable[Any]) -> NoReturn:  # noqa: N802 - rdflib's name
        """Refuse, as ``add`` does."""
        self.add(quads)

    remove = add
    update = add
    remove_graph = add

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Do nothing: rdflib calls this for every graph that one looks at."""


def _graph_name(context: rdflib.Graph | None) -> ox.NamedNode | ox.DefaultGraph | None:
    identifier = getattr(context, "identifier", context)
    if identifier is None:
        return None
    return ox.DefaultGraph() if identifier == DATASET_DEFAULT_GRAPH_ID else ox.NamedNode(str(identifier))


def _context(store: Live, name: Any) -> rdflib.Graph:
    identifier = rdflib.URIRef(name.value) if isinstance(name, ox.NamedNode) else DATASET_DEFAULT_GRAPH_ID
    return rdflib.Graph(store=store, identifier=identifier)
