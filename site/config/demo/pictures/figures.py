"""People at work: women in wrappers and headscarves, a child, hands. No face is a portrait."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .canvas import Ink, Shape, cloth, flat, placed, solid
from .curves import Point, curve, ellipse, limb
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DEEP_MILLET,
    DUSK,
    GOLD,
    HONEY,
    INDIGO,
    LATERITE,
    MILLET,
    MUD,
    OCHRE,
    PALE_INDIGO,
    PALE_MILLET,
    SAND,
    SHEA,
    SKINS,
    Colour,
    mix,
)
from .textiles import Textile

Scarf = Literal["wrap", "tower", "tail", "band"]
View = Literal["profile", "quarter", "front", "back"]
Pose = Literal["standing", "walking", "stirring", "kneeling", "seated", "back", "front", "reaching"]

GLOW: Colour = (255, 178, 96)


@dataclass(frozen=True)
class Look:
    """What a woman wears, and the colour of her skin."""

    skin: Colour
    scarf: Ink
    blouse: Ink
    wrapper: Ink
    knot: Scarf = "wrap"


def skin(colour: Colour, depth: float = 15) -> Ink:
    """Ink of skin in evening light."""
    return Ink(colour, lit=1.0, shade=0.75, depth=depth, glow=GLOW)


BOGOLAN = Textile("bogolan", MUD, SHEA, OCHRE, 110)
COMBS = Textile("comb", BARK, SAND, OCHRE, 90)
BAZIN = Textile("bazin", INDIGO, mix(INDIGO, COTTON, 0.16), PALE_INDIGO, 64)
DEEP_BAZIN = Textile("bazin", DEEP_INDIGO, INDIGO, PALE_INDIGO, 54)
OCHRE_RINGS = Textile("rings", OCHRE, SHEA, MUD, 74)
RED_RINGS = Textile("rings", LATERITE, GOLD, INDIGO, 66)
GREEN_LEAVES = Textile("leaves", MILLET, PALE_MILLET, SHEA, 74)
SHEA_LEAVES = Textile("leaves", SHEA, CLAY, OCHRE, 80)
CLAY_STRIPES = Textile("stripes", CLAY, SHEA, MUD, 70)
BLUE_STRIPES = Textile("stripes", INDIGO, SHEA, GOLD, 84)
COTTON_RIVER = Textile("river", SHEA, INDIGO, OCHRE, 84)
MUD_RIVER = Textile("river", MUD, OCHRE, SHEA, 90)
SMALL_CHECKS = Textile("checks", SAND, LATERITE, SHEA, 70)

SCARF_BAZIN = replace(BAZIN, size=44)
SCARF_RINGS = replace(OCHRE_RINGS, size=42)
SCARF_CHECKS = replace(SMALL_CHECKS, size=44)

LOOKS: tuple[Look, ...] = (
    Look(SKINS[0], solid(OCHRE), solid(SHEA, 26), cloth(BAZIN), "wrap"),
    Look(SKINS[1], cloth(SCARF_BAZIN), solid(CLAY, 26), cloth(BOGOLAN), "tower"),
    Look(SKINS[2], solid(LATERITE), cloth(SHEA_LEAVES), cloth(MUD_RIVER), "tail"),
    Look(SKINS[3], cloth(SCARF_RINGS), solid(INDIGO, 26), cloth(OCHRE_RINGS), "wrap"),
    Look(SKINS[0], solid(COTTON), solid(MILLET, 26), cloth(GREEN_LEAVES), "tail"),
    Look(SKINS[1], solid(INDIGO), cloth(COTTON_RIVER), cloth(RED_RINGS), "band"),
    Look(SKINS[2], cloth(SCARF_CHECKS), solid(DEEP_INDIGO, 26), cloth(BLUE_STRIPES), "tower"),
    Look(SKINS[3], solid(HONEY), solid(LATERITE, 26), cloth(COMBS), "wrap"),
    Look(SKINS[0], solid(DEEP_MILLET), solid(HONEY, 26), cloth(CLAY_STRIPES), "band"),
    Look(SKINS[1], solid(SHEA), cloth(DEEP_BAZIN), cloth(DEEP_BAZIN), "tower"),
)


def fold(points: Sequence[Point], width: float, opacity: float = 0.3) -> Shape:
    """A crease in cloth."""
    return Shape(limb(points, (width * 0.2, width, width * 0.15)), flat(DUSK, opacity))


def gleam(points: Sequence[Point], width: float, opacity: float = 0.3) -> Shape:
    """The lit edge of a crease."""
    return Shape(limb(points, (width * 0.2, width, width * 0.15)), flat((255, 224, 170), opacity))


# Heads are 100 units from chin to crown, their middle at (0, 0), looking right.


def head(look: Look, view: View) -> list[Shape]:
    """A head in its scarf."""
    return {"profile": _profile, "quarter": _quarter, "front": _front, "back": _behind}[view](look)


def _profile(look: Look) -> list[Shape]:
    face = curve(
        [
            (22, -36),
            (34, -20),
            (35, -8),
            (41, 3),
            (47, 12),
            (39, 18),
            (42, 25),
            (37, 31),
            (37, 41),
            (27, 50),
            (8, 45),
            (-14, 34),
            (-26, 8),
            (-12, -30),
        ]
    )
    shapes = [
        Shape(face, skin(look.skin, 9)),
        Shape(ellipse(-13, 12, 6, 10, -12), skin(mix(look.skin, GLOW, 0.12), 3)),
        Shape(ellipse(-13, 27, 3.6, 4.6), flat(GOLD)),
    ]
    return [*shapes, *_scarf_aside(look)]


def _scarf_aside(look: Look) -> list[Shape]:
    ink, knot = look.scarf, look.knot
    crown: list[Point] = [
        (36, -22),
        (30, -50),
        (2, -70),
        (-38, -62),
        (-58, -30),
        (-52, 6),
        (-32, 20),
        (-17, 2),
        (4, -16),
    ]
    behind: list[Shape] = []
    front: list[Shape] = []
    if knot == "tower":
        crown[1:5] = [(38, -60), (14, -100), (-40, -106), (-68, -50)]
        front = [
            fold([(26, -36), (-10, -62), (-58, -74)], 5),
            fold([(34, -54), (4, -82), (-42, -96)], 5),
            gleam([(30, -44), (0, -70), (-44, -84)], 4),
        ]
    elif knot == "tail":
        behind = [
            Shape(
                curve(
                    [(-46, -16), (-66, 10), (-76, 70), (-70, 122), (-48, 118), (-50, 60), (-34, 14)]
                ),
                ink,
            ),
            Shape(curve([(-44, -10), (-56, 40), (-50, 92), (-30, 88), (-34, 40)]), ink),
        ]
        front = [
            fold([(28, -34), (-10, -34), (-46, -8)], 5),
            fold([(14, -58), (-28, -44), (-52, -12)], 4),
            Shape(ellipse(-50, -6, 13, 11, 20), ink),
        ]
    elif knot == "band":
        front = [
            Shape(limb([(36, -20), (0, -30), (-50, -6)], (15, 20, 17)), ink),
            fold([(30, -18), (0, -21), (-40, 2)], 4),
            Shape(ellipse(26, -36, 14, 10, -30), ink),
            fold([(16, -60), (-20, -52), (-54, -30)], 4),
        ]
    else:
        behind = [Shape(curve([(-46, -40), (-74, -56), (-88, -34), (-72, -16), (-48, -14)]), ink)]
        front = [
            fold([(30, -32), (-6, -44), (-52, -34)], 5),
            fold([(16, -12), (-16, -20), (-52, -22)], 5),
            gleam([(24, -26), (-8, -34), (-50, -28)], 4),
        ]
    return [*behind, Shape(curve(crown), ink), *front]


def _quarter(look: Look) -> list[Shape]:
    face = curve(
        [
            (-22, -34),
            (18, -40),
            (36, -20),
            (37, 4),
            (36, 24),
            (24, 46),
            (10, 52),
            (-8, 44),
            (-24, 22),
            (-28, -4),
        ]
    )
    away = curve(
        [
            (14, -34),
            (18, -14),
            (20, 2),
            (27, 13),
            (19, 18),
            (18, 28),
            (20, 38),
            (14, 51),
            (26, 46),
            (37, 24),
            (38, 2),
            (36, -22),
        ]
    )
    ink, deep = look.scarf, mix(look.skin, DUSK, 0.55)
    shapes = [
        Shape(ellipse(-27, 8, 6, 11, -6), skin(look.skin, 3)),
        Shape(face, skin(look.skin, 10)),
        Shape(away, flat(deep, 0.55)),
        Shape(ellipse(-27, 23, 3.6, 4.8), flat(GOLD)),
    ]
    top = {"tower": -112, "band": -76, "tail": -72, "wrap": -82}[look.knot]
    crown = curve(
        [
            (38, -22),
            (44, -44),
            (26, top + 6),
            (-12, top),
            (-44, top + 26),
            (-48, -22),
            (-34, 4),
            (-24, -20),
            (8, -32),
        ]
    )
    if look.knot == "tail":
        shapes.insert(
            0,
            Shape(curve([(-34, -20), (-52, 20), (-62, 90), (-44, 118), (-26, 90), (-20, 10)]), ink),
        )
    shapes.append(Shape(crown, ink))
    shapes += [
        fold([(34, -36), (0, -46), (-42, -18)], 5),
        fold([(30, top * 0.55 - 14), (-6, top * 0.8), (-44, -34)], 5),
        gleam([(32, -44), (-2, -54), (-42, -26)], 4),
    ]
    if look.knot == "band":
        shapes += [
            Shape(limb([(40, -24), (6, -37), (-38, -12)], (14, 21, 16)), ink),
            Shape(ellipse(12, -48, 17, 12, -14), ink),
            fold([(0, -46), (12, -50), (24, -50)], 4),
        ]
    if look.knot == "wrap":
        shapes += [
            Shape(curve([(-30, -62), (-50, -92), (-24, -96), (-14, -74)]), ink),
            Shape(ellipse(-24, -68, 11, 10), ink),
        ]
    return shapes


def _front(look: Look) -> list[Shape]:
    deep = mix(look.skin, DUSK, 0.55)
    face = curve([(-34, -24), (0, -38), (34, -24), (35, 6), (26, 36), (0, 52), (-26, 36), (-35, 6)])
    away = curve(
        [(6, -30), (5, -6), (9, 12), (3, 19), (5, 30), (6, 50), (26, 36), (36, 6), (34, -22)]
    )
    top = -108 if look.knot == "tower" else -76
    crown = curve(
        [
            (-38, -10),
            (-46, -40),
            (-30, top + 12),
            (4, top),
            (36, top + 14),
            (46, -40),
            (38, -10),
            (24, -28),
            (0, -34),
            (-24, -28),
        ]
    )
    shapes = [
        Shape(ellipse(-36, 8, 5, 10), skin(look.skin, 3)),
        Shape(ellipse(36, 8, 5, 10), skin(deep, 3)),
        Shape(face, skin(look.skin, 9)),
        Shape(away, flat(deep, 0.5)),
        Shape(ellipse(-37, 22, 3.4, 4.4), flat(GOLD)),
        Shape(ellipse(37, 22, 3.2, 4.2), flat(mix(GOLD, MUD, 0.35))),
        Shape(crown, look.scarf),
        fold([(40, -34), (0, -52), (-38, -26)], 5),
        fold([(30, -58), (-4, -66), (-40, -44)], 5),
        gleam([(38, -42), (0, -59), (-38, -34)], 4),
    ]
    if look.knot in ("tail", "wrap"):
        shapes.append(Shape(curve([(18, -64), (40, -92), (56, -76), (38, -52)]), look.scarf))
    return shapes


def _behind(look: Look) -> list[Shape]:
    top = -104 if look.knot == "tower" else -72
    crown = curve(
        [
            (-30, 26),
            (-46, -8),
            (-46, -44),
            (-24, top + 4),
            (8, top),
            (40, top + 22),
            (48, -30),
            (40, 4),
            (24, 26),
            (0, 34),
        ]
    )
    shapes = [
        Shape(ellipse(-42, 10, 6, 11, -8), skin(look.skin, 4)),
        Shape(ellipse(43, 10, 5, 11, 8), skin(look.skin, 4)),
        Shape(ellipse(-43, 26, 3.6, 4.8), flat(GOLD)),
        Shape(crown, look.scarf),
        fold([(-40, -34), (-4, -10), (42, -28)], 5),
        fold([(-36, 2), (0, 12), (36, 0)], 5),
        gleam([(-42, -22), (-2, 2), (40, -18)], 4),
    ]
    if look.knot == "tail":
        shapes += [
            Shape(curve([(-8, 14), (-26, 60), (-30, 112), (-8, 104), (2, 40)]), look.scarf),
            Shape(curve([(2, 14), (14, 50), (24, 92), (6, 96), (-2, 50)]), look.scarf),
        ]
    if look.knot in ("wrap", "tail"):
        shapes.append(Shape(ellipse(0, 12, 17, 13, -8), look.scarf))
    if look.knot == "band":
        shapes += [Shape(limb([(-46, -6), (0, 8), (46, -8)], (17, 21, 17)), look.scarf)]
    return shapes


# Whole figures are about 1000 units high, their feet on y = 0, at work towards the right.


def _arm(
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


def _neck(look: Look, foot: Point, top: Point) -> Shape:
    return Shape(limb([foot, top], (62, 46)), skin(mix(look.skin, DUSK, 0.14), 12))


def _foot(look: Look, heel: Point, length: float = 74) -> list[Shape]:
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


def woman(look: Look, pose: Pose, view: View | None = None) -> list[Shape]:
    """A woman at work."""
    draw = {
        "standing": _standing,
        "walking": _walking,
        "stirring": _stirring,
        "reaching": _reaching,
        "kneeling": _kneeling,
        "seated": _seated,
        "back": _seated_back,
        "front": _seated_front,
    }[pose]
    return draw(look, view)


def _upright(look: Look) -> tuple[Shape, Shape, list[Shape]]:
    """Blouse, wrapper and creases of a woman who stands."""
    blouse = Shape(
        curve(
            [
                (-34, -818),
                (-92, -792),
                (-112, -720),
                (-98, -620),
                (-104, -540),
                (-126, -452),
                (-60, -428),
                (40, -424),
                (124, -446),
                (104, -540),
                (94, -620),
                (104, -720),
                (90, -792),
                (36, -818),
                (0, -806),
            ]
        ),
        look.blouse,
    )
    wrapper = Shape(
        curve(
            [
                (-104, -490),
                (-128, -380),
                (-126, -220),
                (-112, -60),
                (-60, -36),
                (30, -30),
                (100, -46),
                (118, -220),
                (126, -380),
                (104, -490),
            ]
        ),
        look.wrapper,
    )
    creases = [
        fold([(70, -440), (30, -250), (48, -44)], 13),
        fold([(-40, -430), (-64, -240), (-58, -50)], 10),
        gleam([(84, -440), (46, -250), (66, -48)], 8, 0.22),
        fold([(-70, -610), (0, -588), (84, -604)], 9, 0.24),
        fold([(-60, -540), (10, -520), (92, -536)], 7, 0.2),
    ]
    return blouse, wrapper, creases


def _standing(look: Look, view: View | None) -> list[Shape]:
    blouse, wrapper, creases = _upright(look)
    return [
        *_foot(look, (-70, -4)),
        *_foot(look, (24, 0)),
        *_arm(look, (84, -758), (136, -610), (104, -478)),
        wrapper,
        _neck(look, (0, -800), (4, -856)),
        blouse,
        *creases,
        *placed(head(look, view or "quarter"), 10, -902, 1.28),
        *_arm(look, (-84, -758), (-142, -604), (-70, -500)),
    ]


def _reaching(look: Look, view: View | None) -> list[Shape]:
    """One arm up to a load on the head, the other hanging."""
    blouse, wrapper, creases = _upright(look)
    return [
        *_foot(look, (-80, -4)),
        *_foot(look, (36, 0)),
        *_arm(look, (84, -758), (150, -640), (120, -500)),
        wrapper,
        _neck(look, (0, -800), (4, -856)),
        blouse,
        *creases,
        *placed(head(look, view or "profile"), 8, -902, 1.28),
        *_arm(look, (-84, -764), (-190, -850), (-104, -1000), 0.5),
    ]


def _walking(look: Look, view: View | None) -> list[Shape]:
    blouse, _, creases = _upright(look)
    wrapper = Shape(
        curve(
            [
                (-102, -490),
                (-126, -380),
                (-136, -230),
                (-162, -76),
                (-110, -46),
                (-20, -62),
                (60, -38),
                (128, -44),
                (136, -120),
                (130, -260),
                (124, -390),
                (104, -490),
            ]
        ),
        look.wrapper,
    )
    return [
        *placed(_foot(look, (0, 0)), -128, -22, turn=24),
        *_foot(look, (84, 0), 82),
        *_arm(look, (70, -758), (150, -640), (190, -520)),
        wrapper,
        fold([(60, -430), (10, -250), (-70, -60)], 13),
        fold([(92, -420), (96, -240), (76, -46)], 11),
        _neck(look, (0, -800), (8, -856)),
        blouse,
        *creases[3:],
        *placed(head(look, view or "profile"), 16, -902, 1.28),
        *_arm(look, (-70, -758), (-140, -620), (-110, -480)),
    ]


def _stirring(look: Look, view: View | None) -> list[Shape]:
    """Leaning over a pot, both hands on the paddle at (262, -560)."""
    wrapper = Shape(
        curve(
            [
                (-134, -500),
                (-160, -390),
                (-150, -220),
                (-150, -60),
                (-70, -36),
                (40, -30),
                (104, -46),
                (108, -220),
                (96, -380),
                (66, -500),
            ]
        ),
        look.wrapper,
    )
    blouse = Shape(
        curve(
            [
                (34, -826),
                (-30, -814),
                (-74, -740),
                (-102, -640),
                (-126, -560),
                (-156, -462),
                (-90, -430),
                (20, -426),
                (84, -452),
                (88, -540),
                (116, -640),
                (138, -740),
                (118, -806),
                (80, -830),
            ]
        ),
        look.blouse,
    )
    return [
        *_foot(look, (-120, -4)),
        *_foot(look, (30, 0), 82),
        *_arm(look, (112, -756), (170, -640), (258, -640)),
        wrapper,
        fold([(30, -430), (10, -250), (44, -44)], 13),
        fold([(-80, -430), (-100, -240), (-96, -50)], 11),
        gleam([(46, -430), (26, -250), (60, -48)], 8, 0.22),
        _neck(look, (54, -800), (84, -856)),
        blouse,
        fold([(-90, -600), (0, -566), (96, -590)], 9, 0.24),
        fold([(-60, -720), (-20, -640), (40, -600)], 9, 0.22),
        *placed(head(look, view or "profile"), 104, -896, 1.26, turn=14),
        *_arm(look, (20, -748), (74, -590), (226, -548)),
    ]


def _kneeling(look: Look, view: View | None) -> list[Shape]:
    """Low over the work, on a stool; both hands near (250, -150)."""
    wrapper = Shape(
        curve(
            [
                (-150, -330),
                (-196, -230),
                (-190, -130),
                (-150, -60),
                (-60, -24),
                (60, -14),
                (170, -14),
                (214, -60),
                (224, -150),
                (196, -250),
                (110, -310),
                (0, -330),
            ]
        ),
        look.wrapper,
    )
    blouse = Shape(
        curve(
            [
                (70, -600),
                (6, -606),
                (-70, -548),
                (-120, -460),
                (-160, -360),
                (-176, -282),
                (-100, -250),
                (10, -262),
                (76, -310),
                (106, -400),
                (140, -480),
                (148, -550),
                (116, -592),
            ]
        ),
        look.blouse,
    )
    return [
        *_foot(look, (150, 0), 84),
        *_arm(look, (124, -530), (196, -390), (262, -236)),
        wrapper,
        fold([(-120, -270), (20, -200), (190, -220)], 14),
        fold([(-150, -170), (10, -90), (190, -90)], 12),
        gleam([(-110, -286), (20, -218), (180, -236)], 8, 0.22),
        _neck(look, (82, -580), (128, -630)),
        blouse,
        fold([(-110, -420), (-30, -350), (70, -360)], 9, 0.24),
        fold([(-60, -520), (-10, -440), (70, -420)], 9, 0.22),
        *placed(head(look, view or "profile"), 150, -668, 1.26, turn=20),
        *_arm(look, (30, -540), (66, -360), (226, -226)),
    ]


def _seated(look: Look, view: View | None) -> list[Shape]:
    """Upright on a low stool, hands in front over the lap."""
    wrapper = Shape(
        curve(
            [
                (-130, -330),
                (-164, -240),
                (-150, -150),
                (-60, -110),
                (60, -104),
                (96, -40),
                (110, -22),
                (200, -16),
                (262, -26),
                (276, -140),
                (266, -240),
                (200, -292),
                (60, -310),
            ]
        ),
        look.wrapper,
    )
    blouse = Shape(
        curve(
            [
                (-8, -650),
                (-66, -620),
                (-102, -540),
                (-110, -440),
                (-136, -330),
                (-146, -270),
                (-70, -244),
                (30, -256),
                (84, -290),
                (78, -400),
                (94, -500),
                (92, -590),
                (70, -636),
                (40, -652),
            ]
        ),
        look.blouse,
    )
    return [
        Shape(limb([(-112, -100), (-124, 0)], (20, 20)), solid(BARK, 7)),
        Shape(limb([(10, -100), (20, 0)], (20, 20)), solid(BARK, 7)),
        Shape(limb([(-150, -98), (60, -98)], (30, 30)), solid(mix(BARK, CLAY, 0.4), 8)),
        *_foot(look, (170, 0), 84),
        *_arm(look, (78, -580), (140, -440), (236, -380)),
        wrapper,
        fold([(-60, -270), (90, -230), (250, -240)], 13),
        fold([(200, -280), (150, -160), (170, -24)], 13),
        gleam([(-40, -286), (90, -250), (240, -262)], 8, 0.22),
        _neck(look, (16, -640), (28, -694)),
        blouse,
        fold([(-90, -430), (-10, -400), (70, -420)], 9, 0.24),
        *placed(head(look, view or "profile"), 38, -736, 1.28),
        *_arm(look, (-24, -590), (6, -420), (180, -360)),
    ]


def _spread(look: Look, blouse_top: float = 0) -> list[Shape]:
    wrapper = Shape(
        curve(
            [
                (-226, -14),
                (-250, -80),
                (-186, -190),
                (-110, -250),
                (110, -250),
                (190, -190),
                (254, -80),
                (228, -14),
                (0, 0),
            ]
        ),
        look.wrapper,
    )
    blouse = Shape(
        curve(
            [
                (-34, -536),
                (-98, -510),
                (-124, -430),
                (-112, -330),
                (-136, -230),
                (-60, -196),
                (60, -196),
                (136, -230),
                (110, -330),
                (122, -430),
                (96, -510),
                (36, -536),
                (0, -526 + blouse_top),
            ]
        ),
        look.blouse,
    )
    return [
        wrapper,
        fold([(-90, -200), (-130, -110), (-210, -40)], 12),
        fold([(40, -200), (60, -100), (10, -10)], 12),
        fold([(110, -190), (160, -100), (220, -50)], 12),
        _neck(look, (0, -520), (2, -578)),
        blouse,
        fold([(-90, -320), (0, -296), (98, -316)], 9, 0.24),
        fold([(10, -500), (-6, -400), (6, -310)], 8, 0.2),
    ]


def _seated_back(look: Look, view: View | None) -> list[Shape]:
    return [
        *_spread(look),
        *placed(head(look, view or "back"), 4, -622, 1.28),
        *_arm(look, (-98, -470), (-172, -330), (-136, -216)),
        *_arm(look, (98, -470), (170, -330), (134, -216)),
    ]


def _seated_front(look: Look, view: View | None) -> list[Shape]:
    return [
        *_spread(look, 22),
        *placed(head(look, view or "front"), 2, -622, 1.28),
        *_arm(look, (98, -470), (160, -330), (42, -244)),
        *_arm(look, (-98, -470), (-162, -330), (-36, -224)),
    ]


def child(colour: Colour, shirt: Ink, skirt: Ink) -> list[Shape]:
    """A child of about six, from the side, 560 units high, hands held out at (130, -295)."""
    look = Look(colour, shirt, shirt, skirt)
    hair = curve(
        [(26, -34), (10, -54), (-26, -50), (-48, -22), (-44, 10), (-26, 20), (-14, 0), (6, -18)]
    )
    face = placed(_profile(look)[:2], 0, 0)
    return [
        *placed(_foot(look, (0, 0)), -46, -2, 0.7),
        *placed(_foot(look, (0, 0)), 22, 0, 0.7),
        Shape(limb([(-30, -170), (-38, -30)], (44, 32)), skin(colour, 9)),
        Shape(limb([(34, -170), (34, -30)], (44, 32)), skin(colour, 9)),
        Shape(limb([(44, -350), (80, -290), (124, -304)], (34, 30, 20)), skin(colour, 8)),
        *placed(small_hand(colour), 122, -304, 0.46, turn=6),
        Shape(curve([(-62, -250), (-84, -120), (0, -104), (84, -120), (62, -250)]), skirt),
        Shape(limb([(0, -384), (4, -420)], (40, 34)), skin(colour, 8)),
        Shape(
            curve(
                [
                    (-22, -400),
                    (-66, -376),
                    (-78, -300),
                    (-66, -210),
                    (0, -198),
                    (66, -210),
                    (74, -300),
                    (60, -376),
                    (24, -400),
                ]
            ),
            shirt,
        ),
        *placed([*face, Shape(hair, Ink(MUD, 0.5, 0.3, 8, glow=CLAY))], 8, -470, 1.14),
        Shape(limb([(-24, -350), (-4, -268), (94, -280)], (36, 32, 20)), skin(colour, 8)),
        *placed(small_hand(colour), 92, -281, 0.46, turn=4),
        Shape(limb([(-26, -356), (-14, -300)], (54, 58)), shirt),
    ]


def baby(cloth_ink: Ink, colour: Colour) -> list[Shape]:
    """A baby tied to the back; lay it on a standing woman seen from the side."""
    return [
        Shape(ellipse(-150, -690, 42, 44), Ink(MUD, 0.5, 0.3, 8, glow=CLAY)),
        Shape(ellipse(-136, -678, 34, 36), skin(colour, 8)),
        Shape(
            curve(
                [
                    (70, -690),
                    (-60, -690),
                    (-168, -640),
                    (-196, -540),
                    (-150, -450),
                    (-40, -430),
                    (90, -470),
                    (100, -560),
                ]
            ),
            cloth_ink,
        ),
        fold([(80, -660), (-60, -630), (-170, -560)], 9),
        fold([(80, -540), (-40, -500), (-150, -480)], 9),
    ]


# Large hands: the wrist at (0, 0), the hand pointing right, about 200 units long.


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
