"""One telling of a meeting, and by what medium it says that they met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.extract.meetings.clauses import VERBAL, Status
from kg.extract.meetings.meeting_words import words

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extract.meetings.places import Place
    from kg.extract.text import Paragraph

__all__ = ["MEDIUM", "MOTION", "NEAR", "Told", "medium"]

MOTION = frozenset(
    [
        "arrive",
        "travel",
        "fly",
        "land",
        "come",
        "go",
        "head",
        "leave",
        "depart",
        "return",
        "visit",
        "attend",
        "enter",
        "participate",
        "take",
    ]
)
MEDIUM = frozenset({"by", "via", "over", "through", "on", "in", "per"})
REMOTELY = frozenset({"virtually", "online", "remotely"})
NEAR = 12
"""Words within which a phrase is looked for that the parser may have hung on another word."""


@dataclass(slots=True)
class Told:
    """One telling of a meeting.

    ``kind`` is a meeting type or one of the open kinds of ``meeting_nouns.tsv``, ``base`` the kind of the bare noun or
    verb; ``actors`` are those who took part as far as this place says, ``own`` whether the noun's own phrase names any
    of them, ``doers`` those among them whom its verb's subject names, ``owners`` hold the "their" of "their call",
    which mostly tells no more than "the call". ``article`` is
    "definite", "indefinite" or empty, ``described`` tells that its words say which meeting it is. It is ``staged``
    where the clause tells that it takes place (``occurs``: as the clause's subject), a ``venue`` where something is
    said or done at it, ``main`` in a clause that the text asserts,
    ``earlier`` where its time is called so, an ``aside`` where another meeting was on its sidelines, ``sidelined``
    where it was on those of another, ``joined`` where that phrase says with whom.
    """

    paragraph: Paragraph
    head: Token
    verb: Token | None
    kind: str
    need: str
    status: Status
    first: int
    last: int
    article: str = ""
    described: bool = False
    own: bool = False
    proper: bool = False
    venue: bool = False
    staged: bool = False
    occurs: bool = False
    main: bool = False
    actors: list[str] = field(default_factory=list)
    named: frozenset[str] = frozenset()
    place: Place | None = None
    date: str | None = None
    speaker: str | None = None
    base: str = ""
    doers: list[str] = field(default_factory=list)
    owners: list[Token] = field(default_factory=list)
    preposition: str = ""
    earlier: bool = False
    aside: bool = False
    sidelined: bool = False
    joined: bool = False

    @property
    def definite(self) -> bool:
        """Whether it is spoken of as known."""
        return self.article == "definite"

    @property
    def over(self) -> bool:
        """Whether it is spoken of as one that took place."""
        return self.status == "held" and (self.staged or self.preposition in ("after", "following"))

    @property
    def bare(self) -> bool:
        """Whether nothing is said of the meeting but that it is one already told of."""
        return self.date is None and self.place is None and not self.proper and not self.own and not self.described

    def cover(self, tokens: Iterable[Token]) -> None:
        """Widen the evidence to take in some tokens."""
        for token in tokens:
            self.first, self.last = min(self.first, token.i), max(self.last, token.i)

    def add(self, actors: Iterable[str]) -> None:
        """Add participants, each once."""
        self.actors += [actor for actor in dict.fromkeys(actors) if actor not in self.actors]


def medium(told: Told, heads: Iterable[Token]) -> str | None:
    """Return the kind that "by phone", "via video link" or "virtually" makes of a meeting."""
    if told.kind in ("press_conference", "visit", "summit"):
        return None
    for head in heads:
        if any(t.lower_ in REMOTELY for t in head.doc[max(0, head.i - 1) : head.i + 3]):
            return "video_call"
        for child in head.children:
            under = child.children if child.dep_ in ("acl", "relcl") and child.pos_ in VERBAL else (child,)
            for preposition in under:
                value = _remote(preposition) if preposition.lower_ in MEDIUM else None
                if value is not None:
                    return value
    return None


def _remote(preposition: Token) -> str | None:
    """Return the kind of call that the object of a preposition names: "by phone", "via a video link"."""
    for noun in preposition.rights:
        if noun.dep_ == "pobj":
            for token in (*noun.lefts, noun):
                aspect, value = words().aspects.get(token.lower_, ("", ""))
                if aspect == "medium":
                    return value
    return None
