"""B3 and B4 of what must hold: a hold lives as long as its payment page and is released once;
what is paid and cannot be filled is parked and told."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.alerts import raise_alerts
from core.attention import find_attention
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.reconciliation import close_expired
from payments.services.settlement import settle
from shop.enums import OrderStatus
from shop.models import Order, Variant
from shop.services.fulfilment import fill_order
from shop.services.stock import correct, receive
from shop.verification import holds_are_explained, stock_is_explained
from tests.factories.shop import make_order, make_variant, make_zone
from tests.infrastructure.sandbox import Sandbox, deliver

HOUR = 3700


def held_order(soap: Variant, quantity: int = 2) -> Order:
    """An order on its way to the payment page."""
    order = make_order((soap, quantity))
    start_checkout(order.payment)
    return order


def pass_an_hour(sandbox: Sandbox) -> None:
    """At Stripe by its clock, here by what was noted."""
    sandbox.control("POST", "clock", {"advance": HOUR})
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


def shelf(soap: Variant) -> tuple[int, int]:
    soap.refresh_from_db()
    return soap.on_hand, soap.reserved


def is_explained() -> bool:
    return [*stock_is_explained(), *holds_are_explained()] == []


@pytest.fixture
def soap(db: None) -> Variant:
    make_zone()
    return make_variant(on_hand=5)


@pytest.mark.promise("B3")
def test_b3_hold_lives_as_long_as_the_page(sandbox: Sandbox, soap: Variant) -> None:
    order = held_order(soap)
    assert close_expired() == 0
    # Our clock alone does not release it: Stripe says that the page is still open.
    Payment.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    close_expired()
    order.refresh_from_db()
    assert (order.status, shelf(soap)) == (OrderStatus.PENDING, (5, 2))
    pass_an_hour(sandbox)
    assert close_expired() == 1
    order.refresh_from_db()
    assert (order.status, shelf(soap)) == (OrderStatus.EXPIRED, (5, 0))
    assert is_explained()


@pytest.mark.promise("B3")
def test_b3_expired_told_three_times_and_swept_releases_once(
    sandbox: Sandbox, soap: Variant, client: Client
) -> None:
    held_order(soap)
    held_order(soap, quantity=1)
    pass_an_hour(sandbox)
    for event in sandbox.events("checkout.session.expired") * 3:
        assert deliver(client, event).status_code == 200
    close_expired()
    assert shelf(soap) == (5, 0)
    assert is_explained()


def test_b3_paid_in_the_last_second_is_never_released(sandbox: Sandbox, soap: Variant) -> None:
    order = held_order(soap)
    sandbox.pay(order.payment.stripe_session or "")
    pass_an_hour(sandbox)
    close_expired()
    order.refresh_from_db()
    assert (order.status, shelf(soap)) == (OrderStatus.PAID, (3, 0))
    assert is_explained()


@pytest.mark.django_db(transaction=True)
def test_b3_sweep_and_webhook_together_release_once(sandbox: Sandbox) -> None:
    make_zone()
    soap = make_variant(on_hand=9)
    orders = [held_order(soap, quantity=1) for _ in range(3)]
    pass_an_hour(sandbox)
    start = Barrier(2)

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        act()
        connection.close()

    def tell() -> None:
        for order in orders:
            settle(Payment.objects.get(pk=order.payment_id), cause="checkout.session.expired")

    threads = [Thread(target=run, args=[act]) for act in (close_expired, tell)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.EXPIRED}
    assert shelf(soap) == (9, 0)
    assert is_explained()


@pytest.mark.promise("B4")
def test_b4_paid_and_impossible_is_parked_and_told(
    sandbox: Sandbox, soap: Variant, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """The clerk counts again while the buyer pays, and nothing is left."""
    settings.STAFF_EMAILS = ["shop@example.org"]
    settings.ALERT_EMAILS = {name: ["shop@example.org"] for name in settings.ALERT_EMAILS}
    order = held_order(soap)
    correct(variant=soap, counted=0, reason="water damage", by=None)
    sandbox.pay(order.payment.stripe_session or "")
    with django_capture_on_commit_callbacks(execute=True):
        settle(order.payment, cause="test")
        raise_alerts()
    order.refresh_from_db()
    assert order.status == OrderStatus.NEEDS_ATTENTION
    subjects = {message.subject for message in mail.outbox if message.to == ["shop@example.org"]}
    assert f"Order {order} is paid and cannot be filled" in subjects
    assert "Needs attention: Paid orders that cannot be filled" in subjects
    assert "unfilled_orders" in {finding.condition.name for finding in find_attention()}
    receive(variant=soap, quantity=5, reason="found behind the shelf", by=None)
    fill_order(order, cause="staff")
    assert raise_alerts()["cleared"] == ["unfilled_orders"]
    assert is_explained()


def test_shelf_that_disagrees_with_its_history_needs_attention(soap: Variant) -> None:
    def names() -> set[str]:
        return {finding.condition.name for finding in find_attention()} - {"timer_stopped"}

    assert names() == set()
    Variant.objects.filter(pk=soap.pk).update(on_hand=6)
    assert names() == {"stock_mismatch"}
    Variant.objects.filter(pk=soap.pk).update(on_hand=5)
    assert names() == set()
