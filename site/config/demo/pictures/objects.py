"""Things of the trade: soap, calabashes, basins, racks, nuts, the savings box. Bases on y = 0."""

import math
import random

from .canvas import Ink, Shape, cloth, flat, placed, solid
from .curves import Point, blob, box, curve, ellipse, limb, rounded
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DUSK,
    ENAMEL,
    GOLD,
    HONEY,
    INDIGO,
    LATERITE,
    MILLET,
    MUD,
    OCHRE,
    PALE_INDIGO,
    SAND,
    SHEA,
    SUN,
    Colour,
    mix,
)
from .textiles import Textile


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


def calabash(radius: float, filling: Colour | None = None, carved: bool = True) -> list[Shape]:
    """Half a calabash; its rim an ellipse, its shell carved with a band."""
    rim_y, ry = -radius * 0.86, radius * 0.27
    shell = curve(
        [
            (-radius, rim_y),
            (-radius * 0.93, -radius * 0.42),
            (-radius * 0.5, -radius * 0.04),
            (0, 0.02 * radius),
            (radius * 0.5, -radius * 0.04),
            (radius * 0.93, -radius * 0.42),
            (radius, rim_y),
            (0, rim_y - ry),
        ]
    )
    shapes = [Shape(shell, solid(OCHRE, radius * 0.36, 0.65, 0.65))]
    if carved:
        for step in range(-6, 7):
            angle = step / 7 * math.pi / 2
            x, y = (
                math.sin(angle) * radius * 0.93,
                rim_y + math.cos(angle) * ry * 1.2 + radius * 0.17,
            )
            up = radius * 0.06 * (1 if step % 2 else -1)
            nxt = (step + 1) / 7 * math.pi / 2
            u = math.sin(nxt) * radius * 0.93
            v = rim_y + math.cos(nxt) * ry * 1.2 + radius * 0.17
            if step < 6:
                shapes.append(
                    Shape(limb([(x, y + up), (u, v - up)], (radius * 0.028,) * 2), flat(BARK, 0.8))
                )
    inside = mix(OCHRE, SUN, 0.35)
    shapes.append(Shape(ellipse(0, rim_y, radius, ry), flat(mix(OCHRE, SUN, 0.55))))
    shapes.append(
        Shape(
            ellipse(0, rim_y, radius * 0.94, ry * 0.88),
            Ink(mix(inside, MUD, 0.35), shade=0, lit=0.4, depth=radius * 0.2),
        )
    )
    if filling:
        shapes.append(
            Shape(
                ellipse(0, rim_y + ry * 0.16, radius * 0.86, ry * 0.68),
                solid(filling, radius * 0.2, 0.5, 0.35),
            )
        )
    return shapes


def basin(radius: float, colour: Colour = ENAMEL, filling: Colour | None = None) -> list[Shape]:
    """An enamel basin with a painted rim and a row of painted dots."""
    rim_y, ry = -radius * 0.62, radius * 0.25
    side = curve(
        [
            (-radius, rim_y),
            (-radius * 0.86, -radius * 0.2),
            (-radius * 0.62, -radius * 0.02),
            (0, radius * 0.06),
            (radius * 0.62, -radius * 0.02),
            (radius * 0.86, -radius * 0.2),
            (radius, rim_y),
            (0, rim_y - ry),
        ]
    )
    shapes = [Shape(side, solid(colour, radius * 0.34, 0.55, 0.7))]
    paint = INDIGO if colour != INDIGO else HONEY
    for step in range(-5, 6):
        angle = step / 6 * math.pi / 2
        x = math.sin(angle) * radius * 0.86
        y = rim_y + math.cos(angle) * ry * 1.1 + radius * 0.18
        shapes.append(
            Shape(
                ellipse(x, y, radius * 0.055 * math.cos(angle * 0.8), radius * 0.06),
                flat(LATERITE if step % 2 else paint, 0.9),
            )
        )
    shapes.append(Shape(ellipse(0, rim_y, radius * 1.04, ry * 1.04), flat(paint)))
    shapes.append(
        Shape(
            ellipse(0, rim_y, radius * 0.96, ry * 0.9),
            Ink(mix(colour, DUSK, 0.4), lit=0.3, depth=radius * 0.2),
        )
    )
    if filling:
        shapes.append(
            Shape(
                ellipse(0, rim_y + ry * 0.14, radius * 0.88, ry * 0.72),
                solid(filling, radius * 0.22, 0.5, 0.3),
            )
        )
    return shapes


