"""From sources to everything that leaves the program: the way of ``kg build``.

The files of ``exports/``

====================================  ================================================================
``graph.trig``, ``.nq``, ``.jsonld``  the dataset, a named graph for each document
``graph.ttl``                         the same triples without the named graphs
``meetings.graphml``, ``.gexf``       who met whom
``positions.graphml``, ``.gexf``      holder, stance, target
``speakers.graphml``, ``.gexf``       meeting, who spoke there, what it was about
``actors.csv`` … ``positions.csv``    the tables of :mod:`kg.tables`
``index.html``                        the page: one file, no network needed
====================================  ================================================================
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import KgError, ReadError, StoreError
from kg.facts import Facts, facts_of
from kg.read import read_all
from kg.records import Document, Extraction

if TYPE_CHECKING:
    from kg.check import Finding
    from kg.store import Format, Store

__all__ = ["Built", "Progress", "build", "export", "extract_each", "write"]

Progress = Callable[[str], None]
"""Called with the id of each document that is done."""

GRAPHS: Mapping[str, Format] = {
    "graph.trig": "trig",
    "graph.ttl": "turtle",
    "graph.jsonld": "json-ld",
    "graph.nq": "n-quads",
}
BATCH = 32


@dataclass(slots=True)
class Built:
    """What a build did: documents and records by kind, what it could not read, what it doubts, what it wrote."""

    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    errors: list[KgError] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def extract_each(
    documents: Iterable[Document | ReadError], *, model: str | None = None
) -> Iterator[Extraction | KgError]:
    """Yield the extraction of each document, and an error in the place of each that has none.

    Nothing that one document does ends the run.
    """
    from kg.extract.model import DEFAULT_MODEL, load

    name = model or DEFAULT_MODEL
    load(name)  # a missing pipeline is an error of the run, not of each document
    pending = iter(documents)
    while batch := list(islice(pending, BATCH)):
        readable = [d for d in batch if isinstance(d, Document)]
        extracted = iter(_extract_batch(readable, name))
        for item in batch:
            yield next(extracted) if isinstance(item, Document) else item


def _extract_batch(documents: list[Document], model: str) -> list[Extraction | KgError]:
    from kg.extract import extract_all

    try:
        return list(extract_all(documents, model=model))
    except KgError:
        raise  # a lexicon or a pipeline that is wrong is wrong for every document
    except Exception as error:  # noqa: BLE001 - whatever a text does to the pipeline, the other documents go on
        if len(documents) == 1:
            reason = f"{type(error).__name__}: {error}"
            return [KgError(f"{documents[0].id}: cannot be extracted ({reason}): leave it out, and please report it")]
    return [found for document in documents for found in _extract_batch([document], model)]


def export(source: Store) -> Iterator[tuple[str, bytes]]:
    r"""Yield the files of ``exports/``, each a name and its bytes; the same store gives the same bytes.

    Examples
    --------
    >>> import kg
    >>> dict(export(kg.open()))["actors.csv"]
    b'actor,name,type,country,role\n'
    """
    from kg.html import page
    from kg.network import gexf, graphml, meetings, positions, speakers
    from kg.tables import TABLES

    for name, form in GRAPHS.items():
        yield name, source.dump(form)
    facts: Facts = facts_of(source)
    for name, network in (("meetings", meetings), ("positions", positions), ("speakers", speakers)):
        graph = network(facts)
        yield f"{name}.graphml", graphml(graph)
        yield f"{name}.gexf", gexf(graph)
    for name, table in TABLES.items():
        yield f"{name}.csv", table(facts).to_csv().encode("utf-8")
    yield "index.html", page(facts).encode("utf-8")


def write(source: Store, folder: str | os.PathLike[str]) -> list[Path]:
    """Write the files of :func:`export` into a folder, which is made if need be; return their paths.

    Raises
    ------
    StoreError
        The folder cannot be written to.
    """
    target = Path(folder)
    written = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, data in export(source):
            path = target / name
            path.write_bytes(data)
            written.append(path)
    except OSError as error:
        raise StoreError(f"{error.filename or target}: cannot be written ({error.strerror})") from error
    return written


def build(
    sources: Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    model: str | None = None,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Built:
    """Read, extract, store, check and export: the whole way.

    Parameters
    ----------
    sources
        Files and folders, as :func:`kg.read.read_all` takes them.
    out
        The folder to write into.
    model
        The spaCy pipeline; the default one is named in :mod:`kg.extract.model`.
    store
        The dataset to add the documents to, a document with a known id replacing the older one; a new one in memory
        by default.
    progress
        Called after each document.

    Raises
    ------
    ModelError
        The pipeline is missing.
    StoreError
        ``out`` cannot be written to.
    """
    from kg.check import check
    from kg.store import open as open_store

    built = Built()
    dataset = open_store() if store is None else store
    for found in extract_each(read_all(sources), model=model):
        if isinstance(found, KgError):
            built.errors.append(found)
            continue
        dataset.replace(found)
        built.documents += 1
        built.records.update(
            {kind: len(getattr(found, kind)) for kind in ("actors", "meetings", "statements", "positions")}
        )
        built.warnings.update(found.document.warnings)
        built.notes.update(dict(found.notes))
        if progress:
            progress(found.document.id)
    built.findings = check(dataset)
    if built.documents:
        built.files = write(dataset, out)
    return built
