"""The drawn pictures and the recordings in the libraries of the site, each stored once."""

from collections.abc import Sequence
from pathlib import Path

from django.core.files import File
from django.db.models import Count
from wagtail.documents.models import Document

from core.models import CustomImage
from core.pictures import make_renditions

from .pictures.captions import CAPTIONS
from .progress import track
from .texts import Text

DRAWN = Path(__file__).parent / "pictures" / "drawn"
RECORDED = Path(__file__).parent / "recordings" / "recorded"
RECORDINGS = {
    "tune.mp3": "A stirring song (sample)",
    "view.mp4": "The river from above (sample)",
    "view.en.vtt": "The river from above (sample): captions in English",
    "view.fr.vtt": "The river from above (sample): captions in French",
}
CREDIT = "Mali Health"


def store_pictures() -> dict[str, CustomImage]:
    """The originals by name. One that is there under its title stays as staff have it."""
    stored = {image.title: image for image in CustomImage.objects.filter(credit=CREDIT)}
    found = {name: stored[_title(name)] for name in CAPTIONS if _title(name) in stored}
    missing = [name for name in CAPTIONS if name not in found]
    return found | {name: _store(name) for name in track(missing, "Pictures")}


def store_recordings() -> dict[str, Document]:
    """Sounds, films and their captions by the name of their file."""
    return {name: _recording(name, title) for name, title in RECORDINGS.items()}


def _recording(name: str, title: str) -> Document:
    stored = Document.objects.filter(title=title).first()
    if stored is None:
        with (RECORDED / name).open("rb") as file:
            stored = Document(title=title, file=File(file, name=name))
            stored.save()
    return stored


def make_picture_sizes(*, of: Sequence[str] = (), label: str = "Sizes") -> None:
    """Make the renditions that pages ask for, of these pictures or else of all. Encoding takes a
    second a picture, so the demo makes those of its first page first."""
    wanted = [_title(name) for name in of or CAPTIONS]
    pictures = CustomImage.objects.filter(credit=CREDIT, title__in=wanted).annotate(
        sizes=Count("renditions")
    )
    for picture in track(list(pictures.filter(sizes=0)), label):
        make_renditions(picture)


def _title(name: str) -> str:
    caption = CAPTIONS[name]
    return Text(caption.title_en, caption.title_fr).written_in("en")


def _store(name: str) -> CustomImage:
    caption = CAPTIONS[name]
    alt = Text(caption.alt_en, caption.alt_fr)
    with (DRAWN / f"{name}.jpg").open("rb") as file:
        image = CustomImage(
            title=_title(name),
            description=alt.written_in("en"),
            descriptions={"fr": alt.written_in("fr")},
            credit=CREDIT,
            file=File(file, name=f"{name}.jpg"),
        )
        _look_at(image, caption.focal)
        image.save(renditions_ahead=False)
    return image


def _look_at(image: CustomImage, focal: tuple[float, float]) -> None:
    """Wagtail keeps the focal point as a rectangle; a tenth of the picture is small enough."""
    width, height = image.file.width, image.file.height
    image.focal_point_x, image.focal_point_y = round(focal[0] * width), round(focal[1] * height)
    image.focal_point_width, image.focal_point_height = width // 10, height // 10
