"""Which lines run through which cards, for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kg.html.geometry import SAMPLES, Box, Curve

__all__ = ["clear_of", "hits"]

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

CHUNK = 200_000


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
    edges = _edges(boxes, margin)
    straight = [n for n, c in enumerate(curves) if not c.controls()]
    bent = [n for n, c in enumerate(curves) if c.controls()]
    for group in (straight, bent):
        if not group:
            continue
        points = np.array([_points(curves[n], samples) for n in group])
        step = max(1, CHUNK // (points.shape[1] * len(boxes)))
        for first in range(0, len(group), step):
            out[group[first : first + step]] = _enter(points[first : first + step], edges)
    return out


def clear_of(curves: Sequence[Curve], boxes: Sequence[Box], *, margin: float) -> int | None:
    """Return the first of some curves that runs through none of the boxes.

    Examples
    --------
    >>> clear_of([Curve(0, 0, 100, 0), Curve(0, 0, 100, 0, bend=0.4)], [Box(50, 0, 10, 10)], margin=1)
    1
    """
    free = ~hits(curves, boxes, margin=margin).any(axis=1)
    return int(free.argmax()) if free.any() else None


def _points(curve: Curve, samples: int) -> list[tuple[float, float]]:
    return curve.points(samples) if curve.controls() else [(curve.x1, curve.y1), (curve.x2, curve.y2)]


def _edges(boxes: Sequence[Box], margin: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Return left, top, right and bottom of the boxes."""
    x, y, w, h = np.array([(b.x, b.y, b.w / 2 + margin, b.h / 2 + margin) for b in boxes]).T
    return x - w, y - h, x + w, y + h


def _enter(points: Floats, edges: tuple[Floats, Floats, Floats, Floats]) -> Flags:
    """Liang and Barsky's clipping of the segments between points by boxes: [curve, box]."""
    left, top, right, bottom = edges
    x, y = points[:, :-1, 0, None], points[:, :-1, 1, None]
    # A step of nothing is taken as a very small one, so that no division needs a case of its own.
    dx, dy = np.diff(points[..., 0])[..., None], np.diff(points[..., 1])[..., None]
    dx, dy = np.where(dx == 0, 1e-9, dx), np.where(dy == 0, 1e-9, dy)
    x1, x2, y1, y2 = (left - x) / dx, (right - x) / dx, (top - y) / dy, (bottom - y) / dy
    enter = np.maximum(np.maximum(np.minimum(x1, x2), np.minimum(y1, y2)), 0.0)
    leave = np.minimum(np.minimum(np.maximum(x1, x2), np.maximum(y1, y2)), 1.0)
    return np.asarray((enter < leave).any(axis=1))
