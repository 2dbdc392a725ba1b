"""A document's text under the parser: paragraphs, each a spaCy ``Doc`` that knows where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.records import Block, BlockKind, Document, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

__all__ = ["Paragraph", "Text", "parse"]

PARSED: frozenset[BlockKind] = frozenset({"title", "heading", "caption", "body"})

LONGEST = 20_000
"""Characters to a parse: the neural components' memory grows with the longest ``Doc``."""

ENDLESS = re.compile(r"\S{200}")
"""A stretch without a space that no language has: the tokenizer's time grows with the square of its length."""

UNREADABLE = {
    **dict.fromkeys(map(ord, "\n\r\t\x0b\x0c\x85\u2028\u2029"), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
"""Characters that the parser trips over, each with another of the same length."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the document: ``text.document.text[start + i]`` is character ``i`` of ``doc.text``."""

    index: int
    start: int
    kind: BlockKind
    doc: Doc

    def span(self, first: Token, last: Token | None = None) -> Span:
        """Return the offsets in the file of the tokens from ``first`` to ``last``, both included."""
        last = first if last is None else last
        return Span(self.start + first.idx, self.start + last.idx + len(last.text))

    def chars(self, start: int, end: int) -> Span:
        """Return the offsets in the file of the paragraph's own characters ``start`` to ``end``."""
        return Span(self.start + start, self.start + end)


@dataclass(frozen=True, slots=True)
class Text:
    """A parsed document. Only ``body`` paragraphs are read for statements, meetings and positions."""

    document: Document
    paragraphs: tuple[Paragraph, ...] = field(default=())

    @property
    def body(self) -> tuple[Paragraph, ...]:
        """Return the paragraphs in which the article speaks."""
        return tuple(p for p in self.paragraphs if p.kind == "body")

    def words(self, span: Span) -> str:
        """Return the characters of a span, as they stand in the file."""
        return self.document.text[span.start : span.end]


def _pieces(document: Document) -> Iterator[tuple[Block, str]]:
    """Yield the blocks to parse, cut where they are longer than the parser should take in one go."""
    for block in document.blocks:
        if block.kind not in PARSED:
            continue
        start, end = block.span.start, block.span.end
        while start < end:
            cut = _cut(document.text, start, end)
            yield Block(block.kind, Span(start, cut)), document.text[start:cut].translate(UNREADABLE)
            start = cut


def _cut(text: str, start: int, end: int) -> int:
    limit = min(end, start + LONGEST)
    if endless := ENDLESS.search(text, start, limit):
        return endless.end()
    if limit == end:
        return end
    for mark in (". ", ".\n", " ", "\n"):
        cut = text.rfind(mark, start + LONGEST // 2, limit)
        if cut >= 0:
            return cut + len(mark)
    return limit


def parse(documents: Iterable[Document], nlp: Language, *, batch_size: int = 64) -> Iterator[Text]:
    """Parse documents one after the other, their paragraphs batched through the pipeline.

    Line breaks inside a paragraph are read as spaces, so that a hard-wrapped source parses like any other;
    offsets do not move. A paragraph of more than 20,000 characters is parsed in pieces.
    """

    def pieces() -> Iterator[tuple[str, tuple[Document, Block | None]]]:
        for document in documents:
            for block, words in _pieces(document):
                yield words, (document, block)
            yield "", (document, None)

    paragraphs: list[Paragraph] = []
    for doc, (document, block) in nlp.pipe(pieces(), as_tuples=True, batch_size=batch_size):
        if block is None:
            yield Text(document, tuple(paragraphs))
            paragraphs = []
        else:
            paragraphs.append(Paragraph(len(paragraphs), block.span.start, block.kind, doc))
