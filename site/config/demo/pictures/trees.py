"""Leaves and mango trees."""

import math
import random

from .canvas import Ink, Shape, flat, placed, solid
from .curves import Point, blob, curve, ellipse, limb
from .palette import BARK, DUSK, HONEY, MILLET, SUN, Colour, mix


def foliage(
    width: float, height: float, rng: random.Random, colour: Colour, leaves: int = 60
) -> list[Shape]:
    """A crown of leaves, its middle at (0, 0): dark mass, lit tufts on the left and above."""
    deep = mix(colour, DUSK, 0.56)
    shapes = [Shape(blob(0, height * 0.02, width * 0.42, height * 0.4, rng, 15), flat(deep))]
    tufts = []
    for _ in range(leaves):
        angle, reach = rng.uniform(0, math.tau), math.sqrt(rng.uniform(0.02, 1))
        tufts.append(
            (math.cos(angle) * reach * width * 0.44, math.sin(angle) * reach * height * 0.4)
        )
    size = width * 0.075
    for x, y in tufts:
        shapes.append(Shape(_tuft(x, y, size * rng.uniform(0.9, 1.5), rng), flat(deep)))
    for x, y in sorted(tufts, key=lambda tuft: tuft[0] * 0.5 + tuft[1], reverse=True):
        share = max(0.0, min(1.0, 0.36 - x / width * 0.95 - y / height * 0.8))
        tone = mix(mix(colour, DUSK, 0.4), mix(colour, SUN, 0.3), share)
        shapes.append(
            Shape(
                _tuft(x, y, size * rng.uniform(0.6, 1.1), rng),
                Ink(tone, 0.4 * share, 0.4, width * 0.015),
            )
        )
    return shapes


def _tuft(x: float, y: float, size: float, rng: random.Random) -> tuple[Point, ...]:
    """A bunch of pointed leaves."""
    points: list[Point] = []
    count = 7
    turn = rng.uniform(0, math.tau)
    for step in range(count * 2):
        angle = turn + math.tau * step / (count * 2)
        reach = size * (rng.uniform(0.98, 1.16) if step % 2 else rng.uniform(0.76, 0.88))
        points.append((x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.72))
    return curve(points, steps=4)


def mango_tree(width: float, rng: random.Random) -> list[Shape]:
    """A mango tree, its foot on (0, 0)."""
    trunk = limb(
        [(0, 20), (-width * 0.01, -width * 0.3), (width * 0.02, -width * 0.56)],
        (width * 0.12, width * 0.08, width * 0.07),
    )
    arms = [
        limb(
            [(0, -width * 0.26), (x * width * 0.5, -width * 0.42), (x * width, -width * 0.58)],
            (width * 0.06, width * 0.05, width * 0.03),
        )
        for x in (-0.28, 0.3)
    ]
    wood = solid(BARK, width * 0.03, 0.7, 0.5)
    fruit = [
        Shape(
            ellipse(
                rng.uniform(-0.22, 0.2) * width,
                -width * rng.uniform(0.46, 0.6),
                width * 0.011,
                width * 0.015,
            ),
            solid(HONEY, 4),
        )
        for _ in range(7)
    ]
    return [
        *(Shape(arm, wood) for arm in arms),
        Shape(trunk, wood),
        *placed(foliage(width, width * 0.5, rng, MILLET, 110), 0, -width * 0.68),
        *fruit,
    ]
