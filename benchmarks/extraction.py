"""How much the extraction costs beside the bare language pipeline, and whether its memory grows.

    python benchmarks/extraction.py SOURCE [SOURCE ...] [--documents 500] [--rounds 3] [--model NAME]

Reads the first documents of the sources (files or folders that ``kg extract`` takes), then, in one process and in turn,
``nlp.pipe`` over the same paragraphs and the whole extraction. Prints the CPU seconds of each round, the ratio of the
medians, words a second, and the resident memory after each tenth of the documents of a last pass.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from kg.errors import KgError
from kg.extract import extract_all, model
from kg.extract.text import parse
from kg.read import read_all
from kg.records import Document


def resident() -> float:
    """Return the process's resident memory in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sources", nargs="+", type=Path)
    arguments.add_argument("--documents", type=int, default=500)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--model", default=model.DEFAULT_MODEL)
    a = arguments.parse_args()
    found = (d for d in read_all(a.sources) if not isinstance(d, KgError))
    documents: list[Document] = list(islice(found, a.documents))
    words = sum(len(d.text.split()) for d in documents)
    nlp = model.load(a.model)

    def bare() -> None:
        with nlp.memory_zone():
            for _ in parse(documents, nlp):
                pass

    def whole() -> None:
        for _ in extract_all(documents, model=a.model):
            pass

    bare(), whole()  # warm: lexicons loaded, caches filled
    rounds = [(cpu(bare), cpu(whole)) for _ in range(a.rounds)]
    print(f"{len(documents)} documents, {words} words, {a.model}")
    for b, w in rounds:
        print(f"bare pipeline {b:7.2f} s   extraction {w:7.2f} s   ratio {w / b:.3f}")
    bare_s, whole_s = (statistics.median(r[n] for r in rounds) for n in (0, 1))
    print(f"median ratio {statistics.median(w / b for b, w in rounds):.3f}")
    print(f"{words / bare_s:.0f} words/s bare, {words / whole_s:.0f} words/s extraction (CPU time)")
    step = max(1, len(documents) // 10)
    for number, _ in enumerate(extract_all(documents, model=a.model), 1):
        if number % step == 0:
            print(f"after {number:5} documents {resident():7.1f} MB resident")


if __name__ == "__main__":
    main()
