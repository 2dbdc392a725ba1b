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
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kg.html.collide import clear_of, hits
from kg.html.geometry import Box, Curve
from kg.html.picture import Card, Line, Picture, trespasses

__all__ = ["arrange"]

Points = npt.NDArray[np.float64]

SEED = 7
MARGIN_X, MARGIN_Y = 26.0, 22.0
CLEAR = 9.0
BENDS = tuple(sign * n / 100 for n in (8, 16, 24, 34, 44) for sign in (1, -1))
DETOURS = (0.0, *(sign * n / 100 for n in (12, 24, 40, 60) for sign in (1, -1)))
GROWTH = 1.2
ROUNDS = 60
SEVERAL = 60
"""Up to so many cards, several layouts are tried."""
WINDOW = (760.0, 780.0)
CAREFUL = 200
"""Up to so many cards, no line runs through a card that is not its end."""


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
        return _lay_out(picture, seed, 1.0)
    starts = [(seed + n, tight) for tight in (0.55, 0.75, 1.0) for n in range(3)]
    results = []
    for number, (start, tight) in enumerate(starts):
        left = _lay_out(picture, start, tight)
        results.append(((left, _cost(picture)), number))
    (left, _), best = min(results)
    _lay_out(picture, *starts[best])
    return left


def _cost(picture: Picture) -> float:
    """Return how badly a picture reads: how small it must be drawn, and how much its lines cross and bend."""
    left, top, right, bottom = picture.bounds()
    shrink = max((right - left) / WINDOW[0], (bottom - top) / WINDOW[1], 0.9)
    share = max(1, len(picture.lines))
    bends = sum(abs(line.curve.bend) for line in picture.lines if line.source != line.target)
    return round(shrink * 2 + _crossings(picture.lines) / share * 0.5 + bends / share, 3)


def _crossings(lines: Sequence[Line]) -> int:
    """Return how many pairs of lines cross, each taken as straight."""
    ends = np.array([(e.curve.x1, e.curve.y1, e.curve.x2, e.curve.y2) for e in lines if e.source != e.target])
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


def _lay_out(picture: Picture, seed: int, tight: float) -> int:
    cards = {c.id: c for c in picture.cards}
    links: dict[str, set[str]] = defaultdict(set)
    for line in picture.lines:
        if line.source != line.target:
            links[line.source].add(line.target)
            links[line.target].add(line.source)
    parts = [[cards[name] for name in part] for part in _components(sorted(cards), links)]
    for part in parts:
        _settle(part, links, seed, tight)
        _separate(part, rounds=ROUNDS if len(part) <= CAREFUL else 15)
    if len(picture.cards) > CAREFUL:
        _pack(parts)
        _connect(picture)
        return _bend_all(picture)
    _clear(picture, parts)
    _pack(parts)
    _connect(picture)
    left = _bend(picture)
    for _ in range(6):
        if not left:
            break
        for card in picture.cards:
            card.move(card.box.x * GROWTH, card.box.y * GROWTH)
        _connect(picture)
        left = _bend(picture)
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


def _settle(part: list[Card], links: dict[str, set[str]], seed: int, tight: float) -> None:
    """Place one component by stress majorisation, wider than tall as cards are."""
    n = len(part)
    if n == 1:
        return
    hops = _distances([c.id for c in part], links)
    degree = np.array([len(links[c.id]) for c in part], dtype=float)
    # Room around a hub grows with what hangs on it.
    room = np.sqrt(np.maximum(degree[:, None], degree[None, :])) * 14
    wanted = hops * (96 + room) * tight
    np.fill_diagonal(wanted, 1.0)
    weights = wanted**-2.0
    np.fill_diagonal(weights, 0.0)
    places = _start(n, seed, float(wanted.max()))
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
        card.move(x * 1.5 * spread, y * spread)


def _start(n: int, seed: int, spread: float) -> Points:
    dice = random.Random(seed)  # noqa: S311 - a seeded start, not a secret
    return np.array([[round(dice.uniform(-1, 1) * spread, 3) for _ in range(2)] for _ in range(n)])


