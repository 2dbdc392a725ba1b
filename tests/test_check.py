"""What a check finds."""

import pytest
from gold_reading import NAME, gold, readout
from rdflib import RDF, SKOS, Graph, Literal

import kg.store
from kg.check import check
from kg.graph import to_graph
from kg.vocab import DKG, SCHEMA, concept


@pytest.fixture
def graph() -> Graph:
    return to_graph(gold())


def test_all_is_well() -> None:
    store = kg.store.open()
    store.add(gold())
    store.add(readout())
    assert check(store) == []


@pytest.mark.parametrize("offset", [DKG.start, DKG.end])
@pytest.mark.parametrize("shift", [1, -1])
def test_an_offset_that_is_one_off_is_found_and_named(graph: Graph, offset, shift: int) -> None:
    passages = sorted(graph.subjects(RDF.type, DKG.Passage))
    for passage in passages[::40]:
        value = int(graph.value(passage, offset))
        graph.set((passage, offset, Literal(value + shift)))
        findings = check(graph)
        assert [(finding.document, finding.place) for finding in findings] == [(NAME, str(passage))]
        assert "words" in findings[0].message
        graph.set((passage, offset, Literal(value)))


def test_a_shifted_offset_in_a_store_is_found(graph: Graph) -> None:
    passage = next(graph.subjects(RDF.type, DKG.Passage))
    graph.set((passage, DKG.end, Literal(int(graph.value(passage, DKG.end)) - 1)))
    store = kg.store.open()
    store.add(graph)
    assert [finding.place for finding in check(store)] == [str(passage)]


def test_a_changed_text_is_found(graph: Graph) -> None:
    document = next(graph.subjects(RDF.type, DKG.Document))
    graph.set((document, SCHEMA.text, Literal(" " + str(graph.value(document, SCHEMA.text)))))
    assert len(check(graph)) == len(set(graph.subjects(RDF.type, DKG.Passage)))


def one(graph: Graph, cls, predicate) -> None:
    graph.remove((min(graph.subjects(RDF.type, cls)), predicate, None))


@pytest.mark.parametrize(
    ("cls", "predicate", "words"),
    [
        (DKG.Position, DKG.holder, "exactly one holder"),
        (DKG.Position, DKG.stance, "one stance"),
        (DKG.Position, DKG.evidence, "evidence"),
        (DKG.Meeting, DKG.meetingType, "one type"),
        (DKG.Person, SKOS.prefLabel, "label"),
        (DKG.Attribution, DKG.mode, "direct, indirect or mixed"),
        (DKG.Attribution, DKG.ascribes, "exactly one statement"),
        (DKG.Document, SCHEMA.text, "text"),
        (DKG.Passage, DKG.exact, "exact words"),
    ],
)
def test_what_is_missing_is_found_with_a_remedy(graph: Graph, cls, predicate, words: str) -> None:
    place = str(min(graph.subjects(RDF.type, cls)))
    one(graph, cls, predicate)
    found = [finding for finding in check(graph) if finding.place == place]
    assert any(words in finding.message for finding in found)
    assert all(finding.remedy and finding.remedy != finding.message for finding in found)


def test_a_value_of_another_scheme_is_found(graph: Graph) -> None:
    position = min(graph.subjects(RDF.type, DKG.Position))
    graph.set((position, DKG.stance, concept("mode", "direct")))
    assert [finding.place for finding in check(graph)] == [str(position)]


def test_a_passage_that_no_record_uses_is_found(graph: Graph) -> None:
    passage = max(graph.objects(None, DKG.cue))
    for subject, predicate in list(graph.subject_predicates(passage)):
        graph.remove((subject, predicate, passage))
    assert any("no record" in finding.message and finding.place == str(passage) for finding in check(graph))


def test_a_graph_without_a_document_is_a_finding() -> None:
    assert [finding.message for finding in check(Graph())] == ["the graph describes no document"]
