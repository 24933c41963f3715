"""What is carried and sold: nuts, butter, sacks, parcels, hung cloth. Bases on y = 0."""

import math
import random

from .canvas import Ink, Shape, cloth, flat, placed, solid
from .curves import curve, ellipse, limb, rounded
from .palette import BARK, CLAY, DUSK, MUD, OCHRE, SAND, SHEA, SUN, Colour, mix
from .soap import block
from .textiles import Textile


def shea_nut(size: float, turn: float, colour: Colour = BARK) -> list[Shape]:
    """A shea nut: a brown shell with its pale scar."""
    shell = Shape(
        ellipse(0, 0, size, size * 0.74), solid(mix(colour, CLAY, 0.3), size * 0.4, 0.8, 0.6)
    )
    scar = Shape(ellipse(size * 0.16, size * 0.12, size * 0.5, size * 0.3, 10), flat(SAND, 0.85))
    shine = Shape(
        limb(
            [(-size * 0.56, -size * 0.1), (-size * 0.4, -size * 0.36), (-size * 0.06, -size * 0.5)],
            (1, size * 0.09, 1),
        ),
        flat(SHEA, 0.8),
    )
    return placed([shell, scar, shine], 0, 0, turn=turn)


def heap(
    width: float, height: float, size: float, rng: random.Random, colour: Colour = BARK
) -> list[Shape]:
    """A heap of shea nuts."""
    nuts: list[tuple[float, float]] = []
    rows = max(int(height / (size * 0.72)), 1)
    for row in range(rows):
        share = 1 - row / rows
        reach = width / 2 * math.sqrt(share)
        count = max(int(reach * 2 / (size * 1.5)), 1)
        for index in range(count + 1):
            x = -reach + 2 * reach * index / count + rng.uniform(-0.3, 0.3) * size
            nuts.append((x, -row * size * 0.72 + rng.uniform(-0.2, 0.2) * size))
    nuts.sort(key=lambda nut: nut[1])
    shapes = []
    for x, y in nuts:
        tone = mix(colour, rng.choice((MUD, CLAY, OCHRE)), 0.22)
        shapes += placed(shea_nut(size * rng.uniform(0.86, 1.1), rng.uniform(-70, 70), tone), x, y)
    return shapes


def shea_butter(width: float) -> list[Shape]:
    """A mound of shea butter, worked by hand."""
    w = width / 2
    mound = curve(
        [
            (-w, 0),
            (-w * 0.86, -w * 0.4),
            (-w * 0.4, -w * 0.78),
            (0, -w * 0.92),
            (w * 0.38, -w * 0.74),
            (w * 0.84, -w * 0.42),
            (w, 0),
            (0, w * 0.16),
        ]
    )
    swirl = [
        limb([(-w * 0.6, -w * 0.3), (-w * 0.1, -w * 0.2), (w * 0.5, -w * 0.36)], (1, w * 0.05, 1)),
        limb([(-w * 0.36, -w * 0.56), (0, -w * 0.5), (w * 0.34, -w * 0.6)], (1, w * 0.05, 1)),
    ]
    return [Shape(mound, solid(mix(SHEA, SUN, 0.3), w * 0.4, 0.4, 0.55))] + [
        Shape(line, flat(mix(SHEA, OCHRE, 0.6), 0.7)) for line in swirl
    ]


def parcel(width: float, wrapping: Textile) -> list[Shape]:
    """Soap tied up in a square of cloth, knotted on top."""
    shapes = block(width, width * 0.46, width * 0.56, wrapping.ground, 20)
    height, lean, up = width * 0.46, width * 0.56 * 0.62, width * 0.28
    front = [(0, 0), (0, -height), (width, -height), (width, 0)]
    top = [(0, -height), (lean, -height - up), (width + lean, -height - up), (width, -height)]
    side = [(width, -height), (width + lean, -height - up), (width + lean, -up), (width, 0)]
    shapes += [
        Shape(rounded(front, 16), cloth(wrapping, 40)),
        Shape(rounded(top, 18), cloth(wrapping, 24)),
        Shape(rounded(top, 18), flat(SUN, 0.26)),
        Shape(rounded(side, 12), cloth(wrapping, 30)),
        Shape(rounded(side, 12), flat(DUSK, 0.6)),
        Shape(limb([(8, -height), (width - 4, -height)], (4, 5)), flat(SUN, 0.6)),
        Shape(limb([(width, -height), (width + lean, -height - up)], (5, 3)), flat(SUN, 0.35)),
        Shape(limb([(width, -height), (width, -6)], (4, 2)), flat(SUN, 0.3)),
    ]
    x, y = width / 2 + lean / 2, -height - up / 2
    for ends in (
        [(x, y), (x - width * 0.2, y - width * 0.2), (x - width * 0.34, y - width * 0.14)],
        [(x, y), (x + width * 0.18, y - width * 0.22), (x + width * 0.32, y - width * 0.2)],
        [(x, y), (x - width * 0.12, y + width * 0.1), (x - width * 0.16, y + width * 0.26)],
        [(x, y), (x + width * 0.14, y + width * 0.06), (x + width * 0.22, y + width * 0.22)],
    ):
        shapes.append(
            Shape(
                limb(ends, (width * 0.05, width * 0.15, width * 0.05)),
                cloth(wrapping, width * 0.06),
            )
        )
    shapes.append(
        Shape(
            ellipse(x, y - width * 0.02, width * 0.085, width * 0.07), cloth(wrapping, width * 0.05)
        )
    )
    return shapes


def sack(width: float, filling: Colour | None = None) -> list[Shape]:
    """A jute sack with a rolled rim."""
    w = width / 2
    body = curve(
        [
            (-w * 0.9, 0),
            (-w, -w * 0.8),
            (-w * 0.84, -w * 1.5),
            (w * 0.84, -w * 1.5),
            (w, -w * 0.8),
            (w * 0.9, 0),
            (0, w * 0.08),
        ]
    )
    return [
        Shape(body, solid(mix(SAND, OCHRE, 0.3), w * 0.4, 0.6, 0.6)),
        Shape(ellipse(0, -w * 1.5, w * 0.92, w * 0.24), solid(mix(SAND, OCHRE, 0.1), 8)),
        Shape(ellipse(0, -w * 1.52, w * 0.74, w * 0.17), flat(filling or mix(OCHRE, MUD, 0.6))),
    ]


def drape(width: float, height: float, ink: Ink, waves: int = 3) -> list[Shape]:
    """A cloth hanging from a line or a rail; its top left corner at (0, 0)."""
    hem = [
        (width * (1 - step / (waves * 2)), height * (1 if step % 2 else 0.975))
        for step in range(waves * 2 + 1)
    ]
    right = curve([(width, 0), (width * 0.985, height * 0.5), hem[0]], closed=False, steps=6)
    left = curve([hem[-1], (width * 0.02, height * 0.5), (0, 0)], closed=False, steps=6)
    shapes = [Shape((*right, *curve(hem, closed=False, steps=6), *left), ink)]
    for fall in range(1, waves):
        x = width * fall / waves
        line = [
            (x, height * 0.02),
            (x - width * 0.03, height * 0.5),
            (x + width * 0.02, height * 0.95),
        ]
        shapes.append(Shape(limb(line, (2, width * 0.06, width * 0.04)), flat(DUSK, 0.3)))
        bright = [(u - width * 0.06, v) for u, v in line]
        shapes.append(Shape(limb(bright, (1, width * 0.035, 2)), flat(SUN, 0.28)))
    return shapes
