"""What a cue verb's own clause shows: whether it reports at all, what goes on with it, who narrates it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.statements.cues import words
from kg.extract.statements.manner import modality_of
from kg.extract.statements.quoted import FINITE
from kg.extract.statements.sources import SUBJECTS, agent_of, name_of, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "goes_on",
    "is_comment",
    "is_complementizer",
    "is_date",
    "is_person",
    "is_purpose",
    "is_silent",
    "is_unsaid",
    "narrated",
    "says_nothing",
    "set_beside",
]

BARE = frozenset({"VB", "NN", "NNP"})
DOING = frozenset({"did", "does", "do"})
PRESENT = frozenset({"VBZ", "VBP"})
NARRATING = frozenset({"as", "while", "when"})
QUESTIONS = frozenset({"whether", "if", "when", "how", "why", "who", "what", "where", "which"})
MOST = 40
"""Children of a word that are looked at: a bound for hostile text."""
FARTHEST = 12
"""Steps up the tree, and a bound for hostile text."""


def is_complementizer(that: Token) -> bool:
    """Whether a "that" at the beginning of a content opens a clause, whatever the parser takes it for."""
    if that.dep_ == "det":
        return that.head.dep_ in SUBJECTS
    if that.dep_ in SUBJECTS and (that.head.dep_ in SUBJECTS or own_subject(that.head) != that):
        return True  # "told the council that support for the embargo will ...", "support" taken for a verb
    return that.dep_ == "mark" or (
        that.dep_ not in SUBJECTS and that.head.pos_ in {"VERB", "AUX"} and that.head.i > that.i
    )


def is_purpose(verb: Token) -> bool:
    """Whether a verb is an infinitive that says what something is for."""
    return verb.tag_ == "VB" and verb.dep_ in {"advcl", "acl", "relcl", "csubj"} and own_subject(verb) is None


def says_nothing(verb: Token, begin: str) -> bool:
    """Whether a source kept to itself what a question asks: "did not say whether it would"."""
    opened = begin.split(maxsplit=1)
    return bool(opened) and opened[0].lower() in QUESTIONS and modality_of(verb) == "negated"


def is_date(preposition: Token) -> bool:
    """Whether a preposition opens a date."""
    return any(child.ent_type_ in {"DATE", "TIME"} for child in islice(preposition.rights, MOST))


def is_person(source: Token) -> bool:
    """Whether a source is named as a person or by an office."""
    return source.ent_type_ == "PERSON" or source.lower_ in words("offices.tsv")


def narrated(verb: Token) -> Token | None:
    """Return the noun in "as a senior official warned that ...", which parsers take for a phrase of its own."""
    if verb.tag_ not in FINITE or verb.i < 2 or own_subject(verb) is not None:
        return None
    at = verb.nbor(-1)
    for _ in range(FARTHEST):
        if at.dep_ == "pobj" and at.head.lower_ in NARRATING:
            return at if at.right_edge.i == verb.i - 1 else None
        if at.head.i > at.i or at.dep_ not in {"pobj", "prep", "conj", "appos"}:
            return None
        at = at.head
    return None


def is_comment(verb: Token) -> bool:
    """Whether a verb stands in a clause like "as he said"."""
    return verb.dep_ == "advcl" and verb.left_edge.lower_ == "as" and (own_subject(verb) or agent_of(verb)) is not None


def set_beside(verb: Token) -> Token | None:
    """Return the name right before a verb that the parser made an apposition to what stands before the comma."""
    before = verb.doc[verb.i - 1] if verb.i > 0 else verb
    if before.dep_ == "appos" and before.left_edge.i > 0 and verb.doc[before.left_edge.i - 1].text == ",":
        return before
    return None


def _opens_clause(word: Token) -> bool:
    """Whether a word before an infinitive makes a clause of its own of it: "so as to", "to", "then"."""
    return word.dep_ == "mark" or word.lower_ == "to" or (word.dep_ == "advmod" and not word.lower_.endswith("ly"))


def is_silent(source: Token) -> bool:
    """Whether a source is a thing that says nothing: "the visit", "one of the aims"."""
    if source.lower_ == "one":
        source = next((noun for of in islice(source.rights, 1) for noun in islice(of.rights, 1)), source)
    return name_of(source).pos_ == "NOUN" and source.lemma_.lower() in words("silent_nouns.tsv")


def is_unsaid(verb: Token) -> bool:
    """Whether a verb tells what somebody did not mention."""
    return verb.lemma_.lower() == "mention" and any(c.dep_ == "neg" for c in islice(verb.lefts, MOST))


def _is_present(verb: Token) -> bool:
    """Whether a clause is in the present tense, which in a report of the past is the tense of what was said."""
    return verb.tag_ in PRESENT or any(c.tag_ in PRESENT and c.dep_ == "aux" for c in islice(verb.lefts, MOST))


def goes_on(verb: Token, joined: Token) -> bool:
    """Whether a second verb belongs to the content, not to the cue: another form, or a "that" of its own."""
    lefts = list(islice(joined.lefts, MOST))
    if any(c.dep_ == "mark" and c.lower_ == "that" for c in lefts):
        return True
    if any(c.dep_ == "aux" and c.lower_ in DOING for c in lefts):
        return False  # "urged calm but did not offer help"
    modal = any(c.tag_ == "MD" for c in lefts)
    reported = not any(c.tag_ == "MD" for c in islice(verb.lefts, MOST))
    if own_subject(joined) is not None:
        if joined.dep_ == "conj" and verb.tag_ == "VBD" and reported:
            return _is_present(joined) and any(c.dep_ == "ccomp" and _is_present(c) for c in islice(verb.rights, MOST))
        conditional = any(c.dep_ == "mark" and c.lower_ == "if" for c in lefts)
        return joined.dep_ == "advcl" and (modal or conditional) and reported
    bare = joined.tag_ in BARE or (joined.tag_ == "VBP" and verb.tag_ in {"VBD", "VBZ"})
    if bare and not modal:
        return verb.tag_ != "VB" and not any(_opens_clause(c) for c in lefts)
    return modal and reported
