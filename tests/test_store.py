"""One dataset, a named graph per document."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from gold_reading import NAME, gold, readout

import kg.store
from kg.errors import QueryError, StoreError
from kg.graph import from_graph, to_graph
from kg.queries import IRI
from kg.store import Store

FORMATS = ("trig", "turtle", "json-ld", "n-quads", "n-triples")


@pytest.fixture
def store() -> Store:
    store = kg.store.open()
    store.add(gold())
    store.add(readout())
    return store


def test_documents_are_listed(store: Store) -> None:
    assert store.documents() == [NAME, "palace/2021 readout"]


def test_a_document_reads_back(store: Store) -> None:
    assert from_graph(store.graph("palace/2021 readout")) == readout()
    assert set(store.graph(NAME)) == set(to_graph(gold()))
    assert [from_graph(graph).document.id for graph in store.graphs()] == store.documents()


def test_adding_twice_is_refused(store: Store) -> None:
    before = store.dump()
    with pytest.raises(StoreError, match="replace"):
        store.add(gold())
    assert store.dump() == before


def test_replacing_touches_one_document(store: Store) -> None:
    new = replace(
        gold(),
        statements=gold().statements[:1],
        positions=(),
        document=replace(gold().document, text=gold().document.text + "\n"),
    )
    store.replace(new)
    assert store.documents() == [NAME, "palace/2021 readout"]
    assert from_graph(store.graph(NAME)) == new
    assert from_graph(store.graph("palace/2021 readout")) == readout()


def test_replacing_what_is_not_there_adds_it() -> None:
    store = kg.store.open()
    store.replace(gold())
    assert store.documents() == [NAME]


def test_removing_leaves_nothing(store: Store) -> None:
    empty = kg.store.open().dump(schemes=True)
    store.remove(NAME)
    store.remove("palace/2021 readout")
    assert store.dump(schemes=True) == empty


@pytest.mark.parametrize("act", [Store.remove, Store.graph])
def test_an_unknown_document_is_named(store: Store, act) -> None:
    with pytest.raises(StoreError, match=f"nowhere.*{NAME}"):
        act(store, "nowhere")


def test_a_graph_without_a_document_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="0 documents"):
        store.add(rdflib.Graph())


@pytest.mark.filterwarnings("ignore:.*Dataset:DeprecationWarning")  # rdflib's own, about itself
@pytest.mark.parametrize("format_name", FORMATS)
def test_dumps_parse_and_say_the_same(store: Store, format_name) -> None:
    dataset = rdflib.Dataset().parse(
        data=store.dump(format_name), format=format_name.replace("n-quads", "nquads").replace("n-triples", "nt11")
    )
    triples = {triple for graph in store.graphs() for triple in graph}
    assert {(s, p, o) for s, p, o, _ in dataset.quads()} == triples


@pytest.mark.parametrize("format_name", ["trig", "json-ld", "n-quads"])
def test_a_dump_loads_again(store: Store, format_name, tmp_path: Path) -> None:
    file = tmp_path / f"x.{ {'trig': 'trig', 'json-ld': 'jsonld', 'n-quads': 'nq'}[format_name] }"
    file.write_bytes(store.dump(format_name))
    copy = kg.store.open()
    copy.load(file)
    assert copy.dump() == store.dump()


def test_one_document_loads_from_turtle(tmp_path: Path) -> None:
    file = tmp_path / "d.ttl"
    to_graph(gold()).serialize(file)
    store = kg.store.open()
    store.load(file)
    assert set(store.graph(NAME)) == set(to_graph(gold()))


def test_a_file_that_is_not_rdf_is_named(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text("<<<", encoding="utf-8")
    with pytest.raises(StoreError, match=r"bad\.ttl"):
        store.load(file)
    with pytest.raises(StoreError, match=r"missing\.ttl"):
        store.load(tmp_path / "missing.ttl")


def test_schemes_are_in_the_dataset_but_not_in_dumps(store: Store) -> None:
    assert store.select("SELECT ?l { scheme:stance-support skos:prefLabel ?l }").column("l") == ["support"]
    assert b"skos:ConceptScheme" not in store.dump()
    assert b"skos:ConceptScheme" in store.dump(schemes=True)


def test_an_unknown_format_names_the_known_ones(store: Store) -> None:
    with pytest.raises(StoreError, match="trig, turtle"):
        store.dump("xml")  # type: ignore[arg-type]


def test_on_disk_it_is_there_again(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as store:
        store.add(gold())
        dump = store.dump()
    with kg.store.open(tmp_path / "data") as again:
        assert again.dump() == dump


def test_a_second_writer_is_refused_in_words(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data"), pytest.raises(StoreError, match="close the other program"):
        kg.store.open(tmp_path / "data")


@pytest.mark.parametrize("format_name", FORMATS)
def test_dumps_are_the_same_bytes_whatever_the_hash_seed(format_name: str) -> None:
    code = (
        "import sys; from gold_reading import gold, readout; import kg.store; s = kg.store.open();"
        "s.add(gold()); s.replace(readout()); sys.stdout.buffer.write(s.dump(sys.argv[1]))"
    )
    path = os.pathsep.join(map(str, [Path(__file__).parent, Path(__file__).parents[1]]))
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, format_name],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_answers_have_the_type_of_the_query(store: Store) -> None:
    assert store.ask("ASK { ?d a dkg:Document }") is True
    graph = store.construct("CONSTRUCT { ?d a dkg:Document } WHERE { ?d a dkg:Document }")
    assert len(graph) == 2
    assert dict(graph.namespaces())["dkg"] == rdflib.URIRef("https://w3id.org/dkg/ontology#")
    with pytest.raises(QueryError, match="SELECT"):
        store.select("ASK { ?d a dkg:Document }")


def test_values_are_plain_python(store: Store) -> None:
    query = "SELECT * { ?p dkg:start ?start ; dkg:exact ?words . ?d schema:datePublished ?day OPTIONAL { ?p dkg:nothing ?no } } LIMIT 1"
    row = store.select(query.replace("dkg:nothing", "rdfs:comment"))[0]
    assert isinstance(row["p"], IRI)
    assert (type(row["start"]), type(row["words"]), type(row["day"]), row["no"]) == (int, str, str, None)


def test_rows_go_to_tables(store: Store) -> None:
    rows = store.select("SELECT ?name { ?d schema:publisher/skos:prefLabel ?name } ORDER BY ?name")
    assert rows.to_csv() == "name\nChina Daily\nPalace Gazette\n"
    assert rows.to_json() == '[{"name": "China Daily"}, {"name": "Palace Gazette"}]'
    frame = rows.to_dataframe()
    assert list(frame["name"]) == ["China Daily", "Palace Gazette"]
    assert [row["name"] for row in rows[1:]] == ["Palace Gazette"]
