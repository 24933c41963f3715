"""Pages, pictures and mails of core, plain and repeatable."""

from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Locale, Page, Site

from core.models import CustomImage, HomePage, JobRun, OutboxMail, StandardPage

numbers = count(1)


def make_home(language: str = "en", **overrides: Any) -> HomePage:
    """The home page of a language, which the one site serves; made once."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    if home := HomePage.objects.filter(locale=locale).first():
        return home
    fields = {"title": "Mali Health", "slug": f"front-{language}", "locale": locale} | overrides
    if language == "en":
        home = Page.objects.get(depth=1).add_child(instance=HomePage(**fields))
        Site.objects.filter(is_default_site=True).update(root_page=home)
    else:
        home = make_home().copy_for_translation(locale)
        home.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return home


def make_page(**overrides: Any) -> StandardPage:
    """A live plain page under the home page."""
    parent = overrides.pop("parent", None) or make_home()
    number = next(numbers)
    fields = {"title": f"Page {number}", "slug": f"page-{number}"} | overrides
    parent.refresh_from_db()
    return parent.add_child(instance=StandardPage(**fields))


def picture_bytes(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (184, 118, 43)).save(out, kind, **options)
    return out.getvalue()


def make_image(**overrides: Any) -> CustomImage:
    """A small flat picture; `content` replaces its bytes."""
    number = next(numbers)
    size = overrides.pop("size", (60, 40))
    content = overrides.pop("content", None) or picture_bytes(size=size)
    fields = {"title": f"Picture {number}", "description": f"A flat colour, number {number}"}
    file = SimpleUploadedFile(overrides.pop("name", f"picture-{number}.jpg"), content)
    image = CustomImage(file=file, **(fields | overrides))
    image.save()
    return image


def make_mail(**overrides: Any) -> OutboxMail:
    number = next(numbers)
    fields = {
        "key": f"test:{number}",
        "template": "core/emails/none",
        "to": "reader@example.org",
        "language": "en",
        "subject": f"Mail {number}",
        "text": "Hello.",
        "next_try_at": timezone.now(),
    }
    return OutboxMail.objects.create(**(fields | overrides))


def run_timer(**overrides: Any) -> JobRun:
    """The row that one job of the timer leaves when it went well just now."""
    now = timezone.now()
    fields = {"name": "alerts", "started_at": now, "succeeded_at": now}
    return JobRun.objects.update_or_create(name="alerts", defaults=fields | overrides)[0]
