"""An order written again from what Stripe remembers: once, and of soap that is here."""

import pytest

from payments.exceptions import CannotRebuildError
from payments.models import Payment
from shop.models import Order
from shop.services.rebuilding import rebuild_order
from tests.factories.payments import gift_line, goods_line, make_payment, shipping_line
from tests.factories.shop import make_order, make_variant, make_zone

pytestmark = pytest.mark.django_db


def rebuilt(payment: Payment) -> None:
    rebuild_order(payment=payment, lines=list(payment.lines.all()), facts={})


def test_order_that_is_there_is_left_alone_and_a_gift_has_none() -> None:
    make_zone()
    order = make_order((make_variant(), 2))
    for payment in (order.payment, make_payment(gift_line())):
        rebuilt(payment)
    assert list(Order.objects.values_list("pk", "is_rebuilt")) == [(order.pk, False)]


def test_soap_that_is_not_in_the_shop_is_missed_by_name() -> None:
    payment = make_payment(goods_line(2400, quantity=2), shipping_line())
    with pytest.raises(CannotRebuildError, match=r"^soap 'SHEA-100' is not here$"):
        rebuilt(payment)
    assert not Order.objects.exists()
    soap = make_variant(sku="SHEA-100", on_hand=5)
    rebuilt(payment)
    line = Order.objects.get().lines.get()
    assert (line.variant, line.quantity, line.unit_price, line.held) == (soap, 2, 1200, 0)
    soap.refresh_from_db()
    assert (soap.on_hand, soap.reserved) == (5, 0)
