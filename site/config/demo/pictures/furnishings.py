"""What stands in a courtyard: racks, stools, a balance, a lantern. Bases on y = 0."""

from .canvas import Shape, flat, placed, solid
from .curves import Point, box, curve, ellipse, limb, rounded
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DUSK,
    GOLD,
    INDIGO,
    LATERITE,
    MUD,
    OCHRE,
    PALE_INDIGO,
    SAND,
    SHEA,
    SUN,
    Colour,
    mix,
)
from .soap import bar, block


def shelf(width: float, bars: int, colour: Colour, slats: float = 14) -> list[Shape]:
    """One shelf of a drying rack with its bars, seen from a little above."""
    step = width / bars
    shapes = [
        Shape(((0, 0), (46, -56), (width + 46, -56), (width, 0)), solid(mix(BARK, CLAY, 0.4), 8)),
    ]
    size = step * 0.62
    for row, (right, up) in enumerate(((30, -34), (6, -4))):
        for index in range(bars):
            tone = mix(colour, OCHRE, ((index * 7 + row * 3) % 5) * 0.035)
            shapes += placed(bar(size, tone), right + index * step, up)
    shapes.append(Shape(box(-8, 0, width + 8, slats), solid(BARK, 8)))
    return shapes


def rack(width: float, height: float, rows: int, colour: Colour) -> list[Shape]:
    """A wooden rack of soap, its feet on y = 0."""
    posts = [Shape(box(x - 9, -height - 40, x + 9, 0), solid(BARK, 8)) for x in (34, width + 38)]
    near = [
        Shape(box(x - 11, -height - 20, x + 11, 26), solid(mix(BARK, CLAY, 0.25), 9))
        for x in (0, width)
    ]
    shapes = posts
    for row in range(rows):
        up = -height + (height - 90) * row / max(rows - 1, 1) + 40
        shapes = shapes + placed(shelf(width, round(width / 92), colour), 0, up)
    return [*shapes, *near]


def savings_box(width: float) -> list[Shape]:
    """The group's savings box: wood, painted, with three locks for three key-holders."""
    height = width * 0.56
    shapes = block(width, height, width * 0.56, INDIGO, 8)
    edge = width * 0.03
    shapes.append(Shape(box(0, -height * 0.72, width, -height * 0.66), flat(DEEP_INDIGO)))
    for at in (0.18, 0.5, 0.82):
        x, y = width * at, -height * 0.69
        shapes += [
            Shape(box(x - edge, y - height * 0.14, x + edge, y + height * 0.1), solid(OCHRE, 5)),
            Shape(
                limb(
                    [
                        (x - edge * 1.1, y + height * 0.13),
                        (x, y + height * 0.03),
                        (x + edge * 1.1, y + height * 0.13),
                    ],
                    (edge * 0.6,) * 3,
                ),
                flat(SHEA),
            ),
            Shape(
                rounded(
                    box(x - edge * 1.8, y + height * 0.11, x + edge * 1.8, y + height * 0.31), 5
                ),
                solid(GOLD, 8),
            ),
            Shape(ellipse(x, y + height * 0.2, edge * 0.5, edge * 0.6), flat(MUD)),
        ]
    for k in range(9):
        x = width * (0.08 + k * 0.105)
        up = height * 0.06 * (1 if k % 2 else -1)
        shapes.append(
            Shape(
                limb(
                    [(x, -height * 0.16 + up), (x + width * 0.105, -height * 0.16 - up)],
                    (edge * 0.6, edge * 0.6),
                ),
                flat(SHEA, 0.9),
            )
        )
    return shapes


def notebook(width: float, lines: int = 7) -> list[Shape]:
    """An open ledger lying flat, its near edge on y = 0, ruled and filled by hand."""
    high = width * 0.42
    pages = [
        ((-width / 2, 0), (-width * 0.4, -high), (0, -high * 1.02), (0, 0.02 * high)),
        ((0, 0.02 * high), (0, -high * 1.02), (width * 0.4, -high), (width / 2, 0)),
    ]
    cover = (
        (-width * 0.52, 8),
        (-width * 0.415, -high - 6),
        (width * 0.415, -high - 6),
        (width * 0.52, 8),
    )
    shapes = [Shape(cover, solid(LATERITE, 8))]
    for side, page in enumerate(pages):
        tone = COTTON if side == 0 else mix(COTTON, SAND, 0.35)
        shapes.append(Shape(page, solid(tone, width * 0.05, 0.2, 0.5)))
        for line in range(1, lines + 1):
            share = line / (lines + 1)
            reach = width * (0.5 - 0.1 * share)
            y = -high * share
            left, right = (-reach + 12, -16) if side == 0 else (16, reach - 12)
            shapes.append(Shape(limb([(left, y), (right, y)], (1.6, 1.6)), flat(PALE_INDIGO, 0.9)))
            end = left + (right - left) * (0.48 + 0.4 * ((line * 5 + side * 2) % 4) / 4)
            shapes.append(
                Shape(_writing(left + 6, end, y - high * 0.035, high * 0.05), flat(INDIGO, 0.9))
            )
    shapes.append(Shape(limb([(0, 0), (0, -high)], (5, 3)), flat(DUSK, 0.35)))
    return shapes


