"""Measure the page: how long it takes to make, how large it is, how many lines run through a card that is not theirs.

    python benchmarks/page.py [--actors 90 --issues 60 --positions 280] [--data exports]

Without ``--data`` the rows are invented: actors of a dozen countries, on issues and on each other at random, which is
the hardest case for a layout. Times are those of the process, so that other programs on the machine change them little.

Before the layouts were moved to numpy, on two shared cores, and since:

=======================================  ===================  ==================
                                         before               since
=======================================  ===================  ==================
everything, 150 cards, 373 lines         10.6 s               2.1 s
everything, 228 cards, 359 lines         0.4 s, 461 astray    4 s, none astray
the page of 150 cards                    16.0 s, 1,175,634 B  5.5 s, 1,121,623 B
=======================================  ===================  ==================
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import kg.store
from kg.facts import Facts, facts_of
from kg.html import page, views
from kg.html.picture import Picture, trespasses

T = TypeVar("T")


def timed(make: Callable[[], T]) -> tuple[T, float]:
    """Return what a call makes and its seconds of processor time."""
    start = time.process_time()
    return make(), time.process_time() - start


def rows(options: argparse.Namespace) -> Facts:
    """Return the rows of a dataset, or invented ones."""
    if options.data:
        store = kg.store.open()
        store.load(options.data / "graph.trig" if options.data.is_dir() else options.data)
        return facts_of(store)
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from graphs import invented  # type: ignore[import-not-found]

    found: Facts = invented(options.actors, options.issues, options.positions)
    return found


def main() -> None:
    """Print a table: each picture, then the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    for name, size in (("actors", 90), ("issues", 60), ("positions", 280)):
        parser.add_argument(f"--{name}", type=int, default=size)
    facts = rows(parser.parse_args())
    pictures: dict[str, Callable[[], Picture]] = {
        "meetings": lambda: views.meetings(facts),
        "countries": lambda: views.countries(facts, issues=False),
        "countries and topics": lambda: views.countries(facts, issues=True),
        "everything": lambda: views.positions(facts),
    }
    print("| picture | cards | lines | through foreign cards | seconds |\n| --- | --- | --- | --- | --- |")
    for name, make in pictures.items():
        made, seconds = timed(make)
        astray = len({line.id for line, _ in trespasses(made)})
        print(f"| {name} | {len(made.cards)} | {len(made.lines)} | {astray} | {seconds:.1f} |")
    words, seconds = timed(lambda: page(facts))
    print(f"\nThe page: {seconds:.1f} s, {len(words.encode('utf-8')):,} bytes")


if __name__ == "__main__":
    main()
