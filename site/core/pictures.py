"""Responsive pictures: the widths and formats in which a photo is served, and their making."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import IO, TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model
from wagtail.images.shortcuts import get_renditions_or_not_found
from willow.image import AvifImageFile
from willow.plugins.pillow import PillowImage
from willow.registry import registry

from core.generation import remember_each

if TYPE_CHECKING:
    from core.models import CustomImage

# 660 is what browsers take for a picture as wide as a screen of 720 pixels, which most cheap phones
# have: a third fewer bytes than 800.
WIDTHS = (400, 660, 800, 1200)


class Source(NamedTuple):
    """One file of a picture, as pages name it."""

    kind: str
    url: str
    width: int
    height: int


def specs_of(image: "CustomImage", widths: Sequence[int] = WIDTHS) -> list[str]:
    """The rendition filters of a picture, smallest first; none wider than the picture itself."""
    fitting = [width for width in sorted(widths) if width <= image.width] or [min(widths)]
    return [
        f"width-{width}|format-{kind}" for kind in settings.PICTURE_FORMATS for width in fitting
    ]


def focus_classes(image: "CustomImage") -> list[str]:
    """Where a frame of another shape cuts the picture: around its focal point, in quarters."""
    if not image.has_focal_point():
        return []
    point = image.get_focal_point().centroid
    places = (("x", point.x / image.width), ("y", point.y / image.height))
    quarters = [(axis, min(max(round(place * 4), 0), 4)) for axis, place in places]
    return [f"focus-{axis}{quarter}" for axis, quarter in quarters if quarter != 2]


def make_renditions(image: "CustomImage") -> None:
    """Make every rendition that pages will ask for, so that no visitor waits for one."""
    image.get_renditions(*specs_of(image))


def with_sources(images: Iterable["CustomImage"]) -> None:
    """Load what `picture_of` writes of many pictures at once: in one query, or in none when
    requests remember it. The pictures carry it from then on."""
    by_pk: dict[int, list[CustomImage]] = {}
    for image in images:
        by_pk.setdefault(image.pk, []).append(image)

    def load(pks: list[int]) -> dict[int, list[Source]]:
        missing = [by_pk[pk][0] for pk in pks]
        prefetch_related_objects(missing, Prefetch("renditions", to_attr="prefetched_renditions"))
        return {image.pk: _sources_of(image) for image in missing}

    for pk, sources in remember_each("sources of picture", by_pk, load).items():
        for image in by_pk[pk]:
            image.sources = sources


def load_pictures(pks: Iterable[int]) -> "dict[int, CustomImage]":
    """Pictures with their sources, at no query when requests remember them."""

    def load(missing: list[int]) -> "dict[int, CustomImage]":
        images: dict[int, CustomImage] = get_image_model().objects.in_bulk(missing)
        with_sources(images.values())
        return images

    return remember_each("picture", pks, load)


def sources_by_kind(image: "CustomImage") -> dict[str, list[Source]]:
    """The files of a picture, by kind in the order in which browsers are offered them, the
    smallest first."""
    if image.sources is None:
        with_sources([image])
    return {kind: list(each) for kind, each in groupby(image.sources or [], lambda s: s.kind)}


def _sources_of(image: "CustomImage") -> list[Source]:
    found = get_renditions_or_not_found(image, specs_of(image))
    del image.prefetched_renditions  # Wagtail's; pictures are kept without it
    return [
        Source(spec.rpartition("-")[2], rendition.url, rendition.width, rendition.height)
        for spec, rendition in found.items()
    ]


def encode_avif_quickly() -> None:
    """Let Wagtail encode AVIF at speed 8 of 10: a third of the time of Pillow's own choice for
    four per cent more bytes, measured on the demo's pictures at 400, 800 and 1200 pixels."""

    def save_as_avif(
        image: PillowImage,
        file: IO[bytes],
        quality: int = 50,
        lossless: bool = False,
        apply_optimizers: bool = True,  # noqa: ARG001  (Willow's signature)
    ) -> AvifImageFile:
        quality = 100 if lossless else quality
        image.image.save(file, "AVIF", quality=quality, speed=8)
        return AvifImageFile(file)

    registry.register_operation(PillowImage, "save_as_avif", save_as_avif)
