from typing import Any

import pytest
from django.test import Client

from donations.tribute_wishes import TributeWish
from ledger.models import Fund
from shop.models import Basket, BasketLine, Variant
from tests.factories.ledger import make_fund
from tests.factories.shop import (
    make_basket,
    make_order,
    make_shop_page,
    make_soap_page,
    make_variant,
    make_zone,
    pay,
)

pytestmark = pytest.mark.django_db

ADD, UPDATE, GIFT = "/basket/add/", "/basket/update/", "/basket/gift/"


def give_basket(client: Client, basket: Basket) -> None:
    session = client.session
    session["basket"] = str(basket.uuid)
    session.save()


def lines() -> list[tuple[str, int]]:
    return list(BasketLine.objects.values_list("variant__sku", "quantity"))


def text_of(response: Any) -> str:
    return response.content.decode()


def test_empty_basket_is_no_row(client: Client) -> None:
    response = client.get("/basket/")
    assert response.status_code == 200
    assert "Nothing is in it yet." in text_of(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Basket.objects.count() == 0
    assert "sessionid" not in client.cookies


def test_add_goes_to_the_basket(client: Client) -> None:
    make_variant(sku="KARITE-100")
    response = client.post(ADD, {"sku": "KARITE-100", "quantity": "2"})
    assert (response.status_code, response.headers["Location"]) == (303, "/basket/")
    assert lines() == [("KARITE-100", 2)]
    page = text_of(client.get("/basket/"))
    assert "It is in your basket." in page
    assert "$17.00" in page


def test_add_in_french_stays_in_french(client: Client) -> None:
    make_variant(sku="A")
    response = client.post("/fr/basket/add/", {"sku": "A", "quantity": "1"})
    assert response.headers["Location"] == "/fr/basket/"


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        ("0", "Enter a quantity of at least 1."),
        ("-1", "Enter a quantity of at least 1."),
        ("1.5", "Enter a whole number, such as 2."),
        ("many", "Enter a whole number, such as 2."),
        ("", "Enter a quantity."),
        ("NaN", "Enter a whole number, such as 2."),
        ("1000000000", "Only 10 are left."),
        ("11", "Only 10 are left."),
        ("9" * 5000, "Enter a whole number, such as 2."),
        ("99999999999999999999", "Enter a smaller quantity."),
    ],
)
def test_add_of_a_bad_quantity_says_what_to_do(client: Client, quantity: str, message: str) -> None:
    make_variant(sku="A", on_hand=10)
    response = client.post(ADD, {"sku": "A", "quantity": quantity})
    assert response.status_code == 422
    form = response.context["add_form"]
    assert form.errors == {"quantity": [message]}
    assert f'id="id_quantity_error">{message}</p>' in text_of(response)
    assert form["quantity"].value() == quantity
    assert Basket.objects.count() == 0


@pytest.mark.parametrize(
    ("sku", "message"),
    [
        ("NOPE", "We do not sell this soap at the moment."),
        ("", "Choose a soap first."),
        ("A'; DROP TABLE", "We do not sell this soap at the moment."),
        ("\x00", "Null characters are not allowed."),
    ],
)
def test_add_of_an_unknown_soap_keeps_the_basket(client: Client, sku: str, message: str) -> None:
    give_basket(client, make_basket((make_variant(sku="B"), 1)))
    response = client.post(ADD, {"sku": sku, "quantity": "1"})
    assert response.status_code == 422
    assert response.context["add_form"].errors == {"sku": [message]}
    assert lines() == [("B", 1)]


def test_add_ignores_a_price_in_the_form(client: Client) -> None:
    make_variant(sku="A", price=850)
    client.post(ADD, {"sku": "A", "quantity": "1", "price": "1", "amount": "1"})
    assert client.get("/basket/").context["priced"].total == 850


def test_add_of_the_last_bars_twice_says_how_many_are_left(client: Client) -> None:
    make_variant(sku="A", on_hand=3)
    client.post(ADD, {"sku": "A", "quantity": "2"})
    response = client.post(ADD, {"sku": "A", "quantity": "2"})
    assert response.context["add_form"].errors == {"quantity": ["Only 3 are left."]}
    assert lines() == [("A", 2)]


