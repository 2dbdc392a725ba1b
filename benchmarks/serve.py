"""Many clients at once: 50 ask the server the project's questions for a minute, one of them for too much.

Run as ``python benchmarks/serve.py [--seconds 60] [--clients 50] [--data FOLDER]``. Without a folder, it makes a
dataset of generated statements. It prints the requests, their times, errors, and the memory of server and workers
before, during and after; it ends with 1 where a request failed or memory stayed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox

from kg.queries import questions
from kg.vocab import DKG, SCHEMA

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LIMIT = 10.0
BASE = "https://example.org/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def make(folder: Path, documents: int) -> None:
    """Write documents of statements, twenty each."""
    store = ox.Store(str(folder))
    store.bulk_extend(quad for number in range(documents) for quad in document(number))
    store.flush()


def document(number: int) -> list[ox.Quad]:
    """Return one document's quads."""
    graph, name = ox.NamedNode(f"{BASE}graph/{number}"), ox.NamedNode(f"{BASE}document/{number}")
    identifier, title = "http://purl.org/dc/terms/identifier", "http://purl.org/dc/terms/title"
    found = [(name, TYPE, ox.NamedNode(str(DKG.Document)))]
    found += [(name, ox.NamedNode(p), ox.Literal(f"d{number}")) for p in (identifier, title)]
    for at in range(20):
        statement, attribution, cue = (ox.NamedNode(f"{BASE}{kind}/{number}/{at}") for kind in "sac")
        speaker = ox.NamedNode(f"{BASE}person/{(number + at) % 200}")
        said = ox.Literal(f"Words number {at} of document {number}")
        found += [
            (statement, TYPE, ox.NamedNode(str(DKG.Statement))),
            (statement, ox.NamedNode(str(SCHEMA.text)), said),
            (statement, ox.NamedNode(str(DKG.speaker)), speaker),
            (speaker, ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"), ox.Literal(speaker.value[-3:])),
            (attribution, ox.NamedNode(str(DKG.ascribes)), statement),
            (attribution, ox.NamedNode(str(DKG.cue)), cue),
            (cue, ox.NamedNode(str(DKG.start)), ox.Literal(at)),
            (cue, ox.NamedNode(str(DKG.inDocument)), name),
        ]
    return [ox.Quad(*triple, graph) for triple in found]


def memory(server: int) -> tuple[int, int]:
    """Return the resident MiB of the server and of its workers together."""
    own, workers = 0, 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = status.read_text()
        except OSError:
            continue
        if "VmRSS:" not in words:
            continue
        size = int(words.split("VmRSS:")[1].split()[0]) >> 10
        own += size if status.parent.name == str(server) else 0
        workers += size if f"PPid:\t{server}\n" in words else 0
    return own, workers


def ask(address: str, query: str) -> tuple[int, float]:
    """Return the status and the seconds of a query."""
    began = time.perf_counter()
    data = urllib.parse.urlencode({"query": query}).encode()
    try:
        with urllib.request.urlopen(f"{address}sparql", data, timeout=120) as response:
            response.read()
            return response.status, time.perf_counter() - began
    except urllib.error.HTTPError as error:
        return error.code, time.perf_counter() - began


def run(address: str, server: int, seconds: float, clients: int) -> bool:
    """Ask for some time; tell whether all went well."""
    texts = [question.sparql for question in questions()]
    for text in texts:
        ask(address, text)
    before = memory(server)
    end, most, stopped = time.perf_counter() + seconds, [before], []

    def client(number: int) -> list[tuple[int, float]]:
        found, turn = [], number
        while time.perf_counter() < end:
            if number == 0:
                stopped.append(ask(address, ENDLESS))
                time.sleep(8)
            else:
                found.append(ask(address, texts[turn % len(texts)]))
                turn += 7
        return found

    def watch() -> None:
        while time.perf_counter() < end:
            most.append(memory(server))
            time.sleep(0.5)

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(clients) as pool:
        answers = [answer for found in pool.map(client, range(clients)) for answer in found]
    watcher.join()
    time.sleep(1)
    after = memory(server)
    times = sorted(took for _, took in answers)
    failed = [status for status, _ in answers if status != 200]
    peak = max(own for own, _ in most), max(workers for _, workers in most)
    print(f"{len(answers):,} requests of {clients - 1} clients in {seconds:g} s")
    print(f"{len(failed)} failed {sorted(set(failed))}")
    print(f"median {statistics.median(times):.3f} s, p95 {times[int(len(times) * 0.95)]:.3f} s, most {times[-1]:.3f} s")
    print(f"{len(stopped)} endless queries: {sorted({status for status, _ in stopped})}")
    print(f"MiB of server and workers: {before} before, {peak} at most, {after} after")
    return not failed and after[0] < before[0] * 1.5 + 20


def main() -> None:
    """Read the options, serve, ask, report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--documents", type=int, default=50)
    options.add_argument("--data", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = given.data or Path(temporary) / "data"
        if not given.data:
            make(data, given.documents)
        command = [sys.executable, "-m", "kg.cli", "serve", "--data", str(data), "--port", "0", "--seconds", str(LIMIT)]
        command += ["--workers", str(os.cpu_count() or 2)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            address = (server.stdout.readline() if server.stdout else "").strip()
            try:
                good = run(address, server.pid, given.seconds, given.clients)
            finally:
                server.terminate()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
