"""Every delivery was lost: one comparison heals all of them, and Stripe is asked by the page."""

import pytest
from django.db import connection

from core.models import OrganisationSettings
from donations.services.giving.gifts import start_donation
from ledger.models import Fund
from payments.models import Payment, WebhookEvent
from payments.services.checkout import start_checkout
from payments.services.reconciliation import reconcile
from tests.factories.shop import make_order, make_variant, make_zone
from tests.faults.scale import scaled
from tests.infrastructure.sandbox import Sandbox

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PAYMENTS = scaled(15, 500)
EVENTS_OF_EACH = 4
STATEMENTS_OF_EACH = 70


def test_a8_lost_events_are_healed_without_asking_stripe_for_each(sandbox: Sandbox) -> None:
    OrganisationSettings.load()
    make_zone("US", up_to_grams=20_000)
    soap = make_variant(on_hand=PAYMENTS, sku="SHEA")
    fund = Fund.objects.default()
    for number in range(PAYMENTS):
        email = f"visitor-{number}@example.org"
        if number % 2:
            payment = make_order((soap, 1), gift=1000 + number, email=email).payment
        else:
            payment = start_donation(
                amount=1000 + number,
                currency="USD",
                fund=fund,
                email=email,
                name="Awa Sample",
                language="fr",
                cancel_path="/donate/",
            )
        start_checkout(payment)
        sandbox.pay(payment.stripe_session or "")
    statements: list[str] = []

    def note(execute, sql, *rest):  # type: ignore[no-untyped-def]
        statements.append(sql)
        return execute(sql, *rest)

    before = requests(sandbox)
    with connection.execute_wrapper(note):
        findings = reconcile()
    assert (len(findings.healed), findings.failed) == (PAYMENTS, {})
    assert findings.events >= PAYMENTS * EVENTS_OF_EACH
    assert Payment.objects.paid().filter(fee__isnull=False).count() == PAYMENTS
    assert WebhookEvent.objects.filter(was_delivered=False).count() >= findings.events
    # What each costs, which no busy machine changes: Stripe is asked by the page, not one by one.
    assert requests(sandbox) - before <= 10 + PAYMENTS * 10 // 100
    assert len(statements) <= 60 + PAYMENTS * STATEMENTS_OF_EACH


def requests(sandbox: Sandbox) -> int:
    """Requests that Stripe received so far."""
    return int(sandbox.control("GET", "mismatches")["checked"]["request"])
