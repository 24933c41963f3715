"""The sheet: flat shapes printed with a light from the left, a stippled shade, paper grain."""

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .curves import Outline, Point
from .palette import DUSK, SHEA, SUN, Colour, mix
from .textiles import Textile, tile

FINE = 2
"""Pixels drawn for each pixel kept."""


@dataclass(frozen=True)
class Ink:
    """How a shape is printed: its colour or cloth, its lit edge, its shaded side.

    `depth` is how far the shade reaches into the shape, in picture units.
    """

    colour: Colour
    lit: float = 0.0
    shade: float = 0.0
    depth: float = 20
    opacity: float = 1.0
    textile: Textile | None = None
    glow: Colour = SUN


@dataclass(frozen=True)
class Shape:
    """An outline and its ink."""

    outline: Outline
    ink: Ink


def flat(colour: Colour, opacity: float = 1.0) -> Ink:
    """Ink without light or shade."""
    return Ink(colour, opacity=opacity)


def solid(colour: Colour, depth: float = 20, lit: float = 0.5, shade: float = 0.5) -> Ink:
    """Ink of something with a body: lit on the left, shaded on the right."""
    return Ink(colour, lit=lit, shade=shade, depth=depth)


def cloth(textile: Textile, depth: float = 26) -> Ink:
    """Ink of a piece of cloth."""
    return Ink(textile.ground, lit=0.42, shade=0.62, depth=depth, textile=textile)


def larger(ink: Ink, times: float) -> Ink:
    """The same cloth with a larger pattern."""
    if not ink.textile:
        return ink
    return replace(ink, textile=replace(ink.textile, size=ink.textile.size * times))


