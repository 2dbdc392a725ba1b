"""Where the files that belong to the program are: lexicons, queries, ontology, page template."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

__all__ = ["folder", "table"]


@cache
def folder(name: str) -> Path:
    """Return the folder ``data``, ``queries``, ``html`` or ``ontology``, from a checkout as from an installed wheel.

    The ontology is its own top-level folder in the repository, so that people who never run Python find it; a wheel
    carries it inside the package.

    Examples
    --------
    >>> (folder("data") / "layout.toml").is_file()
    True
    """
    package = Path(str(files("kg")))
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a TOML file of ``kg/data``; the same object each time, to be read only."""
    return tomllib.loads((folder("data") / name).read_text("utf-8"))
