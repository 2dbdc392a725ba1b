"""HTTP calls to a SPARQL server: only to the address that was given, with errors that name it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from kg.errors import QueryError, StoreError

__all__ = ["Calls"]

TOLD = 300  # characters of a server's own words


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: a post would lose its query on the way, and a token would go to somebody else."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        req: Request,
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,
    ) -> None:
        raise StoreError(f"{req.full_url}: has moved to {newurl}: give that address, if you trust it")


class Calls:
    """Calls a server.

    Parameters
    ----------
    addresses
        Where name and password may be sent.
    token
        Sent as a bearer token.
    user, password
        For servers that ask for HTTP Digest or Basic authentication.
    seconds
        How long to wait for a word from the server.

    Examples
    --------
    >>> Calls([], token=None, user=None, password=None, seconds=5).get("file:///etc/hosts", accept="*/*")
    Traceback (most recent call last):
    kg.errors.StoreError: file:///etc/hosts: is no address of a server: give one that begins with http:// or https://
    """

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        token: str | None,
        user: str | None,
        password: str | None,
        seconds: float,
    ) -> None:
        self._seconds = seconds
        self._headers = {"User-Agent": "kg"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._opener = _opener(addresses, user, password)

    def form(self, url: str, fields: Sequence[tuple[str, str]], *, accept: str) -> bytes:
        """Post a form and return what comes back."""
        data = urlencode(fields, encoding="utf-8", errors="strict").encode("ascii")
        return self._call("POST", url, data, {"Accept": accept, "Content-Type": "application/x-www-form-urlencoded"})

    def get(self, url: str, *, accept: str) -> bytes:
        """Return what stands at an address."""
        return self._call("GET", url, None, {"Accept": accept})

    def put(self, url: str, data: bytes, *, content_type: str) -> None:
        """Put something at an address."""
        self._call("PUT", url, data, {"Content-Type": content_type})

    def post(self, url: str, data: bytes, *, content_type: str) -> None:
        """Add something to what stands at an address."""
        self._call("POST", url, data, {"Content-Type": content_type})

    def delete(self, url: str) -> None:
        """Remove what stands at an address."""
        self._call("DELETE", url, None, {})

    def _call(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> bytes:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise StoreError(f"{url}: is no address of a server: give one that begins with http:// or https://")
        request = Request(url, data, {**self._headers, **headers}, method=method)  # noqa: S310 - the scheme is checked
        try:
            with self._opener.open(request, timeout=self._seconds) as response:
                answer: bytes = response.read()
        except HTTPError as error:
            with error:
                said = error.read(4 * TOLD).decode("utf-8", "replace")
            words = " ".join(said.split())[:TOLD]
            raise QueryError(f"{url}: answers {error.code} {error.reason}: {words}") from error
        except ValueError as error:  # urllib's word for a way to log in that it does not know
            raise QueryError(f"{url}: refuses the name and password, or wants others ({error})") from error
        except TimeoutError as error:
            raise QueryError(
                f"{url}: no answer within {self._seconds:g} seconds: ask for less, or wait longer"
            ) from error
        except (HTTPException, URLError, OSError) as error:
            reason = getattr(error, "reason", None) or error
            if isinstance(reason, TimeoutError):
                raise QueryError(
                    f"{url}: no answer within {self._seconds:g} seconds: is it the right address?"
                ) from error
            raise StoreError(f"{url}: cannot be reached, or broke off ({reason}): is a SPARQL server there?") from error
        return answer


class _Patient(HTTPConnection):
    """Reads what a server answers that has not listened to the end: one that first wants to know who asks, mostly."""

    def send(self, data: Any) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            super().send(data)


class _PatientSecurely(HTTPSConnection):
    def send(self, data: Any) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            super().send(data)


class _Http(HTTPHandler):
    def http_open(self, req: Request) -> Any:
        return self.do_open(_Patient, req)


class _Https(HTTPSHandler):
    def https_open(self, req: Request) -> Any:
        return self.do_open(_PatientSecurely, req)


def _opener(addresses: Sequence[str], user: str | None, password: str | None) -> OpenerDirector:
    if user is None:
        return build_opener(_Stay(), _Http(), _Https())
    known = HTTPPasswordMgrWithDefaultRealm()
    known.add_password(None, list(addresses), user, password or "")
    return build_opener(_Stay(), _Http(), _Https(), HTTPDigestAuthHandler(known), HTTPBasicAuthHandler(known))
