"""Measure the dataset: loading, the twenty questions, writing, reopening; in memory, on disk, and beside plain rdflib.

    python benchmarks/graph.py [--sizes 100000 1000000] [--limit 10]

Data are invented, of the shape that the program extracts (``shape.py``), the same on every run. Times are those of the
process (user and system), so that another program on the machine changes them little. Every engine runs in a process of
its own, whose largest resident memory is told. A question is asked as it is and narrowed by each of its parameters to
several values; median and 95th percentile are over all of these. Prints the tables of ``README.md`` here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pyoxigraph
import rdflib
import shape

import kg.store
from kg.queries import questions
from kg.store import Store
from kg.vocab import PREFIXES

REPEATED = 3  # times that a question is asked as it is
Figures = dict[str, Any]


class SlowError(BaseException):
    """It takes longer than it may: no ``except Exception`` in what is measured may swallow it."""


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """End what takes longer in Python code; what runs in Oxigraph comes to its end first."""

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def seconds(act: Callable[[], object]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin


def values(store: Store) -> dict[str, list[str]]:
    """Return values for parameters, by name: some that are frequent in the data, some that are rare."""
    world = shape.world()
    persons = [world.persons[at][0] for at in (0, 9, -1)]
    countries = [world.countries[at][1] for at in (0, 5, -1)]
    day = [f"2021-0{month}-15" for month in (2, 5, 8)]
    columns = {
        "statement": "SELECT ?x { ?s a dkg:Statement ; dcterms:identifier ?x } ORDER BY ?x LIMIT 3",
        "document": "SELECT ?x { ?s a dkg:Document ; dcterms:identifier ?x } ORDER BY ?x LIMIT 3",
        "meeting": "SELECT DISTINCT ?x { ?x a dkg:Meeting } ORDER BY ?x LIMIT 3",
        "issue": "SELECT ?x { ?i a dkg:Issue ; skos:prefLabel ?l . BIND(STR(?l) AS ?x) } ORDER BY ?x LIMIT 3",
        "attributedBy": "SELECT DISTINCT ?x { ?a dkg:attributedBy ?b . BIND(STR(?b) AS ?x) } ORDER BY ?x LIMIT 3",
        "url": "SELECT ?x { ?d schema:url ?u . BIND(STR(?u) AS ?x) } ORDER BY ?x LIMIT 3",
    }
    found = {name: [str(value) for value in store.select(query).column("x")] for name, query in columns.items()}
    return {
        **found,
        "speaker": persons,
        "person": persons,
        **dict.fromkeys(("holder", "actor", "teller"), countries),
        **dict.fromkeys(("from", "until", "on"), day),
        "words": ["Antarctic", "matter", "item 7"],
        "formula": shape.world().formulas[:3],
        "variant": shape.world().formulas[3:6],
        "mode": ["direct", "indirect", "mixed"],
        "stance": ["support", "oppose", "deny"],
        "kind": ["Statement", "Position", "Meeting"],
        "atLeast": ["1", "2", "3"],
        "below": ["0.6", "0.8", "1"],
    }


def ask_all(store: Store) -> Figures:
    given = values(store)
    figures = {}
    for question in questions():
        asked: list[dict[str, object]] = [{} for _ in range(REPEATED)]
        asked += [{p.name: value} for p in question.parameters for value in given[p.name]]
        times = [seconds(lambda a=one, q=question: store.select(q.name, **a)) for one in asked]  # type: ignore[misc]
        rows = len(store.select(question.name))
        figures[question.name] = [median(times), quantiles(times, n=20, method="inclusive")[-1], max(times), rows]
    return figures


def measure_store(file: Path, place: Path, kind: str) -> Figures:
    """Measure our store in memory or on disk."""
    folder = None if kind == "memory" else place / "data"
    store = kg.store.open(folder)
    figures: Figures = {"load": seconds(lambda: store.load(file))}
    figures["questions"] = ask_all(store)
    for form in ("n-quads", "trig"):
        figures[form] = seconds(lambda f=form: store.write(place / f, f))  # type: ignore[misc]
    figures["trig, sorted"] = seconds(lambda: store.dump("trig"))
    if folder:
        store.close()
        again: list[Store] = []
        figures["reopen"] = seconds(lambda: again.append(kg.store.open(folder)))
        figures["reader"] = seconds(lambda: kg.store.open(folder, readonly=True).close())
        figures["size"] = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
    return figures


def measure_rdflib(file: Path, place: Path, most: int) -> Figures:
    """Measure rdflib's own dataset; what takes longer than ``most`` seconds has no figure."""
    dataset = rdflib.Dataset(default_union=True)
    figures: Figures = {"load": seconds(lambda: dataset.parse(file, format="nquads"))}
    with kg.store.open() as schemes:
        dataset.parse(data=schemes.dump("n-quads", schemes=True), format="nquads")
    for form in ("nquads", "trig"):
        figures[form.replace("nq", "n-q")] = _limited(
            most * 3,
            lambda f=form: dataset.serialize(place / f, format=f),  # type: ignore[misc]
        )
    figures["questions"] = {
        question.name: _limited(most, lambda q=question: len(dataset.query(q.sparql, initNs=PREFIXES)))  # type: ignore[misc]
        for question in questions()
    }
    return figures


