"""Each women's group at its work: one function per picture."""

from .canvas import Canvas, Shape, cloth, flat, placed, solid
from .curves import box, limb
from .furnishings import notebook, rack, savings_box, stool
from .goods import heap, sack
from .looks import BAZIN, BOGOLAN, CLAY_STRIPES
from .palette import (
    BARK,
    CLAY,
    ENAMEL,
    INDIGO,
    LATERITE,
    MILLET,
    OCHRE,
    PALE_INDIGO,
    SAND,
    SHEA,
    SUN,
    WALL,
    mix,
)
from .places import (
    DAY,
    EVENING,
    OUTDOORS,
    bushes,
    dapple,
    doorway,
    far_sand,
    ground,
    hanging,
    overhang,
    plateau,
    sky,
    sun,
    town,
    wall,
)
from .sheets import PLACE, picture
from .soap import ball, bar
from .staging import PASTE, SOAP, gather, put, show, steam
from .trees import mango_tree
from .vessels import basin, calabash, cauldron


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
