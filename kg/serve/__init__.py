"""``kg serve``: a dataset as a SPARQL endpoint and as linked data, over HTTP.

Queries run in worker processes (:mod:`kg.serve.worker`) that may only read: Oxigraph cannot stop a query, but a process
can be ended. :mod:`kg.serve.pool` lends them out and ends what takes too long or too much; :mod:`kg.serve.endpoint`
and :mod:`kg.serve.resources` speak HTTP. It needs ``pip install "kg[serve]"``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.serve.running import Server

__all__ = ["Server"]


def __getattr__(name: str) -> object:
    # A worker process imports this package, too: it must not pay for the web server.
    if name == "Server":
        from kg.serve.running import Server

        return Server
    raise AttributeError(f"module 'kg.serve' has no attribute {name!r}")
