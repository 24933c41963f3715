"""Where staff may go on from a supporter: links that apps above register in `AppConfig.ready()` or
`wagtail_hooks`, and listings that then show what is that supporter's alone.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from accounts.models import Supporter
from core.admin import Link

_makers: dict[str, Callable[[Supporter, Any], list[Link]]] = {}


def register_staff_links(name: str, make: Callable[[Supporter, Any], list[Link]]) -> None:
    """Add the links that `make` gives for a supporter and whoever looks; a name again replaces."""
    _makers[name] = make


def staff_links(supporter: Supporter, user: Any) -> list[Link]:
    return [link for make in _makers.values() for link in make(supporter, user)]


def register_listing(url_name: str, *, label: Any, permission: str, icon: str) -> None:
    """Lead from a supporter to a listing of theirs, one whose filters are `OfSupporterFilterSet`,
    for those who may see it."""

    def link(supporter: Supporter, user: Any) -> list[Link]:
        if not user.has_perm(permission):
            return []
        return [Link(label, f"{reverse(url_name)}?supporter={supporter.pk}", icon)]

    register_staff_links(url_name, link)


def _asked_for(request: HttpRequest) -> QuerySet[Supporter]:
    """Whom the address names: a list of all to choose from would hold thousands."""
    number = request.GET.get("supporter", "")
    return Supporter.objects.filter(pk__in=[number] if number.isdecimal() else [])


class OfSupporterFilterSet(WagtailFilterSet):
    """Filters that narrow a listing to one supporter for who comes from there, until taken off."""

    supporter = ModelChoiceFilter(queryset=_asked_for, label=_("Supporter"))

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        if not (data or {}).get("supporter"):
            del self.filters["supporter"]
