"""A paragraph made ready for reading: its quotations, sentences and cue verbs, by token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from kg.extract.statements.cues import VerbCue, particles, verb_cues, verb_forms
from kg.extract.statements.participles import cited
from kg.extract.statements.quotations import Quotation, quotations
from kg.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph

__all__ = ["PLAIN", "QUOTE_MARKS", "Reading"]

TRIMMED = frozenset(" \t\n\xa0,;:–—-.")
STOPS = frozenset(".!?…:;")
QUOTE_MARKS = "“”\"'`‘’«»„‟「」『』〝〞"
PLAIN = {"said": "say", "says": "say"}
"""Forms that are cues whatever the tagger takes them for ("Said Ellis: ...")."""
GOVERNED = frozenset({"on", "upon", "for", "clear"})
VERBS = frozenset({"VERB", "AUX"})


class Reading:
    """Token-indexed facts about one paragraph, each found in a single pass.

    ``quoted[i]`` is the number of the quotation that token ``i`` stands in, or -1; ``sentence_start[i]`` and
    ``sentence_end[i]`` bound its sentence, taking only those of the parser's that end in a full stop or the like;
    ``cited[i]`` is who speaks by a participle in another's report ("quoted the minister as saying").
    """

    def __init__(self, paragraph: Paragraph, *, goes_on: bool) -> None:
        self.paragraph = paragraph
        self.doc = paragraph.doc
        self.words = paragraph.doc.text
        self.tokens: list[Token] = list(self.doc)
        self.starts = [token.idx for token in self.tokens]
        self.quotations: list[Quotation] = quotations(self.words, goes_on=goes_on)
        self.quoted = [-1] * len(self.tokens)
        for number, quotation in enumerate(self.quotations):
            for i in range(self.token_before(quotation.start + 1), self.token_before(quotation.end) + 1):
                self.quoted[i] = number
        self.sentence_start, self.sentence_end = self._sentences()
        self.cues = self._cues()
        self.cited = self._cited()
        self.cue_order = list(self.cues)

    def _sentences(self) -> tuple[list[int], list[int]]:
        count = len(self.tokens)
        starts, ends = [0] * count, [count] * count
        begin = 0
        for i, token in enumerate(self.tokens):
            last = i + 1 == count
            if last or (self.tokens[i + 1].is_sent_start and self._stops(token)):
                for j in range(begin, i + 1):
                    starts[j], ends[j] = begin, i + 1
                begin = i + 1
        return starts, ends

    def _stops(self, token: Token) -> bool:
        text = token.text
        return text[-1] in STOPS or (text[0] in QUOTE_MARKS or text == ")") or text.isspace()

    def _cues(self) -> dict[int, VerbCue]:
        verbs, forms, after = verb_cues(), verb_forms(), particles()
        found: dict[int, VerbCue] = {}
        for token in self.tokens:
            if token.pos_ not in VERBS and token.lower_ not in PLAIN:
                continue
            lemma = forms.get(token.lower_) or PLAIN.get(token.lower_) or token.lemma_.lower()
            cue = verbs.get((lemma, ""))
            if lemma in after:
                for other in self.tokens[token.i + 1 : token.i + 4]:
                    if other.lower_ in after[lemma] and _belongs(token, other):
                        cue = verbs[lemma, other.lower_]
                        break
            if cue is not None:
                found[token.i] = cue
        return found

    def _cited(self) -> dict[int, Token]:
        """Take the verbs that only pass on another's words from the cues, and return who is cited."""
        found = {i: citation for i in self.cues if (citation := cited(self.tokens[i])) is not None}
        for verb, _ in found.values():
            self.cues.pop(verb.i, None)
        return {i: source for i, (_, source) in found.items()}

    def begin_sentence(self, i: int, before: int | None = None) -> None:
        """Let a sentence begin at token ``i``, after its heading; it ends ``before`` the next one at the latest."""
        if i < len(self.tokens):
            end = self.sentence_end[i] if before is None else min(before, self.sentence_end[i])
            self.sentence_start[i:end] = [i] * (end - i)
            self.sentence_end[i:end] = [end] * (end - i)

    def token_at(self, char: int) -> int:
        """Return the index of the first token that starts at or after a character."""
        return bisect_left(self.starts, char)

    def token_before(self, char: int) -> int:
        """Return the index of the last token that starts before a character."""
        return bisect_right(self.starts, char - 1) - 1

    def word_before(self, char: int) -> int:
        """Return the index of the last token before a character that is no space, or -1."""
        i = self.token_at(char) - 1
        while i >= 0 and self.tokens[i].is_space:
            i -= 1
        return i

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


def _belongs(verb: Token, word: Token) -> bool:
    """Whether a word after a verb is its particle or its preposition rather than the start of an adverbial."""
    if word.head.i != verb.i:
        return word.i == verb.i + 1 and word.dep_ == "mark" and word.head.head.i == verb.i  # "calling for them to go"
    return word.dep_ == "prt" or word.i == verb.i + 1 or word.lower_ in GOVERNED
