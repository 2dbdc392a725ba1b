"""The list of issues as a SKOS scheme: writes ``ontology/issues.ttl`` from ``kg/data/issues.toml``.

Renewed by ``python -c "from kg.issues import turtle; print(turtle(), end='')" > ontology/issues.ttl``;
a test holds the two equal.
"""

from __future__ import annotations

from kg.extract.positions.issues import Issue, issues
from kg.vocab import ONTOLOGY, PREFIXES

__all__ = ["turtle"]

HEADER = """\
# Generated from kg/data/issues.toml by kg.issues.turtle(); do not edit.
{prefixes}

scheme:issue a skos:ConceptScheme ;
    rdfs:label "Issues of diplomacy"@en ;
    skos:prefLabel "Issues of diplomacy"@en ;
    skos:definition "What positions are about: the usual agenda of talks, readouts and communiques."@en ;
    dcterms:license <https://spdx.org/licenses/MIT> ;
    rdfs:isDefinedBy <{ontology}> .
"""


def turtle() -> str:
    """Return the issues in Turtle, in the order of the data file.

    Examples
    --------
    >>> "issue:ceasefire a dkg:Issue" in turtle()
    True
    """
    used = ("dcterms", "dkg", "issue", "rdfs", "scheme", "skos")
    prefixes = "\n".join(f"@prefix {name}: <{PREFIXES[name]}> ." for name in used)
    against = _against()
    blocks = [_concept(issue, sorted(against[issue.key])) for issue in issues().values()]
    return HEADER.format(prefixes=prefixes, ontology=ONTOLOGY[:-1]) + "\n" + "\n".join(blocks)


def _concept(issue: Issue, against: list[str]) -> str:
    lines = [f"issue:{issue.key} a dkg:Issue, skos:Concept", f"skos:prefLabel {_literal(issue.label)}"]
    if issue.alt:
        lines.append("skos:altLabel " + ", ".join(map(_literal, issue.alt)))
    lines += [f"rdfs:label {_literal(issue.label)}", f"skos:definition {_literal(issue.definition)}"]
    lines.append(f"skos:broader issue:{issue.broader}" if issue.broader else "skos:topConceptOf scheme:issue")
    if against:
        lines.append("skos:related " + ", ".join(f"issue:{key}" for key in against))
    lines += ["skos:inScheme scheme:issue", f"rdfs:isDefinedBy <{ONTOLOGY[:-1]}>"]
    return " ;\n    ".join(lines) + " .\n"


def _against() -> dict[str, set[str]]:
    """Return the issues with those that are against them, both ways."""
    found: dict[str, set[str]] = {key: set() for key in issues()}
    for issue in issues().values():
        if issue.opposite is not None:
            found[issue.key].add(issue.opposite)
            found[issue.opposite].add(issue.key)
    return found


def _literal(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@en'
