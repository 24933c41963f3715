"""Grounds and distances: sky, hills, courtyards, streets, the river."""

import random
from itertools import pairwise

from .canvas import Canvas, Ink, Shape, flat, placed, solid
from .curves import Point, blob, box, curve, ellipse, limb, ridge
from .goods import drape
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DUSK,
    GOLD,
    HONEY,
    INDIGO,
    LATERITE,
    MILLET,
    MUD,
    OCHRE,
    SAND,
    SHEA,
    SUN,
    WALL,
    Colour,
    mix,
)
from .trees import foliage

BLEED = 160


def sky(canvas: Canvas, horizon: float, tones: tuple[Colour, ...]) -> None:
    """Bands of evening colour, the first highest, each blown into the next."""
    high = horizon / len(tones)
    canvas.fill(box(-BLEED, -BLEED, canvas.width + BLEED, horizon + 4), flat(tones[0]))
    for index, tone in enumerate(tones[1:], start=1):
        band = box(-BLEED * 3, index * high, canvas.width + BLEED * 3, horizon + 300)
        canvas.spray(band, tone, high * 0.42)


DAY = (mix(SHEA, OCHRE, 0.34), mix(SHEA, OCHRE, 0.2), mix(SHEA, SUN, 0.34))
EVENING = (mix(INDIGO, CLAY, 0.5), mix(CLAY, OCHRE, 0.4), HONEY, mix(SUN, SHEA, 0.3))
NIGHTFALL = (DEEP_INDIGO, INDIGO, mix(INDIGO, CLAY, 0.45), mix(CLAY, LATERITE, 0.3))


def sun(canvas: Canvas, x: float, y: float, radius: float) -> None:
    """The low sun and its haze."""
    canvas.spray(
        ellipse(x, y, radius * 2.1, radius * 2.1), mix(SUN, COTTON, 0.3), radius * 0.8, 0.5
    )
    canvas.fill(ellipse(x, y, radius, radius), flat(mix(COTTON, SUN, 0.4)))


def ground(canvas: Canvas, horizon: float, colour: Colour) -> None:
    """Bare laterite ground, lit on the left, darker towards the right and near."""
    width, height = canvas.width, canvas.height
    canvas.fill(box(-BLEED, horizon, width + BLEED, height + BLEED), flat(colour))
    canvas.spray(
        ((width * 0.3, height + 400), (width + 500, horizon + 60), (width + 500, height + 400)),
        mix(colour, DUSK, 0.42),
        190,
        0.7,
    )
    canvas.spray(
        box(-300, horizon + 30, width * 0.42, height * 0.8), mix(colour, SUN, 0.6), 130, 0.6
    )
    for _ in range(26):
        x, share = canvas.rng.uniform(0, width), canvas.rng.random()
        y = horizon + (height - horizon) * share
        long = 20 + 70 * share
        canvas.fill(
            limb([(x, y), (x + long, y + 2)], (1, 3 + 3 * share, 1)),
            flat(mix(colour, DUSK, 0.5), 0.3),
        )


def plateau(
    canvas: Canvas, points: list[Point], floor: float, colour: Colour, cliff: float = 0.5
) -> None:
    """A Mandingue hill: a flat top, a cliff, a long slope."""
    canvas.fill(ridge(points, floor), Ink(colour, cliff, 0.35, 46))
    for (x, y), (u, v) in pairwise(points):
        for _ in range(3):
            share = canvas.rng.random()
            left, top = x + (u - x) * share, y + (v - y) * share + canvas.rng.uniform(16, 60)
            canvas.fill(
                limb([(left, top), (left + canvas.rng.uniform(10, 26), top + 46)], (2, 9, 1)),
                flat(mix(colour, DUSK, 0.6), 0.32),
            )


