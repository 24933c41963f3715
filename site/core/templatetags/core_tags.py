"""What templates of every app need: money, pictures, motifs, the way to other pages."""

import re
from html import unescape
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from core.attribution import asked_source, link_query
from core.cards import cards_of
from core.generation import remember
from core.models import CustomImage
from core.money import format_amount
from core.navigation import Navigation, navigation_of
from core.pictures import Source, focus_classes, sources_by_kind
from core.sharing import card_path, description_of
from core.structured_data import describe
from core.stylesheet import stylesheet

register = template.Library()

EAGER = format_html('fetchpriority="{}"', "high")
LAZY = format_html('loading="{}"', "lazy")

TOGETHER = '<span class="together">{}</span>'
WHOLE = '<span class="whole">{}</span>'
MANY_WORDS = 4


@register.filter
def money(minor: int | None, currency: str) -> str:
    """`{{ amount|money:currency }}`: minor units as readers of the language write them."""
    if minor is None:
        return ""
    return format_amount(minor, currency, get_language() or "en")


@register.filter
def unbroken(text: str) -> str:
    """`{{ day|date|unbroken }}`: what no line may break, such as a day and its month."""
    return str(text).replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def has_long_word(title: str) -> bool:
    """`{% if title|has_long_word %}`: whether a word of it is too long for a phone at full size."""
    return any(len(word) > 13 for word in re.split(r"[\s-]", title))


@register.filter
def keeping(sentence: str, name: str) -> SafeString:
    """`{{ sentence|keeping:name }}`: the name, and what touches it, such as a comma, stand in one
    line wherever they fit into one. No line ever breaks a single word at its hyphen."""
    text = unescape(sentence) if isinstance(sentence, SafeData) else sentence
    found = re.search(rf"\S*{re.escape(name)}\S*", text) if name else None
    if not found or not re.search(r"[\s-]", found.group()):
        return escape(text)
    before, after = text[: found.start()], text[found.end() :]
    kept = TOGETHER if re.search(r"\s", found.group()) else WHOLE
    return format_html(f"{{}}{kept}{{}}", before, found.group(), after)


@register.filter
def by_parts(text: str, number: int = 1) -> SafeString:
    """`{{ line.description|by_parts:line.quantity }}`: how many of what; when it must break, then
    after a comma. What stands between two, such as a country or a weight, is in one line, unless it
    is long, as sentences are."""
    counted = f"{number}\N{NO-BREAK SPACE}× {text}" if number > 1 else text
    return format_html_join(
        " ",
        "{}",
        (
            (format_html(TOGETHER, part) if 0 < part.count(" ") < MANY_WORDS else part,)
            for part in re.split("(?<=,) ", counted)
        ),
    )


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
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} '
        'decoding="async" {}></picture>',
        format_html_join(
            "",
            '<source type="image/{}" srcset="{}" sizes="{}">',
            ((kind, _srcset(files), sizes) for kind, files in offered),
        ),
        fallback[0].url,
        _srcset(fallback),
        sizes,
        fallback[0].width,
        fallback[0].height,
        image.default_alt_text if alt is None else alt,
        format_html(' class="{}"', " ".join(classes)) if classes else "",
        EAGER if eager else LAZY,
    )


def _srcset(files: list[Source]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)


@register.simple_tag(takes_context=True)
def sharing(context: template.Context, page: Page) -> dict[str, str]:
    """What a shared link to the page shows, and what search engines read of it."""
    card = settings.BASE_URL + card_path(page)
    return {
        "card": card,
        "description": description_of(page),
        # Asked here: a template that looks for what a page has not goes through all it has.
        "type": getattr(page, "share_type", "website"),
        "data": describe(page, card, _navigation(context)),
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
    return format_html(
        '<svg class="motif" aria-hidden="true" focusable="false"><use href="{}#motif-{}"/></svg>',
        static("img/motifs/motifs.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, model: str) -> str:
    """`{% page_url "donations.GivePage" %}`: where the one live page of that type is, or ""."""
    return _navigation(context).url_of(model)


@register.simple_tag
def source_of(page: object = None) -> str:
    """`href="{{ give_url }}{% source_of page %}"`: lets a gift remember the story it came from."""
    return link_query(page)


@register.simple_tag(takes_context=True)
def source_field(context: template.Context) -> str:
    """In a form: the hidden field that carries on the page whose link was followed to this one."""
    key = asked_source(context.get("request"))
    return format_html('<input type="hidden" name="source" value="{}">', key) if key else ""


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Navigation:
    """`{% navigation as nav %}`: menu, home address and the languages of this page."""
    return _navigation(context)


@register.filter
def cards(pages: Any) -> list[Page]:
    """`{% for page in value.pages|cards %}`: those that may be shown, loaded for cards."""
    return cards_of(pages)


@register.tag
def kept(parser: Parser, token: Token) -> template.Node:
    """`{% kept "footer" %}…{% endkept %}`: made once and remembered until anything that pages show
    changes; `{% kept "menu" nav.menu %}` once for each value. What stands between may depend on
    these values, the language and the host, on nothing else of the request."""
    _tag, *words = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodes, [parser.compile_filter(word) for word in words])


class KeptNode(template.Node):
    def __init__(self, nodelist: NodeList, names: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.names = names

    def render(self, context: template.Context) -> SafeString:
        request = context.get("request")
        names = [get_language(), request and request.get_host()]
        names += [name.resolve(context) for name in self.names]
        return remember(f"part {names}", lambda: self.nodelist.render(context))


def _navigation(context: template.Context) -> Navigation:
    return navigation_of(context.get("request"), context.get("page"))
