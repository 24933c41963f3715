"""Places, stories and groups: one function per picture."""

from .canvas import Canvas, Shape, cloth, flat, larger, placed, solid
from .curves import Point, blob, box, curve, ellipse, limb, rounded
from .figures import (
    BAZIN,
    BLUE_STRIPES,
    BOGOLAN,
    CLAY_STRIPES,
    COMBS,
    COTTON_RIVER,
    CUPPED,
    GREEN_LEAVES,
    HOLDING,
    LOOKS,
    MUD_RIVER,
    OCHRE_RINGS,
    OPEN,
    RED_RINGS,
    SHEA_LEAVES,
    Pose,
    View,
    baby,
    bangle,
    child,
    fold,
    hand,
    woman,
)
from .objects import (
    balance,
    ball,
    bar,
    basin,
    block,
    calabash,
    cauldron,
    drape,
    foliage,
    heap,
    jar,
    kettle,
    lantern,
    mango_tree,
    mortar,
    notebook,
    rack,
    sack,
    savings_box,
    shea_butter,
    shea_nut,
    stool,
)
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DEEP_MILLET,
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
    PALE_MILLET,
    SAND,
    SHEA,
    SKINS,
    SUN,
    WALL,
    Colour,
    mix,
)
from .places import (
    DAY,
    EVENING,
    NIGHTFALL,
    OUTDOORS,
    awning,
    bushes,
    dapple,
    doorway,
    far_sand,
    ground,
    hanging,
    house,
    overhang,
    pirogue,
    plateau,
    reeds,
    river,
    sky,
    sun,
    town,
    wall,
)
from .sheets import PLACE, PORTRAIT, picture

SOAP = mix(SHEA, HONEY, 0.32)
Posed = tuple[int, Pose, float, float, float, bool, View | None]
"""A woman in a group: look, pose, place, size, whether she turns left, how her head shows."""

PASTE = mix(SHEA, SUN, 0.35)


def show(
    c: Canvas,
    look: int,
    pose: Pose,
    at: Point,
    scale: float,
    flip: bool = False,
    view: View | None = None,
    load: list[Shape] | None = None,
) -> None:
    """A woman and her shadow; `load` rests on her head."""
    shapes = placed(woman(LOOKS[look], pose, view), *at, scale=scale, flip=flip)
    if load:
        top = at[0] + (-8 if flip else 8) * scale, at[1] - 978 * scale
        shapes = [*placed(load, *top, scale=scale), *shapes]
    c.cast(shapes, at[1] - 4 * scale)
    c.draw(shapes)


def gather(c: Canvas, *women: Posed) -> None:
    """Several women, the farthest first."""
    for look, pose, x, y, scale, flip, view in women:
        show(c, look, pose, (x, y), scale, flip, view)


def climb(c: Canvas, look: int, pose: Pose, at: Point, scale: float, load: list[Shape]) -> None:
    """A woman with a load, her shadow thrown up the slope."""
    x, y = at
    shapes = [
        *placed(load, x + 14 * scale, y - 978 * scale, scale),
        *placed(woman(LOOKS[look], pose), x, y, scale),
    ]
    c.cast(shapes, y, fall=-0.2, reach=1.1)
    c.draw(shapes)


def put(
    c: Canvas, shapes: list[Shape], x: float, y: float, scale: float = 1, flip: bool = False
) -> None:
    """A thing and its shadow."""
    there = placed(shapes, x, y, scale, flip)
    c.cast(there, y - 2, reach=1.1)
    c.draw(there)


def steam(c: Canvas, x: float, y: float, size: float) -> None:
    """Steam drifting to the right."""
    for step in range(5):
        c.veil(
            blob(
                x + step * size * 0.22,
                y - step * size * 0.5,
                size * (0.28 + step * 0.06),
                size * 0.3,
                c.rng,
            ),
            COTTON,
            0.2 - step * 0.028,
            size * 0.12,
        )


def mat(c: Canvas, x: float, y: float, rx: float, ry: float) -> None:
    """A round woven mat."""
    for share, tone in (
        (1, OCHRE),
        (0.92, SAND),
        (0.78, CLAY),
        (0.72, SAND),
        (0.5, OCHRE),
        (0.45, SAND),
    ):
        c.fill(ellipse(x, y, rx * share, ry * share), flat(mix(tone, CLAY, 0.2)))


