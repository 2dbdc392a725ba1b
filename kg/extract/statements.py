"""Who says what, read from the grammar alone: cue, source and content of every utterance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.quoted import Speech, direct_speech
from kg.extract.reading import Reading
from kg.extract.reported import reported_speech
from kg.extract.sources import phrase
from kg.records import Modality, QuoteType, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.text import Paragraph, Text

__all__ = ["Utterance", "find_utterances"]

DEEPEST = 8
"""Contents inside contents that are looked through for the one that a cue stands in."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One act of speech as the grammar shows it, its source not yet resolved to an actor.

    ``outer`` is the index, in the list that :func:`find_utterances` returns, of the utterance inside whose
    content this one stands.
    """

    paragraph: Paragraph
    cue: Token
    cue_span: Span
    cue_lemma: str
    content: tuple[Span, ...]
    quote_type: QuoteType
    source: Token | None
    source_paragraph: Paragraph | None
    source_span: Span | None
    addressee: Token | None = None
    modality: Modality = "asserted"
    outer: int | None = None
    construct: str = "verbal"
    confidence: float = 1.0


def find_utterances(text: Text) -> list[Utterance]:
    """Return the utterances of a parsed document in the order of their contents.

    Parameters
    ----------
    text
        A parsed document.

    Examples
    --------
    >>> from kg.extract import model, text
    >>> from kg.records import Block, Document, Span
    >>> words = "The minister said that Norway supports the talks."
    >>> document = Document("d", words, (Block("body", Span(0, len(words))),))
    >>> [parsed] = text.parse([document], model.load())
    >>> [parsed.words(span) for utterance in find_utterances(parsed) for span in utterance.content]
    ['Norway supports the talks']
    """
    found: list[Utterance] = []
    for paragraph in text.body:
        reading = Reading(paragraph)
        speeches, used, _left = direct_speech(reading)
        direct = set(used)
        for speech in [*speeches, *reported_speech(reading, used)]:
            found.append(_utterance(reading, speech, direct=speech.cue.i in direct))
    found.sort(key=lambda u: (u.content[0].start, -u.content[-1].end, u.quote_type != "direct", u.cue_span))
    return _nested(found)


def _utterance(reading: Reading, speech: Speech, *, direct: bool) -> Utterance:
    source_span = None
    if speech.source is not None:
        first, last = phrase(speech.source)
        source_span = reading.paragraph.span(first, last)
    quote_type: QuoteType = "direct" if direct else "indirect"
    if not direct and any(
        q.start < end and start < q.end for start, end in speech.content for q in reading.quotations
    ):
        quote_type = "mixed"
    return Utterance(
        paragraph=reading.paragraph,
        cue=speech.cue,
        cue_span=reading.paragraph.span(speech.cue),
        cue_lemma=speech.cue.lemma_.lower(),
        content=tuple(reading.file_span(*c) for c in speech.content),
        quote_type=quote_type,
        source=speech.source,
        source_paragraph=reading.paragraph if speech.source is not None else None,
        source_span=source_span,
        construct=speech.construct,
    )


def _nested(found: list[Utterance]) -> list[Utterance]:
    """Say of each utterance inside whose content its cue stands; an outer one always comes first in the list."""
    stretches = sorted((span.start, -span.end, n) for n, u in enumerate(found) for span in u.content)
    outer: dict[int, int] = {}
    open_: list[tuple[int, int]] = []
    entered = 0
    for number in sorted(range(len(found)), key=lambda n: found[n].cue_span):
        at = found[number].cue_span.start
        while entered < len(stretches) and stretches[entered][0] <= at:
            open_.append((-stretches[entered][1], stretches[entered][2]))
            entered += 1
        while open_ and open_[-1][0] <= at:
            open_.pop()
        for end, other in reversed(open_[-DEEPEST:]):
            if end > at and other < number:
                outer[number] = other
                break
    return [replace(utterance, outer=outer.get(number)) for number, utterance in enumerate(found)]
