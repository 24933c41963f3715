"""Giving on pages of other apps."""

import re
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join

from core.models import OrganisationSettings
from core.templatetags.core_tags import TOGETHER
from donations.models.campaigns import running_campaigns

register = template.Library()

# Of a document, such as R-2026-000007, or of the organisation; and words with a hyphen.
CODE = re.compile(r"([A-Z]-\d{4}-\d{6}|EIN \d{2}-\d{7}|[^\W\d_]+(?:-[^\W\d_]+)+)")

# Of an account, written in groups: "000 111 222 333".
GROUPED = re.compile(r"(\d+(?: \d+)+)")


@register.filter
def whole_codes(sentence: str) -> str:
    """`{{ sentence|whole_codes }}`: no line breaks a number or a word at its hyphen."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="whole">{}</span>', part) if CODE.fullmatch(part) else part,)
            for part in CODE.split(sentence)
        ),
    )


@register.filter
def each_below_the_other(things: str) -> str:
    """`{{ line.fund|each_below_the_other }}`: of several things, with dots between them, each has
    lines of its own, and no dot is left at the end of one."""
    first, *others = map(whole_codes, things.split(" · "))
    below = format_html_join("", f"<br>{TOGETHER}", ((thing,) for thing in others))
    return format_html(TOGETHER, first) + below


@register.filter
def whole_numbers(line: str) -> str:
    """`{{ line|whole_numbers }}`: a number in groups, such as that of an account, stands in one
    line wherever it fits into one."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html(TOGETHER, part) if GROUPED.fullmatch(part) else part,)
            for part in GROUPED.split(line)
        ),
    )


@register.inclusion_tag("donations/_campaigns.html", takes_context=True)
def campaigns(context: template.Context) -> dict[str, Any]:
    """`{% campaigns %}`: the appeals that run now, how far they are and the way to each; nothing
    between them."""
    request = context.get("request")
    currency = OrganisationSettings.load(request_or_site=request).currency
    running = [{"page": page, **page.progress(currency)} for page in running_campaigns()]
    return {"request": request, "campaigns": running}
