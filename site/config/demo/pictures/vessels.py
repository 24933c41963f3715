"""What holds something: calabashes, basins, pots, bottles, jars. Bases on y = 0."""

import math

from .canvas import Ink, Shape, cloth, flat, placed, solid
from .curves import box, curve, ellipse, limb, rounded
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DUSK,
    ENAMEL,
    GOLD,
    HONEY,
    INDIGO,
    LATERITE,
    MUD,
    OCHRE,
    SAND,
    SHEA,
    SUN,
    Colour,
    mix,
)
from .soap import stamped
from .textiles import Textile


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
