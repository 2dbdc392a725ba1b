"""A paragraph made ready for reading: its quotations, sentences and cue verbs, by token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING

from kg.extract.cues import VerbCue, particles, verb_cues
from kg.extract.quotations import Quotation, quotations
from kg.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph

__all__ = ["Reading"]

TRIMMED = frozenset(" \t\n,;:–—-.")
VERBS = frozenset({"VERB", "AUX"})


class Reading:
    """Token-indexed facts about one paragraph, each found in a single pass."""

    def __init__(self, paragraph: Paragraph) -> None:
        self.paragraph = paragraph
        self.doc = paragraph.doc
        self.words = paragraph.doc.text
        self.tokens: list[Token] = list(self.doc)
        self.starts = [token.idx for token in self.tokens]
        self.quotations: list[Quotation] = quotations(self.words)
        self.quoted = [-1] * len(self.tokens)
        for number, quotation in enumerate(self.quotations):
            for i in range(self.token_at(quotation.start), self.token_before(quotation.end) + 1):
                self.quoted[i] = number
        self.sentence_start = [0] * len(self.tokens)
        self.sentence_end = [0] * len(self.tokens)
        for sentence in self.doc.sents:
            for i in range(sentence.start, sentence.end):
                self.sentence_start[i], self.sentence_end[i] = sentence.start, sentence.end
        self.cues: dict[int, VerbCue] = {}
        for token in self.tokens:
            cue = cue_of(token)
            if cue is not None:
                self.cues[token.i] = cue

    def token_at(self, char: int) -> int:
        """Return the index of the first token that starts at or after a character."""
        return bisect_left(self.starts, char)

    def token_before(self, char: int) -> int:
        """Return the index of the last token that starts before a character."""
        return bisect_right(self.starts, char - 1) - 1

    def trimmed(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the characters without the spaces and commas around them, or None if nothing is left."""
        words = self.words
        while start < end and words[start] in TRIMMED:
            start += 1
        while end > start and words[end - 1] in TRIMMED:
            end -= 1
        return (start, end) if start < end else None

    def span_of(self, first: int, last: int) -> tuple[int, int] | None:
        """Return the trimmed characters of the tokens ``first`` to ``last``, both included."""
        if first > last:
            return None
        return self.trimmed(self.tokens[first].idx, self.tokens[last].idx + len(self.tokens[last].text))

    def snapped(self, start: int, end: int, cue: int) -> tuple[int, int]:
        """Widen a stretch so that it cuts no quotation in two, other than one in which its cue stands."""
        for at in (start, end - 1, end):
            number = self.quoted[self.token_before(at + 1)] if at < len(self.words) else -1
            if number < 0 or number == self.quoted[cue]:
                continue
            quotation = self.quotations[number]
            if quotation.start < end <= quotation.end or quotation.start < start < quotation.end:
                start, end = min(start, quotation.start), max(end, quotation.end)
        return start, end

    def file_span(self, start: int, end: int) -> Span:
        """Return the offsets in the file of characters of the paragraph."""
        return self.paragraph.chars(start, end)


@cache
def _lexicon() -> tuple[dict[tuple[str, str], VerbCue], dict[str, frozenset[str]]]:
    return dict(verb_cues()), dict(particles())


def cue_of(token: Token) -> VerbCue | None:
    """Return the entry of a verb that attributes, the particle after it taken into account."""
    if token.pos_ not in VERBS:
        return None
    verbs, after = _lexicon()
    lemma = token.lemma_.lower()
    if lemma in after:
        for child in token.rights:
            if child.i - token.i > 3:
                break
            if child.lower_ in after[lemma]:
                return verbs[lemma, child.lower_]
    return verbs.get((lemma, ""))