def coins(c: Canvas, spots: list[tuple[float, float, int]], size: float) -> None:
    """Little piles of coins."""
    for x, y, high in spots:
        c.shadow(
            limb([(x, y + 4), (x + size * (1 + high * 0.3), y + size * 0.3)], (size, size * 0.6)),
            0.4,
            3,
        )
        for step in range(high):
            up = y - step * size * 0.24
            c.fill(ellipse(x, up + size * 0.12, size, size * 0.46), flat(mix(OCHRE, MUD, 0.5)))
            c.fill(ellipse(x, up, size, size * 0.46), solid(mix(GOLD, SHEA, 0.2), size * 0.3))
        c.fill(ellipse(x, y - (high - 1) * size * 0.24, size * 0.66, size * 0.29), flat(OCHRE, 0.5))


def tabletop(c: Canvas, top: float, colour: Colour = BARK) -> None:
    """A table of old planks, seen from above."""
    c.fill(
        box(-160, top, c.width + 160, c.height + 160), solid(mix(colour, CLAY, 0.45), 20, 0.6, 0)
    )
    for share in (0.16, 0.4, 0.7):
        y = top + (c.height - top) * share
        c.fill(
            limb([(-20, y), (c.width / 2, y + 5), (c.width + 20, y)], (4, 6, 4)), flat(DUSK, 0.5)
        )
    for _ in range(34):
        x, y = c.rng.uniform(0, c.width), c.rng.uniform(top + 10, c.height)
        c.fill(limb([(x, y), (x + 90, y + 3), (x + 190, y)], (1, 3, 1)), flat(DUSK, 0.2))
    c.spray(box(-300, top, c.width * 0.4, c.height), HONEY, 170, 0.32)
    c.spray(box(c.width * 0.72, top + 60, c.width + 400, c.height + 300), DUSK, 170, 0.4)


def cloth_on(c: Canvas, outline: tuple[Point, ...], ink_no: int) -> None:
    """A cloth spread out, with a thin shadow."""
    textile = (BOGOLAN, BAZIN, COTTON_RIVER, COMBS)[ink_no]
    c.shadow(tuple((x + 12, y + 10) for x, y in outline), 0.4, 6)
    c.fill(outline, larger(cloth(textile, 24), 2))


def reach(
    c: Canvas,
    at: Point,
    scale: float,
    turn: float,
    grip: int,
    tone: int,
    flip: bool = False,
    sleeve: int | None = None,
) -> None:
    """A large hand coming in, with its bangle and perhaps a sleeve."""
    shapes = hand(SKINS[tone], (OPEN, CUPPED, HOLDING)[grip], 640)
    shapes += bangle(-34, 0, 0, 84) + bangle(-54, 0, 0, 88)
    if sleeve is not None:
        edge = curve(
            [
                (-300, -96),
                (-330, 0),
                (-300, 104),
                (-520, 150),
                (-900, 190),
                (-900, -190),
                (-520, -140),
            ]
        )
        shapes += [
            Shape(edge, LOOKS[sleeve].wrapper),
            fold([(-320, -40), (-480, -20), (-700, -50)], 16),
        ]
    c.draw(placed(shapes, *at, scale=scale, turn=turn, flip=flip))


def lap(c: Canvas, look: int) -> None:
    """Behind the work: a woman's blouse and wrapper, cropped, close."""
    wrapper = larger(LOOKS[look].wrapper, 1.7)
    c.fill(
        curve(
            [
                (420, -200),
                (330, 120),
                (260, 480),
                (180, 900),
                (1620, 900),
                (1540, 480),
                (1470, 120),
                (1380, -200),
            ]
        ),
        larger(LOOKS[look].blouse, 1.9),
    )
    c.fill(
        curve(
            [
                (120, 560),
                (-120, 820),
                (-160, 1400),
                (1960, 1400),
                (1920, 820),
                (1680, 560),
                (1200, 500),
                (900, 490),
                (600, 500),
            ]
        ),
        wrapper,
    )
    for x in (300, 700, 1180, 1500):
        c.draw(fold([(x, 540), (x + (x - 900) * 0.16, 800), (x + (x - 900) * 0.3, 1190)], 24))
    c.draw(
        fold([(560, 60), (740, 260), (820, 470)], 18),
        fold([(1260, 60), (1120, 280), (1000, 470)], 18),
    )


# Home and places


