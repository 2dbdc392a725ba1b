"""Which stance a word carries: the lexicon of ``kg/data/stances.toml``, looked up with what depends on the word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, cast, get_args

from kg.errors import DataError
from kg.records import Stance
from kg.resources import table

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.records import Modality

__all__ = [
    "Claim",
    "Entry",
    "Frame",
    "Kind",
    "confidences",
    "entries",
    "entry_of",
    "is_hidden_verb",
    "kind_of",
    "lemma_of",
    "lemmas",
    "stance_of",
    "words",
]

Kind = Literal["verb", "noun", "adjective"]
Frame = Literal["act", "ask", "charge", "harm", "benefit", "held", "misdeed", "attitude", "value"]
Needs = Literal["", "infinitive", "object", "clause"]

COPULAR = frozenset({"acomp", "attr", "oprd", "cop"})
ASIDES = frozenset({"advcl", "acl"})
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "pcomp", "acl", "relcl"})
MISTAKEN = {"hop": "hope", "lambast": "lambaste", "rap": "rape", "spar": "spare", "wag": "wage"}
"""What rules of spelling make of "hoped", "wages" and the like."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the lexicon: the lemma of a predicate and the lemmas that must depend on it."""

    lemma: str
    with_: frozenset[str]
    kind: Kind
    frame: Frame
    stance: Stance
    negated: Stance | None
    strength: int
    polarity: int
    needs: Needs = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """A stance that the words around ``token`` take.

    ``rule`` says what it was read from, ``holder`` is the head of the noun phrase that names who holds it (``None``
    where that is the speaker), ``statement`` the index of the statement in which, or by whose cue, it is taken.
    ``whole`` claims are about what their whole clause says.
    """

    token: Token
    stance: Stance
    rule: str
    holder: Token | None = None
    statement: int | None = None
    modality: Modality = "asserted"
    whole: bool = False


@cache
def entries() -> Mapping[tuple[Kind, str], tuple[Entry, ...]]:
    """Return the lexicon by kind and lemma, the entries that ask for most words first.

    Raises
    ------
    DataError
        A group of the data file has an unknown kind, frame or stance.

    Examples
    --------
    >>> entries()["adjective", "unacceptable"][0].stance
    'reject'
    """
    found: dict[tuple[Kind, str], list[Entry]] = {}
    classes = {name: words.split() for name, words in table("stances.toml")["classes"].items()}
    for group in table("stances.toml")["group"]:
        kind, frame, stance = group["kind"], group["frame"], group["stance"]
        negated, needs = group["negated"] or None, group.get("needs", "")
        known = kind in get_args(Kind) and frame in get_args(Frame) and needs in get_args(Needs)
        if not known or not {stance, negated} <= {*get_args(Stance), None}:
            raise DataError(f"kg/data/stances.toml: unknown kind, frame, need or stance in {kind}/{frame}/{stance}")
        for words in group["entries"].split():
            lemma, *rest = words.split("+")
            for choice in product(*(classes[word[1:]] if word.startswith("@") else (word,) for word in rest)):
                entry = Entry(
                    lemma, frozenset(choice), kind, frame, stance, negated, group["strength"], group["polarity"], needs
                )
                found.setdefault((cast("Kind", kind), lemma), []).append(entry)
    return MappingProxyType({k: tuple(sorted(v, key=lambda e: -len(e.with_))) for k, v in found.items()})


def stance_of(entry: Entry, *, negated: bool) -> Stance | None:
    """Return the stance of an entry in a clause that is negated or not."""
    if negated:
        return entry.negated
    return entry.stance if entry.strength else None


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words that the lexicon keeps beside its entries."""
    return frozenset(table("stances.toml")["words"][name].split())


@cache
def confidences() -> Mapping[str, float]:
    """Return how often each rule that reads a stance was right where it was measured."""
    return MappingProxyType(dict(table("stances.toml")["confidence"]))


@cache
def lemmas() -> frozenset[str]:
    """Return the lemmas under which the lexicon has entries: a quick test before any look-up."""
    return frozenset(lemma for _, lemma in entries())


def lemma_of(token: Token) -> str:
    """Return a token's lemma in small letters."""
    lemma = token.lemma_.lower()
    return MISTAKEN.get(lemma, lemma)


def kind_of(token: Token) -> Kind | None:
    """Return the part of the lexicon in which to look a token up."""
    pos = token.pos_
    if pos in {"VERB", "AUX"} or is_hidden_verb(token):
        return "verb"
    if pos in {"NOUN", "PROPN"}:
        return "noun"
    return "adjective" if pos == "ADJ" or (pos == "ADV" and token.dep_ in COPULAR) else None


