"""Direct speech: the cue that belongs to each quotation."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kg.extract.statements.reading import PLAIN, QUOTE_MARKS
from kg.extract.statements.sources import own_subject, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.statements.cues import VerbCue
    from kg.extract.statements.quotations import Quotation
    from kg.extract.statements.reading import Reading

__all__ = ["Pairing", "Speech", "announcing_cue"]

ENDS = frozenset(".!?…")
CONJUNCTIONS = frozenset({"and", "but", "because", "so", "though", "yet"})
CLOSE = 12
"""Characters between a cue and what goes on after it and a conjunction."""
FARTHEST = 60
"""Tokens between a quotation and its cue: room for a name with its office and an aside."""
SUBORDINATORS = frozenset(
    {
        "if",
        "when",
        "while",
        "although",
        "though",
        "because",
        "since",
        "after",
        "before",
        "as",
        "unless",
        "whereas",
        "once",
    }
)
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
MODIFIERS = frozenset({"amod", "compound"})
MISTAKEN = frozenset({"dobj", "obj", "attr", "oprd", "npadvmod", "dep", "ccomp", "pobj", "dative"})
NOUNS = frozenset({"PROPN", "NOUN", "PRON"})


@dataclass(slots=True)
class Speech:
    """A cue, its source, and the characters of paragraphs that are its content.

    ``named`` are the characters that name the source, where the grammar does not show them.
    """

    cue: Token
    content: list[tuple[Reading, int, int]]
    source: Token | None
    construct: str
    reading: Reading
    named: tuple[int, int] | None = None


def is_whole(reading: Reading, quotation: Quotation) -> bool:
    """Whether a quotation is speech of its own rather than words inside another's sentence."""
    words = reading.words
    inner = words[quotation.start : quotation.end].strip(QUOTE_MARKS + " ")
    if not inner or (" " not in inner and inner[-1] not in ".!?,"):
        return False
    before = words[max(0, quotation.start - 3) : quotation.start].rstrip()[-1:]
    ends = inner[-1] in ENDS or inner[-1] == "," or not quotation.closed
    after = words[quotation.end : quotation.end + 2].strip()[:1]
    if not before or before in ENDS or before in "”\"’'»":
        return ends or after in {",", ""} or (inner[0].isupper() and not _runs_on(reading, quotation))
    return before in ",:—–-(" and (ends or inner[0].isupper() or before == ":")


def _runs_on(reading: Reading, quotation: Quotation) -> bool:
    """Whether the sentence that a quotation begins goes on after it: ""Too many deaths" are reported, Holm said"."""
    i = reading.token_at(quotation.end)
    if i >= len(reading.tokens) or i in reading.cues:
        return False
    return reading.tokens[i].pos_ in {"ADP", "AUX", "CCONJ", "SCONJ", "VERB", "PART", "ADV"}