def test_update_keeps_what_was_typed_and_takes_what_is_right(client: Client) -> None:
    good, short = make_variant(sku="A"), make_variant(sku="B", on_hand=3)
    give_basket(client, make_basket((good, 1), (short, 1)))
    response = client.post(UPDATE, {"quantity-A": "4", "quantity-B": "5"})
    assert response.status_code == 422
    assert lines() == [("A", 4), ("B", 1)]
    assert [(row["typed"], row["error"]) for row in response.context["rows"]] == [
        ("4", ""),
        ("5", "Only 3 are left."),
    ]
    assert 'aria-describedby="quantity-B_error"' in text_of(response)


def test_update_to_zero_takes_out(client: Client) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 1), (make_variant(sku="B"), 1)))
    assert client.post(UPDATE, {"quantity-A": "0", "quantity-B": "1"}).status_code == 303
    assert lines() == [("B", 1)]


def test_update_takes_out_what_its_button_names_and_keeps_the_rest(client: Client) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 1), (make_variant(sku="B"), 1)))
    response = client.post(UPDATE, {"remove": "A", "quantity-A": "many", "quantity-B": "2"})
    assert response.status_code == 303
    assert lines() == [("B", 2)]


@pytest.mark.parametrize("quantity", ["-1", "1.5", "many", "", "1000000000"])
def test_update_refuses_bad_quantities(client: Client, quantity: str) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 2)))
    response = client.post(UPDATE, {"quantity-A": quantity})
    assert response.status_code == 422
    assert lines() == [("A", 2)]


@pytest.mark.parametrize("path", [UPDATE, "/basket/gift/remove/"])
@pytest.mark.parametrize("known", ["", "no-uuid", "0b9e1c1e-0000-4000-8000-000000000000"])
def test_change_of_a_forgotten_basket_says_so(client: Client, path: str, known: str) -> None:
    session = client.session
    session["basket"] = known
    session.save()
    response = client.post(path, {"quantity-A": "1"})
    assert response.status_code == 422
    assert "too long since you filled it" in text_of(response)


def test_update_of_names_with_null_characters_changes_nothing(client: Client) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 2)))
    response = client.post(UPDATE, {"remove": "B\0", "quantity-C\0": "5"})
    assert response.status_code == 303
    assert lines() == [("A", 2)]


@pytest.mark.parametrize("number", [1, 300])
def test_update_of_soaps_not_in_the_basket_costs_nothing(
    client: Client, django_assert_num_queries: Any, number: int
) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 2)))
    with django_assert_num_queries(3):  # session, basket, its lines
        client.post(UPDATE, {f"quantity-B{each}": "5" for each in range(number)})
    assert lines() == [("A", 2)]


def test_gift_goes_into_the_basket_beside_the_soap(client: Client) -> None:
    give_basket(client, make_basket((make_variant(), 1)))
    response = client.post(GIFT, {"amount": "40", "interval": "once"})
    assert (response.status_code, response.headers["Location"]) == (303, "/basket/")
    basket = Basket.objects.get()
    assert (basket.gift_amount, basket.gift_fund) == (4000, Fund.objects.default())
    assert client.get("/basket/").context["priced"].total == 4850


@pytest.mark.parametrize("typed", ["$40", "40.00", "40,00", " 40 ", "٤٠"])
def test_gift_takes_an_amount_as_people_type_it(client: Client, typed: str) -> None:
    client.post(GIFT, {"amount": typed})
    assert Basket.objects.get().gift_amount == 4000


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Enter an amount."),
        ("forty", "Enter the amount in figures, such as 40 or 12.50."),
        ("-5", "Enter an amount above zero."),
        ("0", "Enter an amount of at least $2."),
        ("1.99", "Enter an amount of at least $2."),
        ("40.005", "Enter the amount with at most 2 decimals, such as 12.50."),
        ("1000000", "Enter an amount of at most $999,999.99. For a larger gift, write to us."),
        ("€40", "Enter the amount in US dollars."),
    ],
)
def test_gift_of_a_bad_amount_says_what_to_do(client: Client, typed: str, message: str) -> None:
    give_basket(client, make_basket((make_variant(sku="A"), 1)))
    response = client.post(GIFT, {"amount": typed, "message": "for Awa", "anonymous": "on"})
    assert response.status_code == 422
    assert response.context["gift_form"].errors == {"amount": [message]}
    assert "for Awa" in text_of(response)
    assert Basket.objects.get().gift_amount is None
    assert lines() == [("A", 1)]


