"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass

from kg.ids import BASE

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server behaves.

    Parameters
    ----------
    address
        Where clients find it, with a slash at the end: resources whose IRIs begin with this and ``resource/`` resolve.
    base
        Where the dataset's resources live by name; they are answered for under this server's ``resource/``, too.
    workers
        How many queries run at once.
    seconds
        How long a query may take.
    memory
        How many bytes a query may take.
    patience
        How many seconds a request waits for a free worker.
    token
        Who sends it may make updates; without one nobody may.
    origins
        Web pages of which other origins may read answers; none by default.
    hosts
        Names that a request may call this server by; others are refused, so that no web page can reach a server on
        this machine under a name of its own. Empty: any.
    largest_request
        How many bytes a request may have.

    Examples
    --------
    >>> Settings("http://127.0.0.1:8000/").endpoint
    'http://127.0.0.1:8000/sparql'
    """

    address: str
    base: str = BASE
    workers: int = 2
    seconds: float = 30.0
    memory: int = 1 << 30
    patience: float = 30.0
    token: str | None = None
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    largest_request: int = 64 << 20

    @property
    def endpoint(self) -> str:
        """The address of the SPARQL endpoint."""
        return f"{self.address}sparql"

    @property
    def resources(self) -> str:
        """What the IRIs of resources begin with that resolve here."""
        return f"{self.address}resource/"
