import datetime as dt
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from shop.models import ShopIndexPage, SoapPage, Variant
from stories.models import Consent, GroupIndexPage, GroupPage, WomensGroup
from tests.factories.core import make_home
from tests.factories.shop import (
    make_product,
    make_shop_page,
    make_soap_page,
    make_variant,
)

pytestmark = pytest.mark.django_db


def make_group(**overrides: Any) -> WomensGroup:
    fields = {"name": "Kotognontala", "place": "Kalabambougou", "motif": "comb"}
    return WomensGroup.objects.create(**fields | overrides)


def agree(group: WomensGroup, **overrides: Any) -> Consent:
    today = dt.datetime.now(dt.UTC).date()
    fields = {
        "covers_story": True,
        "covers_photo": True,
        "on_site": True,
        "given_how": "spoken",
        "asked_by": "Sample",
        "given_on": today,
        "read_back_on": today,
        "until": today + dt.timedelta(days=365),
    }
    return Consent.objects.create(group=group, **fields | overrides)


def make_image() -> Any:
    return get_image_model().objects.create(
        title="A bar", description="A bar of soap", file=get_test_image_file(size=(900, 900))
    )


def text_of(response: Any) -> str:
    return response.content.decode()


def test_pages_stand_where_editors_expect_them() -> None:
    assert ShopIndexPage.allowed_parent_page_models()[0].__name__ == "HomePage"
    assert [model.__name__ for model in SoapPage.allowed_parent_page_models()] == ["ShopIndexPage"]
    assert ShopIndexPage.allowed_subpage_models() == [SoapPage]
    assert SoapPage.allowed_subpage_models() == []


def test_shop_lists_live_soaps_with_their_lowest_price(client: Client) -> None:
    shop = make_shop_page()
    product = make_product()
    make_variant(product=product, price=1500)
    make_variant(product=product, price=850)
    make_soap_page(shop, title="Shea soap", product=product)
    make_soap_page(shop, title="A draft", live=False)
    make_soap_page(shop, title="Of one size", product=make_variant(price=700).product)
    response = client.get(shop.url)
    assert [page.title for page in response.context["soaps"]] == ["Shea soap", "Of one size"]
    assert "from $8.50" in text_of(response)
    assert "$7.00" in text_of(response)
    assert "from $7.00" not in text_of(response)
    assert "A draft" not in text_of(response)


def test_shop_without_soap_says_so(client: Client) -> None:
    assert "There is no soap to show" in text_of(client.get(make_shop_page().url))


def test_soap_page_sells_its_one_size(client: Client) -> None:
    variant = make_variant(sku="KARITE-100", price=850, fair_market_value=600, weight_grams=100)
    page = make_soap_page(product=variant.product)
    text = text_of(client.get(page.url))
    assert 'type="hidden" name="sku" value="KARITE-100"' in text
    assert "$8.50" in text
    assert "the other $2.50 is a gift" in text
    assert "100\N{NO-BREAK SPACE}g (3.5\N{NO-BREAK SPACE}oz)" in text


def test_soap_page_offers_sizes_and_marks_the_sold_out_one(client: Client) -> None:
    product = make_product()
    make_variant(sku="SMALL", product=product, price=500, on_hand=0)
    make_variant(sku="LARGE", name="large bar", product=product, price=900)
    make_variant(sku="OLD", product=product, price=100, is_active=False)
    page = make_soap_page(product=product)
    text = text_of(client.get(page.url))
    assert 'value="SMALL" required disabled' in text
    assert 'value="LARGE" required checked' in text
    assert "Large bar: worth $6.00; the other $3.00 is a gift" in text
    assert "OLD" not in text


def test_soap_page_of_what_is_sold_out_sells_nothing(client: Client) -> None:
    page = make_soap_page(product=make_variant(on_hand=0).product)
    text = text_of(client.get(page.url))
    assert "Sold out for now." in text
    assert "/basket/add/" not in text


def test_soap_without_a_size_has_no_price(client: Client) -> None:
    page = make_soap_page(product=make_product())
    assert (page.price_from, page.currency, page.can_be_bought) == (None, "", False)
    assert client.get(page.url).status_code == 200
    assert client.get(page.get_parent().url).status_code == 200


def test_draft_of_a_soap_is_not_served(client: Client) -> None:
    page = make_soap_page(live=False)
    assert client.get(page.get_url() or f"/shop/{page.slug}/").status_code == 404
    assert client.get("/shop/no-such-soap/").status_code == 404
    assert client.get(f"/shop/{page.slug}/more/").status_code == 404


def test_makers_are_named_only_while_they_agree(client: Client) -> None:
    group = make_group()
    shop = make_shop_page()
    page = make_soap_page(shop, product=make_variant(product=make_product(group=group)).product)
    assert "Kotognontala" not in text_of(client.get(page.url))
    assert "Kotognontala" not in text_of(client.get(shop.url))
    consent = agree(group)
    assert "Kotognontala" in text_of(client.get(page.url))
    assert "Kotognontala" in text_of(client.get(shop.url))
    Consent.objects.filter(pk=consent.pk).update(withdrawn_on=consent.given_on)
    assert "Kotognontala" not in text_of(client.get(page.url))
    assert "Kotognontala" not in text_of(client.get(shop.url))


def test_soap_page_leads_to_its_makers(client: Client) -> None:
    group = make_group()
    agree(group)
    groups = make_home().add_child(instance=GroupIndexPage(title="Groups", slug="groups"))
    maker = groups.add_child(instance=GroupPage(title="The women", slug="women", group=group))
    page = make_soap_page(product=make_variant(product=make_product(group=group)).product)
    assert f'href="{maker.url}"' in text_of(client.get(page.url))


def test_french_soap_page_shares_price_and_stock(client: Client) -> None:
    french = Locale.objects.get_or_create(language_code="fr")[0]
    variant = make_variant(sku="A", price=850)
    page = make_soap_page(product=variant.product, title="Shea soap")
    copy = page.copy_for_translation(french, copy_parents=True)
    copy.title = "Savon au karité"
    copy.save_revision().publish()
    variant.translations.create(language="fr", name="pain de 100 g")
    variant.save()
    Page.objects.filter(locale=french).update(live=True)
    text = text_of(client.get(copy.url))
    assert "Savon au karité" in text
    assert "pain de 100 g" in text
    assert "8,50" in text
    assert "100\N{NO-BREAK SPACE}g (3,5\N{NO-BREAK SPACE}oz)" in text


@pytest.mark.parametrize("sizes", [1, 3])
def test_soap_page_queries(client: Client, sizes: int, django_assert_num_queries: Any) -> None:
    group = make_group()
    agree(group)
    product = make_product(group=group)
    for number in range(sizes):
        make_variant(product=product, price=500 + number)
    page = make_soap_page(product=product, listing_image=make_image())
    client.get(page.url)
    with django_assert_num_queries(8):
        client.get(page.url)


@pytest.mark.parametrize("soaps", [1, 3, 20])
def test_shop_page_queries(client: Client, soaps: int, django_assert_num_queries: Any) -> None:
    shop = make_shop_page()
    image = make_image()
    for _ in range(soaps):
        make_soap_page(shop, listing_image=image)
    client.get(shop.url)
    with django_assert_num_queries(8):
        client.get(shop.url)


def test_sizes_are_loaded_with_the_cards(django_assert_num_queries: Any) -> None:
    make_soap_page(product=make_variant(price=700).product)
    page = SoapPage.objects.for_cards().get()
    with django_assert_num_queries(0):
        assert (page.price_from, page.currency, page.maker) == (700, "USD", None)
    assert Variant.objects.count() == 1
