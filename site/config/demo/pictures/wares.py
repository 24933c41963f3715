"""Soap on shea ground, square, in the light of a window on the left."""

from dataclasses import replace

from .canvas import Canvas, Shape, cloth, flat, larger, placed, solid
from .curves import Point, box, curve, ellipse, limb, rounded
from .goods import parcel, shea_nut
from .looks import BAZIN, BOGOLAN, COMBS, MUD_RIVER
from .palette import (
    BARK,
    CLAY,
    COTTON,
    GOLD,
    HONEY,
    MILLET,
    MUD,
    OCHRE,
    PALE_MILLET,
    SAND,
    SHEA,
    SUN,
    Colour,
    mix,
)
from .sheets import WARE, picture
from .soap import ball, bar, block, stamped
from .vessels import bottle, calabash

Size3 = tuple[float, float, float]


def shea_ground(c: Canvas) -> None:
    """A shea-coloured table and wall, a slanting patch of window light."""
    c.fill(box(-160, -160, 1560, 1560), flat(SHEA))
    c.spray(box(-200, 880, 1600, 1700), mix(SHEA, OCHRE, 0.2), 60, 0.8)
    c.spray(((-300, 300), (500, -300), (900, -300), (-300, 900)), COTTON, 110, 0.8)
    c.spray(((700, 1700), (1700, 300), (1700, 1700)), mix(SHEA, CLAY, 0.45), 190, 0.5)


def lay(c: Canvas, shapes: list[Shape], x: float, y: float, scale: float = 1) -> None:
    """A round ware and its shadow on the ground to the right."""
    there = placed(shapes, x, y, scale)
    xs = [point[0] for shape in there for point in shape.outline]
    wide = max(xs) - min(xs)
    c.shadow(ellipse(x + wide * 0.42, y - wide * 0.03, wide * 0.62, wide * 0.12, -2), 0.42, 14)
    c.draw(there)


def stand(c: Canvas, shapes: list[Shape], x: float, y: float, size: Size3) -> None:
    """A block of a given width, height and depth, and its shadow to the right."""
    wide, high, deep = size
    lean, up, far = deep * 0.62, deep * 0.5, high * 1.15
    fallen = (
        (x + 4, y),
        (x + wide, y + 6),
        (x + wide + far, y - up * 0.1),
        (x + wide + lean + far, y - up),
        (x + wide + lean, y - up),
    )
    c.shadow(fallen, 0.42, 9)
    c.draw(placed(shapes, x, y))


def leaf(x: float, y: float, size: float, turn: float) -> list[Shape]:
    """A single leaf with its rib."""
    blade = curve([(-1, 0), (-0.4, -0.3), (0.3, -0.28), (1, 0), (0.3, 0.26), (-0.4, 0.24)])
    whole = [
        Shape(blade, solid(MILLET, 0.2, 0.6, 0.5)),
        Shape(limb([(-1.2, 0.02), (0, -0.02), (0.9, 0)], (0.05, 0.04, 0.01)), flat(PALE_MILLET)),
    ]
    return placed(whole, x, y, size, turn=turn)


def spread(c: Canvas, outline: list[Point], number: int) -> None:
    """A cloth under the ware, with a fringe on its right edge."""
    textile = (BOGOLAN, BAZIN, COMBS, MUD_RIVER)[number]
    whole = rounded(outline, 10)
    c.shadow(tuple((x + 14, y + 12) for x, y in whole), 0.34, 7)
    c.fill(whole, larger(cloth(textile, 22), 1.5))
    (u, v), (p, q) = outline[1], outline[2]
    for step in range(25):
        x, y = u + (p - u) * step / 24, v + (q - v) * step / 24
        c.fill(
            limb([(x - 2, y), (x + 26, y + 3)], (5, 3)),
            flat(mix(textile.figure, textile.ground, 0.3)),
        )


def big_bar(width: float, colour: Colour) -> list[Shape]:
    """A bar, large, stamped, with worn corners and flecks."""
    flecks = [
        Shape(ellipse(width * share, -width * 0.44 * up, 3, 2.2), flat(mix(colour, BARK, 0.5), 0.5))
        for share, up in (
            (0.1, 0.3),
            (0.2, 0.8),
            (0.33, 0.16),
            (0.68, 0.86),
            (0.82, 0.3),
            (0.9, 0.7),
        )
    ]
    return [*bar(width, colour, stamp=True), *flecks]


def bars(c: Canvas, colour: Colour, upper: Colour) -> None:
    """Two stamped bars, one resting across the other."""
    stand(c, big_bar(660, colour), 190, 1080, (660, 238, 356))
    c.shadow(((360, 860), (470, 760), (1010, 800), (960, 866)), 0.34, 10)
    c.draw(placed(big_bar(600, upper), 330, 846, turn=-5))


