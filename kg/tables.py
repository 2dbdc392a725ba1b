"""A store as four tables that people can read: actors, meetings, statements, positions.

Actors come in the order of their names, the other rows in the order of the text. Names stand where the store refers to
an actor, several of them parted by "; ". Words stand as they were written, with where: ``document``, ``start`` and
``end`` (code points, end exclusive); the gap between two pieces of one statement is marked "[…]".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from kg.facts import Facts, Passage, facts_of
from kg.queries import Rows, Value

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["TABLES", "actors", "meetings", "positions", "statements"]

GAP = " […] "


def _joined(parts: Iterable[str | None]) -> str | None:
    return "; ".join(part for part in parts if part) or None


def _words(passages: Iterable[Passage]) -> str | None:
    return GAP.join(" ".join(p.exact.split()) for p in passages) or None


def _place(passages: tuple[Passage, ...]) -> tuple[str | None, int | None, int | None]:
    if not passages:
        return None, None, None
    return passages[0].document, passages[0].start, passages[-1].end


def _in_text_order(columns: tuple[str, ...], rows: Iterable[tuple[Value, ...]]) -> Rows:
    at = [columns.index(name) for name in ("document", "start", "end")]
    return Rows(
        columns, sorted(rows, key=lambda row: ([str(row[at[0]] or ""), *(int(row[i] or 0) for i in at[1:])], row[0]))
    )


def actors(source: Store | Facts) -> Rows:
    """Return who acts, speaks or is spoken about.

    Examples
    --------
    >>> actors(Facts()).columns
    ('actor', 'name', 'type', 'country', 'role')
    """
    facts = facts_of(source)
    return Rows(
        ("actor", "name", "type", "country", "role"),
        sorted(
            ((a.iri, a.name, a.type, a.country, a.role) for a in facts.actors.values()),
            key=lambda row: (row[1], row[0]),
        ),
    )


def meetings(source: Store | Facts) -> Rows:
    """Return the meetings that are told of, with who took part.

    Examples
    --------
    >>> len(meetings(Facts()))
    0
    """
    facts = facts_of(source)
    columns = (
        "meeting",
        "type",
        "date",
        "date_basis",
        "place",
        "status",
        "participants",
        "words",
        "document",
        "start",
        "end",
    )
    return _in_text_order(
        columns,
        (
            (
                m.iri,
                m.type,
                m.date,
                m.basis if m.date else None,
                m.place,
                m.status,
                _joined(facts.name(actor) for actor, _ in m.participants),
                _words(m.passages),
                *_place(m.passages),
            )
            for m in facts.meetings.values()
        ),
    )


def statements(source: Store | Facts) -> Rows:
    """Return what was said, by whom, for whom, to whom, where and when.

    Examples
    --------
    >>> statements(Facts()).columns[:4]
    ('statement', 'speaker', 'on_behalf_of', 'cue')
    """
    facts = facts_of(source)
    columns = (
        *("statement", "speaker", "on_behalf_of", "cue", "words", "quote_type", "modality", "addressees"),
        *("attributed_by", "date", "meeting", "document", "start", "end"),
    )
    return _in_text_order(
        columns,
        (
            (
                s.iri,
                facts.name(s.speaker),
                facts.name(s.on_behalf_of),
                s.cue.exact if s.cue else None,
                _words(s.content),
                s.quote_type,
                s.modality,
                _joined(facts.name(a) for a in s.addressees),
                facts.name(s.attributed_by),
                facts.day(s),
                s.meeting,
                *_place(s.content),
            )
            for s in facts.statements.values()
        ),
    )


def positions(source: Store | Facts) -> Rows:
    """Return what holders are for and against, and the words that say so.

    Examples
    --------
    >>> positions(Facts()).columns[:4]
    ('position', 'holder', 'stance', 'target')
    """
    facts = facts_of(source)
    columns = (
        *("position", "holder", "stance", "target", "target_actors", "issues", "speaker", "modality", "date"),
        *("meeting", "statement", "words", "document", "start", "end"),
    )
    return _in_text_order(
        columns,
        (
            (
                p.iri,
                facts.name(p.holder),
                p.stance,
                p.target,
                _joined(facts.name(a) for a in p.target_actors),
                _joined(label for _, label in p.issues),
                facts.name(p.speaker),
                p.modality,
                facts.day(p),
                facts.venue(p),
                p.statement,
                _words(p.evidence),
                *_place(p.evidence),
            )
            for p in facts.positions.values()
        ),
    )


TABLES: Mapping[str, Callable[[Store | Facts], Rows]] = {
    "actors": actors,
    "meetings": meetings,
    "statements": statements,
    "positions": positions,
}
