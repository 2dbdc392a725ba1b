"""A diplomatic statement knowledge graph: who said what about whom, when, and where is that written.

What most programs need is here; each room has more: :mod:`kg.read`, :mod:`kg.extract`, :mod:`kg.store`,
:mod:`kg.check`, :mod:`kg.network`, :mod:`kg.html`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.exports import build
    from kg.extract import extract_all
    from kg.read import read_all
    from kg.store import open  # noqa: A004 - read as kg.open

__all__ = ["KgError", "__version__", "build", "extract_all", "open", "read_all"]

__version__ = "0.1.0"

# A name that a room has too (read, extract, check) cannot stand here: importing the room would put it there instead.
_ROOMS = {
    "KgError": "kg.errors",
    "build": "kg.exports",
    "extract_all": "kg.extract",
    "open": "kg.store",
    "read_all": "kg.read",
}


def __getattr__(name: str) -> object:
    # What stands here is imported when it is used, so that `import kg` stays fast.
    if name in _ROOMS:
        return getattr(import_module(_ROOMS[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
