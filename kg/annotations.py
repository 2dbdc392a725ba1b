"""Every passage that the graph speaks of as a W3C Web Annotation, for annotation tools.

The query is ``kg/queries/views/annotations.rq``. A body is the record (a statement, a position, a meeting, an actor …),
a target the document with two selectors: the offsets, in code points as the recommendation wants them, and the words.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rdflib import RDF, Graph, Namespace

from kg.resources import folder

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["annotation_graph", "web_annotations"]

_OA = Namespace("http://www.w3.org/ns/oa#")
_START, _END = _OA["start"], _OA["end"]


def annotation_graph(store: Store) -> Graph:
    """Return the annotations as RDF.

    Examples
    --------
    >>> import kg
    >>> len(annotation_graph(kg.open()))
    0
    """
    return store.construct((folder("queries") / "views" / "annotations.rq").read_text("utf-8"))


def web_annotations(store: Store) -> bytes:
    """Return the annotations as JSON of the Web Annotation Data Model: one page of them, sorted.

    Examples
    --------
    >>> import kg
    >>> json.loads(web_annotations(kg.open()))["items"]
    []
    """
    graph = annotation_graph(store)
    items = [_item(graph, annotation) for annotation in sorted(graph.subjects(RDF.type, _OA.Annotation), key=str)]
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": items}
    return json.dumps(page, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n"


def _item(graph: Graph, annotation: Any) -> dict[str, Any]:
    target = graph.value(annotation, _OA.hasTarget)
    selectors = sorted(graph.objects(target, _OA.hasSelector), key=str)  # the position comes first
    return {
        "id": str(annotation),
        "type": "Annotation",
        "motivation": "identifying",
        "body": str(graph.value(annotation, _OA.hasBody)),
        "target": {
            "id": str(target),
            "type": "SpecificResource",
            "source": str(graph.value(target, _OA.hasSource)),
            "selector": [_selector(graph, selector) for selector in selectors],
        },
    }


def _selector(graph: Graph, selector: Any) -> dict[str, Any]:
    exact = graph.value(selector, _OA.exact)
    if exact is not None:
        return {"id": str(selector), "type": "TextQuoteSelector", "exact": str(exact)}
    start, end = (int(str(graph.value(selector, at))) for at in (_START, _END))
    return {"id": str(selector), "type": "TextPositionSelector", "start": start, "end": end}
