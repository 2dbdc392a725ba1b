"""Set phrases found in a row of tokens: the tables in ``kg/data`` as look-ups, longest phrase first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Generic, TypeVar

from kg.errors import DataError

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Phrases", "pieces", "pronoun_of", "rows"]

Meaning = TypeVar("Meaning")

PIECE = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?i:\b(?:Mr|Mrs|Ms|Messrs|Dr|Prof|Sen|Rep|Gov|Gen|Brig|Lt|Col|Maj|Adm|Sgt|Capt|Hon|Rev|Fr|St|No|Corp|Inc|Ltd)\.)|'s\b|[dlDLnN]'\w+|\w+|[^\w\s]"
)


def pieces(phrase: str) -> tuple[str, ...]:
    """Cut a phrase where the tokenizer cuts it.

    >>> pieces("U.S. People's Asia-Pacific")
    ('U.S.', 'People', "'s", 'Asia', '-', 'Pacific')
    """
    return tuple(PIECE.findall(phrase.replace("’", "'")))


def pronoun_of(token: Token) -> str:
    """Return a word as the lists of pronouns have it, the empty string for the state that is written as one: "US"."""
    return "" if token.text == "US" else token.lower_


def rows(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    """Read a table of ``kg/data``: tab-separated, ``#`` opens a comment line, missing cells at the end are empty."""
    text = files("kg").joinpath("data", name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) > columns:
            raise DataError(
                f"kg/data/{name}, line {number}: {len(cells)} cells, at most {columns} expected; remove a tab"
            )
        yield cells + ("",) * (columns - len(cells))


class Phrases(Generic[Meaning]):
    """A set of phrases, each with a meaning.

    Examples
    --------
    >>> table = Phrases([("South Korea", "KOR"), ("South Korean", "KOR")])
    >>> table.match(["in", "South", "Korea"], 1)
    (3, 'KOR')
    """

    def __init__(self, entries: Iterable[tuple[str, Meaning]]) -> None:
        table: dict[str, list[tuple[tuple[str, ...], Meaning]]] = {}
        for phrase, meaning in entries:
            first, *rest = pieces(phrase)
            table.setdefault(first, []).append((tuple(rest), meaning))
        for options in table.values():
            options.sort(key=lambda option: -len(option[0]))
        self.table = table

    def match(self, words: Sequence[str], i: int) -> tuple[int, Meaning] | None:
        """Return where the longest phrase that starts at ``words[i]`` ends, and its meaning."""
        options = self.table.get(words[i])
        if options is None:
            return None
        for rest, meaning in options:
            end = i + 1 + len(rest)
            if not rest or tuple(words[i + 1 : end]) == rest:
                return end, meaning
        return None
