"""Who says what, read from the grammar alone: cue, source and content of every utterance."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extract.statements.adverbial import adverbial_speech
from kg.extract.statements.attitudes import predicate_speech
from kg.extract.statements.cues import attitudes, confidences
from kg.extract.statements.frames import addressee
from kg.extract.statements.manner import modality_of
from kg.extract.statements.nouns import noun_speech
from kg.extract.statements.quotations import opens_with_quotation
from kg.extract.statements.quoted import Pairing, Speech, announcing_cue
from kg.extract.statements.reading import QUOTE_MARKS, Reading
from kg.extract.statements.reported import Reporting
from kg.extract.statements.sources import name_of, phrase, subject_of
from kg.extract.statements.turns import signed, turns
from kg.records import Modality, QuoteType, Span

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from spacy.tokens import Token

    from kg.extract.text import Paragraph, Text

__all__ = ["Utterance", "find_utterances"]

UNATTRIBUTED = "quotations without a speaker"
MOST = 40
"""Turns of a transcript in one paragraph that are looked through."""
DEEPEST = 8
"""Contents inside contents that are looked through for the one that a cue stands in."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One act of speech as the grammar shows it, its source not yet resolved to an actor.

    ``outer`` is the index, in the list that :func:`find_utterances` returns, of the utterance inside whose
    content this one stands, ``confidence`` how often its construct is right (``kg/data/cue_confidence.tsv``).
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


