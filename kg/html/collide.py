"""Which lines run through which cards, for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kg.html.geometry import SAMPLES, Box, Curve

__all__ = ["Floats", "arcs", "entered", "hits", "rims"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rims = tuple[Floats, Floats, Floats, Floats]

CHUNK = 400_000


def hits(curves: Sequence[Curve], boxes: Sequence[Box], *, margin: float, samples: int = SAMPLES) -> Flags:
    """Return a row for each curve and a column for each box: whether the curve runs through the box.

    Examples
    --------
    >>> hits([Curve(0, 0, 100, 0)], [Box(50, 0, 10, 10), Box(50, 40, 10, 10)], margin=1).tolist()
    [[True, False]]
    """
    out = np.zeros((len(curves), len(boxes)), dtype=bool)
    if not curves or not boxes:
        return out
    edges = rims(boxes, margin)
    ends = np.array([(c.x1, c.y1, c.x2, c.y2) for c in curves])
    bends = np.array([c.bend for c in curves])
    cubic = np.array([c.kind == "cubic" for c in curves])
    for group, trace in (
        (np.flatnonzero(cubic), lambda g: _cubics(ends[g], samples)),
        (np.flatnonzero(~cubic & (bends != 0)), lambda g: arcs(ends[g], bends[g], samples)),
        (np.flatnonzero(~cubic & (bends == 0)), lambda g: ends[g].reshape(-1, 2, 2)),
    ):
        if len(group):
            out[group] = entered(trace(group), edges)
    return out


def arcs(ends: Floats, bends: Floats, samples: int = SAMPLES) -> Floats:
    """Return points along arcs, as :meth:`Curve.points` gives them: [curve, point, axis].

    Examples
    --------
    >>> arcs(np.array([[0.0, 0.0, 10.0, 0.0]]), np.array([0.0]), 2).tolist()
    [[[0.0, 0.0], [5.0, 0.0], [10.0, 0.0]]]
    """
    start, end = ends[:, None, :2], ends[:, None, 2:]
    dx, dy = ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1]
    reach = (0.5 * np.abs(bends) + 0.5) * np.hypot(dx, dy)
    angle = np.arctan2(-dy, dx) + (bends * 0.5 + 0.5) * np.pi
    control = ends[:, :2] + reach[:, None] * np.stack((np.sin(angle), np.cos(angle)), axis=1)
    control = np.where(bends[:, None] == 0, (ends[:, :2] + ends[:, 2:]) / 2, control)[:, None]
    t = (np.arange(samples + 1) / samples)[None, :, None]
    return np.asarray((1 - t) ** 2 * start + 2 * (1 - t) * t * control + t * t * end)


def _cubics(ends: Floats, samples: int) -> Floats:
    (x1, y1, x2, y2), t = ends.T[..., None], np.arange(samples + 1)[None, :] / samples
    u, half = 1 - t, (x2 - x1) / 2
    x = u**3 * x1 + 3 * u * u * t * (x1 + half) + 3 * u * t * t * (x2 - half) + t**3 * x2
    y = (u**3 + 3 * u * u * t) * y1 + (3 * u * t * t + t**3) * y2
    return np.stack((x, y), axis=2)


def rims(boxes: Sequence[Box], margin: float) -> Rims:
    """Return left, top, right and bottom of the boxes, with a margin around them."""
    x, y, w, h = np.array([(b.x, b.y, b.w / 2 + margin, b.h / 2 + margin) for b in boxes]).reshape(-1, 4).T
    return x - w, y - h, x + w, y + h


def entered(points: Floats, edges: Rims) -> Flags:
    """Return whether the way along some points runs through a box: [way, box].

    Only steps whose own frame meets a box are clipped by it.
    """
    left, top, right, bottom = edges
    out = np.zeros((len(points), len(left)), dtype=bool)
    low, high = points.min(axis=1), points.max(axis=1)
    near = (low[:, :1] < right) & (high[:, :1] > left) & (low[:, 1:] < bottom) & (high[:, 1:] > top)
    ways, boxes = np.nonzero(near)
    step = max(1, CHUNK // points.shape[1])
    for first in range(0, len(ways), step):
        way, box = ways[first : first + step], boxes[first : first + step]
        out[way, box] = _clipped(points[way], left[box], top[box], right[box], bottom[box])
    return out


def _clipped(points: Floats, left: Floats, top: Floats, right: Floats, bottom: Floats) -> Flags:
    """Liang and Barsky's clipping of the steps of each way by its box."""
    (ax, bx), (ay, by) = ((points[:, :-1, n], points[:, 1:, n]) for n in (0, 1))
    meets = (np.minimum(ax, bx) < right[:, None]) & (np.maximum(ax, bx) > left[:, None])
    meets &= (np.minimum(ay, by) < bottom[:, None]) & (np.maximum(ay, by) > top[:, None])
    way, step = np.nonzero(meets)
    x, y = ax[way, step], ay[way, step]
    # A step of nothing is taken as a very small one, so that no division needs a case of its own.
    dx, dy = bx[way, step] - x, by[way, step] - y
    dx, dy = np.where(dx == 0, 1e-9, dx), np.where(dy == 0, 1e-9, dy)
    x1, x2, y1, y2 = (left[way] - x) / dx, (right[way] - x) / dx, (top[way] - y) / dy, (bottom[way] - y) / dy
    enter = np.maximum(np.maximum(np.minimum(x1, x2), np.minimum(y1, y2)), 0.0)
    leave = np.minimum(np.minimum(np.maximum(x1, x2), np.maximum(y1, y2)), 1.0)
    out = np.zeros(len(points), dtype=bool)
    out[way[enter < leave]] = True
    return out
