"""Arms, necks, feet and the small hands at their ends."""

import math

from .canvas import Shape, flat, placed
from .curves import Point, curve, limb
from .looks import GLOW, Look, fold, skin
from .palette import DUSK, MUD, Colour, mix


def arm(
    look: Look, shoulder: Point, elbow: Point, wrist: Point, sleeve: float = 0.62
) -> list[Shape]:
    """A bare forearm and hand out of a wide sleeve."""
    cuff = (
        shoulder[0] + (elbow[0] - shoulder[0]) * sleeve * 1.3,
        shoulder[1] + (elbow[1] - shoulder[1]) * sleeve * 1.3,
    )
    angle = math.degrees(math.atan2(wrist[1] - elbow[1], wrist[0] - elbow[0]))
    return [
        Shape(limb([shoulder, elbow, wrist], (46, 44, 25)), skin(look.skin, 12)),
        *placed(small_hand(look.skin), *wrist, scale=0.72, turn=angle),
        Shape(limb([shoulder, cuff], (70, 82)), look.blouse),
        fold([shoulder, ((shoulder[0] + cuff[0]) / 2 + 8, (shoulder[1] + cuff[1]) / 2), cuff], 7),
    ]


def small_hand(colour: Colour) -> list[Shape]:
    """A hand for figures seen from afar: wrist at (0, 0), pointing right, 80 units long."""
    fingers = [
        limb([(30, y), (58, y * 1.12 + 3), (80 - abs(y) * 0.5, y * 1.1 + 16)], (14, 13, 9))
        for y in (14, 5, -5, -13)
    ]
    return [
        Shape(limb([(-4, 0), (20, 0), (40, 2)], (34, 42, 38)), skin(colour, 9)),
        *(Shape(finger, skin(colour, 5)) for finger in fingers),
        Shape(limb([(10, 12), (30, 27), (52, 31)], (15, 14, 9)), skin(mix(colour, GLOW, 0.08), 5)),
    ]


def neck(look: Look, foot: Point, top: Point) -> Shape:
    return Shape(limb([foot, top], (62, 46)), skin(mix(look.skin, DUSK, 0.14), 12))


def foot(look: Look, heel: Point, length: float = 74) -> list[Shape]:
    x, y = heel
    return [
        Shape(limb([(x + 4, y - 46), (x + 8, y - 12)], (34, 36)), skin(look.skin, 10)),
        Shape(
            curve(
                [
                    (x - 14, y - 20),
                    (x + 20, y - 26),
                    (x + length, y - 8),
                    (x + length, y),
                    (x - 12, y),
                ]
            ),
            skin(look.skin, 8),
        ),
        Shape(limb([(x - 14, y + 2), (x + length + 2, y + 2)], (6, 6)), flat(MUD)),
    ]
