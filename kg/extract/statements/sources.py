"""Who a cue names as its source: the subject of its verb, wherever the sentence has put it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = [
    "SUBJECTS",
    "agent_of",
    "is_passive",
    "name_of",
    "noun_before",
    "own_subject",
    "passive_subject",
    "phrase",
    "subject_of",
]

SUBJECTS = frozenset({"nsubj", "csubj", "nsubj:outer"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "nsubj:pass", "csubjpass", "csubj:pass"})
PASSIVE = PASSIVE_SUBJECTS | {"auxpass", "aux:pass"}
VERBS = frozenset({"VERB", "AUX"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
CLIMBING = frozenset({"conj", "xcomp", "advcl", "pcomp", "prep", "parataxis", "ccomp", "dep"})
ASIDES = frozenset({"relcl", "acl", "parataxis", "advcl"})
PROMPTING = frozenset({"prompt", "lead", "cause", "force", "push", "drive", "compel", "oblige", "move"})
"""Verbs whose object is the one who then does something: "prompting the minister to condemn it"."""
PARTS = frozenset({"prep", "conj", "cc", "appos", "flat", "compound", "nummod", "case", "amod", "nmod", "poss"})
DATES = frozenset({"DATE", "TIME"})
KEY = "kg.extract.statements.sources"
"""Where a paragraph's clauses are kept, in the place that spaCy has for such things."""
MOST = 40
"""Children of a word that are looked at: more than any sentence has."""
FARTHEST = 12
"""Steps up the tree in search of a subject: enough for news, and a bound for hostile text."""


@dataclass(slots=True)
class _Clauses:
    """What the verbs of a paragraph have beside them, by token index: found in one pass, however broad the tree."""

    subjects: dict[int, int] = field(default_factory=dict)
    passive_subjects: dict[int, int] = field(default_factory=dict)
    passives: set[int] = field(default_factory=set)
    helped: set[int] = field(default_factory=set)


def _clauses(doc: Doc) -> _Clauses:
    found: _Clauses | None = doc.user_data.get(KEY)
    if found is None:
        found = doc.user_data[KEY] = _Clauses()
        for token in doc:
            dep, verb = token.dep_, token.head.i
            if dep in SUBJECTS:
                if not token.text[-1].isalnum() and token.is_punct:
                    continue  # a mark that the parser took for a noun
                if token.i < verb or verb not in found.subjects:
                    found.subjects[verb] = token.i  # the nearest before the verb, or else the first after it
            elif dep in PASSIVE:
                found.passives.add(verb)
                if dep in PASSIVE_SUBJECTS:
                    found.passive_subjects.setdefault(verb, token.i)
            elif dep == "aux":
                found.helped.add(verb)
    return found


def own_subject(verb: Token) -> Token | None:
    """Return the subject among the verb's own children, the nearest one before it if there are several."""
    at = _clauses(verb.doc).subjects.get(verb.i)
    return verb.doc[at] if at is not None else None


def passive_subject(verb: Token) -> Token | None:
    """Return the subject of a passive verb."""
    at = _clauses(verb.doc).passive_subjects.get(verb.i)
    return verb.doc[at] if at is not None else None


def is_passive(verb: Token) -> bool:
    """Whether the verb's own clause is in the passive voice."""
    clauses = _clauses(verb.doc)
    bare = verb.i not in clauses.subjects and verb.i not in clauses.helped
    if verb.dep_ == "advcl" and verb.tag_ in {"VBD", "VBN"}:
        return bare  # "Asked about it, she declined"
    if verb.tag_ != "VBN":
        return False
    return verb.i in clauses.passives or (bare and verb.dep_ in {"acl", "relcl"})


def noun_before(verb: Token) -> Token | None:
    """Return the noun phrase that ends right before a verb, for a verb whose subject the parser hung elsewhere."""
    doc, i = verb.doc, verb.i - 1
    while i > 0 and (doc[i].pos_ in {"ADV", "AUX"} or (doc[i].text == "," and i == verb.i - 1)):
        i -= 1
    noun = doc[i] if i >= 0 else verb
    if noun.pos_ not in {"PROPN", "NOUN", "PRON"}:
        return None
    if noun.dep_ == "pobj" and noun.ent_type_ == "PERSON" and verb.dep_ == "ROOT":
        return noun  # "in an interview with the Post Holm said that ..."
    if noun.dep_ == "pobj":
        return noun if _is_set_off_above(noun) else None
    if noun.dep_ not in {"appos", "conj", "dep", "nmod", "ROOT", "npadvmod"}:
        return None
    for _ in range(FARTHEST):
        above = noun.head
        if noun.dep_ != "appos" or above.i > noun.i or above.dep_ in {"pobj", "dobj", "nsubj"}:
            break
        noun = above
    return noun


