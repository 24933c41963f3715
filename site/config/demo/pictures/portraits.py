"""Six women seen from behind, aside or in shade: scarf, shoulders, place, never a likeness."""

from dataclasses import replace

from .canvas import Canvas, Ink, Shape, cloth, flat, larger, placed, solid
from .curves import box, curve, ellipse, limb
from .furnishings import rack
from .goods import drape
from .hands import bangle
from .heads import head
from .limbs import small_hand
from .looks import (
    BAZIN,
    BOGOLAN,
    COTTON_RIVER,
    LOOKS,
    MUD_RIVER,
    SHEA_LEAVES,
    Look,
    View,
    fold,
    gleam,
    skin,
)
from .palette import (
    CLAY,
    DUSK,
    ENAMEL,
    GOLD,
    HONEY,
    INDIGO,
    LATERITE,
    MILLET,
    MUD,
    OCHRE,
    SAND,
    SHEA,
    SKINS,
    SUN,
    WALL,
    Colour,
    mix,
)
from .places import DAY, EVENING, OUTDOORS, bushes, doorway, ground, plateau, sky, sun, town, wall
from .sheets import PORTRAIT, picture
from .soap import bar
from .trees import foliage
from .vessels import basin, calabash, jar

SOAP = mix(SHEA, HONEY, 0.32)


def bust(look: Look, view: View, shawl: Ink | None = None) -> list[Shape]:
    """Head and shoulders in head units (100 from chin to crown), the head at (0, 0)."""
    aside = view == "profile"
    turned = -16 if aside else 0
    shoulders = curve(
        [
            (-40, 84),
            (-108, 112),
            (-156, 168),
            (-178, 290),
            (-196, 560),
            (190, 560),
            (168, 290),
            (140, 168),
            (96, 112),
            (38, 86),
            (2, 102),
        ]
        if not aside
        else [
            (-52, 78),
            (-116, 110),
            (-158, 176),
            (-172, 300),
            (-186, 560),
            (140, 560),
            (132, 320),
            (112, 200),
            (66, 122),
            (22, 96),
            (-10, 100),
        ]
    )
    shapes = [
        Shape(
            limb([(turned, 112), (turned + 4, 40)], (66, 50)), skin(mix(look.skin, DUSK, 0.12), 14)
        ),
        Shape(shoulders, look.blouse),
        fold([(-104, 180), (-122, 400), (-90, 720)], 9, 0.3),
        fold([(92, 190), (110, 400), (84, 720)], 9, 0.3),
        gleam([(-94, 190), (-112, 400), (-80, 720)], 5, 0.26),
        fold([(-56, 124), (-14, 240), (-30, 520)], 7, 0.24),
    ]
    if view == "back":
        shapes.append(fold([(0, 108), (4, 300), (0, 700)], 6, 0.24))
    else:
        shapes.append(
            Shape(
                limb([(turned - 34, 92), (turned + 4, 116), (turned + 40, 92)], (7, 8, 7)),
                solid(mix(look.skin, look.blouse.colour, 0.2), 4),
            )
        )
        for step in range(-4, 5):
            x = turned + 4 + step * 8
            shapes.append(Shape(ellipse(x, 108 - step * step * 1.1, 4.6, 4.6), solid(GOLD, 3)))
    if view != "back" and not look.blouse.textile:
        shapes += _embroidery(turned, mix(look.blouse.colour, MUD, 0.55))
    if shawl:
        shapes += [
            Shape(
                curve(
                    [
                        (-170, 150),
                        (-120, 104),
                        (-60, 92),
                        (20, 190),
                        (130, 330),
                        (176, 420),
                        (170, 560),
                        (60, 560),
                        (-60, 380),
                        (-180, 300),
                    ]
                ),
                shawl,
            ),
            fold([(-110, 120), (-10, 260), (120, 440)], 11, 0.34),
            gleam([(-90, 108), (20, 250), (150, 430)], 7, 0.26),
            fold([(-160, 190), (-60, 320), (40, 520)], 11, 0.34),
        ]
    return [*shapes, *head(look, view)]


def _embroidery(middle: float, thread: Colour) -> list[Shape]:
    """Stitching down from the neckline: two lines and a ladder of crosses."""
    shapes = [
        Shape(limb([(middle + x, 118), (middle + x, 330)], (2.6, 2.6)), flat(thread, 0.8))
        for x in (-15, 23)
    ]
    crosses = [
        [(middle - 3, 140 + step * 22 - rise), (middle + 11, 140 + step * 22 + rise)]
        for step in range(9)
        for rise in (-6, 6)
    ]
    shapes += [Shape(limb(line, (3, 3)), flat(thread, 0.8)) for line in crosses]
    return shapes


