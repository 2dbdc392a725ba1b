"""Who has looked at what the program found and confirmed it.

Every reviewer has a named graph, apart from the documents', so that a document can be extracted anew without
losing what was reviewed in it. IRIs come from content: what is read again as it was keeps its IRI and its review,
and what is read otherwise is a new item that nobody has looked at. In PROV's words a reviewer's graph is a bundle,
and a review an influence of the reviewer on the item::

    GRAPH <…/reviews/ana-lind> {
        <…/reviews/ana-lind> a prov:Bundle ; prov:wasAttributedTo <…/reviewer/ana-lind> .
        <…/reviewer/ana-lind> a prov:Agent ; skos:prefLabel "Ana Lind" .
        <…/statement/…> dkg:reviewedBy <…/reviewer/ana-lind> ; prov:qualifiedInfluence <…/review/…> .
        <…/review/…> a prov:AgentInfluence ; prov:agent <…/reviewer/ana-lind> ;
            dcterms:date "2021-09-01"^^xsd:date .
    }
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date

import pyoxigraph as ox
import rdflib
from rdflib import DCTERMS, PROV, RDF, SKOS, XSD

from kg import ids
from kg.errors import StoreError
from kg.graph import new_graph
from kg.queries import to_ox, to_rdflib
from kg.vocab import DKG

__all__ = ["REVIEWABLE", "Reviews"]

REVIEWABLE = (DKG.Statement, DKG.Position, DKG.Meeting, DKG.Attribution)
"""The classes of what can be reviewed."""


def _node(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise StoreError(f"{iri}: is not an IRI: take one from the answer to `kg query not-reviewed`") from error


_TYPE, _LABEL = _node(str(RDF.type)), _node(str(SKOS.prefLabel))
_BUNDLE, _ATTRIBUTED = _node(str(PROV.Bundle)), _node(str(PROV.wasAttributedTo))
_REVIEWED_BY, _REVIEW = _node(str(DKG.reviewedBy)), _node(str(PROV.qualifiedInfluence))
_AGENT, _BY, _INFLUENCE = _node(str(PROV.Agent)), _node(str(PROV.agent)), _node(str(PROV.AgentInfluence))
_DATE, _DAY = _node(str(DCTERMS.date)), _node(str(XSD.date))
_KINDS = frozenset(_node(str(kind)) for kind in REVIEWABLE)


class Reviews:
    """The reviews in a dataset, as :attr:`kg.store.Store.reviews`.

    Examples
    --------
    >>> import kg
    >>> from kg.records import Document, Extraction, Meeting, Span
    >>> store = kg.open()
    >>> store.add(Extraction(Document("d", "They met."), meetings=(Meeting("m1", "other", (Span(0, 9),)),)))
    >>> meeting = store.select("not-reviewed").column("item")[0]
    >>> store.reviews.add(meeting, by="Ana Lind")
    >>> len(store.select("not-reviewed"))
    0
    """

    def __init__(self, store: ox.Store, want_writer: Callable[[], None]) -> None:
        self._store = store
        self._want_writer = want_writer

    def add(self, *items: str, by: str, on: date | None = None) -> None:
        """Say that someone has looked at items and confirmed them: at all of them, or none is marked.

        Parameters
        ----------
        items
            The IRIs of statements, positions, meetings or attributions of the dataset.
        by
            The reviewer's name, or an IRI that names the reviewer: an ORCID, for instance.
        on
            The day; today, unless told otherwise.

        Raises
        ------
        StoreError
            There is no such item in the dataset, or the reviewer has no name.
        """
        self._want_writer()
        day = (on or date.today()).isoformat()  # noqa: DTZ011 - the reviewer's own day
        quads: list[ox.Quad] = []
        for item in items:
            quads += _review(item, by, day, self._base(item))
        self._store.extend(quads)

    def remove(self, *items: str, by: str) -> None:
        """Take back reviews of someone.

        Raises
        ------
        StoreError
            Somebody of that name or IRI has not reviewed one of the items.
        """
        self._want_writer()
        gone = [quad for item in items for quad in self._quads(item, by)]
        data = "".join(f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}\n" for q in gone)
        self._store.update(f"DELETE DATA {{ {data} }}{self._drops(gone)}")

    def merge(self, graph: rdflib.Graph) -> None:
        """Add what a reviewer has reviewed in another dataset to what is here.

        Raises
        ------
        StoreError
            The graph is none that :meth:`graphs` returns.
        """
        self._want_writer()
        if (graph.identifier, RDF.type, PROV.Bundle) not in graph:
            raise StoreError(f"{graph.identifier}: is no reviewer's graph: give one of Store.reviews.graphs()")
        name = _node(str(graph.identifier))
        self._store.extend(ox.Quad(to_ox(s), _node(str(p)), to_ox(o), name) for s, p, o in graph)  # type: ignore[arg-type]

    def graphs(self) -> Iterator[rdflib.Graph]:
        """Return the reviewers' graphs one by one."""
        bundles = self._store.quads_for_pattern(None, _TYPE, _BUNDLE, None)
        for name in sorted({q.graph_name.value for q in bundles if isinstance(q.graph_name, ox.NamedNode)}):
            graph = new_graph(name)
            for quad in self._store.quads_for_pattern(None, None, None, ox.NamedNode(name)):
                graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
            yield graph

    def _base(self, item: str) -> str:
        """Return what the resources of the dataset begin with, by a graph that describes the item."""
        types = self._store.quads_for_pattern(_node(item), _TYPE, None, None)
        graphs = {quad.graph_name for quad in types if quad.object in _KINDS}
        if not graphs:
            raise StoreError(
                f"{item}: is no statement, position, meeting or attribution of this dataset: take the IRI from the "
                "answer to `kg query not-reviewed --format csv`"
            )
        before, mark, _ = min(g.value for g in graphs if isinstance(g, ox.NamedNode)).partition("/graph/")
        return f"{before}/" if mark else ids.BASE

    def _drops(self, gone: Collection[ox.Quad]) -> str:
        """Return updates that drop the reviewers' graphs in which nothing else is reviewed."""
        drops = ""
        for name in {quad.graph_name for quad in gone}:
            reviewed = set(self._store.quads_for_pattern(None, _REVIEWED_BY, None, name))
            if isinstance(name, ox.NamedNode) and ox.Quad(name, _TYPE, _BUNDLE, name) in self._store:
                drops += "" if reviewed - set(gone) else f" ; DROP GRAPH {name}"
        return drops

    def _quads(self, item: str, by: str) -> list[ox.Quad]:
        """Return what says that someone has reviewed an item."""
        found = []
        for said in self._store.quads_for_pattern(_node(item), _REVIEWED_BY, None, None):
            agent, graph = said.object, said.graph_name
            if not isinstance(agent, ox.NamedNode):
                continue
            if agent.value != by and ox.Quad(agent, _LABEL, ox.Literal(ids.normal(by)), graph) not in self._store:
                continue
            found.append(said)
            for link in self._store.quads_for_pattern(said.subject, _REVIEW, None, graph):
                review = link.object
                if isinstance(review, ox.NamedNode) and ox.Quad(review, _BY, agent, graph) in self._store:
                    found += [link, *self._store.quads_for_pattern(review, None, None, graph)]
        if not found:
            raise StoreError(f"{item}: is not reviewed by {by}: look at its dkg:reviewedBy")
        return found


def _review(item: str, by: str, day: str, base: str) -> Iterator[ox.Quad]:
    name = ids.normal(by)
    if not name or not name.isprintable():
        raise StoreError(f"{by!r}: is no name of a reviewer: give a name, or an IRI such as an ORCID")
    named = not re.match(r"https?://\S+$", name)
    agent = _node(ids.reviewer(name, base=base) if named else name)
    graph = _node(ids.reviews(agent.value, base=base))
    review = _node(ids.review(item, agent.value, day, base=base))
    yield ox.Quad(graph, _TYPE, _BUNDLE, graph)
    yield ox.Quad(graph, _ATTRIBUTED, agent, graph)
    yield ox.Quad(agent, _TYPE, _AGENT, graph)
    if named:
        yield ox.Quad(agent, _LABEL, ox.Literal(name), graph)
    yield ox.Quad(_node(item), _REVIEWED_BY, agent, graph)
    yield ox.Quad(_node(item), _REVIEW, review, graph)
    yield ox.Quad(review, _TYPE, _INFLUENCE, graph)
    yield ox.Quad(review, _BY, agent, graph)
    yield ox.Quad(review, _DATE, ox.Literal(day, datatype=_DAY), graph)
