"""The layout of the Network view: distances in the picture follow distances in the graph, nothing overlaps.

Stress majorisation (Gansner, Koren and North 2004) with seeded starts, component by component; then cards are
pushed apart, cards are pushed off lines that are not theirs, and what lines still run through a card are bent
around it. Places are rounded after every step, so that the last digits of a machine's arithmetic do not grow into
another picture.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.html.collide import entered
from kg.html.picture import Card, Line, Picture
from kg.html.routing import Wires, bend, connect, ends_of, frames

__all__ = ["arrange"]

Points = npt.NDArray[np.float64]

SEED = 7
MARGIN_X, MARGIN_Y = 26.0, 22.0
CLEAR = 9.0
GROWTH = 1.15
ROUNDS = 60
FEW = 4
SEVERAL = 60
"""Up to so many cards, several layouts are tried."""
ROOMY = 100.0
"""A line as long as this has room for its arrow and its count."""
WINDOW = (760.0, 780.0)
CAREFUL = 250
"""Up to so many cards, no line runs through a card that is not its end."""


class _Start(NamedTuple):
    """Where a layout begins, how close cards stand to one another, how much wider than tall it is."""

    seed: int
    tight: float = 1.0
    wide: float = 1.5


SHAPES = ((0.55, 1.5), (0.55, 1.1), (0.75, 1.5), (0.75, 1.1), (1.0, 1.25), (1.3, 1.2))


def arrange(picture: Picture, *, seed: int = SEED) -> int:
    """Give every card its place and every line its curve.

    A small picture is laid out from several starts, and the one that reads best is kept: large on the screen, few
    crossings, few bends.

    Returns
    -------
    int
        How many lines still run through a card that is not their end. Up to :data:`CAREFUL` cards there is room to
        leave none; a larger picture is not grown without end.
    """
    if len(picture.cards) > SEVERAL:
        return _lay_out(picture, _Start(seed))
    starts = [_Start(seed + n, tight, wide) for tight, wide in SHAPES for n in range(2)]
    results = []
    for number, start in enumerate(starts):
        left = _lay_out(picture, start)
        results.append(((left, _cost(picture)), number))
    (left, _), best = min(results)
    _lay_out(picture, starts[best])
    return left


def _cost(picture: Picture) -> float:
    """Return how badly a picture reads: how small it must be drawn, how its lines cross, bend and squeeze."""
    left, top, right, bottom = picture.bounds()
    shrink = max((right - left) / WINDOW[0], (bottom - top) / WINDOW[1], 0.9)
    share = max(1, len(picture.lines))
    curves = [line.curve for line in picture.lines if line.source != line.target]
    bends = sum(abs(c.bend) for c in curves)
    short = sum(max(0.0, 1 - math.hypot(c.x2 - c.x1, c.y2 - c.y1) / ROOMY) for c in curves)
    return round(shrink * 2 + (_crossings(picture.lines) * 0.5 + bends + short * 0.8) / share, 3)


def _crossings(lines: Sequence[Line]) -> int:
    """Return how many pairs of lines cross, each taken as straight."""
    ends = ends_of([e.curve for e in lines if e.source != e.target])
    if not len(ends):
        return 0
    a, b = ends[:, None, :2], ends[:, None, 2:]
    c, d = ends[None, :, :2], ends[None, :, 2:]

    def side(p: Points, q: Points, r: Points) -> Points:
        return np.sign(
            (q[..., 0] - p[..., 0]) * (r[..., 1] - p[..., 1]) - (q[..., 1] - p[..., 1]) * (r[..., 0] - p[..., 0])
        )

    apart = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return int(apart.sum()) // 2


def _lay_out(picture: Picture, start: _Start) -> int:
    cards = {c.id: c for c in picture.cards}
    links: dict[str, set[str]] = defaultdict(set)
    for line in picture.lines:
        if line.source != line.target:
            links[line.source].add(line.target)
            links[line.target].add(line.source)
    parts = [[cards[name] for name in part] for part in _components(sorted(cards), links)]
    for part in parts:
        _settle(part, links, start)
        _separate(part, rounds=ROUNDS if len(part) <= CAREFUL else 15)
    _clear(picture, parts, rounds=ROUNDS if len(picture.cards) <= CAREFUL else FEW)
    _pack(parts)
    connect(picture)
    careful = len(picture.cards) <= CAREFUL
    left = bend(picture, careful=careful)
    for _ in range(8 if careful else 0):
        if not left:
            break
        for card in picture.cards:
            card.move(card.box.x * GROWTH, card.box.y * GROWTH)
        connect(picture)
        left = bend(picture)
    return left


def _components(names: Sequence[str], links: dict[str, set[str]]) -> list[list[str]]:
    seen: set[str] = set()
    parts = []
    for name in names:
        if name in seen:
            continue
        queue, part = deque([name]), []
        seen.add(name)
        while queue:
            here = queue.popleft()
            part.append(here)
            for there in sorted(links[here] - seen):
                seen.add(there)
                queue.append(there)
        parts.append(part)
    return sorted(parts, key=lambda p: (-len(p), p[0]))


def _distances(names: Sequence[str], links: dict[str, set[str]]) -> Points:
    """Return how many steps apart any two cards of a component are: all at once, a step at a time."""
    index = {name: n for n, name in enumerate(names)}
    beside = np.zeros((len(names), len(names)), dtype=np.float32)
    for name in names:
        for there in links[name]:
            beside[index[name], index[there]] = 1
    hops = np.where(beside > 0, 1.0, 0.0)
    np.fill_diagonal(hops, 0.0)
    reached = beside.copy()
    np.fill_diagonal(reached, 1)
    for step in range(2, len(names)):
        wider = ((reached @ beside) > 0) | (reached > 0)
        fresh = wider & (reached == 0)
        if not fresh.any():
            break
        hops[fresh] = step
        reached = wider.astype(np.float32)
    return hops


def _settle(part: list[Card], links: dict[str, set[str]], start: _Start) -> None:
    """Place one component by stress majorisation, wider than tall as cards are."""
    n = len(part)
    if n == 1:
        return
    hops = _distances([c.id for c in part], links)
    degree = np.array([len(links[c.id]) for c in part], dtype=float)
    # Room around a hub grows with what hangs on it.
    room = np.sqrt(np.maximum(degree[:, None], degree[None, :])) * 14
    wanted = hops * (96 + room) * start.tight
    np.fill_diagonal(wanted, 1.0)
    weights = wanted**-2.0
    np.fill_diagonal(weights, 0.0)
    places = _scatter(n, start.seed, float(wanted.max()))
    total = weights.sum(axis=1)[:, None]
    for _ in range(120 if n <= CAREFUL else 40):
        still = weights @ places
        far = np.hypot(places[:, 0, None] - places[None, :, 0], places[:, 1, None] - places[None, :, 1])
        pull = weights * wanted / np.maximum(far, 1e-3)
        moved = (still + pull.sum(axis=1)[:, None] * places - pull @ places) / total
        moved = np.round(moved, 3)
        settled = float(np.abs(moved - places).max()) < 0.5
        places = moved
        if settled:
            break
    spread = 1.0 if n <= CAREFUL else 2.2
    for card, (x, y) in zip(part, places.tolist(), strict=True):
        card.move(x * start.wide * spread, y * spread)


def _scatter(n: int, seed: int, spread: float) -> Points:
    dice = random.Random(seed)  # noqa: S311 - a seeded start, not a secret
    return np.array([[round(dice.uniform(-1, 1) * spread, 3) for _ in range(2)] for _ in range(n)])


def _separate(part: Sequence[Card], *, rounds: int = ROUNDS) -> None:
    """Push overlapping cards apart along the shorter way."""
    half_w = np.array([c.box.w for c in part]) / 2 + MARGIN_X / 2
    half_h = np.array([c.box.h for c in part]) / 2 + MARGIN_Y / 2
    x, y = [c.box.x for c in part], [c.box.y for c in part]
    for _ in range(rounds):
        pairs = _overlapping(np.array(x), np.array(y), half_w, half_h)
        for a, b in pairs:
            dx, dy = x[b] - x[a], y[b] - y[a]
            over_x, over_y = float(half_w[a] + half_w[b]) - abs(dx), float(half_h[a] + half_h[b]) - abs(dy)
            if over_x <= 0 or over_y <= 0:
                continue
            first = part[a].id < part[b].id
            if over_x < over_y * 1.6:
                push = math.copysign(over_x / 2 + 1, dx or (1 if first else -1))
                x[a], x[b] = round(x[a] - push), round(x[b] + push)
            else:
                push = math.copysign(over_y / 2 + 1, dy or (1 if first else -1))
                y[a], y[b] = round(y[a] - push), round(y[b] + push)
        if not pairs:
            break
    for card, *place in zip(part, x, y, strict=True):
        card.move(*place)


def _overlapping(x: Points, y: Points, half_w: Points, half_h: Points) -> list[tuple[int, int]]:
    """Return the pairs of cards that overlap, from left to right."""
    order = np.argsort(x, kind="stable")
    x, y, half_w, half_h = (values[order] for values in (x, y, half_w, half_h))
    over = np.abs(x[:, None] - x[None, :]) < half_w[:, None] + half_w[None, :]
    over &= np.abs(y[:, None] - y[None, :]) < half_h[:, None] + half_h[None, :]
    ones, others = np.nonzero(np.triu(over, 1))
    return list(zip(order[ones].tolist(), order[others].tolist(), strict=True))


def _clear(picture: Picture, parts: Sequence[Sequence[Card]], *, rounds: int) -> None:
    """Push cards off lines that are not theirs, as far as that settles."""
    where = {c.id: n for n, part in enumerate(parts) for c in part}
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in picture.lines:
        lines[where[line.source]].append(line)
    for n, part in enumerate(parts):
        wires = Wires.of(part, lines[n])
        for _ in range(rounds if wires.lines else 0):
            boxes = frames(part)
            ends = wires.ends(boxes)
            x, y, w, h = boxes.T
            rims = (x - w / 2 - CLEAR, y - h / 2 - CLEAR, x + w / 2 + CLEAR, y + h / 2 + CLEAR)
            found = entered(ends.reshape(-1, 2, 2), rims)
            found[np.arange(len(ends)), wires.source] = found[np.arange(len(ends)), wires.target] = False
            if not found.any():
                break
            _push(part, ends, [(line, card) for line, card in np.argwhere(found).tolist()])
            _separate(part, rounds=8)
        _separate(part)


def _push(part: Sequence[Card], ends: Points, hits: Sequence[tuple[int, int]]) -> None:
    """Move cards a step away from the lines that run through them, at right angles."""
    lines, boxes = ends.tolist(), [(c.box.x, c.box.y) for c in part]
    for line, n in hits:
        x1, y1, x2, y2 = lines[line]
        dx, dy = x2 - x1, y2 - y1
        length = math.hypot(dx, dy) or 1.0
        x, y = boxes[n]
        side = ((x - x1) * dy - (y - y1) * dx) / length
        reach = (abs(dy) * part[n].box.w + abs(dx) * part[n].box.h) / (2 * length) + CLEAR + 2
        step = min(max(reach - abs(side), 2.0), 30.0) * (1 if side >= 0 else -1)
        boxes[n] = round(x + step * dy / length), round(y - step * dx / length)
    for n in {n for _, n in hits}:
        part[n].move(*boxes[n])


def _pack(parts: Sequence[Sequence[Card]]) -> None:
    """Put components beside and below one another, the largest first."""
    frames = []
    for part in parts:
        left = min(c.box.x - c.box.w / 2 for c in part)
        top = min(c.box.y - c.box.h / 2 for c in part)
        right = max(c.box.x + c.box.w / 2 for c in part)
        bottom = max(c.box.y + c.box.h / 2 for c in part)
        frames.append((left, top, right - left + 50, bottom - top + 40))
    area = sum(w * h for *_, w, h in frames)
    limit = max([w for *_, w, _ in frames] + [math.sqrt(area * 1.5)])
    x = y = tall = 0.0
    for part, (left, top, w, h) in zip(parts, frames, strict=True):
        if x and x + w > limit:
            x, y, tall = 0.0, y + tall, 0.0
        for card in part:
            card.move(card.box.x - left + x, card.box.y - top + y)
        x, tall = x + w, max(tall, h)
