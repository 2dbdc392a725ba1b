"""The answers over HTTP: of queries and updates, and of graphs by the Graph Store Protocol's reading half."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg.serve.description import describe
from kg.serve.negotiate import DATASETS, GRAPHS, HTML, OFFERS, best
from kg.serve.pages import Pages
from kg.serve.pool import Answer, Failure, Pool
from kg.serve.protocol import BadRequest, Operation, read
from kg.serve.settings import Settings

__all__ = ["Endpoint", "asked", "problem"]

_STATUS = {
    "syntax": 400,
    "evaluation": 400,
    "refused": 403,
    "absent": 404,
    "unacceptable": 406,
    "memory": 503,
    "busy": 503,
    "storage": 503,
    "timeout": 504,
}
_TEXT = {"text/csv", "text/tab-separated-values", "text/turtle", "application/n-triples"}


class Streamed(StreamingResponse):
    """An answer sent on while the worker still writes it; the worker is let go whatever happens."""

    def __init__(self, answer: Answer, media_type: str, headers: Mapping[str, str] | None = None) -> None:
        content_type = f"{media_type}; charset=utf-8" if media_type in _TEXT else media_type
        super().__init__(answer.parts(), headers={"Vary": "Accept", **(headers or {})}, media_type=None)
        self.headers["Content-Type"] = content_type
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.answer.close()


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error as plain text."""
    return PlainTextResponse(f"{message}\n", status, headers=headers)


def failed(failure: Failure) -> Response:
    """Return what went wrong with a request as an answer to it."""
    headers = {"Retry-After": "5"} if failure.kind == "busy" else None
    message = failure.message
    if failure.kind == "unacceptable":
        message = f"the answer is of the form {failure.message}: accept {', '.join(OFFERS[failure.message])}"
    return problem(_STATUS[failure.kind], message, headers)


async def asked(request: Request, pool: Pool, what: Mapping[str, Any]) -> Answer:
    """Ask a worker; a client that goes away takes its query along."""
    task = asyncio.create_task(pool.ask(what))
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    except BaseException:
        task.cancel()
        raise
    finally:
        gone.cancel()
    if task.done():
        return task.result()
    task.cancel()
    raise ClientDisconnect


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Endpoint:
    """``/sparql`` and ``/data``."""

    def __init__(self, pool: Pool, settings: Settings, pages: Pages) -> None:
        self.pool = pool
        self.settings = settings
        self.pages = pages

    async def sparql(self, request: Request) -> Response:
        """Answer a query or make an update; without one, say what this is."""
        try:
            body = await self._body(request)
            content_type = request.headers.get("content-type", "")
            operation = read(request.method, request.scope["query_string"], content_type, body)
            if operation is None:
                return self._about(request)
            if operation.kind == "update":
                return await self._update(request, operation)
            return await self._query(request, operation)
        except BadRequest as error:
            return problem(error.status, error.message)
        except Failure as failure:
            return failed(failure)

    async def _body(self, request: Request) -> bytes:
        limit = self.settings.largest_request
        data = bytearray()
        async for part in request.stream():
            data += part
            if len(data) > limit:
                raise BadRequest(413, f"the request has more than {limit:,} bytes: send less at once")
        return bytes(data)

    def _about(self, request: Request) -> Response:
        media_type = best(request.headers.get("accept", ""), [*GRAPHS, HTML])
        if media_type is None:
            return problem(406, f"accept {HTML}, {', '.join(GRAPHS)}")
        if media_type == HTML:
            return self.pages.editor()
        data = describe(self.settings.endpoint, media_type, updates=self.settings.token is not None)
        return Response(data, media_type=media_type, headers={"Vary": "Accept"})

    async def _query(self, request: Request, operation: Operation) -> Response:
        accept = request.headers.get("accept", "")
        wanted = {form: best(accept, offers) for form, offers in OFFERS.items()}
        what = {
            "do": "query",
            "sparql": operation.sparql,
            "base": self.settings.endpoint,
            "default": operation.default,
            "named": operation.named,
            **{form: OFFERS[form][media] if media else None for form, media in wanted.items()},
        }
        answer = await asked(request, self.pool, what)
        return Streamed(answer, wanted[answer.form] or "")

    async def _update(self, request: Request, operation: Operation) -> Response:
        token = self.settings.token
        if token is None:
            raise BadRequest(403, "this server makes no updates")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), token.encode()):
            return problem(401, "an update needs this server's token", {"WWW-Authenticate": "Bearer"})
        what = {"do": "update", "sparql": operation.sparql, "base": self.settings.endpoint}
        await self.pool.change({**what, "default": operation.default, "named": operation.named})
        return Response(status_code=204)

    async def data(self, request: Request) -> Response:
        """Return the default graph, which is the union of all, a named graph, or all graphs."""
        graphs = request.query_params.getlist("graph")
        default = "default" in request.query_params
        if len(graphs) + default > 1:
            return problem(400, "name one graph: ?default or ?graph=IRI")
        form = "graph" if default or graphs else "dataset"
        try:
            return await self.rdf(request, form, graphs[0] if graphs else None)
        except Failure as failure:
            return failed(failure)

    async def rdf(self, request: Request, form: str, name: str | None = None) -> Response:
        """Return a named graph, all triples, or all graphs in a syntax that the client likes."""
        offers = GRAPHS if form == "graph" else DATASETS
        media_type = best(request.headers.get("accept", ""), offers)
        if media_type is None:
            raise Failure("unacceptable", form)
        what: dict[str, Any] = {"do": "dump", form: offers[media_type]}
        if name is not None:
            what |= {"do": "graph", "name": name}
        elif form == "graph":
            sparql = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
            what |= {"do": "query", "sparql": sparql, "base": self.settings.endpoint, "default": (), "named": ()}
        return Streamed(await asked(request, self.pool, what), media_type)
