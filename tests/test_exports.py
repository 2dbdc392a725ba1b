"""exports/ is what the main command makes of sources/, byte for byte, on every run."""

import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import kg
from kg.exports import export
from kg.store import Store
from kg.tables import TABLES

ROOT = Path(__file__).parents[1]
EXPORTS = ROOT / "exports"
NOT_BUILT = {"screenshot.png"}


@pytest.fixture(scope="module", params=["0", "4711"])
def rebuilt(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports")
    done = subprocess.run(
        [sys.executable, "-m", "kg.cli", "build", "sources", "--out", out],
        cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": request.param}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def test_the_committed_exports_are_made_again_byte_for_byte(rebuilt: Path) -> None:
    made = {p.name: p.read_bytes() for p in rebuilt.iterdir()}
    kept = {p.name: p.read_bytes() for p in EXPORTS.iterdir() if p.name not in NOT_BUILT}
    assert made.keys() == kept.keys()
    changed = [name for name in made if made[name] != kept[name]]
    assert changed == [], "run `kg build` and commit exports/"


@pytest.mark.parametrize("name", ["graph.trig", "graph.nq", "graph.jsonld"])
def test_the_graph_reads_back_the_same_from_each_syntax(name: str) -> None:
    store = kg.open()
    store.load(EXPORTS / name)
    assert store.dump("n-quads") == (EXPORTS / "graph.nq").read_bytes()


def test_all_exports_come_from_the_graph_alone() -> None:
    store = kg.open()
    store.load(EXPORTS / "graph.nq")
    for name, data in export(store):
        assert data == (EXPORTS / name).read_bytes(), name


@pytest.mark.parametrize("name", ["meetings", "positions", "speakers"])
def test_networks_read_back(name: str) -> None:
    one, other = nx.read_graphml(EXPORTS / f"{name}.graphml"), nx.read_gexf(EXPORTS / f"{name}.gexf")
    assert set(one.nodes) == set(other.nodes)
    assert one.number_of_edges() == other.number_of_edges() > 0


@pytest.fixture(scope="module")
def store() -> Store:
    store = kg.open()
    store.load(EXPORTS / "graph.nq")
    return store


def test_tables_are_complete_and_their_words_stand_in_the_text(store: Store) -> None:
    text = next(iter(store.select("SELECT ?text WHERE { ?d a dkg:Document ; schema:text ?text }")))["text"]
    classes = {"meetings": "Meeting", "statements": "Statement", "positions": "Position"}
    for name, table in TABLES.items():
        rows = table(store)
        assert (EXPORTS / f"{name}.csv").read_text("utf-8") == rows.to_csv()
        if name == "actors":
            continue
        counted = store.select(f"SELECT (COUNT(DISTINCT ?r) AS ?n) WHERE {{ ?r a dkg:{classes[name]} }}")[0]["n"]
        assert len(rows) == counted
        for row in rows:
            first, last = str(row["words"]).split(" […] ")[0], str(row["words"]).split(" […] ")[-1]
            there = " ".join(str(text)[int(str(row["start"])) : int(str(row["end"]))].split())
            assert there.startswith(first)
            assert there.endswith(last)
