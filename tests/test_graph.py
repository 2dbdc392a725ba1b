"""Records become RDF and come back."""

from dataclasses import replace

import pytest
from gold_reading import gold, readout
from hypothesis import given
from hypothesis import strategies as st
from rdflib import PROV, RDF, BNode, Graph, Literal, URIRef

from kg import ids
from kg.errors import DataError, StoreError
from kg.graph import from_graph, to_graph
from kg.records import Actor, Document, Extraction, Span, Statement
from kg.vocab import DKG


@pytest.mark.parametrize("make", [gold, readout])
def test_records_come_back_as_they_were(make) -> None:
    extraction = make()
    back = from_graph(to_graph(extraction))
    for room in ("document", "actors", "tenures", "meetings", "statements", "positions", "run", "notes"):
        assert getattr(back, room) == getattr(extraction, room), room


def test_there_are_no_blank_nodes() -> None:
    assert not [term for triple in to_graph(readout()) for term in triple if isinstance(term, BNode)]


def test_no_time_unless_given() -> None:
    assert (None, PROV.endedAtTime, None) not in to_graph(gold())
    assert (None, PROV.endedAtTime, None) in to_graph(gold(), time="2026-01-01T00:00:00Z")


def test_the_base_is_the_readers_choice() -> None:
    base = "http://localhost:8000/resource/"
    graph = to_graph(readout(), base=base)
    assert str(graph.identifier).startswith(base)
    assert not [node for node in graph.subjects() if str(node).startswith(ids.BASE)]
    assert from_graph(graph) == readout()


def test_the_publisher_is_not_an_actor() -> None:
    graph = to_graph(gold())
    names = {str(label) for actor in graph.subjects(RDF.type, DKG.Organization) for label in graph.objects(actor)}
    assert "China Daily" not in names


def test_an_unresolved_speaker_is_absent() -> None:
    graph = to_graph(readout())
    unresolved = next(graph.subjects(None, Literal("palace/2021 readout/s2")))
    assert graph.value(unresolved, DKG.speaker) is None


@pytest.mark.parametrize("graph", [Graph(), to_graph(gold()) + to_graph(readout())])
def test_a_graph_of_no_or_two_documents_is_refused(graph: Graph) -> None:
    with pytest.raises(StoreError, match="documents"):
        from_graph(graph)


def test_a_record_that_lacks_something_is_named() -> None:
    graph = to_graph(gold())
    statement = next(graph.subjects(RDF.type, DKG.Statement))
    graph.remove((None, DKG.ascribes, statement))
    with pytest.raises(StoreError, match=str(statement)):
        from_graph(graph)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=4), st.text(min_size=1))
def test_any_text_and_any_name_come_back(text: str, doc: str) -> None:
    doc = doc.encode("utf-8", "replace").decode()
    statement = Statement("s1", None, Span(0, 1), (Span(1, 3),), "direct")
    extraction = Extraction(
        Document(id=doc, text=text, title=text),
        actors=(Actor("a1", "x", "Group", (Span(2, 4),), role=text),),
        statements=(statement,),
    )
    assert from_graph(to_graph(extraction)) == extraction


def test_more_actors_of_one_name_stay_apart() -> None:
    twin = Actor("a2", "Ana Lind", "Person", (Span(0, 3),))
    extraction = Extraction(Document(id="d", text="Ana"), actors=(replace(twin, id="a1"), twin))
    assert from_graph(to_graph(extraction)) == extraction


def test_actors_with_full_names_are_shared() -> None:
    nodes = [
        set(to_graph(e).subjects(RDF.type, DKG.Country)) for e in (gold(), replace(gold(), document=readout().document))
    ]
    assert nodes[0] == nodes[1] >= {URIRef(ids.country("CHN"))}


def test_a_reference_to_nothing_is_named() -> None:
    broken = replace(gold(), actors=gold().actors[1:])
    with pytest.raises(DataError, match="'a1'"):
        to_graph(broken)