@picture(WARE)
def soap_shea_bar(c: Canvas) -> None:
    shea_ground(c)
    spread(c, [(210, 850), (1250, 830), (1340, 1240), (70, 1260)], 0)
    cream = mix(SHEA, SUN, 0.3)
    bars(c, mix(cream, SAND, 0.3), cream)
    for x, y, turn in ((1050, 1150, 20), (1160, 1110, -30), (960, 1190, 60)):
        c.shadow(ellipse(x + 40, y + 18, 56, 28), 0.45, 6)
        c.draw(placed(shea_nut(54, turn), x, y))
    c.draw(leaf(180, 1180, 90, -20))


@picture(WARE)
def soap_laundry_bar(c: Canvas) -> None:
    shea_ground(c)
    spread(c, [(180, 930), (1200, 900), (1320, 1270), (70, 1300)], 1)
    tone = mix(SAND, OCHRE, 0.34)
    for x, y, wide, high, deep, colour in (
        (130, 1150, 860, 150, 300, mix(tone, CLAY, 0.14)),
        (200, 990, 860, 150, 300, tone),
        (330, 830, 560, 150, 290, mix(tone, SUN, 0.2)),
    ):
        stand(c, block(wide, high, deep, colour, 12), x, y, (wide, high if y > 1100 else 0, deep))
        c.draw(placed(stamped(wide, high, colour), x, y))
        for cut in (0.333, 0.667) if wide > 600 else (0.5,):
            at = x + wide * cut
            edge, far = (at, y - high), (at + deep * 0.62, y - high - deep * 0.5)
            for line in ([(at, y - 4), edge], [edge, far]):
                c.fill(limb(line, (4, 4)), flat(mix(colour, MUD, 0.45), 0.5))


@picture(WARE)
def soap_gabakourouni(c: Canvas) -> None:
    shea_ground(c)
    tone = mix(SAND, CLAY, 0.28)
    c.shadow(ellipse(860, 1150, 620, 130), 0.36, 24)
    c.fill(ellipse(700, 1110, 590, 190), solid(OCHRE, 40, 0.7, 0.6))
    c.fill(ellipse(700, 1092, 540, 158), solid(mix(OCHRE, MUD, 0.35), 30, 0.3, 0.5))
    for index, (x, y, r) in enumerate(
        (
            (470, 960, 172),
            (800, 950, 180),
            (1020, 1040, 164),
            (330, 1110, 168),
            (900, 1180, 182),
            (600, 1190, 194),
        )
    ):
        lay(c, ball(r, mix(tone, (SUN, OCHRE, SHEA)[index % 3], 0.16)), x, y)
    c.draw(placed(ball(172, mix(tone, SUN, 0.2)), 660, 800))


@picture(WARE)
def soap_liquid_bottle(c: Canvas) -> None:
    shea_ground(c)
    spread(c, [(260, 1000), (1140, 985), (1250, 1270), (130, 1290)], 2)
    lay(c, bottle(940, HONEY, replace(BAZIN, size=110)), 520, 1160)
    lay(c, bottle(700, mix(HONEY, MILLET, 0.3), replace(MUD_RIVER, size=120)), 920, 1200)
    c.draw(leaf(240, 1220, 100, -24), leaf(350, 1256, 70, 14))


@picture(WARE)
def soap_honey_bar(c: Canvas) -> None:
    shea_ground(c)
    tone = mix(HONEY, GOLD, 0.3)
    lay(c, calabash(200, mix(GOLD, HONEY, 0.4)), 1110, 850)
    c.fill(
        limb([(1010, 400), (1080, 560), (1110, 700)], (24, 28, 22)),
        solid(mix(BARK, CLAY, 0.6), 8, 0.7),
    )
    spread(c, [(190, 880), (1230, 860), (1330, 1250), (60, 1270)], 3)
    bars(c, tone, mix(tone, SUN, 0.25))
    for x, y, size in ((1100, 1150, 30), (1190, 1190, 22), (1240, 1130, 16)):
        c.fill(ellipse(x, y, size, size * 0.56), solid(GOLD, 8, 0.9))


@picture(WARE)
def soap_gift_parcel(c: Canvas) -> None:
    shea_ground(c)
    stand(c, parcel(760, replace(BOGOLAN, size=230)), 150, 1100, (760, 350, 425))
    stand(c, big_bar(290, mix(SHEA, SUN, 0.3)), 940, 1240, (290, 110, 162))
    lay(c, ball(92, mix(SAND, CLAY, 0.25)), 210, 1270)
    card = ((470, 1200), (800, 1168), (818, 1296), (488, 1330))
    c.shadow(tuple((x + 9, y + 9) for x, y in card), 0.36, 5)
    c.fill(card, solid(COTTON, 8, 0.2, 0.4))
    c.draw(placed(stamped(320, 118, COTTON), 486, 1308, turn=-6))
