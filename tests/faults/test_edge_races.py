"""B3: at the edge of an hour. The payer pays, the page expires, the timer sweeps and Stripe tells,
all in the same moment: what was paid is never released, the rest exactly once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from payments.gateway import gateway
from payments.models import Payment
from payments.services.checkout import start_checkout
from payments.services.reconciliation import close_expired
from payments.services.settlement import settle
from shop.models import Order
from shop.verification import holds_are_explained, stock_is_explained
from stripe_sandbox.process import SandboxError
from tests.factories.shop import make_order, make_variant, make_zone
from tests.faults.scale import Rounds
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.mark.promise("B3", "races at the edge")
def test_b3_paid_and_expired_at_once_is_one_or_the_other(sandbox: Sandbox, rounds: Rounds) -> None:
    make_zone()
    soap = make_variant(on_hand=3000)
    sold = 0
    for number in rounds(ci=15, soak=1000, share=0.06):
        order = make_order((soap, 1), email=f"visitor{number}@example.org")
        start_checkout(order.payment)
        session = order.payment.stripe_session or ""
        Payment.objects.filter(pk=order.payment_id).update(
            expires_at=timezone.now() - timedelta(minutes=1)
        )

        def pay(session: str = session) -> None:
            with suppress(SandboxError):
                sandbox.pay(session)

        def expire(session: str = session) -> None:
            sandbox.control("POST", "expire", {"session": session})

        def tell(pk: int = order.payment_id) -> None:
            settle(Payment.objects.get(pk=pk), cause="checkout.session.expired")

        at_once(pay, expire, tell, tell, close_expired)
        settle(Payment.objects.get(pk=order.payment_id), cause="late")
        # Asked of Stripe itself: its dump grows with each round.
        is_paid = gateway().fetch_session(session).payment_status == "paid"
        sold += is_paid
        order = Order.objects.get(pk=order.pk)
        assert order.status == ("paid" if is_paid else "expired"), number
        soap.refresh_from_db()
        assert (soap.on_hand, soap.reserved) == (3000 - sold, 0), number
    assert [*stock_is_explained(), *holds_are_explained()] == []


def at_once(*acts: Callable[[], Any]) -> None:
    """All of them in threads that wait for each other; none may fail."""
    start, failures = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
