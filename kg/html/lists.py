"""The views that are plain HTML: the story as a list, the positions table, the timeline.

They are made here and not in the browser, so that they are what a reader without scripts sees, a printer prints
and a screen reader reads.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kg import network
from kg.facts import Facts, Passage, PositionRow, StatementRow
from kg.html.payload import Keys
from kg.html.picture import Card, Line, Picture
from kg.html.views import bundled, day_words
from kg.resources import table

__all__ = ["matrix", "story", "timeline"]

Json = dict[str, Any]

ACROSS = 8
"""So many holders stand side by side in the table."""
WORDED = 4
"""So many stand side by side with their stance in words; more of them have its sign."""


def story(picture: Picture, keys: Keys) -> list[Json]:
    """Return the Meetings picture as a list of lists: meetings, who spoke there, what about."""
    cards = {c.id: c for c in picture.cards}
    out: dict[str, list[Line]] = defaultdict(list)
    for line in picture.lines:
        out[line.source].append(line)

    def shown(card: Card) -> Json:
        letter = {"Issue": "t", "Meeting": "m"}.get(card.kind, "a")
        return {"key": keys.of(letter, card.key), "name": card.label, "kind": card.kind, "sub": card.sub}

    def lines(seat: Card) -> list[Json]:
        found = sorted(out[seat.id], key=lambda e: (cards[e.target].box.y, e.tone))
        return [{"id": e.id, "tone": e.tone, "verb": e.verb, "name": cards[e.target].label} for e in found]

    return [
        {
            **shown(meeting),
            "seats": [
                {**shown(cards[e.target]), "line": e.id, "verb": e.verb, "lines": lines(cards[e.target])}
                for e in sorted(out[meeting.id], key=lambda e: cards[e.target].box.y)
            ],
        }
        for meeting in picture.cards
        if meeting.kind == "Meeting"
    ]


def matrix(facts: Facts, keys: Keys) -> Json:
    """Return the table of positions: holders across, what they are about down, a button for each stance.

    With more than :data:`ACROSS` holders a row lists its holders instead, and nothing is ever too wide to read. The
    buttons are the lines of the Network picture, under the same ids.
    """
    graph = network.positions(facts)
    lines = bundled((a, b, e) for a, b, e in graph.edges(data=True))
    spoken: dict[str, int] = defaultdict(int)
    weight: dict[str, int] = defaultdict(int)
    cells: dict[tuple[str, str], list[Json]] = defaultdict(list)
    by_source: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_source[line.source].append(line)
        spoken[line.source] += len(line.items)
        weight[line.target] += len(line.items)
        items = [keys.of("p", i) for i in line.items]
        cells[line.target, line.source].append({"id": line.id, "tone": line.tone, "verb": line.verb, "items": items})
    holders = sorted(spoken, key=lambda n: (-spoken[n], graph.nodes[n]["label"], n))
    rows = sorted(weight, key=lambda n: (-weight[n], graph.nodes[n]["label"], n))

    def shown(name: str) -> Json:
        node = graph.nodes[name]
        letter = "t" if node["kind"] == "Issue" else "a"
        return {"key": keys.of(letter, name), "name": node["label"], "kind": node["kind"], "country": node["country"]}

    across = len(holders) <= ACROSS
    held: dict[str, list[str]] = defaultdict(list)
    for holder in holders:
        for target in dict.fromkeys(line.target for line in by_source[holder]):
            held[target].append(holder)

    def row(name: str) -> Json:
        members = holders if across else held[name]
        return {**shown(name), "count": weight[name], "cells": [{**shown(h), "lines": cells[name, h]} for h in members]}

    def body(title: str, members: list[str]) -> Json:
        return {"title": title, "rows": [row(n) for n in members]}

    topics = [n for n in rows if graph.nodes[n]["kind"] == "Issue"]
    others = [n for n in rows if graph.nodes[n]["kind"] != "Issue"]
    groups = [body("On topics", topics), body("Towards others", others)]
    columns = [shown(h) for h in holders] if across else []
    return {
        "across": across,
        "signs": len(columns) > WORDED,
        "holders": columns,
        "groups": [g for g in groups if g["rows"]],
    }


def timeline(facts: Facts, keys: Keys) -> list[Json]:
    """Return days, each with its meetings, what was said at each, and then what was said elsewhere."""
    days: dict[str, list[tuple[tuple[Any, ...], Json]]] = defaultdict(list)
    held: dict[str, list[PositionRow]] = defaultdict(list)
    for position in facts.positions.values():
        held[position.statement or ""].append(position)
    told = {m.iri: _first(m.passages) for m in facts.meetings.values()}
    for meeting in facts.meetings.values():
        who = ", ".join(facts.name(actor) or "" for actor, _ in meeting.participants)
        label = network.meeting_label(facts, meeting).split(":", 1)[0]
        if facts.by_publication(meeting):
            label += " (day of publication)"
        entry = {"kind": "meeting", "key": keys.of("m", meeting.iri), "name": label, "who": who}
        days[meeting.date or ""].append(((0, *told[meeting.iri], meeting.iri, 0), entry))
    for statement in facts.statements.values():
        day, venue = facts.day(statement) or "", facts.meetings.get(statement.meeting or "")
        beside = venue is not None and (venue.date or "") == day
        place = (0, *told[venue.iri], venue.iri, 1) if venue and beside else (1,)
        entry = _said(facts, keys, statement, held.get(statement.iri, [])) | {"at": beside}
        entry["venue"] = network.meeting_label(facts, venue).split(":", 1)[0] if venue and not beside else ""
        days[day].append(((*place, *_first(statement.content)), entry))
    for position in held.get("", []):
        days[facts.day(position) or ""].append(((1, *_first(position.evidence)), _printed(facts, keys, position)))
    return [
        {"day": day, "date": day_words(day) or "No date given", "entries": [e for _, e in sorted(found, key=_place)]}
        for day, found in sorted(days.items(), key=lambda d: d[0] or "9999")
    ]


def _first(passages: Iterable[Passage]) -> tuple[str, int]:
    return min(((p.document, p.start) for p in passages), default=("", 0))


def _place(entry: tuple[tuple[Any, ...], Json]) -> tuple[Any, ...]:
    return (*entry[0], entry[1]["key"])


def _said(facts: Facts, keys: Keys, row: StatementRow, held: list[PositionRow]) -> Json:
    behalf = facts.name(row.on_behalf_of) if row.on_behalf_of != row.speaker else None
    return {
        "kind": "said",
        "key": keys.of("s", row.iri),
        "name": facts.name(row.speaker) or "A source that the text does not name",
        "behalf": behalf,
        "verb": row.cue.exact if row.cue else "said",
        "words": " … ".join(p.exact for p in row.content),
        "chips": _chips(facts, keys, held, {row.speaker, row.on_behalf_of}),
    }


def _printed(facts: Facts, keys: Keys, row: PositionRow) -> Json:
    """Return a position that the document states in its own words."""
    return {
        "kind": "said",
        "key": keys.of("p", row.iri),
        "name": facts.name(row.holder),
        "behalf": None,
        "verb": "in the document’s own words",
        "words": " … ".join(p.exact for p in row.evidence),
        "chips": _chips(facts, keys, [row], {row.holder}),
        "at": False,
        "venue": "",
    }


def _chips(facts: Facts, keys: Keys, rows: list[PositionRow], named: set[str | None]) -> list[Json]:
    """Return positions in short: whose, unless ``named`` already, and about whom, unless their words say so."""
    stances = table("display.toml")["stance"]
    rows = sorted(rows, key=lambda p: (min((e.start for e in p.evidence), default=0), p.iri))
    return [
        {
            "key": keys.of("p", p.iri),
            "holder": None if p.holder in named else facts.name(p.holder),
            "tone": stances[p.stance]["tone"],
            "verb": stances[p.stance]["verb"],
            "target": p.target,
            "about": ", ".join(n for a in p.target_actors if (n := facts.name(a) or "") and n not in p.target),
        }
        for p in rows
    ]
