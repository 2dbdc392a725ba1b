"""Boxes, curves, and whether one runs through the other. Lengths are pixels at scale 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["Box", "Curve"]

SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its centre and its size."""

    x: float
    y: float
    w: float
    h: float

    def grown(self, by: float) -> Box:
        """Return the box with a margin on every side."""
        return Box(self.x, self.y, self.w + 2 * by, self.h + 2 * by)

    def overlaps(self, other: Box) -> bool:
        """Return whether the two boxes share any area."""
        return abs(self.x - other.x) * 2 < self.w + other.w and abs(self.y - other.y) * 2 < self.h + other.h

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return abs(x - self.x) * 2 < self.w and abs(y - self.y) * 2 < self.h


@dataclass(frozen=True, slots=True)
class Curve:
    """A line from one point to another, as vis-network draws it between two points without size.

    ``kind`` is ``"cubic"`` (leaves and arrives horizontally) or ``"arc"`` (vis-network's ``curvedCW``
    for a positive bend, ``curvedCCW`` for a negative one; 0 is straight).
    """

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = "arc"
    bend: float = 0.0

    def controls(self) -> tuple[tuple[float, float], ...]:
        """Return the control points: two of a cubic, one of a quadratic, none of a straight line."""
        dx, dy = self.x2 - self.x1, self.y2 - self.y1
        if self.kind == "cubic":
            return (self.x1 + 0.5 * dx, self.y1), (self.x2 - 0.5 * dx, self.y2)
        if not self.bend:
            return ()
        reach = (0.5 * abs(self.bend) + 0.5) * math.hypot(dx, dy)
        angle = math.atan2(-dy, dx) + (self.bend * 0.5 + 0.5) * math.pi
        return ((self.x1 + reach * math.sin(angle), self.y1 + reach * math.cos(angle)),)

    def points(self, samples: int = SAMPLES) -> list[tuple[float, float]]:
        """Return points along the curve, both ends included."""
        controls = self.controls()
        out = []
        for n in range(samples + 1):
            t = n / samples
            u = 1 - t
            if len(controls) == 2:
                (ax, ay), (bx, by) = controls
                x = u**3 * self.x1 + 3 * u * u * t * ax + 3 * u * t * t * bx + t**3 * self.x2
                y = u**3 * self.y1 + 3 * u * u * t * ay + 3 * u * t * t * by + t**3 * self.y2
            elif controls:
                ((ax, ay),) = controls
                x = u * u * self.x1 + 2 * u * t * ax + t * t * self.x2
                y = u * u * self.y1 + 2 * u * t * ay + t * t * self.y2
            else:
                x, y = u * self.x1 + t * self.x2, u * self.y1 + t * self.y2
            out.append((x, y))
        return out

    def path(self) -> str:
        """Return the curve as the ``d`` of an SVG path."""
        controls = self.controls()
        command = {0: "L", 1: "Q", 2: "C"}[len(controls)]
        rest = " ".join(f"{x:.1f},{y:.1f}" for x, y in (*controls, (self.x2, self.y2)))
        return f"M{self.x1:.1f},{self.y1:.1f} {command}{rest}"
