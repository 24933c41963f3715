"""Hands close by, large enough to see what they do."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .canvas import Shape, flat, placed, solid
from .curves import Point, curve, ellipse, limb
from .looks import skin
from .palette import DUSK, GOLD, Colour, mix


@dataclass(frozen=True)
class Grip:
    """Where four fingers (near to far) and the thumb go."""

    fingers: tuple[tuple[Point, ...], ...]
    thumb: tuple[Point, ...]
    palm: tuple[Point, ...]


OPEN = Grip(
    fingers=(
        ((92, -40), (134, -52), (168, -52), (194, -46)),
        ((98, -16), (146, -22), (188, -20), (218, -12)),
        ((98, 10), (146, 10), (188, 14), (214, 22)),
        ((90, 34), (128, 38), (160, 44), (184, 52)),
    ),
    thumb=((26, -40), (58, -76), (96, -96), (122, -100)),
    palm=(
        (-20, -34),
        (30, -42),
        (78, -58),
        (108, -52),
        (116, 0),
        (106, 46),
        (70, 52),
        (26, 40),
        (-20, 34),
    ),
)


CUPPED = Grip(
    fingers=(
        ((88, -44), (128, -66), (162, -66), (186, -46)),
        ((98, -18), (144, -34), (184, -28), (208, -2)),
        ((100, 10), (146, 2), (184, 12), (204, 36)),
        ((92, 36), (130, 36), (160, 48), (176, 70)),
    ),
    thumb=((24, 34), (60, 70), (100, 92), (132, 92)),
    palm=OPEN.palm,
)


HOLDING = Grip(
    fingers=(
        ((86, -48), (124, -62), (140, -36), (118, -14)),
        ((96, -22), (138, -34), (152, -8), (126, 12)),
        ((98, 6), (138, -2), (150, 24), (124, 40)),
        ((90, 32), (124, 30), (134, 50), (110, 62)),
    ),
    thumb=((30, -44), (66, -78), (108, -82), (134, -66)),
    palm=OPEN.palm,
)


def hand(colour: Colour, grip: Grip, arm: float = 420) -> list[Shape]:
    """A hand and its forearm, seen from near, with a bracelet."""
    deep = mix(colour, DUSK, 0.6)
    shapes = [
        Shape(limb([(-arm, 10), (-arm * 0.5, 4), (10, 0)], (118, 104, 66)), skin(colour, 30)),
        Shape(curve(grip.palm), skin(colour, 24)),
    ]
    for finger in grip.fingers:
        shapes.append(Shape(limb(finger, (33, 31, 28, 22)), skin(colour, 12)))
        shapes += [*_knuckle(finger, deep), _nail(finger, colour)]
    shapes.append(Shape(limb(grip.thumb, (42, 38, 33, 24)), skin(colour, 13)))
    shapes.append(_nail(grip.thumb, colour))
    return shapes


def _knuckle(finger: Sequence[Point], deep: Colour) -> list[Shape]:
    (x, y), (u, v) = finger[1], finger[2]
    angle = math.atan2(v - y, u - x)
    across = (-math.sin(angle) * 9, math.cos(angle) * 9)
    ends = [(x - across[0], y - across[1]), (x + 3, y), (x + across[0], y + across[1])]
    return [Shape(limb(ends, (1, 3.2, 1)), flat(deep, 0.55))]


def _nail(finger: Sequence[Point], colour: Colour) -> Shape:
    (x, y), (u, v) = finger[-2], finger[-1]
    angle = math.atan2(v - y, u - x)
    nail = ellipse(u + math.cos(angle) * 1, v + math.sin(angle) * 1, 9.5, 6.8, math.degrees(angle))
    return Shape(nail, flat(mix(colour, (236, 176, 140), 0.55)))


def bangle(x: float, y: float, turn: float, width: float = 76) -> list[Shape]:
    """A brass bangle across a wrist."""
    ring = [Shape(limb([(-3, -width / 2), (7, 0), (-3, width / 2)], (10, 12, 10)), solid(GOLD, 5))]
    return placed(ring, x, y, turn=turn)
