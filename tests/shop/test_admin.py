import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from wagtail.models import ModelLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from core.models import OutboxMail
from payments.models import Payment
from shop.enums import OrderStatus
from shop.models import Order, Product, ShippingZone, StockMovement, Variant
from shop.services.fulfilment import pack_order
from shop.services.stock import correct, receive
from tests.factories.accounts import make_staff, make_superuser
from tests.factories.shop import make_order, make_paid_order, make_variant, make_zone, pay

pytestmark = pytest.mark.django_db

ORDERS, STOCK, SOAPS = "/admin/orders/", "/admin/stock/", "/admin/soaps/"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(make_superuser())
    return client


@pytest.fixture(autouse=True)
def _zone(db: None) -> None:
    make_zone("US", amount=500)


def text_of(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    "path", [ORDERS, STOCK, SOAPS, "/admin/stock_movements/", "/admin/shipping/"]
)
def test_listings_answer_and_export(staff: Client, path: str) -> None:
    make_paid_order()
    assert staff.get(path).status_code == 200
    if path not in {SOAPS, "/admin/shipping/"}:
        assert staff.get(path, {"export": "csv"}).status_code == 200
        assert staff.get(path, {"export": "xlsx"}).status_code == 200


def test_orders_are_filtered_searched_and_exported(staff: Client) -> None:
    paid = make_paid_order(name="=cmd()", email="paid@example.org")
    make_order(email="pending@example.org")
    response = staff.get(ORDERS, {"status": "paid", "export": "csv"})
    body = b"".join(response.streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(body))
    assert (row["Number"], row["Total"], row["Name"]) == (paid.number, "22.00", "'=cmd()")
    found = staff.get(ORDERS, {"q": "pending@"}).context["object_list"]
    assert [order.email for order in found] == ["pending@example.org"]


def test_order_shows_address_lines_and_history(staff: Client) -> None:
    order = make_paid_order()
    text = text_of(staff.get(f"{ORDERS}inspect/{order.pk}/"))
    for words in ("1 Sample Street", "$22.00", order.lines.get().sku, "Mark as packed"):
        assert words in text
    assert "Ship it" not in text
    assert "<br>".join(order.address_lines) in text


def test_only_the_next_step_of_an_order_is_filled(staff: Client) -> None:
    order = make_paid_order()
    Payment.objects.update(stripe_payment_intent="pi_1")
    filled = []
    for _step in range(2):
        html = text_of(staff.get(f"{ORDERS}inspect/{order.pk}/"))
        buttons = re.findall(
            r'<(?:a|button) class="(button.*?)".*?([\w ]+)\s*</(?:a|button)>', html, re.S
        )
        assert ("button button-secondary bicolor button--icon", "Refund") in buttons
        filled.append([label for style, label in buttons if "secondary" not in style])
        staff.post(f"{ORDERS}inspect/{order.pk}/pack/")
    assert filled == [["Mark as packed"], ["Ship it"]]


def test_order_address_is_shown_as_text(staff: Client) -> None:
    order = make_paid_order(name="<b>Awa</b>")
    text = text_of(staff.get(f"{ORDERS}inspect/{order.pk}/"))
    assert "&lt;b&gt;Awa&lt;/b&gt;<br>1 Sample Street" in text


@pytest.mark.parametrize("address", ["new/", "edit/{pk}/", "delete/{pk}/"])
def test_orders_and_stock_cannot_be_written(staff: Client, address: str) -> None:
    order = make_order()
    for listing, pk in ((ORDERS, order.pk), (STOCK, order.lines.get().variant_id)):
        assert staff.post(listing + address.format(pk=pk)).status_code == 404


def test_order_is_packed_and_shipped_by_buttons(staff: Client) -> None:
    order = make_paid_order()
    staff.post(f"{ORDERS}inspect/{order.pk}/pack/")
    assert "Ship it" in text_of(staff.get(f"{ORDERS}inspect/{order.pk}/"))
    assert staff.get(f"{ORDERS}ship/{order.pk}/").status_code == 200
    response = staff.post(f"{ORDERS}ship/{order.pk}/", {"tracking": "1Z 999"})
    assert response.headers["Location"] == f"{ORDERS}inspect/{order.pk}/"
    order.refresh_from_db()
    assert (order.status, order.tracking) == (OrderStatus.SHIPPED, "1Z 999")
    assert "1Z 999" in OutboxMail.objects.get().text
    assert ModelLogEntry.objects.filter(action="shop.ship_order").count() == 1


def test_order_not_packed_cannot_be_shipped(staff: Client) -> None:
    order = make_paid_order()
    response = staff.post(f"{ORDERS}ship/{order.pk}/", {"tracking": ""})
    assert "Only a packed order can be shipped." in text_of(response)
    assert Order.objects.get(pk=order.pk).status == OrderStatus.PAID
    assert OutboxMail.objects.count() == 0


def test_order_with_attention_is_filled_by_its_button(staff: Client) -> None:
    variant = make_variant(on_hand=2)
    order = make_order((variant, 2))
    correct(variant=variant, counted=0, reason="broken", by=None)
    pay(order.payment)
    staff.post(f"{ORDERS}inspect/{order.pk}/fill-again/")
    assert Order.objects.get(pk=order.pk).status == OrderStatus.NEEDS_ATTENTION
    receive(variant=variant, quantity=2, reason="batch 8", by=None)
    staff.post(f"{ORDERS}inspect/{order.pk}/fill-again/")
    assert Order.objects.get(pk=order.pk).status == OrderStatus.PAID


