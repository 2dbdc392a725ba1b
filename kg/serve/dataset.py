"""What a server serves: a state of a dataset that nobody changes while queries read it.

Oxigraph may be opened for reading beside a writer only at one's own risk. So the workers read a snapshot: hard links to
the dataset's files, made in a folder beside it and removed with the server.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError

__all__ = ["Dataset"]


class Dataset:
    """What is served: open it with :meth:`of`, close it at the end.

    ``folder`` is what the workers open: a snapshot, or where ``writes`` is true the dataset itself, of which snapshots
    are still to be made. ``note`` says what an operator should know, if anything.

    Examples
    --------
    >>> from kg.records import Document, Extraction
    >>> from kg.store import open as open_store
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with open_store(Path(folder) / "data") as store:
    ...         store.add(Extraction(Document(id="d1", text="Hello.")))
    ...     dataset = Dataset.of(Path(folder) / "data")
    ...     print(len(ox.Store.read_only(str(dataset.folder))) > 0)
    ...     dataset.close()
    True
    """

    def __init__(self, folder: Path, temporary: Path | None, *, writes: bool = False, note: str = "") -> None:
        self.folder = folder
        self.writes = writes
        self.note = note
        self._temporary = temporary
        self._number = 0

    @classmethod
    def of(cls, path: str | Path, *, writes: bool = False) -> Dataset:
        """Open a dataset folder, a folder of exports or an RDF file.

        Parameters
        ----------
        writes
            Whether it will be changed, too: then it must be a dataset folder, and nobody else may write to it.

        Raises
        ------
        StoreError
            It is none of these, or cannot be opened.
        """
        path = Path(path)
        exported = path / "graph.trig"
        if path.is_dir() and not exported.is_file():
            return cls._of_folder(path, writes=writes)
        file = exported if path.is_dir() else path
        if not file.is_file():
            raise StoreError(f"{path}: no such file or folder: run `kg build` first, or name another place with --data")
        if writes:
            raise StoreError(f"{path}: updates need a dataset folder: make one with `kg build --store FOLDER`")
        return cls._of_file(file)

    @classmethod
    def _of_file(cls, file: Path) -> Dataset:
        from kg.store import open as open_store

        temporary = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        try:
            with open_store(temporary / "data") as store:
                store.load(file)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        return cls(temporary / "data", temporary)

    @classmethod
    def _of_folder(cls, path: Path, *, writes: bool) -> Dataset:
        if not (path / "CURRENT").is_file():
            raise StoreError(f"{path}: is no dataset: make one with `kg build --store {path}`")
        path = path.resolve()
        _remove_stale(path)
        if writes:
            return cls(path, _beside(path), writes=True)
        temporary = None
        try:
            temporary = _beside(path)
            ox.Store(str(path)).backup(str(temporary / "0"))
        except OSError as error:
            if temporary:
                shutil.rmtree(temporary, ignore_errors=True)
            note = f"{path}: read directly, since no snapshot of it can be made ({error}): do not write to it meanwhile"
            return cls(path, None, note=note)
        return cls(temporary / "0", temporary)

    def next_folder(self) -> Path:
        """Return a folder for the next snapshot."""
        self._number += 1
        return (self._temporary or self.folder) / str(self._number)

    def snapshots(self) -> set[Path]:
        """Return the snapshots that have been made."""
        return set(self._temporary.iterdir()) if self._temporary else set()

    def close(self) -> None:
        """Remove what was made to serve the dataset."""
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)


def _beside(path: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=f".{path.name}-serve-{os.getpid()}-", dir=path.parent))


def _remove_stale(path: Path) -> None:
    """Remove the snapshots of servers that were killed."""
    prefix = f".{path.name}-serve-"
    for folder in path.parent.glob(f"{prefix}*"):
        process = folder.name.removeprefix(prefix).partition("-")[0]
        if not process.isdigit():
            continue
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
