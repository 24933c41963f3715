import pytest
import stripe
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import OutboxMail
from donations.enums import TributeStatus
from donations.exceptions import TributeError
from donations.models import Donation, Tribute
from donations.services.giving.gifts import receive_gifts
from ledger.models import Fund
from payments.enums import LineKind
from payments.models import Payment, Subscription
from shop.exceptions import (
    AlreadyPaidError,
    BasketChangedError,
    EmptyBasketError,
    NoRateError,
    NotForSaleError,
    OutOfStockError,
    TooMuchError,
)
from shop.models import Basket, Order, Variant
from shop.services.orders import place_order
from shop.services.pricing import price_basket
from shop.services.stock import hold
from tests.factories.shop import (
    make_address,
    make_basket,
    make_order,
    make_soap_page,
    make_variant,
    make_zone,
    pay,
)
from tests.infrastructure.meanwhile import just_before
from tests.infrastructure.sandbox import Sandbox

pytestmark = pytest.mark.django_db

BUYER = {"email": "Awa@Example.org ", "name": "Awa Sample", "language": "en"}


def order_basket(basket: Basket, **overrides) -> Payment:
    return place_order(basket=basket, **{**BUYER, "address": make_address(), **overrides})


def test_order_of_soap_and_gift_has_typed_lines() -> None:
    make_zone("US", amount=500)
    fund = Fund.objects.create(code="water", name="Clean water")
    soap = make_variant(sku="A", price=850, fair_market_value=600, weight_grams=100)
    payment = order_basket(make_basket((soap, 2), gift=4000, gift_fund=fund))
    rows = payment.lines.values_list(
        "kind", "amount", "quantity", "fair_market_value", "fund__code", "sku"
    )
    default = Fund.objects.default().code
    assert list(rows) == [
        (LineKind.GOODS, 1700, 2, 1200, default, "A"),
        (LineKind.SHIPPING, 500, 1, 500, default, ""),
        (LineKind.GIFT, 4000, 1, 0, "water", ""),
    ]
    assert (payment.amount, payment.currency, payment.email) == (6200, "USD", "awa@example.org")


def test_order_copies_prices_names_and_address() -> None:
    zone = make_zone("US", amount=500)
    soap = make_variant(sku="A", price=850, fair_market_value=600, weight_grams=100)
    make_soap_page(product=soap.product, title="Shea soap")
    order = order_basket(make_basket((soap, 2), gift=4000)).order
    Variant.objects.update(price=9900)
    order.refresh_from_db()
    line = order.lines.get()
    assert (line.title, line.unit_price, line.amount) == ("Shea soap, 100 g bar", 850, 1700)
    assert (line.fair_market_value, line.weight_grams, line.held) == (1200, 200, 2)
    assert order.number == f"MH-{1000 + order.payment_id}"
    assert (order.goods_amount, order.shipping_amount, order.gift_amount) == (1700, 500, 4000)
    assert (order.total_amount, order.shipping_zone) == (6200, zone.name)
    assert order.address_lines == [
        "Awa Sample",
        "1 Sample Street",
        "Durham, NC 27701",
        "United States of America",
    ]


def test_order_holds_the_stock() -> None:
    make_zone()
    soap = make_variant(on_hand=5)
    order_basket(make_basket((soap, 2)))
    soap.refresh_from_db()
    assert (soap.on_hand, soap.reserved) == (5, 2)


def test_order_records_the_pending_gift() -> None:
    make_zone()
    basket = make_basket(
        (make_variant(), 1), gift=4000, gift_is_anonymous=True, gift_message="for Awa"
    )
    payment = order_basket(basket)
    gift = Donation.objects.get(payment=payment)
    assert (gift.amount, gift.is_anonymous, gift.message) == (4000, True, "for Awa")


