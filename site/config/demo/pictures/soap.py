"""Soap in its forms: blocks, bars, balls. Bases on y = 0."""

from .canvas import Ink, Shape, flat, solid
from .curves import Point, curve, limb, rounded
from .palette import COTTON, DUSK, MUD, SUN, Colour, mix


def block(
    width: float, height: float, deep: float, colour: Colour, soft: float = 10
) -> list[Shape]:
    """A block seen from the front, above and the right; its front bottom left corner at (0, 0)."""
    lean = deep * 0.62
    top = [
        (0, -height),
        (lean, -height - deep * 0.5),
        (width + lean, -height - deep * 0.5),
        (width, -height),
    ]
    side = [
        (width, -height),
        (width + lean, -height - deep * 0.5),
        (width + lean, -deep * 0.5),
        (width, 0),
    ]
    whole = [(0, 0), (0, -height), top[1], top[2], side[2], (width, 0)]
    grain = max(height * 0.16, 3)
    return [
        Shape(rounded(whole, soft), solid(mix(colour, DUSK, 0.1), grain, 0.5, 0.3)),
        Shape(rounded(side, soft * 0.5), Ink(mix(colour, DUSK, 0.42), shade=0.4, depth=grain)),
        Shape(rounded(top, soft), Ink(mix(colour, SUN, 0.34), lit=0.5, depth=grain)),
    ]


def stamped(width: float, height: float, colour: Colour) -> list[Shape]:
    """The makers' figure pressed in the front of a bar: a comb between two river lines."""
    deep, light = mix(colour, MUD, 0.42), mix(colour, COTTON, 0.5)
    middle, up, w = width / 2, -height / 2, height * 0.045
    lines: list[list[Point]] = [
        [
            (middle + height * (k * 0.13 - 0.39), up - height * 0.16),
            (middle + height * (k * 0.13 - 0.39), up + height * 0.16),
        ]
        for k in range(7)
    ]
    lines.append([(middle - height * 0.46, up), (middle + height * 0.46, up)])
    for y in (up - height * 0.3, up + height * 0.3):
        for k in range(-5, 5):
            x = middle + k * height * 0.12
            rise = height * 0.05 * (1 if k % 2 else -1)
            lines.append([(x, y + rise), (x + height * 0.12, y - rise)])
    drawn = []
    for line in lines:
        lower = [(x + w * 0.5, y + w * 0.5) for x, y in line]
        drawn.append(Shape(limb(lower, (w, w)), flat(light, 0.8)))
        drawn.append(Shape(limb(line, (w, w)), flat(deep, 0.8)))
    return drawn


def bar(width: float, colour: Colour, stamp: bool = False) -> list[Shape]:
    """A bar of soap, its front `width` wide."""
    height = width * 0.36
    shapes = block(width, height, width * 0.54, colour, width * 0.075)
    return [*shapes, *stamped(width, height, colour)] if stamp else shapes


def ball(radius: float, colour: Colour) -> list[Shape]:
    """A round gabakourouni, shaped by hand; its foot on (0, 0)."""
    dents = [
        limb(
            [
                (-radius * 0.52, -radius * 0.94),
                (-radius * 0.4, -radius * 0.62),
                (-radius * 0.12, -radius * 0.44),
            ],
            (1, radius * 0.05, 1),
        ),
        limb(
            [
                (radius * 0.1, -radius * 1.62),
                (radius * 0.34, -radius * 1.46),
                (radius * 0.46, -radius * 1.22),
            ],
            (1, radius * 0.045, 1),
        ),
    ]
    body = curve(
        [
            (-radius * 0.7, -radius * 0.1),
            (-radius, -radius * 0.86),
            (-radius * 0.62, -radius * 1.74),
            (radius * 0.1, -radius * 1.94),
            (radius * 0.76, -radius * 1.66),
            (radius, -radius * 0.92),
            (radius * 0.66, -radius * 0.12),
            (0, 0),
        ]
    )
    return [Shape(body, solid(colour, radius * 0.62, 0.6, 0.6))] + [
        Shape(dent, flat(mix(colour, MUD, 0.5), 0.45)) for dent in dents
    ]
