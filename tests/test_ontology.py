"""The ontology's files are complete and agree with each other and with the package."""

from pathlib import Path

import pyshacl
import pytest
from gold_reading import gold, readout
from rdflib import DCTERMS, OWL, RDF, RDFS, SH, SKOS, Graph, Literal, URIRef

import kg
from kg.graph import to_graph
from kg.resources import folder
from kg.vocab import DKG, ISSUE, ONTOLOGY, SCHEME

FILES = sorted(path.name for path in folder("ontology").glob("*.ttl"))
IRI = URIRef(ONTOLOGY.rstrip("#"))
PROPERTIES = (OWL.ObjectProperty, OWL.DatatypeProperty)


def parse(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(folder("ontology") / name)
    return graph


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return parse("kg.ttl")


def own(graph: Graph, *kinds: URIRef) -> set[URIRef]:
    """Return the ontology's own terms of some kinds."""
    return {term for kind in kinds for term in graph.subjects(RDF.type, kind) if term.startswith(ONTOLOGY)}


def terms(graph: Graph) -> set[URIRef]:
    return own(graph, OWL.Class, *PROPERTIES)


@pytest.mark.parametrize("name", FILES)
def test_every_file_parses(name: str) -> None:
    assert len(parse(name)) > 0


def test_it_stays_small(ontology: Graph) -> None:
    assert len(own(ontology, OWL.Class)) == 16
    assert len(own(ontology, *PROPERTIES)) <= 30


def test_every_term_has_label_definition_example_and_home(ontology: Graph) -> None:
    for term in terms(ontology):
        for predicate in (RDFS.label, SKOS.definition, SKOS.example):
            values = list(ontology.objects(term, predicate))
            assert len(values) == 1, (term, predicate)
            assert values[0].language == "en"
        assert ontology.value(term, RDFS.isDefinedBy) == IRI


@pytest.mark.parametrize("name", ["schemes.ttl", "issues.ttl", "formulas.ttl"])
def test_every_concept_has_label_definition_and_scheme(name: str) -> None:
    graph = parse(name)
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for term in concepts:
        assert len(list(graph.objects(term, SKOS.prefLabel))) == 1, term
        assert (term, SKOS.definition, None) in graph, term
        assert graph.value(term, SKOS.inScheme) in set(graph.subjects(RDF.type, SKOS.ConceptScheme)), term


@pytest.mark.parametrize("name", ["schemes.ttl", "formulas.ttl"])
def test_every_value_and_formula_and_its_scheme_has_label_definition_and_example(name: str) -> None:
    graph = parse(name)
    for kind in (SKOS.Concept, SKOS.ConceptScheme):
        for term in graph.subjects(RDF.type, kind):
            for predicate in (RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.example):
                assert len(list(graph.objects(term, predicate))) == 1, (term, predicate)


def test_the_example_of_a_formula_uses_it() -> None:
    graph = parse("formulas.ttl")
    for formula in graph.subjects(RDF.type, DKG.Formula):
        example = str(graph.value(formula, SKOS.example)).lower()
        wordings = [*graph.objects(formula, SKOS.prefLabel), *graph.objects(formula, SKOS.altLabel)]
        assert any(str(wording).lower() in example for wording in wordings), formula


def test_an_issue_is_told_from_others_by_definition_and_place() -> None:
    graph = parse("issues.ttl")
    for issue in graph.subjects(RDF.type, DKG.Issue):
        assert len(list(graph.objects(issue, SKOS.definition))) == 1, issue
        assert (issue, SKOS.broader, None) in graph or (issue, SKOS.topConceptOf, SCHEME.issue) in graph, issue


def test_stances_are_a_ladder() -> None:
    graph = parse("schemes.ttl")
    ranks = [int(graph.value(stance, SKOS.notation)) for stance in graph.subjects(SKOS.inScheme, SCHEME.stance)]
    assert len(ranks) == len(set(ranks)) == 15


def test_the_header_says_what_it_is(ontology: Graph) -> None:
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.creator, DCTERMS.license, OWL.versionIRI):
        assert ontology.value(IRI, predicate) is not None
    assert ontology.value(IRI, OWL.versionIRI) == URIRef(f"{IRI}/{kg.__version__}")
    assert ontology.value(IRI, OWL.versionInfo) == Literal(kg.__version__)
    assert (IRI, OWL.imports, None) not in ontology


def test_shapes_are_well_formed() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=parse("shapes.ttl"), meta_shacl=True)
    assert conforms, text


def test_every_shape_says_what_is_wrong_and_what_to_do() -> None:
    shapes = parse("shapes.ttl")
    for shape in shapes.objects(None, SH.property):
        assert shapes.value(shape, SH.message) is not None
        assert shapes.value(shape, SH.description) is not None


@pytest.mark.parametrize("make", [gold, readout])
def test_data_use_only_terms_that_are_defined(make, ontology: Graph) -> None:
    graph = to_graph(make())
    known = terms(ontology) | set(parse("schemes.ttl", "issues.ttl").subjects())
    used = {
        term
        for triple in graph
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith((ONTOLOGY, str(SCHEME), str(ISSUE)))
    }
    assert used - known == set()


def test_the_worked_example_is_what_the_program_writes() -> None:
    example = Graph().parse(Path(folder("ontology")) / "examples" / "readout.ttl")
    assert set(example) == set(to_graph(readout()))


def test_disjoint_classes_share_nothing() -> None:
    graph = to_graph(gold()) + to_graph(readout())
    kinds = (DKG.Person, DKG.Organization, DKG.Country, DKG.Group)
    members = [set(graph.subjects(RDF.type, kind)) for kind in kinds]
    assert sum(map(len, members)) == len(set().union(*members))
