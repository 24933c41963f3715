"""Many cards tried inside one payment page: what the limits before Stripe cannot see."""

import logging

from core.guards import guarded
from payments.models import Payment, WebhookEvent
from payments.services.checkout import close_checkout
from payments.services.settlement import settle_event

logger = logging.getLogger(__name__)

CARD_FAILED = "payment_intent.payment_failed"
FAILURES_ALLOWED = 5


def settle_failed_card(event: WebhookEvent) -> Payment:
    """Settle the payment whose card was declined, and close its page after too many.

    People mistype and have a second card; nobody has seven. Each event is kept once whatever is
    delivered how often, so the kept events are the count. The page is closed at Stripe, and what
    was held is released once Stripe confirms it; money that was faster is settled instead.
    """
    payment = settle_event(event)
    failures = payment.events.filter(type=CARD_FAILED).count()
    if payment.is_open and failures > FAILURES_ALLOWED and guarded("card testing"):
        logger.warning("%s cards failed in payment %s: it is closed", failures, payment.uuid)
        payment = close_checkout(payment, cause="too many failed cards")
    return payment
