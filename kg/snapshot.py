"""A dataset's folder as it is at one moment, for readers beside a writer.

Oxigraph locks out a second writer only; a reader of the same folder may find that files are gone which the writer has
merged into others. So readers get a folder of hard links, which cost no space and no time, and which nobody changes.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from kg.errors import StoreError

__all__ = ["is_dataset", "snapshot"]

_CHANGING = (".log", "CURRENT")
_ATTEMPTS = 50


def is_dataset(path: Path) -> bool:
    """Tell whether a folder holds a dataset.

    Examples
    --------
    >>> is_dataset(Path("nowhere"))
    False
    """
    return (path / "CURRENT").is_file()


def snapshot(path: Path) -> Path:
    """Return a new folder with the state of a dataset's folder; who asked for it removes it.

    Snapshots of programs that ended without doing so are removed, too.

    Raises
    ------
    StoreError
        The folder holds no dataset, or cannot be read.
    """
    if not is_dataset(path):
        raise StoreError(f"{path}: holds no dataset: make one with `kg build --store {path}`, or correct the path")
    path = path.resolve()
    _remove_left(path)
    target = _new_folder(path)
    try:
        for _ in range(_ATTEMPTS):
            if _copied(path, target):
                return target
            shutil.rmtree(target)
            target.mkdir()
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise StoreError(f"{path}: cannot be read ({error}): allow reading it, or copy it elsewhere") from error
    shutil.rmtree(target, ignore_errors=True)
    raise StoreError(f"{path}: changes all the time: try again when less is written to it")


def _new_folder(path: Path) -> Path:
    prefix = f".{path.name}-reader-{os.getpid()}-"
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=path.parent))
    except OSError:  # a place that one may only read
        return Path(tempfile.mkdtemp(prefix="kg-reader-"))


def _state(path: Path) -> dict[str, int]:
    """Return what tells that the writer began new files: the manifest's length and the names of the logs."""
    found = {}
    for entry in os.scandir(path):
        if entry.name.startswith("MANIFEST"):
            found[entry.name] = entry.stat().st_size
        elif entry.name.endswith(_CHANGING):
            found[entry.name] = 0
    return found


def _copied(path: Path, target: Path) -> bool:
    """Copy the files; return whether they belong together."""
    before = _state(path)
    try:
        for entry in os.scandir(path):
            if entry.name.endswith(".sst"):
                _link(entry.path, target / entry.name)
            elif entry.is_file() and not entry.name.startswith("LO"):  # LOCK and LOG are the writer's own
                shutil.copyfile(entry.path, target / entry.name)
    except FileNotFoundError:
        return False
    return _state(path) == before


def _link(source: str, target: Path) -> None:
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without hard links
        shutil.copyfile(source, target)


def _remove_left(path: Path) -> None:
    prefix = f".{path.name}-reader-"
    for folder in path.parent.glob(f"{prefix}*"):
        process = folder.name.removeprefix(prefix).partition("-")[0]
        if process.isdigit() and not _runs(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
