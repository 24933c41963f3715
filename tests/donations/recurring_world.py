"""What the tests of monthly gifts share: one that has begun, and time that passes at Stripe."""

from typing import Any

from django.test import Client

from donations.models import RecurringGift
from donations.services.giving.gifts import start_donation
from ledger.models import Fund
from payments.models import Payment
from payments.services.checkout import start_checkout
from tests.infrastructure.sandbox import Sandbox, deliver

DAY = 24 * 3600
FAILS_LATER = "4000000000000341"
ASKS_LATER = "4000002760003184"


def begin(sandbox: Sandbox, *, card: str = "4242424242424242", **overrides: Any) -> Payment:
    """A monthly gift of 20 dollars, paid for the first time at Stripe; nothing told to us yet."""
    fields: dict[str, Any] = {
        "amount": 2000,
        "currency": "USD",
        "fund": Fund.objects.default(),
        "email": "awa@example.org",
        "name": "Awa Sample",
        "language": "en",
        "interval": "month",
        "cancel_path": "/donate/",
        **overrides,
    }
    payment = start_donation(**fields)
    start_checkout(payment)
    payment.refresh_from_db()
    assert payment.stripe_session
    sandbox.pay(payment.stripe_session, card=card, authenticate="complete")
    return payment


class World:
    """Tells our webhook what happened at Stripe, each event once, in order."""

    def __init__(self, client: Client, sandbox: Sandbox) -> None:
        self.client, self.sandbox = client, sandbox
        self._told = 0

    def tell(self) -> None:
        events = self.sandbox.events()
        for event in events[self._told :]:
            answer = deliver(self.client, event)
            assert answer.status_code == 200, (event["type"], answer.content)
        self._told = len(events)

    def pass_days(self, days: float) -> None:
        self.sandbox.control("POST", "clock", {"advance": days * DAY})
        self.tell()

    def take_a_good_card(self, gift: RecurringGift) -> None:
        """The giver puts another card on file at Stripe."""
        card = {"customer": gift.subscription.stripe_customer, "card": "4242424242424242"}
        self.sandbox.control("POST", "card", card)

    def begin(self, **overrides: Any) -> RecurringGift:
        payment = begin(self.sandbox, **overrides)
        self.tell()
        return RecurringGift.objects.get(subscription__first_line__payment=payment)