def _writing(left: float, right: float, y: float, height: float) -> tuple[Point, ...]:
    steps = max(int((right - left) / (height * 0.9)), 2)
    points = [
        (
            left + (right - left) * k / steps,
            y + (height * 0.4 if k % 2 else -height * (k % 3) * 0.3),
        )
        for k in range(steps + 1)
    ]
    return limb(points, (2.2, 3.2, 2.2))


def mortar(height: float) -> list[Shape]:
    """A wooden mortar with its pestle leaning in it."""
    w = height * 0.3
    pestle = limb(
        [(w * 0.1, -height * 0.8), (w * 1.5, -height * 2.3)], (w * 0.34, w * 0.2, w * 0.36)
    )
    body = curve(
        [
            (-w * 0.7, 0),
            (-w * 0.56, -height * 0.2),
            (-w, -height * 0.6),
            (-w * 0.96, -height),
            (w * 0.96, -height),
            (w, -height * 0.6),
            (w * 0.56, -height * 0.2),
            (w * 0.7, 0),
        ]
    )
    return [
        Shape(body, solid(mix(BARK, CLAY, 0.5), w * 0.5, 0.7, 0.6)),
        Shape(ellipse(0, -height, w * 0.98, w * 0.28), flat(mix(CLAY, SUN, 0.3))),
        Shape(ellipse(0, -height, w * 0.8, w * 0.2), flat(mix(BARK, DUSK, 0.5))),
        Shape(pestle, solid(mix(BARK, CLAY, 0.6), w * 0.16, 0.7, 0.6)),
    ]


def stool(width: float) -> list[Shape]:
    """A low carved stool."""
    legs = [
        Shape(
            limb([(x * width, -width * 0.3), (x * width * 1.2, 0)], (width * 0.12,) * 2),
            solid(BARK, 8),
        )
        for x in (-0.36, 0.36)
    ]
    return [
        *legs,
        Shape(
            rounded(box(-width / 2, -width * 0.38, width / 2, -width * 0.24), 8),
            solid(mix(BARK, CLAY, 0.4), 10),
        ),
    ]


def balance(width: float) -> list[Shape]:
    """A market balance: a post, a beam, two brass pans on cords; pans at ±width / 2."""
    post_high = width * 0.86
    shapes = [
        Shape(rounded(box(-width * 0.16, -width * 0.06, width * 0.16, 0), 6), solid(BARK, 8)),
        Shape(limb([(0, -width * 0.04), (0, -post_high)], (22, 16)), solid(BARK, 8)),
        Shape(
            limb(
                [(-width / 2, -post_high + 14), (0, -post_high - 6), (width / 2, -post_high + 14)],
                (10, 20, 10),
            ),
            solid(OCHRE, 7),
        ),
        Shape(ellipse(0, -post_high - 4, 16, 16), solid(GOLD, 8)),
    ]
    for side in (-1, 1):
        x = side * width / 2
        cords = [(x + lean * width, -width * 0.3) for lean in (-0.17, 0, 0.17)]
        shapes += [Shape(limb([(x, -post_high + 14), end], (3, 3)), flat(MUD)) for end in cords]
        pan = curve(
            [
                (x - width * 0.19, -width * 0.31),
                (x - width * 0.12, -width * 0.24),
                (x, -width * 0.22),
                (x + width * 0.12, -width * 0.24),
                (x + width * 0.19, -width * 0.31),
                (x, -width * 0.34),
            ]
        )
        shapes.append(Shape(pan, solid(GOLD, width * 0.06, 0.6, 0.7)))
        shapes.append(
            Shape(ellipse(x, -width * 0.31, width * 0.19, width * 0.04), flat(mix(GOLD, MUD, 0.45)))
        )
    return shapes


def lantern(height: float) -> list[Shape]:
    """A storm lantern, lit."""
    w = height * 0.24
    return [
        Shape(
            limb(
                [
                    (-w, -height * 0.3),
                    (-w * 1.1, -height * 0.9),
                    (0, -height * 1.12),
                    (w * 1.1, -height * 0.9),
                    (w, -height * 0.3),
                ],
                (5,) * 5,
            ),
            flat(MUD),
        ),
        Shape(rounded(box(-w, -height * 0.2, w, 0), 6), solid(LATERITE, 8)),
        Shape(
            curve(
                [
                    (-w * 0.6, -height * 0.2),
                    (-w * 0.86, -height * 0.46),
                    (-w * 0.5, -height * 0.74),
                    (w * 0.5, -height * 0.74),
                    (w * 0.86, -height * 0.46),
                    (w * 0.6, -height * 0.2),
                ]
            ),
            flat(mix(SUN, COTTON, 0.5)),
        ),
        Shape(
            rounded(box(-w * 0.7, -height * 0.86, w * 0.7, -height * 0.72), 6), solid(LATERITE, 8)
        ),
    ]
