"""A dataset in a folder: one writer, any number of readers, and programs that are killed."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import pytest
from diplomacy import second_paper

import kg.store
from kg.errors import StoreError
from kg.graph import to_graph
from kg.records import Extraction
from kg.snapshot import snapshot
from kg.store import Store

PATH = os.pathsep.join(map(str, [Path(__file__).parent, Path(__file__).parents[1]]))


def paper(number: int, version: int = 0) -> Extraction:
    return (
        second_paper(f"Daily {number % 7}", f"copy-{number}")
        if version == 0
        else second_paper("Later", f"copy-{number}")
    )


def steps(start: int) -> Iterator[tuple[str, int, int]]:
    """Yield what a writer does: what, to which document, which version of it."""
    for number in count(start):
        yield "add", number, 0
        if number % 3 == 2:
            yield "replace", number - 1, 1
        if number % 5 == 4:
            yield "remove", number - 2, 0


def work(folder: str, start: int) -> None:
    """Write to a dataset until killed, and say after each step that it is done."""
    with kg.store.open(folder) as store:
        for act, number, version in steps(start):
            if act == "remove":
                store.remove(f"copy-{number}")
            else:
                (store.add if act == "add" else store.replace)(paper(number, version))
            sys.stdout.write(f"{act} {number} {version}\n")
            sys.stdout.flush()


def load(folder: str, file: str) -> None:
    """Load a file into a dataset, and say when it begins."""
    with kg.store.open(folder) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        store.load(file)


@contextmanager
def process(call: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    code = (
        f"import sys; from test_durability import {call}; {call}(*[int(a) if a.isdigit() else a for a in sys.argv[1:]])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": PATH},
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def expected(acts: list[tuple[str, int, int]]) -> dict[str, int]:
    there: dict[str, int] = {}
    for act, number, version in acts:
        if act == "remove":
            there.pop(f"copy-{number}")
        else:
            there[f"copy-{number}"] = version
    return there


def state(store: Store) -> dict[str, int]:
    """Return which version of each document there is, after comparing every triple of it."""
    found = {}
    for identifier in store.documents():
        number = int(identifier.removeprefix("copy-"))
        graph = set(store.graph(identifier))
        found[identifier] = next(v for v in (0, 1) if graph == set(to_graph(paper(number, v))))
    return found


def test_a_killed_writer_loses_nothing_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    dice = random.Random(5)  # noqa: S311 - a seeded test
    folder, begun, done = tmp_path / "data", 0, []
    for _ in range(4):
        with process("work", folder, begun) as writer:
            assert writer.stdout
            said = [writer.stdout.readline()]
            time.sleep(dice.uniform(0, 0.4))
            writer.send_signal(signal.SIGKILL)
            said += writer.stdout.read().splitlines()
        acts = [
            (act, int(number), int(version)) for act, number, version in (line.split() for line in said if line.strip())
        ]
        planned = steps(begun)
        assert acts == [next(planned) for _ in acts]
        before, after = expected([*done, *acts]), expected([*done, *acts, next(planned)])
        with kg.store.open(folder) as store:
            found = state(store)
            assert found in (before, after)
            # The next writer goes on with numbers that nobody has used.
            for identifier in set(found) - set(before):
                store.remove(identifier)
            for identifier in set(before) - set(found):
                store.add(paper(int(identifier.removeprefix("copy-"))))
            for identifier, version in before.items():
                if found.get(identifier) != version:
                    store.replace(paper(int(identifier.removeprefix("copy-")), version))
        done += acts
        begun = 5 * (max(number for _, number, _ in acts) // 5 + 1)
    assert len(done) > 20


def corpus(file: Path, documents: int) -> None:
    """Write N-Quads of many documents without making each of them."""
    with kg.store.open() as store:
        store.add(paper(0))
        one = store.dump("n-quads").decode()
    file.write_text("".join(re.sub(r"copy-0\b", f"copy-{n}", one) for n in range(documents)), "utf-8")


def test_a_killed_load_leaves_all_or_nothing(tmp_path: Path) -> None:
    corpus(tmp_path / "corpus.nq", 3500)  # more than one transaction takes
    lines = (tmp_path / "corpus.nq").read_bytes().count(b"\n")
    assert lines > kg.store._AT_ONCE
    schemes = len(kg.store.open()._store)
    counts = []
    for round_, wait in enumerate((0.3, 0.8, 1.4, 2.0)):
        folder = tmp_path / str(round_)
        with process("load", folder, tmp_path / "corpus.nq") as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "ready\n"
            time.sleep(wait)
            writer.send_signal(signal.SIGKILL)
        with kg.store.open(folder) as store:
            counts.append((len(store.documents()), len(store._store) - schemes))
    assert set(counts) <= {(0, 0), (3500, lines)}


def test_loading_in_bulk_is_loading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus(tmp_path / "corpus.nq", 30)
    monkeypatch.setattr(kg.store, "_AT_ONCE", 100)
    monkeypatch.setattr(kg.intake, "_IN_BULK", 500)
    with kg.store.open(tmp_path / "data") as store:
        store.load(tmp_path / "corpus.nq")
        assert len(store.documents()) == 30
        lines = set((tmp_path / "corpus.nq").read_text("utf-8").splitlines())
        assert set(store.dump("n-quads").decode().splitlines()) == lines


def test_a_file_is_loaded_whole_or_not_at_all(tmp_path: Path) -> None:
    corpus(tmp_path / "corpus.nq", 3)
    twice = (tmp_path / "corpus.nq").read_text("utf-8")
    (tmp_path / "bad.nq").write_text(twice + "<urn:a> <urn:b> <urn:c> <urn:other> .\n", "utf-8")
    (tmp_path / "same.nq").write_text(twice + twice.replace("/graph/copy-0", "/graph/again-0"), "utf-8")
    store = kg.store.open()
    for file, words in (("bad.nq", "urn:other.*0 documents"), ("same.nq", "several graphs")):
        with pytest.raises(StoreError, match=words):
            store.load(tmp_path / file)
        assert store.documents() == []
    store.add(paper(2))
    with pytest.raises(StoreError, match=r"corpus\.nq: copy-2: .*replace"):
        store.load(tmp_path / "corpus.nq")
    assert store.documents() == ["copy-2"]


def test_a_second_writer_is_refused_and_a_reader_is_not(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with process("work", folder, 0) as writer:
        assert writer.stdout
        for _ in range(5):
            last = writer.stdout.readline()
        with pytest.raises(StoreError, match=r"data: another program writes.*readonly=True"):
            kg.store.open(folder)
        seen = []
        for _ in range(3):
            with kg.store.open(folder, readonly=True) as reader:
                seen.append(len(state(reader)))
                assert reader.ask("ASK { ?d a dkg:Document }")
        assert writer.poll() is None
        assert last
        assert seen == sorted(seen)
    assert not list(tmp_path.glob(".data-reader-*"))


def test_a_reader_sees_one_state(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as writer:
        writer.add(paper(1))
        with kg.store.open(tmp_path / "data", readonly=True) as reader:
            before = reader.dump()
            writer.replace(paper(1, 1))
            writer.add(paper(2))
            writer._store.flush()
            writer._store.optimize()
            assert reader.dump() == before
            assert reader.documents() == ["copy-1"]
            with kg.store.open(tmp_path / "data", readonly=True) as later:
                assert later.documents() == ["copy-1", "copy-2"]
            for change in (
                lambda: reader.add(paper(3)),
                lambda: reader.replace(paper(1)),
                lambda: reader.remove("copy-1"),
                lambda: reader.load(tmp_path / "x.nq"),
            ):
                with pytest.raises(StoreError, match="without readonly"):
                    change()


def test_readers_that_were_killed_leave_nothing_for_long(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as store:
        store.add(paper(1))
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    left = tmp_path / f".data-reader-{done.stdout.strip()}-x"
    left.mkdir()
    ours = snapshot(tmp_path / "data")
    assert not left.exists()
    assert len(ox.Store.read_only(str(ours))) > 0
    with kg.store.open(tmp_path / "data", readonly=True):
        assert ours.exists()


@pytest.mark.parametrize("readonly", [True, False])
def test_what_is_no_dataset_is_left_alone(tmp_path: Path, readonly: bool) -> None:  # noqa: FBT001 - a parameter of the test
    (tmp_path / "letter.txt").write_text("Dear Sir", "utf-8")
    for path in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(StoreError, match="no dataset"):
            kg.store.open(path, readonly=readonly)
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_a_new_dataset_needs_a_writer(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no dataset"):
        kg.store.open(tmp_path / "data", readonly=True)
    with pytest.raises(StoreError, match="nothing to read"):
        kg.store.open(readonly=True)
    assert not (tmp_path / "data").exists()


def test_a_damaged_dataset_is_named(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as store:
        store.add(paper(1))
    (tmp_path / "data" / "CURRENT").write_text("MANIFEST-999999\n", "utf-8")
    for readonly in (True, False):
        with pytest.raises(StoreError, match=r"data: cannot be opened.*copy"):
            kg.store.open(tmp_path / "data", readonly=readonly)


def test_schemes_of_another_version_give_way(tmp_path: Path) -> None:
    with kg.store.open(tmp_path / "data") as store:
        store.add(paper(1))
        fresh = store.dump(schemes=True)
        graph = next(q.graph_name for q in store._store if q.graph_name == kg.store._SCHEMES_GRAPH)
        store._store.add(ox.Quad(ox.NamedNode("urn:old"), ox.NamedNode("urn:old"), ox.Literal("old"), graph))
    with kg.store.open(tmp_path / "data") as again:
        assert again.dump(schemes=True) == fresh
