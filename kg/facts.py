"""What pictures and networks need to know of a store, read through queries into plain rows.

Rows refer to each other by IRI. ``None`` means that the store does not say. Everything here is
read by the queries in ``kg/queries/views/``, so a graph that somebody else wrote with the same
ontology can be drawn just as well as one extracted here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kg.resources import folder

if TYPE_CHECKING:
    from kg.store import Store

__all__ = [
    "ActorRow",
    "Facts",
    "MeetingRow",
    "Passage",
    "PositionRow",
    "SourceRow",
    "StatementRow",
    "facts_of",
    "subset",
]


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of a document: code points ``start`` to ``end``, end exclusive, and the words there."""

    document: str
    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document as published; ``text`` is ``None`` where the store does not keep it."""

    iri: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """A person, state, organisation or group; ``country`` is an ISO 3166-1 alpha-3 code."""

    iri: str
    name: str
    type: str
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting; ``participants`` are (actor, on behalf of) pairs, ``passages`` where it is told.

    ``basis`` is "published" where ``date`` is the day of publication, and no document's words name a day.
    """

    iri: str
    type: str
    date: str | None = None
    place: str | None = None
    status: str = "held"
    participants: tuple[tuple[str, str | None], ...] = ()
    passages: tuple[Passage, ...] = ()
    confidence: float | None = None
    basis: str = "text"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One act of speech: ``content`` the words said, ``cue`` the word that says so."""

    iri: str
    document: str
    content: tuple[Passage, ...] = ()
    cue: Passage | None = None
    cue_lemma: str | None = None
    speaker: str | None = None
    on_behalf_of: str | None = None
    addressees: tuple[str, ...] = ()
    attributed_by: str | None = None
    date: str | None = None
    meeting: str | None = None
    quote_type: str | None = None
    modality: str = "asserted"
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PositionRow:
    """What a holder is for or against; ``issues`` are (IRI, label) pairs."""

    iri: str
    holder: str
    stance: str
    target: str
    document: str
    evidence: tuple[Passage, ...] = ()
    speaker: str | None = None
    target_actors: tuple[str, ...] = ()
    issues: tuple[tuple[str, str], ...] = ()
    statement: str | None = None
    modality: str = "asserted"
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All rows of a store, or of the part of it that :func:`subset` keeps. Mappings are sorted by key."""

    documents: Mapping[str, SourceRow] = field(default_factory=dict)
    actors: Mapping[str, ActorRow] = field(default_factory=dict)
    meetings: Mapping[str, MeetingRow] = field(default_factory=dict)
    statements: Mapping[str, StatementRow] = field(default_factory=dict)
    positions: Mapping[str, PositionRow] = field(default_factory=dict)

    def name(self, actor: str | None) -> str | None:
        """Return an actor's name, the IRI where the store gives none."""
        if actor is None:
            return None
        row = self.actors.get(actor)
        return row.name if row else actor

    def day(self, row: StatementRow | PositionRow | MeetingRow) -> str | None:
        """Return the day something was said or happened: its own, its statement's, or its meeting's."""
        if isinstance(row, MeetingRow):
            return row.date
        if isinstance(row, PositionRow):
            statement = self.statements.get(row.statement or "")
            return self.day(statement) if statement else None
        venue = self.meetings.get(row.meeting or "")
        return venue.date if row.date is None and venue else row.date

    def by_publication(self, row: StatementRow | PositionRow | MeetingRow) -> bool:
        """Whether :meth:`day` is that of a meeting which no words of a text date, only the day of publication."""
        if isinstance(row, MeetingRow):
            return row.date is not None and row.basis == "published"
        if isinstance(row, PositionRow):
            statement = self.statements.get(row.statement or "")
            return statement is not None and self.by_publication(statement)
        venue = self.meetings.get(row.meeting or "")
        return row.date is None and venue is not None and self.by_publication(venue)

    def venue(self, row: PositionRow) -> str | None:
        """Return the meeting at which a position was stated."""
        statement = self.statements.get(row.statement or "")
        return statement.meeting if statement else None


