"""How many bytes a phone fetches, computed from what pages say: text as it is compressed, and of
each picture the file that `srcset` and `sizes` name for a screen of 720 pixels.

How many bytes such a file has is a mean over the demo's pictures; encoding two of them here shows
that the means still hold. What a browser really fetches is measured by `make bench`.
"""

import re
from io import BytesIO
from pathlib import Path
from statistics import mean

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from willow.image import Image

from config.demo.library import DRAWN
from tests.factories.core import make_image
from tests.factories.donations import make_give_page
from tests.factories.shop import make_shop_page, make_soap_page, make_variant
from tests.factories.stories import make_group, make_story

KB = 1024
PHONE, DENSITY = 360, 2
# KB of an AVIF of the demo's, by width.
PICTURE = {400: 8.2, 660: 17.3, 800: 23.6, 1200: 46.4}
AHEAD = 2  # lazy pictures that are near enough to be fetched before anybody scrolls
HEADERS = 1.0
HEADERS_OF_FILE = 0.4

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(client: Client, address: str) -> float:
    """KB of HTML, asked for a second time, when it is compressed as far as it goes."""
    ask = {"Accept-Encoding": "br"}
    client.get(address, headers=ask)
    return len(client.get(address, headers=ask).content) / KB + HEADERS


def files_of(html: str) -> float:
    """KB of scripts, styles and figures beside the HTML, as production compresses them."""
    names = set(re.findall(r'(?:src|href)="/static/([^"#]+)', html))
    found = [brotli.compress(Path(str(finders.find(name))).read_bytes()) for name in names]
    assert any("site.js" in name for name in names)
    return sum(len(file) / KB + HEADERS_OF_FILE for file in found)


def pictures_of(html: str) -> tuple[list[float], list[float]]:
    """KB of each picture: those at the top, and those that wait until they come near."""
    eager: list[float] = []
    lazy: list[float] = []
    for tag in re.findall(r"<img[^>]+>", html):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        offered = sorted(int(width) for width in re.findall(r" (\d+)w", said["srcset"]))
        needed = width_on_phone(said["sizes"]) * DENSITY
        chosen = next((width for width in offered if width >= needed), offered[-1])
        (lazy if said.get("loading") == "lazy" else eager).append(PICTURE[chosen])
    return eager, lazy


def width_on_phone(sizes: str) -> float:
    """Of the last size, which is the phone's: "91vw", "calc(100vw - 2.5rem)"."""
    terms = re.findall(r"(-?) ?([\d.]+)(vw|rem)", sizes.rpartition(", ")[2])
    unit = {"vw": PHONE / 100, "rem": 16}
    return sum(float(f"{sign}{number}") * unit[name] for sign, number, name in terms)


def first_view(client: Client, address: str) -> float:
    html = client.get(address).content.decode()
    eager, lazy = pictures_of(html)
    return text_of(client, address) + files_of(html) + sum(eager) + sum(lazy[:AHEAD])


def test_story_with_nine_photos_is_light(client: Client) -> None:
    image = make_image(size=(1300, 870))
    story = make_story(group=make_group(), lead_image=image)
    paragraph = "<p>She stirs until the soap is thick, and says so to the others.</p>" * 6
    for number in range(8):
        story.body.append(("paragraph", f"<p>{number}</p>{paragraph}"))
        story.body.append(("photo", {"image": image, "caption": f"Drying, day {number}"}))
    story.save_revision().publish()
    html = client.get(story.url).content.decode()
    eager, lazy = pictures_of(html)

    assert (len(eager), len(lazy)) == (1, 8)
    assert text_of(client, story.url) <= 14
    assert first_view(client, story.url) <= 120
    assert text_of(client, story.url) + files_of(html) + sum(eager) + sum(lazy) <= 260


def test_shop_and_giving_are_light(client: Client) -> None:
    shop = make_shop_page()
    image = make_image(size=(1300, 1300))
    for sku in ("A", "B", "C"):
        soap = make_soap_page(
            shop, product=make_variant(sku=f"SOAP-{sku}").product, listing_image=image
        )
    soap.body = [("photo", {"image": image, "caption": "Drying"})]
    soap.save_revision().publish()
    give = make_give_page().url
    visitor = {"Sec-Fetch-Site": "same-origin"}
    client.post("/basket/add/", {"sku": "SOAP-A", "quantity": "1"}, headers=visitor)

    assert first_view(client, shop.url) <= 100
    assert first_view(client, soap.url) <= 60
    assert first_view(client, give) <= 25
    assert first_view(client, "/basket/") <= 25


def test_second_page_is_text_alone(client: Client) -> None:
    """Scripts, styles and figures came with the first one."""
    for address in (make_story(group=make_group()).url, make_give_page().url, "/basket/"):
        assert text_of(client, address) <= 14


def test_pictures_weigh_what_is_said_here(settings: object) -> None:
    avif, jpeg = [], []
    for name in ("drying-racks", "cutting-bars"):
        with (DRAWN / f"{name}.jpg").open("rb") as file:
            picture = Image.open(file)
            width, height = picture.get_size()
            small = picture.resize((800, round(height * 800 / width)))
            light, heavy = BytesIO(), BytesIO()
            small.save_as_avif(light, quality=settings.WAGTAILIMAGES_AVIF_QUALITY)
            small.save_as_jpeg(heavy, quality=85)
        avif.append(len(light.getvalue()) / KB)
        jpeg.append(len(heavy.getvalue()) / KB)

    assert mean(avif) == pytest.approx(PICTURE[800], rel=0.1)
    assert mean(avif) <= min(30, mean(jpeg) / 2)
