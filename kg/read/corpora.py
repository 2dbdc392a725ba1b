"""One file, many documents: CSV and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from kg.errors import ReadError
from kg.read.blocks import paragraphs
from kg.read.formats import document
from kg.read.metadata import Metadata, known_as, metadata, sidecar
from kg.records import Document

__all__ = ["CORPORA", "from_corpus"]

LONGEST_CELL = 64 * 1024 * 1024
SURROGATE = re.compile("[\ud800-\udfff]")


def from_corpus(path: Path) -> Iterator[Document | ReadError]:
    """Yield the documents of a corpus file one by one, and an error in the place of each that cannot be read.

    A sidecar beside the file says what holds for all its documents (the publisher).
    """
    try:
        known = sidecar(path)
        with path.open("rb") as raw, io.TextIOWrapper(raw, known.get("encoding") or "utf-8-sig", newline="") as lines:
            yield from CORPORA[path.suffix.casefold()](path, lines, known)
    except ReadError as error:
        yield error
    except (UnicodeError, LookupError) as error:
        yield ReadError(f"{path}: {error}: save it as UTF-8, or declare its “encoding” in {path.stem}.meta.json")
    except OSError as error:
        yield ReadError(f"{path}: {error.strerror or error}")


def _row(path: Path, place: str, number: int, fields: Mapping[str, Any], known: Metadata) -> Document | ReadError:
    name = f"{path}, {place} {number}"
    try:
        said = metadata(fields, name)
        text = "\n\n".join(_parts(said))
        if not text.strip():
            return ReadError(f"{name}: holds no text: give it one, or remove it")
        if "\0" in text or SURROGATE.search(text):
            return ReadError(
                f"{name}: holds characters that are no text (NUL or half a surrogate pair): export it again"
            )
        pieces = ((span, None) for span in paragraphs(text))
        defaults = Metadata({k: v for k, v in known.values.items() if k not in {"id", "url"}}, known.authors)
        return document(text, pieces, said.over(defaults), name=name, default_id=_id(path, number, said))
    except ReadError as error:
        return error


def _parts(said: Metadata) -> Iterator[str]:
    body, summary = said.get("text") or "", said.get("summary") or ""
    if summary and not body.lstrip().startswith(summary.strip()):
        yield summary.strip()
    yield body


def _id(path: Path, number: int, said: Metadata) -> str:
    """Return an id that stays when rows move: from the address where there is one, else from the row's number."""
    last = re.sub(r"[?#].*$", "", said.get("url") or "").rstrip("/").rpartition("/")[2]
    return f"{path.stem}-{last or number}"


def _csv(path: Path, lines: IO[str], known: Metadata) -> Iterator[Document | ReadError]:
    header = lines.readline()
    if not header.strip():
        yield ReadError(f"{path}: is empty: the first line names the columns (title, date, link, body)")
        return
    delimiter = max(",;\t", key=header.count)
    columns = next(csv.reader([header], delimiter=delimiter))
    if "text" not in {known_as().get(c.strip().casefold()) for c in columns}:
        yield ReadError(
            f"{path}, line 1: no column holds the text: call it “text” or “body”; found {', '.join(columns)[:200]}"
        )
        return
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        rows = csv.DictReader(lines, columns, delimiter=delimiter)
        for number, row in enumerate(rows, 1):
            if None in row:
                yield ReadError(
                    f"{path}, row {number}: has more cells than the header: quote the cells that hold “{delimiter}”"
                )
            else:
                yield _row(path, "row", number, row, known)
    except csv.Error as error:
        yield ReadError(f"{path}, line {rows.line_num + 1}: {error}: export it again with quoted cells")
    finally:
        csv.field_size_limit(limit)


def _json_lines(path: Path, lines: IO[str], known: Metadata) -> Iterator[Document | ReadError]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield ReadError(f"{path}, line {number}: is not JSON ({error}): write one object a line")
            continue
        if not isinstance(fields, dict):
            yield ReadError(f"{path}, line {number}: is a {type(fields).__name__}: write one object a line")
            continue
        yield _row(path, "line", number, fields, known)


CORPORA: Mapping[str, Callable[[Path, IO[str], Metadata], Iterator[Document | ReadError]]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
