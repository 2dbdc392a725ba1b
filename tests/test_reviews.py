"""Who has looked at what was found: recorded apart from the documents, so that it outlives their extraction."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from diplomacy import bordurian_account, second_paper, sylvanian_account
from rdflib import PROV, RDF
from rdflib.compare import isomorphic
from serving import TOKEN, serving

import kg.store
from kg.check import check
from kg.cli import main
from kg.errors import StoreError
from kg.queries import IRI
from kg.remote import connect
from kg.store import Store

DAY = date(2021, 9, 1)
ORCID = "https://orcid.org/0000-0002-1825-0097"
REVIEWED = (
    "SELECT ?item ?name ?day WHERE { ?item dkg:reviewedBy ?who ; prov:qualifiedInfluence ?review . "
    "?review prov:agent ?who ; dcterms:date ?day OPTIONAL { ?who skos:prefLabel ?name } }"
)


@pytest.fixture
def store() -> Store:
    store = kg.store.open()
    for account in (sylvanian_account(), bordurian_account()):
        store.add(account)
    return store


def open_items(store: Store, kind: str | None = None) -> set[str]:
    return {str(item) for item in store.select("not-reviewed", kind=kind).column("item")}


def item(store: Store, identifier: str) -> str:
    return str(
        store.select("SELECT ?i { VALUES ?name { UNDEF } ?i dcterms:identifier ?name }", name=identifier).column("i")[0]
    )


def test_what_is_reviewed_is_no_longer_listed(store: Store) -> None:
    before = open_items(store)
    said, held = item(store, "sylvania/readout/s1"), item(store, "sylvania/readout/p1")
    store.reviews.add(said, held, by="Ana Lind", on=DAY)
    assert before - open_items(store) == {said, held}
    assert sorted(store.select(REVIEWED).values) == [(IRI(i), "Ana Lind", "2021-09-01") for i in sorted([said, held])]


def test_a_meeting_of_two_documents_is_reviewed_once(store: Store) -> None:
    (meeting,) = open_items(store, "Meeting")
    store.reviews.add(meeting, by="Ana Lind")
    assert open_items(store, "Meeting") == set()
    assert store.select(REVIEWED).column("day") == [date.today().isoformat()]  # noqa: DTZ011 - as the library


def test_it_outlives_extraction_and_what_is_read_otherwise_is_open_again(store: Store) -> None:
    said, other = item(store, "sylvania/readout/s1"), item(store, "sylvania/readout/s2")
    store.reviews.add(said, other, by=ORCID)
    again = sylvanian_account()
    cue = again.statements[1].cue
    changed = replace(again.statements[1], cue=replace(cue, end=cue.end - 1))
    store.replace(replace(again, statements=(again.statements[0], changed, *again.statements[2:])))
    assert said not in open_items(store)
    assert other not in open_items(store)
    assert item(store, "sylvania/readout/s2") in open_items(store)
    store.remove("sylvania/readout")
    store.add(again)
    assert {said, other} & open_items(store) == set()


def test_documents_stay_as_they_were(store: Store) -> None:
    graphs = {name: set(store.graph(name)) for name in store.documents()}
    store.reviews.add(*open_items(store), by="Ana Lind")
    assert {name: set(store.graph(name)) for name in store.documents()} == graphs
    assert check(store) == []
    (graph,) = store.reviews.graphs()
    assert (graph.identifier, RDF.type, PROV.Bundle) in graph


def test_every_reviewer_has_a_graph(store: Store) -> None:
    said = item(store, "sylvania/readout/s1")
    for name in ("Ana Lind", "Otto Kar", "Ана Линд", ORCID):
        store.reviews.add(said, by=name, on=DAY)
    assert len(list(store.reviews.graphs())) == 4
    assert sorted(map(str, store.select(REVIEWED).column("name"))) == ["Ana Lind", "None", "Otto Kar", "Ана Линд"]


def test_a_review_is_taken_back(store: Store) -> None:
    empty, said, held = store.dump(), item(store, "sylvania/readout/s1"), item(store, "sylvania/readout/p1")
    store.reviews.add(said, by="Ana Lind", on=DAY)
    once = store.dump()
    store.reviews.add(held, by="Ana Lind", on=DAY)
    with pytest.raises(StoreError, match="not reviewed by Otto"):
        store.reviews.remove(said, by="Otto")
    store.reviews.remove(held, by="Ana  Lind")
    assert store.dump() == once
    store.reviews.remove(said, by="Ana Lind")
    assert store.dump() == empty


@pytest.mark.parametrize("wrong", ["urn:nothing", "no IRI", "https://example.org/> . } } ; CLEAR ALL #"])
def test_what_is_not_there_is_not_reviewed_and_nothing_else_is(store: Store, wrong: str) -> None:
    before = store.dump()
    with pytest.raises(StoreError, match="not-reviewed"):
        store.reviews.add(item(store, "sylvania/readout/s1"), wrong, by="Ana Lind")
    assert store.dump() == before


@pytest.mark.parametrize("by", ["", " ", "a\x00b", "\ud800"])
def test_a_reviewer_has_a_name(store: Store, by: str) -> None:
    with pytest.raises(StoreError, match="no name"):
        store.reviews.add(item(store, "sylvania/readout/s1"), by=by)


def test_a_hostile_name_is_a_name(store: Store) -> None:
    name = '"> . } } ; CLEAR ALL # \\'
    before, said = store.dump(), item(store, "sylvania/readout/s1")
    store.reviews.add(said, by=name)
    assert store.select(REVIEWED).column("name") == [name]
    store.reviews.remove(said, by=name)
    assert store.dump() == before


@pytest.mark.parametrize("form", ["trig", "n-quads", "json-ld"])
def test_files_carry_it(store: Store, tmp_path: Path, form) -> None:
    store.reviews.add(item(store, "sylvania/readout/s1"), by="Ana Lind")
    file = tmp_path / f"data.{ {'trig': 'trig', 'n-quads': 'nq', 'json-ld': 'jsonld'}[form] }"
    file.write_bytes(store.dump(form))
    copy = kg.store.open()
    copy.load(file)
    assert copy.dump() == store.dump()
    assert open_items(copy) == open_items(store)


def test_reviews_of_several_datasets_are_merged(store: Store) -> None:
    other = kg.store.open()
    other.add(sylvanian_account())
    store.reviews.add(item(store, "sylvania/readout/s1"), by="Ana Lind")
    other.reviews.add(item(store, "sylvania/readout/s2"), by="Ana Lind")
    for graph in other.reviews.graphs():
        store.reviews.merge(graph)
    assert len(store.select(REVIEWED)) == 2
    with pytest.raises(StoreError, match="no reviewer's graph"):
        store.reviews.merge(rdflib.Graph())


def test_a_reader_may_not(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as store:
        store.add(second_paper())
        said = item(store, "daily-two/s1")
    with kg.store.open(tmp_path / "data", readonly=True) as reader, pytest.raises(StoreError, match="without readonly"):
        reader.reviews.add(said, by="Ana Lind")


def test_the_command_line_records_and_withdraws(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with kg.store.open(folder) as store:
        store.add(second_paper())
        said, held = item(store, "daily-two/s1"), item(store, "daily-two/p1")
    kept = ["--by", "Ana Lind", "--store", str(folder)]
    run = CliRunner().invoke
    done = run(main, ["review", said, held, *kept, "--on", "2021-09-01"])
    assert (done.exit_code, done.output) == (0, "2 reviews recorded\n")
    done = run(main, ["review", held, *kept, "--withdraw"])
    assert (done.exit_code, done.output) == (0, "1 review withdrawn\n")
    with kg.store.open(folder, readonly=True) as store:
        assert store.select(REVIEWED).values == [(IRI(said), "Ana Lind", "2021-09-01")]
        assert held in open_items(store)
    done = run(main, ["review", "urn:nothing", *kept])
    assert done.exit_code == 2
    done = run(main, ["review", said, "--by", "Ana Lind", "--store", str(tmp_path / "nowhere")])
    assert (done.exit_code, (tmp_path / "nowhere").exists()) == (2, False)


def test_servers_take_and_give_it(store: Store, tmp_path: Path) -> None:
    store.reviews.add(item(store, "sylvania/readout/s1"), by="Ana Lind", on=DAY)
    kg.store.open(tmp_path / "far").close()
    with serving(tmp_path / "far", token=TOKEN) as server:
        (tmp_path / "near.trig").write_bytes(store.dump())
        upload = ["upload", server.sparql, "--data", str(tmp_path / "near.trig")]
        done = CliRunner().invoke(main, upload, env={"KG_TOKEN": TOKEN})
        assert done.exit_code == 0, done.output
        far = connect(server.sparql, token=TOKEN)
        assert far.dump() == store.dump()
        (near_by,), (far_by,) = store.reviews.graphs(), far.copy().reviews.graphs()
        assert isomorphic(near_by, far_by)
        assert open_items(far) == open_items(store)  # type: ignore[arg-type]
        # A review is a triple, so that an update makes one, too.
        said = item(store, "sylvania/readout/s2")
        update = (
            f"INSERT DATA {{ GRAPH <urn:mine> {{ <urn:mine> a prov:Bundle . <{said}> dkg:reviewedBy <{ORCID}> }} }}"
        )
        with server.client(Authorization=f"Bearer {TOKEN}") as client:
            answer = client.post("sparql", data={"update": update})
            assert answer.is_success, answer.text
        assert open_items(store) - open_items(far) == {said}  # type: ignore[arg-type]
        assert far.copy().select(f"SELECT ?who {{ <{said}> dkg:reviewedBy ?who }}").column("who") == [ORCID]
