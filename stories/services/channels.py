"""Which stories may be told beyond this site, in print or in appeals. Unknown means no."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from stories.models import Consent, StoryPage, StoryPerson
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


def missing_for(story: StoryPage, channel: str) -> list[str]:
    """One sentence for each person or group of the story that does not agree to this channel."""
    people = StoryPerson.objects.filter(page__translation_key=story.translation_key)
    rows = people.exclude(_all_agree("person", "covers_story", [channel])).select_related("person")
    subjects: dict[Any, None] = {row.person: None for row in rows}
    told = StoryPage.objects.filter(translation_key=story.translation_key, told_by_group=True)
    for version in told.exclude(_all_agree("group", "covers_story", [channel])):
        subjects[version.group] = None
    field: Any = Consent._meta.get_field(channel)
    return [
        _("%(name)s: no live consent for this channel: %(channel)s.")
        % {"name": subject, "channel": field.verbose_name}
        for subject in subjects
    ]


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


def pictured_stories(channels: Sequence[str]) -> QuerySet[Any]:
    """Stories shown on the site whose picture at the top may go to all these channels."""
    pictured = StoryPerson.objects.filter(
        page__translation_key=OuterRef("translation_key"), in_pictures=True
    )
    refused = pictured.exclude(_all_agree("person", "covers_photo", channels))
    agreed_by_group = Q(told_by_group=True) & _all_agree("group", "covers_photo", channels)
    return (
        StoryPage.objects.servable()
        .filter(~Exists(refused), lead_image__isnull=False)
        .filter(agreed_by_group | Q(told_by_group=False) & Exists(pictured))
    )


def _all_agree(subject: str, to: str, channels: Sequence[str]) -> Q:
    condition = Q()
    for channel in channels:
        condition &= Q(agrees(subject, subject, to=to, where=channel))
    return condition
