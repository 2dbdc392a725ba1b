"""Data that leave come back the same, and other programs read them: files, results, annotations, rdflib's view."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import rdflib
from click.testing import CliRunner
from diplomacy import diplomacy, graphs
from gold_reading import gold, readout
from rdflib.compare import isomorphic

import kg.store
from kg.annotations import annotation_graph, web_annotations
from kg.cli import main
from kg.errors import QueryError, StoreError
from kg.graph import to_graph
from kg.queries import questions
from kg.resources import folder
from kg.store import Store
from kg.vocab import DKG

ENDINGS = {"trig": "trig", "n-quads": "nq", "json-ld": "jsonld"}
RAPPER = shutil.which("rapper")
# Only terms of the Web Annotation context that the annotations use, so that nothing is fetched.
CONTEXT = {
    "oa": "http://www.w3.org/ns/oa#",
    "id": "@id",
    "type": "@type",
    **{name: f"oa:{name}" for name in ("Annotation", "SpecificResource", "TextQuoteSelector", "TextPositionSelector")},
    **{name: f"oa:{name}" for name in ("identifying", "exact", "start", "end")},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
}


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the small dataset, and documents with every kind of record and odd characters."""
    store = diplomacy()
    store.add(gold())
    store.add(readout())
    return store


def same(one: Store, other: Store) -> bool:
    return one.documents() == other.documents() and all(
        isomorphic(one.graph(name), other.graph(name)) for name in one.documents()
    )


def triples(store: Store) -> set[tuple[rdflib.term.Node, ...]]:
    """Return what stands in the graphs of documents and reviewers."""
    return {triple for graph in (*store.graphs(), *store.reviews.graphs()) for triple in graph}


@pytest.mark.parametrize("form", ENDINGS)
@pytest.mark.parametrize("how", ["dump", "write"])
def test_a_dataset_comes_back_isomorphic(store: Store, tmp_path: Path, form, how: str) -> None:
    file = tmp_path / f"data.{ENDINGS[form]}"
    if how == "dump":
        file.write_bytes(store.dump(form))
    else:
        store.write(file, form)
    copy = kg.store.open(tmp_path / "copy")
    copy.load(file)
    assert same(store, copy)
    assert copy.dump(form) == store.dump(form)
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


@pytest.mark.parametrize("form", ["turtle", "n-triples"])
def test_merged_files_say_the_same(store: Store, tmp_path: Path, form) -> None:
    store.write(tmp_path / "data", form)
    parsed = rdflib.Graph().parse(tmp_path / "data", format=form.replace("n-triples", "nt11"))
    assert set(parsed) == triples(store)


@pytest.mark.filterwarnings("ignore:.*deprecated, use Dataset:DeprecationWarning")  # rdflib's own, about itself
def test_json_ld_made_short_by_the_context_says_the_same(store: Store) -> None:
    context = json.loads((folder("ontology") / "context.jsonld").read_text("utf-8"))
    for graph in store.graphs():
        short = graph.serialize(format="json-ld", context=context)
        assert '"https://w3id.org/dkg/ontology#' not in short.partition('"@graph"')[2]
        assert isomorphic(rdflib.Graph().parse(data=short, format="json-ld"), graph)


@pytest.mark.skipif(RAPPER is None, reason="rapper is not installed: apt-get install raptor2-utils")
@pytest.mark.parametrize(
    ("form", "parser"), [("trig", "trig"), ("n-quads", "nquads"), ("turtle", "turtle"), ("n-triples", "ntriples")]
)
@pytest.mark.parametrize("how", ["dump", "write"])
def test_a_foreign_parser_reads_the_files(store: Store, tmp_path: Path, form, parser: str, how: str) -> None:
    file = tmp_path / "data"
    if how == "dump":
        file.write_bytes(store.dump(form))
    else:
        store.write(file, form)
    done = subprocess.run(
        [str(RAPPER), "-q", "-i", parser, "-o", "ntriples", str(file)], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    theirs = rdflib.Graph().parse(data=done.stdout, format="nt")
    assert set(theirs) == triples(store)


def test_a_file_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"missing.*data\.nq: cannot be written"):
        store.write(tmp_path / "missing" / "data.nq", "n-quads")
    with pytest.raises(StoreError, match="use one of"):
        store.write(tmp_path / "data.xml", "xml")  # type: ignore[arg-type]
    (tmp_path / "old.nq").mkdir()
    with pytest.raises(StoreError, match=r"old\.nq: cannot be written"):
        store.write(tmp_path / "old.nq", "n-quads")


@pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, about itself
def test_results_in_the_syntaxes_of_the_w3c(store: Store) -> None:
    query = "SELECT ?day ?start ?label { ?d schema:datePublished ?day ; dcterms:identifier 'wire' . ?p dkg:inDocument ?d ; dkg:start ?start . scheme:stance-warn skos:prefLabel ?label } ORDER BY ?start LIMIT 1"
    found = json.loads(store.results(query))["results"]["bindings"]
    assert found == [
        {
            "day": {"type": "literal", "value": "2021-03-03", "datatype": "http://www.w3.org/2001/XMLSchema#date"},
            "start": {"type": "literal", "value": "0", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
            "label": {"type": "literal", "value": "warn", "xml:lang": "en"},
        }
    ]
    assert store.results(query, "csv").splitlines() == [b"day,start,label", b"2021-03-03,0,warn"]
    assert store.results(query, "tsv").splitlines()[0] == b"?day\t?start\t?label"
    assert b"<sparql" in store.results(query, "xml")
    construct = "CONSTRUCT WHERE { ?d a dkg:Document }"
    for form in (None, "turtle", "n-triples", "json-ld", "rdf-xml"):
        name = {None: "turtle", "n-triples": "nt11", "rdf-xml": "xml"}.get(form, form)
        assert len(rdflib.Graph().parse(data=store.results(construct, form), format=name)) == len(store.documents())
    for bad in ((query, "turtle"), (construct, "json")):
        with pytest.raises(QueryError, match="use one of"):
            store.results(*bad)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_way_to_take_rows_gives_the_same(store: Store, question) -> None:
    rows = store.select(question.name)
    lines = list(csv.reader(io.StringIO(rows.to_csv())))
    assert lines[0] == list(rows.columns)
    assert lines[1:] == [["" if cell is None else str(cell) for cell in row] for row in rows.values]
    assert json.loads(rows.to_json()) == list(rows)
    frame = rows.to_dataframe()
    assert (list(frame.columns), len(frame)) == (list(rows.columns), len(rows))
    bindings = json.loads(store.results(question.name))["results"]["bindings"]
    assert [set(binding) for binding in bindings] == [
        {name for name, cell in row.items() if cell is not None} for row in rows
    ]


@pytest.mark.filterwarnings("ignore:.*Dataset:DeprecationWarning")  # rdflib's own, about itself
def test_rdflib_sees_the_store(store: Store) -> None:
    view = store.dataset()
    documents = set(view.subjects(rdflib.RDF.type, DKG.Document))
    assert len(documents) == len(store.documents())
    wire = graphs()["wire"]
    assert set(view.graph(wire.identifier)) == set(wire)
    assert len(view.graph(wire.identifier)) == len(wire)
    assert next(iter(wire)) in view
    assert (DKG.Document, DKG.Document, DKG.Document) not in view
    assert len(view) == len(triples(store)) + _schemes()
    copy = rdflib.Dataset().parse(data=view.serialize(format="nquads"), format="nquads")
    assert {g.identifier for g in copy.graphs()} >= {graph.identifier for graph in store.graphs()}
    rows = view.query(
        "SELECT ?d { ?d a dkg:Document ; dcterms:identifier ?n }", initBindings={"n": rdflib.Literal("wire")}
    )
    assert [row.d for row in rows] == [next(wire.subjects(rdflib.RDF.type, DKG.Document))]
    one = view.graph(wire.identifier).query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert [int(row.n) for row in one] == [len(wire)]
    assert view.query("ASK { ?s a dkg:Document }").askAnswer is True
    assert len(view.query("CONSTRUCT WHERE { ?d a dkg:Document }").graph or ()) == len(documents)


def _schemes() -> int:
    empty = kg.store.open()
    return len({quad.triple for quad in empty._store})


@pytest.mark.filterwarnings("ignore:.*Dataset:DeprecationWarning")  # rdflib's own, about itself
def test_the_view_is_live_and_for_reading() -> None:
    store = kg.store.open()
    view = store.dataset()
    assert not list(view.subjects(rdflib.RDF.type, DKG.Document))
    store.add(to_graph(readout()))
    assert len(list(view.subjects(rdflib.RDF.type, DKG.Document))) == 1
    triple = (rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b"), rdflib.Literal("c"))
    for change in (
        lambda: view.add(triple),
        lambda: view.remove(triple),
        lambda: view.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }"),
        lambda: view.parse(data="<urn:a> <urn:b> <urn:c> .", format="nt"),
    ):
        with pytest.raises(StoreError, match=r"Store\.add"):
            change()
    with pytest.raises(QueryError, match="SERVICE"):
        view.query("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }")
    with pytest.raises(QueryError, match="cannot run"):
        view.query("SELECT {")


@pytest.mark.filterwarnings("ignore:.*ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own, about itself
def test_passages_go_out_as_web_annotations(store: Store) -> None:
    page = json.loads(web_annotations(store))
    texts = {
        row["document"]: row["text"]
        for row in store.select("SELECT * { ?document schema:text ?text ; a dkg:Document }")
    }
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    for item in page["items"]:
        offsets, quote = item["target"]["selector"]
        text = texts[item["target"]["source"]]
        assert text[offsets["start"] : offsets["end"]] == quote["exact"]
    local = json.dumps([{"@context": CONTEXT, **item} for item in page["items"]])
    graph = rdflib.Graph().parse(data=local, format="json-ld")
    assert set(graph) == set(annotation_graph(store))
    bodies = {item["body"] for item in page["items"]}
    found = store.select(
        "SELECT ?r { { ?r a dkg:Position } UNION { ?r a dkg:Meeting } UNION { ?r a dkg:Attribution } }"
    )
    assert set(found.column("r")) <= bodies
    assert web_annotations(store) == web_annotations(store)


def test_the_command_line_writes_annotations_and_results(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with kg.store.open(folder) as store:
        for graph in graphs().values():
            store.add(graph)
        # A writer has the folder open all the while.
        done = CliRunner().invoke(main, ["export", "--data", str(folder), "--format", "web-annotation"])
        assert done.exit_code == 0, done.output
        assert done.stdout_bytes == web_annotations(store)
        done = CliRunner().invoke(main, ["query", "7", "--data", str(folder), "--format", "sparql-json"])
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout) == json.loads(store.results("7"))
