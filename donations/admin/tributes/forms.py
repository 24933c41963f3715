"""What staff enter about a gift in honour or memory."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy, pgettext_lazy

from donations.enums import TributeKind
from donations.forms.tributes import TributeForm
from donations.models import Tribute
from donations.services.tributes.cards import offered_pictures

OF_CARD = ("language", "story")


class StoryField(forms.ModelChoiceField):
    def label_from_instance(self, story: Any) -> str:
        about = [story.teller, str(story.locale.get_display_name())]
        return f"{story.title} ({', '.join(filter(None, about))})"


class StaffTributeForm(TributeForm):
    """The same as givers fill in, with the language and the picture of the card."""

    tribute = forms.ChoiceField(
        label=gettext_lazy("In honour or in memory"),
        choices=TributeKind.choices,
        widget=forms.RadioSelect,
    )
    honouree = forms.CharField(label=gettext_lazy("Name of whom it honours"), max_length=200)
    told_name = forms.CharField(
        label=gettext_lazy("Who is to be told"), max_length=200, required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the card"), choices=settings.LANGUAGES
    )
    story = StoryField(
        label=gettext_lazy("Picture of the story"),
        queryset=None,
        required=False,
        empty_label=pgettext_lazy("picture", "none"),
        help_text=gettext_lazy(
            "Only of people who agree to e-mail or to print. It is on the card for as long as they "
            "agree, in the way they agree to."
        ),
    )
    tell_at_once = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["story"].queryset = offered_pictures()

    @property
    def wanted(self) -> dict[str, Any]:
        """For the service."""
        return {"wish": self.wish, **{name: self.cleaned_data[name] for name in OF_CARD}}


def values_of(tribute: Tribute) -> dict[str, Any]:
    shared = ("honouree", "told_name", "told_email", "told_address", "told_words", "language")
    named = {name: getattr(tribute, name) for name in shared}
    return {"tribute": tribute.kind, "story": tribute.story_id, **named}


class CloseForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For us alone, such as “The family knows from the giver.”"),
    )
