"""The webhook inbox: keep the event, then settle what it is about."""

import logging
from collections.abc import Callable, Mapping

from django.db.models import F
from django.utils import timezone

from payments.enums import EventStatus
from payments.exceptions import ForeignObjectError, MismatchError
from payments.gateway import SignedEvent
from payments.models import Payment, WebhookEvent
from payments.services.card_testing import settle_failed_card
from payments.services.disputes import settle_dispute_event, settle_warning_event
from payments.services.payouts import settle_payout_event
from payments.services.settlement import payment_of, settle_event

logger = logging.getLogger(__name__)

# Fetches what the event is about and brings us to it. Returns the payment that this concerned, if
# any, and raises `ForeignObjectError` when it concerned none of ours.
Settler = Callable[[WebhookEvent], Payment | None]

# Who settles what. Any other event is kept, ignored and answered with 200.
SETTLERS: Mapping[str, Settler] = {
    "checkout.session.completed": settle_event,
    "checkout.session.async_payment_succeeded": settle_event,
    "checkout.session.async_payment_failed": settle_event,
    "checkout.session.expired": settle_event,
    "payment_intent.succeeded": settle_event,
    "payment_intent.payment_failed": settle_failed_card,
    "payment_intent.canceled": settle_event,
    "charge.succeeded": settle_event,
    "charge.failed": settle_event,
    "charge.updated": settle_event,
    "payout.paid": settle_payout_event,
    "payout.failed": settle_payout_event,
    "payout.reconciliation_completed": settle_payout_event,
    "charge.dispute.created": settle_dispute_event,
    "charge.dispute.updated": settle_dispute_event,
    "charge.dispute.closed": settle_dispute_event,
    "charge.dispute.funds_withdrawn": settle_dispute_event,
    "charge.dispute.funds_reinstated": settle_dispute_event,
    "radar.early_fraud_warning.created": settle_warning_event,
    "radar.early_fraud_warning.updated": settle_warning_event,
}
FINISHED = (EventStatus.PROCESSED, EventStatus.IGNORED)


def receive_event(signed: SignedEvent) -> WebhookEvent:
    """Keep a verified event and act on it. A delivery of one already finished does nothing.

    Side effects, in order: the event's row is written (its own commit, so that the trace survives
    a failure), what it is about is settled, the row is marked. An error is kept on the row and
    raised again: the answer is then a 500 and Stripe tries once more.
    """
    event, _made = WebhookEvent.objects.get_or_create(
        id=signed.id,
        defaults={
            "type": signed.type,
            "object_id": signed.object_id,
            "payment": _payment_about(signed),
            "api_version": signed.api_version,
            "livemode": signed.livemode,
            "happened_at": signed.happened_at,
        },
    )
    if event.status not in FINISHED:
        process_event(event)
    return event


def process_event(event: WebhookEvent) -> None:
    """Settle what the event is about, from Stripe's current state, and mark the row."""
    settler = SETTLERS.get(event.type)
    if settler is None:
        _mark(event, EventStatus.IGNORED)
        return
    try:
        payment = settler(event)
    except ForeignObjectError:
        _mark(event, EventStatus.IGNORED)
    except MismatchError as error:
        # Trying again would not help: the object is not what we asked for. Staff must look.
        logger.error("Event %s does not fit its payment: %s", event.pk, error)  # noqa: TRY400
        _mark(event, EventStatus.IGNORED, error="mismatch")
    except Exception as error:
        _mark(event, EventStatus.FAILED, error=type(error).__name__)
        raise
    else:
        _mark(event, EventStatus.PROCESSED, payment=payment)


def retry_failed_events() -> int:
    """Process again what failed. Returns how many are well now."""
    healed = 0
    for event in WebhookEvent.objects.filter(
        status__in=[EventStatus.FAILED, EventStatus.RECEIVED]
    ).select_related("payment"):
        try:
            process_event(event)
        except Exception:
            logger.exception("Event %s failed again", event.pk)
        else:
            healed += 1
    return healed


def _payment_about(signed: SignedEvent) -> Payment | None:
    """The payment that the event names, as far as we know it already."""
    payment = payment_of(signed.reference)
    if payment is None:
        payment = Payment.objects.at_stripe(signed.intent_id, signed.charge_id).first()
    return payment


def _mark(
    event: WebhookEvent, status: EventStatus, error: str = "", payment: Payment | None = None
) -> None:
    finished = status in FINISHED
    WebhookEvent.objects.filter(pk=event.pk).update(
        status=status,
        error=error,
        payment=payment or event.payment,
        attempts=F("attempts") + 1,
        finished_at=timezone.now() if finished else None,
    )
    event.refresh_from_db()
