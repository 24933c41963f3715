from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _


class StoryFilterForm(forms.Form):
    """Which stories of the index to show. A choice that is not offered is ignored."""

    group = forms.ChoiceField(label=_("Women's group"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, data: Any, *, offered: Iterable[tuple[int | None, str | None, str]]) -> None:
        """`offered` has group id, group name and place of each story there is."""
        super().__init__(data)
        rows = list(offered)
        names = {str(pk): name or "" for pk, name, _place in rows if pk}
        groups = sorted(names.items(), key=lambda item: item[1])
        places = sorted({place for _pk, _name, place in rows if place})
        self.fields["group"].choices = [("", _("All groups")), *groups]  # type: ignore[attr-defined]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("All places")),
            *((place, place) for place in places),
        ]
        self.is_useful = len(groups) > 1 or len(places) > 1

    def apply(self, stories: QuerySet[Any]) -> QuerySet[Any]:
        self.is_valid()
        if group := self.cleaned_data.get("group"):
            stories = stories.filter(group=group)
        if place := self.cleaned_data.get("place"):
            stories = stories.filter(place=place)
        return stories

    @property
    def is_filtering(self) -> bool:
        return self.is_bound and any(self.cleaned_data.values())
