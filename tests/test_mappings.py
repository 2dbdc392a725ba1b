"""The mappings to PLOVER and CAMEO are complete, defined and sound as SKOS."""

import re

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace, URIRef

import kg.store
from kg import vocab
from kg.resources import folder

PLOVER = Namespace("https://w3id.org/dkg/plover#")
CAMEO = Namespace("https://w3id.org/dkg/cameo#")
MATCHES = (SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
TYPES = {
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST"),
    *("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}


@pytest.fixture(scope="module")
def mappings() -> Graph:
    return Graph().parse(folder("ontology") / "mappings.ttl")


@pytest.mark.parametrize("scheme", ["stance", "meeting"])
def test_every_concept_is_mapped_or_it_is_said_why_not(mappings: Graph, scheme: str) -> None:
    for value in vocab.SCHEMES[scheme]:
        concept = vocab.concept(scheme, value)
        matched = {str(match) for kind in MATCHES for match in mappings.objects(concept, kind)}
        for space in (PLOVER, CAMEO):
            told = (concept, SKOS.editorialNote, None) in mappings
            assert told or any(match.startswith(space) for match in matched), (value, space)


def test_every_match_is_between_concepts_that_are_defined(mappings: Graph) -> None:
    known = set(mappings.subjects(SKOS.inScheme, None))
    known |= {vocab.concept(scheme, value) for scheme, values in vocab.SCHEMES.items() for value in values}
    for kind in MATCHES:
        for one, other in mappings.subject_objects(kind):
            assert {one, other} <= known


def test_every_code_is_one_of_the_coding(mappings: Graph) -> None:
    for concept in mappings.subjects(SKOS.inScheme, PLOVER.types):
        name = str(mappings.value(concept, SKOS.notation)).partition(":")[0]
        assert name in TYPES or concept.startswith(PLOVER["mode-"])
    for concept in mappings.subjects(SKOS.inScheme, CAMEO.codes):
        code = str(mappings.value(concept, SKOS.notation))
        assert concept == CAMEO[code]
        assert re.fullmatch(r"(0[1-9]|1\d|20)\d{0,2}", code)
        broader = mappings.value(concept, SKOS.broader)
        assert broader is None or code.startswith(str(mappings.value(broader, SKOS.notation)))


def test_every_code_is_used_has_a_definition_and_a_place(mappings: Graph) -> None:
    used = {match for kind in MATCHES for match in mappings.objects(None, kind)}
    used |= set(mappings.objects(None, SKOS.broader))
    for concept in mappings.subjects(RDF.type, SKOS.Concept):
        assert str(mappings.value(concept, SKOS.definition)).endswith(".")
        assert (concept, SKOS.topConceptOf, None) in mappings or (concept, SKOS.broader, None) in mappings
        assert concept in used, concept


def _hierarchy(graph: Graph) -> Graph:
    tree = Graph()
    for narrow, wide in [
        *graph.subject_objects(SKOS.broader),
        *graph.subject_objects(SKOS.broadMatch),
        *((narrow, wide) for wide, narrow in graph.subject_objects(SKOS.narrowMatch)),
    ]:
        tree.add((narrow, SKOS.broader, wide))
    return tree


def test_related_and_broader_never_meet(mappings: Graph) -> None:
    """Integrity condition S27 of SKOS; closeMatch is not transitive and cannot break it."""
    tree = _hierarchy(mappings)

    def above(concept: URIRef) -> set:
        return set(tree.transitive_objects(concept, SKOS.broader)) - {concept}

    for one, other in mappings.subject_objects(SKOS.relatedMatch):
        assert other not in above(one), (one, other)
        assert one not in above(other), (one, other)


def test_no_pair_is_matched_twice_and_none_exactly(mappings: Graph) -> None:
    pairs = [pair for kind in MATCHES for pair in mappings.subject_objects(kind)]
    assert len(set(pairs)) == len(pairs)
    assert (None, SKOS.exactMatch, None) not in mappings


def test_a_question_can_use_the_codes() -> None:
    store = kg.store.open()
    codes = store.select(
        "SELECT DISTINCT ?code { VALUES ?stance { UNDEF } ?stance skos:closeMatch/skos:notation ?code } ORDER BY ?code",
        stance=vocab.concept("stance", "reject"),
    )
    assert codes.column("code") == ["12", "REJECT"]


@pytest.mark.parametrize("file", ["schemes", "issues", "formulas", "mappings"])
def test_every_scheme_says_what_its_licence_is(file: str) -> None:
    graph = Graph().parse(folder("ontology") / f"{file}.ttl")
    schemes = set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    assert schemes
    licensed = set(graph.subjects(DCTERMS.license, URIRef("https://spdx.org/licenses/MIT")))
    assert schemes <= licensed or URIRef(str(vocab.SCHEME).rstrip("#")) in licensed
