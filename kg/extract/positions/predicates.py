"""How a predicate stands in its sentence: its clause and subject, negation, modal verbs, and whether it is asserted."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from kg.extract.positions.stances import Entry, is_hidden_verb, lemma_of, words
from kg.extract.statements.sources import agent_of, is_passive, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.records import Modality

__all__ = [
    "clause_of",
    "first_conjunct",
    "has_auxiliary",
    "holder_of",
    "is_asked",
    "is_asserted",
    "is_doubted",
    "is_infinitive",
    "is_misread",
    "is_negated",
    "modal_of",
    "modality_of",
    "owner_of",
    "parallel",
    "passive_subject",
]

FARTHEST = 8
"""Steps up or along a tree: enough for news, and a bound for hostile text."""

VERBAL = frozenset({"VERB", "AUX"})
CONDITIONS = frozenset({"if", "unless", "whether", "provided"})
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "neither", "nor", "hardly", "no"})
LIGHT = frozenset({"have", "make", "see", "show", "give", "take"})
"""Verbs that "no" before their object negates."""
NEGATING = frozenset({"neg", "det", "preconj", "advmod", "cc"})
FINITE = frozenset({"VBZ", "VBD", "VBP"})
MODALS: Mapping[str, str] = MappingProxyType(
    {
        "must": "must",
        "should": "should",
        "ought": "should",
        "shall": "will",
        "will": "will",
        "'ll": "will",
        "’ll": "will",
        "would": "would",
        "wo": "will",
        "may": "might",
        "might": "might",
        "could": "might",
        "can": "can",
        "ca": "can",
    }
)


def clause_of(token: Token) -> Token:
    """Return the verb of the clause whose predicate a token is: "is" for "ready" in "is ready"."""
    if token.dep_ not in {"acomp", "attr", "oprd"} or (token.pos_ in VERBAL and token.tag_ not in {"VBN", "VBG"}):
        return token
    return token.head


def is_negated(token: Token) -> bool:
    """Whether the predicate that a token heads is negated: "does not", "never", "has no right"."""
    verb = clause_of(token)
    return _is_negated(token, verb) != is_doubted(verb)


def is_doubted(verb: Token) -> bool:
    """Whether a clause is what somebody does not think: "I do not think that it is right"."""
    head = verb.head
    thought = verb.dep_ == "ccomp" and head.i < verb.i and lemma_of(head) in words("thinking")
    return thought and _is_negated(head, head)


def _is_negated(token: Token, verb: Token) -> bool:
    for head in (token, verb) if verb is not token else (token,):
        for child in head.children:
            if child.lower_ == "no" and child.i + 1 < head.i and child.nbor().lower_ in {"less", "more"}:
                continue
            if child.lower_ in NEGATIONS and child.dep_ in NEGATING and child.i < head.i + 3:
                return child.lower_ != "no" or child.dep_ in {"det", "neg"}
            if child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
                return True
            without = child.dep_ == "nsubjpass" or (child.dep_ == "dobj" and head.lemma_ in LIGHT)
            if without and any(c.lower_ == "no" for c in child.lefts):
                return True
    return False


def modal_of(verb: Token) -> str | None:
    """Return "must", "should", "will", "would", "might" or "can" for a verb's auxiliary or what stands for one.

    A second conjunct without an auxiliary has that of the first: "will consider ... and take steps".
    """
    at = verb
    for _ in range(FARTHEST):
        for child in at.lefts:
            if child.dep_ in {"aux", "auxpass"} and child.lower_ in MODALS:
                return MODALS[child.lower_]
        if at.dep_ == "xcomp" and at.head.pos_ in VERBAL and lemma_of(at.head) in {"have", "need", "ought"}:
            return "must"
        if at.dep_ == "xcomp" and lemma_of(at.head) == "go" and at.head.tag_ == "VBG":
            return "will"
        if at.dep_ != "conj" or any(c.dep_ in {"nsubj", "aux", "nsubjpass"} for c in at.lefts):
            return None
        at = at.head
    return None


def modality_of(verb: Token) -> Modality:
    """Return how a position is taken that is asserted, but perhaps under a condition."""
    if modal_of(verb) == "might" or (modal_of(verb) == "can" and not is_negated(verb)):
        return "hypothetical"
    if any(c.dep_ == "advcl" and any(m.lower_ in CONDITIONS for m in c.lefts) for c in verb.children):
        return "conditional"
    return "asserted"


def is_asked(word: Token) -> bool:
    """Whether a word stands in a question or in a condition."""
    verb = clause_of(word)
    for _ in range(4):
        if verb.dep_ in {"advcl", "ccomp", "pcomp"} and any(c.lower_ in CONDITIONS for c in verb.lefts):
            return True
        if verb.dep_ == "advcl" and verb.head.lower_ == "long":
            return True  # "as long as they refuse"
        if verb.head.i == verb.i:
            break
        verb = verb.head
    return any(c.text == "?" for c in verb.rights)


def is_asserted(verb: Token) -> bool:
    """Whether a clause tells what somebody does, not what somebody might do or is asked to do."""
    if modal_of(verb) in {"might", "can", "would"}:
        return False
    if any(c.dep_ in {"aux", "auxpass"} and c.lower_ != "to" for c in verb.lefts):
        return True
    if verb.tag_ == "VBG":
        return False
    if is_infinitive(verb):
        return verb.dep_ == "xcomp" and lemma_of(verb.head) in words("going_on")
    return True


def is_infinitive(verb: Token) -> bool:
    """Whether a verb stands with "to"."""
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts)


def has_auxiliary(verb: Token) -> bool:
    """Whether a verb has an auxiliary of its own, a passive's not counted."""
    return any(c.dep_ == "aux" for c in verb.lefts)


