"""Draw every picture: `python -m config.demo.pictures.draw OUTDIR [NAME ...]`."""

import io
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from PIL import Image

from . import care, groups, portraits, quarters, savings, soap_making, wares
from .sheets import SCENES, painted

MODULES = (quarters, soap_making, savings, care, groups, portraits, wares)
"""The modules whose import fills the register."""

HEAVIEST = 133_000
"""Bytes a picture should not exceed; much patterned cloth may, at the last quality."""

QUALITIES = (82, 78, 74, 70, 66, 62, 58, 54, 50)


def packed(image: Image.Image) -> bytes:
    """The picture as a JPEG, no heavier than allowed."""
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality, progressive=True, optimize=True)
        if file.tell() <= HEAVIEST:
            break
    return file.getvalue()


def draw(folder: Path, name: str) -> str:
    """Draw one picture into the folder and say how heavy it is."""
    data = packed(painted(name))
    (folder / f"{name}.jpg").write_bytes(data)
    return f"{name} {len(data) // 1000} kB"


def main(folder: Path, names: list[str]) -> None:
    """Draw the named pictures, or all."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        for line in pool.map(partial(draw, folder), names or sorted(SCENES)):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