@picture(PLACE)
def women_stirring_soap(c: Canvas) -> None:
    wall(c, 260, 640)
    c.fill(box(-160, -160, 1960, 258), flat(mix(SHEA, SUN, 0.5)))
    town(c, 262, 210, 1, far_sand(WALL, 0.3), SAND)
    wall(c, 250, 640)
    doorway(c, 1330, 640, 150, cloth(COTTON_RIVER, 18))
    ground(c, 638, OUTDOORS)
    put(c, rack(520, 330, 3, SOAP), 180, 770, 0.86)
    put(c, jar(150), 1610, 700)
    put(c, jar(108, mix(CLAY, MUD, 0.25)), 1712, 722)
    overhang(c, c.rng, 210, 1050, 1950)
    show(c, 5, "walking", (1180, 745), 0.46, flip=True, load=basin(130, INDIGO, SOAP))
    show(c, 7, "kneeling", (1540, 960), 0.72, flip=True)
    put(c, basin(124, ENAMEL, PASTE), 1330, 985)
    put(c, cauldron(236, PASTE), 960, 1125)
    c.draw(
        Shape(
            limb([(858, 330), (905, 620), (1000, 840)], (24, 22, 26)),
            solid(mix(BARK, CLAY, 0.6), 9, 0.8),
        )
    )
    show(c, 1, "stirring", (615, 1130), 0.96)
    steam(c, 980, 770, 170)
    put(c, calabash(112, SHEA), 300, 1120)
    for x, y in ((140, 1150), (452, 1170)):
        put(c, ball(36, SOAP), x, y)


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


# Stories


@picture(PLACE)
def hands_shaping_balls(c: Canvas) -> None:
    lap(c, 3)
    c.spray(box(1300, -100, 2200, 1300), DUSK, 170, 0.5)
    tray = curve([(120, 1010), (420, 900), (1380, 900), (1700, 1010), (1760, 1300), (60, 1300)])
    c.shadow(tuple((x + 30, y - 6) for x, y in tray), 0.5, 12)
    c.fill(tray, solid(mix(BARK, CLAY, 0.6), 30, 0.7))
    c.fill(
        curve([(190, 1030), (450, 940), (1350, 940), (1630, 1030), (1680, 1300), (130, 1300)]),
        flat(mix(BARK, CLAY, 0.3)),
    )
    for index, (x, y) in enumerate(
        (
            (380, 1060),
            (560, 1030),
            (1190, 1030),
            (1370, 1064),
            (280, 1180),
            (480, 1170),
            (690, 1150),
            (910, 1168),
            (1120, 1160),
            (1330, 1180),
            (1530, 1176),
        )
    ):
        put(c, ball(84 + (index % 3) * 6, mix(SOAP, OCHRE, (index % 4) * 0.06)), x, y)
    c.draw(placed(ball(196, mix(SOAP, SUN, 0.2)), 900, 890))
    reach(c, (500, 510), 1.45, 34, 1, 0, sleeve=6)
    reach(c, (1300, 510), 1.45, -34, 1, 0, flip=True, sleeve=6)


@picture(PLACE)
def pouring_soap(c: Canvas) -> None:
    wall(c, -80, 640)
    c.spray(ellipse(280, 150, 400, 300), SUN, 150, 0.5)
    put(c, rack(560, 300, 2, SOAP), 1190, 660, 0.9)
    tabletop(c, 640)
    for row, (x, y) in enumerate(((560, 850), (430, 1090))):
        long, high = 900 + row * 190, 120 + row * 24
        put(c, block(long, high, 190 + row * 40, mix(BARK, CLAY, 0.75), 8), x, y)
        lean = (190 + row * 40) * 0.62
        up = (190 + row * 40) * 0.5
        for cell in range(6):
            left = x + long * (cell + 0.1) / 6
            right = x + long * (cell + 0.9) / 6
            base = y - high
            hole = (
                (left + lean * 0.16, base - up * 0.16),
                (left + lean * 0.84, base - up * 0.84),
                (right + lean * 0.84, base - up * 0.84),
                (right + lean * 0.16, base - up * 0.16),
            )
            full = row == 0 or cell < 3
            c.fill(rounded(hole, 8), solid(PASTE if full else mix(BARK, DUSK, 0.3), 14, 0.4, 0.5))
    stream = limb([(742, 470), (800, 560), (822, 760), (828, 900)], (64, 44, 32, 40))
    c.fill(stream, solid(PASTE, 14, 0.5, 0.5))
    c.fill(ellipse(836, 902, 74, 20), solid(mix(PASTE, COTTON, 0.4), 8))
    bowl = placed(calabash(250, PASTE), 520, 640, turn=24)
    c.draw(bowl)
    c.fill(limb([(700, 492), (746, 490), (768, 540)], (30, 60, 40)), solid(PASTE, 12))
    reach(c, (196, 420), 1.3, 8, 0, 2, sleeve=5)
    reach(c, (340, 720), 1.3, -22, 1, 2)