def test_order_records_in_whose_memory_the_gift_is_and_its_card_leaves_once() -> None:
    wish = {"tribute": "memory", "honouree": "Fanta", "told_name": "Mariam", "tell_at_once": True}
    basket = make_basket(gift=4000, **wish, told_email="mariam@example.org")
    with pytest.raises(TributeError) as refused:  # the card names who gives
        order_basket(basket, address=None, name="Buy at bad.shop")
    assert refused.value.field == "name"
    payment = order_basket(basket, address=None)
    assert Tribute.objects.get().status == TributeStatus.WAITING
    Payment.objects.update(status="succeeded", succeeded_at=timezone.now())
    payment.refresh_from_db()
    for _time in range(2):
        receive_gifts(payment=payment, lines=list(payment.lines.all()))
    assert Tribute.objects.get().status == TributeStatus.TOLD
    card = OutboxMail.objects.get(to="mariam@example.org")
    assert "$" not in card.subject + card.text
    for wrong in ({"gift_interval": "month"}, {"honouree": ""}, {"told_email": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Basket.objects.update(**wrong)


def test_order_records_over_which_funds_the_gift_is_split() -> None:
    fund = Fund.objects.create(code="soap", name="Soap")
    basket = make_basket(gift=4000, gift_shares="unrestricted:2500 soap:1500")
    payment = order_basket(basket, address=None)
    gift = Donation.objects.get(payment=payment)
    assert dict(gift.allocations.values_list("fund", "amount")) == {
        gift.fund_id: 2500,
        fund.pk: 1500,
    }
    again = make_basket(gift=4000, gift_shares="unrestricted:1 soap:3", gift_interval="month")
    order_basket(again, address=None)
    assert Subscription.objects.get().shares == "unrestricted:1000 soap:3000"


def test_gift_alone_needs_no_address_and_makes_no_order() -> None:
    payment = order_basket(make_basket(gift=4000), address=None)
    assert payment.lines.get().kind == LineKind.GIFT
    assert (Order.objects.count(), Donation.objects.count()) == (0, 1)


def test_order_asked_again_is_the_same_payment() -> None:
    make_zone()
    soap = make_variant(on_hand=2)
    basket = make_basket((soap, 2))
    first = order_basket(basket)
    again = order_basket(Basket.objects.get(pk=basket.pk))
    assert again == first
    assert (Order.objects.count(), Payment.objects.count()) == (1, 1)
    soap.refresh_from_db()
    assert soap.reserved == 2


def test_order_of_more_than_is_left_writes_nothing() -> None:
    make_zone()
    plenty, rare = make_variant(on_hand=9), make_variant(on_hand=1)
    with pytest.raises(OutOfStockError) as error:
        order_basket(make_basket((plenty, 1), (rare, 2), gift=4000))
    assert (error.value.variant, error.value.available) == (rare, 1)
    assert (Payment.objects.count(), Order.objects.count(), Donation.objects.count()) == (0, 0, 0)
    plenty.refresh_from_db()
    assert plenty.reserved == 0


def test_order_of_what_is_sold_out_asks_for_no_write() -> None:
    make_zone()
    rare = make_variant(on_hand=1)
    basket, twin = make_basket((rare, 1)), make_basket((rare, 1))
    before = Basket.objects.get(pk=basket.pk)
    payment = order_basket(basket)
    with CaptureQueriesContext(connection) as asked, pytest.raises(OutOfStockError) as error:
        order_basket(twin)
    assert (error.value.variant, error.value.available) == (rare, 0)
    assert {query["sql"].partition(" ")[0] for query in asked} == {"SELECT"}
    # A click beside the one that took the last bar leads to the same page.
    assert order_basket(before) == payment


def test_order_of_what_is_sold_meanwhile_writes_nothing() -> None:
    make_zone()
    rare = make_variant(on_hand=2)
    basket = make_basket((rare, 2))
    with (
        pytest.raises(OutOfStockError) as error,
        just_before('INSERT INTO "payments_payment"', lambda: hold(rare, 1)),
    ):
        order_basket(basket)
    assert (error.value.variant, error.value.available) == (rare, 1)
    assert (Payment.objects.count(), Order.objects.count()) == (0, 0)


def test_what_came_to_nothing_is_not_taken_for_what_another_order_holds() -> None:
    """SQLite gives the next order the number of the one that was not written: the page that says
    what is short must not count the other's bars as this basket's own."""
    make_zone()
    rare = make_variant(on_hand=2)
    basket = make_basket((rare, 2))
    with (
        pytest.raises(OutOfStockError),
        just_before('INSERT INTO "payments_payment"', lambda: hold(rare, 1)),
    ):
        order_basket(basket)
    assert (basket.payment, basket.ordered_version) == (None, None)
    Variant.objects.update(reserved=0)
    order_basket(make_basket((rare, 2)))
    [line] = price_basket(basket).lines
    assert (line.is_short, line.available) == (True, 0)


def test_order_of_an_empty_basket_is_refused() -> None:
    with pytest.raises(EmptyBasketError):
        order_basket(make_basket())


def test_order_of_what_is_no_longer_sold_is_refused() -> None:
    make_zone()
    basket = make_basket((make_variant(), 1))
    Variant.objects.update(is_active=False)
    with pytest.raises(NotForSaleError):
        order_basket(basket)


def test_order_to_nowhere_is_refused() -> None:
    make_zone("US")
    basket = make_basket((make_variant(), 1))
    with pytest.raises(NoRateError):
        order_basket(basket, address=make_address(country="FR"))
    with pytest.raises(NoRateError):
        order_basket(basket, address=None)


def test_order_beyond_what_a_payment_carries_is_refused() -> None:
    make_zone()
    with pytest.raises(TooMuchError):
        order_basket(make_basket((make_variant(price=99_999_999), 1)))


def test_order_of_a_basket_changed_meanwhile_is_refused() -> None:
    make_zone()
    basket = make_basket((make_variant(), 1))
    Basket.objects.filter(pk=basket.pk).update(version=7)
    with pytest.raises(BasketChangedError):
        order_basket(basket)
    assert Payment.objects.count() == 0


def test_order_of_a_basket_whose_bank_debit_is_under_way_is_refused(sandbox: Sandbox) -> None:
    """Nothing can stop that money any more, so a second order would be paid for twice."""
    make_zone()
    payment = make_order().payment
    debit = stripe.StripeClient(
        settings.STRIPE_SECRET_KEY, base_addresses={"api": sandbox.url}
    ).v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://example.org/",
            "client_reference_id": str(payment.uuid),
            "allowed_payment_method_types": ["us_bank_account"],
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": line.amount,
                        "product_data": {"name": line.description},
                    },
                }
                for line in payment.lines.all()
            ],
        }
    )
    Payment.objects.update(stripe_session=debit.id, session_url=debit.url, status="pending")
    sandbox.pay(debit.id, "bank_debit_succeeds")
    basket = Basket.objects.get()
    with pytest.raises(AlreadyPaidError):
        order_basket(basket, name="Awa Sample-Diarra")
    assert Payment.objects.count() == 1


def test_order_of_a_paid_basket_is_refused() -> None:
    make_zone()
    order = make_order()
    pay(order.payment)
    basket = Basket.objects.get(uuid=order.basket)
    with pytest.raises(AlreadyPaidError) as error:
        order_basket(basket)
    assert error.value.payment == order.payment
