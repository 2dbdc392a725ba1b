"""One process that answers one request at a time, so that a query can be stopped: by ending its process.

It reads requests from standard input and writes frames to standard output: a letter, a length, that many bytes.
``R`` it is ready, ``H`` what the answer is, ``D`` a part of it, ``E`` its end and the memory in use, ``X`` an error.
Run as ``python -m kg.serve.worker``; it imports little, because a new one starts whenever one was ended.
"""

from __future__ import annotations

import io
import json
import os
import queue
import signal
import struct
import sys
import threading
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, cast

import pyoxigraph as ox

from kg.errors import QueryError
from kg.serve.confine import die_with_parent, limit_memory, refuse_network, resident
from kg.sparql import refuse, with_dataset, words

__all__ = ["FRAME", "Worker"]

FRAME = struct.Struct(">cI")
CHUNK = 1 << 16

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "n-triples": ox.RdfFormat.N_TRIPLES,
    "json-ld": ox.RdfFormat.JSON_LD,
    "rdf-xml": ox.RdfFormat.RDF_XML,
    "trig": ox.RdfFormat.TRIG,
    "n-quads": ox.RdfFormat.N_QUADS,
}
_PREFIXED = {"turtle", "trig", "rdf-xml"}


class _UnacceptableError(Exception):
    """The client likes none of the syntaxes that an answer of this form has."""


class Worker:
    """Answers requests on a dataset folder.

    Parameters
    ----------
    send
        Takes a frame's letter and its bytes.
    prefixes
        What queries may use without saying so.
    writes
        Whether it opens the folder to write to it; only one program may.
    """

    def __init__(
        self, folder: str, send: Callable[[bytes, bytes], None], prefixes: dict[str, str], *, writes: bool
    ) -> None:
        self.send = send
        self.prefixes = prefixes
        self.writes = writes
        self.folder = folder
        self.store = ox.Store(folder) if writes else ox.Store.read_only(folder)
        self.does: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "query": self.query,
            "graph": self.graph,
            "dump": self.dump,
            "update": self.update,
            "snapshot": self.snapshot,
        }

    def answer(self, request: Mapping[str, Any]) -> None:
        """Answer one request with frames; what the request did wrong is an ``X`` frame."""
        try:
            if not self.writes and request["folder"] != self.folder:
                self.folder = request["folder"]
                self.store = ox.Store.read_only(self.folder)
            self.does[request["do"]](request)
        except SyntaxError as error:
            self.fail("syntax", f"it does not parse: {error}")
        except QueryError as error:
            self.fail("refused", str(error))
        except _UnacceptableError as error:
            self.fail("unacceptable", str(error))
        except LookupError as error:
            self.fail("absent", str(error.args[0]))
        except (RuntimeError, ValueError, TypeError) as error:
            self.fail("evaluation", str(error))
        except OSError as error:
            self.fail("storage", str(error))
        else:
            self.send(b"E", resident().to_bytes(8, "big"))

    def fail(self, kind: str, message: str) -> None:
        """Send an error."""
        self.send(b"X", json.dumps({"kind": kind, "message": message}).encode())

    def query(self, request: Mapping[str, Any]) -> None:
        """Answer a query, in the syntax that its form and the request ask for."""
        sparql = request["sparql"]
        refuse(sparql)
        default = [ox.NamedNode(iri) for iri in request["default"]]
        named = [ox.NamedNode(iri) for iri in request["named"]]
        given = bool(default or named)
        answer = self.store.query(
            sparql,
            base_iri=request["base"],
            prefixes=self.prefixes,
            use_default_graph_as_union=not given and "FROM" not in words(sparql),
            default_graph=cast("list[Any]", default) if given else None,
            named_graphs=cast("list[Any]", named) if given else None,
        )
        form = {ox.QueryBoolean: "boolean", ox.QuerySolutions: "solutions"}.get(type(answer), "graph")
        syntax = request[form]
        if syntax is None:
            raise _UnacceptableError(form)
        self.head(form, syntax)
        with self.out() as out:
            if isinstance(answer, ox.QueryTriples):
                prefixes = self.prefixes if syntax in _PREFIXED else None
                ox.serialize(answer, out, _RDF[syntax], prefixes=prefixes)
            else:
                answer.serialize(out, _RESULTS[syntax])

    def graph(self, request: Mapping[str, Any]) -> None:
        """Send one named graph."""
        name = ox.NamedNode(request["name"])
        if not self.store.contains_named_graph(name):
            raise LookupError(f"there is no graph {name}")
        self.head("graph", request["graph"])
        with self.out() as out:
            prefixes = self.prefixes if request["graph"] in _PREFIXED else None
            self.store.dump(out, _RDF[request["graph"]], from_graph=name, prefixes=prefixes)

    def dump(self, request: Mapping[str, Any]) -> None:
        """Send all graphs."""
        self.head("dataset", request["dataset"])
        with self.out() as out:
            prefixes = self.prefixes if request["dataset"] in _PREFIXED else None
            self.store.dump(out, _RDF[request["dataset"]], prefixes=prefixes)

    def update(self, request: Mapping[str, Any]) -> None:
        """Change the dataset: all of the update or nothing."""
        text = request["sparql"]
        refuse(text, update=True)
        default, named = ([ox.NamedNode(iri) for iri in request[key]] for key in ("default", "named"))
        try:
            text = with_dataset(text, default, named)
        except QueryError as error:
            raise ValueError(str(error)) from error
        self.store.update(text, base_iri=request["base"], prefixes=self.prefixes)
        self.store.flush()

    def snapshot(self, request: Mapping[str, Any]) -> None:
        """Write what there is now into a folder, as hard links where the file system has them."""
        self.store.backup(request["to"])

    def head(self, form: str, syntax: str) -> None:
        """Say what the answer is."""
        self.send(b"H", json.dumps({"form": form, "syntax": syntax}).encode())

    def out(self) -> io.BufferedWriter:
        """Return what turns bytes into frames."""
        return io.BufferedWriter(_Frames(self.send), CHUNK)


class _Frames(io.RawIOBase):
    def __init__(self, send: Callable[[bytes, bytes], None]) -> None:
        self.send = send

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.send(b"D", bytes(data))
        return len(data)


def _requests(source: BinaryIO) -> queue.SimpleQueue[bytes]:
    """Read requests in a thread of its own, which ends the process with the server even while a query runs."""
    found: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        while True:
            header = source.read(4)
            if len(header) < 4:
                os.kill(os.getpid(), signal.SIGTERM)
            found.put(source.read(int.from_bytes(header, "big")))

    threading.Thread(target=read, daemon=True).start()
    return found


def _main() -> None:
    settings = json.loads(sys.argv[1])
    die_with_parent()
    frames = sys.stdout.buffer

    def send(letter: bytes, data: bytes) -> None:
        frames.write(FRAME.pack(letter, len(data)) + data)
        frames.flush()

    try:
        worker = Worker(settings["folder"], send, settings["prefixes"], writes=settings["writes"])
    except OSError as error:
        send(b"X", json.dumps({"kind": "storage", "message": str(error)}).encode())
        return
    requests = _requests(sys.stdin.buffer)
    confined = refuse_network()
    limit_memory(settings["memory"])
    send(b"R", json.dumps({"confined": confined, "resident": resident()}).encode())
    while True:
        worker.answer(json.loads(requests.get()))


if __name__ == "__main__":
    _main()
