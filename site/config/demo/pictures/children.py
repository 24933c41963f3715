"""A child and a baby on a back."""

from .canvas import Ink, Shape, placed
from .curves import curve, ellipse, limb
from .heads import profile
from .limbs import foot, small_hand
from .looks import Look, fold, skin
from .palette import CLAY, MUD, Colour


def child(colour: Colour, shirt: Ink, skirt: Ink) -> list[Shape]:
    """A child of about six, from the side, 560 units high, hands held out at (130, -295)."""
    look = Look(colour, shirt, shirt, skirt)
    hair = curve(
        [(26, -34), (10, -54), (-26, -50), (-48, -22), (-44, 10), (-26, 20), (-14, 0), (6, -18)]
    )
    face = placed(profile(look)[:2], 0, 0)
    return [
        *placed(foot(look, (0, 0)), -46, -2, 0.7),
        *placed(foot(look, (0, 0)), 22, 0, 0.7),
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