@picture(PORTRAIT)
def cutting_bars(c: Canvas) -> None:
    c.fill(box(-160, -160, 1600, 700), flat(WALL))
    c.fill(
        curve([(200, -300), (120, 300), (40, 900), (1400, 900), (1320, 300), (1240, -300)]),
        LOOKS[7].blouse,
    )
    c.fill(
        curve([(40, 480), (-120, 900), (1560, 900), (1400, 480), (720, 420)]),
        larger(LOOKS[7].wrapper, 1.7),
    )
    c.draw(
        fold([(560, -20), (640, 240), (620, 420)], 18),
        fold([(880, -20), (830, 240), (840, 420)], 18),
    )
    c.spray(box(1100, -200, 1900, 1000), DUSK, 150, 0.5)
    tabletop(c, 800)
    put(c, block(1010, 70, 560, mix(BARK, SAND, 0.45), 14), 80, 1440)
    put(c, block(430, 190, 430, SOAP, 14), 190, 1340)
    for index in range(4):
        put(
            c,
            block(78, 190, 430, mix(SOAP, OCHRE, index * 0.04), 12),
            690 + index * 112,
            1340 + index * 8,
        )
    for index in range(5):
        put(
            c,
            bar(190, mix(SOAP, OCHRE, (index % 3) * 0.08), stamp=True),
            60 + index * 262,
            1700 - (index % 2) * 30,
        )
    blade = ((668, 1110), (700, 1098), (960, 820), (900, 800))
    c.fill(blade, solid(mix(COTTON, PALE_INDIGO, 0.4), 12, 0.7, 0.5))
    c.fill(limb([(900, 840), (1010, 730)], (46, 52)), solid(mix(BARK, MUD, 0.4), 12, 0.7))
    reach(c, (1160, 620), 1.3, -40, 2, 3, flip=True, sleeve=1)
    reach(c, (190, 900), 1.3, 44, 0, 3, sleeve=1)


@picture(PLACE)
def drying_racks(c: Canvas) -> None:
    sky(c, 340, DAY)
    town(c, 330, 220, 1, far_sand(WALL, 0.3), SAND)
    wall(c, 320, 620)
    ground(c, 618, OUTDOORS)
    overhang(c, c.rng, 200, -160, 760)
    put(c, rack(620, 300, 2, mix(SOAP, OCHRE, 0.2)), 1120, 740, 0.9)
    show(c, 8, "standing", (980, 800), 0.6, view="back")
    put(c, rack(900, 560, 3, SOAP), 120, 1060, 1.0)
    show(c, 0, "stirring", (1290, 1150), 0.92, flip=True)
    put(c, bar(110, SOAP), 1010, 620)
    put(c, basin(150, ENAMEL, None), 1590, 1130)
    for index in range(6):
        c.draw(
            placed(
                bar(90, mix(SOAP, OCHRE, (index % 3) * 0.1)),
                1490 + (index % 3) * 74,
                1036 - index // 3 * 40,
            )
        )


@picture(PORTRAIT)
def weighing_shea(c: Canvas) -> None:
    wall(c, -100, 1360)
    doorway(c, 1060, 1360, 330, cloth(RED_RINGS, 26))
    c.spray(box(-300, 100, 420, 900), SUN, 190, 0.5)
    c.draw(placed(woman(LOOKS[6], "stirring"), 300, 1990, 1.75))
    tabletop(c, 1330)
    put(c, balance(860), 830, 1500)
    c.draw(
        placed(shea_butter(210), 402, 1236),
        placed(block(70, 90, 60, mix(GOLD, MUD, 0.3)), 1200, 1232),
        placed(block(50, 60, 44, mix(GOLD, MUD, 0.4)), 1292, 1234),
    )
    put(c, calabash(220, mix(SHEA, SUN, 0.3)), 250, 1720)
    c.draw(placed(shea_butter(330), 250, 1550))
    put(c, heap(330, 130, 34, c.rng), 1150, 1730)
    put(c, notebook(420, 6), 730, 1760)


