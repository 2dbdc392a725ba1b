"""Meetings that a document opens with as what just happened, and whose day it does not name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import VERBAL

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.meetings.dates import Dates
    from kg.extract.meetings.retold import Found
    from kg.extract.meetings.told import Told
    from kg.extract.text import Paragraph, Text

__all__ = ["just_happened"]

SENTENCES = 2
"""Sentences that open a document: who met whom, or what was said and then at which meeting."""
LONGEST = 1000
"""Characters of an opening, so that a text without full stops has one too."""
ANOTHER_TIME = frozenset(
    {
        *("last", "previous", "previously", "earlier", "recent", "recently", "latest", "former", "past", "ago", "once"),
        *("upcoming", "forthcoming", "future", "next", "soon", "annual", "regular", "historic", "since", "ever"),
    }
)
"""Words that put what a sentence tells at some other time, or at none."""
TIMELESS = frozenset({"clock", "year"})
"""Time expressions that name no day: an hour, and the year of "the 2015 agreements"."""
LASTING = frozenset({"summit", "session", "multilateral_meeting"})
"""Kinds that go on for days where they have a name: who attends one says nothing of its day."""
UNFINISHED = frozenset({"VBZ", "VBP", "MD"})


def just_happened(meetings: Iterable[Found], text: Text, dates: Dates) -> Iterator[Found]:
    """Yield the meetings that the opening of a text tells of as what just happened, without a word of when.

    Parameters
    ----------
    meetings
        Those of the text.
    text, dates
        The parsed document and its time expressions.
    """
    openings = list(_opening(text))
    for found in meetings:
        undated = found.date is None and found.status == "held"
        if undated and any(_news(told) and _here(told, openings, dates) for told in found.tellings[:SENTENCES]):
            yield found


def _opening(text: Text) -> Iterator[tuple[Paragraph, int]]:
    """Yield the paragraphs of the opening, each with the character at which the opening ends in it."""
    left = SENTENCES
    for paragraph in text.body[:SENTENCES]:
        for sentence in paragraph.doc.sents:
            end = sentence.end_char
            left -= 1
            if left == 0 or end > LONGEST:
                yield paragraph, end
                return
        yield paragraph, len(paragraph.doc.text)


def _here(told: Told, openings: list[tuple[Paragraph, int]], dates: Dates) -> bool:
    """Whether a telling stands in the opening, in a sentence that names no other time."""
    paragraph, head = told.paragraph, told.head
    if not any(p.index == paragraph.index and head.idx < end for p, end in openings):
        return False
    sentence = head.sent
    named = dates.within(paragraph, sentence.start_char, min(sentence.end_char, sentence.start_char + LONGEST))
    if any(e.kind not in TIMELESS and not _ahead(dates.iso(paragraph, e), dates) for e in named):
        return False
    low, high = max(sentence.start, head.i - 60), min(sentence.end, head.i + 60)
    return not any(token.lower_ in ANOTHER_TIME for token in head.doc[low:high])


def _ahead(day: str | None, dates: Dates) -> bool:
    """Whether a day is the text's own or to come: it says nothing of when something happened."""
    return day is not None and dates.today is not None and day >= dates.today.isoformat()


def _news(told: Told) -> bool:
    """Whether a telling asserts in the past tense that the meeting took place."""
    verb = told.verb
    if verb is None or not (told.main or told.staged or told.venue) or told.status != "held":
        return False
    matrix = _matrix(verb)
    if told.proper and told.kind in LASTING and verb != matrix:
        return False
    if matrix is None or matrix.tag_ in UNFINISHED:
        return matrix is not None and matrix.tag_ != "MD" and _perfect(matrix)
    return not any(t.lower_ == "had" and t.dep_ == "aux" for t in (*verb.lefts, *matrix.lefts))


def _perfect(verb: Token) -> bool:
    return verb.lemma_ == "have" and verb.dep_ == "aux"


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
