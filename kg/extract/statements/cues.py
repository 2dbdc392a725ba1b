"""The words that attribute: lexicons of cue verbs and nouns, read once from ``kg/data``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast

from kg.errors import DataError

__all__ = [
    "CueClass",
    "NounCue",
    "VerbCue",
    "attitudes",
    "confidences",
    "documents",
    "noun_cues",
    "particles",
    "rows",
    "verb_cues",
    "verb_forms",
    "words",
]

CueClass = Literal["speech", "act", "mind", "show"]
FRAMES = frozenset({"quote", "that", "inf", "ing", "obj", "objinf", "rest", "addr", "name", "after", "topic"})


@dataclass(frozen=True, slots=True)
class VerbCue:
    """A verb that attributes, and how its content is attached to it."""

    lemma: str
    kind: CueClass
    frames: frozenset[str]
    prepositions: frozenset[str]
    particle: str = ""


@dataclass(frozen=True, slots=True)
class NounCue:
    """A noun that attributes; ``opens`` are the words that open its content."""

    lemma: str
    kind: CueClass
    opens: frozenset[str]


def rows(name: str, columns: int | None = None) -> list[list[str]]:
    """Return the rows of a tab-separated data file, without its comments; ``columns`` is what each must have.

    Raises
    ------
    DataError
        A row has another number of columns.
    """
    found = []
    for number, line in enumerate(files("kg.data").joinpath(name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if columns is not None and len(cells) != columns:
            raise DataError(f"kg/data/{name}, line {number}: {len(cells)} columns, not {columns}")
        found.append(cells)
    return found


@cache
def verb_cues() -> Mapping[tuple[str, str], VerbCue]:
    """Return the cue verbs by lemma and the word after them ("" for none)."""
    found: dict[tuple[str, str], VerbCue] = {}
    for lemma, word, kind, frames in rows("cue_verbs.tsv", 4):
        particle = "" if word == "-" else word
        names = frozenset(frames.split()) - {"-"}
        prepositions = frozenset(f[2:] for f in names if f.startswith("p:"))
        plain = frozenset(f for f in names if not f.startswith("p:"))
        if plain - FRAMES or (lemma, particle) in found:
            raise DataError(f"kg/data/cue_verbs.tsv: {lemma} {particle}: an unknown frame, or listed twice")
        plain |= {"after"} if {"that", "quote"} <= plain else frozenset()
        found[lemma, particle] = VerbCue(lemma, cast(CueClass, kind), plain, prepositions, particle)
    return MappingProxyType(found)


@cache
def attitudes() -> frozenset[str]:
    """Return the lemmas that tell what somebody thinks or wants, and are no speech with any word after them."""
    kinds: dict[str, set[str]] = {}
    for (lemma, _), cue in verb_cues().items():
        kinds.setdefault(lemma, set()).add(cue.kind)
    return frozenset(lemma for lemma, found in kinds.items() if found == {"mind"})


@cache
def verb_forms() -> Mapping[str, str]:
    """Return the lemma of every regular form of a cue verb, for lemmatizers that take "hoped" for "hop"."""
    forms: dict[str, str] = {}
    for lemma, _ in verb_cues():
        if lemma.endswith("e"):
            endings = (lemma + "s", lemma + "d", lemma[:-1] + "ing")
        elif lemma.endswith("y") and lemma[-2:-1] not in "aeiou":
            endings = (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
        else:
            endings = (lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s"), lemma + "ed", lemma + "ing")
        forms.update(dict.fromkeys(endings, lemma))
    return MappingProxyType(forms)


@cache
def particles() -> Mapping[str, frozenset[str]]:
    """Return, for each lemma, the words after it that make another cue of it."""
    found: dict[str, set[str]] = {}
    for lemma, particle in verb_cues():
        if particle:
            found.setdefault(lemma, set()).add(particle)
    return {lemma: frozenset(after) for lemma, after in found.items()}


@cache
def noun_cues() -> Mapping[str, NounCue]:
    """Return the cue nouns by lemma."""
    return MappingProxyType(
        {
            lemma: NounCue(lemma, cast(CueClass, kind), frozenset(opens.split()) - {"-"})
            for lemma, opens, kind in rows("cue_nouns.tsv", 3)
        }
    )


@cache
def confidences() -> Mapping[str, float]:
    """Return how often an utterance of a construct is right; ``nested`` is for what stands inside another's words."""
    return MappingProxyType({construct: float(share) for construct, share in rows("cue_confidence.tsv", 2)})


@cache
def documents() -> frozenset[str]:
    """Return the nouns for documents, in which their issuer speaks."""
    return frozenset(row[0] for row in rows("references.tsv") if row[1] == "document")


@cache
def words(name: str) -> frozenset[str]:
    """Return the words in the first column of a data file."""
    return frozenset(row[0] for row in rows(name))
