"""Water, soap and the clinic: one function per picture."""

from .canvas import Canvas, cloth, flat, placed, solid
from .children import baby, child
from .curves import box, limb, rounded
from .looks import BAZIN, LOOKS, OCHRE_RINGS, RED_RINGS
from .palette import (
    BARK,
    CLAY,
    COTTON,
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
    mix,
)
from .places import (
    EVENING,
    OUTDOORS,
    bushes,
    doorway,
    ground,
    overhang,
    plateau,
    reeds,
    sky,
    sun,
    town,
    wall,
)
from .sheets import PORTRAIT, picture
from .soap import bar
from .staging import SOAP, put, show
from .vessels import basin, calabash, jar, kettle
from .women import woman


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
