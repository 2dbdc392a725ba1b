"""The list of issues: sound, the same in data and ontology, and found in text by its labels."""

from collections import Counter

import pytest
from rdflib import RDF, SKOS, Graph

from kg.extract import model
from kg.extract.issues import issues, issues_in
from kg.issues import turtle
from kg.resources import folder
from kg.vocab import DKG, ISSUE


@pytest.fixture(scope="module")
def nlp():
    return model.load(model.DEFAULT_MODEL)


def test_ontology_says_what_the_data_says() -> None:
    assert (folder("ontology") / "issues.ttl").read_text("utf-8") == turtle(), (
        "renew ontology/issues.ttl with kg.issues.turtle()"
    )


def test_scheme_is_whole() -> None:
    graph = Graph().parse(data=turtle(), format="turtle")
    concepts = set(graph.subjects(RDF.type, DKG.Issue))
    assert concepts == {ISSUE[key] for key in issues()}
    assert all(graph.value(concept, SKOS.prefLabel) and graph.value(concept, SKOS.definition) for concept in concepts)
    assert set(graph.objects(None, SKOS.broader)) <= concepts


def test_there_are_about_a_hundred() -> None:
    assert 100 <= len(issues()) <= 130


def test_no_label_names_two_issues() -> None:
    labels = Counter(label.lower() for issue in issues().values() for label in {issue.label, *issue.alt})
    assert [label for label, n in labels.items() if n > 1] == []


def test_broader_issues_end_somewhere() -> None:
    for key in issues():
        seen = set()
        at = key
        while at is not None:
            assert at not in seen, f"{key} is broader than itself"
            seen.add(at)
            at = issues()[at].broader


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("They called for a ceasefire and the delivery of humanitarian aid.", ("ceasefire", "humanitarian-aid")),
        ("It rejects unilateral sanctions.", ("sanctions",)),
        ("Ruritania violates human rights.", ("human-rights",)),
        ("the NATO membership of Borduria", ("nato-enlargement",)),
        ("nuclear non-proliferation and nuclear nonproliferation", ("nuclear-nonproliferation",)),
        ("COVID-19 vaccines for all", ("vaccines",)),
        ("He asked who would come.", ()),
        ("The WHO warned of a new virus.", ("pandemic",)),
        ("She was congratulated on her re-election.", ()),
        ("an anti-corruption court", ("rule-of-law",)),
        ("Drug trafficking and illegal migration worry them.", ("drug-trafficking", "migration")),
        ("", ()),
    ],
)
def test_labels_are_found_longest_first(nlp, text: str, keys: tuple[str, ...]) -> None:
    assert issues_in(nlp(text)) == keys


def test_time_grows_with_length_only(nlp) -> None:
    doc = nlp.make_doc("free " * 50_000)
    assert issues_in(doc) == ()