def placed(
    shapes: Iterable[Shape],
    x: float,
    y: float,
    scale: float = 1,
    flip: bool = False,
    turn: float = 0,
) -> list[Shape]:
    """The shapes moved to (x, y), larger or smaller, mirrored, turned by degrees."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    side = -1 if flip else 1

    def move(point: Point) -> Point:
        u, v = point[0] * side * scale, point[1] * scale
        return x + u * cos - v * sin, y + u * sin + v * cos

    moved = []
    for shape in shapes:
        ink = replace(shape.ink, depth=shape.ink.depth * scale)
        if ink.textile:
            pattern = ink.textile
            size, angle = pattern.size * scale, pattern.turn * side + turn
            ink = replace(ink, textile=replace(pattern, size=size, turn=angle))
        moved.append(Shape(tuple(move(point) for point in shape.outline), ink))
    return moved


class Canvas:
    """A sheet of paper of a given size; draw on it, then `finish` it."""

    def __init__(self, width: int, height: int, ground: Colour, seed: int) -> None:
        self.width, self.height = width, height
        self.rng = random.Random(seed)
        self._size = (width * FINE, height * FINE)
        self.image = Image.new("RGB", self._size, ground)
        self._stipple = self._noise(2).resize(self._size, Image.Resampling.BICUBIC)

    def _noise(self, coarse: float) -> Image.Image:
        """Even noise; `coarse` is the width of one speck in kept pixels."""
        size = (math.ceil(self.width / coarse), math.ceil(self.height / coarse))
        return Image.frombytes("L", size, self.rng.randbytes(size[0] * size[1]))

    def draw(self, *shapes: Shape | Sequence[Shape]) -> None:
        """Print shapes one over the other."""
        for shape in shapes:
            if isinstance(shape, Shape):
                self._print(shape.outline, shape.ink)
            else:
                self.draw(*shape)

    def fill(self, outline: Outline, ink: Ink) -> None:
        """Print one outline."""
        self._print(outline, ink)

    def cast(
        self,
        shapes: Iterable[Shape],
        base: float,
        reach: float = 1.3,
        fall: float = 0.16,
        colour: Colour = DUSK,
        opacity: float = 0.42,
    ) -> None:
        """The long shadow of the shapes on the ground, to the right, from the line `base`."""
        fallen = [
            tuple(
                (x + max(base - y, 0) * reach, base + (base - y) * fall) for x, y in shape.outline
            )
            for shape in shapes
        ]
        self._together(fallen, colour, opacity, blur=2.5)

    def shadow(self, outline: Outline, opacity: float = 0.4, blur: float = 3) -> None:
        """A shadow of a given outline."""
        self._together([outline], DUSK, opacity, blur)

    def veil(self, outline: Outline, colour: Colour, opacity: float, blur: float) -> None:
        """A soft stain of light or air."""
        self._together([outline], colour, opacity, blur)

    def spray(self, outline: Outline, colour: Colour, blur: float, opacity: float = 1) -> None:
        """Colour blown on in specks, thinning out towards the edge."""
        box = self._box(outline, blur * 2.5)
        if box is None:
            return
        soft = self._mask([outline], box).filter(ImageFilter.GaussianBlur(blur * FINE))
        specks = _specks(soft, self._stipple.crop(box), 0.05)
        self.image.paste(colour, box[:2], specks.point(lambda v: int(v * opacity)))

    def _together(
        self, outlines: Sequence[Outline], colour: Colour, opacity: float, blur: float
    ) -> None:
        pad = blur * 3 + 4
        box = self._box([point for outline in outlines for point in outline], pad)
        if box is None:
            return
        mask = self._mask(outlines, box).filter(ImageFilter.GaussianBlur(blur * FINE))
        self.image.paste(colour, box[:2], mask.point(lambda v: int(v * opacity)))

    def _box(self, points: Sequence[Point], pad: float) -> tuple[int, int, int, int] | None:
        """The part of the fine sheet that holds the points, and `pad` units around."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        left, right = max(min(xs), 0) - pad, min(max(xs), self.width) + pad
        top, bottom = max(min(ys), 0) - pad, min(max(ys), self.height) + pad
        if right - left <= 2 * pad or bottom - top <= 2 * pad:
            return None
        return int(left * FINE), int(top * FINE), int(right * FINE), int(bottom * FINE)

    def _mask(self, outlines: Sequence[Outline], box: tuple[int, int, int, int]) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        pen = ImageDraw.Draw(mask)
        for outline in outlines:
            pen.polygon([(x * FINE - box[0], y * FINE - box[1]) for x, y in outline], fill=255)
        return mask

    def _print(self, outline: Outline, ink: Ink) -> None:
        modelled = bool(ink.lit or ink.shade)
        box = self._box(outline, ink.depth * 1.6 + 6 if modelled else 6)
        if box is None:
            return
        mask = self._mask([outline], box).filter(ImageFilter.GaussianBlur(0.9))
        body: Colour | Image.Image = ink.colour
        if ink.textile:
            body = _spread(ink.textile, mask.size, (box[0], box[1]))
        layer = self.image.crop(box)
        layer.paste(body, (0, 0, *mask.size), mask.point(lambda v: int(v * ink.opacity)))
        if modelled:
            grain = self._stipple.crop(box)
            reach = max(int(ink.depth * FINE), 2)
            soft = mask.filter(ImageFilter.GaussianBlur(reach * 0.55))
            shade = ImageChops.offset(soft, -reach * 2 // 3, -reach // 4)
            self._stippled(layer, mask, shade, grain, mix(ink.colour, DUSK, 0.72), ink.shade, 1.5)
            bright = ImageChops.offset(soft, reach * 2 // 5, reach // 5)
            glow = mix(ink.colour, ink.glow, 0.8)
            self._stippled(layer, mask, bright, grain, glow, ink.lit, 2.1)
        self.image.paste(layer, box[:2])

    @staticmethod
    def _stippled(
        layer: Image.Image,
        mask: Image.Image,
        soft: Image.Image,
        grain: Image.Image,
        colour: Colour,
        strength: float,
        hard: float,
    ) -> None:
        """Print specks of `colour` where the softened, shifted mask runs out."""
        if not strength:
            return
        edge = soft.point(lambda v: max(0, min(255, int(((255 - v) - 70) * hard))))
        specks = ImageChops.multiply(_specks(edge, grain, 0.42), mask).point(
            lambda v: int(v * strength)
        )
        layer.paste(colour, (0, 0, *layer.size), specks)

    def finish(self, warmth: float = 0.16) -> Image.Image:
        """The picture at its size: evening light from the left, paper grain."""
        picture = self.image.reduce(FINE).filter(ImageFilter.GaussianBlur(0.5))
        across = Image.linear_gradient("L").rotate(90).resize(picture.size)
        picture.paste(SUN, (0, 0), across.point(lambda v: int(max(0, 150 - v) * warmth)))
        picture.paste(DUSK, (0, 0), across.point(lambda v: int(max(0, v - 110) * warmth)))
        worn = self._noise(3.4).resize(picture.size, Image.Resampling.BICUBIC)
        picture.paste(SHEA, (0, 0), worn.point(lambda v: 48 if v > 251 else 0))
        picture.paste(DUSK, (0, 0), worn.point(lambda v: 38 if v < 4 else 0))
        paper = self._noise(2).resize(picture.size, Image.Resampling.BICUBIC)
        paper = paper.point(lambda v: int(128 + (v - 128) * 0.01))
        return ImageChops.add(picture, Image.merge("RGB", (paper,) * 3), 1, -128)


def _specks(soft: Image.Image, grain: Image.Image, share: float) -> Image.Image:
    """A soft mask broken up into specks; `share` of the ink goes into the specks."""
    hard = ImageChops.add(soft, grain, 1, -128).point(lambda v: max(0, min(255, (v - 112) * 4)))
    return Image.blend(soft, hard, share)


def _spread(textile: Textile, size: tuple[int, int], corner: tuple[int, int]) -> Image.Image:
    """The cloth laid over an area, its pattern fixed to the sheet."""
    pixels = max(int(textile.size * FINE), 8)
    piece = tile(replace(textile, size=0, turn=0), pixels)
    around = int(math.hypot(*size)) + pixels if textile.turn else 0
    wide, high = (around, around) if around else size
    laid = Image.new("RGB", (wide, high))
    for x in range(-(corner[0] % pixels), wide, pixels):
        for y in range(-(corner[1] % pixels), high, pixels):
            laid.paste(piece, (x, y))
    if not around:
        return laid
    laid = laid.rotate(-textile.turn, Image.Resampling.BILINEAR)
    left, top = (around - size[0]) // 2, (around - size[1]) // 2
    return laid.crop((left, top, left + size[0], top + size[1]))
