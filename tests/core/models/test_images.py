from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageOps

from core.models import CustomImage
from core.pictures import specs_of
from tests.factories.core import make_image, picture_bytes

pytestmark = pytest.mark.django_db

GPS = 0x8825
MAKE = 0x010F
ORIENTATION = 0x0112


def photo_of_a_phone(kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A picture that says where, when and with what it was taken, four ways."""
    exif = Image.Exif()
    exif[MAKE] = "A phone with a serial number"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (12.0, 38.0, 0.0), 3: "W", 4: (8.0, 0.0, 0.0)})
    options: dict[str, Any] = {"exif": exif.tobytes(), "xmp": b"<x:xmpmeta>place</x:xmpmeta>"}
    if kind == "JPEG":
        options["comment"] = b"taken at home"
    return picture_bytes(kind, **options)


def hidden_in(content: bytes) -> set[str]:
    """What a file tells besides its pixels."""
    with Image.open(BytesIO(content)) as picture:
        told = set(picture.info) & {
            "exif",
            "xmp",
            "icc_profile",
            "comment",
            "photoshop",
            "XML:com.adobe.xmp",
        }
        return told | {f"exif:{tag}" for tag in picture.getexif()}


def read(file: Any) -> bytes:
    with file.open("rb") as opened:
        return bytes(opened.read())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_upload_keeps_no_metadata_in_the_original(kind: str) -> None:
    content = photo_of_a_phone(kind)
    assert hidden_in(content)  # there is something to lose
    image = make_image(content=content, name=f"phone.{kind.lower()}")
    assert hidden_in(read(image.file)) == set()
    assert b"serial number" not in read(image.file)


def test_upload_keeps_no_metadata_in_any_rendition() -> None:
    image = make_image(content=photo_of_a_phone())
    for spec in [*specs_of(image), "original", "max-20x20"]:
        rendition = image.get_rendition(spec)
        assert hidden_in(read(rendition.file)) == set(), spec


def test_upload_stands_upright_without_its_orientation_tag() -> None:
    upright = Image.open(BytesIO(picture_bytes(size=(60, 40))))
    assert ImageOps.exif_transpose(upright).size == (60, 40)
    image = make_image(content=photo_of_a_phone(orientation=6))
    assert (image.width, image.height) == (40, 60)


def test_upload_says_its_size_as_stored() -> None:
    image = make_image(content=photo_of_a_phone())
    assert image.file_size == len(read(image.file))


def test_image_changed_in_words_keeps_its_file() -> None:
    image = make_image()
    before = read(image.file)
    again = CustomImage.objects.get(pk=image.pk)
    again.credit = "Drawn by the project"
    again.save()
    assert read(again.file) == before


def test_renditions_are_made_ahead_after_commit(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAKE_RENDITIONS_AHEAD = True
    settings.PICTURE_FORMATS = ["avif", "jpeg"]
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image(size=(900, 600))
        assert image.renditions.count() == 0
    assert sorted(image.renditions.values_list("filter_spec", flat=True)) == [
        "width-400|format-avif",
        "width-400|format-jpeg",
        "width-660|format-avif",
        "width-660|format-jpeg",
        "width-800|format-avif",
        "width-800|format-jpeg",
    ]


def test_photo_with_a_second_picture_in_it_stays_one_jpeg() -> None:
    """Phones put the depth or the brightness of a scene into the same file."""
    first, second = (Image.new("RGB", size) for size in ((60, 40), (30, 20)))
    content = BytesIO()
    first.save(content, "MPO", save_all=True, append_images=[second])
    with Image.open(BytesIO(read(make_image(content=content.getvalue()).file))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (60, 40))
