"""How groups save: one function per picture."""

from .canvas import Canvas, cloth, flat, larger, placed, solid
from .curves import box, ellipse, limb, rounded
from .furnishings import lantern, notebook, savings_box
from .goods import drape
from .looks import BLUE_STRIPES, LOOKS
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DEEP_MILLET,
    DUSK,
    HONEY,
    INDIGO,
    LATERITE,
    SAND,
    SHEA,
    SUN,
    WALL,
    mix,
)
from .places import (
    DAY,
    NIGHTFALL,
    OUTDOORS,
    dapple,
    far_sand,
    ground,
    overhang,
    plateau,
    sky,
    town,
    wall,
)
from .sheets import PLACE, PORTRAIT, picture
from .soap import bar
from .staging import SOAP, cloth_on, coins, lap, mat, put, reach, show, tabletop
from .trees import foliage
from .vessels import calabash
from .women import woman


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
