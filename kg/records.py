"""The records that pass from one stage to the next.

They are frozen, carry no behaviour, and know neither RDF nor spaCy. Ids are local to one
document ("a3", "m1", "s07", "p12"); :mod:`kg.ids` turns records into IRIs. Offsets count
Unicode code points of :attr:`Document.text`, from 0, end exclusive. ``None`` means that the
text does not say, or that what it says could not be resolved; it is never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "Actor",
    "ActorType",
    "Block",
    "BlockKind",
    "DateBasis",
    "Document",
    "Extraction",
    "Meeting",
    "MeetingStatus",
    "MeetingType",
    "Modality",
    "Participation",
    "Position",
    "QuoteType",
    "Run",
    "Span",
    "Stance",
    "Statement",
    "Tenure",
]

ActorType = Literal["Person", "Organization", "Country", "Group", "InternationalOrganization"]
MeetingType = Literal[
    "phone_call",
    "video_call",
    "bilateral_meeting",
    "multilateral_meeting",
    "summit",
    "visit",
    "press_conference",
    "session",
    "other",
]
MeetingStatus = Literal["held", "scheduled", "cancelled"]
DateBasis = Literal["text", "published"]
QuoteType = Literal["direct", "indirect", "mixed"]
Stance = Literal[
    "support",
    "agree",
    "appreciate",
    "respect",
    "affirm",
    "pledge",
    "express_willingness",
    "urge",
    "demand",
    "express_concern",
    "warn",
    "oppose",
    "reject",
    "accuse",
    "deny",
]
Modality = Literal["asserted", "negated", "conditional", "future", "hypothetical", "denied"]
BlockKind = Literal["published", "title", "byline", "caption", "dateline", "heading", "body", "contact", "note"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a document's text: ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the source, told apart by what it is there for."""

    kind: BlockKind
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """An article, readout or release as published. Dates are ISO 8601 (``2021-08-30``)."""

    id: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    url: str | None = None
    language: str = "en"
    revision_of: str | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, state, organisation or group that acts, speaks or is spoken about.

    ``role`` is the office of a person, of a body or of people what the text says that they are ("army", "militias").
    ``country`` is the ISO 3166-1 alpha-3 code of the state that the actor is or acts for,
    ``represents`` the id of the actor on whose behalf this one speaks, ``members`` the ids of
    the actors that a joint speaker ("the two leaders") stands for.
    """

    id: str
    name: str
    type: ActorType
    mentions: tuple[Span, ...]
    role: str | None = None
    country: str | None = None
    represents: str | None = None
    wikidata: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office that a person holds according to the text: "Ambassador of China to the UN at Geneva".

    ``organization``, ``represents`` and ``accredited_to`` are actor ids, ``attested`` the day on
    which the text shows the person in office.
    """

    id: str
    person: str
    role: str
    evidence: tuple[Span, ...]
    organization: str | None = None
    represents: str | None = None
    accredited_to: str | None = None
    attested: str | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """Who took part in a meeting, for whom, in what capacity (a :class:`Tenure` id)."""

    actor: str
    on_behalf_of: str | None = None
    capacity: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A call, meeting, visit, summit, session or news conference that the text reports.

    ``date_basis`` is ``"published"`` where no words of the text date it: the document opens with it as what just
    happened, and ``date`` is the day of publication. The meeting was on that day or on the one before.
    """

    id: str
    type: MeetingType
    evidence: tuple[Span, ...]
    participants: tuple[Participation, ...] = ()
    date: str | None = None
    place: str | None = None
    status: MeetingStatus = "held"
    confidence: float = 1.0
    date_basis: DateBasis = "text"


@dataclass(frozen=True, slots=True)
class Statement:
    """One act of speech: who said what, where the text says so.

    ``speaker`` is ``None`` where the source could not be resolved or the text names none.
    ``attributed_by`` is the actor who says that it was said, ``None`` for the document itself.
    ``meeting`` is where it was said, ``reports`` the meetings that it tells of (an account).
    """

    id: str
    speaker: str | None
    cue: Span
    content: tuple[Span, ...]
    quote_type: QuoteType
    cue_lemma: str = ""
    speaker_span: Span | None = None
    on_behalf_of: str | None = None
    addressees: tuple[str, ...] = ()
    attributed_by: str | None = None
    date: str | None = None
    meeting: str | None = None
    reports: tuple[str, ...] = ()
    modality: Modality = "asserted"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Position:
    """What a holder is for or against, in a statement or in the document's own voice.

    ``holder`` is usually the state or organisation that the speaker speaks for. ``issues`` are
    keys of ``ontology/issues.ttl``, ``cue`` the words that carry the stance.
    """

    id: str
    holder: str
    stance: Stance
    target: str
    evidence: Span
    speaker: str | None = None
    target_actors: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    statement: str | None = None
    cue: Span | None = None
    modality: Modality = "asserted"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Run:
    """The program that made an extraction: its version and its model's name and version."""

    program: str
    version: str
    model: str
    model_version: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document.

    ``notes`` counts what was seen and not understood, in words for a reader:
    ``{"quotations without a speaker": 3}``.
    """

    document: Document
    actors: tuple[Actor, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    statements: tuple[Statement, ...] = ()
    positions: tuple[Position, ...] = ()
    run: Run | None = None
    notes: Mapping[str, int] = field(default_factory=dict)
