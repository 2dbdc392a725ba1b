"""One file, one document: plain text, Markdown with front matter, HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import ReadError
from kg.read.blocks import Layout, lay_out, paragraphs
from kg.read.decode import decode
from kg.read.metadata import UNDATED, Metadata, metadata, publisher_of, sidecar
from kg.records import BlockKind, Document, Span

__all__ = ["FORMATS", "document", "from_file"]

FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\r|\n)(?P<yaml>.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\r|\n|$)", re.DOTALL
)
CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
NEWLINE = re.compile(r"\r\n|\r|\n")

Pieces = Iterator[tuple[Span, BlockKind | None]]


def from_file(path: Path, data: bytes) -> Document:
    """Return the document that a file holds.

    Raises
    ------
    ReadError
        The file cannot be read as what its name says it is.
    """
    known = sidecar(path)
    return FORMATS[path.suffix.casefold()](path, data, known)


def document(text: str, pieces: Pieces, known: Metadata, *, name: str, default_id: str) -> Document:
    """Put a document together from its text, its paragraphs and what is known of it besides."""
    layout = lay_out(text, pieces, title=known.get("title"))
    if not any(b.kind == "body" for b in layout.blocks):
        raise ReadError(f"{name}: holds no article text: check that the file is complete")
    published = known.get("published") or layout.published
    return Document(
        id=known.get("id") or default_id,
        text=text,
        blocks=tuple(layout.blocks),
        title=known.get("title") or layout.title,
        publisher=known.get("publisher") or publisher_of(known.get("url")),
        published=published,
        updated=known.get("updated") or layout.updated,
        authors=known.authors or layout.authors,
        dateline=known.get("dateline") or layout.dateline,
        url=known.get("url"),
        language=known.get("language") or "en",
        revision_of=known.get("revision_of"),
        warnings=(*known.warnings, *_doubts(known, layout), *(() if published else (UNDATED,))),
    )


def _doubts(known: Metadata, layout: Layout) -> Iterator[str]:
    for key, said, found in (
        ("published", known.get("published"), layout.published),
        ("updated", known.get("updated"), layout.updated),
    ):
        if said and found and not found.startswith(said) and not said.startswith(found):
            yield f"the metadata say {key} {said}, the text {found}: the metadata are believed"


def _decoded(path: Path, data: bytes, known: Metadata, declared: str | None = None) -> tuple[str, Metadata]:
    text, doubts = decode(data, str(path), declared=known.get("encoding") or declared)
    if not text.strip():
        raise ReadError(f"{path}: is empty: put the article's text into it or remove it")
    return text, Metadata(warnings=doubts)


def _plain(path: Path, data: bytes, known: Metadata) -> Document:
    text, doubts = _decoded(path, data, known)
    pieces: Pieces = ((span, None) for span in paragraphs(text))
    return document(text, pieces, known.over(doubts), name=str(path), default_id=path.stem)


def _markdown(path: Path, data: bytes, known: Metadata) -> Document:
    text, doubts = _decoded(path, data, known)
    front, start = _front_matter(text, str(path))
    pieces = _markdown_pieces(text, start)
    return document(text, pieces, known.over(front).over(doubts), name=str(path), default_id=path.stem)


def _front_matter(text: str, name: str) -> tuple[Metadata, int]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return Metadata(), 0
    import yaml

    try:
        raw = yaml.load(match["yaml"], Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes strings, lists and dicts only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 2}" if where else ""
        raise ReadError(f"{name}{line}: the front matter is not YAML: quote values that hold “: ” or “#”") from error
    if not isinstance(raw, Mapping):
        return Metadata(), 0  # a text that begins with a rule, not front matter
    return metadata(raw, name), match.end()


def _markdown_pieces(text: str, start: int) -> Pieces:
    """Yield the paragraphs of Markdown; marks of lists, quotations and headings stay outside the spans."""
    from markdown_it import MarkdownIt

    starts = [start, *(m.end() for m in NEWLINE.finditer(text, start))]
    ends = [*(m.start() for m in NEWLINE.finditer(text, start)), len(text)]
    tokens = MarkdownIt("commonmark").parse(text[start:])
    for around, token in enumerate(tokens):
        if token.map is None or token.type not in {"inline", "html_block", "fence", "code_block"}:
            continue
        first, last = token.map[0], min(token.map[1], len(ends)) - 1
        span = _marked(text, Span(starts[first], ends[last]), token.content)
        if span.start < span.end:
            opened = tuple(t.type for t in tokens[max(around - 2, 0) : around])
            yield span, _markdown_kind(token.type, opened, text[span.start : span.end])


def _marked(text: str, lines: Span, content: str) -> Span:
    rows = [row for row in content.splitlines() if row.strip()]
    if not rows:
        return Span(lines.start, lines.start)
    start = max(text.find(rows[0].strip(), lines.start, lines.end), lines.start)
    end = lines.start + len(text[lines.start : lines.end].rstrip())
    tail = text.rfind(rows[-1].strip(), start, end)
    end = end if tail < 0 else tail + len(rows[-1].strip())
    bold = re.fullmatch(r"(\*\*|__)(?P<inner>[^*_\n]+)\1", text[start:end])
    return Span(start + 2, end - 2) if bold else Span(start, end)


def _markdown_kind(of: str, opened: tuple[str, ...], words: str) -> BlockKind | None:
    if of == "html_block" and words.startswith("<!--"):
        return "note"
    if opened[-1:] == ("heading_open",):
        return "heading"
    if opened == ("list_item_open", "paragraph_open") and not words.startswith("\\#"):
        return "body"
    return None


def _html(path: Path, data: bytes, known: Metadata) -> Document:
    """Read a saved page; offsets count the characters of the text taken out of it."""
    try:
        import trafilatura
    except ImportError as error:
        raise ReadError(f"{path}: reading HTML needs trafilatura ({error}): pip install 'kg[html]'") from error
    declared = CHARSET.search(data, 0, 4096)
    page, doubts = _decoded(path, data, known, declared[1].decode("ascii", "replace") if declared else None)
    extracted = trafilatura.extract(
        page,
        output_format="json",
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not extracted:
        raise ReadError(f"{path}: no article could be told from the page around it: save its words as plain text")
    found: dict[str, Any] = json.loads(extracted)
    text = found.pop("text", None) or ""
    fields = {
        "title": found.get("title"),
        "authors": found.get("author"),
        "published": found.get("date"),
        "publisher": found.get("source-hostname") if found.get("source-hostname") != found.get("hostname") else None,
        "url": found.get("source"),
        "language": found.get("language"),
    }
    pieces: Pieces = ((span, None) for span in paragraphs(text))
    page_says = metadata(fields, str(path))
    return document(text, pieces, known.over(page_says).over(doubts), name=str(path), default_id=path.stem)


FORMATS: Mapping[str, Callable[[Path, bytes, Metadata], Document]] = {
    ".txt": _plain,
    ".text": _plain,
    "": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
}