def is_misread(verb: Token) -> bool:
    """Whether a verb cannot be what the parser takes it for: a bare infinitive joined to a finite verb."""
    joined = verb.dep_ == "conj" and verb.tag_ == "VB" and verb.head.tag_ in FINITE
    return joined and modal_of(verb) is None and not has_auxiliary(verb)


def passive_subject(verb: Token) -> Token | None:
    """Return the subject of a verb in the passive."""
    return next((c for c in verb.lefts if c.dep_ in {"nsubjpass", "nsubj:pass"}), None)


def owner_of(noun: Token) -> Token | None:
    """Return whose thing a noun names: "Ruritania's support", "its support"."""
    return next((c for c in noun.lefts if c.dep_ == "poss"), None)


def first_conjunct(token: Token) -> Token:
    """Return the word with which a coordination begins."""
    for _ in range(FARTHEST):
        if token.dep_ != "conj":
            break
        token = token.head
    return token


def parallel(one: Token, other: Token) -> bool:
    """Whether two words are the same form of the same verb: "supports ... and firmly supports"."""
    return one.lower_ == other.lower_ and one.tag_ == other.tag_ and one.pos_ == "VERB"


def holder_of(token: Token, entry: Entry) -> Token | None:
    """Return the head of the noun phrase that holds what a predicate of the lexicon says."""
    verb = clause_of(token)
    if entry.kind == "adjective":
        # "Ruritania, concerned about the drill, ..."
        if verb.i == token.i and (verb.dep_ == "acl" or (verb.dep_ == "amod" and verb.i > verb.head.i)):
            return verb.head
        return passive_subject(verb) or subject_of(verb)
    if is_passive(verb) or (verb.tag_ == "VBN" and is_passive(first_conjunct(verb))):
        return agent_of(verb)
    if token.dep_ == "conj":
        at = token.head
        for _ in range(FARTHEST):
            if parallel(token, at):
                return subject_of(at)
            if at.head.i == at.i:
                break
            at = at.head
    hidden = token if is_hidden_verb(token) else token.head if token.dep_ == "conj" else None
    if hidden is not None and is_hidden_verb(hidden) and hidden.dep_ != "ROOT":
        return subject_of(_verb_above(hidden))
    return subject_of(verb) or _name_before(hidden or verb)


def _name_before(verb: Token) -> Token | None:
    """Return the name that the parser took for a part of the verb: "Ruritania adheres to ..."."""
    if verb.dep_ != "ROOT":
        return None
    return next((c for c in verb.lefts if c.dep_ in {"compound", "nmod"} and c.is_title), None)


def _verb_above(token: Token) -> Token:
    for _ in range(FARTHEST):
        if token.pos_ == "VERB" or token.head.i == token.i:
            break
        token = token.head
    return token