def _limited(most: int, act: Callable[[], object]) -> float | None:
    try:
        with limit(most):
            return seconds(act)
    except SlowError:
        return None


def measured(kind: str, file: Path, most: int) -> Figures:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--measure", kind, "--file", str(file), "--limit", str(most)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def _cell(figure: float | None, most: int) -> str:
    return f"> {most}" if figure is None else f"{figure:.2f}"


def tables(figures: dict[str, Figures], most: int) -> Iterator[str]:
    memory, disk, plain = figures["memory"], figures["disk"], figures["rdflib"]
    yield f"### {figures['quads']:,} quads, {figures['documents']:,} documents\n"
    yield "| CPU seconds | in memory | on disk | rdflib |"
    yield "| --- | --- | --- | --- |"
    for label, key in (("load N-Quads", "load"), ("write N-Quads", "n-quads"), ("write TriG", "trig")):
        yield f"| {label} | {memory[key]:.2f} | {disk[key]:.2f} | {_cell(plain[key], most * 3)} |"
    yield f"| write TriG, sorted | {memory['trig, sorted']:.2f} | {disk['trig, sorted']:.2f} | |"
    yield f"| open again | | {disk['reopen']:.2f} | |"
    yield f"| open for reading | | {disk['reader']:.2f} | |"
    yield f"| largest memory, MB | {memory['peak']:.0f} | {disk['peak']:.0f} | {plain['peak']:.0f} |"
    yield f"| on disk, MB | | {disk['size']:.0f} | |\n"
    yield "| question, CPU seconds | rows | in memory: median | p95 | on disk: median | p95 | rdflib |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for question in questions():
        mine, ours = memory["questions"][question.name], disk["questions"][question.name]
        theirs = _cell(plain["questions"][question.name], most)
        yield (
            f"| {question.number} {question.name} | {mine[3]:,} | {mine[0]:.3f} | {mine[1]:.3f} "
            f"| {ours[0]:.3f} | {ours[1]:.3f} | {theirs} |"
        )
    yield ""


def machine() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
        model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "unknown")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} × {model}, {memory:.0f} GiB of memory, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}, rdflib {rdflib.__version__}"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--limit", type=int, default=10, help="seconds that rdflib has for a question")
    parser.add_argument("--measure", choices=["memory", "disk", "rdflib"], help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if given.measure:
            run = measure_rdflib if given.measure == "rdflib" else measure_store
            figures = run(given.file, place, given.limit if given.measure == "rdflib" else given.measure)
            figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps(figures))
            return
        print(f"On {machine()}.\n")
        for size in given.sizes:
            file = place / "data.nq"
            found: dict[str, Any] = {"quads": shape.write(file, size), "documents": shape.documents(size)}
            for kind in ("memory", "disk", "rdflib"):
                print(f"{size}: {kind}", file=sys.stderr)
                found[kind] = measured(kind, file, given.limit)
            print("\n".join(tables(found, given.limit)), flush=True)


if __name__ == "__main__":
    main()
