"""How soap is made: one function per picture."""

from .canvas import Canvas, Shape, cloth, flat, larger, placed, solid
from .curves import box, curve, ellipse, limb, rounded
from .furnishings import balance, notebook, rack
from .goods import heap, shea_butter, shea_nut
from .looks import BAZIN, COTTON_RIVER, LOOKS, RED_RINGS, fold
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DUSK,
    ENAMEL,
    GOLD,
    INDIGO,
    MUD,
    OCHRE,
    PALE_INDIGO,
    SAND,
    SHEA,
    SUN,
    WALL,
    mix,
)
from .places import DAY, OUTDOORS, doorway, far_sand, ground, overhang, sky, town, wall
from .sheets import PLACE, PORTRAIT, picture
from .soap import ball, bar, block
from .staging import PASTE, SOAP, lap, put, reach, show, steam, tabletop
from .vessels import basin, calabash, cauldron, jar
from .women import woman


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
