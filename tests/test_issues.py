"""The list of issues: sound, the same in data and ontology, and found in text by its labels."""

from collections import Counter

import pytest
from rdflib import RDF, SKOS, Graph

from kg.extract import model
from kg.extract.positions.issues import issues, issues_in
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


def test_there_are_enough_and_not_too_many() -> None:
    assert 100 <= len(issues()) <= 200


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


def test_related_issues_are_not_broader_ones() -> None:
    graph = Graph().parse(data=turtle(), format="turtle")
    related = set(graph.subject_objects(SKOS.related))
    assert related
    for one, other in related:
        assert (other, one) in related
        assert other not in set(graph.transitive_objects(one, SKOS.broader))


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("the external forces' policy of imposing their own political model", ("interference",)),
        ("noninterference in the internal affairs of others", ("noninterference",)),
        ("cooperation in opposing external interference", ("noninterference",)),
        ("without interference in its internal affairs", ("noninterference",)),
        ("cooperation in fighting terrorism and drug trafficking", ("counter-terrorism", "drug-control")),
        ("the threat of terrorism", ("terrorism",)),
        ("They must lift the sanctions.", ("sanctions-relief",)),
        ("They lifted restrictions while the sanctions stayed.", ("sanctions",)),
        ("power politics", ("hegemony",)),
        ("a multipolar world", ("multipolarity",)),
        ("They violate human rights.", ("human-rights-violations",)),
        ("respect for human rights", ("human-rights",)),
        ("to prevent a further escalation", ("de-escalation",)),
        ("politicizing COVID-19 origin tracing", ("pandemic-politicisation",)),
        ("arms race in outer space", ("space-weapons",)),
    ],
)
def test_a_thing_and_what_is_against_it_are_two_issues(nlp, text: str, keys: tuple[str, ...]) -> None:
    assert issues_in(nlp(text)) == keys


def test_the_word_of_a_stance_turns_nothing_round(nlp) -> None:
    doc = nlp("They reject sanctions.")
    assert issues_in(doc, apart=1) == ("sanctions",)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("They called for a ceasefire and the delivery of humanitarian aid.", ("ceasefire", "humanitarian-aid")),
        ("It rejects unilateral sanctions.", ("sanctions",)),
        ("Ruritania violates human rights.", ("human-rights-violations",)),
        ("the NATO membership of Borduria", ("nato-enlargement",)),
        ("nuclear non-proliferation and nuclear nonproliferation", ("nuclear-nonproliferation",)),
        ("COVID-19 vaccines for all", ("vaccines",)),
        ("He asked who would come.", ()),
        ("The WHO warned of a new virus.", ("pandemic-response", "pandemic")),
        ("She was congratulated on her re-election.", ()),
        ("an anti-corruption court", ("rule-of-law",)),
        ("Drug trafficking and illegal migration worry them.", ("drug-trafficking", "irregular-migration")),
        ("", ()),
    ],
)
def test_labels_are_found_longest_first(nlp, text: str, keys: tuple[str, ...]) -> None:
    assert issues_in(nlp(text)) == keys


def test_time_grows_with_length_only(nlp) -> None:
    doc = nlp.make_doc("free " * 50_000)
    assert issues_in(doc) == ()


def test_time_grows_with_the_number_of_issues_only(nlp) -> None:
    doc = nlp.make_doc("terrorism " * 50_000)
    assert issues_in(doc) == ("terrorism",)
