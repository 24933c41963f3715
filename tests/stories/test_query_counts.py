"""What a page costs does not grow with what it shows. Tests run in a transaction, so nothing is
remembered here: these are the queries of whoever comes first after a change."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from core.models import CustomImage
from core.pictures import make_renditions
from stories.models import StoryPage
from tests.factories.stories import make_consent, make_group, make_group_page, make_story

pytestmark = pytest.mark.django_db


def make_image(title: str = "Soap") -> CustomImage:
    file = BytesIO()
    Image.new("RGB", (900, 600), "#b8762b").save(file, "JPEG")
    image = CustomImage.objects.create(
        title=title, description="Soap", file=ContentFile(file.getvalue(), name="soap.jpg")
    )
    make_renditions(image)
    return image


def make_illustrated_story(photos: int) -> StoryPage:
    group = make_group()
    make_consent(group=group)
    make_group_page(group=group)
    story = make_story(group=group, lead_image=make_image())
    story.body = [
        ("photo", {"image": make_image(f"Photo {number}"), "caption": "Drying"})
        for number in range(photos)
    ]
    story.save_revision().publish()
    return story


@pytest.mark.parametrize("photos", [1, 9])
def test_story_page_queries(client: Client, django_assert_num_queries: Any, photos: int) -> None:
    story = make_illustrated_story(photos)
    client.get(story.url)

    with django_assert_num_queries(9):
        content = client.get(story.url).content

    assert content.count(b"<picture>") == photos + 1


@pytest.mark.parametrize("cards", [1, 3, 12])
def test_story_index_queries(client: Client, django_assert_num_queries: Any, cards: int) -> None:
    for _ in range(cards):
        make_story(group=make_group(), lead_image=make_image())
    client.get("/stories/")

    with django_assert_num_queries(9):
        content = client.get("/stories/").content

    assert content.count(b"<picture>") == cards


@pytest.mark.parametrize("cards", [1, 3])
def test_group_page_queries(client: Client, django_assert_num_queries: Any, cards: int) -> None:
    group = make_group()
    make_consent(group=group)
    page = make_group_page(group=group)
    for _ in range(cards):
        make_story(group=group, lead_image=make_image())
    client.get(page.url)

    with django_assert_num_queries(8):
        client.get(page.url)


@pytest.mark.parametrize("stories", [1, 3])
def test_feed_queries(client: Client, django_assert_num_queries: Any, stories: int) -> None:
    for _ in range(stories):
        make_story()
    client.get("/stories/feed/")

    with django_assert_num_queries(4):
        client.get("/stories/feed/")
