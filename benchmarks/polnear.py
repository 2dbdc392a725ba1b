"""Write the attributions found in the texts of PolNeAR, in the form its scorer reads.

    python benchmarks/polnear.py FOLDER OUT.jsonl

FOLDER holds ``text/*.txt``. The corpus and our records follow different conventions:

- only outermost attributions are marked there: ours that stand inside another's content are left out;
- a source is a stretch of text, pronouns included, and need not be resolved: the source span goes out as it is;
- offsets count characters with newlines untranslated, so the text is read that way;
- the texts have no publication data; a paragraph is a line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from kg.extract import model
from kg.extract.statements import Utterance, find_utterances
from kg.extract.text import parse
from kg.records import Block, Document, Span


def documents(folder: Path) -> Iterator[Document]:
    for path in sorted((folder / "text").glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        lines = re.finditer(r"[^\r\n]*[^\s][^\r\n]*", text)
        yield Document(path.stem, text, tuple(Block("body", Span(m.start(), m.end())) for m in lines))


def attribution(utterance: Utterance) -> dict[str, list[list[int]]]:
    source = [utterance.source_span] if utterance.source_span else []
    spans = {"source": source, "cue": [utterance.cue_span], "content": utterance.content}
    return {role: [[span.start, span.end] for span in found] for role, found in spans.items()}


def lines(folder: Path) -> Iterator[str]:
    for text in parse(documents(folder), model.load()):
        found = [attribution(u) for u in find_utterances(text) if u.outer is None]
        yield json.dumps({"id": text.document.id, "attributions": found})


if __name__ == "__main__":
    Path(sys.argv[2]).write_text("".join(line + "\n" for line in lines(Path(sys.argv[1]))), encoding="utf-8")