def _separate(part: Sequence[Card], *, rounds: int = ROUNDS) -> bool:
    """Push overlapping cards apart along the shorter way; return whether anything moved."""
    moved = False
    for _ in range(rounds):
        hit = False
        for a, b in _pairs(part):
            dx, dy = b.box.x - a.box.x, b.box.y - a.box.y
            over_x = (a.box.w + b.box.w) / 2 + MARGIN_X - abs(dx)
            over_y = (a.box.h + b.box.h) / 2 + MARGIN_Y - abs(dy)
            if over_x <= 0 or over_y <= 0:
                continue
            hit = moved = True
            if over_x < over_y * 1.6:
                push = math.copysign(over_x / 2 + 1, dx or (1 if a.id < b.id else -1))
                a.move(a.box.x - push, a.box.y)
                b.move(b.box.x + push, b.box.y)
            else:
                push = math.copysign(over_y / 2 + 1, dy or (1 if a.id < b.id else -1))
                a.move(a.box.x, a.box.y - push)
                b.move(b.box.x, b.box.y + push)
        if not hit:
            break
    return moved


def _pairs(part: Sequence[Card]) -> list[tuple[Card, Card]]:
    """Return the pairs of cards that are near enough to overlap, found by sweeping from left to right."""
    order = sorted(part, key=lambda c: (c.box.x - c.box.w / 2, c.id))
    found: list[tuple[Card, Card]] = []
    active: list[Card] = []
    for card in order:
        left = card.box.x - card.box.w / 2 - MARGIN_X
        active = [c for c in active if c.box.x + c.box.w / 2 > left]
        reach = card.box.h / 2 + MARGIN_Y
        found.extend((c, card) for c in active if abs(c.box.y - card.box.y) < reach + c.box.h / 2)
        active.append(card)
    return found


def _clear(picture: Picture, parts: Sequence[Sequence[Card]]) -> None:
    """Push cards off lines that are not theirs, as far as that settles."""
    where = {c.id: n for n, part in enumerate(parts) for c in part}
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in picture.lines:
        lines[where[line.source]].append(line)
    for n, part in enumerate(parts):
        piece = Picture("", list(part), lines[n])
        for _ in range(ROUNDS):
            _connect(piece)
            hits = list(trespasses(piece, margin=CLEAR))
            if not hits:
                break
            for line, card in hits:
                _push(card, line)
            _separate(part, rounds=8)
        _separate(part)


def _push(card: Card, line: Line) -> None:
    """Move a card a step away from a line, at right angles."""
    c = line.curve
    dx, dy = c.x2 - c.x1, c.y2 - c.y1
    length = math.hypot(dx, dy) or 1.0
    side = ((card.box.x - c.x1) * dy - (card.box.y - c.y1) * dx) / length
    reach = (abs(dy) * card.box.w + abs(dx) * card.box.h) / (2 * length) + CLEAR + 2
    step = min(max(reach - abs(side), 2.0), 30.0) * (1 if side >= 0 else -1)
    card.move(card.box.x + step * dy / length, card.box.y - step * dx / length)


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


def _connect(picture: Picture) -> None:
    """Draw straight lines from border to border; lines between the same two cards run side by side."""
    boxes = {c.id: c.box for c in picture.cards}
    bundles: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in picture.lines:
        bundles[min(line.source, line.target), max(line.source, line.target)].append(line)
    loops = {pair: bundle for pair, bundle in bundles.items() if pair[0] == pair[1]}
    for (one, other), bundle in sorted(bundles.items()):
        if one == other:
            continue
        bundle.sort(key=lambda e: (e.source, e.tone, e.id))
        for n, line in enumerate(bundle):
            shift = (n - (len(bundle) - 1) / 2) * 11
            start, end = _beside(boxes[one], boxes[other], shift)
            if line.source != one:
                start, end = end, start
            line.curve = Curve(*start, *end)
    straight = [line for line in picture.lines if line.source != line.target]
    for (name, _), bundle in sorted(loops.items()):
        _turn_back(boxes[name], bundle, straight, name)


def _beside(a: Box, b: Box, shift: float) -> tuple[tuple[float, float], tuple[float, float]]:
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    limit = min(a.w, a.h, b.w, b.h) / 2 - 2
    shift = max(-limit, min(limit, shift))
    ox, oy = -(b.y - a.y) / length * shift, (b.x - a.x) / length * shift
    start = _leave(a, (a.x + ox, a.y + oy), (b.x + ox, b.y + oy))
    end = _leave(b, (b.x + ox, b.y + oy), (a.x + ox, a.y + oy))
    return start, end


