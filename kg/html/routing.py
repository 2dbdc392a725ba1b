"""The lines of the Network view: straight, bent around what is in their way, or loops where there is room."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kg.html.collide import Floats, arcs, entered, rims
from kg.html.geometry import Box, Curve
from kg.html.picture import Card, Line, Picture, trespasses

__all__ = ["Wires", "bend", "connect", "ends_of", "frames"]

Counts = npt.NDArray[np.int_]

BENDS = tuple(sign * n / 100 for n in (8, 16, 24, 34, 44) for sign in (1, -1))
DETOURS = np.array([0.0, *(sign * n / 100 for n in (12, 24, 40, 60) for sign in (1, -1))])
FAR_DETOURS = np.array([0.0, *(sign * n / 100 for n in (8, 18, 30, 46, 64, 84) for sign in (1, -1))])
ALONG, ASIDE = (-0.7, 0.0, 0.7), (0.0,)
FINELY_ALONG, FINELY_ASIDE = (-0.85, -0.5, -0.17, 0.17, 0.5, 0.85), (-0.6, 0.0, 0.6)
APART = 11.0
"""So far apart run lines between the same two cards."""
MARGIN = 3.0
TOUCH = 6.0
"""A line may touch its own cards, not run through them."""
BATCH = 48
COARSE = 8
LOOP = 0.9
LOOP_HALF = 17.0
ROOM = 8.0
"""Lines nearer to each other than this are taken for one."""
SHARED = 5
"""So many of its points a detour may share with the lines between the same cards: at its ends they meet."""


@dataclass(frozen=True, slots=True)
class Wires:
    """Lines that lead from one card to another, as numbers: which cards, and how far beside the middles."""

    lines: tuple[Line, ...]
    source: Counts
    target: Counts
    shift: Floats

    @classmethod
    def of(cls, cards: Sequence[Card], lines: Sequence[Line]) -> Wires:
        """Return the lines between cards, numbered; those between the same two run side by side."""
        place = {card.id: n for n, card in enumerate(cards)}
        bundles: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in lines:
            if line.source != line.target:
                bundles[min(line.source, line.target), max(line.source, line.target)].append(line)
        found: list[Line] = []
        shifts: list[float] = []
        for (one, _), bundle in sorted(bundles.items()):
            bundle.sort(key=lambda e: (e.source, e.tone, e.id))
            found += bundle
            shifts += [(n - (len(bundle) - 1) / 2) * (1 if e.source == one else -1) for n, e in enumerate(bundle)]
        source, target = (
            np.array([place[e] for e in names], dtype=int)
            for names in ([line.source for line in found], [line.target for line in found])
        )
        return cls(tuple(found), source, target, np.array(shifts) * APART)

    def ends(self, frames: Floats) -> Floats:
        """Return where the lines leave and arrive, given the middles and sizes of the cards: [line, x1 y1 x2 y2]."""
        a, b = frames[self.source], frames[self.target]
        way = b[:, :2] - a[:, :2]
        length = np.maximum(np.hypot(way[:, 0], way[:, 1]), 1.0)
        limit = np.minimum(a[:, 2:].min(axis=1), b[:, 2:].min(axis=1)) / 2 - 2
        shift = np.clip(self.shift, -limit, limit) / length
        beside = np.stack((-way[:, 1] * shift, way[:, 0] * shift), axis=1)
        ends = np.concatenate((_leave(a, beside, way), _leave(b, beside, -way)), axis=1)
        return np.asarray(np.round(ends, 1), dtype=float)


def _leave(boxes: Floats, beside: Floats, way: Floats) -> Floats:
    """Return where lines that start beside the middles of boxes leave them."""
    to_rim = np.copysign(boxes[:, 2:] / 2, way) - beside
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(way == 0, 1.0, to_rim / way)
    return np.asarray(boxes[:, :2] + beside + way * np.minimum(reach.min(axis=1), 1.0)[:, None])


def frames(cards: Sequence[Card]) -> Floats:
    """Return the middles and sizes of cards: [card, x y w h]."""
    return np.array([(c.box.x, c.box.y, c.box.w, c.box.h) for c in cards])


def connect(picture: Picture) -> None:
    """Draw straight lines from border to border; lines between the same two cards run side by side."""
    wires = Wires.of(picture.cards, picture.lines)
    if wires.lines:
        for line, ends in zip(wires.lines, wires.ends(frames(picture.cards)).tolist(), strict=True):
            line.curve = Curve(*ends)
    boxes = {c.id: c.box for c in picture.cards}
    for line in picture.lines:
        if line.source == line.target:
            line.curve = _loops(boxes[line.source])[0]


def bend(picture: Picture, *, careful: bool = True) -> int:
    """Bend the lines that run through a card around it, and place the loops; return how many still run through one.

    Where it need not be ``careful``, lines are bowed and not led around.
    """
    stuck = [line for line, _ in trespasses(picture, margin=MARGIN) if line.source != line.target]
    stuck = list({line.id: line for line in stuck}.values())
    stuck = _bow(picture, stuck)
    boxes = {c.id: c.box for c in picture.cards}
    left = 0
    beside: dict[frozenset[str], list[Line]] = defaultdict(list)
    for line in picture.lines:
        beside[frozenset((line.source, line.target))].append(line)
    for line in stuck:
        others = [e.curve for e in beside[frozenset((line.source, line.target))] if e is not line]
        way = _detour(line, boxes, others) if careful else None
        if way is None:
            left += 1
        else:
            line.curve = way
    return left + _turn_back(picture)


def _bow(picture: Picture, stuck: list[Line]) -> list[Line]:
    """Give lines the first bow that is free, all of them at once; return those that found none."""
    column = {card.id: n for n, card in enumerate(picture.cards)}
    boxes = [card.box for card in picture.cards]
    outer, inner = rims(boxes, MARGIN), rims(boxes, -TOUCH)
    for bow in BENDS:
        if not stuck:
            break
        points = arcs(ends_of([e.curve for e in stuck]), np.full(len(stuck), bow))
        found = entered(points, outer)
        inside = entered(points, inner)
        rows = np.arange(len(stuck))
        for own in ([column[e.source] for e in stuck], [column[e.target] for e in stuck]):
            found[rows, own] = inside[rows, own]
        blocked: list[bool] = np.asarray(found.any(axis=1)).tolist()
        for line, bad in zip(stuck, blocked, strict=True):
            line.curve = line.curve if bad else replace(line.curve, bend=bow)
        stuck = [line for line, bad in zip(stuck, blocked, strict=True) if bad]
    return stuck


def _detour(line: Line, boxes: dict[str, Box], others: Sequence[Curve]) -> Curve | None:
    """Return a free way from anywhere on one card to anywhere on the other, the shortest; ``None`` where none is.

    A way that would run along ``others``, the lines between the same two cards, is the last resort.
    """
    c, own = line.curve, (boxes[line.source], boxes[line.target])
    x, y, reach = (c.x1 + c.x2) / 2, (c.y1 + c.y2) / 2, math.hypot(c.x2 - c.x1, c.y2 - c.y1) + 20
    barred = [
        box
        for name, box in boxes.items()
        if name not in {line.source, line.target}
        and abs(box.x - x) < reach + box.w / 2
        and abs(box.y - y) < reach + box.h / 2
    ]
    if not barred:
        return c
    edges = rims(barred, MARGIN)
    taken = arcs(ends_of(others), np.array([o.bend for o in others]), 40).reshape(-1, 2) if others else np.zeros((0, 2))
    last = None
    for fine in (False, True):
        for ends, bends in _ways(*own, fine=fine):
            points = arcs(ends, bends)
            free = np.flatnonzero(~entered(points, edges).any(axis=1))
            apart = free[_together(points[free], taken) <= SHARED]
            for some in (apart, free):
                if len(some) and (some is apart or last is None):
                    x1, y1, x2, y2 = np.round(ends[some[0]], 1).tolist()
                    last = Curve(x1, y1, x2, y2, bend=float(bends[some[0]]))
                    if some is apart:
                        return last
    return last


def _together(ways: Floats, taken: Floats) -> Counts:
    """Return how many points of each way lie on lines that are drawn already."""
    apart = ways[:, :, None] - taken[None, None]
    return np.asarray((np.hypot(apart[..., 0], apart[..., 1]) < ROOM).any(axis=2).sum(axis=1))


def _ways(a: Box, b: Box, *, fine: bool) -> Iterator[tuple[Floats, Floats]]:
    """Yield ways from a card to another, some at a time, the shortest and straightest first."""
    bows = FAR_DETOURS if fine else DETOURS
    ends = np.array([(*p, *q) for p in _anchors(a, fine=fine) for q in _anchors(b, fine=fine)])
    ends, bends = np.repeat(ends, len(bows), axis=0), np.tile(bows, len(ends))
    outside = ~entered(arcs(ends, bends, COARSE), rims([a, b], -TOUCH)).any(axis=1)
    ends, bends = ends[outside], bends[outside]
    cost = np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]) * (1 + 2 * np.abs(bends))
    order = np.argsort(np.round(cost, 3), kind="stable")
    for first in range(0, len(order), BATCH):
        some = order[first : first + BATCH]
        yield ends[some], bends[some]


def _anchors(box: Box, *, fine: bool) -> list[tuple[float, float]]:
    x, y = box.w / 2, box.h / 2
    along, aside = (FINELY_ALONG, FINELY_ASIDE) if fine else (ALONG, ASIDE)
    across = [(box.x + part * x, box.y + side * y) for side in (-1, 1) for part in along]
    return across + [(box.x + side * x, box.y + part * y) for side in (-1, 1) for part in aside]


def _turn_back(picture: Picture) -> int:
    """Draw lines from a card to itself where the fewest other lines are; return how many meet a card."""
    loops = sorted((e for e in picture.lines if e.source == e.target), key=lambda e: (e.source, e.tone, e.id))
    if not loops:
        return 0
    boxes = {c.id: c.box for c in picture.cards}
    others = [e.curve for e in picture.lines if e.source != e.target]
    drawn = arcs(ends_of(others), np.array([c.bend for c in others]), 40).reshape(-1, 2)
    left = 0
    for line in loops:
        box = boxes[line.source]
        near = drawn[(np.abs(drawn[:, 0] - box.x) < box.w / 2 + 40) & (np.abs(drawn[:, 1] - box.y) < box.h / 2 + 40)]
        ways = _loops(box)
        points = arcs(ends_of(ways), np.full(len(ways), LOOP), 10)
        foreign = [b for name, b in boxes.items() if name != line.source]
        found = entered(points, rims(foreign, MARGIN)) if foreign else np.zeros((len(ways), 1), dtype=bool)
        blocked: list[bool] = np.asarray(found.any(axis=1)).tolist()
        met: list[int] = _together(points, near).tolist()
        best = min(range(len(ways)), key=lambda n: (blocked[n], met[n], n))
        left += blocked[best]
        line.curve = ways[best]
        drawn = np.concatenate([drawn, points[best]])
    return left


def _loops(box: Box) -> list[Curve]:
    """Return where a line from a card to itself may be: along each side, the middles first, always bowed outwards."""
    out = []
    for part in (0.0, -0.62, 0.62):
        for along, half in ((box.w, min(box.w / 4, LOOP_HALF)), (box.h, min(box.h / 3, LOOP_HALF))):
            middle = part * max(along / 2 - half, 0)
            for side in (-1, 1):
                if along is box.w:
                    x, y = box.x + middle, box.y + side * box.h / 2
                    out.append(Curve(x + side * half, y, x - side * half, y, bend=LOOP))
                else:
                    x, y = box.x + side * box.w / 2, box.y + middle
                    out.append(Curve(x, y - side * half, x, y + side * half, bend=LOOP))
    return out


def ends_of(curves: Sequence[Curve]) -> Floats:
    """Return the ends of curves, a row each."""
    return np.array([(c.x1, c.y1, c.x2, c.y2) for c in curves]).reshape(-1, 4)
