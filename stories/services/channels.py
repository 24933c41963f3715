"""Which stories may be told beyond this site, in print or in appeals. Unknown means no."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from stories.models import StoryPage, StoryPerson
from stories.models.lock import agrees, agrees_now


def tellable_stories(channels: Sequence[str]) -> QuerySet[Any]:
    """Stories that may be shown on the site and whose every teller agrees to all these channels
    (fields of `Consent`, such as "in_print") as well."""
    people = StoryPerson.objects.filter(page__translation_key=OuterRef("translation_key"))
    told_by_groups = StoryPage.objects.filter(
        translation_key=OuterRef("translation_key"), told_by_group=True
    )
    refused = people.exclude(_all_agree("person", "covers_story", channels))
    refused_by_groups = told_by_groups.exclude(_all_agree("group", "covers_story", channels))
    return StoryPage.objects.servable().filter(~Exists(refused), ~Exists(refused_by_groups))


def picture_for(story: StoryPage, channels: Sequence[str]) -> Any:
    """The picture at the top, where everybody in the pictures lets it go to these channels."""
    people = StoryPerson.objects.filter(page__translation_key=story.translation_key)
    pictured = people.filter(in_pictures=True)
    if pictured.exclude(_all_agree("person", "covers_photo", channels)).exists():
        return None
    if story.told_by_group:
        group = story.group
        agreed = group is not None and all(
            agrees_now(group, to="covers_photo", where=channel) for channel in channels
        )
        return story.lead_image if agreed else None
    return story.lead_image if pictured.exists() else None


def _all_agree(subject: str, to: str, channels: Sequence[str]) -> Q:
    condition = Q()
    for channel in channels:
        condition &= Q(agrees(subject, subject, to=to, where=channel))
    return condition
