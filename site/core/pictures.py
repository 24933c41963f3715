"""Responsive pictures: the widths and formats in which a photo is served, and their making."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

if TYPE_CHECKING:  # blocks import this module, and models import blocks
    from core.models import CustomImage

FORMATS = ("avif", "jpeg")  # small for new browsers, readable for all
WIDTHS = (400, 800, 1200)


def specs_of(image: "CustomImage", widths: Sequence[int] = WIDTHS) -> list[str]:
    """The rendition filters of a picture, smallest first; none wider than the picture itself."""
    fitting = [width for width in sorted(widths) if width <= image.width] or [min(widths)]
    return [f"width-{width}|format-{kind}" for kind in FORMATS for width in fitting]


def make_renditions(image: "CustomImage") -> None:
    """Make every rendition that pages will ask for, so that no visitor waits for one."""
    image.get_renditions(*specs_of(image))


def with_renditions(images: "Iterable[CustomImage]") -> None:
    """Load the renditions of many pictures in one query; `picture_of` then needs none."""
    prefetch_related_objects(list(images), "renditions")
