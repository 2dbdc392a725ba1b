"""Who a cue names as its source: the subject of its verb, wherever the sentence has put it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["agent_of", "is_passive", "own_subject", "phrase", "subject_of"]

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "nsubj:pass", "csubjpass", "csubj:pass"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
CLIMBING = frozenset({"conj", "xcomp", "advcl", "acl", "pcomp", "prep", "parataxis", "ccomp", "dep"})
FARTHEST = 12
"""Steps up the tree in search of a subject: enough for news, and a bound for hostile text."""


def own_subject(verb: Token) -> Token | None:
    """Return the subject among the verb's own children."""
    found = None
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.i < verb.i:
                found = child
            elif found is None:
                return child
    return found


def is_passive(verb: Token) -> bool:
    """Whether the verb's own clause is in the passive voice."""
    return any(child.dep_ in PASSIVE_SUBJECTS or child.dep_ in {"auxpass", "aux:pass"} for child in verb.children)


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
            if at is verb or at.dep_ != "conj":
                agent = agent_of(at)
                if agent is not None or at is verb:
                    return agent
            return next((child for child in at.children if child.dep_ in PASSIVE_SUBJECTS), None) or agent_of(at)
        if at.dep_ == "acl":
            return at.head
        if at.dep_ not in CLIMBING or at.head is at:
            return None
        at = at.head
    return None


def phrase(head: Token) -> tuple[Token, Token]:
    """Return the first and last token of the noun phrase of a source, without relative clauses and asides."""
    first, last = head.left_edge, head
    for child in head.rights:
        if child.dep_ in {"relcl", "acl", "punct", "parataxis", "advcl"} and child.dep_ != "punct":
            break
        if child.dep_ == "punct" and child.text in {",", "—", "–", "--", "-", ";", ":"}:
            following = [other for other in head.rights if other.i > child.i]
            if not following or following[0].dep_ not in {"conj", "appos"}:
                break
            continue
        if child.dep_ in {"prep", "conj", "cc", "appos", "flat", "compound", "nummod", "case", "amod", "nmod"}:
            last = child.right_edge
    return first, last
