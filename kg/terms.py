"""The ontology for people and for JSON: its tables of terms and its diagram, and a JSON-LD context.

``ontology/README.md`` holds :func:`diagram` and :func:`tables` between pairs of comments, and
``ontology/context.jsonld`` is :func:`context`. Renewed by
``python -c "from kg.terms import renew; renew('ontology')"``; a test holds them equal.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg.resources import folder
from kg.vocab import ONTOLOGY, PREFIXES, SCHEMES

__all__ = ["context", "diagram", "renew", "tables"]

# Properties of other vocabularies that data have, and what their values are.
_REUSED: Mapping[str, Mapping[str, str | None]] = {
    "dcterms": {"date": None, "identifier": None, "language": None, "temporal": "@id", "title": None},
    "org": {"classification": "@id", "hasMember": "@id", "member": "@id", "organization": "@id"},
    "owl": {"sameAs": "@id"},
    "prov": {"used": "@id", "wasAssociatedWith": "@id", "wasGeneratedBy": "@id", "wasRevisionOf": "@id"},
    "schema": {
        **dict.fromkeys(("author", "dateline", "disambiguatingDescription", "jobTitle", "location")),
        **dict.fromkeys(("roleName", "softwareVersion", "text")),
        **dict.fromkeys(("dateModified", "datePublished", "startDate")),
        **dict.fromkeys(("eventStatus", "mentions", "publisher"), "@id"),
        "url": "xsd:anyURI",
    },
    "sem": {"hasActor": "@id"},
    "skos": dict.fromkeys(("altLabel", "editorialNote", "notation", "note", "prefLabel")),
}
_REUSED_LINKS = {
    ("ExtractionRun", "Document"): "prov:used",
    ("Group", "Actor"): "org:hasMember",
    ("Meeting", "Participation"): "sem:hasActor",
    ("Participation", "Actor"): "rdf:value",
    ("Passage", "Actor"): "schema:mentions",
    ("Tenure", "Actor"): "org:organization",
    ("Tenure", "Person"): "org:member",
}


def _ontology() -> Graph:
    return Graph().parse(folder("ontology") / "kg.ttl")


def _own(graph: Graph, *kinds: URIRef) -> list[URIRef]:
    """Return the ontology's own terms of some kinds, by name."""
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return sorted(URIRef(str(term)) for term in found if str(term).startswith(ONTOLOGY))


def _name(graph: Graph, term: Node) -> str:
    """Return a term as people write it: own terms bare, others with a prefix."""
    return graph.namespace_manager.normalizeUri(str(term)).removeprefix("dkg:")


def _members(graph: Graph, node: Node | None) -> list[Node]:
    """Return the classes of a union, or the one class that it is."""
    if node is None:
        return []
    union = graph.value(node, OWL.unionOf)
    return [node] if union is None else list(Collection(graph, union))


def _names(graph: Graph, term: URIRef, predicate: URIRef) -> str:
    return ", ".join(_name(graph, value) for value in _members(graph, graph.value(term, predicate)))


def _related(graph: Graph, term: URIRef) -> str:
    """Return the terms of other vocabularies that a term is narrower than (⊂) or like (≈)."""
    signs = ((RDFS.subClassOf, "⊂"), (RDFS.subPropertyOf, "⊂"), (RDFS.seeAlso, "≈"))
    found = [
        f"{sign} {name}"
        for predicate, sign in signs
        for name in sorted(_name(graph, other) for other in graph.objects(term, predicate))
    ]
    return ", ".join(found)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def tables() -> str:
    """Return the classes, properties and concept schemes as Markdown tables.

    Examples
    --------
    >>> "| `Passage` |" in tables()
    True
    """
    graph = _ontology()
    lines = ["### Classes", "", _row("class", "is", "for example", "other vocabularies"), _row(*["---"] * 4)]
    for term in _own(graph, OWL.Class):
        words = (graph.value(term, predicate) for predicate in (SKOS.definition, SKOS.example))
        lines.append(_row(f"`{_name(graph, term)}`", *words, _related(graph, term)))
    lines += ["", "### Properties", "", _row("property", "of", "value", "is", "for example", "other vocabularies")]
    lines.append(_row(*["---"] * 6))
    for term in _own(graph, OWL.ObjectProperty, OWL.DatatypeProperty):
        ends = (_names(graph, term, predicate) for predicate in (RDFS.domain, RDFS.range))
        words = (graph.value(term, predicate) for predicate in (SKOS.definition, SKOS.example))
        lines.append(_row(f"`{_name(graph, term)}`", *ends, *words, _related(graph, term)))
    return "\n".join([*lines, "", *_scheme_tables()])