def _leave(box: Box, inside: tuple[float, float], toward: tuple[float, float]) -> tuple[float, float]:
    """Return where the line from a point inside a box towards a point outside leaves it."""
    dx, dy = toward[0] - inside[0], toward[1] - inside[1]
    reach = 1.0
    if dx:
        reach = min(reach, ((box.x + math.copysign(box.w / 2, dx)) - inside[0]) / dx)
    if dy:
        reach = min(reach, ((box.y + math.copysign(box.h / 2, dy)) - inside[1]) / dy)
    return round(inside[0] + dx * reach, 1), round(inside[1] + dy * reach, 1)


def _turn_back(box: Box, loops: Sequence[Line], lines: Sequence[Line], name: str) -> None:
    """Draw lines from a card to itself as arcs over the side that the fewest other lines use."""
    ends = [(c.x1, c.y1) for e in lines if e.source == name for c in [e.curve]]
    ends += [(c.x2, c.y2) for e in lines if e.target == name for c in [e.curve]]
    above = sum(y <= box.y - box.h / 2 + 1 for _, y in ends)
    below = sum(y >= box.y + box.h / 2 - 1 for _, y in ends)
    side = -1 if above <= below else 1
    for n, line in enumerate(sorted(loops, key=lambda e: (e.tone, e.id))):
        half, y = min(box.w / 3, 22.0) + 6 * n, box.y + side * box.h / 2
        line.curve = Curve(box.x + side * half, y, box.x - side * half, y, bend=0.9)


def _bend(picture: Picture) -> int:
    """Bend the lines that run through a card around it; return how many still do."""
    stuck = {line.id: line for line, _ in trespasses(picture, margin=3)}.values()
    boxes = {c.id: c.box for c in picture.cards}
    left = 0
    for line in stuck:
        own = [boxes[line.source], boxes[line.target]]
        # A line may touch its own cards, not run through them.
        barred = [c.box for c in _around(picture.cards, line) if c.id not in {line.source, line.target}]
        barred += [box.grown(-6) for box in own]
        for ways in _ways(line.curve, *own):
            free = clear_of(ways, barred, margin=3)
            if free is not None:
                line.curve = ways[free]
                break
        else:
            left += 1
    return left


def _bend_all(picture: Picture) -> int:
    """Bend the lines of a large picture, all of them by the same few bows; return how many are still in the way."""
    column = {card.id: n for n, card in enumerate(picture.cards)}
    boxes = [card.box for card in picture.cards]
    stuck = list({line.id: line for line, _ in trespasses(picture, margin=1)}.values())
    for bend in BENDS[:4]:
        ways = [replace(line.curve, bend=bend) for line in stuck]
        found = hits(ways, boxes, margin=1, samples=8)
        for n, line in enumerate(stuck):
            found[n, [column[line.source], column[line.target]]] = False
        blocked: list[bool] = np.asarray(found.any(axis=1)).tolist()
        for line, way, bad in zip(stuck, ways, blocked, strict=True):
            line.curve = line.curve if bad else way
        stuck = [line for line, bad in zip(stuck, blocked, strict=True) if bad]
    return len(stuck)


def _ways(curve: Curve, a: Box, b: Box) -> Iterator[list[Curve]]:
    """Yield bows of a line, then ways from anywhere on one card to anywhere on the other, the shortest first."""
    yield [replace(curve, bend=bend) for bend in BENDS]
    ways = [Curve(*p, *q, bend=bend) for p in _anchors(a) for q in _anchors(b) for bend in DETOURS]
    ways.sort(key=lambda c: math.hypot(c.x2 - c.x1, c.y2 - c.y1) * (1 + 2 * abs(c.bend)))
    yield from (ways[n : n + 40] for n in range(0, len(ways), 40))


def _anchors(box: Box) -> list[tuple[float, float]]:
    x, y = box.w / 2, box.h / 2
    across = [(box.x + part * x, box.y + side * y) for side in (-1, 1) for part in (-0.7, 0.0, 0.7)]
    return [*across, (box.x - x, box.y), (box.x + x, box.y)]


def _around(cards: Sequence[Card], line: Line) -> list[Card]:
    """Return the cards that a bent line could reach: it stays within its own length of its middle."""
    c = line.curve
    x, y, reach = (c.x1 + c.x2) / 2, (c.y1 + c.y2) / 2, math.hypot(c.x2 - c.x1, c.y2 - c.y1)
    return [
        card
        for card in cards
        if abs(card.box.x - x) < reach + card.box.w / 2 and abs(card.box.y - y) < reach + card.box.h / 2
    ]
