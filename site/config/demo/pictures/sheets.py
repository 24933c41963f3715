"""The register of pictures: each scene is a function that paints on a sheet of its size."""

import zlib
from collections.abc import Callable

from PIL import Image

from .canvas import Canvas
from .palette import SAND

Scene = Callable[[Canvas], None]
Size = tuple[int, int]

PLACE: Size = (1800, 1200)
PORTRAIT: Size = (1440, 1800)
WARE: Size = (1400, 1400)

SCENES: dict[str, tuple[Size, Scene]] = {}


def picture(size: Size) -> Callable[[Scene], Scene]:
    """Register a scene under its function's name."""

    def register(scene: Scene) -> Scene:
        SCENES[scene.__name__.replace("_", "-")] = (size, scene)
        return scene

    return register


def painted(name: str) -> Image.Image:
    """The finished picture; the same every time."""
    (width, height), scene = SCENES[name]
    canvas = Canvas(width, height, SAND, seed=zlib.crc32(name.encode()))
    scene(canvas)
    return canvas.finish()
