"""Sources to documents: plain text with a sidecar, Markdown with front matter, HTML; CSV and JSON Lines corpora.

The text of a document is the file's decoded text unchanged, line ends included, so that offsets point into the file.
Three things differ: a byte order mark belongs to the encoding and is not counted; the text of a web page is what was
taken out of it; the text of a corpus row is its summary and body, a blank line between them.

Metadata come from ``NAME.meta.json`` beside the file first, then from the format (front matter, columns, ``<meta>``),
then from the text's own header. What none of them says stays ``None``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from kg.errors import ReadError
from kg.read.corpora import CORPORA, from_corpus
from kg.read.formats import FORMATS, from_file
from kg.records import Document

__all__ = ["SUFFIXES", "read", "read_all", "sources"]

SUFFIXES = tuple(sorted({*FORMATS, *CORPORA} - {""}))


def read(path: str | os.PathLike[str]) -> Document:
    """Return the document that a file holds.

    Parameters
    ----------
    path
        A ``.txt``, ``.md`` or ``.html`` file. What its text does not tell may stand in ``NAME.meta.json`` beside it:
        title, publisher, published, updated, authors, url, dateline, language, id, revision_of, encoding; all optional.

    Raises
    ------
    ReadError
        The file is missing, empty, binary, in no known encoding or format, or its sidecar is malformed. The message
        names the file and the remedy.

    See Also
    --------
    read_all : many files, folders and corpora.

    Examples
    --------
    >>> from kg.read import read
    >>> document = read("sources/china-russia-united-stance.txt")
    >>> document.title, document.published, document.authors[0]
    ('China, Russia show united stance', '2021-08-30', 'Mo Jingxi')
    >>> [b.kind for b in document.blocks[:5]]
    ['published', 'title', 'byline', 'caption', 'body']
    """
    path = Path(path)
    suffix = path.suffix.casefold()
    if suffix in CORPORA:
        raise ReadError(f"{path}: holds many documents: use read_all, which yields them one by one")
    if suffix not in FORMATS:
        raise ReadError(f"{path}: {suffix} files are not read: save its words as .txt; known are {', '.join(SUFFIXES)}")
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReadError(f"{path}: no such file: check the path") from error
    except (OSError, ValueError) as error:
        raise ReadError(f"{path}: cannot be opened ({getattr(error, 'strerror', None) or error})") from error
    return from_file(path, data)


def sources(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path]:
    """Yield the source files among paths: a file as it is, of a folder the files of known formats, ordered by name.

    Sidecars, hidden files and files of other formats are not sources.
    """
    for given in paths:
        path = Path(given)
        if not path.is_dir():
            yield path
            continue
        for inside in sorted(path.rglob("*"), key=lambda p: p.relative_to(path).parts):
            hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
            if inside.suffix.casefold() in SUFFIXES and not hidden and inside.is_file():
                yield inside


def read_all(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Document | ReadError]:
    """Yield the documents of files, folders and corpora, and an error in the place of each that cannot be read.

    Nothing that one source does ends the run. A second document with the id of an earlier one is an error, since it
    would replace that one in a graph.

    Examples
    --------
    >>> from kg.read import read_all
    >>> [d.id for d in read_all(["sources"]) if not isinstance(d, Exception)][:1]
    ['china-russia-united-stance']
    """
    seen: set[str] = set()
    for path in sources(paths):
        for found in _of(path):
            if isinstance(found, Document):
                if found.id in seen:
                    yield ReadError(
                        f"{path}: a document with the id {found.id!r} was read before: give it another “id”"
                    )
                    continue
                seen.add(found.id)
            yield found


def _of(path: Path) -> Iterator[Document | ReadError]:
    if path.suffix.casefold() in CORPORA:
        yield from from_corpus(path)
        return
    try:
        yield read(path)
    except ReadError as error:
        yield error