def bushes(canvas: Canvas, y: float, size: float, count: int, colour: Colour) -> None:
    """Scattered trees and bushes along a line."""
    for _ in range(count):
        x, w = canvas.rng.uniform(-20, canvas.width + 20), size * canvas.rng.uniform(0.6, 1.3)
        bush = blob(x, y - w * 0.2, w * 0.6, w * 0.34, canvas.rng)
        canvas.shadow(ellipse(x + w * 0.7, y + w * 0.06, w * 0.9, w * 0.1), 0.32, 2)
        canvas.fill(bush, solid(colour, w * 0.2, 0.6, 0.6))


def house(
    width: float, height: float, colour: Colour, door: Colour | None = None, windows: int = 0
) -> list[Shape]:
    """A mud-brick house: lit left wall, front in half shade, roof edge with spouts."""
    flank = width * 0.3
    front = ((0, 0), (0, -height), (width, -height * 1.02), (width, 0))
    left = ((-flank, -height * 0.05), (-flank, -height * 0.94), (0, -height), (0, 0))
    shapes = [
        Shape(front, solid(mix(colour, DUSK, 0.22), width * 0.08, 0.15, 0.3)),
        Shape(left, Ink(mix(colour, SUN, 0.34), lit=0.3, depth=width * 0.06)),
        Shape(
            limb(
                [(-flank, -height * 0.95), (0, -height), (width, -height * 1.02)],
                (height * 0.035,) * 3,
            ),
            solid(mix(colour, SUN, 0.15), 5),
        ),
    ]
    for index in range(3):
        x = width * (0.2 + index * 0.3)
        shapes.append(
            Shape(
                limb([(x, -height * 0.9), (x + 4, -height * 0.84)], (height * 0.03,) * 2),
                flat(BARK),
            )
        )
    if door:
        x = width * 0.56
        shapes += [
            Shape(box(x, -height * 0.56, x + width * 0.22, 0), solid(door, 7)),
            Shape(
                limb([(x + width * 0.11, -height * 0.54), (x + width * 0.11, -2)], (3, 3)),
                flat(DUSK, 0.5),
            ),
        ]
    for index in range(windows):
        x = width * (0.12 + index * 0.2)
        shapes.append(
            Shape(
                box(x, -height * 0.66, x + width * 0.12, -height * 0.44),
                solid(mix(INDIGO, MUD, 0.5), 5),
            )
        )
    return shapes


def town(canvas: Canvas, y: float, size: float, rows: int, colour: Colour, air: Colour) -> None:
    """Roofs of the quarter, row behind row, paler with distance."""
    for row in range(rows):
        near = (row + 1) / rows
        x = -canvas.rng.uniform(0, size)
        while x < canvas.width + size:
            w = size * near * canvas.rng.uniform(0.7, 1.25)
            h = w * canvas.rng.uniform(0.5, 0.85)
            tone = mix(mix(colour, air, 0.55 * (1 - near)), CLAY, canvas.rng.uniform(0, 0.25))
            door = canvas.rng.choice((INDIGO, MILLET, LATERITE)) if near > 0.6 else None
            canvas.draw(
                placed(
                    house(w, h, tone, door, canvas.rng.choice((0, 1, 2))), x, y + row * size * 0.3
                )
            )
            if canvas.rng.random() < 0.4:
                canvas.draw(
                    placed(
                        foliage(
                            w * 0.8, w * 0.5, canvas.rng, mix(MILLET, air, 0.4 * (1 - near)), 26
                        ),
                        x + w * 1.05,
                        y + row * size * 0.3 - h * 0.8,
                    )
                )
            x += w * canvas.rng.uniform(1.25, 1.6)


def wall(canvas: Canvas, top: float, foot: float, colour: Colour = WALL) -> None:
    """A courtyard wall of mud plaster with a painted foot."""
    width = canvas.width
    line = [(x, top + canvas.rng.uniform(-5, 5)) for x in range(-BLEED, width + BLEED * 2, 150)]
    canvas.fill(ridge(line, foot), solid(colour, 14, 0.6, 0))
    canvas.spray(
        (
            (width * 0.36, foot + 200),
            (width * 0.9, top - 100),
            (width + 500, top - 100),
            (width + 500, foot + 200),
        ),
        mix(colour, DUSK, 0.36),
        150,
        0.6,
    )
    canvas.spray(box(-300, top + 40, width * 0.3, foot - 30), mix(colour, SUN, 0.55), 110, 0.55)
    canvas.fill(box(-BLEED, foot - 34, width + BLEED, foot), flat(mix(colour, LATERITE, 0.4), 0.6))
    for _ in range(30):
        x, y = canvas.rng.uniform(0, width), canvas.rng.uniform(top + 30, foot - 50)
        canvas.fill(
            limb([(x, y), (x + canvas.rng.uniform(14, 50), y + 3)], (1, 4, 1)),
            flat(mix(colour, DUSK, 0.5), 0.22),
        )