def _is_set_off_above(noun: Token) -> bool:
    """Whether a noun ends a phrase after a comma: "in Oslo, President of the Storting Kari Holm said"."""
    at = noun
    for _ in range(FARTHEST):
        if at.dep_ == "appos":
            first = at.left_edge.i
            return first > 0 and noun.doc[first - 1].text == "," and at.i < noun.i
        if at.dep_ not in {"pobj", "prep", "compound"}:
            return False
        at = at.head
    return False


def agent_of(verb: Token) -> Token | None:
    """Return the noun that a passive verb's "by" governs."""
    for child in islice(verb.rights, MOST):
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep"):
            return next((grandchild for grandchild in child.rights if grandchild.dep_ == "pobj"), None)
    return None


def subject_of(verb: Token) -> Token | None:
    """Return the head of the noun phrase that is the subject of a verb, found up the tree where it has none of its own.

    Participles, infinitives and second conjuncts have the subject of the clause that governs them; a relative
    pronoun stands for the noun before its clause.
    """
    if own_subject(verb) is None and is_passive(verb):
        return agent_of(verb)
    at: Token | None = verb
    for _ in range(FARTHEST):
        if at is None:
            break
        subject = _subject_here(at)
        if subject is not None:
            return subject
        at = _governor(at)
    return None


def _subject_here(verb: Token) -> Token | None:
    """Return the subject that a verb's own clause shows, be it the noun that the clause belongs to."""
    subject = own_subject(verb)
    if subject is not None:
        return verb.head if subject.lower_ in RELATIVE and verb.dep_ == "relcl" else subject
    if is_passive(verb):
        return passive_subject(verb) or agent_of(verb)
    if verb.dep_ == "xcomp" and verb.tag_ == "VB" and verb.head.lemma_.lower() in PROMPTING:
        return next((c for c in islice(verb.head.rights, MOST) if c.dep_ == "dobj" and c.i < verb.i), None)
    if verb.dep_ != "acl":
        return None
    participle = verb.tag_ == "VBG" and not _is_set_off(verb)
    orphan = verb.tag_ == "VBD" and _clause_of(verb.head).pos_ not in VERBS
    return verb.head if participle or orphan else None


def _governor(verb: Token) -> Token | None:
    """Return the verb whose subject a verb without one shares."""
    if is_passive(verb) or verb.head.i == verb.i:
        return None
    if verb.dep_ == "acl":
        return _clause_of(verb.head) if verb.tag_ in {"VBG", "VBD"} else None
    return verb.head if verb.dep_ in CLIMBING else None


def _is_set_off(participle: Token) -> bool:
    """Whether a comma stands before a participle: then it goes with the clause, not with the noun before it."""
    return participle.i == participle.left_edge.i and participle.i > 0 and participle.nbor(-1).text == ","


def _clause_of(noun: Token) -> Token:
    """Return the verb of the clause that a noun stands in, or the noun itself."""
    at = noun
    for _ in range(FARTHEST):
        if at.pos_ in VERBS or at.head.i == at.i:
            return at
        at = at.head
    return noun


def name_of(head: Token) -> Token:
    """Return the name that stands in apposition to a source ("the minister, Kari Holm,"), or the source itself."""
    if head.lower_ in {"each", "both"}:
        return next((c for c in islice(head.lefts, MOST) if c.pos_ in {"NOUN", "PROPN"}), head)
    if head.pos_ != "NOUN":
        return head
    return next((c for c in islice(head.rights, MOST) if c.dep_ == "appos" and c.pos_ == "PROPN"), head)


def phrase(head: Token) -> tuple[Token, Token]:
    """Return the first and last token of the noun phrase of a source, without relative clauses and asides."""
    last = head
    rights = list(islice(head.rights, MOST))
    for place, child in enumerate(rights):
        if child.dep_ in ASIDES:
            break
        if child.dep_ == "punct":
            following = rights[place + 1] if place + 1 < len(rights) else None
            if following is None or following.dep_ not in {"conj", "appos", "cc"}:
                break
        elif child.dep_ in PARTS:
            if child.dep_ == "prep" and any(c.ent_type_ in DATES for c in islice(child.rights, MOST)):
                break
            last = child.right_edge
    first = head.left_edge
    while first.is_punct and first.i < head.i:
        first = first.nbor(1)
    while last.is_punct and last.i > head.i:
        last = last.nbor(-1)
    return first, last
