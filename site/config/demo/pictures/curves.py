"""Lines and outlines: curves through points, limbs of changing width, ellipses, blobs."""

import math
import random
from collections.abc import Sequence

Point = tuple[float, float]
Outline = tuple[Point, ...]


def curve(points: Sequence[Point], closed: bool = True, steps: int = 10) -> Outline:
    """A smooth line through the points (Catmull-Rom)."""
    count = len(points)
    drawn: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            before, start, end, after = (points[(index + k - 1) % count] for k in range(4))
        else:
            before = points[max(index - 1, 0)]
            start, end = points[index], points[index + 1]
            after = points[min(index + 2, count - 1)]
        for step in range(steps):
            t = step / steps
            drawn.append(
                (
                    _between(before[0], start[0], end[0], after[0], t),
                    _between(before[1], start[1], end[1], after[1], t),
                )
            )
    if not closed:
        drawn.append(points[-1])
    return tuple(drawn)


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t * t * t
    )


def limb(points: Sequence[Point], widths: Sequence[float]) -> Outline:
    """The outline of a round-ended stroke along the points, as wide as told at each."""
    line = curve(points, closed=False, steps=12)
    last = len(line) - 1
    left: list[Point] = []
    right: list[Point] = []
    for index, (x, y) in enumerate(line):
        ahead, behind = line[min(index + 1, last)], line[max(index - 1, 0)]
        angle = math.atan2(ahead[1] - behind[1], ahead[0] - behind[0])
        half = _along(widths, index / last) / 2
        across = (math.sin(angle) * half, -math.cos(angle) * half)
        left.append((x + across[0], y + across[1]))
        right.append((x - across[0], y - across[1]))
        if index == 0:
            start = _cap((x, y), half, angle + math.pi / 2)
        if index == last:
            end = _cap((x, y), half, angle - math.pi / 2)
    return (*left, *end, *reversed(right), *start)


def _cap(centre: Point, radius: float, angle: float) -> list[Point]:
    turns = (angle + math.pi * step / 8 for step in range(1, 8))
    return [(centre[0] + math.cos(t) * radius, centre[1] + math.sin(t) * radius) for t in turns]


def _along(values: Sequence[float], share: float) -> float:
    place = share * (len(values) - 1)
    index = min(int(place), len(values) - 2)
    return values[index] + (values[index + 1] - values[index]) * (place - index)


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0) -> Outline:
    """An ellipse around (x, y), turned by degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    angles = [math.tau * step / 56 for step in range(56)]
    flat = [(math.cos(a) * rx, math.sin(a) * ry) for a in angles]
    return tuple((x + u * cos - v * sin, y + u * sin + v * cos) for u, v in flat)


def box(left: float, top: float, right: float, bottom: float) -> Outline:
    """An upright rectangle."""
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def blob(x: float, y: float, rx: float, ry: float, rng: random.Random, knots: int = 9) -> Outline:
    """An uneven round: foliage, clouds of dust, stones."""
    points = []
    for knot in range(knots):
        angle = math.tau * (knot + rng.uniform(-0.22, 0.22)) / knots
        reach = rng.uniform(0.82, 1.14)
        points.append((x + math.cos(angle) * rx * reach, y + math.sin(angle) * ry * reach))
    return curve(points)


def ridge(points: Sequence[Point], floor: float) -> Outline:
    """The land under a skyline that runs through the points."""
    line = curve(points, closed=False)
    return (*line, (points[-1][0], floor), (points[0][0], floor))


def rounded(points: Sequence[Point], radius: float) -> Outline:
    """A straight-sided outline with softened corners."""
    drawn: list[Point] = []
    for index, corner in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % len(points)]
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        for step in range(7):
            t = step / 6
            drawn.append(
                (
                    (1 - t) ** 2 * start[0] + 2 * t * (1 - t) * corner[0] + t * t * end[0],
                    (1 - t) ** 2 * start[1] + 2 * t * (1 - t) * corner[1] + t * t * end[1],
                )
            )
    return tuple(drawn)


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = min(distance / max(math.dist(start, end), 0.001), 0.5)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
