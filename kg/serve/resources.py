"""Linked data: what an IRI of the dataset names, as RDF or as a page to read."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.facts import Passage
from kg.html.context import Sentence, around
from kg.queries.rows import Value
from kg.queries.run import to_python
from kg.resources import folder
from kg.serve.endpoint import Endpoint, Streamed, asked, failed, problem
from kg.serve.negotiate import GRAPHS, HTML, best
from kg.serve.pages import Evidence, Link, Pages, Stretch, Thing
from kg.serve.pool import Failure
from kg.sparql import fill
from kg.vocab import DKG, SCHEMA

__all__ = ["Resources"]

_NAMES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LABELS = ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title", str(SCHEMA.text))
_IDENTIFIER = "http://purl.org/dc/terms/identifier"
SHOWN = 200

_Row = Mapping[str, Value]


@cache
def _text(name: str) -> str:
    return (folder("serve") / "queries" / f"{name}.rq").read_text("utf-8")


class Resources:
    """``/resource/…``, ``/annotations`` and the first page."""

    def __init__(self, endpoint: Endpoint, pages: Pages) -> None:
        self.endpoint = endpoint
        self.pages = pages
        self.settings = endpoint.settings

    async def home(self, request: Request) -> Response:
        """List the documents."""
        try:
            rows = await self._rows(request, _text("documents"))
        except Failure as failure:
            return failed(failure)
        return self.pages.home(rows[:SHOWN], more=len(rows) > SHOWN)

    async def annotations(self, request: Request) -> Response:
        """Return all passages as Web Annotations."""
        sparql = (folder("queries") / "views" / "annotations.rq").read_text("utf-8")
        return await self._answer(request, sparql, self._media_type(request, ["application/ld+json", *GRAPHS]))

    async def resource(self, request: Request) -> Response:
        """Return what an IRI names."""
        path = request.scope.get("raw_path", request.scope["path"].encode()).decode("ascii", "replace")
        local = path.partition("/resource/")[2]
        media_type = self._media_type(
            request, [HTML, *GRAPHS] if "html" in request.headers.get("accept", "") else [*GRAPHS, HTML]
        )
        try:
            iri = await self._iri(request, local)
            if iri is None:
                return problem(404, "there is nothing by this name here")
            if local.startswith("graph/") and media_type != HTML:
                return await self.endpoint.rdf(request, "graph", iri)
            if media_type == HTML:
                return self.pages.resource(await self._thing(request, iri, local))
        except Failure as failure:
            return failed(failure)
        return await self._answer(request, _filled("resource", "resource", iri), media_type)

    def _media_type(self, request: Request, offers: Sequence[str]) -> str | None:
        asked_for = _NAMES.get(request.query_params.get("format", ""))
        return asked_for or best(request.headers.get("accept", ""), offers)

    async def _answer(self, request: Request, sparql: str, media_type: str | None) -> Response:
        if media_type is None:
            return problem(406, f"accept {', '.join([HTML, *GRAPHS])}")
        try:
            answer = await asked(request, self.endpoint.pool, self._request(sparql, graph=GRAPHS[media_type]))
        except Failure as failure:
            return failed(failure)
        return Streamed(answer, media_type)

    def _request(self, sparql: str, **syntax: str) -> dict[str, Any]:
        return {"do": "query", "sparql": sparql, "base": self.settings.endpoint, "default": (), "named": (), **syntax}

    async def _rows(self, request: Request, sparql: str) -> list[dict[str, Value]]:
        answer = await asked(request, self.endpoint.pool, self._request(sparql, solutions="json"))
        data = b"".join([part async for part in answer.parts()])
        solutions = ox.parse_query_results(data, format=ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            return []
        names = [variable.value for variable in solutions.variables]
        return [{name: to_python(solution[name]) for name in names} for solution in solutions]

    async def _iri(self, request: Request, local: str) -> str | None:
        """Return the IRI that stands for a path: with this server's base, or with the dataset's."""
        for base in dict.fromkeys((self.settings.resources, self.settings.base)):
            try:
                node = ox.NamedNode(base + local)
            except ValueError:
                return None
            sparql = f"ASK {{ {{ {node} ?p ?o }} UNION {{ ?s ?q {node} }} UNION {{ GRAPH {node} {{ ?a ?b ?c }} }} }}"
            answer = await asked(request, self.endpoint.pool, self._request(sparql, boolean="json"))
            if json.loads(b"".join([part async for part in answer.parts()]))["boolean"]:
                return node.value
        return None

    async def _thing(self, request: Request, iri: str, local: str) -> Thing:
        links, backlinks, evidence = await asyncio.gather(
            *(self._rows(request, _filled(name, "resource", iri)) for name in ("links", "backlinks", "evidence"))
        )
        types = [self._link(row) for row in links if row["property"] == _TYPE]
        text, anchors = None, []
        if any(link.iri == str(DKG.Document) for link in types):
            text = next((str(row["value"]) for row in links if row["property"] == str(SCHEMA.text)), None)
            passages = await self._rows(request, _filled("passages", "document", iri))
            anchors = [(int(row["start"] or 0), int(row["end"] or 0)) for row in passages]
            links = [row for row in links if row["property"] != str(SCHEMA.text)]
        return Thing(
            iri=iri,
            local=local,
            label=_label(links) or iri,
            types=types,
            links=[self._link(row) for row in links if row["property"] != _TYPE],
            backlinks=[self._link(row) for row in backlinks[:SHOWN]],
            more=len(backlinks) > SHOWN,
            evidence=await self._evidence(request, evidence),
            text=text,
            anchors=anchors,
        )

    async def _evidence(self, request: Request, rows: Sequence[_Row]) -> list[Evidence]:
        by_document: dict[str, list[_Row]] = defaultdict(list)
        for row in rows:
            by_document[str(row["document"])].append(row)
        return [await self._in_document(request, document, found) for document, found in by_document.items()]

    async def _in_document(self, request: Request, document: str, rows: Sequence[_Row]) -> Evidence:
        texts = await self._rows(request, _filled("texts", "document", document))
        text = str(texts[0]["text"]) if texts else None
        passages = {
            role: [
                Passage(document, int(row["start"] or 0), int(row["end"] or 0), str(row["exact"]))
                for row in rows
                if (row["role"] == "cue") == (role == "cue")
            ]
            for role in ("cue", "words")
        }
        cues = passages["cue"]
        sentences = around(text, [*passages["words"], *cues[1:]], cues[0] if cues else None)
        first = rows[0]
        return Evidence(
            str(first["title"] or document),
            self.pages.local(document),
            int(first["start"] or 0),
            int(first["end"] or 0),
            [_cut(sentence) for sentence in sentences],
        )

    def _link(self, row: _Row) -> Link:
        return self.pages.link(str(row["property"]), row["value"], row["label"])


def _cut(sentence: Sentence) -> list[Stretch]:
    out: list[Stretch] = []
    at, last = sentence.start, sentence.start + len(sentence.words)
    for start, end, mark in [*sentence.marks, (last, last, "")]:
        out += [("", sentence.words[at - sentence.start : start - sentence.start])] if start > at else []
        out += [(mark, sentence.words[start - sentence.start : end - sentence.start])] if end > start else []
        at = end
    return out


def _filled(name: str, parameter: str, iri: str) -> str:
    return fill(_text(name), {parameter: ox.NamedNode(iri)})


def _label(links: Sequence[_Row]) -> str | None:
    for property_ in (*_LABELS, _IDENTIFIER):
        for row in links:
            if row["property"] == property_:
                return str(row["value"])
    return None
