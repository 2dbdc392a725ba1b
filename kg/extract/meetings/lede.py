"""Meetings that a document opens with as what just happened, and whose day it does not name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import VERBAL
from kg.extract.meetings.meeting_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.meetings.dates import DateWords
    from kg.extract.meetings.retold import Found
    from kg.extract.meetings.told import Told
    from kg.extract.meetings.when import When
    from kg.extract.text import Paragraph, Text
    from kg.records import DateBasis

__all__ = ["Lede"]

SENTENCES = 2
"""Sentences that open a document: who met whom, or what was said and then at which meeting."""
LONGEST = 1000
"""Characters of an opening, so that a text without full stops has one too."""
ANOTHER_TIME = frozenset(
    {
        *("last", "previous", "previously", "earlier", "recent", "recently", "latest", "former", "past", "ago", "once"),
        *("upcoming", "forthcoming", "future", "next", "soon", "since", "ever"),
    }
)
"""Words that put what a sentence tells at some other time, or at none."""
LOOSE = frozenset({"ago", "step"})
"""Time expressions that put a sentence at some other time."""
BESIDE = frozenset({"after", "following", "during", "at"})
MAIN = frozenset({"ROOT", "conj", "ccomp", "advcl"})
LASTING = frozenset({"summit", "session", "multilateral_meeting"})
"""Kinds that go on for days where they have a name: who attends one, or is on a visit, says nothing of its day."""
RELATIVE = frozenset({"who", "which", "whose"})
DAYS = frozenset({"day", "nth", "weekday", "deictic"})
RETOLD = 8
WIDE = 60
UNFINISHED = frozenset({"VBZ", "VBP", "MD"})


class Lede:
    """The opening of a text: what it tells there as news happened on the day that it names, or just now.

    Parameters
    ----------
    text, when
        The parsed document and its time expressions.
    """

    def __init__(self, text: Text, when: When) -> None:
        self.when = when
        self.dates = dates = when.dates
        self.ends = dict(_opening(text))
        self.paragraphs = {p.index: p for p in text.body[:SENTENCES]}
        self.today = dates.today.isoformat() if dates.today is not None else None

    def day(self, found: Found) -> tuple[str, DateBasis] | None:
        """Return the day of a meeting that its own words do not date, ``None`` where it is not the opening's news.

        It is the one day that the opening names, if that is one of the last few; else, where the opening names no other
        time, that of publication.
        """
        if self.today is None or found.date is not None or found.status != "held" or not self._news(found):
            return None
        days = {day for index in self.ends for day in self._days(index)}
        if not days:
            return self.today, "published"
        day = days.pop()
        return (day, "text") if not days else None

    def _days(self, index: int) -> Iterator[str]:
        """Yield the days up to its own on which the opening says in a paragraph that something was done."""
        paragraph = self.paragraphs[index]
        for expression in self.dates.within(paragraph, 0, self.ends[index]):
            verb = self.when.clause(paragraph, expression) if expression.kind in DAYS else None
            day = self.dates.iso(paragraph, expression) if verb is not None and verb.dep_ in MAIN else None
            if day is not None and self.when.lately(day) and not self._aside(paragraph, expression):
                yield day

    def _aside(self, paragraph: Paragraph, expression: DateWords) -> bool:
        """Whether a time stands in a relative clause, wherever the parser hung it: "X, who was elected on Monday"."""
        token = self.when.token(paragraph, expression.start)
        for before in reversed(token.doc[max(token.sent.start, token.i - WIDE) : token.i]):
            if before.lower_ in (",", ";"):
                return False
            if before.lower_ in RELATIVE:
                return True
        return False

    def _news(self, found: Found) -> bool:
        """Whether a meeting is told of in the opening as having happened, and nowhere put at some other time."""
        if any(_elsewhen(told) for told in found.tellings[:RETOLD]):
            return False
        return any(self._here(told) and _asserted(told) for told in found.tellings[:SENTENCES])

    def _here(self, told: Told) -> bool:
        """Whether a telling stands in the opening, in a sentence without words of another time."""
        head = told.head
        if head.idx >= self.ends.get(told.paragraph.index, 0):
            return False
        sentence = self.dates.within(told.paragraph, head.sent.start_char, min(head.sent.end_char, LONGEST))
        if any(self._another_time(told.paragraph, expression) for expression in sentence):
            return False
        low, high = max(head.sent.start, head.i - WIDE), min(head.sent.end, head.i + WIDE)
        return not any(token.lower_ in ANOTHER_TIME for token in head.doc[low:high])

    def _another_time(self, paragraph: Paragraph, expression: DateWords) -> bool:
        """Whether a time expression puts its clause further back than news goes."""
        day = self.dates.iso(paragraph, expression)
        if expression.kind in LOOSE or day is None or self.today is None:
            return expression.kind in LOOSE
        if len(day) < len(self.today):
            return day <= self.today[: len(day)]
        verb = self.when.clause(paragraph, expression)
        return verb is not None and verb.dep_ in MAIN and day < self.today and not self.when.lately(day)


def _opening(text: Text) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of the opening by index, each with the character at which the opening ends in it."""
    left = SENTENCES
    for paragraph in text.body[:SENTENCES]:
        for sentence in paragraph.doc.sents:
            left -= 1
            if left == 0 or sentence.end_char > LONGEST:
                yield paragraph.index, min(sentence.end_char, LONGEST)
                return
        yield paragraph.index, len(paragraph.doc.text)


def _elsewhen(told: Told) -> bool:
    """Whether a telling says of the meeting itself that it was at some other time: "her recent visit"."""
    return any(token.lower_ in ANOTHER_TIME for token in told.head.lefts)


def _asserted(told: Told) -> bool:
    """Whether a telling asserts in the past tense that the meeting took place, as what is new."""
    verb = told.verb or _root(told.head)
    plain = told.verb is None or told.main or told.staged or told.venue
    if verb is None or not plain or told.status != "held":
        return False
    lasting = told.kind == "visit" or (told.proper and told.kind in LASTING)
    matrix = _matrix(verb)
    own = verb == matrix and not told.preposition and (told.head == verb or words().frame(verb, "stage") is not None)
    if matrix is None or (lasting and not own):
        return False
    if any(t.tag_ in UNFINISHED and t.lemma_ == "be" for t in matrix.lefts if t.dep_ == "aux"):
        return False
    if matrix.tag_ in UNFINISHED and not (matrix.lemma_ == "have" and matrix.dep_ == "aux"):
        return False
    return not any(t.lower_ == "had" and t.dep_ == "aux" for t in (*verb.lefts, *matrix.lefts))


def _root(noun: Token) -> Token | None:
    """Return the main verb of a sentence that begins with "After a meeting with", wherever the parser hung that."""
    beside = noun.dep_ == "pobj" and noun.head.lower_ in BESIDE and noun.i - noun.sent.start < WIDE
    root = noun.sent.root
    return root if beside and root.tag_ == "VBD" else None


def _matrix(verb: Token) -> Token | None:
    """Return the finite clause that asserts what a verb tells, ``None`` for a relative one."""
    for _ in range(6):
        if verb.dep_ in ("relcl", "acl"):
            return None
        if verb.dep_ == "ROOT" or verb.tag_ in ("VBD", *UNFINISHED):
            return verb
        verb = verb.head if verb.head.pos_ in VERBAL else verb.head.head
        if verb.pos_ not in VERBAL:
            return None
    return verb
