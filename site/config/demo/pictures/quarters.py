"""Quarters and hills of Bamako, the market, the river: one function per picture."""

from .canvas import Canvas, Shape, cloth, flat, placed, solid
from .children import child
from .curves import blob, box, curve, limb
from .furnishings import mortar, rack, stool
from .goods import heap, sack
from .looks import (
    BAZIN,
    BLUE_STRIPES,
    CLAY_STRIPES,
    GREEN_LEAVES,
    LOOKS,
    MUD_RIVER,
    OCHRE_RINGS,
    RED_RINGS,
    SHEA_LEAVES,
)
from .palette import (
    BARK,
    CLAY,
    DEEP_MILLET,
    DUSK,
    ENAMEL,
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
    mix,
)
from .places import (
    DAY,
    EVENING,
    OUTDOORS,
    awning,
    bushes,
    dapple,
    doorway,
    far_sand,
    ground,
    hanging,
    house,
    pirogue,
    plateau,
    reeds,
    river,
    sky,
    sun,
    town,
    wall,
)
from .sheets import PLACE, picture
from .soap import ball, bar
from .staging import PASTE, SOAP, climb, put, show
from .trees import foliage, mango_tree
from .vessels import basin, calabash, jar, kettle
from .women import woman


@picture(PLACE)
def hills_of_sanankoro(c: Canvas) -> None:
    sky(c, 720, EVENING)
    sun(c, 470, 430, 88)
    haze = mix(HONEY, CLAY, 0.35)
    plateau(
        c,
        [
            (-200, 560),
            (120, 520),
            (420, 530),
            (560, 600),
            (900, 610),
            (1120, 470),
            (1500, 456),
            (1720, 480),
            (2000, 500),
        ],
        1400,
        mix(haze, INDIGO, 0.2),
    )
    plateau(
        c,
        [
            (-200, 640),
            (100, 660),
            (380, 720),
            (700, 700),
            (860, 560),
            (1000, 540),
            (1300, 548),
            (1420, 640),
            (1700, 690),
            (2000, 650),
        ],
        1400,
        mix(CLAY, INDIGO, 0.3),
    )
    c.spray(box(-400, 700, 2200, 790), mix(HONEY, SUN, 0.3), 46, 0.6)
    plateau(
        c,
        [
            (-200, 700),
            (60, 690),
            (300, 760),
            (640, 812),
            (1000, 800),
            (1300, 764),
            (1500, 690),
            (1760, 676),
            (2000, 700),
        ],
        1400,
        mix(LATERITE, CLAY, 0.5),
    )
    for x, y, w in (
        (1010, 806, 70),
        (1094, 812, 92),
        (1214, 800, 78),
        (1310, 792, 66),
        (930, 822, 60),
    ):
        put(c, house(w, w * 0.6, WALL, INDIGO), x, y)
    bushes(c, 836, 60, 9, MILLET)
    c.fill(
        curve(
            [
                (-200, 880),
                (300, 842),
                (900, 880),
                (1400, 852),
                (2000, 900),
                (2000, 1500),
                (-200, 1500),
            ]
        ),
        solid(mix(CLAY, MUD, 0.16), 50),
    )
    c.fill(
        curve(
            [
                (1120, 842),
                (1000, 900),
                (760, 960),
                (700, 1040),
                (820, 1260),
                (1180, 1260),
                (960, 1050),
                (1000, 975),
                (1130, 910),
                (1170, 846),
            ]
        ),
        flat(mix(HONEY, CLAY, 0.4)),
    )
    show(c, 3, "reaching", (880, 1010), 0.28, load=basin(120, ENAMEL, SOAP))
    show(c, 2, "walking", (980, 1034), 0.29, load=calabash(96))
    bushes(c, 960, 86, 5, DEEP_MILLET)
    c.fill(
        curve([(-200, 1080), (260, 1050), (560, 1140), (760, 1260), (-200, 1400)]),
        solid(mix(BARK, DUSK, 0.3), 40),
    )
    c.fill(limb([(40, 1300), (70, 1000), (30, 760)], (60, 44, 30)), solid(BARK, 16, 0.7))
    c.draw(placed(foliage(620, 480, c.rng, mix(MILLET, DUSK, 0.25), 90), 40, 690))
    reeds(c, 480, 1230, 190, 26)
    reeds(c, 1640, 1230, 150, 30)


