"""The page's data: what a click shows, and the pictures as pyvis holds them.

==============  ================================================================================
``title``       of the page; ``counts`` in words; ``first`` the view that it opens with
``documents``   title, publisher, date, url (``null`` unless it is http or https), iri
``actors``      name, kind, country, role
``topics``      label, kind: issues and, where a position has neither issue nor actor, its words
``meetings``    label, type, day, place, status, participants (actor, on behalf of), ``told``
``statements``  speaker, day, meeting, mode, behalf, to, by, modality, sure, ``text``
``positions``   holder, stance, target, topics, statement, sure, modality, speaker, ``text``
``stances``     verb and tone of each stance
``views``       a picture each: ``nodes`` and ``edges``
==============  ================================================================================

Statements, positions, nodes and edges are tables of ``fields`` and ``rows``, the ends of rows left out where they say
nothing. What follows from something else is not repeated: a position's day and meeting are those of its statement.

``sentences`` are ``[document, offset, words]``; ``text`` points into them: ``[sentence, [[start, end, mark], …]]``,
where ``q`` marks the quotation and ``c`` its cue. All offsets count code points of the document; the page cuts by
code points as well. Keys are made from IRIs, so that a link to an item survives a rebuild.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg import network
from kg.facts import ActorRow, Facts, MeetingRow, Passage, PositionRow, StatementRow
from kg.html.context import around
from kg.html.picture import Card, Picture
from kg.html.svg import stroke
from kg.html.views import day_words, when
from kg.resources import table

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["Keys", "payload", "safe_url"]

Json = dict[str, Any]


def safe_url(url: str | None) -> str | None:
    """Return a link that a reader may follow, ``None`` for any scheme but http and https.

    Examples
    --------
    >>> safe_url("https://example.org/a"), safe_url("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return None
    clean = url.strip()
    printable = not any(c.isspace() or ord(c) < 0x20 for c in clean)
    return clean if parts.scheme in {"http", "https"} and host and printable else None


class Keys:
    """Short names for IRIs: a letter for the kind and a hash of the IRI, longer where two would meet.

    Examples
    --------
    >>> Keys().of("a", "https://example.org/x") == Keys().of("a", "https://example.org/x")
    True
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._taken: dict[str, str] = {}

    def of(self, letter: str, iri: str) -> str:
        """Return the key of an IRI, always the same one."""
        if iri not in self._known:
            digest = hashlib.sha256(iri.encode("utf-8", "surrogatepass")).hexdigest()
            size = 8
            while self._taken.get(letter + digest[:size], iri) != iri:
                size += 2
            self._known[iri] = letter + digest[:size]
            self._taken[letter + digest[:size]] = iri
        return self._known[iri]

    def maybe(self, letter: str, iri: str | None) -> str | None:
        """Return the key of an IRI, ``None`` for none."""
        return None if iri is None else self.of(letter, iri)


def payload(facts: Facts, pictures: list[Picture], *, keys: Keys, hues: dict[str, int], names: dict[str, str]) -> Json:
    """Return the page's data as plain lists and dictionaries; the same facts give the same data."""
    writer = _Writer(facts, keys)
    present = sorted({a.country for a in facts.actors.values() if a.country})
    return {
        "countries": {c: {"name": names.get(c, c), "hue": hues.get(c)} for c in present},
        "documents": {keys.of("d", iri): writer.document(iri) for iri in facts.documents},
        "actors": {keys.of("a", a.iri): writer.actor(a) for a in facts.actors.values()},
        "meetings": {keys.of("m", m.iri): writer.meeting(m) for m in facts.meetings.values()},
        "statements": _columns([writer.statement(s) for s in _in_order(facts.statements, facts)], STATEMENT),
        "positions": _columns([writer.position(p) for p in _in_order(facts.positions, facts)], POSITION),
        "stances": {n: {"verb": r["verb"], "tone": r["tone"]} for n, r in table("display.toml")["stance"].items()},
        "topics": writer.topics,
        "sentences": writer.sentences,
        "views": {p.name: writer.picture(p) for p in pictures},
    }


def _in_order(rows: Any, facts: Facts) -> list[Any]:
    """Return statements or positions by day, then in the order in which their documents tell them."""

    def key(row: StatementRow | PositionRow) -> tuple[Any, ...]:
        passages = row.content if isinstance(row, StatementRow) else row.evidence
        return (facts.day(row) or "9999", row.document, min((p.start for p in passages), default=0), row.iri)

    return sorted(rows.values(), key=key)


class _Writer:
    def __init__(self, facts: Facts, keys: Keys) -> None:
        self.facts = facts
        self.keys = keys
        self.topics: dict[str, Json] = {}
        self.sentences: list[list[Any]] = []
        self._places: dict[tuple[str, int, int], int] = {}
        self._cards = {
            keys.of("a", a.iri): (a.name, network.kind_of(a.type), a.country or "") for a in facts.actors.values()
        }
        stances = table("display.toml")["stance"]
        self._verbs = {
            keys.of("p", p.iri): stances[p.stance]["verb"] for p in facts.positions.values() if p.modality == "asserted"
        }

    def text(self, document: str, quoted: Iterable[Passage], cue: Passage | None = None) -> list[Any]:
        """Return where passages stand, each sentence kept once however many items it holds."""
        source = self.facts.documents.get(document)
        out = []
        for sentence in around(source.text if source else None, quoted, cue):
            place = (document, sentence.start, len(sentence.words))
            if place not in self._places:
                self._places[place] = len(self.sentences)
                self.sentences.append([self.keys.of("d", document), sentence.start, sentence.words])
            out.append([self._places[place], sentence.marks])
        return out

    def document(self, iri: str) -> Json:
        row = self.facts.documents[iri]
        return {
            "title": row.title or "untitled",
            "publisher": row.publisher,
            "date": day_words(row.published),
            "url": safe_url(row.url),
            "iri": iri,
        }

    def actor(self, row: ActorRow) -> Json:
        kind = network.kind_of(row.type)
        return {"name": row.name, "kind": kind, "country": row.country, "role": row.role}

    def meeting(self, row: MeetingRow) -> Json:
        told = []
        for document in sorted({p.document for p in row.passages}):
            text = self.text(document, [p for p in row.passages if p.document == document])
            told.append({"doc": self.keys.of("d", document), "text": text})
        return {
            "label": network.meeting_label(self.facts, row),
            "type": table("display.toml")["meeting"].get(row.type, row.type),
            "day": row.date,
            "date": when(self.facts, row),
            "place": row.place,
            "status": row.status,
            "who": [[self.keys.of("a", a), self.keys.maybe("a", b)] for a, b in row.participants],
            "told": told,
            "sure": row.confidence,
        }

    def statement(self, row: StatementRow) -> Json:
        return {
            "key": self.keys.of("s", row.iri),
            "speaker": self.keys.maybe("a", row.speaker),
            "behalf": self.keys.maybe("a", row.on_behalf_of if row.on_behalf_of != row.speaker else None),
            "by": self.keys.maybe("a", row.attributed_by),
            "to": [self.keys.of("a", a) for a in row.addressees],
            "day": self.facts.day(row),
            "printed": self.facts.by_publication(row) or None,
            "meeting": self.keys.maybe("m", row.meeting),
            "mode": row.quote_type,
            "modality": row.modality,
            "sure": row.confidence,
            "text": self.text(row.document, row.content, row.cue),
        }

    def position(self, row: PositionRow) -> Json:
        statement = self.facts.statements.get(row.statement or "")
        told = statement.speaker if statement else None
        return {
            "key": self.keys.of("p", row.iri),
            "holder": self.keys.of("a", row.holder),
            "stance": row.stance,
            "target": row.target,
            "topics": [self.topic(t) for t in network.targets(self.facts, row)],
            "speaker": self.keys.maybe("a", row.speaker if row.speaker != told else None),
            "statement": self.keys.maybe("s", row.statement),
            "modality": row.modality,
            "sure": row.confidence,
            "text": self.text(row.document, row.evidence, statement.cue if statement else None),
        }

    def topic(self, target: network.Target) -> str:
        if target.iri in self.facts.actors:
            return self.keys.of("a", target.iri)
        key = self.keys.of("t", target.iri)
        self.topics.setdefault(key, {"label": target.label, "kind": target.kind})
        return key

    def picture(self, picture: Picture) -> Json:
        """Return a picture as pyvis holds it, less what pyvis adds and what the page knows already.

        ``ends`` of an edge are the points where it leaves and arrives. vis-network draws lines between the middles of
        nodes, so the page hangs each line between two nodes without size: it then draws exactly what was laid out.
        """
        nodes, edges, *_ = _network(picture, self.keys).get_network_data()
        for node in nodes:
            if self._known(node["key"]) == (node["name"], node["kind"], node["country"]):
                node["name"] = node["kind"] = node["country"] = None
        for edge in edges:
            if edge["verb"] == self._verb(edge["tone"], edge["items"]):
                edge["verb"] = None
        return {
            "nodes": _columns(nodes, NODE),
            "edges": _columns(edges, EDGE),
            "note": picture.note,
            "bounds": [round(v) for v in picture.bounds()],
        }

    def _known(self, key: str) -> tuple[str, str, str] | None:
        """Return the name, kind and country of what a key stands for, where the page's data hold it."""
        if key in self.topics:
            return self.topics[key]["label"], self.topics[key]["kind"], ""
        return self._cards.get(key)

    def _verb(self, tone: str, items: list[str]) -> str | None:
        """Return the words on a line that follow from what it stands for."""
        return SPEECH.get(tone) or (self._verbs.get(items[0]) if len(items) == 1 else None)


def _letter(card: Card) -> str:
    return {"Issue": "t", "Meeting": "m"}.get(card.kind, "a")


NODE = ("key", "x", "y", "w", "h", "words", "sub", "day", "kind", "name", "country")
EDGE = ("id", "from", "to", "tone", "ends", "bend", "width", "items", "verb")
STATEMENT = ("key", "text", "sure", "speaker", "day", "meeting", "mode", "behalf", "to", "by", "modality", "printed")
POSITION = ("key", "holder", "stance", "target", "topics", "text", "sure", "statement", "modality", "speaker")


def _columns(items: list[Json], fields: tuple[str, ...]) -> Json:
    """Return items as rows under one line of field names; what says nothing is 0, or cut off where a row ends."""
    rows = []
    for item in items:
        row = [0 if (value := item.get(field)) in SILENT else value for field in fields]
        while row and row[-1] == 0:
            row.pop()
        rows.append(row)
    return {"fields": fields, "rows": rows}


BARE = -1
"""Stands for the words of a card that has none; no words at all mean that the card carries its name."""
SPEECH = {"spoke": "spoke", "attended": "took part"}
SILENT: tuple[object, ...] = (None, "", [], "asserted")


def _network(picture: Picture, keys: Keys) -> Network:
    from pyvis.network import Network

    net = Network(directed=True)
    cards = {card.id: n for n, card in enumerate(picture.cards)}
    for card in picture.cards:
        box = card.box
        net.add_node(
            cards[card.id],
            label=" ",
            x=round(box.x),
            y=round(box.y),
            w=round(box.w),
            h=round(box.h),
            key=keys.of(_letter(card), card.key),
            kind=card.kind,
            name=card.label,
            words=None if card.words == (card.label,) else list(card.words) or BARE,
            sub=card.sub,
            country=card.country,
            day=card.date,
        )
    for line in picture.lines:
        c = line.curve
        net.add_edge(
            cards[line.source],
            cards[line.target],
            id=line.id,
            tone=line.tone,
            verb=line.verb,
            items=[keys.of("s" if line.tone in {"spoke", "attended"} else "p", i) for i in line.items],
            width=round(stroke(line), 1),
            ends=[round(v) for v in (c.x1, c.y1, c.x2, c.y2)],  # vis-network keeps whole pixels
            bend=c.kind if c.kind == "cubic" else c.bend,
        )
    return net
