"""The words with which texts tell of meetings: ``kg/data/meeting_*.tsv`` as look-ups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.phrases import rows

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Noun", "Words", "kind_in_title", "words"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that names a meeting. See the header of ``meeting_nouns.tsv`` for the values."""

    lemma: str
    kind: str
    plural: bool
    need: str


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon of meetings.

    ``nouns`` is keyed by lemma and number (plural or not), ``verbs`` gives each lemma its frames with their values,
    ``aspects`` each modifier its aspect and value, ``audience`` holds the lemmas of the press, ``assemblies`` words in
    the names of bodies that are addressed in session, ``meetings`` the lemmas of the nouns.
    """

    nouns: dict[tuple[str, bool], Noun]
    verbs: dict[str, dict[str, str]]
    aspects: dict[str, tuple[str, str]]
    audience: frozenset[str]
    assemblies: frozenset[str]
    meetings: frozenset[str]

    def frames(self, token: Token) -> dict[str, str]:
        """Return the frames of a verb, by its form where the lemmatizer made another word of it ("hop" of "hopes")."""
        found = self.verbs.get(token.lemma_.lower())
        if found is None and token.lower_.endswith("s"):
            found = self.verbs.get(token.lower_[:-1])
        return found or {}

    def frame(self, token: Token, frame: str) -> str | None:
        """Return the value of a verb's frame, ``None`` if it has not got it."""
        return self.frames(token).get(frame)


@cache
def words() -> Words:
    """Return the lexicon, read once.

    Examples
    --------
    >>> words().nouns["talk", True].kind
    'meeting'
    >>> words().verbs["postpone"]["stage"]
    'scheduled'
    """
    nouns: dict[tuple[str, bool], Noun] = {}
    for lemma, kind, number, need in rows("meeting_nouns.tsv", 4):
        for plural in (False, True):
            if number == "any" or (number == "many") == plural:
                nouns[lemma, plural] = Noun(lemma, kind, plural, need)
    verbs: dict[str, dict[str, str]] = {}
    for lemma, frame, value in rows("meeting_verbs.tsv", 3):
        verbs.setdefault(lemma, {}).setdefault(frame, value)
    aspects: dict[str, tuple[str, str]] = {}
    audience, assemblies = set(), set()
    for word, aspect, value in rows("meeting_modifiers.tsv", 3):
        if aspect == "audience":
            audience.add(word)
        elif aspect == "assembly":
            assemblies.add(word)
        else:
            aspects[word] = (aspect, value)
    return Words(
        nouns, verbs, aspects, frozenset(audience), frozenset(assemblies), frozenset(lemma for lemma, _ in nouns)
    )


WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


REMOTE = re.compile(r"\b(?:by|over|on)\s(?:the\s)?(?:tele)?phone\b")


def kind_in_title(title: str) -> str | None:
    """Return the kind of meeting that a headline names, as "Telephone conversation with ..." does.

    Examples
    --------
    >>> kind_in_title("Readout of the Minister's Video Call with the President of Chile")
    'video_call'
    >>> kind_in_title("Sanctions on shipping widened") is None
    True
    """
    lexicon = words()
    before: list[str] = []
    found_words = WORD.findall(title.lower())
    for word, following in zip(found_words, [*found_words[1:], ""], strict=False):
        if word in ("call", "calls") and following in NO_TALK:
            continue
        noun = lexicon.nouns.get((word, False)) or lexicon.nouns.get((word.removesuffix("s"), True))
        if noun is not None and noun.kind != "any":
            marks = [lexicon.aspects[w] for w in before[-3:] if w in lexicon.aspects]
            for aspect in ("press", "medium", "kind", "call"):
                for found, value in marks:
                    if (
                        found == aspect
                        and (aspect != "press" or word in PRESSED)
                        and (aspect != "call" or word == "call")
                    ):
                        return value
            apart = REMOTE.search(title.lower()) if noun.kind in ("meeting", "conversation") else None
            return "phone_call" if apart else noun.kind
        before.append(word)
    return None


NO_TALK = frozenset({"off", "for", "on", "to", "upon"})
"""Words after "call" that make it no call on the phone."""
PRESSED = frozenset({"conference", "briefing", "interview", "call", "statement", "event", "appearance", "availability"})
"""Nouns that "press" and "news" before them turn into an appearance before the press."""