@picture(PORTRAIT)
def portrait_1(c: Canvas) -> None:
    wall(c, -200, 1700, mix(WALL, OCHRE, 0.15))
    c.fill(limb([(760, 150), (1500, 140)], (16, 16)), solid(CLAY, 6))
    c.draw(placed(drape(600, 1130, larger(cloth(BOGOLAN, 20), 2.6)), 820, 146))
    c.spray(box(1000, -200, 1900, 2000), DUSK, 190, 0.6)
    c.shadow(placed([Shape(ellipse(0, 0, 46, 62), flat(MUD))], 1010, 640, 4.6)[0].outline, 0.34, 14)
    c.draw(placed(bust(LOOKS[0], "profile"), 660, 720, 4.7))


@picture(PORTRAIT)
def portrait_2(c: Canvas) -> None:
    sky(c, 1150, EVENING)
    sun(c, 330, 560, 130)
    plateau(
        c,
        [(-200, 960), (200, 930), (520, 1010), (800, 1000), (1040, 830), (1700, 810)],
        1400,
        mix(CLAY, INDIGO, 0.3),
    )
    plateau(
        c, [(-200, 1090), (400, 1130), (900, 1100), (1700, 1060)], 1500, mix(LATERITE, CLAY, 0.5)
    )
    town(c, 1180, 150, 2, WALL, SAND)
    ground(c, 1224, mix(OUTDOORS, LATERITE, 0.2))
    bushes(c, 1300, 130, 6, MILLET)
    c.draw(placed(bust(LOOKS[4], "back", cloth(replace(BAZIN, size=30), 8)), 800, 900, 4.3))


@picture(PORTRAIT)
def portrait_3(c: Canvas) -> None:
    c.fill(box(-160, -160, 1600, 1960), flat(mix(INDIGO, WALL, 0.42)))
    c.spray(box(-300, -200, 500, 1300), mix(SUN, WALL, 0.3), 190, 0.5)
    c.spray(box(1000, -300, 2000, 2200), DUSK, 190, 0.7)
    doorway(c, 860, 2005, 700, None)
    c.draw(placed(drape(430, 1700, larger(cloth(COTTON_RIVER, 40), 1.6)), 860, 640))
    c.draw(placed(bust(replace(LOOKS[8], blouse=solid(OCHRE, 26)), "quarter"), 620, 760, 4.6))


@picture(PORTRAIT)
def portrait_4(c: Canvas) -> None:
    sky(c, 700, DAY)
    wall(c, 520, 1700)
    c.draw(
        placed(foliage(900, 620, c.rng, MILLET, 100), 1260, 240),
        placed(foliage(560, 420, c.rng, MILLET, 60), 760, 90),
    )
    c.draw(placed(rack(820, 460, 3, SOAP), -120, 1500, 1.1))
    c.spray(box(1000, 300, 2000, 2200), DUSK, 190, 0.5)
    c.draw(
        placed(
            bust(
                replace(LOOKS[2], blouse=solid(INDIGO, 26)),
                "profile",
                cloth(replace(SHEA_LEAVES, size=36), 9),
            ),
            840,
            780,
            4.4,
            flip=True,
        )
    )


@picture(PORTRAIT)
def portrait_5(c: Canvas) -> None:
    wall(c, -200, 1700, mix(WALL, LATERITE, 0.25))
    c.spray(((100, -100), (520, -100), (900, 1900), (420, 1900)), mix(SUN, HONEY, 0.3), 40, 0.45)
    c.fill(box(1080, 700, 1600, 760), solid(mix(CLAY, MUD, 0.4), 12))
    c.draw(placed(jar(320), 1260, 700), placed(calabash(110), 1130, 1120))
    c.spray(box(1050, -300, 2000, 2200), DUSK, 190, 0.55)
    c.draw(
        placed(
            bust(replace(LOOKS[6], blouse=cloth(replace(BAZIN, size=22), 9)), "quarter"),
            760,
            800,
            4.7,
            flip=True,
        )
    )


@picture(PORTRAIT)
def portrait_6(c: Canvas) -> None:
    sky(c, 900, DAY)
    sun(c, 260, 420, 96)
    town(c, 900, 300, 3, WALL, mix(SUN, SAND, 0.5))
    ground(c, 1076, OUTDOORS)
    load = placed(basin(130, ENAMEL), 0, -58)
    for index in range(6):
        load += placed(
            bar(70, mix(SOAP, OCHRE, (index % 3) * 0.1)),
            -116 + index % 4 * 52 + index // 4 * 30,
            -126 - index // 4 * 32,
        )
    look = replace(LOOKS[7], blouse=cloth(replace(MUD_RIVER, size=62), 9))
    arm = [
        Shape(limb([(-138, 190), (-214, 60), (-142, -76)], (58, 46, 28)), skin(SKINS[3], 13)),
        *placed(small_hand(SKINS[3]), -142, -76, 0.72, turn=-52),
        *bangle(-150, -64, -48, 36),
        Shape(limb([(-128, 196), (-188, 106)], (88, 92)), look.blouse),
    ]
    c.draw(placed([*load, *bust(look, "back"), *arm], 830, 960, 3.5))