class Pairing:
    """One pass over the quotations of a paragraph, each taken to the cue before or after it.

    ``found`` is the direct speech, ``left`` the numbers of whole quotations without a cue, ``resumed`` the quotations
    that follow the sentence of a cue whose own content has no marks: "It will help, he said. "It is good."".
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.found: list[Speech] = []
        self.used: dict[int, Speech] = {}
        self.left: list[int] = []
        self.resumed: dict[int, list[tuple[Reading, int, int]]] = {}
        self._pair_all()

    def _pair_all(self) -> None:
        reading = self.reading
        whole = [n for n, quotation in enumerate(reading.quotations) if is_whole(reading, quotation)]
        for place, number in enumerate(whole):
            quotation = reading.quotations[number]
            floor = reading.quotations[whole[place - 1]].end if place else 0
            limit = reading.quotations[whole[place + 1]].start if place + 1 < len(whole) else len(reading.words)
            self._pair(number, quotation, floor, limit)
        self._join_clauses()

    def _join_clauses(self) -> None:
        """Add what goes on after a conjunction: ""I like it," he said, but "it is not enough"."."""
        reading, place = self.reading, 0
        for speech in sorted(self.found, key=lambda s: s.cue.i):
            end = speech.cue.idx + len(speech.cue)
            while place < len(reading.quotations) and reading.quotations[place].start < end:
                place += 1
            if place == len(reading.quotations) or speech.content[-1][2] > end:
                continue
            quotation = reading.quotations[place]
            if reading.words[end : min(quotation.start, end + CLOSE)].strip(" ,").lower() in CONJUNCTIONS:
                speech.content.append((reading, quotation.start, quotation.end))

    def _pair(self, number: int, quotation: Quotation, floor: int, limit: int) -> None:
        reading = self.reading
        here = (reading, quotation.start, quotation.end)
        before = self._cue_before(quotation, floor)
        introduced = reading.words[max(0, quotation.start - 3) : quotation.start].rstrip()[-1:] in {",", ":"}
        if before is not None and before.i in self.used:
            self._continue(self.used[before.i], before, here)
            return
        if before is not None and introduced:
            self._add(before, [here], reading.cited.get(before.i) or self._announcing(before))
            return
        after = self._cue_after(quotation, limit)
        if after is not None:
            self._add(after, [here], reading.cited.get(after.i) or _subject_beside(after))
            return
        if before is not None:
            self._add(before, [here], reading.cited.get(before.i) or _subject_announcing(before))
        elif self.found and self._follows(self.found[-1], quotation):
            self.found[-1].content.append(here)
        elif (cue := self._cue_of_sentence_before(quotation)) is not None:
            self.resumed.setdefault(cue.i, []).append(here)
        else:
            self.left.append(number)

    def _announcing(self, cue: Token) -> Token | None:
        """Return the source of a cue before its quotation; "..., further saying" has that of the cue around it."""
        at = cue
        if cue.tag_ == "VBG" and own_subject(cue) is None:
            for _ in range(FARTHEST):
                at = at.head
                if at.i in self.reading.cues and own_subject(at) is not None and at.i < cue.i:
                    return own_subject(at)
                if at.head.i == at.i:
                    break
        return _subject_announcing(cue)

    def _add(self, cue: Token, content: list[tuple[Reading, int, int]], source: Token | None) -> None:
        inverted = source is not None and source.i > cue.i
        speech = Speech(cue, content, source, "inverted" if inverted else "verbal", self.reading)
        start = content[0][1]
        earlier = self._earlier_part(cue, source, start) if cue.idx < start else None
        if earlier is not None:
            content.insert(0, (self.reading, *earlier))
        self.used[cue.i] = speech
        self.found.append(speech)

    def _earlier_part(self, cue: Token, source: Token | None, start: int) -> tuple[int, int] | None:
        """Return what stands before a cue clause whose quotation goes on: "The visitors, she said, "are older"."""
        reading = self.reading
        first = reading.words[start : start + 3].strip(QUOTE_MARKS + " ")[:1]
        if source is None or source.i > cue.i or not first.islower():
            return None
        left, begin = source.left_edge.i, reading.sentence_start[cue.i]
        opens = reading.tokens[begin].tag_
        if left - begin < 2 or reading.tokens[left - 1].text != "," or opens in {"VBG", "VBN", "IN"}:
            return None
        return reading.span_of(begin, left - 1)

    def _continue(self, speech: Speech, cue: Token, here: tuple[Reading, int, int]) -> None:
        """Add a quotation that goes on after its cue, with the words that lead up to it in the same sentence."""
        reading = self.reading
        start = here[1]
        if reading.words[start : start + 3].strip(QUOTE_MARKS + " ")[:1].islower():
            comma = next((i for i in range(cue.i + 1, reading.token_at(start)) if reading.tokens[i].text == ","), None)
            if comma is not None and (lead := reading.trimmed(reading.tokens[comma].idx + 1, start)) is not None:
                start = lead[0]
        speech.content.append((reading, start, here[2]))

    def _follows(self, last: Speech, quotation: Quotation) -> bool:
        """Whether nothing but the rest of the cue's own sentence stands between the last speech and a quotation."""
        reading = self.reading
        begin = max(reading.token_at(last.content[-1][2]), last.cue.i)
        end = reading.token_at(quotation.start)
        if end - begin > 2 * FARTHEST:
            return False
        if reading.sentence_end[last.cue.i] >= end - 1:
            return True
        stops = sum(reading.tokens[i].text in {".", "!", "?"} for i in range(begin, end))
        return stops <= 1

    def _cue_of_sentence_before(self, quotation: Quotation) -> Token | None:
        """Return the cue of the sentence that ends right before a quotation."""
        reading = self.reading
        last = reading.word_before(quotation.start)
        if self.resumed and last >= 0 and reading.quoted[last] >= 0:
            return reading.tokens[next(reversed(self.resumed))]
        if last < 0 or reading.tokens[last].text not in {".", "!", "?", ":"}:
            return None
        place = bisect_left(reading.cue_order, reading.sentence_start[last])
        for i in reading.cue_order[place : place + FARTHEST]:
            if i > last:
                break
            token = reading.tokens[i]
            if "quote" in reading.cues[i].frames and token.tag_ in FINITE and reading.quoted[i] < 0:
                return token if token.dep_ != "relcl" else None
        return None

    def _cue_after(self, quotation: Quotation, limit: int) -> Token | None:
        reading = self.reading
        inner = reading.words[quotation.start : quotation.end].rstrip(QUOTE_MARKS + " ")
        first, last = reading.token_at(quotation.end), reading.token_before(limit)
        if first >= len(reading.tokens):
            return None
        for i in range(first, min(last, first + FARTHEST, reading.sentence_end[first] - 1) + 1):
            token = reading.tokens[i]
            if token.text == ";":
                return None
            cue = reading.cues.get(i)
            if cue is None or "quote" not in cue.frames or i in self.used or reading.quoted[i] >= 0:
                continue
            if i in reading.cited:
                return token
            if token.tag_ in {"VB", "VBG"} and not any(child.dep_ == "nsubj" for child in token.lefts):
                continue
            if token.dep_ == "relcl":
                continue
            return None if inner[-1:] == "." and _has_complement(token, cue) else token
        return None

    def _cue_before(self, quotation: Quotation, floor: int) -> Token | None:
        reading = self.reading
        last, first = reading.word_before(quotation.start), reading.token_at(floor)
        if last < 0 or reading.tokens[last].text in {".", "!", "?"}:
            return None
        first = max(first, last - FARTHEST, reading.sentence_start[last])
        for i in range(last, first - 1, -1):
            token = reading.tokens[i]
            if token.text == ";":
                return None
            cue = reading.cues.get(i)
            if cue is not None and "quote" in cue.frames and (token.dep_ not in MODIFIERS or token.lower_ in PLAIN):
                return token
        return None