def _within(day: str | None, since: str | None, until: str | None) -> bool:
    if since is None and until is None:
        return True
    if day is None:
        return False
    return (since is None or day >= since[: len(day)]) and (until is None or day[: len(until)] <= until)


def _touches(facts: Facts, actor: ActorRow) -> set[str]:
    """Return the actor and all who speak or act for it: the same country, or on its behalf."""
    mine = {actor.iri}
    if actor.type == "Country" and actor.country:
        mine |= {a.iri for a in facts.actors.values() if a.country == actor.country}
    mine |= {s.speaker for s in facts.statements.values() if s.speaker and s.on_behalf_of == actor.iri}
    return mine


def subset(  # noqa: PLR0913 - each names a part that one may ask for
    facts: Facts,
    *,
    about: Iterable[str] = (),
    meetings: Iterable[str] = (),
    issues: Iterable[str] = (),
    since: str | None = None,
    until: str | None = None,
) -> Facts:
    """Return the part that concerns some actors, meetings or issues, or a range of days.

    Parameters
    ----------
    about
        IRIs of actors: what they said, what was said about them, the meetings they took part in.
        A country stands for all who act for it.
    meetings, issues
        IRIs of meetings and of issues.
    since, until
        ISO dates, both included. What has no date is left out of a range.

    Examples
    --------
    >>> subset(Facts(), since="2021-08-24").positions
    {}
    """
    about, meetings, issues = list(about), set(meetings), set(issues)
    mine: set[str] = set()
    for iri in about:
        mine |= _touches(facts, facts.actors[iri]) if iri in facts.actors else {iri}

    def statement_fits(s: StatementRow) -> bool:
        return (
            _within(facts.day(s), since, until)
            and (not meetings or s.meeting in meetings)
            and (not about or bool(mine & {s.speaker, s.on_behalf_of, s.attributed_by, *s.addressees}))
        )

    def position_fits(p: PositionRow) -> bool:
        return (
            _within(facts.day(p), since, until)
            and (not meetings or facts.venue(p) in meetings)
            and (not issues or bool(issues & {iri for iri, _ in p.issues}))
            and (not about or bool(mine & {p.holder, p.speaker, *p.target_actors}))
        )

    positions = {k: p for k, p in facts.positions.items() if position_fits(p)}
    needed = {p.statement for p in positions.values()}
    statements = {k: s for k, s in facts.statements.items() if k in needed or (not issues and statement_fits(s))}
    told = {s.meeting for s in statements.values()}

    def meeting_fits(m: MeetingRow) -> bool:
        if m.iri in told or m.iri in meetings:
            return True
        if meetings or issues or not _within(m.date, since, until):
            return False
        return not about or bool(mine & {actor for pair in m.participants for actor in pair if actor})

    kept = {k: m for k, m in facts.meetings.items() if meeting_fits(m)}
    return _closed(replace(facts, meetings=kept, statements=statements, positions=positions), also=set(about))


def _closed(facts: Facts, *, also: set[str]) -> Facts:
    """Leave out the documents and actors that none of the records refers to, ``also`` kept."""
    used: set[str | None] = {a for m in facts.meetings.values() for pair in m.participants for a in pair} | also
    documents = {p.document for m in facts.meetings.values() for p in m.passages}
    for s in facts.statements.values():
        used |= {s.speaker, s.on_behalf_of, s.attributed_by, *s.addressees}
        documents.add(s.document)
    for p in facts.positions.values():
        used |= {p.holder, p.speaker, *p.target_actors}
        documents.add(p.document)
    return replace(
        facts,
        documents={k: d for k, d in facts.documents.items() if k in documents},
        actors={k: a for k, a in facts.actors.items() if k in used},
    )


def facts_of(source: Store | Facts) -> Facts:
    """Return the rows of a store; rows that are read already come back as they are.

    Examples
    --------
    >>> facts_of(Facts()).meetings
    {}
    """
    return source if isinstance(source, Facts) else _Reader(source).read()


def _value(iri: str | None, default: str) -> str:
    """Return the value that a concept of a scheme stands for: the part after the scheme's name."""
    return iri.rsplit("#", 1)[-1].split("-", 1)[-1] if iri else default