@picture(PLACE)
def shea_nuts(c: Canvas) -> None:
    c.fill(box(-160, -160, 1960, 1360), larger(cloth(BAZIN, 10), 2.4))
    c.spray(box(900, -200, 2200, 1500), DUSK, 260, 0.55)
    c.spray(box(-400, -200, 420, 900), SUN, 240, 0.3)
    c.shadow(ellipse(1080, 820, 640, 330), 0.55, 26)
    c.fill(ellipse(900, 690, 640, 500), solid(OCHRE, 80, 0.7, 0.7))
    c.fill(ellipse(900, 672, 590, 446), solid(mix(OCHRE, MUD, 0.5), 60, 0.2, 0.6))
    nuts = []
    for row in range(-9, 10):
        for column in range(-8, 9):
            x = (column + (row % 2) / 2 + c.rng.uniform(-0.3, 0.3)) / 8
            y = (row + c.rng.uniform(-0.3, 0.3)) / 9
            if x * x + y * y < 0.93:
                nuts.append((900 + x * 560, 676 + y * 420))
    for x, y in sorted(nuts, key=lambda nut: nut[1]):
        tone = mix(BARK, c.rng.choice((MUD, CLAY, OCHRE)), 0.25)
        c.draw(placed(shea_nut(c.rng.uniform(50, 62), c.rng.uniform(-80, 80), tone), x, y))
    for x, y in ((140, 1080), (260, 1140), (1660, 980), (1560, 1110), (110, 300)):
        c.shadow(ellipse(x + 36, y + 20, 60, 34), 0.5, 8)
        c.draw(placed(shea_nut(54, c.rng.uniform(-60, 60)), x, y))
    reach(c, (1390, 400), 1.6, -34, 1, 1, flip=True, sleeve=2)


@picture(PLACE)
def savings_circle(c: Canvas) -> None:
    sky(c, 380, DAY)
    town(c, 372, 200, 1, far_sand(WALL, 0.3), SAND)
    wall(c, 350, 600)
    ground(c, 598, OUTDOORS)
    dapple(c, 260, 640, 1800, 1100, 90)
    overhang(c, c.rng, 250, -160, 1960)
    for look, x, y in ((5, 480, 760), (2, 740, 716), (7, 1020, 712), (4, 1290, 750)):
        show(c, look, "front", (x, y), 0.56, view="quarter" if x < 900 else "front", flip=x > 1200)
    mat(c, 900, 900, 330, 110)
    put(c, savings_box(190), 790, 900)
    put(c, notebook(150, 4), 700, 950)
    coins(c, [(1030, 920, 3), (1080, 940, 2), (1060, 890, 1)], 17)
    show(c, 0, "seated", (250, 960), 0.68)
    show(c, 8, "seated", (1560, 970), 0.68, flip=True)
    show(c, 1, "back", (590, 1200), 0.82)
    show(c, 6, "back", (1190, 1215), 0.82)


@picture(PLACE)
def counting_savings(c: Canvas) -> None:
    lap(c, 7)
    c.spray(box(1250, -100, 2200, 900), DUSK, 170, 0.5)
    tabletop(c, 640)
    cloth_on(c, ((380, 700), (1460, 690), (1640, 1210), (220, 1210)), 1)
    put(c, notebook(620, 8), 1290, 1090)
    put(c, savings_box(330), 90, 900)
    coins(
        c,
        [
            (600, 850, 5),
            (700, 830, 7),
            (800, 850, 4),
            (560, 960, 3),
            (670, 970, 6),
            (900, 920, 2),
            (780, 1010, 1),
            (640, 1080, 1),
            (850, 1060, 1),
            (480, 1060, 4),
        ],
        42,
    )
    reach(c, (560, 540), 1.28, 38, 2, 0, sleeve=8)
    reach(c, (1290, 590), 1.28, -40, 0, 0, flip=True, sleeve=8)


@picture(PORTRAIT)
def washing_hands_child(c: Canvas) -> None:
    wall(c, 120, 1060)
    c.fill(box(-160, -160, 1600, 124), flat(mix(SHEA, SUN, 0.4)))
    doorway(c, 1010, 1060, 290, cloth(RED_RINGS, 24))
    ground(c, 1058, OUTDOORS)
    overhang(c, c.rng, 290, -160, 900)
    put(c, jar(260), 130, 1150)
    show(c, 9, "kneeling", (440, 1560), 1.24)
    water = mix(COTTON, PALE_INDIGO, 0.4)
    put(c, child(SKINS[2], solid(HONEY), cloth(BAZIN)), 1180, 1600, 1.16, flip=True)
    c.draw(placed(kettle(210), 780, 1290, turn=24))
    c.fill(limb([(962, 1216), (1010, 1236), (1026, 1290)], (14, 16, 22)), solid(water, 5, 0.7))
    put(c, basin(190, ENAMEL, mix(PALE_INDIGO, COTTON, 0.3)), 1010, 1640)
    for x, wide in ((1012, 14), (1036, 9), (1052, 5)):
        c.fill(
            limb([(x, 1288), (x + 3, 1400), (x + 2, 1524)], (wide, wide * 0.8, wide)),
            solid(water, 5, 0.7),
        )
    put(c, bar(120, SOAP, stamp=True), 690, 1690)


