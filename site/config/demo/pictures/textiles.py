"""Cloth: bogolan, bazin, stripes and prints, as tiles that repeat."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageDraw

from .palette import Colour

Weave = Literal["bogolan", "comb", "bazin", "stripes", "rings", "leaves", "checks", "river"]
DRAWN = 400


@dataclass(frozen=True)
class Textile:
    """A pattern and its three colours; `size` is one repeat in picture units."""

    weave: Weave
    ground: Colour
    figure: Colour
    accent: Colour
    size: float = 90
    turn: float = 0


@lru_cache(maxsize=64)
def tile(textile: Textile, pixels: int) -> Image.Image:
    """One repeat of the cloth, `pixels` wide."""
    image = Image.new("RGB", (DRAWN, DRAWN), textile.ground)
    _WEAVES[textile.weave](ImageDraw.Draw(image), textile)
    return image.resize((pixels, pixels), Image.Resampling.BOX)


def _zigzag(pen: ImageDraw.ImageDraw, y: int, rise: int, step: int, ink: Colour, w: int) -> None:
    points = [
        (x, y - (rise if (x // step) % 2 else 0)) for x in range(-step, DRAWN + 2 * step, step)
    ]
    pen.line(points, fill=ink, width=w, joint="curve")


def _bogolan(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    _zigzag(pen, 95, 60, 50, cloth.figure, 17)
    for x in range(25, DRAWN, 50):
        pen.ellipse((x - 9, 116, x + 9, 134), fill=cloth.figure)
    pen.rectangle((0, 158, DRAWN, 170), fill=cloth.accent)
    for x in range(50, DRAWN, 100):
        pen.line((x - 34, 226, x + 34, 294), fill=cloth.figure, width=16)
        pen.line((x + 34, 226, x - 34, 294), fill=cloth.figure, width=16)
        pen.ellipse((x + 41, 251, x + 59, 269), fill=cloth.figure)
    pen.rectangle((0, 348, DRAWN, 360), fill=cloth.accent)


def _comb(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for row, y in enumerate((20, 220)):
        for x in range(-50, DRAWN, 200):
            left = x + (100 if row else 0)
            pen.rectangle((left, y + 60, left + 130, y + 76), fill=cloth.figure)
            for tooth in range(0, 131, 38):
                pen.rectangle((left + tooth, y, left + tooth + 15, y + 130), fill=cloth.figure)
    pen.rectangle((0, 176, DRAWN, 186), fill=cloth.accent)
    pen.rectangle((0, 376, DRAWN, 386), fill=cloth.accent)


def _bazin(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for x, y in ((100, 100), (300, 300)):
        for reach, ink in ((100, cloth.figure), (68, cloth.ground), (40, cloth.accent)):
            pen.polygon([(x - reach, y), (x, y - reach), (x + reach, y), (x, y + reach)], fill=ink)
    for x, y in ((300, 100), (100, 300)):
        pen.ellipse((x - 26, y - 26, x + 26, y + 26), fill=cloth.figure)


def _stripes(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for left, wide, ink in (
        (0, 90, cloth.figure),
        (120, 22, cloth.accent),
        (230, 60, cloth.figure),
    ):
        pen.rectangle((left, 0, left + wide, DRAWN), fill=ink)
    pen.rectangle((330, 0, 352, DRAWN), fill=cloth.accent)


def _rings(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for x, y in ((100, 100), (300, 300)):
        pen.ellipse((x - 88, y - 88, x + 88, y + 88), fill=cloth.figure)
        pen.ellipse((x - 58, y - 58, x + 58, y + 58), fill=cloth.ground)
        pen.ellipse((x - 30, y - 30, x + 30, y + 30), fill=cloth.accent)
    for x, y in ((300, 100), (100, 300)):
        pen.ellipse((x - 20, y - 20, x + 20, y + 20), fill=cloth.accent)


def _leaves(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for x, y in ((100, 110), (300, 310)):
        pen.line((x, y - 95, x, y + 95), fill=cloth.accent, width=12)
        for rise in (-60, -5, 50):
            for side in (-1, 1):
                tip = x + side * 82
                pen.polygon(
                    [
                        (x, y + rise),
                        (x + side * 46, y + rise - 44),
                        (tip, y + rise - 30),
                        (x + side * 52, y + rise - 2),
                    ],
                    fill=cloth.figure,
                )


def _checks(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for left in range(0, DRAWN, 100):
        for top in range(0, DRAWN, 100):
            if (left + top) // 100 % 2:
                pen.rectangle((left, top, left + 100, top + 100), fill=cloth.figure)
    for at in (46, 246):
        pen.rectangle((at, 0, at + 9, DRAWN), fill=cloth.accent)
        pen.rectangle((0, at, DRAWN, at + 9), fill=cloth.accent)


def _river(pen: ImageDraw.ImageDraw, cloth: Textile) -> None:
    for y, ink in (
        (90, cloth.figure),
        (190, cloth.accent),
        (290, cloth.figure),
        (390, cloth.figure),
    ):
        _zigzag(pen, y, 50, 50, ink, 20)


_WEAVES = {
    "bogolan": _bogolan,
    "comb": _comb,
    "bazin": _bazin,
    "stripes": _stripes,
    "rings": _rings,
    "leaves": _leaves,
    "checks": _checks,
    "river": _river,
}
