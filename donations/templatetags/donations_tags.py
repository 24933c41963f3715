"""Giving on pages of other apps."""

from typing import Any

from django import template

from core.models import OrganisationSettings
from donations.models.campaigns import running_campaigns

register = template.Library()


@register.inclusion_tag("donations/_campaigns.html", takes_context=True)
def campaigns(context: template.Context) -> dict[str, Any]:
    """`{% campaigns %}`: the appeals that run now, how far they are and the way to each; nothing
    between them."""
    request = context.get("request")
    currency = OrganisationSettings.load(request_or_site=request).currency
    running = [{"page": page, **page.progress(currency)} for page in running_campaigns()]
    return {"request": request, "campaigns": running}