@picture(PORTRAIT)
def carrying_basin(c: Canvas) -> None:
    sky(c, 1050, EVENING)
    sun(c, 300, 640, 120)
    plateau(
        c,
        [(-200, 900), (260, 880), (560, 960), (860, 940), (1100, 800), (1700, 790)],
        1300,
        mix(CLAY, INDIGO, 0.32),
    )
    plateau(
        c,
        [(-200, 1010), (300, 1050), (800, 1020), (1100, 980), (1700, 1010)],
        1400,
        mix(LATERITE, CLAY, 0.5),
    )
    town(c, 1080, 170, 1, WALL, SAND)
    ground(c, 1120, mix(OUTDOORS, LATERITE, 0.2))
    bushes(c, 1150, 110, 6, MILLET)
    show(c, 4, "walking", (1080, 1330), 0.42, load=calabash(110))
    load = basin(170, ENAMEL)
    for index in range(7):
        load = [
            *load,
            *placed(
                bar(92, mix(SOAP, OCHRE, (index % 3) * 0.1)),
                -150 + (index % 4) * 64 + index // 4 * 30,
                -92 - index // 4 * 42,
            ),
        ]
    show(c, 1, "reaching", (640, 1740), 1.3, load=load)
    reeds(c, 90, 1830, 240, 30)


@picture(PLACE)
def evening_meeting(c: Canvas) -> None:
    sky(c, 640, NIGHTFALL)
    for _ in range(46):
        c.fill(ellipse(c.rng.uniform(0, 1800), c.rng.uniform(0, 330), 2.2, 2.2), flat(SHEA, 0.8))
    plateau(
        c,
        [(-200, 560), (300, 540), (700, 600), (1200, 580), (1500, 500), (2000, 490)],
        800,
        mix(DEEP_INDIGO, LATERITE, 0.2),
    )
    night = mix(DUSK, CLAY, 0.4)
    town(c, 620, 200, 1, mix(CLAY, DEEP_INDIGO, 0.6), DEEP_INDIGO)
    c.fill(box(-160, 650, 1960, 1360), flat(mix(night, DUSK, 0.2)))
    c.spray(ellipse(900, 900, 760, 250), CLAY, 110, 0.9)
    c.spray(ellipse(900, 890, 440, 140), HONEY, 80, 0.9)
    c.fill(
        limb([(1690, 760), (1700, 500), (1690, 120)], (70, 54, 50)),
        solid(mix(BARK, DUSK, 0.4), 20, 0.6),
    )
    c.draw(placed(foliage(1000, 560, c.rng, mix(DEEP_MILLET, DUSK, 0.3), 90), 1640, 130))
    for look, x, y, flip in (
        (4, 420, 810, False),
        (7, 680, 760, False),
        (2, 960, 752, False),
        (5, 1230, 790, True),
    ):
        c.draw(placed(woman(LOOKS[look], "front", "quarter"), x, y, 0.58, flip))
    c.veil(box(-200, 380, 1960, 700), DUSK, 0.26, 60)
    mat(c, 900, 920, 300, 90)
    c.draw(
        placed(lantern(150), 900, 910),
        placed(notebook(170, 4), 740, 950),
        placed(savings_box(130), 1010, 950),
    )
    c.veil(ellipse(900, 850, 130, 130), SUN, 0.5, 60)
    for look, x, flip in ((0, 220, False), (8, 1590, True)):
        c.draw(placed(woman(LOOKS[look], "seated"), x, 1010, 0.7, flip))
    for look, x in ((1, 560), (9, 1240)):
        c.draw(placed(woman(LOOKS[look], "back"), x, 1240, 0.86))
    c.spray(box(-500, 1080, 2300, 1700), DUSK, 120, 0.55)
    c.spray(box(1650, 300, 2400, 1500), DUSK, 150, 0.5)
    c.spray(box(-700, 300, 60, 1500), DUSK, 150, 0.5)


