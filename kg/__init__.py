"""A diplomatic statement knowledge graph: who said what about whom, when, and where is that written."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.check import check as check
    from kg.store import open as open  # noqa: A004 - read as kg.open

__version__ = "0.1.0"

_ROOMS = {"check": "kg.check", "open": "kg.store"}


def __getattr__(name: str) -> object:
    # What stands here is imported when it is used, so that `import kg` stays fast.
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
