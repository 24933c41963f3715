"""The demo content, loaded once; each test rolls its own changes back."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from config.demo import content, library
from config.demo.texts import NARROW_SPACE, Text
from core.models import CustomImage, HomePage
from core.pictures import WIDTHS
from ledger.models import Fund
from shop.models import ShippingZone, SoapPage, Variant
from stories.models import Consent, GroupPage, Person, StoryPage, WomensGroup

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engine("sqlite"),
    pytest.mark.usefixtures("demo"),
]


def rows_of_all_models() -> dict[str, int]:
    models = [model for model in apps.get_models() if model._meta.managed]
    return {model._meta.label: model._base_manager.count() for model in models}


def test_load_twice_doubles_nothing() -> None:
    before = rows_of_all_models()
    content.load()
    assert rows_of_all_models() == before


def test_load_makes_what_was_promised() -> None:
    counts = {
        "stories": StoryPage.objects.servable().filter(locale__language_code="en").count(),
        "groups": GroupPage.objects.servable().filter(locale__language_code="en").count(),
        "soaps": SoapPage.objects.live().filter(locale__language_code="en").count(),
        "funds": Fund.objects.count(),
        "zones": ShippingZone.objects.count(),
        "pictures": CustomImage.objects.count(),
    }
    assert counts == {
        "stories": 7,
        "groups": 5,
        "soaps": 5,
        "funds": 3,
        "zones": 4,
        "pictures": 37,
    }


def test_load_keeps_what_staff_changed() -> None:
    story = StoryPage.objects.get(slug="the-first-pot")
    story.title = "Another title"
    story.save_revision().publish()
    content.load()
    assert StoryPage.objects.get(slug="the-first-pot").title == "Another title"


def test_load_leaves_a_withdrawn_consent_withdrawn() -> None:
    before = Consent.objects.count()
    Consent.objects.filter(person__shown_name="Mariam").update(withdrawn_on="2026-11-01")
    content.load()
    assert Consent.objects.count() == before
    assert not StoryPage.objects.servable().filter(slug="three-moments").exists()


def test_every_page_answers_in_both_languages(client: Client) -> None:
    pages = Page.objects.live().exclude(depth=1).specific()
    assert pages.count() == 56
    answers = {page.get_url(): client.get(page.get_url()).status_code for page in pages}
    assert answers == dict.fromkeys(answers, 200)
    assert len(answers) == 56


def test_every_page_has_its_translation() -> None:
    pages = {
        language: set(
            Page.objects.filter(locale__language_code=language)
            .exclude(depth=1)
            .values_list("translation_key", "content_type")
        )
        for language in ("en", "fr")
    }
    assert pages["en"] == pages["fr"]


def test_every_sample_person_and_group_has_a_live_consent() -> None:
    consented = Consent.objects.live().filter(on_site=True, covers_story=True, covers_photo=True)
    assert set(consented.exclude(person=None).values_list("person", flat=True)) == set(
        Person.objects.values_list("pk", flat=True)
    )
    assert set(consented.exclude(group=None).values_list("group", flat=True)) == set(
        WomensGroup.objects.values_list("pk", flat=True)
    )
    assert not Person.objects.filter(is_sample=False).exists()


def test_every_picture_has_a_text_of_its_own() -> None:
    texts = {image.pk: image.description for image in CustomImage.objects.all()}
    assert all(len(text) > 20 for text in texts.values())
    assert len(set(texts.values())) == len(texts)


def test_pictures_in_a_french_story_are_described_in_french(client: Client) -> None:
    response = client.get("/fr/stories/la-premiere-marmite/")
    assert "D’une main, une femme tient sur sa tête une bassine" in response.content.decode()


def test_one_size_is_sold_out_and_one_is_nearly() -> None:
    stock = dict(Variant.objects.values_list("sku", "on_hand"))
    assert (stock["LIQUID-500"], stock["GABA-750"], stock["SHEA-100"]) == (0, 3, 120)


def test_the_site_starts_at_the_english_home_page(client: Client) -> None:
    home = HomePage.objects.get(locale__language_code="en")
    assert client.get("/").context["page"] == home
    assert client.get("/").context["lead_story"].slug == "the-first-pot"


def test_books_are_right_after_loading() -> None:
    call_command("verify_books")


def test_sizes_are_made_once_for_each_picture() -> None:
    library.make_picture_sizes(of=["river-at-dusk"])
    image = CustomImage.objects.get(title="The Niger at dusk")
    assert image.renditions.count() == len(WIDTHS)


@pytest.mark.parametrize(
    ("text", "typeset"),
    [
        (Text("", "Qui ? « Elle »"), f"Qui{NARROW_SPACE}? «{NARROW_SPACE}Elle{NARROW_SPACE}»"),
        (Text("", "L'eau\n    et le savon\n\n    ici"), "L’eau et le savon\n\nici"),
    ],
)
def test_french_is_typeset_as_french_is(text: Text, typeset: str) -> None:
    assert text.written_in("fr") == typeset