def doorway(canvas: Canvas, x: float, foot: float, width: float, curtain: Ink | None) -> None:
    """A dark doorway with a lit jamb and perhaps a curtain."""
    high = width * 1.95
    canvas.fill(
        box(x - 16, foot - high - 16, x + width + 16, foot), solid(mix(SHEA, OCHRE, 0.3), 14)
    )
    canvas.fill(box(x, foot - high, x + width, foot), flat(mix(MUD, DUSK, 0.5)))
    canvas.fill(box(x + width - 14, foot - high, x + width, foot), flat(mix(WALL, DUSK, 0.25)))
    if curtain:
        canvas.draw(placed(drape(width * 0.6, high - 22, curtain), x, foot - high))


def dapple(
    canvas: Canvas, left: float, top: float, right: float, bottom: float, count: int
) -> None:
    """The shade of a tree on the ground, with holes of light."""
    middle, centre = (left + right) / 2, (top + bottom) / 2
    canvas.spray(
        ellipse(middle, centre, (right - left) / 2, (bottom - top) / 2),
        mix(CLAY, DUSK, 0.62),
        26,
        0.62,
    )
    for _ in range(count):
        x, y = canvas.rng.uniform(left, right), canvas.rng.uniform(top, bottom)
        size = canvas.rng.uniform(8, 26)
        canvas.fill(ellipse(x, y, size * 1.7, size * 0.42, 4), flat(mix(HONEY, SUN, 0.5), 0.55))


def overhang(canvas: Canvas, rng: random.Random, depth: float, left: float, right: float) -> None:
    """Mango branches hanging into the picture from above."""
    x = left
    while x < right:
        w = rng.uniform(240, 380)
        canvas.draw(
            placed(
                foliage(w, depth * rng.uniform(0.8, 1.3), rng, MILLET, 44),
                x,
                rng.uniform(-10, depth * 0.2),
            )
        )
        x += w * 0.5
    for _ in range(26):
        x, y = rng.uniform(left, right), depth * rng.uniform(0.1, 0.46)
        canvas.fill(
            limb(
                [(x, y), (x + rng.uniform(-14, 14), y + 30), (x + rng.uniform(-26, 26), y + 66)],
                (5, 16, 2),
            ),
            solid(mix(MILLET, rng.choice((DUSK, SUN)), 0.3), 5),
        )


def river(canvas: Canvas, top: float, bottom: float, glow_x: float) -> None:
    """The Niger at dusk: bands of light on slow water."""
    canvas.fill(
        box(-BLEED, top, canvas.width + BLEED, bottom + BLEED), flat(mix(INDIGO, CLAY, 0.36))
    )
    canvas.spray(
        box(-400, top, canvas.width + 400, top + (bottom - top) * 0.3),
        mix(CLAY, HONEY, 0.5),
        70,
        0.8,
    )
    canvas.spray(box(-400, bottom - 130, canvas.width + 400, bottom + 400), DEEP_INDIGO, 150, 0.9)
    for _ in range(150):
        share = canvas.rng.random() ** 1.4
        y = top + (bottom - top) * share
        long = 30 + 190 * share
        x = canvas.rng.uniform(-100, canvas.width)
        tone = canvas.rng.choice((HONEY, mix(INDIGO, DUSK, 0.3), mix(CLAY, SUN, 0.2)))
        canvas.fill(
            limb([(x, y), (x + long / 2, y + 2), (x + long, y)], (1, 2 + 6 * share, 1)),
            flat(tone, 0.5),
        )
    for step in range(34):
        share = step / 34
        y = top + 6 + (bottom - top) * share**1.25
        long = (60 + 90 * share) * canvas.rng.uniform(0.5, 1.25)
        x = glow_x + canvas.rng.uniform(-26, 26) * (1 + share)
        canvas.fill(
            limb([(x - long, y), (x, y + 1), (x + long, y)], (1, 5 + 8 * share, 1)),
            flat(mix(SUN, COTTON, 0.4), 0.92 - 0.5 * share),
        )


