"""Whose words a participle gives where its clause has another subject: "quoted X as saying", "with X saying"."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.statements.cues import words
from kg.extract.statements.sources import own_subject, passive_subject

if TYPE_CHECKING:
    from collections.abc import Container

    from spacy.tokens import Token

__all__ = ["beside", "cited"]

OBJECTS = frozenset({"dobj", "obj"})
PERSONAL = frozenset({"who"})
MOST = 20
FARTHEST = 12
"""Steps up the tree, and a bound for hostile text."""


def cited(participle: Token) -> tuple[Token, Token] | None:
    """Return the verb that cites another's words in a participle, and whom it cites.

    >>> from kg.extract.model import load
    >>> cited(load()("Interfax quoted the minister as saying that the talks were useful.")[5])
    (quoted, minister)
    """
    if participle.tag_ != "VBG" or participle.i == 0 or participle.nbor(-1).lower_ != "as":
        return None
    verb, noun = participle.nbor(-1).head, None
    if verb.dep_ in OBJECTS or verb.dep_ in {"nsubjpass", "nsubj:pass"}:
        verb, noun = verb.head, verb
    if verb.lemma_.lower() not in words("citing_verbs.tsv"):
        return None
    noun = noun or passive_subject(verb) or next((c for c in islice(verb.rights, MOST) if c.dep_ in OBJECTS), None)
    return (verb, noun) if noun is not None else None


def beside(participle: Token, cues: Container[int]) -> Token | None:
    """Return the noun right before a participle that is its subject, though the parser hung it on the main clause.

    "The talks failed, with Holm, the minister, saying ...", "It came from Holm, who urged calm, calling it ...".
    """
    if participle.tag_ != "VBG" or own_subject(participle) is not None or participle.i < 2:
        return None
    doc, last = participle.doc, participle.i - 1
    if doc[last].text == ",":
        last -= 1
    at = doc[last]
    for _ in range(FARTHEST):
        if at.dep_ == "relcl":
            subject = own_subject(at)
            told = subject is not None and subject.lower_ in PERSONAL and at.i in cues
            return at.head if told and at.head.head.i != participle.i else None
        if at.lower_ == "with" and at.dep_ == "prep":
            noun = next((c for c in islice(at.rights, MOST) if c.dep_ == "pobj"), None)
            absolute = at.i > 0 and doc[at.i - 1].text == "," and at.right_edge.i == last
            return noun if absolute else None
        if at.head.i == at.i:
            return None
        at = at.head
    return None
