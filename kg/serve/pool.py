"""The worker processes of a server: who is free, who is stopped, who sees which state of the dataset."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.serve.dataset import Dataset
from kg.serve.worker import FRAME
from kg.vocab import PREFIXES

__all__ = ["Answer", "Failure", "Pool"]

LOG = logging.getLogger("kg.serve")
STARTS_WITHIN = 60.0
PACKAGES = Path(__file__).parents[2]


class Failure(Exception):  # noqa: N818 - the answer to a request, not an error of the program
    """A request that has no answer.

    ``kind`` is syntax, refused, absent, unacceptable, evaluation, storage, timeout, memory or busy.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class _Process:
    """A worker process and what it is busy with."""

    def __init__(self, process: asyncio.subprocess.Process, folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.timed_out = False
        self.killed = False
        self.confined = False
        self.at_start = self.resident = 0

    @classmethod
    async def start(cls, folder: Path, *, memory: int, writes: bool = False) -> _Process:
        settings = {"folder": str(folder), "memory": memory, "writes": writes, "prefixes": PREFIXES}
        paths = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH")]))
        # A session of its own: Ctrl-C at the terminal is for the server, which ends its workers itself.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kg.serve.worker", json.dumps(settings)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,
        )
        worker = cls(process, folder)
        try:
            async with asyncio.timeout(STARTS_WITHIN):
                letter, data = await worker.frame()
        except (TimeoutError, Failure) as error:
            await worker.end()
            raise StoreError(f"{folder}: a worker process did not start: {error}") from error
        ready = json.loads(data)
        if letter != b"R":
            await worker.end()
            raise StoreError(f"{folder}: cannot be opened as a dataset ({ready['message']})")
        worker.confined = ready["confined"]
        worker.at_start = worker.resident = ready["resident"]
        return worker

    @property
    def alive(self) -> bool:
        return not self.killed and self.process.returncode is None

    def send(self, request: Mapping[str, Any]) -> None:
        data = json.dumps(request).encode()
        if self.process.stdin is not None:
            self.process.stdin.write(len(data).to_bytes(4, "big") + data)

    async def frame(self) -> tuple[bytes, bytes]:
        stream = self.process.stdout
        if stream is None:
            raise Failure("storage", "a worker process has no output")
        try:
            letter, length = FRAME.unpack(await stream.readexactly(FRAME.size))
            data = await stream.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Failure("memory", "the worker process ended") from error
        if letter == b"E":
            self.resident = int.from_bytes(data, "big")
        return letter, data

    def stop(self) -> None:
        self.timed_out = True
        self.kill()

    def kill(self) -> None:
        self.killed = True
        with suppress(ProcessLookupError):
            self.process.kill()

    async def end(self) -> None:
        self.kill()
        await self.process.wait()


class Answer:
    """The answer to one request, as it comes; close it when you have what you want.

    ``form`` is boolean, solutions, graph or dataset; ``syntax`` is how it is written.
    """

    def __init__(
        self,
        worker: _Process,
        first: bytes | None,
        head: Mapping[str, str],
        release: Callable[[], None],
        why: Callable[[], Failure],
    ) -> None:
        self.form = head.get("form", "")
        self.syntax = head.get("syntax", "")
        self.ended = first is None
        self._worker = worker
        self._first = first
        self._release = release
        self._why = why

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the answer's bytes; an answer that breaks off raises a Failure."""
        try:
            if self._first:
                yield self._first
            while not self.ended:
                letter, data = await self._next()
                if letter == b"E":
                    self.ended = True
                elif letter == b"X":
                    self.ended = True
                    problem = json.loads(data)
                    raise Failure(problem["kind"], problem["message"])
                else:
                    yield data
        finally:
            self.close()

    async def _next(self) -> tuple[bytes, bytes]:
        try:
            return await self._worker.frame()
        except Failure as error:
            raise self._why() from error

    def close(self) -> None:
        """Let the worker go; one that is not done is ended."""
        if not self.ended:
            self._worker.kill()
            self.ended = True
        self._release()
        self._release = _nothing


def _nothing() -> None:
    return None


