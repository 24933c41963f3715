"""Women at work, upright: standing, reaching, walking, stirring."""

from typing import Literal

from .canvas import Shape, placed
from .curves import curve
from .heads import head
from .limbs import arm, foot, neck
from .looks import Look, View, fold, gleam
from .sitters import kneeling, seated, seated_back, seated_front

Pose = Literal["standing", "walking", "stirring", "kneeling", "seated", "back", "front", "reaching"]


def woman(look: Look, pose: Pose, view: View | None = None) -> list[Shape]:
    """A woman at work."""
    draw = {
        "standing": _standing,
        "walking": _walking,
        "stirring": _stirring,
        "reaching": _reaching,
        "kneeling": kneeling,
        "seated": seated,
        "back": seated_back,
        "front": seated_front,
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
        *foot(look, (-70, -4)),
        *foot(look, (24, 0)),
        *arm(look, (84, -758), (136, -610), (104, -478)),
        wrapper,
        neck(look, (0, -800), (4, -856)),
        blouse,
        *creases,
        *placed(head(look, view or "quarter"), 10, -902, 1.28),
        *arm(look, (-84, -758), (-142, -604), (-70, -500)),
    ]


def _reaching(look: Look, view: View | None) -> list[Shape]:
    """One arm up to a load on the head, the other hanging."""
    blouse, wrapper, creases = _upright(look)
    return [
        *foot(look, (-80, -4)),
        *foot(look, (36, 0)),
        *arm(look, (84, -758), (150, -640), (120, -500)),
        wrapper,
        neck(look, (0, -800), (4, -856)),
        blouse,
        *creases,
        *placed(head(look, view or "profile"), 8, -902, 1.28),
        *arm(look, (-84, -764), (-190, -850), (-104, -1000), 0.5),
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
        *placed(foot(look, (0, 0)), -128, -22, turn=24),
        *foot(look, (84, 0), 82),
        *arm(look, (70, -758), (150, -640), (190, -520)),
        wrapper,
        fold([(60, -430), (10, -250), (-70, -60)], 13),
        fold([(92, -420), (96, -240), (76, -46)], 11),
        neck(look, (0, -800), (8, -856)),
        blouse,
        *creases[3:],
        *placed(head(look, view or "profile"), 16, -902, 1.28),
        *arm(look, (-70, -758), (-140, -620), (-110, -480)),
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
        *foot(look, (-120, -4)),
        *foot(look, (30, 0), 82),
        *arm(look, (112, -756), (170, -640), (258, -640)),
        wrapper,
        fold([(30, -430), (10, -250), (44, -44)], 13),
        fold([(-80, -430), (-100, -240), (-96, -50)], 11),
        gleam([(46, -430), (26, -250), (60, -48)], 8, 0.22),
        neck(look, (54, -800), (84, -856)),
        blouse,
        fold([(-90, -600), (0, -566), (96, -590)], 9, 0.24),
        fold([(-60, -720), (-20, -640), (40, -600)], 9, 0.22),
        *placed(head(look, view or "profile"), 104, -896, 1.26, turn=14),
        *arm(look, (20, -748), (74, -590), (226, -548)),
    ]
