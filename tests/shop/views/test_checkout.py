from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from core.models import OrganisationSettings
from donations.models import Donation
from payments.cookies import NAME as PAYMENTS_COOKIE
from payments.models import Payment
from shop.enums import OrderStatus
from shop.models import Basket, Order, Variant
from tests.factories.shop import make_basket, make_order, make_variant, make_zone, pay
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db

BUYER = {"email": "awa@example.org", "name": "Awa Sample"}
ADDRESS = {
    "country": "US",
    "line1": "1 Sample Street",
    "postcode": "27701",
    "city": "Durham",
    "region": "NC",
}


def give_basket(client: Client, basket: Basket) -> Basket:
    session = client.session
    session["basket"] = str(basket.uuid)
    session.save()
    return basket


def text_of(response: Any) -> str:
    return response.content.decode()


def test_checkout_of_nothing_goes_back_to_the_basket(client: Client) -> None:
    assert client.get("/checkout/").headers["Location"] == "/basket/"
    response = client.post("/checkout/", BUYER | ADDRESS)
    assert response.status_code == 422
    assert "too long since you filled it" in text_of(response)


def test_checkout_says_beside_the_name_what_no_card_prints(client: Client) -> None:
    wish = {"tribute": "memory", "honouree": "Fanta", "told_name": "M", "told_email": "m@x.example"}
    give_basket(client, make_basket(gift=4000, **wish))
    response = client.post("/checkout/", {**BUYER, "name": "Buy at bad.shop"})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"name"}
    assert Payment.objects.count() == 0


def test_checkout_asks_for_the_country_before_it_names_a_total(client: Client) -> None:
    make_zone("US,CA")
    give_basket(client, make_basket((make_variant(), 1)))
    page = text_of(client.get("/checkout/"))
    assert "once we know the country" in page
    assert 'name="seen_total" value=""' in page
    assert "Go on: see the total" in page


def test_checkout_with_one_country_shows_the_total_at_once(client: Client) -> None:
    make_zone("US", amount=500)
    give_basket(client, make_basket((make_variant(price=850), 2), gift=4000))
    page = text_of(client.get("/checkout/"))
    assert 'name="seen_total" value="6200 USD"' in page
    assert "Pay $62.00" in page


def test_checkout_shows_shipping_without_judging_the_rest(client: Client) -> None:
    make_zone("US", amount=500)
    make_zone("FR", amount=1800)
    give_basket(client, make_basket((make_variant(price=850), 1)))
    response = client.post(
        "/checkout/", {"country": "FR", "email": "not yet", "show_shipping": "1"}
    )
    assert response.status_code == 200
    page = text_of(response)
    assert "Shipping, France" in strip_tags(page)
    assert "Pay $26.50" in page
    assert 'value="not yet"' in page
    assert "Please look at this again" not in page
    assert Payment.objects.count() == 0


def test_checkout_goes_to_the_payment_page(client: Client, sandbox: Sandbox) -> None:
    make_zone("US", amount=500)
    give_basket(client, make_basket((make_variant(price=850), 2), gift=4000))
    response = client.post("/checkout/", BUYER | ADDRESS | {"seen_total": "6200 USD"})
    payment = Payment.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, payment.session_url)
    assert payment.session_url.startswith(sandbox.url)
    assert (payment.amount, payment.cancel_path) == (6200, "/checkout/")
    assert payment.order.status == OrderStatus.PENDING
    assert Donation.objects.get().payment == payment
    assert PAYMENTS_COOKIE in response.cookies


def test_checkout_by_a_program_that_saw_no_page(client: Client, sandbox: Sandbox) -> None:
    make_zone("US", amount=500)
    give_basket(client, make_basket((make_variant(price=850), 2)))
    assert client.post("/checkout/", BUYER | ADDRESS).status_code == 303


def test_checkout_of_a_gift_asks_for_no_address(client: Client, sandbox: Sandbox) -> None:
    give_basket(client, make_basket(gift=4000))
    page = text_of(client.get("/checkout/"))
    assert 'name="line1"' not in page
    assert "Pay $40.00" in page
    assert client.post("/checkout/", BUYER | {"seen_total": "4000 USD"}).status_code == 303
    assert Order.objects.count() == 0


def test_double_click_is_one_payment(client: Client, sandbox: Sandbox) -> None:
    make_zone()
    soap = make_variant(on_hand=2)
    give_basket(client, make_basket((soap, 2)))
    first = client.post("/checkout/", BUYER | ADDRESS)
    second = client.post("/checkout/", BUYER | ADDRESS)
    assert first.headers["Location"] == second.headers["Location"]
    assert (Payment.objects.count(), Order.objects.count()) == (1, 1)


@pytest.mark.promise("D4")
def test_price_changed_in_an_open_tab_is_shown_before_it_is_charged(client: Client) -> None:
    make_zone("US", amount=500)
    give_basket(client, make_basket((make_variant(price=850), 1)))
    Variant.objects.update(price=950)
    response = client.post("/checkout/", BUYER | ADDRESS | {"seen_total": "1350 USD"})
    assert response.status_code == 200
    page = text_of(response)
    assert "It is now $14.50." in page
    assert 'name="seen_total" value="1450 USD"' in page
    assert 'value="1 Sample Street"' in page
    assert Payment.objects.count() == 0