def announcing_cue(reading: Reading) -> Token | None:
    """Return the cue that ends a paragraph with a colon, its quotation standing in the next: "Holm said:"."""
    if not reading.tokens:
        return None
    start = reading.sentence_start[-1]
    for i in reversed(reading.cue_order[bisect_left(reading.cue_order, start) :]):
        token = reading.tokens[i]
        if "quote" in reading.cues[i].frames and token.tag_ in FINITE and reading.quoted[i] < 0:
            return token
    return None


def _has_complement(verb: Token, cue: VerbCue) -> bool:
    """Whether a verb has a content of its own, so that the quotation before it, ended by a full stop, is another's."""
    wanted = {"ccomp", "xcomp"} if "addr" in cue.frames else {"ccomp", "xcomp", "dobj"}
    return any(child.dep_ in wanted for child in islice(verb.rights, FARTHEST))


def _subject_announcing(verb: Token) -> Token | None:
    """Return the subject of a cue before its quotation: "Holm said:", "Said Holm:"."""
    if verb.dep_ in MODIFIERS and verb.head.i > verb.i:
        return verb.head
    return subject_of(verb)


def _subject_beside(verb: Token) -> Token | None:
    """Return the subject of a cue after its quotation: also a noun right behind it, whatever the parser calls it."""
    subject = own_subject(verb)
    if subject is not None:
        return subject
    for child in verb.rights if verb.lemma_ != "tell" else ():
        if child.dep_ in MISTAKEN and child.pos_ in NOUNS:
            if child.left_edge.i == verb.i + 1:
                return child
            break
    before = verb.nbor(-1) if verb.i > 0 else None
    if before is not None and before.pos_ in NOUNS and before.tag_ != "WP":
        return _whole_phrase(before)
    return subject_of(verb)


def _whole_phrase(noun: Token) -> Token:
    """Return the noun on which one right before a cue hangs: "Holm, aide to the president, told reporters"."""
    at = noun
    for _ in range(FARTHEST):
        head = at.head
        if at.ent_type_ == "PERSON" or head.i >= at.i or head.pos_ not in NOUNS | {"ADP"} or head.right_edge.i < noun.i:
            break
        at = head
    return at if at.pos_ in NOUNS else noun
