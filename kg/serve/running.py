"""A server from its first breath to its last."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from kg.errors import StoreError
from kg.serve.dataset import Dataset
from kg.serve.settings import Settings

__all__ = ["Server"]

LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Server:
    """A server that has an address and waits to run.

    Parameters
    ----------
    data
        A dataset folder, a folder of exports or an RDF file.
    host, port
        Where to listen; port 0 takes a free one.
    settings
        How it behaves; an empty ``address`` is filled in.

    Attributes
    ----------
    address, listening
        The URL that clients use, and the one of the socket, which differs behind a proxy.

    Raises
    ------
    StoreError
        The dataset cannot be served, the address is taken, or the packages of ``kg[serve]`` are missing.

    Examples
    --------
    >>> with Server("exports/graph.trig", port=0) as server:  # doctest: +SKIP
    ...     print(server.address)
    ...     server.run()
    http://127.0.0.1:43121/
    """

    def __init__(
        self, data: str | Path, *, host: str = "127.0.0.1", port: int = 8000, settings: Settings | None = None
    ) -> None:
        try:
            import starlette
            import uvicorn  # noqa: F401
        except ImportError as error:
            raise StoreError(f"{error.name} is not installed: pip install 'kg[serve]'") from error
        del starlette
        given = settings or Settings("")
        self._socket = _listen(host, port)
        try:
            self.listening = _address(host, self._socket.getsockname()[1])
            self.address = given.address or self.listening
            self.dataset = Dataset.of(data, writes=given.token is not None)
        except BaseException:
            self._socket.close()
            raise
        hosts = given.hosts or (_hosts(self.address) if _is_local(host) else ())
        self.settings = replace(given, address=self.address, hosts=hosts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self) -> None:
        """Answer requests until the process is told to end (SIGINT, SIGTERM)."""
        import uvicorn

        from kg.serve.app import application

        config = uvicorn.Config(
            application(self.dataset, self.settings),
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=5,
        )
        with suppress(KeyboardInterrupt):  # it has come to its end in good order by then
            uvicorn.Server(config).run(sockets=[self._socket])

    def close(self) -> None:
        """Give up the address and remove snapshots."""
        self._socket.close()
        self.dataset.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise StoreError(
            f"{host}: is no address of this machine ({error.strerror}): name another with --host"
        ) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(256)  # who comes while the workers start waits
    except OSError as error:
        listening.close()
        raise StoreError(f"{host}:{port}: cannot listen there ({error.strerror}): name another --port") from error
    return listening


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _hosts(address: str) -> tuple[str, ...]:
    return (*LOCAL, urlsplit(address).hostname or "localhost")
