"""The benchmark's invented data are of our shape, the same on every run, and every question finds something in them."""

import sys
from pathlib import Path

import pytest

import kg.store
from kg.check import check
from kg.queries import questions

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def shape():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        import shape
    finally:
        sys.path.remove(str(BENCHMARKS))
    return shape


def test_the_invented_documents_are_of_our_shape(shape) -> None:
    for number in (0, 29):
        document = shape.extraction(number, of=60)
        assert check(document) == []
        assert document == shape.extraction(number, of=60)
        assert 4_000 < len(document.document.text) < 7_000
        assert 18 < len(document.statements) < 28


def test_the_same_size_gives_the_same_bytes(shape, tmp_path: Path) -> None:
    count = shape.write(tmp_path / "one.nq", 4_000)
    assert count == shape.write(tmp_path / "two.nq", 4_000)
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "two.nq").read_bytes()
    assert abs(count - 4_000) < 2_500


def test_nearly_every_question_finds_something(shape) -> None:
    store = kg.store.open()
    for number in (0, 1, 2, 3, 28, 29):
        store.add(shape.extraction(number, of=30))
    # A formula is replaced only over a longer time.
    assert [question.number for question in questions() if not len(store.select(question.name))] == [10]
