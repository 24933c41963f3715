"""What can be asked of the story index."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from stories.enums import Language, Theme

FIELDS = ("group", "place", "theme", "language")


class ListedStory(NamedTuple):
    """A story that the index may show, and what it can be found by."""

    pk: int
    group: int | None
    group_name: str | None
    place: str
    theme: str
    language: str


class StoryFilterForm(forms.Form):
    """Which stories of the index to show. Each choice says how many stories it would leave, given
    the other choices. One that no story fits is not offered; an unknown one is ignored."""

    group = forms.ChoiceField(label=pgettext_lazy("filter", "Group"), required=False)
    place = forms.ChoiceField(label=_("Place"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    language = forms.ChoiceField(label=_("Told in"), required=False)

    def __init__(self, data: Any, *, stories: Sequence[ListedStory]) -> None:
        """`stories` are all that may be shown, in the order in which they will be."""
        super().__init__(data)
        self.stories = stories
        self.names = {
            "group": {
                str(each.group): each.group_name or "" for each in self.stories if each.group
            },
            "place": {each.place: each.place for each in self.stories if each.place},
            "theme": {str(value): str(label) for value, label in Theme.choices},
            "language": {str(value): str(label) for value, label in Language.choices},
        }
        self.chosen = {
            name: value
            for name in FIELDS
            if (value := self.data.get(name, "")) in {str(getattr(s, name)) for s in self.stories}
            and value
        }
        everything = {
            "group": _("All groups"),
            "place": _("All places"),
            "theme": _("All themes"),
            "language": _("All languages"),
        }
        for name in FIELDS:
            field: Any = self.fields[name]
            field.choices = [("", everything[name]), *self._choices(name)]
            self.initial[name] = self.chosen.get(name, "")

    def _choices(self, name: str) -> Iterator[tuple[str, str]]:
        others = {key: value for key, value in self.chosen.items() if key != name}
        counts = Counter(str(getattr(story, name)) for story in self._those_with(others))
        for value, label in sorted(self.names[name].items(), key=lambda item: item[1]):
            if counts[value] or value == self.chosen.get(name):
                yield value, f"{label} ({counts[value]})"

    def useful_fields(self) -> list[forms.BoundField]:
        """Those by which the stories differ."""
        return [
            self[name] for name in FIELDS if len({getattr(each, name) for each in self.stories}) > 1
        ]

    def chosen_stories(self) -> list[ListedStory]:
        return self._those_with(self.chosen)

    def _those_with(self, chosen: Mapping[str, str]) -> list[ListedStory]:
        return [
            story
            for story in self.stories
            if all(str(getattr(story, name)) == value for name, value in chosen.items())
        ]

    @property
    def is_filtering(self) -> bool:
        return bool(self.chosen)