def find_utterances(text: Text, notes: Counter[str] | None = None) -> list[Utterance]:
    """Return the utterances of a parsed document in the order of their contents.

    Parameters
    ----------
    text
        A parsed document.
    notes
        Where to count the quotations that nothing attributes to anybody, if that is wanted.

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
    body = text.body
    readings = [
        Reading(paragraph, goes_on=number + 1 < len(body) and opens_with_quotation(body[number + 1].doc.text))
        for number, paragraph in enumerate(body)
    ]
    spoken = turns(readings)
    direct: list[Speech] = []
    indirect: list[Speech] = []
    pairings = []
    for reading, before in zip(readings, [None, *readings], strict=False):
        pairing = Pairing(reading)
        named = signed(reading, pairing.left)
        _join(direct, pairing, reading, before)
        direct += [*pairing.found, *named]
        pairings.append(pairing)
        indirect += Reporting(reading, pairing, before).run()
        indirect += adverbial_speech(reading)
        indirect += noun_speech(reading)
        indirect += predicate_speech(reading)
    if notes is not None:
        notes[UNATTRIBUTED] = _unattributed(pairings, spoken)
    found = [_utterance(speech, direct=True) for speech in (*spoken, *direct)]
    found += [_utterance(speech, direct=False) for speech in indirect]
    found.sort(key=lambda u: (u.content[0].start, -u.content[-1].end, u.quote_type != "direct", u.cue_span))
    return _kept(_nested(found))


def _unattributed(pairings: Sequence[Pairing], spoken: Sequence[Speech]) -> int:
    """Count the quotations that no cue claims and that stand in no turn of a transcript."""
    turns_in: dict[int, list[tuple[int, int]]] = {}
    for reading, start, end in (part for speech in spoken for part in speech.content):
        turns_in.setdefault(id(reading), []).append((start, end))
    count = 0
    for pairing in pairings:
        inside = turns_in.get(id(pairing.reading), [])
        left = [pairing.reading.quotations[number] for number in pairing.left]
        count += len(left) if not inside else sum(not any(a <= q.start < b for a, b in inside[:MOST]) for q in left)
    return count


def _join(direct: list[Speech], pairing: Pairing, reading: Reading, before: Reading | None) -> None:
    """Give quotations without a cue of their own to the speech that the paragraph before broke off or announced."""
    left = pairing.left
    if before is None or not left or left[0] != 0 or reading.words[: min(reading.quotations[0].start, 9)].strip():
        return
    if before.words.rstrip().endswith(":") and (cue := announcing_cue(before)) is not None:
        direct.append(Speech(cue, [], subject_of(cue), "verbal", before))
    elif not direct or direct[-1].content[-1][0] is not before:
        return
    else:
        unclosed = before.quotations and not before.quotations[-1].closed
        alone = sum(q.end - q.start for q in reading.quotations) >= 0.9 * len(reading.words.strip())
        if not unclosed and (pairing.found or not alone or not _closes(direct[-1], before)):
            return
    direct[-1].content += [(reading, q.start, q.end) for q in (reading.quotations[n] for n in left)]
    left.clear()


def _closes(speech: Speech, reading: Reading) -> bool:
    """Whether a paragraph ends with a speech: with its quotation, or with the sentence of its cue."""
    end = max(reading.token_before(speech.content[-1][2]) + 1, 0)
    if speech.reading is reading:
        end = max(end, reading.sentence_end[speech.cue.i])
    return not "".join(token.text for token in reading.tokens[end : end + 9]).strip(QUOTE_MARKS + " .")


def _utterance(speech: Speech, *, direct: bool) -> Utterance:
    source_span = None
    paragraph = speech.reading.paragraph
    if speech.named is not None:
        source_span = paragraph.chars(*speech.named)
    elif speech.source is not None:
        first, last = phrase(speech.source)
        if first.i <= speech.cue.i < speech.source.i:
            first = speech.reading.tokens[speech.cue.i + 1]
        source_span = paragraph.span(first, last)
    quote_type: QuoteType = "direct" if direct else "indirect"
    if not direct and any(_is_quoted(*part) for part in speech.content):
        quote_type = "mixed"
    cue = speech.reading.cues.get(speech.cue.i)
    last = speech.cue
    if cue is not None and cue.particle and last.i + 1 < len(speech.reading.tokens):
        last = speech.reading.tokens[last.i + 1]
    return Utterance(
        paragraph=paragraph,
        cue=speech.cue,
        cue_span=paragraph.span(speech.cue, last if cue is not None and last.lower_ == cue.particle else None),
        cue_lemma=cue.lemma if cue is not None else speech.cue.lemma_.lower(),
        addressee=addressee(speech.cue, cue) if cue is not None else None,
        modality=modality_of(speech.cue) if cue is not None else "asserted",
        content=tuple(sorted(reading.file_span(start, end) for reading, start, end in speech.content)),
        quote_type=quote_type,
        source=name_of(speech.source) if speech.source is not None else None,
        source_paragraph=paragraph if speech.source is not None else None,
        source_span=source_span,
        construct=speech.construct,
        confidence=confidences()["direct" if quote_type == "direct" and speech.named is None else speech.construct],
    )


def _is_quoted(reading: Reading, start: int, end: int) -> bool:
    """Whether a stretch touches a quotation."""
    place = bisect_left(reading.quotations, end, key=lambda quotation: quotation.start) - 1
    return place >= 0 and reading.quotations[place].end > start


def _kept(found: list[Utterance]) -> list[Utterance]:
    """Leave out what a source says inside its own words: of nested utterances, keep those that name another source."""
    place: dict[int, int] = {}
    kept: list[Utterance] = []
    for number, utterance in enumerate(found):
        outer = utterance.outer
        while outer is not None and outer not in place:
            outer = found[outer].outer
        around = found[utterance.outer] if utterance.outer is not None else None
        if around is not None and not _is_another(utterance, around.cue.tag_):
            continue
        place[number] = len(kept)
        if outer is None:
            kept.append(replace(utterance, outer=None))
        else:
            kept.append(replace(utterance, outer=place[outer], confidence=confidences()["nested"]))
    return kept


def _is_another(utterance: Utterance, around: str) -> bool:
    """Whether what stands in another's words is told of somebody else; ``around`` is the tag of the cue around it."""
    source, cue = utterance.source, utterance.cue
    if any(child.lower_ == "what" for child in cue.lefts):
        return True
    if source is None or source.pos_ == "PRON":
        return False
    tense = cue.tag_ in {"VBD", "VBN"} or (cue.tag_ == around == "VBZ")
    told = tense and utterance.construct in {"verbal", "inverted"}
    return told and utterance.cue_lemma not in attitudes()


def _nested(found: list[Utterance]) -> list[Utterance]:
    """Say of each utterance inside whose content its cue stands; an outer one always comes first in the list."""
    stretches = sorted((span.start, -span.end, n) for n, u in enumerate(found) for span in u.content)
    outer: dict[int, int] = {}
    turn = {number for number, utterance in enumerate(found) if utterance.construct == "colon"}
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
            if end > at and other < number and number not in turn:
                outer[number] = other
                break
    return [replace(utterance, outer=outer.get(number)) for number, utterance in enumerate(found)]
