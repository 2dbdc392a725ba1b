"""What is known of a document besides its text, from sidecars, front matter or columns, made uniform."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kg.errors import ReadError
from kg.resources import table

__all__ = ["UNDATED", "Metadata", "iso_date", "known_as", "metadata", "publisher_of", "sidecar"]

UNDATED = "no publication date: days like “Wednesday” stay unresolved; say it in the sidecar (“published”)"

ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?=$|[T\s])")
NUMERIC = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-]\d{4}\b")
WORDS = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of one source under our own names; ``text`` and ``summary`` are where a corpus keeps its words."""

    values: Mapping[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def get(self, key: str) -> str | None:
        """Return a value, ``None`` where the source has none."""
        return self.values.get(key)

    def over(self, other: Metadata) -> Metadata:
        """Return both, these values winning."""
        return Metadata(
            {**other.values, **self.values}, self.authors or other.authors, (*other.warnings, *self.warnings)
        )


@cache
def known_as() -> Mapping[str, str]:
    """Return what each name of a field in a source is called here."""
    fields = table("source_fields.toml")
    return {name: key for key, names in fields.items() if key != "empty" for name in names}


@cache
def _ranks() -> Mapping[str, int]:
    fields = table("source_fields.toml")
    return {name: rank for key, names in fields.items() if key != "empty" for rank, name in enumerate(names)}


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().casefold())


def metadata(raw: Mapping[str, Any], name: str) -> Metadata:
    """Make the fields of a source uniform: first name first, dates in ISO 8601, authors as a tuple.

    Raises
    ------
    ReadError
        A field is of a kind that cannot be meant (a list where a word is due).
    """
    empty = frozenset(table("source_fields.toml")["empty"])
    found: dict[str, tuple[int, Any]] = {}
    for label, value in raw.items():
        plain = _plain(str(label))
        key = known_as().get(plain)
        if key is None or value is None or (isinstance(value, str) and value.strip().casefold() in empty):
            continue
        rank = _ranks()[plain]
        if key not in found or rank < found[key][0]:
            found[key] = (rank, value)
    warnings: list[str] = []
    values: dict[str, str] = {}
    for key, (_, value) in found.items():
        if key == "authors":
            continue
        if not isinstance(value, str | int | float):
            raise ReadError(f"{name}: “{key}” is a {type(value).__name__}, not a word: write it as a string")
        text = str(value)
        if key in {"published", "updated"}:
            day = iso_date(text)
            if day is None:
                warnings.append(f"{key} date {text.strip()!r} cannot be read: write it as 2021-08-30")
                continue
            text = day
        values[key] = text if key in {"text", "summary"} else " ".join(text.split())
    return Metadata(values, _authors(found.get("authors", (0, ()))[1], name), tuple(warnings))


def _authors(value: Any, name: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(part.strip() for part in re.split(r"\s*(?:[;,]|\band\b)\s*", value) if part.strip())
    if not isinstance(value, list | tuple) or not all(isinstance(v, str) for v in value):
        raise ReadError(f"{name}: “authors” is neither a string nor a list of strings")
    return tuple(" ".join(v.split()) for v in value if v.strip())


def publisher_of(url: str | None) -> str | None:
    """Return who publishes under an address, ``None`` where ``kg/data/publishers.toml`` does not say.

    Examples
    --------
    >>> publisher_of("https://www.reuters.com/world/"), publisher_of("https://reuters.com.example.org/")
    ('Reuters', None)
    """
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")
    except ValueError:
        return None
    hosts = table("publishers.toml")["hosts"]
    return next((hosts[end] for n in range(len(labels)) if (end := ".".join(labels[n:])) in hosts), None)


def iso_date(text: str) -> str | None:
    """Return the day that a date is about, as written there; ``None`` where it is not complete or can be read two ways.

    Examples
    --------
    >>> iso_date("12:16, August 30, 2021"), iso_date("2021-08-30T12:16:00Z"), iso_date("2021-08")
    ('2021-08-30', '2021-08-30', '2021-08')
    >>> iso_date("03/04/2021"), iso_date("last Tuesday")
    (None, None)
    """
    text = " ".join(text.split())
    match = ISO.match(text)
    if match:
        return _checked(match)
    numeric = NUMERIC.search(text)
    if (
        numeric
        and numeric[1] != numeric[2]
        and int(numeric[1]) <= 12
        and int(numeric[2]) <= 12
        and "." not in numeric[0]
    ):
        return None
    import dateparser

    order = "DMY" if numeric and (int(numeric[1]) > 12 or "." in numeric[0]) else "MDY"
    moment = dateparser.parse(
        text, languages=["en"], settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": order}
    )
    return moment.date().isoformat() if moment else None


def _checked(match: re.Match[str]) -> str | None:
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(part for part in (year, month, day) if part)


def sidecar(path: Path) -> Metadata:
    """Return what ``NAME.meta.json`` beside a source says; nothing where there is none.

    Raises
    ------
    ReadError
        The sidecar is not a JSON object, or says something of the wrong kind.
    """
    beside = path.with_name(f"{path.stem}.meta.json")
    if not beside.is_file():
        return Metadata()
    try:
        raw = json.loads(beside.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ReadError(f"{beside}: is not JSON ({error}): mend it, or remove it") from error
    if not isinstance(raw, dict):
        raise ReadError(f'{beside}: is a {type(raw).__name__}, not an object such as {{"publisher": "…"}}')
    return metadata(raw, str(beside))