@pytest.mark.parametrize("seen", ["1 USD", "", "1350 EUR", "-1350 USD", "nonsense"])
@pytest.mark.promise("D4")
def test_tampered_total_is_never_charged(client: Client, seen: str) -> None:
    make_zone("US", amount=500)
    give_basket(client, make_basket((make_variant(price=850), 1)))
    assert client.post("/checkout/", BUYER | ADDRESS | {"seen_total": seen}).status_code == 200
    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("email", "", "Enter your e\u2011mail address, so that we can send the receipt."),
        ("email", "awa", "Enter an e\u2011mail address such as awa@example.org."),
        ("name", "", "Enter your name."),
        ("line1", " ", "Enter the street and number."),
        ("city", "", "Enter the city."),
        ("country", "", "Choose a country, so that we know what the parcel costs."),
        ("country", "KP", "We do not ship there yet. Write to us and we find a way."),
        ("region", "", "Enter the state or province."),
        ("postcode", "277", "Enter a postcode as that country writes it."),
        ("name", "x" * 201, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_checkout_says_what_is_missing_and_keeps_the_rest(
    client: Client, field: str, typed: str, message: str
) -> None:
    make_zone("US,CA")
    give_basket(client, make_basket((make_variant(), 1)))
    response = client.post("/checkout/", BUYER | ADDRESS | {"phone": "919 555 0100", field: typed})
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [message]}
    assert 'value="919 555 0100"' in text_of(response)
    assert Payment.objects.count() == 0


def test_parcel_too_heavy_for_any_rate_is_not_free(client: Client) -> None:
    make_zone("US", up_to_grams=150)
    give_basket(client, make_basket((make_variant(weight_grams=100), 2)))
    response = client.post("/checkout/", BUYER | ADDRESS | {"seen_total": ""})
    assert response.status_code == 422
    assert "Write to us and we find a way." in text_of(response)
    assert Payment.objects.count() == 0


def test_soap_sold_out_between_basket_and_payment(client: Client) -> None:
    make_zone("US")
    soap = make_variant(on_hand=3)
    give_basket(client, make_basket((soap, 2)))
    make_order((soap, 2), email="quicker@example.org")
    response = client.post("/checkout/", BUYER | ADDRESS)
    assert response.status_code == 422
    assert f"{soap.product.name}, 100 g bar: Only one is left." in text_of(response)
    assert Basket.objects.filter(payment=None).get().lines.get().quantity == 2


@pytest.mark.faults
@pytest.mark.parametrize("kind", ["error_before", "reset"])
def test_payment_page_down_keeps_the_basket_and_can_be_retried(
    client: Client, sandbox: Sandbox, kind: str
) -> None:
    make_zone("US")
    soap = make_variant(on_hand=2)
    give_basket(client, make_basket((soap, 2)))
    sandbox.control("POST", "faults", {"route": "*", "kind": kind, "times": 20, "stored": False})
    response = client.post("/checkout/", BUYER | ADDRESS)
    assert response.status_code == 503
    assert "Nothing was charged and your basket is kept." in text_of(response)
    assert 'value="1 Sample Street"' in text_of(response)
    sandbox.control("DELETE", "faults")
    assert client.post("/checkout/", BUYER | ADDRESS).status_code == 303
    assert Payment.objects.count() == 1


def test_changed_basket_closes_the_earlier_payment(client: Client, sandbox: Sandbox) -> None:
    make_zone("US")
    soap = make_variant(sku="A", on_hand=3)
    give_basket(client, make_basket((soap, 3)))
    client.post("/checkout/", BUYER | ADDRESS)
    client.post("/basket/update/", {"quantity-A": "1"})
    assert client.post("/checkout/", BUYER | ADDRESS).status_code == 303
    assert [order.status for order in Order.objects.order_by("pk")] == ["expired", "pending"]
    soap.refresh_from_db()
    assert soap.reserved == 1


def test_basket_paid_in_another_tab_leads_to_its_thanks(client: Client, sandbox: Sandbox) -> None:
    make_zone("US")
    soap = make_variant(sku="A", on_hand=3)
    give_basket(client, make_basket((soap, 3)))
    client.post("/checkout/", BUYER | ADDRESS)
    payment = Payment.objects.get()
    sandbox.pay(payment.stripe_session)
    client.post("/basket/update/", {"quantity-A": "1"})
    response = client.post("/checkout/", BUYER | ADDRESS)
    assert (response.status_code, response.headers["Location"]) == (303, payment.thanks_path)
    assert Payment.objects.count() == 1


def test_checkout_remembers_what_was_typed_for_this_basket(client: Client) -> None:
    make_zone("US,CA")
    order = make_order(name="Awa Sample")
    give_basket(client, Basket.objects.get(uuid=order.basket))
    page = text_of(client.get("/checkout/"))
    assert 'value="1 Sample Street"' in page
    assert "1 Sample Street" not in text_of(Client().get("/basket/"))


def test_checkout_of_a_paid_basket_finds_nothing_to_pay(client: Client) -> None:
    make_zone("US")
    order = make_order()
    give_basket(client, Basket.objects.get(uuid=order.basket))
    pay(order.payment)
    assert client.get("/checkout/").headers["Location"] == "/basket/"


def test_order_placed_queries(
    client: Client, sandbox: Sandbox, django_assert_num_queries: Any
) -> None:
    make_zone("US")
    give_basket(client, make_basket((make_variant(), 1)))
    OrganisationSettings.load()
    with django_assert_num_queries(29):
        client.post("/checkout/", BUYER | ADDRESS)