def test_gift_to_an_unknown_fund_is_refused(client: Client) -> None:
    response = client.post(GIFT, {"amount": "40", "fund": "mine"})
    assert response.status_code == 422
    assert list(response.context["gift_form"].errors) == ["fund"]


def test_gift_every_month_lies_in_the_basket_as_one(client: Client) -> None:
    assert client.post(GIFT, {"amount": "40", "interval": "month"}).status_code == 303
    assert Basket.objects.get().gift_interval == "month"
    assert "comes again every month" in client.get("/basket/").content.decode()


def test_gift_in_an_unknown_rhythm_is_refused(client: Client) -> None:
    response = client.post(GIFT, {"amount": "40", "interval": "daily"})
    assert response.status_code == 422
    assert list(response.context["gift_form"].errors) == ["interval"]
    assert Basket.objects.count() == 0


def test_gift_in_memory_of_somebody_lies_in_the_basket(client: Client) -> None:
    make_zone()
    give_basket(client, make_basket((make_variant(), 1)))
    asked = {"amount": "40", "tribute": "memory", "told_name": "Mariam Koné", "tell_at_once": "on"}
    refused = client.post(GIFT, {**asked, "interval": "month"})
    assert refused.status_code == 422
    assert refused.context["gift_form"].errors.keys() == {"tribute", "honouree", "told_email"}
    assert 'value="Mariam Koné"' in text_of(refused)
    assert Basket.objects.get().gift_amount is None
    asked |= {"honouree": "Fanta Diarra", "told_email": "Mariam@example.org"}
    assert client.post(GIFT, asked).status_code == 303
    basket = Basket.objects.get()
    assert basket.wish == TributeWish(
        kind="memory",
        honouree="Fanta Diarra",
        told_name="Mariam Koné",
        told_email="mariam@example.org",
        tell_at_once=True,
    )
    page = client.get("/basket/")
    assert page.context["gift_form"].shows_tribute
    assert "In memory of: Fanta Diarra" in text_of(page)
    assert "En souvenir de" in text_of(client.get("/fr/checkout/"))
    client.post(GIFT, {"amount": "40", "interval": "month"})  # asked for no more
    basket.refresh_from_db()
    assert (basket.wish.is_empty, basket.gift_interval) == (True, "month")
    client.post(GIFT, asked)
    client.post("/basket/gift/remove/")
    basket.refresh_from_db()
    assert basket.wish.is_empty
    assert not client.get("/basket/").context["gift_form"].shows_tribute


def test_gift_split_over_funds_lies_in_the_basket(client: Client) -> None:
    make_zone()
    soap = make_fund(code="soap", name="Soap for schools")
    give_basket(client, make_basket((make_variant(), 1)))
    split = {"amount": "40", "split_fund_1": "soap"}
    refused = client.post(GIFT, split)
    assert (refused.status_code, list(refused.context["gift_form"].errors)) == (
        422,
        ["split_amount_1"],
    )
    assert refused.context["gift_form"].shows_split
    assert client.post(GIFT, {**split, "split_amount_1": "15"}).status_code == 303
    basket = Basket.objects.get()
    assert basket.gift_parts == {Fund.objects.default(): 2500, soap: 1500}
    page = client.get("/basket/")
    form = page.context["gift_form"]
    assert (form["split_fund_1"].value(), form["split_amount_1"].value()) == ("soap", "15.00")
    for html in (text_of(page), text_of(client.get("/checkout/"))):
        assert "Soap for schools, $15.00" in html
    Fund.objects.filter(pk=soap.pk).update(is_closed=True)
    buyer = {"email": "awa@example.org", "name": "Awa", "line1": "1 Sample Street"}
    place = {"city": "Durham", "region": "NC", "postcode": "27701", "country": "US"}
    answer = client.post("/checkout/", buyer | place)
    assert "This fund takes no new gifts." in text_of(answer)
    client.post(GIFT, {"amount": "40"})
    basket.refresh_from_db()
    assert (basket.gift_shares, basket.gift_parts) == ("", {})


