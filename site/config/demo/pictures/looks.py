"""What women wear: wrappers, headscarves, the colours of skin and cloth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .canvas import Ink, Shape, cloth, flat, solid
from .curves import Point, limb
from .palette import (
    BARK,
    CLAY,
    COTTON,
    DEEP_INDIGO,
    DEEP_MILLET,
    DUSK,
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
    Colour,
    mix,
)
from .textiles import Textile

Scarf = Literal["wrap", "tower", "tail", "band"]


View = Literal["profile", "quarter", "front", "back"]


GLOW: Colour = (255, 178, 96)


@dataclass(frozen=True)
class Look:
    """What a woman wears, and the colour of her skin."""

    skin: Colour
    scarf: Ink
    blouse: Ink
    wrapper: Ink
    knot: Scarf = "wrap"


def skin(colour: Colour, depth: float = 15) -> Ink:
    """Ink of skin in evening light."""
    return Ink(colour, lit=1.0, shade=0.75, depth=depth, glow=GLOW)


BOGOLAN = Textile("bogolan", MUD, SHEA, OCHRE, 110)


COMBS = Textile("comb", BARK, SAND, OCHRE, 90)


BAZIN = Textile("bazin", INDIGO, mix(INDIGO, COTTON, 0.16), PALE_INDIGO, 64)


DEEP_BAZIN = Textile("bazin", DEEP_INDIGO, INDIGO, PALE_INDIGO, 54)


OCHRE_RINGS = Textile("rings", OCHRE, SHEA, MUD, 74)


RED_RINGS = Textile("rings", LATERITE, GOLD, INDIGO, 66)


GREEN_LEAVES = Textile("leaves", MILLET, PALE_MILLET, SHEA, 74)


SHEA_LEAVES = Textile("leaves", SHEA, CLAY, OCHRE, 80)


CLAY_STRIPES = Textile("stripes", CLAY, SHEA, MUD, 70)


BLUE_STRIPES = Textile("stripes", INDIGO, SHEA, GOLD, 84)


COTTON_RIVER = Textile("river", SHEA, INDIGO, OCHRE, 84)


MUD_RIVER = Textile("river", MUD, OCHRE, SHEA, 90)


SMALL_CHECKS = Textile("checks", SAND, LATERITE, SHEA, 70)


SCARF_BAZIN = replace(BAZIN, size=44)


SCARF_RINGS = replace(OCHRE_RINGS, size=42)


SCARF_CHECKS = replace(SMALL_CHECKS, size=44)


LOOKS: tuple[Look, ...] = (
    Look(SKINS[0], solid(OCHRE), solid(SHEA, 26), cloth(BAZIN), "wrap"),
    Look(SKINS[1], cloth(SCARF_BAZIN), solid(CLAY, 26), cloth(BOGOLAN), "tower"),
    Look(SKINS[2], solid(LATERITE), cloth(SHEA_LEAVES), cloth(MUD_RIVER), "tail"),
    Look(SKINS[3], cloth(SCARF_RINGS), solid(INDIGO, 26), cloth(OCHRE_RINGS), "wrap"),
    Look(SKINS[0], solid(COTTON), solid(MILLET, 26), cloth(GREEN_LEAVES), "tail"),
    Look(SKINS[1], solid(INDIGO), cloth(COTTON_RIVER), cloth(RED_RINGS), "band"),
    Look(SKINS[2], cloth(SCARF_CHECKS), solid(DEEP_INDIGO, 26), cloth(BLUE_STRIPES), "tower"),
    Look(SKINS[3], solid(HONEY), solid(LATERITE, 26), cloth(COMBS), "wrap"),
    Look(SKINS[0], solid(DEEP_MILLET), solid(HONEY, 26), cloth(CLAY_STRIPES), "band"),
    Look(SKINS[1], solid(SHEA), cloth(DEEP_BAZIN), cloth(DEEP_BAZIN), "tower"),
)


def fold(points: Sequence[Point], width: float, opacity: float = 0.3) -> Shape:
    """A crease in cloth."""
    return Shape(limb(points, (width * 0.2, width, width * 0.15)), flat(DUSK, opacity))


def gleam(points: Sequence[Point], width: float, opacity: float = 0.3) -> Shape:
    """The lit edge of a crease."""
    return Shape(limb(points, (width * 0.2, width, width * 0.15)), flat((255, 224, 170), opacity))
