"""The layout of the Meetings view: columns of cards, lines between neighbouring columns, few crossings.

Meetings stand in the order of their days, those who spoke there beside them, what it was about on the
right. The order inside the second and third column follows the barycentre heuristic of Sugiyama, Tagawa and
Toda, then exchanges of neighbours while that saves crossings. Lines leave and arrive at the sides of cards,
and cards of a column are equally wide: a line never meets a card that is not its end.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.html.geometry import Curve
from kg.html.picture import Card, Line

__all__ = ["arrange", "crossings", "stack"]

GAP = 14.0
GROUP_GAP = 34.0
PORT = 9.0
SWEEPS = 12
EXCHANGES = 6


@dataclass(slots=True)
class _Layers:
    """Cards by column, and the neighbours across the right-hand gap."""

    groups: list[tuple[Card, list[Card]]]
    topics: list[Card]
    out: dict[str, list[str]]
    into: dict[str, list[str]]

    @property
    def seats(self) -> list[Card]:
        return [seat for _, seats in self.groups for seat in seats]


def arrange(
    groups: Sequence[tuple[Card, list[Card]]], topics: Sequence[Card], lines: Sequence[Line], *, apart: bool = False
) -> None:
    """Give every card its place and every line its curve.

    Parameters
    ----------
    groups
        Meetings in the order in which they are to stand, each with those who spoke there.
    topics
        What it was about.
    lines
        From meetings to their speakers, and from speakers to topics.
    apart
        No two meetings share a topic: each stands in a block of its own, and lines stay short.
    """
    seats = {seat.id for _, members in groups for seat in members}
    layers = _Layers([(m, list(s)) for m, s in groups], list(topics), defaultdict(list), defaultdict(list))
    for line in lines:
        if line.source in seats:
            layers.out[line.source].append(line.target)
            layers.into[line.target].append(line.source)
    _order(layers)
    _heights(layers, lines)
    if apart:
        _place_apart(layers)
    else:
        _place(layers)
    cards = {c.id: c for c in [*layers.topics, *layers.seats, *(m for m, _ in layers.groups)]}
    _columns(layers, max((abs(cards[e.source].box.y - cards[e.target].box.y) for e in lines), default=0.0))
    _connect(cards, lines)


def crossings(pairs: Sequence[tuple[int, int]]) -> int:
    """Return how often lines between two columns cross, given the places of their ends.

    Examples
    --------
    >>> crossings([(0, 1), (1, 0)])
    1
    """
    seen: list[int] = []
    count = 0
    for _, right in sorted(pairs):
        count += len(seen) - bisect_left(seen, right + 1)
        insort(seen, right)
    return count


def _ranks(cards: Sequence[Card]) -> dict[str, int]:
    return {c.id: n for n, c in enumerate(cards)}


def _count(layers: _Layers) -> int:
    left, right = _ranks(layers.seats), _ranks(layers.topics)
    return crossings([(left[s], right[t]) for s, ends in layers.out.items() for t in ends])


def _mean(values: Sequence[int], default: float) -> float:
    return sum(values) / len(values) if values else default


def _order(layers: _Layers) -> None:
    best = (_count(layers), _snapshot(layers))
    for _ in range(SWEEPS):
        left = _ranks(layers.seats)
        layers.topics.sort(key=lambda c: (_mean([left[s] for s in layers.into[c.id]], 0), c.label, c.id))
        right = _ranks(layers.topics)
        for _, seats in layers.groups:
            seats.sort(key=lambda c: (_mean([right[t] for t in layers.out[c.id]], 1e9), c.label, c.id))
        count = _count(layers)
        if count < best[0]:
            best = (count, _snapshot(layers))
    _restore(layers, best[1])
    for _ in range(EXCHANGES):
        moved = _exchange(layers.topics, layers.into, _ranks(layers.seats))
        right = _ranks(layers.topics)
        for _, seats in layers.groups:
            moved |= _exchange(seats, layers.out, right)
        if not moved:
            break


_Orders = tuple[list[Card], list[list[Card]]]


def _snapshot(layers: _Layers) -> _Orders:
    return list(layers.topics), [list(seats) for _, seats in layers.groups]


def _restore(layers: _Layers, orders: _Orders) -> None:
    layers.topics[:] = orders[0]
    for (_, seats), order in zip(layers.groups, orders[1], strict=True):
        seats[:] = order


def _exchange(cards: list[Card], ends: Mapping[str, list[str]], rank: Mapping[str, int]) -> bool:
    """Swap neighbours while that saves crossings; one pass."""
    moved = False
    places = {c.id: sorted(rank[e] for e in ends[c.id]) for c in cards}
    for n in range(len(cards) - 1):
        upper, lower = places[cards[n].id], places[cards[n + 1].id]
        now = sum(bisect_left(lower, e) for e in upper)
        then = sum(bisect_left(upper, e) for e in lower)
        if then < now:
            cards[n], cards[n + 1] = cards[n + 1], cards[n]
            moved = True
    return moved


def _heights(layers: _Layers, lines: Sequence[Line]) -> None:
    """Make a card tall enough for the ends of its lines."""
    ends: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        ends["out", line.source] += 1
        ends["in", line.target] += 1
    for card in [*layers.topics, *layers.seats]:
        most = max(ends["out", card.id], ends["in", card.id])
        card.box = replace(card.box, h=float(round(max(card.box.h, PORT * (most - 1) + 18))))


def stack(cards: Sequence[Card], wanted: Sequence[float], gap: Callable[[Card, Card], float]) -> None:
    """Place cards in their order as near to the wanted heights as gaps between them allow (least squares)."""
    offsets = [0.0]
    for upper, lower in pairwise(cards):
        offsets.append(offsets[-1] + (upper.box.h + lower.box.h) / 2 + gap(upper, lower))
    blocks: list[list[float]] = []
    for want, offset in zip(wanted, offsets, strict=False):
        blocks.append([want - offset, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight = blocks.pop()
            blocks[-1][0] = (blocks[-1][0] * blocks[-1][1] + mean * weight) / (blocks[-1][1] + weight)
            blocks[-1][1] += weight
    places = [mean for mean, weight in blocks for _ in range(int(weight))]
    for card, place, offset in zip(cards, places, offsets, strict=False):
        card.move(card.box.x, place + offset)


def _place(layers: _Layers) -> None:
    group = {seat.id: n for n, (_, seats) in enumerate(layers.groups) for seat in seats}
    meetings = [m for m, _ in layers.groups]

    def seat_gap(upper: Card, lower: Card) -> float:
        if group[upper.id] == group[lower.id]:
            return GAP
        above, below = meetings[group[upper.id]].box.h, meetings[group[lower.id]].box.h
        return max(GROUP_GAP, (above + below) / 2 + GAP - (upper.box.h + lower.box.h) / 2)

    seats = layers.seats
    stack(seats, [0.0] * len(seats), seat_gap)
    for _ in range(4):
        _pull(layers.topics, layers.into, {s.id: s for s in seats}, lambda *_: GAP)
        _pull(seats, layers.out, {t.id: t for t in layers.topics}, seat_gap)
    _pull(layers.topics, layers.into, {s.id: s for s in seats}, lambda *_: GAP)
    middles = [(s[0].box.y + s[-1].box.y) / 2 if s else 0.0 for _, s in layers.groups]
    stack(meetings, middles, lambda *_: GAP)


def _place_apart(layers: _Layers) -> None:
    own: dict[str, list[Card]] = defaultdict(list)
    host = {seat.id: meeting.id for meeting, seats in layers.groups for seat in seats}
    for topic in layers.topics:
        own[host[layers.into[topic.id][0]]].append(topic)
    y = 0.0
    for meeting, seats in layers.groups:
        topics = own[meeting.id]
        stack(seats, [0.0] * len(seats), lambda *_: GAP)
        for _ in range(4):
            _pull(topics, layers.into, {s.id: s for s in seats}, lambda *_: GAP)
            _pull(seats, layers.out, {t.id: t for t in topics}, lambda *_: GAP)
        if seats:
            meeting.move(meeting.box.x, (seats[0].box.y + seats[-1].box.y) / 2)
        block = [meeting, *seats, *topics]
        top = min(c.box.y - c.box.h / 2 for c in block)
        for card in block:
            card.move(card.box.x, card.box.y - top + y)
        y = max(c.box.y + c.box.h / 2 for c in block) + GROUP_GAP


def _pull(
    cards: list[Card], ends: Mapping[str, list[str]], other: Mapping[str, Card], gap: Callable[[Card, Card], float]
) -> None:
    wanted = []
    for card in cards:
        heights = [other[e].box.y for e in ends[card.id]]
        wanted.append(sum(heights) / len(heights) if heights else card.box.y)
    stack(cards, wanted, gap)


def _columns(layers: _Layers, steepest: float) -> None:
    """Put the columns side by side; the gap grows with the steepest line, so that lines stay flat enough to follow."""
    columns = [[m for m, _ in layers.groups], layers.seats, layers.topics]
    everything = [c for column in columns for c in column]
    tops = [c.box.y - c.box.h / 2 for c in everything]
    gaps = [56.0, min(max(0.32 * steepest, 170.0), 360.0)]
    x = 0.0
    for column, gap in zip(columns, [*gaps, 0.0], strict=True):
        broad = max((c.box.w for c in column), default=0)
        for card in column:
            card.box = replace(card.box, w=broad)
            card.move(x + broad / 2, card.box.y - min(tops, default=0))
        x += broad + gap if column else 0


def _connect(cards: Mapping[str, Card], lines: Sequence[Line]) -> None:
    """Fan the ends of lines out along the sides of their cards, in the order in which they come."""
    starts: dict[str, list[Line]] = defaultdict(list)
    arrivals: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        starts[line.source].append(line)
        arrivals[line.target].append(line)
    begin: dict[str, float] = {}
    finish: dict[str, float] = {}
    for name, group in starts.items():
        group.sort(key=lambda e: (cards[e.target].box.y, e.tone, e.id))
        begin |= _fan(cards[name], group)
    for name, group in arrivals.items():
        group.sort(key=lambda e: (cards[e.source].box.y, e.tone, e.id))
        finish |= _fan(cards[name], group)
    for line in lines:
        a, b = cards[line.source].box, cards[line.target].box
        line.curve = Curve(a.x + a.w / 2, begin[line.id], b.x - b.w / 2, finish[line.id], "cubic")


def _fan(card: Card, lines: Sequence[Line]) -> dict[str, float]:
    if len(lines) < 2:
        return {line.id: card.box.y for line in lines}
    step = min(14.0, (card.box.h - 18) / (len(lines) - 1))
    first = card.box.y - step * (len(lines) - 1) / 2
    return {line.id: round(first + step * n, 1) for n, line in enumerate(lines)}