def is_hidden_verb(token: Token) -> bool:
    """Whether a "plural noun" is a verb that the tagger took for one: "respects the border, adheres to the truce"."""
    if token.tag_ != "NNS" or token.dep_ not in {"conj", "ROOT", "dobj", "appos", "ccomp"}:
        return False
    stem = token.lower_.removesuffix("s")
    options = entries().get(("verb", lemma_of(token)), ()) + entries().get(("verb", stem), ())
    if not any(entry.with_ for entry in options) or ("noun", lemma_of(token)) in entries():
        return False
    if any(child.dep_ in {"det", "poss", "amod", "nummod"} for child in token.lefts):
        return False
    prepositions = {child.lower_ for child in token.rights if child.dep_ == "prep"}
    return any(entry.with_ and entry.with_ <= prepositions for entry in options)


def entry_of(token: Token, frames: frozenset[Frame] | None = None) -> Entry | None:
    """Return the entry that fits a token and what depends on it.

    Parameters
    ----------
    token
        The head of a predicate, or a noun.
    frames
        The frames to look for; all of them if ``None``.
    """
    kind = kind_of(token)
    if kind is None:
        return None
    lemma = lemma_of(token)
    if kind == "verb" and (token.tag_ == "VBN" or (token.tag_ == "VBG" and _is_quality(token))):
        options = entries().get(("adjective", token.lower_), ())
        if options and token.tag_ == "VBN" and not _is_state(token):
            options = tuple(entry for entry in options if "by" in entry.with_)
        state = _fitting(token, options, frames)
        if state is not None or (options and token.tag_ == "VBG"):
            return state
    return _fitting(token, entries().get((kind, lemma)) or entries().get((kind, lemma.removesuffix("s")), ()), frames)


def _is_quality(participle: Token) -> bool:
    """Whether a form in -ing tells what something is like and not what it does: "the arrests are worrying"."""
    if participle.dep_ in COPULAR:
        return True
    children = list(participle.children)
    return any(c.dep_ == "aux" and c.lemma_ == "be" for c in children) and not any(
        c.dep_ in {"dobj", "prep", "xcomp", "ccomp", "prt"} for c in children
    )


def _is_state(participle: Token) -> bool:
    """Whether a participle tells a state ("is determined to") and not what somebody does ("is criticised by")."""
    children = list(participle.children)
    passive = any(c.dep_ in {"auxpass", "aux:pass", "cop"} for c in children) or participle.dep_ in COPULAR | ASIDES
    return passive and not any(c.dep_ == "agent" for c in children)


def _fitting(token: Token, options: tuple[Entry, ...], frames: frozenset[Frame] | None) -> Entry | None:
    if not options:
        return None
    words: tuple[set[str], set[str]] | None = None
    for entry in options:
        if frames is not None and entry.frame not in frames:
            continue
        if entry.with_:
            if words is None:
                words = _dependents(token)
            direct, governed = words
            if not entry.with_ <= (direct | governed if len(entry.with_) > 1 else direct):
                continue
        if not entry.needs or _has(token, entry.needs):
            return entry
    return None


def _dependents(token: Token) -> tuple[set[str], set[str]]:
    """Return the lemmas of what depends on a token, and of what its prepositions govern."""
    direct: set[str] = set()
    governed: set[str] = set()
    for child in token.children:
        direct.add(lemma_of(child))
        direct.add(child.lower_)
        if child.dep_ in {"prep", "agent", "prt", "advmod"}:
            governed.update(lemma_of(other) for other in child.children)
            if child.i > token.i and any(c.lower_ == "for" for other in child.rights for c in other.rights):
                direct.add("for")  # "calls in the strongest terms for an end"
        elif child.dep_ in {"dobj", "attr"}:
            direct.update(lemma_of(other) for other in child.children if other.dep_ == "conj")
            governed.update(lemma_of(other) for other in child.children if other.dep_ == "prep")
    return direct, governed


def _has(token: Token, need: Needs) -> bool:
    for child in token.children:
        if child.dep_ in CLAUSES and child.i > token.i:
            if need == "clause":
                return True
            if need == "infinitive" and (child.tag_ == "VBG" or any(c.lower_ == "to" for c in child.lefts)):
                return True
        if need == "object" and child.dep_ in {"dobj", "obj"}:
            return True
    return False
