"""Who a cue names as its source: the subject of its verb, wherever the sentence has put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["agent_of", "is_passive", "own_subject", "passive_subject", "phrase", "subject_of"]

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "nsubj:pass", "csubjpass", "csubj:pass"})
PASSIVE = PASSIVE_SUBJECTS | {"auxpass", "aux:pass"}
RELATIVE = frozenset({"who", "which", "that", "whom"})
CLIMBING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "parataxis", "ccomp", "dep"})
ASIDES = frozenset({"relcl", "acl", "parataxis", "advcl"})
PARTS = frozenset({"prep", "conj", "cc", "appos", "flat", "compound", "nummod", "case", "amod", "nmod", "poss"})
FARTHEST = 12
"""Steps up the tree in search of a subject: enough for news, and a bound for hostile text."""


def own_subject(verb: Token) -> Token | None:
    """Return the subject among the verb's own children, the nearest one before it if there are several."""
    found = None
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.i < verb.i:
                found = child
            elif found is None:
                return child
    return found


def passive_subject(verb: Token) -> Token | None:
    """Return the subject of a passive verb."""
    return next((child for child in verb.children if child.dep_ in PASSIVE_SUBJECTS), None)


def is_passive(verb: Token) -> bool:
    """Whether the verb's own clause is in the passive voice."""
    if verb.dep_ == "advcl" and verb.tag_ in {"VBD", "VBN"} and own_subject(verb) is None:
        return not any(c.dep_ == "aux" for c in verb.lefts)  # "Asked about it, she declined"
    if verb.tag_ != "VBN":
        return False
    if any(child.dep_ in PASSIVE for child in verb.children):
        return True
    return verb.dep_ in {"acl", "relcl"} and own_subject(verb) is None and not any(c.dep_ == "aux" for c in verb.lefts)


def agent_of(verb: Token) -> Token | None:
    """Return the noun that a passive verb's "by" governs."""
    for child in verb.rights:
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep"):
            return next((grandchild for grandchild in child.rights if grandchild.dep_ == "pobj"), None)
    return None


def subject_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that is the subject of a verb, found up the tree where it has none of its own.

    Participles, infinitives and second conjuncts have the subject of the clause that governs them; a relative
    pronoun stands for the noun before its clause.
    """
    at = verb
    for _ in range(FARTHEST):
        subject = own_subject(at)
        if subject is not None:
            if subject.lower_ in RELATIVE and at.dep_ == "relcl":
                return at.head
            return subject
        if is_passive(at):
            if at is verb:
                return agent_of(at)
            return passive_subject(at) or agent_of(at)
        if at.dep_ == "acl":
            if at.tag_ == "VBD":  # a finite verb that the parser took for a participle
                at = _clause_of(at.head)
                continue
            if at.tag_ != "VBG":
                return None
            if at.i == at.left_edge.i and at.i > 0 and at.nbor(-1).text == ",":
                at = _clause_of(at.head)
                continue
            return at.head
        if at.dep_ not in CLIMBING or at.head is at:
            return None
        at = at.head
    return None


def _clause_of(noun: Token) -> Token:
    """Return the verb of the clause that a noun stands in, or the noun itself."""
    at = noun
    for _ in range(FARTHEST):
        if at.pos_ in {"VERB", "AUX"} or at.head is at:
            return at
        at = at.head
    return noun


def phrase(head: Token) -> tuple[Token, Token]:
    """Return the first and last token of the noun phrase of a source, without relative clauses and asides."""
    last = head
    rights = list(head.rights)
    for place, child in enumerate(rights):
        if child.dep_ in ASIDES:
            break
        if child.dep_ == "punct":
            following = rights[place + 1] if place + 1 < len(rights) else None
            if following is None or following.dep_ not in {"conj", "appos", "cc"}:
                break
        elif child.dep_ in PARTS:
            last = child.right_edge
    first = head.left_edge
    while first.is_punct and first.i < head.i:
        first = first.nbor(1)
    while last.is_punct and last.i > head.i:
        last = last.nbor(-1)
    return first, last