class _Reader:
    """Reads a store through the queries of ``kg/queries/views``; the first of several values wins."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.passages: dict[tuple[str, str], list[Passage]] = defaultdict(list)
        self.mentions: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        for row in self.store.select((folder("queries") / "views" / f"{name}.rq").read_text("utf-8")):
            yield {column: str(v) if isinstance(v, str) else v for column, v in row.items()}  # names as plain strings

    def read(self) -> Facts:
        for row in self.rows("passages"):
            passage = Passage(row["document"], int(row["start"]), int(row["end"]), row["exact"])
            self.passages[row["record"], row["role"]].append(passage)
        for row in self.rows("mentions"):
            self.mentions[row["record"], row["role"]].append((row["what"], row["label"] or _value(row["what"], "")))
        return Facts(
            documents={r["document"]: self._source(r) for r in self._first("documents", "document")},
            actors={r["actor"]: self._actor(r) for r in self._first("actors", "actor")},
            meetings=self._meetings(),
            statements={r["statement"]: self._statement(r) for r in self._first("statements", "statement")},
            positions={r["position"]: self._position(r) for r in self._first("positions", "position")},
        )

    def _first(self, name: str, key: str) -> Iterator[dict[str, Any]]:
        seen: set[str] = set()
        for row in self.rows(name):
            if row[key] not in seen:
                seen.add(row[key])
                yield row

    def _role(self, record: str, role: str) -> tuple[Passage, ...]:
        return tuple(self.passages.get((record, role), ()))

    def _source(self, row: dict[str, Any]) -> SourceRow:
        fields = ("title", "publisher", "published", "url", "text")
        return SourceRow(row["document"], *(row[name] for name in fields))

    def _actor(self, row: dict[str, Any]) -> ActorRow:
        kind = "InternationalOrganization" if row["intergovernmental"] else _local(row["type"])
        return ActorRow(row["actor"], row["name"], kind, row["country"], row["role"])

    def _meetings(self) -> dict[str, MeetingRow]:
        present: dict[str, dict[str, str | None]] = defaultdict(dict)
        for row in self.rows("participations"):
            present[row["meeting"]].setdefault(row["actor"], row["behalf"])
        return {
            row["meeting"]: MeetingRow(
                iri=row["meeting"],
                type=_value(row["type"], "other"),
                date=row["date"],
                place=row["place"],
                status=_value(row["status"], "held"),
                participants=tuple(present[row["meeting"]].items()),
                passages=self._role(row["meeting"], "evidence"),
                confidence=_number(row["confidence"]),
                basis=row["basis"] or "text",
            )
            for row in self._first("meetings", "meeting")
        }

    def _statement(self, row: dict[str, Any]) -> StatementRow:
        iri = row["statement"]
        return StatementRow(
            iri=iri,
            document=row["document"],
            content=self._role(iri, "content"),
            cue=next(iter(self._role(iri, "cue")), None),
            cue_lemma=row["lemma"],
            speaker=row["speaker"],
            on_behalf_of=row["behalf"],
            addressees=tuple(what for what, _ in self.mentions.get((iri, "addressee"), ())),
            attributed_by=row["by"],
            date=row["date"],
            meeting=row["meeting"],
            quote_type=_value(row["mode"], "") or None,
            modality=_value(row["modality"], "asserted"),
            confidence=_number(row["confidence"]),
        )

    def _position(self, row: dict[str, Any]) -> PositionRow:
        iri = row["position"]
        return PositionRow(
            iri=iri,
            holder=row["holder"],
            stance=_value(row["stance"], ""),
            target=row["target"],
            document=row["document"],
            evidence=self._role(iri, "evidence"),
            speaker=row["speaker"],
            target_actors=tuple(what for what, _ in self.mentions.get((iri, "actor"), ())),
            issues=tuple(dict(self.mentions.get((iri, "issue"), ())).items()),
            statement=row["statement"],
            modality=_value(row["modality"], "asserted"),
            confidence=_number(row["confidence"]),
        )


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1]


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
