"""What only stories hold: voices, films, and her words in her own language."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from stories.blocks import AudioBlock, StoryQuoteBlock, VideoBlock
from stories.exceptions import ConsentMissingError
from stories.models import Consent, StoryPerson
from tests.factories.core import make_image
from tests.factories.stories import make_story

pytestmark = pytest.mark.django_db


def make_document(name: str) -> Any:
    return get_document_model().objects.create(title=name, file=ContentFile(b"sound", name=name))


def recording(name: str, **more: Any) -> dict[str, Any]:
    return {
        "title": "Rokia counts the savings",
        "recording": make_document(name),
        "language": "bm",
        "transcript": "<p>One hundred francs each.</p>",
        **more,
    }


def test_voice_is_published_only_when_she_who_is_heard_agrees(client: Client) -> None:
    story = make_story()
    story.body = [("audio", recording("rokia.m4a"))]
    with pytest.raises(ConsentMissingError, match="Tick who is heard"):
        story.save_revision().publish()

    row = story.story_people.get()
    row.in_recordings = True
    story.story_people = [row]
    with pytest.raises(ConsentMissingError, match="no live consent for her voice"):
        story.save_revision().publish()

    Consent.objects.update(covers_voice=True)
    story.save_revision().publish()
    page = client.get(story.url).content.decode()
    assert 'preload="none" src="/media/documents/rokia' in page
    assert 'lang="bm"' in page
    assert "<small>in Bambara</small>" in page
    assert "One hundred francs each." in page

    Consent.objects.update(covers_voice=False)
    assert StoryPerson.objects.filter(in_recordings=True).exists()
    assert client.get(story.url).status_code == 404


def test_film_has_captions_and_asks_no_other_site(client: Client) -> None:
    story = make_story()
    Consent.objects.update(covers_voice=True)
    film = recording("film.mp4", still=make_image(), captions=make_document("film.vtt"))
    story.body = [("video", film)]
    row = story.story_people.get()
    row.in_recordings = True
    story.story_people = [row]
    story.save_revision().publish()

    page = client.get(story.url).content.decode()
    assert '<track kind="captions" src="/media/documents/film' in page
    assert 'type="video/mp4"' in page
    assert 'poster="/media/images/' in page
    assert "<iframe" not in page
    assert "<small>in Bambara</small>" in page

    film["language"] = ""
    story.body = [("video", film)]
    story.save_revision().publish()
    silent = client.get(story.url).content.decode()
    assert "Read what is shown" in silent
    assert "<small>in Bambara" not in silent
    assert 'lang=""' not in silent


@pytest.mark.parametrize(("block", "name"), [(AudioBlock(), "a.mp4"), (VideoBlock(), "a.pdf")])
def test_recording_is_a_file_that_browsers_play(block: Any, name: str) -> None:
    value = block.to_python(
        {
            **recording(name),
            "recording": make_document(name).pk,
            "still": {"image": make_image().pk, "alt_text": "Hands", "decorative": False},
        }
    )
    with pytest.raises(ValidationError) as error:
        block.clean(value)
    assert error.value.as_json_data() == {
        "blockErrors": {
            "recording": {"messages": [f"Choose a file that ends in {', '.join(block.endings)}."]}
        }
    }


def test_her_own_words_say_their_language(client: Client) -> None:
    story = make_story()
    words = {"words": "When the box is full", "original": "Kesu fara", "original_language": "bm"}
    story.body = [("quote", words)]
    story.save_revision().publish()

    assert (
        '<div class="quote__original" lang="bm">Kesu fara</div>'
        in client.get(story.url).content.decode()
    )
    block = StoryQuoteBlock()
    with pytest.raises(ValidationError):
        block.clean(block.normalize(words | {"original_language": ""}))
