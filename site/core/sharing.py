"""What a link to a page shows elsewhere: a picture drawn for it, and a sentence.

Nothing is stored. A card is drawn when it is asked for, from what may be shown at that moment, and
kept as pages are kept (`core.page_cache`): it is gone with the page, and with the consent to the
photograph in it.
"""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image, ImageOps
from wagtail.models import Page

from core.models import CustomImage, OrganisationSettings

PHOTO = (470, 616)  # above the strip at the bottom
DEFAULT_MOTIF = "river"
TEMPLATE = "core/share_card.typ"


def description_of(page: Page) -> str:
    """One sentence or two on what is to be read there, from the most to the least deliberate."""
    names = ("search_description", "listing_summary", "introduction")
    return next((text for name in names if (text := getattr(page, name, ""))), "")


def card_path(page: Page) -> str:
    """Where the page's card is."""
    return reverse("share-card", args=[page.pk, version_of(page)])


def version_of(page: Page) -> int:
    """Another one after each publishing, since whoever shows links keeps what an address gave."""
    return int(page.last_published_at.timestamp()) if page.last_published_at else 0


def draw_card(page: Page) -> bytes:
    """The card as JPEG. Beyond the title, the page type says what may stand on it:
    `share_eyebrow`, `share_motif` and `share_photo`, a photograph that may go anywhere."""
    photo: CustomImage | None = getattr(page, "share_photo", None)
    words = {
        "title": page.seo_title or page.title,
        "eyebrow": getattr(page, "share_eyebrow", ""),
        "motif": _drawing(f"img/motifs/{getattr(page, 'share_motif', '') or DEFAULT_MOTIF}.svg"),
        "mark": _drawing("img/motifs/mark.svg"),
        "organisation": OrganisationSettings.load().name,
        "language": page.locale.language_code,
        "pictured": photo is not None,
    }
    folders: Any = settings.TEMPLATES[0]["DIRS"]
    drawn = typst.compile(
        (Path(folders[0]) / TEMPLATE).read_bytes(),
        format="png",
        ppi=72,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
    )
    with Image.open(BytesIO(drawn)) as picture:
        card = picture.convert("RGB")
    if photo:
        card.paste(_cropped(photo), (0, 0))
    out = BytesIO()
    card.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _cropped(photo: CustomImage) -> Image.Image:
    """The part of the photograph around what matters in it."""
    middle = (0.5, 0.5)
    if photo.has_focal_point():
        point = photo.get_focal_point().centroid
        middle = (point.x / photo.width, point.y / photo.height)
    with photo.open_file() as file, Image.open(file) as picture:
        return ImageOps.fit(picture.convert("RGB"), PHOTO, centering=middle)


def _drawing(name: str) -> str:
    return Path(str(finders.find(name))).read_text()
