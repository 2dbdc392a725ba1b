"""Whose office a sentence tells without setting it beside the name: "served as prime minister", "is the envoy"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.actors.gazetteer import words

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["bearer", "governor"]

SUBJECTS = frozenset({"nsubj", "nsubjpass"})
MADE = words("made_holders")
"""Verbs whose object gets an office ("appointed A B as envoy")."""

GIVING = MADE | {"be", "become"}
SERVE = words("serving_verbs")
OPEN = frozenset({"would", "could", "might", "may", "should", "can"})


def bearer(token: Token) -> Token | None:
    """Return the noun for whoever is said to hold the office that a token names, ``None`` if nobody is.

    >>> from kg.extract import model
    >>> doc = model.load()("Holm served as prime minister of Norway.")
    >>> bearer(doc[4])
    Holm
    """
    verb = governor(token)
    if verb is None or any(c.dep_ == "neg" or c.lower_ in OPEN for c in verb.children):
        return None
    found = next((c for c in verb.lefts if c.dep_ in SUBJECTS), None)
    if verb.lemma_ in MADE and (found is None or found.dep_ == "nsubj"):
        return next((c for c in verb.rights if c.dep_ == "dobj" and c.i < token.i), None)
    if found is not None and found.lower_ in ("who", "that") and verb.dep_ == "relcl":
        return verb.head
    if found is None and verb.dep_ == "acl":
        return verb.head  # "A B, serving as envoy"
    return found


def governor(token: Token) -> Token | None:
    """Return the verb that gives somebody an office: "is" of "is the envoy", "served" of "served as envoy"."""
    if token.dep_ in ("attr", "oprd"):
        verb = token.head
        return verb if verb.pos_ in ("VERB", "AUX") and verb.lemma_ in GIVING else None
    if token.dep_ == "pobj" and token.head.lower_ == "as":
        verb = token.head.head
        return verb if verb.pos_ in ("VERB", "AUX") and (verb.lemma_ in MADE or verb.lemma_ in SERVE) else None
    return None
