"""The vocabulary in the code and in ontology/ are the same."""

import pytest
import rdflib
from rdflib import OWL, RDF, SKOS

from kg import vocab
from kg.errors import DataError
from kg.resources import folder
from kg.vocab import DKG


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(folder("ontology") / "kg.ttl")


def test_an_unknown_term_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = DKG.speeker


def test_terms_are_those_of_the_ontology(ontology: rdflib.Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    defined = {str(term) for kind in kinds for term in ontology.subjects(RDF.type, kind)}
    defined = {term for term in defined if term.startswith(vocab.ONTOLOGY)}
    assert {vocab.ONTOLOGY + name for name in DKG.__annotations__ if not name.startswith("_")} == defined


def test_concepts_are_those_of_the_schemes() -> None:
    schemes = rdflib.Graph().parse(folder("ontology") / "schemes.ttl")
    for name, values in vocab.SCHEMES.items():
        defined = {str(concept) for concept in schemes.subjects(SKOS.inScheme, vocab.SCHEME[name])}
        assert defined == {str(vocab.concept(name, value)) for value in values}


def test_concept_and_value_are_inverse() -> None:
    for name, values in vocab.SCHEMES.items():
        assert [vocab.value_of(name, vocab.concept(name, value)) for value in values] == list(values)


def test_an_unknown_value_names_the_known_ones() -> None:
    with pytest.raises(DataError, match="support"):
        vocab.concept("stance", "condemn")
    with pytest.raises(DataError, match="direct, indirect, mixed"):
        vocab.value_of("mode", "https://example.org/direct")