def test_looking_at_orders_is_not_the_right_to_change_them(client: Client) -> None:
    client.force_login(make_staff("shop.view_order", "shop.view_variant"))
    order = make_paid_order()
    assert client.get(f"{ORDERS}inspect/{order.pk}/").status_code == 200
    client.post(f"{ORDERS}inspect/{order.pk}/pack/")
    assert Order.objects.get(pk=order.pk).status == OrderStatus.PAID
    pack_order(Order.objects.get(pk=order.pk), cause="clerk")
    client.post(f"{ORDERS}ship/{order.pk}/", {"tracking": ""})
    assert Order.objects.get(pk=order.pk).status == OrderStatus.PACKED
    variant = order.lines.get().variant
    client.post(
        f"{STOCK}adjust/{variant.pk}/", {"kind": "received", "quantity": "5", "reason": "x"}
    )
    assert StockMovement.objects.filter(variant=variant).count() == 2


def test_stock_is_received_and_counted(staff: Client) -> None:
    variant = make_variant(on_hand=10)
    page = f"{STOCK}adjust/{variant.pk}/"
    assert staff.get(page).status_code == 200
    staff.post(page, {"kind": "received", "quantity": "5", "reason": "batch 7"})
    staff.post(page, {"kind": "corrected", "quantity": "12", "reason": "three broken"})
    variant.refresh_from_db()
    assert variant.on_hand == 12
    rows = variant.movements.order_by("pk").values_list("kind", "quantity", "reason")
    assert list(rows)[1:] == [("received", 5, "batch 7"), ("corrected", -3, "three broken")]
    assert variant.movements.first().by.is_superuser


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "received", "quantity": "0", "reason": "x"},
        {"kind": "corrected", "quantity": "-1", "reason": "x"},
        {"kind": "corrected", "quantity": "many", "reason": "x"},
        {"kind": "received", "quantity": "5", "reason": ""},
        {"kind": "sold", "quantity": "5", "reason": "x"},
    ],
)
def test_stock_is_not_adjusted_by_nonsense(staff: Client, typed: dict[str, str]) -> None:
    variant = make_variant(on_hand=10)
    assert staff.post(f"{STOCK}adjust/{variant.pk}/", typed).status_code == 200
    variant.refresh_from_db()
    assert variant.on_hand == 10


def size(**overrides: Any) -> dict[str, Any]:
    fields = {
        "sku": "KARITE-100",
        "name": "100 g bar",
        "price": "8.50",
        "fair_market_value": "6",
        "fair_market_value_note": "",
        "currency": "USD",
        "weight_grams": "100",
        "is_active": "on",
        "translations": inline_formset([{"language": "fr", "name": "pain de 100 g"}]),
    }
    return {**fields, **overrides}


def product(*sizes: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    return nested_form_data(
        {
            "name": "Shea soap",
            "group": "",
            "ingredients": "",
            "is_active": "on",
            "variants": inline_formset(sizes, initial=initial),
        }
    )


def test_soap_is_added_with_prices_as_people_type_them(staff: Client) -> None:
    response = staff.post(f"{SOAPS}new/", product(size()))
    assert response.status_code == 302
    variant = Variant.objects.get()
    assert (variant.price, variant.fair_market_value, variant.on_hand) == (850, 600, 0)
    assert variant.translations.get().name == "pain de 100 g"
    form = text_of(staff.get(f"{SOAPS}edit/{variant.product_id}/"))
    assert 'value="8.50"' in form


@pytest.mark.parametrize(
    "wrong", [{"price": "0"}, {"price": "free"}, {"weight_grams": "0"}, {"sku": "karité 100"}]
)
def test_soap_with_a_wrong_size_is_not_saved(staff: Client, wrong: dict[str, str]) -> None:
    assert staff.post(f"{SOAPS}new/", product(size(**wrong))).status_code == 200
    assert Product.objects.count() == 0


def test_size_that_was_sold_cannot_be_removed(staff: Client) -> None:
    variant = make_paid_order().lines.get().variant
    line = size(id=str(variant.pk), sku=variant.sku, DELETE="on")
    line["translations"] = inline_formset([])
    kept = size(sku="NEW-1")
    response = staff.post(f"{SOAPS}edit/{variant.product_id}/", product(line, kept, initial=1))
    assert "Take it off sale instead." in text_of(response)
    assert Variant.objects.filter(pk=variant.pk).exists()


def test_soaps_are_not_deleted(staff: Client) -> None:
    variant = make_variant()
    staff.post(f"{SOAPS}delete/{variant.product_id}/")
    assert Product.objects.filter(pk=variant.product_id).exists()


def test_shipping_zone_is_written_with_its_rates(staff: Client) -> None:
    response = staff.post(
        "/admin/shipping/new/",
        nested_form_data(
            {
                "name": "Europe",
                "code": "europe",
                "rates": inline_formset(
                    [{"up_to_grams": "500", "amount": "18.00", "currency": "USD"}]
                ),
            }
        )
        | {"countries": ["FR", "DE"]},
    )
    assert response.status_code == 302
    zone = ShippingZone.objects.get(code="europe")
    assert '<option value="FR" selected>' in text_of(staff.get(f"/admin/shipping/edit/{zone.pk}/"))
    assert (zone.country_codes, zone.rates.get().amount) == (["DE", "FR"], 1800)


@pytest.mark.parametrize("orders", [1, 3])
def test_order_listing_queries(staff: Client, orders: int, django_assert_num_queries: Any) -> None:
    for number in range(orders):
        make_paid_order(email=f"buyer{number}@example.org")
    staff.get(ORDERS)
    with django_assert_num_queries(7):
        staff.get(ORDERS)
