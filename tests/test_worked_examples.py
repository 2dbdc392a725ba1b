"""The worked examples are what the program writes, pass the shapes and show what they say they show."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from gold_reading import gold, readout
from rdflib import RDF, Graph, URIRef
from worked_examples import bordurian_account, joint_statement, sylvanian_account

import kg
from kg.check import check
from kg.graph import from_graph, to_graph
from kg.records import Extraction
from kg.resources import folder
from kg.store import Store
from kg.terms import context, diagram, renew, tables
from kg.vocab import DKG, ISSUE, PREFIXES

EXAMPLES = folder("ontology") / "examples"
FILES = {
    "readout.ttl": [readout],
    "two-accounts.trig": [sylvanian_account, bordurian_account],
    "joint-statement.ttl": [joint_statement],
}


def triples(name: str) -> dict[str, set[str]]:
    """Return the triples of a file by named graph, as a foreign parser reads them."""
    form = ox.RdfFormat.TRIG if name.endswith(".trig") else ox.RdfFormat.TURTLE
    found: dict[str, set[str]] = {}
    for quad in ox.parse((EXAMPLES / name).read_bytes(), format=form):
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        found.setdefault(graph, set()).add(str(quad.triple))
    return found


def of(graph: Graph) -> set[str]:
    return {str(t) for t in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES) for t in [t.triple]}


def test_every_example_is_known() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_an_example_is_what_the_program_writes(name: str) -> None:
    graphs = [to_graph(make()) for make in FILES[name]]
    names = [str(graph.identifier) if name.endswith(".trig") else "" for graph in graphs]
    assert triples(name) == dict(zip(names, map(of, graphs), strict=True))


@pytest.mark.parametrize("make", [make for makes in FILES.values() for make in makes])
def test_an_example_passes_the_shapes_and_comes_back(make: Callable[[], Extraction]) -> None:
    assert check(make()) == []
    assert from_graph(to_graph(make())) == make()


@pytest.fixture
def both() -> Iterator[Store]:
    with kg.open() as store:
        store.load(EXAMPLES / "two-accounts.trig")
        yield store


def test_two_accounts_tell_of_one_call(both: Store) -> None:
    rows = both.select("SELECT ?m (COUNT(DISTINCT ?g) AS ?n) WHERE { GRAPH ?g { ?m a dkg:Meeting } } GROUP BY ?m")
    assert [row["n"] for row in rows] == [2]


def test_only_one_account_has_the_tariffs(both: Store) -> None:
    issue = "SELECT DISTINCT ?name WHERE { GRAPH ?g { ?p dkg:onIssue ?issue . ?d a dkg:Document ; dcterms:identifier ?name } }"
    assert [row["name"] for row in both.select(issue.replace("?issue", f"<{ISSUE['trade']}>"))] == ["sylvania-readout"]


def test_a_joint_statement_has_two_holders_and_one_speaker() -> None:
    graph = Graph().parse(EXAMPLES / "joint-statement.ttl")
    assert len(set(graph.objects(None, DKG.holder))) == 2
    (speaker,) = set(graph.objects(None, DKG.speaker))
    assert graph.value(speaker, RDF.type) == DKG.Group


def test_diagram_tables_and_context_are_generated(tmp_path: Path) -> None:
    for name in ("README.md", "context.jsonld"):
        (tmp_path / name).write_bytes((folder("ontology") / name).read_bytes())
    renew(tmp_path)
    for name in ("README.md", "context.jsonld"):
        now = (folder("ontology") / name).read_text("utf-8")
        assert (tmp_path / name).read_text("utf-8") == now, "run kg.terms.renew('ontology')"
    readme = (folder("ontology") / "README.md").read_text("utf-8")
    assert diagram() in readme
    assert tables() in readme


def test_what_is_generated_does_not_hang_on_the_order_of_hashes() -> None:
    code = "from kg.terms import *; print(context() + diagram() + tables(), end='')"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}, cwd=folder("ontology").parent,
            capture_output=True, check=True,
        ).stdout
        for seed in ("0", "4711")
    }  # fmt: skip
    assert outputs == {(context() + diagram() + tables()).encode()}


def test_links_in_the_readme_lead_somewhere() -> None:
    text = (folder("ontology") / "README.md").read_text("utf-8")
    for target in {part.split(")")[0] for part in text.split("](")[1:]}:
        assert target.startswith("http") or (folder("ontology") / target).exists(), target


def test_the_context_reads_plain_json_as_the_ontology_means_it() -> None:
    plain = {
        "@context": json.loads(context())["@context"],
        "id": "https://example.org/p1",
        "type": "Position",
        "holder": "https://example.org/sylvania",
        "stance": "scheme:stance-reject",
        "target": "the tariffs",
        "confidence": "0.75",
        "evidence": [{"id": "https://example.org/d#char=0,7", "type": "Passage", "start": 0, "end": 7}],
    }
    read = {str(quad.triple) for quad in ox.parse(json.dumps(plain), format=ox.RdfFormat.JSON_LD)}
    turtle = (
        "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
        + """
        <https://example.org/p1> a dkg:Position ; dkg:holder <https://example.org/sylvania> ;
            dkg:stance scheme:stance-reject ; dkg:target "the tariffs" ; dkg:confidence 0.75 ;
            dkg:evidence <https://example.org/d#char=0,7> .
        <https://example.org/d#char=0,7> a dkg:Passage ; dkg:start 0 ; dkg:end 7 .
    """
    )
    assert read == {str(quad.triple) for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}


@pytest.mark.parametrize("name", FILES)
def test_the_context_names_every_term_of_the_examples(name: str) -> None:
    known = json.loads(context())["@context"]
    named = {
        entry if isinstance(entry, str) else entry["@id"] for entry in known.values() if isinstance(entry, str | dict)
    }
    for make in FILES[name]:
        graph = to_graph(make())
        for predicate in set(graph.predicates()) - {RDF.type}:
            assert graph.namespace_manager.normalizeUri(predicate) in named, URIRef(predicate)


@pytest.mark.parametrize("make", [readout, gold])
def test_a_graph_in_the_context_is_shorter_and_loses_nothing(make: Callable[[], Extraction]) -> None:
    graph = to_graph(make())
    plain = graph.serialize(format="json-ld", context=json.loads(context())["@context"])
    assert {str(quad.triple) for quad in ox.parse(plain, format=ox.RdfFormat.JSON_LD)} == of(graph)
    assert len(plain) < 0.7 * len(graph.serialize(format="json-ld"))