def _scheme_tables() -> list[str]:
    graph = Graph().parse(folder("ontology") / "schemes.ttl").parse(folder("ontology") / "mappings.ttl")
    matches = ((SKOS.closeMatch, "≈"), (SKOS.broadMatch, "⊂"), (SKOS.narrowMatch, "⊃"), (SKOS.relatedMatch, "~"))
    lines = []
    for scheme, values in SCHEMES.items():
        node = URIRef(f"{PREFIXES['scheme']}{scheme}")
        columns = ("concept", "is", "for example", "PLOVER and CAMEO")
        lines += [f"### {graph.value(node, SKOS.prefLabel)}", "", str(graph.value(node, SKOS.definition)), ""]
        lines += [_row(*columns), _row(*["---"] * len(columns))]
        for value in values:
            concept = URIRef(f"{node}-{value}")
            words = (graph.value(concept, predicate) for predicate in (SKOS.definition, SKOS.example))
            codes = [
                f"{sign} {name}"
                for kind, sign in matches
                for name in sorted(_name(graph, code) for code in graph.objects(concept, kind))
            ]
            lines.append(_row(f"`{scheme}-{value}`", *words, ", ".join(codes)))
        lines.append("")
    return lines


def diagram() -> str:
    """Return the classes and what links them as a Mermaid flowchart.

    Examples
    --------
    >>> print(diagram().splitlines()[0])
    flowchart TB
    """
    graph = _ontology()
    classes = _own(graph, OWL.Class)
    links = {ends: [name] for ends, name in _REUSED_LINKS.items()}
    for term in _own(graph, OWL.ObjectProperty):
        for one in _members(graph, graph.value(term, RDFS.domain)):
            for other in _members(graph, graph.value(term, RDFS.range)):
                if one in classes and other in classes:
                    links.setdefault((_name(graph, one), _name(graph, other)), []).append(_name(graph, term))
    linked = {end for ends in links for end in ends}
    lines = ["flowchart TB", *(f"    {_name(graph, term)}" for term in classes if _name(graph, term) not in linked)]
    lines += [
        f'    {one} -- "{"<br>".join(sorted(names))}" --> {other}' for (one, other), names in sorted(links.items())
    ]
    for term in classes:
        for parent in graph.objects(term, RDFS.subClassOf):
            if parent in classes:
                lines.append(f"    {_name(graph, term)} -. is a .-> {_name(graph, parent)}")
    return "\n".join(lines)


def context() -> str:
    """Return a JSON-LD context in which data read like plain JSON.

    Examples
    --------
    >>> json.loads(context())["@context"]["speaker"]
    {'@id': 'dkg:speaker', '@type': '@id'}
    """
    graph = _ontology()
    entries: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"} | PREFIXES
    for term in _own(graph, OWL.Class):
        entries[_name(graph, term)] = f"dkg:{_name(graph, term)}"
    for term in _own(graph, OWL.ObjectProperty):
        entries[_name(graph, term)] = {"@id": f"dkg:{_name(graph, term)}", "@type": "@id"}
    for term in _own(graph, OWL.DatatypeProperty):
        entries[_name(graph, term)] = _entry(f"dkg:{_name(graph, term)}", _datatype(graph, term))
    for prefix, terms in _REUSED.items():
        for name, kind in terms.items():
            entries[name] = _entry(f"{prefix}:{name}", kind)
    # Bare, these two would be JSON-LD's own words.
    entries |= {"participant": _entry("rdf:value", "@id"), "part": _entry("dcterms:type", "@id")}
    return json.dumps({"@context": entries}, ensure_ascii=False, indent=1) + "\n"


def _entry(iri: str, kind: str | None) -> object:
    return iri if kind is None else {"@id": iri, "@type": kind}


def _datatype(graph: Graph, term: URIRef) -> str | None:
    """Return the type that a property's literals have, unless JSON has it or there are several."""
    name = _name(graph, graph.value(term, RDFS.range) or term)
    return name if name == "xsd:decimal" else None


def renew(place: str | os.PathLike[str]) -> None:
    """Write what is generated into ``README.md`` and ``context.jsonld`` of a folder."""
    readme = Path(place) / "README.md"
    text = readme.read_text("utf-8")
    for mark, content in (("diagram", f"```mermaid\n{diagram()}\n```"), ("terms", tables())):
        begin = f"<!-- {mark}: generated -->\n"
        before, _, rest = text.partition(begin)
        after = rest.partition("<!-- end -->")[2]
        text = f"{before}{begin}{content}\n<!-- end -->{after}"
    readme.write_text(text, "utf-8")
    (Path(place) / "context.jsonld").write_text(context(), "utf-8")
