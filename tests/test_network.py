from __future__ import annotations

import io
import math
import subprocess
import sys
from collections.abc import Callable

import networkx as nx
import pytest
from graphs import ROOT, invented, seed_facts, seed_store

from kg import network
from kg.facts import ActorRow, Facts, MeetingRow, PositionRow, facts_of, subset

NETWORKS = (network.meetings, network.positions, network.speakers)


def label(graph: nx.Graph, name: str) -> str:
    return str(graph.nodes[name]["label"])


def edges(graph: nx.Graph) -> set[tuple[str, ...]]:
    return {
        (label(graph, u), str(d.get("verb", d.get("tone", ""))), label(graph, v)) for u, v, d in graph.edges(data=True)
    }


def test_who_met_whom_in_the_seed_article() -> None:
    graph = network.meetings(seed_store())
    met = {frozenset((label(graph, u), label(graph, v))) for u, v in graph.edges}
    assert frozenset(("Xi Jinping", "Vladimir Putin")) in met
    assert frozenset(("Wang Yu", "Abdul Salam Hanafi")) in met
    assert not any("Muhammad Naeem" in pair for pair in met)


def test_positions_of_the_seed_article_keep_every_position_and_its_stance() -> None:
    facts = seed_facts()
    graph = network.positions(facts)
    assert {key for _, _, key in graph.edges(keys=True)} == set(facts.positions)
    assert ("China", "accuses", "United States") in edges(graph)
    assert ("China", "supports", "Russia") in edges(graph)
    assert ("Russia", "opposes", "politicizing COVID-19 origin tracing") in edges(graph)


def test_speakers_stand_at_their_meetings_and_those_outside_one_are_not_dropped() -> None:
    graph = network.speakers(seed_facts())
    assert {d["layer"] for _, d in graph.nodes(data=True)} == {0, 1, 2}
    found = edges(graph)
    assert ("Session in Geneva", "spoke", "Chen Xu") in found
    assert ("Outside a meeting", "spoke", "Muhammad Naeem") in found
    assert ("Chen Xu", "accuses", "United States") in found
    told = sum(d["statements"] for _, _, d in graph.edges(data=True) if "statements" in d)
    assert told == len(seed_facts().statements)


def test_parallel_positions_stay_apart() -> None:
    rows = {n: PositionRow(n, "a", "oppose", "t", "d", target_actors=("b",)) for n in ("p1", "p2")}
    actors = {"a": ActorRow("a", "A", "Country"), "b": ActorRow("b", "B", "Country")}
    assert network.positions(Facts(actors=actors, positions=rows)).number_of_edges("a", "b") == 2


def test_meetings_that_did_not_take_place_connect_nobody() -> None:
    actors = {n: ActorRow(n, n, "Person") for n in "ab"}
    planned = MeetingRow("m", "summit", status="scheduled", participants=(("a", None), ("b", None)))
    assert network.meetings(Facts(actors=actors, meetings={"m": planned})).number_of_edges() == 0


@pytest.mark.parametrize("make", NETWORKS)
@pytest.mark.parametrize(("write", "read"), [(network.graphml, nx.read_graphml), (network.gexf, nx.read_gexf)])
def test_files_load_back_as_they_were_written(
    make: Callable[[Facts], nx.Graph], write: Callable[[nx.Graph], bytes], read: Callable[[io.BytesIO], nx.Graph]
) -> None:
    graph = make(seed_facts())
    back = read(io.BytesIO(write(graph)))
    assert set(back) == set(graph)
    assert back.number_of_edges() == graph.number_of_edges()
    for name, data in graph.nodes(data=True):
        assert {k: back.nodes[name][k] for k in data} == data
    assert sorted(str(d.get("position")) for *_, d in back.edges(data=True)) == sorted(
        str(d.get("position")) for *_, d in graph.edges(data=True)
    )


@pytest.mark.parametrize("make", NETWORKS)
def test_attributes_are_plain(make: Callable[[Facts], nx.Graph]) -> None:
    graph = make(seed_facts())
    values = [v for _, d in graph.nodes(data=True) for v in d.values()]
    values += [v for *_, d in graph.edges(data=True) for v in d.values()]
    assert {type(v) for v in values} <= {str, int, float} or all(isinstance(v, str | int | float) for v in values)
    assert not any(isinstance(v, float) and math.isnan(v) for v in values)


def test_names_that_xml_cannot_hold_are_written_all_the_same() -> None:
    facts = Facts(
        actors={"a": ActorRow("a", "bell \x07 & <b> \ufffe", "Person"), "b": ActorRow("b", "]]>", "Person")},
        positions={"p": PositionRow("p", "a", "support", "\x00", "d", target_actors=("b",))},
    )
    graph = network.positions(facts)
    for write, read in ((network.graphml, nx.read_graphml), (network.gexf, nx.read_gexf)):
        assert read(io.BytesIO(write(graph))).nodes["b"]["label"] == "]]>"


def test_bytes_are_the_same_whatever_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from graphs import seed_facts; from kg import network; import hashlib;"
        "d = hashlib.sha256();"
        "[d.update(w(m(seed_facts()))) for m in (network.meetings, network.positions, network.speakers)"
        " for w in (network.graphml, network.gexf)]; print(d.hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_a_part_keeps_what_belongs_together() -> None:
    facts = seed_facts()
    by_name = {a.name: a.iri for a in facts.actors.values()}
    russia = subset(facts, about=[by_name["Russia"]])
    assert 0 < len(russia.positions) < len(facts.positions)
    names = {facts.name(p.holder) for p in russia.positions.values()}
    assert names == {"China", "Russia"}  # what Russia holds, and what China holds about Russia
    assert {m.type for m in russia.meetings.values()} == {"phone_call"}
    day = subset(facts, since="2021-08-24", until="2021-08-24")
    assert {facts.day(s) for s in day.statements.values()} == {"2021-08-24"}
    assert all(p.statement in day.statements for p in day.positions.values() if p.statement)


def test_rows_of_a_store_carry_their_evidence() -> None:
    facts = facts_of(seed_store())
    for row in facts.positions.values():
        text = facts.documents[row.document].text
        assert text is not None
        assert row.evidence
        assert all(text[e.start : e.end] == e.exact for e in row.evidence)
    assert all(s.content and s.cue for s in facts.statements.values())
    assert all(m.passages for m in facts.meetings.values())


def test_a_large_store_takes_time_in_proportion() -> None:
    graph = network.positions(invented(600, 400, 2500))
    assert graph.number_of_nodes() == 1000
