"""The web application: routes, what surrounds every answer, the server's life."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.dataset import Dataset
from kg.serve.endpoint import Endpoint, problem
from kg.serve.pages import Pages
from kg.serve.pool import Failure, Pool
from kg.serve.resources import Resources
from kg.serve.settings import Settings

__all__ = ["application"]

ACCESS = logging.getLogger("kg.serve.access")
LOG = logging.getLogger("kg.serve")


class _Surrounded:
    """Logs every request, adds what protects readers, and ends what breaks off without a word about the inside."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status, size = time.perf_counter(), 0, 0

        async def watched(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            else:
                size += len(message.get("body", b""))
            await send(message)

        note = ""
        try:
            await self.app(scope, receive, watched)
        except ClientDisconnect:
            note = " client left"
        except Failure as failure:
            note = f" broken off: {failure.kind}"  # the missing end tells the client
        except Exception:
            LOG.exception("a request failed")
            note = " failed"
            if not status:
                await problem(503, "the server could not answer this request")(scope, receive, watched)
        finally:
            client = (scope.get("client") or ("-",))[0]
            path = scope.get("raw_path", b"-").decode("ascii", "backslashreplace")
            milliseconds = (time.perf_counter() - began) * 1000
            ACCESS.info("%s %s %s %d %d %.0fms%s", client, scope["method"], path, status, size, milliseconds, note)


async def _health(_: Request, pool: Pool) -> Response:
    alive = pool.alive
    state = {
        "status": "ok" if alive else "no worker",
        "workers": alive,
        "free": pool.free,
        "stopped": pool.stopped,
        "network_refused_by_kernel": pool.confined,
    }
    return JSONResponse(state, 200 if alive else 503, headers={"Cache-Control": "no-store"})


def application(dataset: Dataset, settings: Settings) -> Starlette:
    """Return the application that serves a dataset; an ASGI server runs it.

    Examples
    --------
    >>> from pathlib import Path
    >>> app = application(Dataset(Path("data"), None), Settings("http://127.0.0.1:8000/"))
    >>> [route.path for route in app.routes][:2]
    ['/', '/sparql']
    """
    pool = Pool(
        dataset,
        size=settings.workers,
        seconds=settings.seconds,
        memory=settings.memory,
        patience=settings.patience,
    )
    pages = Pages(settings)
    endpoint = Endpoint(pool, settings, pages)
    resources = Resources(endpoint, pages)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        await pool.open()
        try:
            yield
        finally:
            await pool.close()
            dataset.close()  # a signal may end the process right after this

    middleware = [Middleware(_Surrounded)]
    if settings.hosts:
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts)))
    if settings.origins:
        methods = ["GET", "HEAD", "POST", "OPTIONS"]
        middleware.append(Middleware(CORSMiddleware, allow_origins=list(settings.origins), allow_methods=methods))
    routes = [
        Route("/", resources.home),
        Route("/sparql", endpoint.sparql, methods=["GET", "POST"]),
        Route("/sparql/", endpoint.sparql, methods=["GET", "POST"]),
        Route("/data", endpoint.data, methods=["GET"]),
        Route("/annotations", resources.annotations),
        Route("/resource/{path:path}", resources.resource),
        Route("/health", partial(_health, pool=pool)),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=life)
