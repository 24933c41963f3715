"""Heads in their scarves, from four sides. No face is a portrait."""

from .canvas import Shape, flat
from .curves import Point, curve, ellipse, limb
from .looks import GLOW, Look, View, fold, gleam, skin
from .palette import DUSK, GOLD, MUD, mix


def head(look: Look, view: View) -> list[Shape]:
    """A head in its scarf."""
    return {"profile": profile, "quarter": _quarter, "front": _front, "back": _behind}[view](look)


def profile(look: Look) -> list[Shape]:
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
