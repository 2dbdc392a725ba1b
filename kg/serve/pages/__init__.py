"""The pages of a server: the first one, a resource, the query editor. They load nothing from anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from kg.queries import IRI, questions
from kg.queries.rows import Value
from kg.resources import folder
from kg.serve.settings import Settings
from kg.vocab import PREFIXES

__all__ = ["Evidence", "Link", "Pages", "Stretch", "Thing"]

Stretch = tuple[str, str]
"""A mark (``"q"`` quoted, ``"c"`` cue, ``""`` neither) and the words under it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A property and its value: the words to show, and for a resource its IRI and where it is read."""

    property: str
    name: str
    words: str
    iri: str | None = None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences of a document, cut into stretches, and where the first passage stands."""

    title: str
    href: str | None
    start: int
    end: int
    sentences: Sequence[Sequence[Stretch]]


@dataclass(frozen=True, slots=True)
class Thing:
    """What is known of a resource."""

    iri: str
    local: str
    label: str
    types: Sequence[Link]
    links: Sequence[Link]
    backlinks: Sequence[Link]
    more: bool
    evidence: Sequence[Evidence]
    text: str | None
    anchors: Sequence[tuple[int, int]]


class Pages:
    """Writes pages; whatever comes from the data is escaped."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._folder = folder("serve") / "pages"
        self._templates = Environment(
            loader=FileSystemLoader(self._folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )

    def home(self, documents: Sequence[Mapping[str, Value]], *, more: bool) -> HTMLResponse:
        """Return the first page."""
        rows = [{**row, "href": self.local(str(row["document"]))} for row in documents]
        return self._page("home.html.j2", documents=rows, more=more)

    def resource(self, thing: Thing) -> HTMLResponse:
        """Return a resource's page."""
        return self._page("resource.html.j2", thing=thing, pieces=_pieces(thing))

    def editor(self) -> HTMLResponse:
        """Return the query editor."""
        asked = [{"number": q.number, "text": q.text, "sparql": q.sparql} for q in questions()]
        data = {"questions": asked, "resources": self.settings.resources, "base": self.settings.base}
        return self._page("editor.html.j2", data=_for_script(data), script=self._script)

    def local(self, iri: str) -> str | None:
        """Return where this server answers for an IRI, if it does."""
        for base in (self.settings.resources, self.settings.base):
            if iri.startswith(base):
                return f"/resource/{iri.removeprefix(base)}"
        return None

    def link(self, property_: str, value: Value, label: Value) -> Link:
        """Return a property and its value as they are shown."""
        iri = str(value) if isinstance(value, IRI) else None
        words = str(label) if label is not None else short(iri) if iri else "" if value is None else str(value)
        href = None if iri is None else self.local(iri)
        if iri and href is None and iri.startswith(("http://", "https://")):
            href = iri
        return Link(property_, short(property_), words, iri, href)

    @cached_property
    def _style(self) -> str:
        return (self._folder / "page.css").read_text("utf-8")

    @cached_property
    def _script(self) -> str:
        return (self._folder / "editor.js").read_text("utf-8")

    @cached_property
    def _policy(self) -> str:
        rules = [
            "default-src 'none'",
            f"style-src '{_hash(self._style)}'",
            f"script-src '{_hash(self._script)}'",
            "img-src data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        return "; ".join(rules)

    def _page(self, template: str, **context: Any) -> HTMLResponse:
        words = self._templates.get_template(template).render(style=self._style, **context)
        # Half a surrogate pair in a text has no UTF-8 form.
        body = words.encode("utf-8", "replace")
        return HTMLResponse(body, headers={"Content-Security-Policy": self._policy, "Vary": "Accept"})


def short(iri: str) -> str:
    """Return an IRI with a prefix, where one fits.

    Examples
    --------
    >>> short("https://w3id.org/dkg/ontology#Statement")
    'dkg:Statement'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _pieces(thing: Thing) -> list[tuple[str | None, str]]:
    """Cut a document's text where passages begin, so that each has a place to point at."""
    if thing.text is None:
        return []
    starts: dict[int, list[str]] = {0: []}
    for start, end in thing.anchors:
        starts.setdefault(start, []).append(f"char={start},{end}")
    places = sorted(starts)
    out: list[tuple[str | None, str]] = []
    for at, following in zip(places, [*places[1:], len(thing.text)], strict=True):
        out.extend((name, "") for name in starts[at])
        out.append((None, thing.text[at:following]))
    return out


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _for_script(data: object) -> str:
    r"""Return JSON that cannot end the element it stands in.

    Examples
    --------
    >>> _for_script("</script>")
    '"\\u003c/script\\u003e"'
    """
    words = json.dumps(data, ensure_ascii=True)
    return words.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
