"""How people and things are set into a scene."""

from .canvas import Canvas, Shape, cloth, flat, larger, placed, solid
from .curves import Point, blob, box, curve, ellipse, limb
from .hands import CUPPED, HOLDING, OPEN, bangle, hand
from .looks import BAZIN, BOGOLAN, COMBS, COTTON_RIVER, LOOKS, View, fold
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DUSK,
    GOLD,
    HONEY,
    MUD,
    OCHRE,
    SAND,
    SHEA,
    SKINS,
    SUN,
    Colour,
    mix,
)
from .women import Pose, woman

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