def cauldron(radius: float, filling: Colour) -> list[Shape]:
    """An iron pot on three stones over embers."""
    stones = [
        Shape(
            ellipse(x * radius, -radius * 0.12, radius * 0.24, radius * 0.2),
            solid(mix(CLAY, MUD, 0.55), radius * 0.14),
        )
        for x in (-0.72, 0.02, 0.72)
    ]
    flames = []
    for ink, size in ((LATERITE, 1.0), (GOLD, 0.66), (mix(SUN, COTTON, 0.3), 0.34)):
        for x, tall in ((-0.46, 0.5), (-0.28, 0.36), (0.3, 0.42), (0.48, 0.52), (0.14, 0.3)):
            flames.append(
                Shape(
                    curve(
                        [
                            (x * radius - radius * 0.1 * size, 0),
                            (x * radius - radius * 0.12 * size, -radius * tall * size * 0.4),
                            (x * radius + radius * 0.05 * size, -radius * tall * size),
                            (x * radius + radius * 0.1 * size, -radius * tall * size * 0.36),
                            (x * radius + radius * 0.08 * size, 0),
                        ]
                    ),
                    flat(ink),
                )
            )
    wood = [
        Shape(
            limb(
                [(x * radius, radius * 0.04), (x * radius * 0.2, -radius * 0.06)],
                (radius * 0.12, radius * 0.1),
            ),
            solid(BARK, 8),
        )
        for x in (-1.5, 1.4)
    ]
    rim_y, ry = -radius * 1.24, radius * 0.26
    pot = curve(
        [
            (-radius * 0.9, rim_y),
            (-radius * 1.02, -radius * 0.8),
            (-radius * 0.72, -radius * 0.3),
            (0, -radius * 0.18),
            (radius * 0.72, -radius * 0.3),
            (radius * 1.02, -radius * 0.8),
            (radius * 0.9, rim_y),
            (0, rim_y - ry),
        ]
    )
    return [
        *stones[1:2],
        *wood,
        *flames,
        stones[0],
        stones[2],
        Shape(pot, Ink(mix(MUD, DUSK, 0.3), 0.6, 0.4, radius * 0.3, glow=CLAY)),
        Shape(ellipse(0, rim_y, radius * 0.98, ry), flat(mix(MUD, SAND, 0.3))),
        Shape(ellipse(0, rim_y, radius * 0.9, ry * 0.86), flat(mix(MUD, DUSK, 0.5))),
        Shape(
            ellipse(0, rim_y + ry * 0.12, radius * 0.86, ry * 0.74),
            solid(filling, radius * 0.24, 0.5, 0.3),
        ),
    ]


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


def bottle(height: float, colour: Colour, label: Textile) -> list[Shape]:
    """A bottle of liquid soap with a cloth label."""
    w = height * 0.21
    body = curve(
        [
            (-w * 0.86, -2),
            (-w * 0.98, -w * 0.12),
            (-w * 1.02, -height * 0.3),
            (-w, -height * 0.62),
            (-w * 0.72, -height * 0.74),
            (-w * 0.36, -height * 0.8),
            (-w * 0.34, -height * 0.88),
            (w * 0.34, -height * 0.88),
            (w * 0.36, -height * 0.8),
            (w * 0.72, -height * 0.74),
            (w, -height * 0.62),
            (w * 1.02, -height * 0.3),
            (w * 0.98, -w * 0.12),
            (w * 0.86, -2),
            (0, 4),
        ]
    )
    gleam = limb(
        [(-w * 0.7, -height * 0.6), (-w * 0.78, -height * 0.4), (-w * 0.74, -height * 0.1)],
        (2, w * 0.13, 3),
    )
    return [
        Shape(body, solid(colour, w * 0.62, 0.75, 0.7)),
        Shape(
            rounded(box(-w * 1.02, -height * 0.54, w * 1.02, -height * 0.16), 4),
            cloth(label, w * 0.5),
        ),
        Shape(
            box(-w * 0.72, -height * 0.45, w * 0.62, -height * 0.25), solid(SHEA, w * 0.2, 0.2, 0.3)
        ),
        *placed(stamped(w * 1.3, height * 0.16, SHEA), -w * 0.7, -height * 0.27),
        Shape(gleam, flat(COTTON, 0.5)),
        Shape(rounded(box(-w * 0.44, -height, w * 0.44, -height * 0.87), 7), solid(MUD, w * 0.3)),
    ]


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


def kettle(size: float) -> list[Shape]:
    """The striped kettle of every courtyard, for washing hands; spout to the right."""
    body = curve(
        [
            (-size * 0.4, 0),
            (-size * 0.52, -size * 0.34),
            (-size * 0.34, -size * 0.68),
            (-size * 0.16, -size * 0.8),
            (size * 0.16, -size * 0.8),
            (size * 0.34, -size * 0.68),
            (size * 0.52, -size * 0.34),
            (size * 0.4, 0),
        ]
    )
    spout = limb(
        [(size * 0.4, -size * 0.3), (size * 0.66, -size * 0.46), (size * 0.78, -size * 0.8)],
        (size * 0.22, size * 0.15, size * 0.08),
    )
    handle = limb(
        [
            (-size * 0.16, -size * 0.76),
            (-size * 0.5, -size * 0.98),
            (-size * 0.1, -size * 1.24),
            (size * 0.14, -size * 0.86),
        ],
        (size * 0.09,) * 4,
    )
    striped = Textile("stripes", INDIGO, GOLD, LATERITE, size * 0.5)
    return [
        Shape(handle, solid(MUD, size * 0.06)),
        Shape(spout, solid(INDIGO, size * 0.1, 0.6, 0.6)),
        Shape(body, cloth(striped, size * 0.26)),
        Shape(ellipse(0, -size * 0.8, size * 0.2, size * 0.06), solid(MUD, size * 0.05)),
    ]


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


def jar(height: float, colour: Colour = CLAY) -> list[Shape]:
    """A clay water jar."""
    w = height * 0.46
    body = curve(
        [
            (-w * 0.4, 0),
            (-w, -height * 0.4),
            (-w * 0.8, -height * 0.74),
            (-w * 0.42, -height * 0.86),
            (-w * 0.5, -height),
            (w * 0.5, -height),
            (w * 0.42, -height * 0.86),
            (w * 0.8, -height * 0.74),
            (w, -height * 0.4),
            (w * 0.4, 0),
        ]
    )
    return [
        Shape(body, solid(colour, w * 0.5, 0.65, 0.65)),
        Shape(ellipse(0, -height, w * 0.48, w * 0.12), flat(mix(colour, MUD, 0.6))),
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
