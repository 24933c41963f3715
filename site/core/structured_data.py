"""What search engines read about a page, as schema.org names it. A page type adds what it is by
`structured_data(address, organisation)`; the organisation and the way to the page stand here."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from core.models import OrganisationSettings
from core.navigation import Navigation
from core.sharing import description_of

Thing = dict[str, Any]
# As Django does for its own JSON in pages: nothing in it can end the element it stands in.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def describe(page: Page, card: str, navigation: Navigation) -> SafeString:
    """JSON-LD: the organisation, what the page is, with the address of its card, and the pages
    above it."""
    organisation = OrganisationSettings.load(request_or_site=navigation.request)
    address = settings.BASE_URL + next(link.url for link in navigation.languages if link.is_current)
    ngo = {
        "@type": "NGO",
        "@id": f"{settings.BASE_URL}/#organisation",
        "name": organisation.name,
        "legalName": organisation.legal_name,
        "url": f"{settings.BASE_URL}/",
        "email": organisation.email,
        "taxID": organisation.ein,
        "address": " ".join(organisation.address.split()),
    }
    about: Thing = {
        "@type": "WebPage",
        "url": address,
        "name": page.seo_title or page.title,
        "description": description_of(page),
        "inLanguage": navigation.language,
        "image": card,
        "publisher": {"@id": ngo["@id"]},
    }
    if hasattr(page, "structured_data"):
        about |= page.structured_data(address)
    graph = [ngo, about]
    if trail := _trail(page, address, navigation):
        graph.append({"@type": "BreadcrumbList", "itemListElement": trail})
    things = [{name: value for name, value in thing.items() if value} for thing in graph]
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": things},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return mark_safe(text.translate(ESCAPES))  # noqa: S308  (escaped above)


def _trail(page: Page, address: str, navigation: Navigation) -> list[Thing]:
    """The pages from the home page to this one; none for the home page itself."""
    above = navigation.above(page)
    if not above:
        return []
    places = [*((title, settings.BASE_URL + url) for title, url in above), (page.title, address)]
    return [
        {"@type": "ListItem", "position": number, "name": name, "item": item}
        for number, (name, item) in enumerate(places, start=1)
    ]
