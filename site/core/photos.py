"""Photographs as they may be kept: upright, in sRGB, with nothing hidden inside the file.

A phone writes place, time and serial number into each photo. For a woman served that is a danger,
so the metadata goes before the file is stored; the original is not kept anywhere.
"""

from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageCms, ImageOps, ImageSequence

KEPT_FORMATS = {"JPEG", "PNG", "WEBP", "GIF", "AVIF"}


def without_metadata(file: IO[bytes], name: str) -> ContentFile:
    """The same picture, re-encoded upright without EXIF, XMP, IPTC, ICC profile and comments.

    Raises what Pillow raises when the bytes are no picture.
    """
    file.seek(0)
    with Image.open(file) as picture:
        if picture.format == "MPO":  # a phone's JPEG with a second picture in it, such as its depth
            kind, frames = "JPEG", [_clean(picture)]
        else:
            kind = picture.format if picture.format in KEPT_FORMATS else "PNG"
            frames = [_clean(frame) for frame in ImageSequence.Iterator(picture)]
        options: dict[str, object] = {}
        if len(frames) > 1:
            options = {
                "save_all": True,
                "append_images": frames[1:],
                "loop": picture.info.get("loop", 0),
                "duration": picture.info.get("duration", 100),
            }
        elif kind in {"JPEG", "WEBP", "AVIF"}:
            options = {"quality": 90}
        out = BytesIO()
        frames[0].save(out, format=kind, **options)
    return ContentFile(out.getvalue(), name=name)


def _clean(frame: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(frame)
    profile = frame.info.get("icc_profile")
    if profile and upright.mode in {"RGB", "RGBA"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                upright, source, ImageCms.createProfile("sRGB"), outputMode=upright.mode
            )
            upright = converted or upright
        except ImageCms.PyCMSError:
            pass  # a broken profile says nothing about colour: keep the numbers as they are
    clean = upright.copy()
    clean.info = {
        key: value for key, value in upright.info.items() if key in {"transparency", "background"}
    }
    return clean
