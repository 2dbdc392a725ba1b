"""An OWL 2 RL reasoner finds ontology and data consistent, and finds what is planted."""

from pathlib import Path

import owlrl
import pytest
from gold_reading import readout
from rdflib import RDF, Graph, Literal, Namespace

import kg
from kg.graph import to_graph
from kg.resources import folder
from kg.vocab import DKG

ROOT = Path(__file__).parents[1]
ERROR = Namespace("http://www.daml.org/2002/03/agents/agent-ont#").error
EX = Namespace("https://example.org/")


def contradictions(*graphs: Graph) -> set[str]:
    """Return what a reasoner finds wrong with the ontology and some data."""
    everything = Graph().parse(folder("ontology") / "kg.ttl")
    for graph in graphs:
        everything += graph
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(everything)
    return {str(message) for message in everything.objects(None, ERROR)}


def schemes() -> Graph:
    graph = Graph()
    for path in folder("ontology").glob("*.ttl"):
        if path.name not in {"kg.ttl", "shapes.ttl"}:
            graph.parse(path)
    return graph


def test_ontology_and_schemes_are_consistent() -> None:
    assert contradictions(schemes()) == set()


def test_the_exports_are_consistent() -> None:
    assert contradictions(Graph().parse(ROOT / "exports" / "graph.ttl")) == set()


@pytest.mark.parametrize("path", sorted((folder("ontology") / "examples").glob("*.t*")), ids=lambda path: path.stem)
def test_the_worked_examples_are_consistent(path: Path) -> None:
    with kg.open() as store:
        store.load(path)
        assert contradictions(Graph().parse(data=store.dump("turtle"), format="turtle")) == set()


# Two values of a functional property that are literals escape OWL RL reasoners; the shapes find them.
PLANTED = {
    "one thing in two disjoint classes": [(EX.a, RDF.type, DKG.Person), (EX.a, RDF.type, DKG.Country)],
    "an actor that is a statement": [(EX.a, RDF.type, DKG.Group), (EX.a, RDF.type, DKG.Statement)],
    "a range that does not fit": [(EX.p, DKG.holder, EX.d), (EX.d, RDF.type, DKG.Document)],
    "a domain that does not fit": [(EX.a, DKG.stance, EX.c), (EX.a, RDF.type, DKG.Organization)],
    "a range that does not fit another range": [(EX.x, DKG.ascribes, EX.y), (EX.z, DKG.inDocument, EX.y)],
    "two documents of one passage, one a person": [
        *((EX.x, DKG.inDocument, EX.d), (EX.x, DKG.inDocument, EX.e)),
        *((EX.d, RDF.type, DKG.Document), (EX.e, RDF.type, DKG.Person)),
    ],
    "an issue as a formula": [(EX.i, RDF.type, DKG.Formula), (EX.p, DKG.onIssue, EX.i)],
    "an offset in words": [(EX.x, DKG.start, Literal("three", datatype=Literal(1).datatype))],
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_is_planted_is_found(planted: list[tuple]) -> None:
    data = to_graph(readout())  # consistent without it: it is the first worked example
    for triple in planted:
        data.add(triple)
    assert contradictions(data) != set()
