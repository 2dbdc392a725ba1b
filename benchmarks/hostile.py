"""Times the whole extraction of texts made to be slow: a megabyte of one sentence, and 100,000 quotation marks.

    python benchmarks/hostile.py [SHARE]

Each text is extracted at a quarter of its size and in full (``SHARE`` of both, 1 unless told otherwise); time that
grows with the length alone gives a ratio of about four. The parser is most of it, so these are no tests.

Result on two shared cores, Python 3.11, spaCy's small English pipeline (CPU seconds, the parser included):

    one sentence | 249,951 characters | 23.2 s | 2,882 statements
    one sentence | 999,978 characters | 99.8 s | 11,530 statements
    one sentence: four times the length, 4.3 times the time
    quotation marks | 62,500 characters | 45.4 s | 0 statements
"""

from __future__ import annotations

import sys
import time

from kg.extract import extract
from kg.records import Block, Document, Span

MEGABYTE = 1_000_000
SHAPES = {
    "one sentence": "Holm said that Norway supports the talks on the border and that Chad, which denies it, ",
    "quotation marks": "“It ”",
}
SIZES = {"one sentence": MEGABYTE, "quotation marks": 100_000 // 2 * len(SHAPES["quotation marks"])}


def document(shape: str, share: float) -> Document:
    """Return one paragraph of a shape, a ``share`` of its full size."""
    pattern = SHAPES[shape]
    words = pattern * int(SIZES[shape] * share / len(pattern))
    return Document("d", words, (Block("body", Span(0, len(words))),))


def main(share: float) -> None:
    """Print the seconds of each shape and size, and how they grew."""
    extract(document("one sentence", 0.001))  # warm: model and lexicons loaded
    for shape in SHAPES:
        took = []
        for size in (share / 4, share):
            text = document(shape, size)
            begin = time.process_time()
            found = extract(text)
            took.append(time.process_time() - begin)
            print(f"{shape} | {len(text.text):,} characters | {took[-1]:.1f} s | {len(found.statements):,} statements")
        print(f"{shape}: four times the length, {took[1] / took[0]:.1f} times the time", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
