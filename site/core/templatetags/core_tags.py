"""What templates of every app need: money, pictures, motifs, the way to other pages."""

from typing import Any

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from core.cards import cards_of
from core.models import CustomImage
from core.money import format_amount
from core.navigation import Navigation, navigation_of
from core.pictures import Source, focus_classes, sources_by_kind
from core.sharing import card_path, description_of
from core.structured_data import describe
from core.stylesheet import stylesheet

register = template.Library()


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ amount|money:currency }}`: minor units as readers of the language write them."""
    if minor is None:
        return ""
    return format_amount(minor, currency, get_language() or "en")


@register.simple_tag
def picture_of(
    image: CustomImage | None,
    sizes: str = "100vw",
    alt: str | None = None,
    eager: bool = False,
) -> str:
    """A `<picture>` in AVIF and JPEG that loads when it comes near.

    `{% picture_of page.listing_image sizes="(min-width: 45rem) 50vw, 100vw" %}`; `eager=True` is
    for the one picture at the top of a page. Without `alt` the picture's own text is used.
    """
    if not image:
        return ""
    if alt is None:
        alt = getattr(image, "contextual_alt_text", None)
    *offered, (_kind, fallback) = sources_by_kind(image).items()
    classes = focus_classes(image)
    if image.is_upright:
        classes.append("portrait")
    attributes = {
        "src": fallback[0].url,
        "srcset": _srcset(fallback),
        "sizes": sizes,
        "width": fallback[0].width,
        "height": fallback[0].height,
        "alt": image.default_alt_text if alt is None else alt,
        "class": " ".join(classes) or None,
        "decoding": "async",
        "loading": None if eager else "lazy",
        "fetchpriority": "high" if eager else None,
    }
    return format_html(
        "<picture>{}<img{}></picture>",
        format_html_join(
            "",
            '<source type="image/{}" srcset="{}" sizes="{}">',
            ((kind, _srcset(files), sizes) for kind, files in offered),
        ),
        flatatt({name: value for name, value in attributes.items() if value is not None}),
    )


def _srcset(files: list[Source]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


@register.simple_tag(takes_context=True)
def sharing(context: template.Context, page: Page) -> dict[str, str]:
    """What a shared link to the page shows, and what search engines read of it."""
    return {
        "card": settings.BASE_URL + card_path(page),
        "description": description_of(page),
        "data": describe(page, _navigation(context)),
    }


@register.simple_tag
def widest_of(image: CustomImage) -> str:
    """Address of the widest JPEG that `picture_of` offers, for what takes only one address."""
    return list(sources_by_kind(image).values())[-1][-1].url


@register.simple_tag
def styles() -> SafeString:
    """The stylesheet, as part of the page."""
    return format_html("<style>{}</style>", stylesheet().text)


@register.simple_tag
def motif(name: str) -> SafeString:
    """One of the bogolan figures, as decoration: `{% motif "comb" %}`."""
    return render_to_string("includes/_motif.html", {"name": name})


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, model: str) -> str:
    """`{% page_url "donations.GivePage" %}`: where the one live page of that type is, or ""."""
    return _navigation(context).url_of(model)


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Navigation:
    """`{% navigation as nav %}`: menu, home address and the languages of this page."""
    return _navigation(context)


@register.filter
def cards(pages: Any) -> list[Page]:
    """`{% for page in value.pages|cards %}`: those that may be shown, loaded for cards."""
    return cards_of(pages)


def _navigation(context: template.Context) -> Navigation:
    return navigation_of(context.get("request"), context.get("page"))
