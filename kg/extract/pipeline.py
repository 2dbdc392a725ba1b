"""From documents to records: the order of the stages, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from kg.extract import model as models
from kg.extract.actors import Cast, cast_of
from kg.extract.meetings import Meetings, find_meetings
from kg.extract.positions import find_positions
from kg.extract.speakers import Speakers
from kg.extract.statements import Utterance, find_utterances
from kg.extract.text import Text, parse
from kg.records import Document, Extraction, Meeting, Position, Run, Statement

__all__ = ["extract", "extract_all"]

BATCH = 32
"""Documents to a memory zone: what spaCy interned for them is dropped with them."""


def extract(document: Document, *, model: str = models.DEFAULT_MODEL) -> Extraction:
    """Return everything that one document says, as records.

    Parameters
    ----------
    document
        What :func:`kg.read.read` returns.
    model
        The name of an installed English spaCy pipeline.

    Raises
    ------
    ModelError
        The pipeline is missing or unusable.

    Examples
    --------
    >>> from kg.records import Block, Document, Span
    >>> text = "Norway's foreign minister, Kari Holm, said that Norway supports the talks."
    >>> document = Document("d", text, (Block("body", Span(0, len(text))),))
    >>> extraction = extract(document)
    >>> [text[s.start : s.end] for statement in extraction.statements for s in statement.content]
    ['Norway supports the talks']
    """
    return next(extract_all([document], model=model))


def extract_all(documents: Iterable[Document], *, model: str = models.DEFAULT_MODEL) -> Iterator[Extraction]:
    """Yield the extraction of each document, in order, in memory that does not grow with their number.

    See :func:`extract`.
    """
    nlp = models.load(model)
    run = models.run_of(nlp)
    remaining = iter(documents)
    while batch := list(islice(remaining, BATCH)):
        with nlp.memory_zone():
            extractions = [_read_text(text, run) for text in parse(batch, nlp)]
        yield from extractions


def _read_text(text: Text, run: Run) -> Extraction:
    cast = cast_of(text)
    notes = Counter[str]()
    utterances = find_utterances(text, notes)
    meetings = find_meetings(text, cast)
    statements = _statements(utterances, cast, meetings)
    positions = find_positions(text, cast, list(zip(utterances, statements, strict=True)), meetings)
    held = meetings.records()  # lists those who took part: before the actors are asked for
    _close(cast, statements, held, positions)
    statements = [replace(s, addressees=_standing(cast, s.addressees)) for s in statements]
    held = tuple(replace(m, participants=tuple(p for p in m.participants if cast.standing(p.actor))) for m in held)
    positions = [
        replace(p, target_actors=_standing(cast, p.target_actors)) for p in positions if cast.standing(p.holder)
    ]
    notes["statements without a resolved speaker"] = sum(s.speaker is None for s in statements)
    notes.update(cast.notes)
    return Extraction(
        document=text.document,
        actors=cast.actors(),
        tenures=cast.tenures(),
        meetings=held,
        statements=tuple(statements),
        positions=tuple(positions),
        run=run,
        notes={note: count for note, count in notes.items() if count},
    )


def _close(cast: Cast, statements: list[Statement], meetings: Iterable[Meeting], positions: list[Position]) -> None:
    """Settle who is an actor of the document by what its other records say of them."""
    speaking = {actor for s in statements for actor in (s.speaker, s.on_behalf_of)}
    speaking |= {p.speaker for p in positions}
    acting = {actor for m in meetings for p in m.participants for actor in (p.actor, p.on_behalf_of)}
    acting |= {p.holder for p in positions}
    targets = {actor for p in positions for actor in p.target_actors}
    addressed = {actor for s in statements for actor in s.addressees}
    cast.close(*(frozenset(a for a in found if a) for found in (speaking, acting, targets, addressed)))


def _standing(cast: Cast, actors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found for actor in actors for found in cast.standing(actor)))


def _statements(utterances: list[Utterance], cast: Cast, meetings: Meetings) -> list[Statement]:
    statements: list[Statement] = []
    speakers = Speakers(cast, meetings)
    for number, u in enumerate(utterances, 1):
        speaker = speakers.of(u)
        addressee = cast.resolve(u.paragraph, u.addressee) if u.addressee is not None else None
        statements.append(
            Statement(
                id=f"s{number:02}",
                speaker=speaker,
                cue=u.cue_span,
                content=u.content,
                quote_type=u.quote_type,
                cue_lemma=u.cue_lemma,
                speaker_span=u.source_span,
                on_behalf_of=cast.party(speaker) if speaker else None,
                addressees=(addressee,) if addressee else (),
                attributed_by=statements[u.outer].speaker if u.outer is not None else None,
                date=meetings.date_of(u.paragraph, u.cue, speaker),
                meeting=meetings.at(u.paragraph, u.cue_span, speaker),
                reports=tuple(dict.fromkeys(m for span in u.content for m in meetings.reported(span))),
                modality=u.modality,
                confidence=u.confidence,
            )
        )
    return statements
