"""A restored backup is older than the last payments: they are rebuilt from what Stripe keeps."""

from typing import Any

import pytest
from django.db import transaction

from core.attention import find_attention
from core.models import OutboxMail
from donations.models import Donation, Receipt
from ledger.models import Entry, Fund
from ledger.verification import verify
from payments.enums import PaymentStatus
from payments.models import Payment, UnmatchedObject
from payments.services.checkout import start_checkout
from payments.services.reconciliation import reconcile
from shop.enums import OrderStatus
from shop.models import Basket, Order, Variant
from shop.services.fulfilment import fill_order
from shop.services.orders import place_order
from tests.factories.donations import make_fund
from tests.factories.shop import make_address, make_basket, make_variant, make_zone
from tests.factories.stories import make_story
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.faults]


@pytest.fixture
def soap() -> Variant:
    make_zone(name="America")
    return make_variant(on_hand=10, sku="KARITE-100")


def buy(sandbox: Sandbox, *contents: tuple[Variant, int], **overrides: Any) -> dict[str, Any]:
    """Order, pay, and then restore a backup made before: Stripe alone remembers."""
    basket = overrides.pop("basket", {"gift": 4000, "gift_is_anonymous": True})
    made = make_basket(*contents, **basket)
    fields = {
        "email": "awa@example.org",
        "name": "Awa Sample",
        "address": make_address(line2="Back door", phone="555"),
        "language": "fr",
        "wants_news": True,
        **overrides,
    }
    with transaction.atomic():
        payment = place_order(basket=made, **fields)
        start_checkout(payment)
        known = {
            "uuid": payment.uuid,
            "session": payment.stripe_session,
            "number": payment.order.number if contents else None,
            "basket": made,
            "lines": list(payment.lines.order_by("pk").values_list(*LINE)),
            "amount": payment.amount,
        }
        transaction.set_rollback(True)
    sandbox.pay(known["session"])
    sandbox.control("POST", "clock", {"advance": 1})
    assert not Payment.objects.filter(uuid=known["uuid"]).exists()
    return known


LINE = ("kind", "description", "quantity", "amount", "fair_market_value", "fund__code", "sku")


def all_is_right() -> bool:
    return [problem for problems in verify().values() for problem in problems] == []


def test_payment_after_the_backup_is_rebuilt_whole_and_once(
    sandbox: Sandbox, soap: Variant
) -> None:
    story = make_story()
    lost = buy(
        sandbox,
        (soap, 2),
        basket={"gift": 4000, "gift_is_anonymous": True, "source": story},
    )
    findings = reconcile()
    assert findings.rebuilt == [str(lost["uuid"])]
    payment = Payment.objects.get(uuid=lost["uuid"])
    assert payment.status == PaymentStatus.SUCCEEDED
    assert (payment.email, payment.name, payment.language) == (
        "awa@example.org",
        "Awa Sample",
        "fr",
    )
    assert list(payment.lines.order_by("pk").values_list(*LINE)) == lost["lines"]
    order = payment.order
    assert (order.number, order.status) == (lost["number"], OrderStatus.NEEDS_ATTENTION)
    assert (order.line1, order.line2, order.phone) == ("1 Sample Street", "Back door", "555")
    assert (order.country, order.shipping_zone, order.weight_grams) == ("US", "America", 200)
    gift = Donation.objects.get()
    assert (gift.status, gift.is_anonymous, gift.amount) == ("received", True, 4000)
    assert gift.source_id == order.source_id == story.pk
    assert payment.wants_news
    assert payment.supporter is not None
    assert payment.supporter.hears_of_stories
    assert list(Receipt.objects.values_list("number", flat=True)) == [1]
    assert Basket.objects.get().payment == payment
    soap.refresh_from_db()
    assert (soap.on_hand, soap.reserved) == (8, 0)
    assert all_is_right()
    before = (Entry.objects.count(), OutboxMail.objects.count())
    again = reconcile()
    assert (again.rebuilt, again.healed, again.failed, again.events) == ([], [], {}, 0)
    assert (Entry.objects.count(), OutboxMail.objects.count()) == before


def test_rebuilt_order_waits_until_somebody_knows_whether_it_was_sent(
    sandbox: Sandbox, soap: Variant
) -> None:
    buy(sandbox, (soap, 1))
    reconcile()
    [finding] = [one for one in find_attention() if one.condition.name == "unfilled_orders"]
    assert "rebuilt from Stripe" in finding.items[0].text
    assert fill_order(Order.objects.get(), cause="staff").status == OrderStatus.PAID
    soap.refresh_from_db()
    assert soap.on_hand == 9
    assert all_is_right()


def test_number_of_a_rebuilt_order_is_never_given_to_two(sandbox: Sandbox, soap: Variant) -> None:
    first = buy(sandbox, (soap, 1))
    place_order(
        basket=make_basket((soap, 1)),
        email="binta@example.org",
        name="Binta",
        address=make_address(),
        language="en",
    )
    Order.objects.update(number=first["number"])  # its turn, since the backup was restored
    reconcile()
    numbers = set(Order.objects.values_list("number", flat=True))
    assert len(numbers) == 2
    # And the other way round: a rebuilt order has the number that would be next.
    Order.objects.filter(is_rebuilt=True).update(
        number=f"MH-{1001 + Payment.objects.latest('pk').pk}"
    )
    last = place_order(
        basket=make_basket((soap, 1)),
        email="coumba@example.org",
        name="Coumba",
        address=make_address(),
        language="en",
    )
    assert last.order.number not in numbers


def test_payment_to_a_fund_that_is_gone_waits_for_the_fund(sandbox: Sandbox) -> None:
    make_zone()
    with transaction.atomic():
        fund = make_fund(code="wells", name="Wells")
        lost = buy(sandbox, basket={"gift": 4000, "gift_fund": fund}, address=None)
        transaction.set_rollback(True)
    findings = reconcile()
    assert findings.failed == {str(lost["uuid"]): "CannotRebuildError"}
    assert not Payment.objects.exists()
    waiting = UnmatchedObject.objects.open().get(stripe_id=lost["session"])
    assert waiting.detail == "fund 'wells' is not here"
    Fund.objects.create(code="wells", name="Wells")
    assert reconcile().rebuilt == [str(lost["uuid"])]
    assert not UnmatchedObject.objects.open().exists()
    assert Donation.objects.get().fund.code == "wells"
    assert all_is_right()


def test_restored_backup_loses_nothing_and_doubles_nothing(sandbox: Sandbox, soap: Variant) -> None:
    """A dozen payments of the lost day, healed in one run, receipts in the order of payment."""
    lost = [
        buy(sandbox, (soap, 1), email=f"buyer{number}@example.org")
        if number % 3 == 0
        else buy(sandbox, basket={"gift": 1000 + number}, email=f"giver{number}@example.org")
        for number in range(9)
    ]
    findings = reconcile()
    assert findings.rebuilt == [str(payment["uuid"]) for payment in lost]
    assert Payment.objects.paid().count() == len(lost)
    assert sorted(Receipt.objects.values_list("number", flat=True)) == list(range(1, 10))
    amounts = sum(payment["amount"] for payment in lost)
    assert sum(Payment.objects.values_list("amount", flat=True)) == amounts
    soap.refresh_from_db()
    assert soap.on_hand == 7
    assert all_is_right()
