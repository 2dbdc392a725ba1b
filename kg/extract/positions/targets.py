"""Whom a stance points at, where what it is about is a wrong: neither is one for its author nor against its victim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extract.positions.predicates import first_conjunct
from kg.extract.positions.stances import Frame, entry_of, lemma_of, words
from kg.extract.statements.sources import is_passive

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Token

    from kg.extract.actors import Cast
    from kg.extract.text import Paragraph

__all__ = ["pointed_at"]

WRONGS: frozenset[Frame] = frozenset({"charge", "harm", "misdeed"})
SUBJECTS = frozenset({"nsubj", "agent"})
BELONGING = frozenset({"poss", "amod", "compound", "nmod"})
AGAINST = frozenset({"against", "on", "upon", "at"})
BY = frozenset({"by", "from", "of"})


def pointed_at(
    cast: Cast, paragraph: Paragraph, tokens: tuple[int, int], found: list[str], *, favouring: bool
) -> list[str]:
    """Return those of the actors of a stretch at whom a stance points.

    Parameters
    ----------
    cast
        The actors of the document.
    paragraph
        The paragraph with the stretch.
    tokens
        Its first and last token.
    found
        The actors named in it.
    favouring
        Whether the stance is for what it is about: then not those who do the wrong that it speaks of ("vowed to
        resist Ruritania's interference"), else not those to whom it is done ("condemned the attack on Ruritania").
    """
    aside: Callable[[Token], bool] = _does_wrong if favouring else _is_wronged
    named: dict[str, bool] = {}
    for token in paragraph.doc[tokens[0] : tokens[1] + 1]:
        actor = cast.at(paragraph, token)
        if actor is None or (token.head.i != token.i and cast.at(paragraph, token.head) == actor):
            continue
        named[actor] = named.get(actor, False) or not aside(first_conjunct(token))
    return [actor for actor in found if named.get(actor, True)]


def _is_wrong(word: Token) -> bool:
    return entry_of(word, WRONGS) is not None or lemma_of(word) in words("pressure") | words("assaults")


def _does_wrong(token: Token) -> bool:
    """Whether what a word names does the wrong that is spoken of, or is to be resisted."""
    head = token.head
    if token.dep_ in BELONGING:
        return _is_wrong(head) or _is_resisted(head)
    if token.dep_ == "pobj":
        if head.dep_ == "agent" or head.lower_ in BY:
            return _is_wrong(head.head)
        return head.lower_ == "against" or (head.lower_ in AGAINST and lemma_of(head.head) in words("pressure"))
    if token.dep_ in SUBJECTS:
        return entry_of(head, WRONGS) is not None and not is_passive(head)
    return _is_resisted(token)


def _is_resisted(noun: Token) -> bool:
    return noun.dep_ == "dobj" and lemma_of(noun.head) in words("resisting")


def _is_wronged(token: Token) -> bool:
    """Whether a wrong that is spoken of is done to what a word names."""
    head = token.head
    if token.dep_ == "pobj":
        return head.lower_ in AGAINST and _is_wrong(head.head)
    if token.dep_ == "poss":
        return not _is_wrong(head) and head.dep_ in {"dobj", "pobj"} and _is_wrong(_above(head))
    return token.dep_ == "dobj" and _is_wrong(head)


def _above(noun: Token) -> Token:
    """Return what governs a noun, past its preposition: "violation" for "sovereignty" in "violation of sovereignty"."""
    return noun.head.head if noun.dep_ == "pobj" else noun.head