def test_gift_is_taken_out(client: Client) -> None:
    give_basket(client, make_basket(gift=4000))
    assert client.post("/basket/gift/remove/").status_code == 303
    assert Basket.objects.get().gift_amount is None


def test_count_is_for_this_visitor_only(client: Client) -> None:
    assert client.get("/basket/count/").json() == {"count": 0}
    give_basket(client, make_basket((make_variant(), 2), (make_variant(), 1), gift=4000))
    response = client.get("/basket/count/")
    assert response.json() == {"count": 4}
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Client().get("/basket/count/").json() == {"count": 0}


def test_paid_basket_reads_as_empty_and_the_next_soap_starts_another(client: Client) -> None:
    make_zone()
    make_variant(sku="NEXT")
    order = make_order()
    give_basket(client, Basket.objects.get(uuid=order.basket))
    assert client.get("/basket/count/").json() == {"count": 2}
    pay(order.payment)
    assert client.get("/basket/count/").json() == {"count": 0}
    client.post(ADD, {"sku": "NEXT", "quantity": "1"})
    assert Basket.objects.count() == 2
    assert client.get("/basket/count/").json() == {"count": 1}


def test_basket_shows_what_became_short(client: Client) -> None:
    give_basket(client, make_basket((make_variant(sku="A", on_hand=5), 5)))
    Variant.objects.update(on_hand=2)
    response = client.get("/basket/")
    assert response.context["rows"][0]["error"] == "Only 2 are left."
    assert "Go to checkout" not in text_of(response)


@pytest.mark.parametrize(("line_count", "sums"), [(1, 0), (2, 1)])
def test_basket_sums_up_the_soap_of_several_lines_only(
    client: Client, line_count: int, sums: int
) -> None:
    give_basket(client, make_basket(*[(make_variant(), 1) for _ in range(line_count)]))
    assert text_of(client.get("/basket/")).count("<dt>Soap</dt>") == sums


def test_basket_names_soaps_in_the_language_of_the_page(client: Client) -> None:
    shop = make_shop_page()
    variant = make_variant(sku="A")
    variant.translations.create(language="fr", name="pain de 100 g")
    make_soap_page(shop, product=variant.product, title="Shea soap", slug="shea")
    variant.save()
    give_basket(client, make_basket((variant, 1)))
    assert client.get("/basket/").context["rows"][0]["line"].title == "Shea soap, 100 g bar"
    french = client.get("/fr/basket/").context["rows"][0]["line"]
    assert french.title == f"{variant.product.name}, pain de 100 g"


@pytest.mark.parametrize("path", [ADD, UPDATE, GIFT, "/basket/gift/remove/"])
def test_basket_changes_only_by_post(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("item_count", [1, 3])
def test_basket_page_queries(
    client: Client, item_count: int, django_assert_num_queries: Any
) -> None:
    shop = make_shop_page()
    contents = []
    for _ in range(item_count):
        variant = make_variant()
        make_soap_page(shop, product=variant.product)
        contents.append((variant, 1))
    give_basket(client, make_basket(*contents))
    client.get("/basket/")
    with django_assert_num_queries(9):
        client.get("/basket/")


def test_add_queries(client: Client, django_assert_num_queries: Any) -> None:
    make_variant(sku="A")
    make_variant(sku="B")
    client.post(ADD, {"sku": "A", "quantity": "1"})
    with django_assert_num_queries(8):
        client.post(ADD, {"sku": "B", "quantity": "1"})
