"""What templates of every app need: money, pictures, motifs, the way to other pages."""

from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.images.models import Picture
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page

from core.cards import cards_of
from core.models import CustomImage
from core.money import format_amount
from core.navigation import Navigation, navigation_of
from core.pictures import WIDTHS, focus_classes, specs_of
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
    widths: str = "",
    sizes: str = "100vw",
    alt: str | None = None,
    eager: bool = False,
) -> Picture | str:
    """A `<picture>` in AVIF and JPEG that loads when it comes near.

    `{% picture_of page.listing_image sizes="(min-width: 45rem) 50vw, 100vw" %}`; `eager=True` is
    for the one picture at the top of a page. Without `alt` the picture's own text is used.
    """
    if not image:
        return ""
    if alt is None:
        alt = getattr(image, "contextual_alt_text", None)
    chosen = [int(width) for width in widths.split()] or WIDTHS
    attributes = {
        "alt": image.default_alt_text if alt is None else alt,
        "sizes": sizes,
        "decoding": "async",
    }
    classes = focus_classes(image)
    if image.height > image.width:
        classes.append("portrait")
    if classes:
        attributes["class"] = " ".join(classes)
    attributes |= {"fetchpriority": "high"} if eager else {"loading": "lazy"}
    return Picture(get_renditions_or_not_found(image, specs_of(image, chosen)), attributes)


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
    renditions = get_renditions_or_not_found(image, specs_of(image))
    return str(list(renditions.values())[-1].url)


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