def pirogue(length: float, colour: Colour = MUD) -> list[Shape]:
    """A long river boat, painted along its side."""
    hull = curve(
        [
            (-length / 2, -length * 0.075),
            (-length * 0.3, -length * 0.02),
            (0, 0),
            (length * 0.3, -length * 0.02),
            (length / 2, -length * 0.085),
            (length * 0.3, -length * 0.06),
            (0, -length * 0.045),
            (-length * 0.3, -length * 0.055),
        ]
    )
    stripe = limb(
        [(-length * 0.38, -length * 0.042), (0, -length * 0.024), (length * 0.38, -length * 0.044)],
        (2, length * 0.012, 2),
    )
    return [Shape(hull, solid(colour, length * 0.02, 0.8, 0.4)), Shape(stripe, flat(GOLD, 0.9))]


def reeds(canvas: Canvas, x: float, foot: float, height: float, count: int) -> None:
    """Reeds at the water's edge."""
    for _ in range(count):
        left, tall = x + canvas.rng.uniform(-90, 90), height * canvas.rng.uniform(0.5, 1)
        lean = canvas.rng.uniform(-0.1, 0.3) * tall
        canvas.fill(
            limb(
                [(left, foot), (left + lean * 0.3, foot - tall * 0.6), (left + lean, foot - tall)],
                (8, 6, 1),
            ),
            solid(mix(MILLET, DUSK, canvas.rng.uniform(0.3, 0.7)), 3, 0.7, 0),
        )


def awning(canvas: Canvas, left: float, right: float, y: float, drop: float, ink: Ink) -> None:
    """A market awning of cloth on poles."""
    for x in (left + 20, right - 20):
        canvas.fill(limb([(x, y), (x + 4, y + drop)], (13, 15)), solid(BARK, 6))
    back = ((left + 40, y - 70), (right - 70, y - 76))
    scallops: list[Point] = []
    for step in range(13):
        x = right + 24 - (right - left + 48) * step / 12
        scallops.append((x, y + (34 if step % 2 else 16)))
    canvas.fill((*back, (right + 24, y - 6), (left - 24, y - 6)), ink)
    canvas.fill((*back, (right + 24, y - 6), (left - 24, y - 6)), flat(SUN, 0.16))
    canvas.fill(((left - 24, y - 6), (right + 24, y - 6), *curve(scallops, closed=False)), ink)
    canvas.fill(
        ((left - 24, y - 6), (right + 24, y - 6), (right + 24, y + 8), (left - 24, y + 8)),
        flat(DUSK, 0.25),
    )


def hanging(
    canvas: Canvas, start: Point, end: Point, cloths: list[tuple[float, float, Ink]]
) -> None:
    """A washing line with cloths: where along the line, how wide, which."""
    sag = [(start[0], start[1]), ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 26), end]
    canvas.fill(limb(sag, (3, 3)), flat(MUD))
    for share, wide, ink in cloths:
        x = start[0] + (end[0] - start[0]) * share
        y = start[1] + (end[1] - start[1]) * share + 26 * 4 * share * (1 - share)
        canvas.draw(placed(drape(wide, wide * 1.36, ink), x, y, turn=1.5))


def far_sand(colour: Colour, share: float) -> Colour:
    """A colour as the evening haze shows it far away."""
    return mix(colour, mix(SUN, SAND, 0.5), share)


OUTDOORS = mix(OCHRE, CLAY, 0.4)
"""The ground of Bamako in low sun."""
