"""A query as a remote server needs it: with its prefixes and parameters, in pages, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from kg.sparql import Outline, fill, outline, slots, tokens
from kg.vocab import PREFIXES

__all__ = ["Query"]

_AFTER_ORDER = ("LIMIT", "OFFSET", "VALUES")


class Query:
    """A query that says all it needs by itself.

    Parameters
    ----------
    sparql
        The query, to which our prefixes are known.
    terms
        Values of its parameters, in their N-Triples form by ``str``.

    Examples
    --------
    >>> query = Query("SELECT ?s WHERE { ?s a dkg:Statement }", {})
    >>> query.page(["s"], 10_000, 20_000).splitlines()[-1]
    'SELECT ?s { { SELECT ?s WHERE { ?s a dkg:Statement } ORDER BY ?s } } LIMIT 10000 OFFSET 20000'
    """

    def __init__(self, sparql: str, terms: Mapping[str, object]) -> None:
        rest = {name: term for name, term in terms.items() if name not in slots(sparql)}
        filled = fill(sparql, terms)
        if rest:
            names = " ".join(f"?{name}" for name in rest)
            filled += f"\nVALUES ({names}) {{ ({' '.join(map(str, rest.values()))}) }}"
        self.parts: Outline = outline(filled)
        self.prologue = "".join([*_prefixes(self.parts.prologue), self.parts.prologue])

    @property
    def text(self) -> str:
        """The query."""
        return self.prologue + self._body(self.parts.tail)

    def count(self) -> str:
        """Return a query for the number of rows."""
        return f"{self.prologue}SELECT (COUNT(*) AS ?kgRows) {{ {{ {self._body(self.parts.tail)} }} }}"

    def page(self, columns: Sequence[str], size: int, start: int) -> str:
        """Return a query for some of the rows, in an order in which no two requests can differ."""
        names = " ".join(f"?{column}" for column in columns)
        body = self._body(self._ordered(names))
        return f"{self.prologue}SELECT {names} {{ {{ {body} }} }} LIMIT {size} OFFSET {start}"

    def select(self, variables: Sequence[str], *, distinct: bool) -> str:
        """Return a SELECT query over the same pattern."""
        names = " ".join(f"?{variable}" for variable in variables)
        head = f"SELECT {'DISTINCT ' if distinct else ''}{names} WHERE "
        return f"{self.prologue}{head}{self.parts.pattern}{_open_ended(self.parts.tail)}"

    def _body(self, tail: str) -> str:
        return f"{self.parts.head}{self.parts.pattern}{_open_ended(tail)}"

    def _ordered(self, names: str) -> str:
        tail = self.parts.tail
        found = tokens(tail)
        at = next((token.start for token in found if token.says(*_AFTER_ORDER)), len(tail))
        clause = f" {names}" if "ORDER" in self.parts.modifiers else f" ORDER BY {names}"
        return f"{_open_ended(tail[:at]).rstrip(' ')}{clause} {tail[at:]}".rstrip(" ")


def _open_ended(text: str) -> str:
    """End a comment that what is written next would become part of."""
    return f"{text}\n" if "#" in text.rpartition("\n")[2] else text


def _prefixes(prologue: str) -> list[str]:
    found = tokens(prologue)
    own = {name.text.rstrip(":") for word, name in pairwise(found) if word.says("PREFIX")}
    return [f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items() if prefix not in own]