@picture(PORTRAIT)
def clinic_door(c: Canvas) -> None:
    c.fill(box(-160, -160, 1600, 1400), solid(mix(SHEA, SUN, 0.25), 10, 0, 0))
    c.spray(
        ((500, 1500), (1100, -300), (2000, -300), (2000, 1500)), mix(WALL, DUSK, 0.25), 190, 0.7
    )
    c.fill(box(-160, 930, 1600, 1400), flat(PALE_MILLET))
    c.spray(box(760, 930, 1900, 1500), mix(MILLET, DUSK, 0.3), 150, 0.7)
    c.fill(box(-160, 918, 1600, 940), flat(MILLET))
    c.fill(box(-160, -160, 1600, 90), solid(mix(BARK, CLAY, 0.5), 20))
    c.shadow(box(-160, 90, 1600, 150), 0.4, 8)
    c.fill(box(560, 330, 1080, 1400), solid(mix(COTTON, SAND, 0.3), 16))
    c.fill(box(606, 376, 1034, 1400), flat(mix(MUD, INDIGO, 0.25)))
    c.fill(box(606, 1180, 1034, 1400), flat(mix(MUD, CLAY, 0.4)))
    c.fill(((606, 1400), (606, 1180), (1034, 1330), (1034, 1400)), flat(mix(CLAY, HONEY, 0.4)))
    c.fill(((606, 376), (606, 1400), (440, 1450), (440, 340)), solid(MILLET, 24, 0.6, 0.4))
    c.fill(box(476, 700, 500, 780), flat(GOLD))
    c.fill(rounded(box(640, 190, 1000, 290), 6), solid(COTTON, 8, 0.3, 0.4))
    c.draw(placed(calabash(44, None), 820, 274))
    ground(c, 1390, OUTDOORS)
    c.fill(box(520, 1380, 1120, 1424), solid(mix(SHEA, CLAY, 0.3), 12))
    show(c, 4, "seated", (1270, 1500), 1.0, flip=True)
    mother = [*woman(LOOKS[5], "walking"), *baby(cloth(OCHRE_RINGS), SKINS[0])]
    put(c, mother, 420, 1680, 1.16)
    put(c, kettle(150), 130, 1530)


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


@picture(PORTRAIT)
def notebook_and_box(c: Canvas) -> None:
    wall(c, -100, 900)
    window = ((180, 60), (640, 0), (700, 560), (240, 640))
    c.spray(window, mix(SUN, COTTON, 0.3), 16, 0.65)
    c.spray(((420, 20), (450, 20), (500, 600), (470, 600)), WALL, 8, 0.9)
    c.spray(((200, 310), (690, 250), (690, 280), (200, 340)), WALL, 8, 0.9)
    c.fill(limb([(820, 118), (1340, 110)], (14, 14)), solid(BARK, 6))
    c.draw(placed(drape(380, 620, larger(cloth(BLUE_STRIPES, 40), 1.6)), 880, 116))
    tabletop(c, 880)
    cloth_on(c, rounded([(250, 1050), (1290, 1030), (1400, 1770), (40, 1760)], 12), 0)
    put(c, savings_box(620), 420, 1260)
    c.draw(placed(calabash(130, None), 800, 800))
    coins(c, [(300, 1330, 6), (220, 1400, 4), (350, 1440, 2), (240, 1520, 1)], 50)
    put(c, notebook(800, 9), 760, 1700)
    c.shadow(limb([(700, 1640), (990, 1560)], (16, 14)), 0.4, 5)
    c.fill(limb([(690, 1622), (980, 1540)], (8, 18)), solid(INDIGO, 6, 0.7))
    put(c, bar(170, SOAP, stamp=True), 1160, 1480)


# Groups


@picture(PLACE)
def group_kotognontala(c: Canvas) -> None:
    sky(c, 300, DAY)
    town(c, 300, 230, 1, far_sand(WALL, 0.3), SAND)
    wall(c, 290, 720)
    hanging(
        c,
        (1180, 370),
        (1850, 350),
        [(0.1, 150, cloth(BOGOLAN)), (0.4, 170, cloth(BAZIN)), (0.72, 140, cloth(CLAY_STRIPES))],
    )
    ground(c, 718, OUTDOORS)
    overhang(c, c.rng, 210, -160, 800)
    put(c, rack(480, 300, 2, SOAP), 90, 860)
    gather(
        c,
        (6, "standing", 700, 960, 0.76, False, "quarter"),
        (9, "standing", 1240, 950, 0.77, True, "front"),
        (0, "standing", 960, 985, 0.78, False, "front"),
        (7, "standing", 1500, 990, 0.78, True, "quarter"),
        (2, "front", 800, 1150, 0.82, False, "quarter"),
        (5, "front", 1260, 1150, 0.82, True, "quarter"),
    )
    put(c, basin(130, ENAMEL, PASTE), 1030, 1170)
    put(c, calabash(100, SHEA), 1600, 1150)


