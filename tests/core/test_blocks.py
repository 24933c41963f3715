import pytest
from django.test import Client
from wagtail.blocks import Block

from core.blocks import BodyBlock, PhotosBlock
from tests.core.html import inline_code_in
from tests.factories.core import make_image
from tests.factories.donations import make_give_page
from tests.factories.shop import make_soap_page
from tests.factories.stories import make_story

pytestmark = pytest.mark.django_db

BLOCKS = BodyBlock().child_blocks.items()


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_block_teaches_editors(name: str, block: Block) -> None:
    assert block.is_previewable
    assert str(block.get_description())
    assert block.meta.icon != "placeholder"


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_block_shows_itself_in_the_picker(name: str, block: Block) -> None:
    image = make_image()
    make_story(title="A story", lead_image=image)
    make_soap_page(title="A bar", listing_image=image)
    html = block.render(block.get_preview_value())
    assert html.strip()
    assert inline_code_in(html) == []


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_block_preview_does_not_break_in_an_empty_library(name: str, block: Block) -> None:
    block.render(block.get_preview_value())


def test_give_block_leads_to_the_give_page(client: Client) -> None:
    give = make_give_page()
    block = BodyBlock().child_blocks["give"]
    assert f'href="{give.url}"' in block.render(block.get_preview_value())


def test_photos_block_names_each_credit_once() -> None:
    names = ["Awa", "Moussa", "Awa", ""]
    images = [{"image": make_image(credit=name).pk, "alt_text": "A bar"} for name in names]
    block = PhotosBlock()
    html = block.render(block.to_python({"images": images, "caption": "Stirring."}))
    assert "<small>Picture: Awa, Moussa</small>" in html
