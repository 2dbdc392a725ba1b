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

__all__ = ["Issue", "charged", "favoured", "issues", "issues_in"]

PREFIXES = frozenset({"re", "non", "anti", "pro", "ex", "pre", "counter"})
"""Pieces that make another word of the next one: no label begins after them, but one may begin with them."""
HYPHENS = frozenset({"-", "‐", "‑", "–"})
PIECE = re.compile(r"\w+")
LINKS = ("broader", "countered_by", "broken_by")
FARTHEST = 6
"""Steps up the tree from a label in search of a word that turns it into its opposite."""
NOMINAL = frozenset({"NOUN", "PROPN", "ADJ", "ADP", "NUM"})
GOVERNED = frozenset(
    {"dobj", "pobj", "prep", "conj", "compound", "amod", "nmod", "poss", "nsubjpass", "appos", "acl", "pcomp"}
)


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue of diplomacy, as ``ontology/issues.ttl`` defines it."""

    key: str
    label: str
    definition: str
    alt: tuple[str, ...] = ()
    broader: str | None = None
    countered_by: str | None = None
    broken_by: str | None = None

    @property
    def opposite(self) -> str | None:
        """The issue that is against this one, if there is one."""
        return self.countered_by or self.broken_by


@cache
def issues() -> Mapping[str, Issue]:
    """Return all issues by key.

    Raises
    ------
    DataError
        The data file names an issue twice, or as broader or opposite one that it does not define.

    Examples
    --------
    >>> issues()["ceasefire"].broader
    'peace-and-security'
    """
    found: dict[str, Issue] = {}
    for row in table("issues.toml")["issue"]:
        links = {name: row.get(name) for name in LINKS}
        issue = Issue(row["key"], row["label"], row["definition"], tuple(row.get("alt", ())), **links)
        if issue.key in found:
            raise DataError(f"kg/data/issues.toml: {issue.key!r} is defined twice; remove one")
        found[issue.key] = issue
    for issue in found.values():
        for other in (issue.broader, issue.countered_by, issue.broken_by):
            if other is not None and other not in found:
                raise DataError(f"kg/data/issues.toml: {issue.key!r} names {other!r}, which is not defined")
    return MappingProxyType(found)


def issues_in(tokens: Iterable[Token], *, apart: int | None = None) -> tuple[str, ...]:
    """Return the keys of the issues that the words name, in text order, once each.

    Words are compared as lemmas and as they stand; where one label is part of another, the longer one counts. Under
    a word of countering or breaking, an issue stands for its opposite.

    Parameters
    ----------
    tokens
        Consecutive tokens of a parsed text.
    apart
        The index of a token that turns nothing into its opposite: the one that a stance was read from.

    Examples
    --------
    >>> from kg.extract import model
    >>> issues_in(model.load(model.DEFAULT_MODEL)("a ceasefire and grain exports"))
    ('ceasefire', 'grain-exports')
    >>> issues_in(model.load(model.DEFAULT_MODEL)("They are fighting terrorism."))
    ('counter-terrorism',)
    """
    pieces = [(form, token) for token in tokens for form in _forms(token)]
    forms = [form for form, _ in pieces]
    stretch = range(pieces[0][1].i, pieces[-1][1].i + 1) if pieces else range(0)
    found: dict[str, None] = {}
    at = 0
    while at < len(forms):
        begins = at == 0 or PREFIXES.isdisjoint(forms[at - 1])
        key, length = _longest(forms, at) if begins else (None, 0)
        label = [token for _, token in pieces[at : at + length]]
        if key and not _is_other_sense(label):
            found[_meant(issues()[key], label, stretch, apart)] = None
        at += length or 1
    return tuple(found)


def _is_other_sense(label: list[Token]) -> bool:
    """Whether the words of a label mean something else here: "war-torn", "traded insults", "the visiting minister"."""
    last = label[-1]
    if len(label) == 1 and last.pos_ == "VERB":
        return last.dep_ == "amod" or last.lemma_.lower() in _turning("nouns_only")
    mark = last.i + 1
    if mark + 1 >= len(last.doc) or last.doc[mark].text not in HYPHENS:
        return False
    return last.doc[mark + 1].lower_ in _turning("marked_by")


def _meant(issue: Issue, label: list[Token], stretch: range, apart: int | None) -> str:
    """Return the issue or its opposite, as the words that govern the label within the stretch would have it."""
    turning = _turning("countering" if issue.countered_by else "breaking")
    if issue.opposite is None:
        return issue.key
    outer = [t for t in label if not label[0].i <= t.head.i <= label[-1].i]
    if any(child.dep_ == "neg" or child.lower_ == "no" for t in outer for child in t.lefts):
        return issue.opposite
    return issue.opposite if any(_is_turned(t, turning, stretch, apart) for t in outer) else issue.key


def _is_turned(at: Token, turning: frozenset[str], stretch: range, apart: int | None) -> bool:
    """Whether a word that turns things round governs a token within the stretch."""
    for _ in range(FARTHEST):
        head = at.head
        if head.i == at.i or head.i not in stretch or at.dep_ not in GOVERNED:
            break
        held = head.i == apart or (head.pos_ == "ADP" and head.head.i == apart)
        if not held and not turning.isdisjoint((head.lower_, head.lemma_.lower())):
            return True
        if head.pos_ not in NOMINAL and at.dep_ != "conj":
            break
        at = head
    return False


def favoured(keys: Iterable[str]) -> tuple[str, ...]:
    """Return what somebody is for whose words name these issues: nobody is for a wrong, but for what is against it.

    Examples
    --------
    >>> favoured(["terrorism", "trade", "armed-aggression"])
    ('counter-terrorism', 'trade')
    """
    wrongs, circumstances = _turning("wrongs"), _turning("circumstances")
    meant = (issues()[key].countered_by or key if key in wrongs else key for key in keys if key not in circumstances)
    return tuple(dict.fromkeys(meant))


def charged(keys: Iterable[str]) -> tuple[str, ...]:
    """Return what an accusation whose words name these issues is about: the wrongs, not the goods that they touch.

    Examples
    --------
    >>> charged(["human-rights", "military-intervention"])
    ('military-intervention',)
    >>> charged(["trade"])
    ('trade',)
    """
    named = tuple(keys)
    return tuple(key for key in named if issues()[key].broken_by is None) or named


@cache
def _turning(name: str) -> frozenset[str]:
    return frozenset(table("issues.toml")["words"][name].split())


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
        forms = (lower,) if lemma in ("", lower) else (lower, lemma)
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