class Pool:
    """Workers that read a snapshot of a dataset, and one that writes where that is allowed.

    Parameters
    ----------
    dataset
        What is served.
    size
        How many queries run at once; the others wait.
    seconds
        How long a query may take until its last byte.
    memory
        How many bytes a query may take.
    patience
        How many seconds a request waits for a free worker.
    """

    def __init__(self, dataset: Dataset, *, size: int, seconds: float, memory: int, patience: float) -> None:
        self.dataset = dataset
        self.size, self.seconds, self.memory, self.patience = size, seconds, memory, patience
        self.confined = False
        self.stopped = 0
        self._idle: asyncio.LifoQueue[_Process] = asyncio.LifoQueue()
        self._all: set[_Process] = set()
        self._starting: set[asyncio.Task[None]] = set()
        self._writer: _Process | None = None
        self._writing = asyncio.Lock()
        self._changed = False
        self._folder = dataset.folder

    async def open(self) -> None:
        """Start the workers.

        Raises
        ------
        StoreError
            The dataset cannot be opened.
        """
        if self.dataset.writes:
            self._writer = await _Process.start(self.dataset.folder, memory=self.memory, writes=True)
            await self._take_snapshot(self._writer)
        await asyncio.gather(*(self._start() for _ in range(self.size)))

    async def close(self) -> None:
        """End all workers."""
        for task in list(self._starting):
            task.cancel()
        workers = [*self._all, *([self._writer] if self._writer else [])]
        self._all.clear()
        await asyncio.gather(*(worker.end() for worker in workers))

    @property
    def alive(self) -> int:
        """How many workers could answer."""
        return sum(worker.alive for worker in self._all)

    @property
    def free(self) -> int:
        """How many workers wait for a request."""
        return self._idle.qsize()

    async def ask(self, request: Mapping[str, Any]) -> Answer:
        """Have a worker answer a request that reads.

        Raises
        ------
        Failure
            There is no answer, and why.
        """
        if self._changed and self._writer is not None:
            async with self._writing:
                if self._changed and self._writer is not None:
                    await self._take_snapshot(self._writer)
        worker = await self._free_worker()
        worker.folder = self._folder
        stop = asyncio.get_running_loop().call_later(self.seconds, worker.stop)

        def release() -> None:
            stop.cancel()
            self._put_back(worker)

        try:
            worker.send({**request, "folder": str(worker.folder)})
            head, first = await self._beginning(worker)
        except BaseException as error:
            if not isinstance(error, Failure) or error.kind == "memory":
                worker.kill()
            release()
            if isinstance(error, Failure) and error.kind == "memory":
                raise self._why(worker) from error
            raise
        return Answer(worker, first, head, release, lambda: self._why(worker))

    async def _beginning(self, worker: _Process) -> tuple[Mapping[str, str], bytes | None]:
        """Return what the answer is and its first part, ``None`` where it has none."""
        head: Mapping[str, str] = {}
        while True:
            letter, data = await worker.frame()
            if letter == b"X":
                problem = json.loads(data)
                raise Failure(problem["kind"], problem["message"])
            if letter == b"H":
                head = json.loads(data)
            else:
                return head, None if letter == b"E" else data

    async def change(self, request: Mapping[str, Any]) -> None:
        """Have the writing worker make an update, of which every later query sees the result."""
        async with self._writing:
            writer = self._writer
            if writer is None or not writer.alive:
                writer = self._writer = await _Process.start(self.dataset.folder, memory=self.memory, writes=True)
            self._changed = True
            await self._tell(writer, request)

    async def _tell(self, writer: _Process, request: Mapping[str, Any]) -> None:
        stop = asyncio.get_running_loop().call_later(self.seconds, writer.stop)
        try:
            writer.send(request)
            await self._beginning(writer)
        except BaseException as error:
            if isinstance(error, Failure) and error.kind != "memory":
                raise
            await writer.end()
            self._writer = await _Process.start(self.dataset.folder, memory=self.memory, writes=True)
            if isinstance(error, Failure):
                raise self._why(writer) from error
            raise
        finally:
            stop.cancel()

    async def _take_snapshot(self, writer: _Process) -> None:
        folder = self.dataset.next_folder()
        await self._tell(writer, {"do": "snapshot", "to": str(folder)})
        self._changed = False
        self._folder = folder
        kept = {folder, *(worker.folder for worker in self._all)}
        for old in self.dataset.snapshots() - kept:
            await asyncio.to_thread(shutil.rmtree, old, ignore_errors=True)

    def _why(self, worker: _Process) -> Failure:
        if worker.timed_out:
            return Failure("timeout", f"it was stopped after {self.seconds:g} seconds: ask for less")
        mebibytes = self.memory >> 20
        return Failure("memory", f"it was stopped: it needed more than {mebibytes} MiB, or is nested too deeply")

    async def _free_worker(self) -> _Process:
        while True:
            try:
                worker = await asyncio.wait_for(self._idle.get(), self.patience)
            except TimeoutError as error:
                raise Failure("busy", f"all workers were busy for {self.patience:g} seconds: try again") from error
            if worker.alive:
                return worker
            self._replace(worker)

    def _put_back(self, worker: _Process) -> None:
        # What an allocator keeps of a large answer would be missing from the next query's share.
        if worker.alive and worker.resident - worker.at_start < self.memory // 4:
            self._idle.put_nowait(worker)
        else:
            self._replace(worker)

    def _replace(self, worker: _Process) -> None:
        if worker not in self._all:
            return  # the server is closing
        self.stopped += 1
        self._all.discard(worker)
        worker.kill()
        task = asyncio.get_running_loop().create_task(self._restart())
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)

    async def _restart(self) -> None:
        while True:
            try:
                return await self._start()
            except StoreError as error:
                LOG.warning("%s: trying again", error)
                await asyncio.sleep(1)

    async def _start(self) -> None:
        worker = await _Process.start(self._folder, memory=self.memory)
        self.confined = worker.confined
        self._all.add(worker)
        self._idle.put_nowait(worker)
