"""What a stretch of text is about: the issues of ``kg/data/issues.toml``, found by their labels, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kg.errors import DataError
from kg.resources import table

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Issue", "issues", "issues_in"]

PREFIXES = frozenset({"re", "non", "anti", "pro", "ex", "pre", "counter"})
"""Pieces that make another word of the next one: no label begins after them, but one may begin with them."""
PIECE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of diplomacy, as ``ontology/issues.ttl`` defines it."""

    key: str
    label: str
    definition: str
    alt: tuple[str, ...] = ()
    broader: str | None = None


@cache
def issues() -> Mapping[str, Issue]:
    """Return all issues by key.

    Raises
    ------
    DataError
        The data file names an issue twice, or a broader issue that it does not define.

    Examples
    --------
    >>> issues()["ceasefire"].broader
    'peace-and-security'
    """
    found: dict[str, Issue] = {}
    for row in table("issues.toml")["issue"]:
        issue = Issue(row["key"], row["label"], row["definition"], tuple(row.get("alt", ())), row.get("broader"))
        if issue.key in found:
            raise DataError(f"kg/data/issues.toml: {issue.key!r} is defined twice; remove one")
        found[issue.key] = issue
    for issue in found.values():
        if issue.broader is not None and issue.broader not in found:
            raise DataError(f"kg/data/issues.toml: {issue.key!r} has an unknown broader issue {issue.broader!r}")
    return MappingProxyType(found)


def issues_in(tokens: Iterable[Token]) -> tuple[str, ...]:
    """Return the keys of the issues that the words name, in text order, once each.

    Words are compared as lemmas and as they stand; where one label is part of another, the longer one counts.

    Parameters
    ----------
    tokens
        Consecutive tokens of a parsed text.

    Examples
    --------
    >>> from kg.extract import model
    >>> issues_in(model.load(model.DEFAULT_MODEL)("a ceasefire and grain exports"))
    ('ceasefire', 'grain-exports')
    """
    forms = [form for token in tokens for form in _forms(token)]
    found: dict[str, None] = {}
    at = 0
    while at < len(forms):
        begins = at == 0 or PREFIXES.isdisjoint(forms[at - 1])
        key, length = _longest(forms, at) if begins else (None, 0)
        if key:
            found[key] = None
        at += length or 1
    return tuple(found)


def _longest(forms: list[tuple[str, ...]], start: int) -> tuple[str | None, int]:
    nodes: list[dict[str, Any]] = [_trie()]
    best: tuple[str | None, int] = (None, 0)
    for at in range(start, len(forms)):
        nodes = [node[form] for node in nodes for form in forms[at] if form in node]
        if not nodes:
            break
        key = next((node[""] for node in nodes if "" in node), None)
        if key is not None:
            best = (key, at - start + 1)
    return best


def _forms(token: Token) -> list[tuple[str, ...]]:
    """Return the forms of a token by which labels may name it, piece by piece: "COVID-19" has two pieces."""
    text = token.text
    if text.isalpha():
        lower, lemma = token.lower_, token.lemma_.lower()
        forms = (lower,) if lemma == lower else (lower, lemma)
        return [(*forms, text) if text.isupper() and len(text) > 1 else forms]
    return [(piece.lower(), piece) if piece.isupper() else (piece.lower(),) for piece in PIECE.findall(text)]


@cache
def _trie() -> dict[str, Any]:
    """Return the labels as a tree of words; the key of an issue stands under ""."""
    root: dict[str, Any] = {}
    for issue in issues().values():
        for label in (issue.label, *issue.alt):
            node = root
            for piece in PIECE.findall(label):
                word = piece if piece.isupper() and len(piece) > 1 else piece.lower()
                node = node.setdefault(word, {})
            node.setdefault("", issue.key)
    return root