@picture(PLACE)
def courtyard_kalabambougou(c: Canvas) -> None:
    sky(c, 400, DAY)
    town(c, 384, 240, 1, far_sand(WALL, 0.35), SAND)
    wall(c, 372, 690)
    doorway(c, 360, 690, 160, cloth(BLUE_STRIPES, 18))
    hanging(
        c,
        (620, 440),
        (1180, 430),
        [(0.08, 110, cloth(RED_RINGS)), (0.36, 130, cloth(BAZIN)), (0.68, 110, cloth(SHEA_LEAVES))],
    )
    ground(c, 688, OUTDOORS)
    put(c, jar(160), 640, 730)
    put(c, rack(420, 260, 2, SOAP), 130, 890, 0.94)
    dapple(c, 1080, 800, 2060, 1010, 42)
    c.draw(placed(mango_tree(1080, c.rng), 1440, 850))
    show(c, 5, "kneeling", (1200, 940), 0.6)
    put(c, basin(120, ENAMEL, PASTE), 1390, 960)
    show(c, 8, "seated", (1640, 960), 0.62, flip=True)
    put(c, mortar(170), 860, 900)
    put(c, kettle(150), 560, 1080)
    put(c, calabash(120, SHEA), 780, 1120)
    put(c, stool(170), 250, 1130)


@picture(PLACE)
def street_boulkassoumbougou(c: Canvas) -> None:
    sky(c, 620, DAY)
    sun(c, 330, 190, 70)
    town(c, 600, 190, 2, WALL, mix(SUN, SAND, 0.5))
    ground(c, 640, OUTDOORS)
    c.fill(((820, 640), (990, 640), (1500, 1300), (200, 1300)), flat(mix(OUTDOORS, SUN, 0.34), 0.7))
    for x in (560, 1180):
        c.fill(limb([(x, 640), (x + 4, 150)], (13, 9)), solid(BARK, 5))
        c.fill(limb([(x - 60, 190), (x + 66, 186)], (8, 8)), solid(BARK, 4))
    for lift in (0, 10):
        c.fill(
            limb(
                [
                    (-50, 120),
                    (240, 190),
                    (560, 186 + lift),
                    (870, 226),
                    (1180, 186 + lift),
                    (1500, 200),
                    (1850, 130),
                ],
                (4,) * 7,
            ),
            flat(MUD, 0.7),
        )
    for x, y, w, h, tone, door in (
        (1090, 690, 240, 190, WALL, INDIGO),
        (1290, 770, 380, 330, mix(WALL, CLAY, 0.4), MILLET),
        (1560, 900, 560, 560, mix(WALL, SHEA, 0.2), LATERITE),
    ):
        put(c, house(w, h, tone, door, 2), x, y)
    for x, y, w, h, tone, door in (
        (500, 700, 210, 200, mix(WALL, OCHRE, 0.3), LATERITE),
        (200, 780, 330, 330, WALL, INDIGO),
        (-240, 910, 520, 560, mix(WALL, CLAY, 0.3), MILLET),
    ):
        c.draw(placed(house(w, h, tone, door, 1), x, y))
        c.shadow(
            (
                (x + w, y - 4),
                (x + w + h * 1.1, y + h * 0.14),
                (x + w + h * 0.5, y + h * 0.16),
                (x, y),
            ),
            0.36,
            4,
        )
    hanging(
        c,
        (560, 420),
        (1120, 452),
        [
            (0.12, 74, cloth(BAZIN)),
            (0.36, 88, cloth(OCHRE_RINGS)),
            (0.62, 74, cloth(GREEN_LEAVES)),
            (0.8, 60, cloth(RED_RINGS)),
        ],
    )
    show(c, 9, "walking", (1010, 790), 0.26, flip=True, load=calabash(90))
    show(c, 6, "standing", (640, 850), 0.34, view="back")
    show(c, 0, "reaching", (870, 1130), 0.66, load=basin(150, ENAMEL, SOAP))
    put(c, child(SKINS[1], solid(HONEY), solid(INDIGO)), 1085, 1150, 0.66, flip=True)
    put(c, jar(140), 330, 1010)
    put(c, sack(150, BARK), 1560, 1060)
    put(c, sack(130, SHEA), 1690, 1090)


@picture(PLACE)
def river_at_dusk(c: Canvas) -> None:
    sky(c, 560, EVENING)
    sun(c, 560, 440, 96)
    plateau(
        c,
        [
            (-200, 500),
            (240, 496),
            (460, 540),
            (900, 546),
            (1240, 500),
            (1500, 440),
            (1820, 430),
            (2000, 450),
        ],
        700,
        mix(CLAY, INDIGO, 0.34),
    )
    bushes(c, 556, 70, 22, mix(DEEP_MILLET, CLAY, 0.3))
    river(c, 556, 1200, 560)
    put(c, pirogue(340), 1380, 700)
    show(c, 3, "front", (1330, 690), 0.13)
    show(c, 4, "seated", (1450, 690), 0.13)
    boat = pirogue(980)
    c.shadow(tuple((x * 1.06 + 960, 950 - y * 0.8) for x, y in boat[0].outline), 0.5, 5)
    c.draw(placed(woman(LOOKS[2], "front", "quarter"), 990, 930, 0.36))
    c.draw(
        placed(basin(88, ENAMEL, SOAP), 1130, 920),
        placed(heap(110, 60, 16, c.rng), 1236, 908),
        placed(sack(100, BARK), 860, 925),
    )
    c.draw(Shape(limb([(856, 330), (790, 660), (716, 1050)], (11, 12, 13)), solid(BARK, 5)))
    c.draw(placed(woman(LOOKS[6], "stirring"), 680, 926, 0.46))
    c.draw(placed(boat, 960, 950))
    reeds(c, 130, 1230, 460, 46)
    reeds(c, 1720, 1230, 340, 44)


