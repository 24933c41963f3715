"""Women who kneel or sit."""

from .canvas import Shape, placed, solid
from .curves import curve, limb
from .heads import head
from .limbs import arm, foot, neck
from .looks import Look, View, fold, gleam
from .palette import BARK, CLAY, mix


def kneeling(look: Look, view: View | None) -> list[Shape]:
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
        *foot(look, (150, 0), 84),
        *arm(look, (124, -530), (196, -390), (262, -236)),
        wrapper,
        fold([(-120, -270), (20, -200), (190, -220)], 14),
        fold([(-150, -170), (10, -90), (190, -90)], 12),
        gleam([(-110, -286), (20, -218), (180, -236)], 8, 0.22),
        neck(look, (82, -580), (128, -630)),
        blouse,
        fold([(-110, -420), (-30, -350), (70, -360)], 9, 0.24),
        fold([(-60, -520), (-10, -440), (70, -420)], 9, 0.22),
        *placed(head(look, view or "profile"), 150, -668, 1.26, turn=20),
        *arm(look, (30, -540), (66, -360), (226, -226)),
    ]


def seated(look: Look, view: View | None) -> list[Shape]:
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
        *foot(look, (170, 0), 84),
        *arm(look, (78, -580), (140, -440), (236, -380)),
        wrapper,
        fold([(-60, -270), (90, -230), (250, -240)], 13),
        fold([(200, -280), (150, -160), (170, -24)], 13),
        gleam([(-40, -286), (90, -250), (240, -262)], 8, 0.22),
        neck(look, (16, -640), (28, -694)),
        blouse,
        fold([(-90, -430), (-10, -400), (70, -420)], 9, 0.24),
        *placed(head(look, view or "profile"), 38, -736, 1.28),
        *arm(look, (-24, -590), (6, -420), (180, -360)),
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
        neck(look, (0, -520), (2, -578)),
        blouse,
        fold([(-90, -320), (0, -296), (98, -316)], 9, 0.24),
        fold([(10, -500), (-6, -400), (6, -310)], 8, 0.2),
    ]


def seated_back(look: Look, view: View | None) -> list[Shape]:
    return [
        *_spread(look),
        *placed(head(look, view or "back"), 4, -622, 1.28),
        *arm(look, (-98, -470), (-172, -330), (-136, -216)),
        *arm(look, (98, -470), (170, -330), (134, -216)),
    ]


def seated_front(look: Look, view: View | None) -> list[Shape]:
    return [
        *_spread(look, 22),
        *placed(head(look, view or "front"), 2, -622, 1.28),
        *arm(look, (98, -470), (160, -330), (42, -244)),
        *arm(look, (-98, -470), (-162, -330), (-36, -224)),
    ]
