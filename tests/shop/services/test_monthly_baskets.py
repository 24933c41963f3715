"""Soap, a gift and the first month of it: one page, one payment, one receipt."""

import pytest

from donations.models import Donation, Receipt, RecurringGift
from ledger.verification import verify
from payments.models import Payment
from payments.services.checkout import start_checkout
from shop.models import Order
from shop.services.orders import place_order
from tests.donations.recurring_world import World
from tests.factories.shop import make_address, make_basket, make_variant, make_zone

pytestmark = pytest.mark.django_db


def test_soap_with_a_monthly_gift_is_one_payment_and_renews_the_gift_alone(client, sandbox):
    make_zone()
    basket = make_basket(
        (make_variant(), 2), gift=2000, gift_interval="month", gift_covers_fee=True
    )
    payment = place_order(
        basket=basket,
        email="awa@example.org",
        name="Awa Sample",
        address=make_address(),
        language="fr",
    )
    start_checkout(payment)
    payment.refresh_from_db()
    sandbox.pay(payment.stripe_session)
    world = World(client, sandbox)
    world.tell()
    payment.refresh_from_db()
    assert (payment.status, payment.amount) == ("succeeded", 1700 + 500 + 2000 + 91)
    order = Order.objects.get()
    assert (order.status, order.gift_amount) == ("paid", 2091)
    assert Receipt.objects.get().facts["totals"]["deductible"] == 2000 + 91 + 500
    world.pass_days(31.5)
    renewal = Payment.objects.exclude(pk=payment.pk).get()
    assert list(renewal.lines.values_list("kind", "amount", "description")) == [
        ("gift", 2000, "Don mensuel"),
        ("fee_cover", 91, "Don pour couvrir les frais de carte"),
    ]
    assert Order.objects.count() == 1
    assert [gift.recurring for gift in Donation.objects.all()] == [RecurringGift.objects.get()] * 2
    assert Receipt.objects.count() == 2
    assert [problem for found in verify().values() for problem in found] == []
