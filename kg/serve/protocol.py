"""A request of the SPARQL 1.1 Protocol: which query or update it makes, and on which graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf
from urllib.parse import parse_qsl

__all__ = ["BadRequest", "Operation", "read"]

FIELDS = 1000  # no client needs more, and each costs time


class BadRequest(Exception):  # noqa: N818 - the client's, not the program's
    """A request that the protocol does not know, and the status that says so."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update, and the graphs that the request names for it."""

    kind: OneOf["query", "update"]
    sparql: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def read(method: str, query_string: bytes, content_type: str, body: bytes) -> Operation | None:
    """Return what a request asks for; ``None`` where it asks for the service itself.

    Raises
    ------
    BadRequest
        The protocol does not allow it.

    Examples
    --------
    >>> read("GET", b"query=ASK%20%7B%7D&default-graph-uri=urn:a", "", b"")
    Operation(kind='query', sparql='ASK {}', default=('urn:a',), named=())
    >>> read("POST", b"", "application/sparql-query", b"ASK {}").sparql
    'ASK {}'
    """
    fields = _fields(query_string)
    if method in {"GET", "HEAD"}:
        if any(name == "update" for name, _ in fields):
            raise BadRequest(400, "an update is made with POST")
        return _operation(fields) if any(name == "query" for name, _ in fields) else None
    media, charset = _media_type(content_type)
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise BadRequest(415, f"the charset is {charset}: send UTF-8")
    if media == "application/x-www-form-urlencoded":
        return _operation([*fields, *_fields(body)])
    if media in {"application/sparql-query", "application/sparql-update"}:
        return _operation([*fields, (media.removeprefix("application/sparql-"), _text(body))])
    raise BadRequest(
        415, "send application/x-www-form-urlencoded, application/sparql-query or application/sparql-update"
    )


def _media_type(header: str) -> tuple[str, str]:
    media, *parameters = (part.strip().lower() for part in header.split(";"))
    pairs = (parameter.partition("=") for parameter in parameters)
    return media, next((value.strip(" \"'") for name, _, value in pairs if name.strip() == "charset"), "")


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(400, f"the request is not UTF-8: {error.reason} at byte {error.start}") from error


def _fields(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_text(data), keep_blank_values=True, errors="strict", max_num_fields=FIELDS)
    except ValueError as error:
        raise BadRequest(400, f"the request's fields are malformed: {error}") from error


def _operation(fields: list[tuple[str, str]]) -> Operation:
    given = [(name, value) for name, value in fields if name in {"query", "update"}]
    if len(given) != 1:
        raise BadRequest(400, f"the request has {len(given)} queries and updates: send one")
    name, sparql = given[0]

    def graphs(field: str) -> tuple[str, ...]:
        return tuple(value for key, value in fields if key == field)

    if name == "query":
        return Operation("query", sparql, graphs("default-graph-uri"), graphs("named-graph-uri"))
    return Operation("update", sparql, graphs("using-graph-uri"), graphs("using-named-graph-uri"))