@picture(PLACE)
def market_sikoro(c: Canvas) -> None:
    sky(c, 500, DAY)
    plateau(
        c,
        [(-200, 330), (200, 300), (600, 310), (760, 400), (1300, 380), (1500, 320), (2000, 310)],
        700,
        mix(far_sand(CLAY, 0.4), INDIGO, 0.12),
    )
    town(c, 470, 200, 2, WALL, mix(SUN, SAND, 0.5))
    ground(c, 528, OUTDOORS)
    awning(c, 60, 620, 380, 330, cloth(CLAY_STRIPES, 30))
    awning(c, 1180, 1800, 360, 360, cloth(BLUE_STRIPES, 30))
    awning(c, 640, 1160, 420, 280, cloth(SHEA_LEAVES, 30))
    show(c, 9, "walking", (1120, 720), 0.34, flip=True, load=basin(110, INDIGO, OCHRE))
    show(c, 5, "front", (320, 830), 0.62)
    show(c, 2, "front", (900, 820), 0.56, view="quarter")
    show(c, 7, "front", (1500, 840), 0.62)
    for x, y, filling in (
        (150, 900, SHEA),
        (330, 940, None),
        (500, 900, HONEY),
        (760, 880, SHEA),
        (1010, 890, LATERITE),
    ):
        put(c, calabash(86, filling), x, y)
    c.draw(placed(heap(140, 80, 18, c.rng), 330, 876))
    c.shadow(curve([(1240, 880), (1700, 880), (1860, 1010), (1230, 1010)]), 0.3, 6)
    c.fill(((1250, 870), (1700, 870), (1800, 1000), (1210, 1000)), cloth(MUD_RIVER, 12))
    for index in range(11):
        put(
            c,
            bar(76, mix(SOAP, OCHRE, (index % 3) * 0.12)),
            1262 + (index % 6) * 82 - (index // 6) * 10,
            916 + (index // 6) * 58,
        )
    for index in range(5):
        put(
            c,
            ball(29, mix(SAND, OCHRE, 0.2)),
            1700 + (index % 3) * 44 - (index // 3) * 30,
            960 - (index // 3) * 32,
        )
    show(c, 3, "standing", (610, 1290), 0.88, view="back")
    show(
        c, 1, "reaching", (1190, 1330), 0.9, flip=True, view="back", load=basin(150, ENAMEL, HONEY)
    )


@picture(PLACE)
def walking_uphill(c: Canvas) -> None:
    sky(c, 760, EVENING)
    sun(c, 330, 520, 96)
    plateau(
        c,
        [(-200, 620), (200, 600), (500, 680), (900, 700), (1400, 560), (2000, 520)],
        1400,
        mix(CLAY, INDIGO, 0.26),
    )
    town(c, 780, 110, 2, far_sand(WALL, 0.2), SUN)
    slope = curve(
        [
            (-300, 1080),
            (100, 1046),
            (560, 960),
            (1000, 820),
            (1400, 640),
            (1700, 540),
            (2100, 500),
            (2100, 1600),
            (-300, 1600),
        ]
    )
    c.fill(slope, solid(mix(CLAY, OCHRE, 0.25), 60))
    c.spray(((900, 1500), (1500, 800), (2200, 700), (2200, 1600)), mix(CLAY, DUSK, 0.5), 150, 0.8)
    for _ in range(18):
        x = c.rng.uniform(0, 1800)
        y = c.rng.uniform(1100 - x * 0.25, 1200)
        c.draw(
            placed(
                [Shape(blob(0, 0, 26, 15, c.rng), solid(mix(CLAY, BARK, 0.4), 8))],
                x,
                y,
                c.rng.uniform(0.3, 0.9),
            )
        )
    climb(c, 8, "walking", (1500, 640), 0.5, calabash(110))
    climb(c, 5, "walking", (1180, 790), 0.58, basin(130, INDIGO, SOAP))
    climb(c, 3, "reaching", (800, 940), 0.68, basin(150, ENAMEL, HONEY))
    climb(c, 0, "walking", (370, 1090), 0.8, calabash(130))
    reeds(c, 1240, 1230, 200, 30)
    bushes(c, 1180, 130, 3, DEEP_MILLET)
