"""Records ⇄ RDF: the only room that knows both.

One document becomes one :class:`rdflib.Graph`, which the store keeps under the document's
graph IRI. Every node is named by :mod:`kg.ids`; there are no blank nodes. A record's local id
("s07") is kept as ``dcterms:identifier "DOCUMENT/s07"``, so that a graph reads back as the
records that it was made from.
"""

from kg.graph.reading import from_graph
from kg.graph.writing import new_graph, to_graph

__all__ = ["from_graph", "new_graph", "to_graph"]