@picture(PLACE)
def group_benkadi(c: Canvas) -> None:
    sky(c, 640, EVENING)
    sun(c, 240, 430, 84)
    plateau(
        c,
        [
            (-200, 520),
            (160, 500),
            (420, 560),
            (800, 590),
            (1050, 430),
            (1400, 410),
            (1560, 440),
            (2000, 470),
        ],
        900,
        mix(CLAY, INDIGO, 0.26),
    )
    plateau(
        c,
        [(-200, 640), (300, 660), (700, 640), (1300, 620), (1600, 560), (2000, 570)],
        900,
        mix(LATERITE, CLAY, 0.5),
    )
    bushes(c, 700, 80, 9, MILLET)
    ground(c, 716, mix(OUTDOORS, LATERITE, 0.15))
    gather(
        c,
        (3, "standing", 420, 980, 0.74, False, "quarter"),
        (8, "standing", 690, 950, 0.76, False, "back"),
        (1, "standing", 960, 945, 0.78, True, "quarter"),
        (4, "standing", 1230, 960, 0.75, False, "front"),
        (7, "standing", 1480, 990, 0.74, True, "quarter"),
        (5, "seated", 500, 1150, 0.74, False, None),
        (0, "seated", 1330, 1150, 0.74, True, None),
    )
    put(c, calabash(130, SHEA), 900, 1150)
    for index in range(5):
        put(
            c,
            bar(96, mix(SOAP, OCHRE, (index % 3) * 0.1)),
            690 + index * 8 + (index % 2) * 110 - 60,
            1160 - index // 2 * 40,
        )
    put(c, heap(170, 70, 22, c.rng), 1090, 1160)


@picture(PLACE)
def group_sigida_yiriwa(c: Canvas) -> None:
    sky(c, 420, DAY)
    town(c, 420, 220, 2, WALL, mix(SUN, SAND, 0.5))
    ground(c, 486, OUTDOORS)
    dapple(c, 420, 760, 2000, 1040, 70)
    c.draw(placed(mango_tree(1300, c.rng), 1060, 800))
    gather(
        c,
        (8, "front", 420, 900, 0.7, False, "quarter"),
        (2, "front", 720, 870, 0.7, False, "front"),
        (9, "front", 1330, 870, 0.7, True, "quarter"),
        (6, "standing", 1580, 960, 0.74, True, "quarter"),
        (4, "standing", 190, 980, 0.74, False, "quarter"),
    )
    put(c, stool(180), 1010, 960)
    put(c, savings_box(230), 890, 920)
    put(c, notebook(200, 5), 700, 990)
    show(c, 1, "back", (560, 1220), 0.86)
    show(c, 7, "back", (1240, 1230), 0.86)


@picture(PLACE)
def group_boulkassoumbougou(c: Canvas) -> None:
    wall(c, 110, 760, mix(WALL, PALE_INDIGO, 0.22))
    c.fill(box(-160, -160, 1960, 112), flat(mix(SHEA, SUN, 0.4)))
    doorway(c, 800, 760, 220, cloth(BOGOLAN, 20))
    ground(c, 758, OUTDOORS)
    overhang(c, c.rng, 190, 1200, 1960)
    gather(
        c,
        (4, "standing", 1160, 960, 0.78, False, "front"),
        (9, "standing", 1420, 985, 0.78, True, "quarter"),
        (1, "seated", 200, 960, 0.8, False, "quarter"),
        (8, "seated", 540, 975, 0.8, False, "profile"),
        (0, "standing", 880, 1000, 0.8, False, "quarter"),
        (6, "front", 1270, 1160, 0.84, False, "quarter"),
    )
    put(c, sack(170, SHEA), 1660, 1120)
    for index in range(6):
        put(
            c,
            ball(36, mix(SOAP, OCHRE, (index % 3) * 0.1)),
            940 + (index % 3) * 80 + index // 3 * 36,
            1150 - index // 3 * 44,
        )


@picture(PLACE)
def group_sabalibougou(c: Canvas) -> None:
    sky(c, 480, DAY)
    sun(c, 250, 180, 66)
    town(c, 470, 240, 2, WALL, mix(SUN, SAND, 0.5))
    ground(c, 544, OUTDOORS)
    gather(
        c,
        (2, "standing", 1090, 860, 0.66, True, "front"),
        (7, "standing", 740, 850, 0.66, False, "quarter"),
    )
    show(c, 5, "reaching", (1400, 900), 0.7, flip=True, load=basin(130, INDIGO, SOAP))
    put(c, cauldron(190, PASTE), 900, 1110)
    c.draw(
        Shape(
            limb([(800, 470), (850, 690), (930, 880)], (20, 19, 22)),
            solid(mix(BARK, CLAY, 0.6), 8, 0.8),
        )
    )
    show(c, 3, "stirring", (590, 1120), 0.8)
    steam(c, 920, 830, 140)
    show(c, 8, "kneeling", (1360, 1130), 0.86, flip=True)
    put(c, basin(120, ENAMEL, PASTE), 1110, 1170)
    show(c, 0, "front", (250, 1090), 0.82, view="quarter")
    put(c, calabash(96, SHEA), 420, 1150)
    put(c, sack(160, BARK), 1660, 1060)
